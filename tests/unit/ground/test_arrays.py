from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from comenius import arrays


@pytest.fixture
def pixels() -> np.ndarray:
    """Every byte value once a channel."""
    return np.stack([np.random.default_rng(c).permutation(256).reshape(8, 32) for c in range(3)], -1).astype(
        np.uint8
    )


def test_bytes_survive_the_way_to_floats_and_back(pixels: np.ndarray) -> None:
    picture = arrays.from_pixels(pixels)
    assert picture.shape == (3, 8, 32)
    assert picture.dtype == np.float32
    assert picture.min() == 0
    assert picture.max() == 1
    assert np.array_equal(arrays.to_pixels(picture), pixels)


def test_floats_are_rounded_to_the_nearest_byte_and_clipped() -> None:
    values = np.array([-1, 0.49 / 255, 0.51 / 255, 254.6 / 255, 1, 7], dtype=np.float32)
    assert arrays.to_pixels(np.tile(values, (3, 1, 1)))[0, :, 0].tolist() == [0, 0, 1, 255, 255, 255]


def test_a_png_holds_the_same_bytes_and_is_the_same_file_each_time(
    tmp_path: Path, pixels: np.ndarray
) -> None:
    picture = arrays.from_pixels(pixels)
    for name in ("a.png", "b.png"):
        arrays.save_png(tmp_path / name, picture)
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), pixels)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_shapes_are_enforced_in_tests() -> None:
    with pytest.raises(TypeError, match="picture"):
        arrays.to_pixels(np.zeros((8, 8, 3), dtype=np.float32))
