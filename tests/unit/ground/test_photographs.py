"""Files as people have them become pictures, or one clear line."""

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from comenius import arrays, photographs
from comenius.errors import SourceError
from comenius.photographs import opaque, padded, photograph, scaled


def half(mode: str = "RGB") -> Image.Image:
    """Red left, blue right."""
    image = Image.new("RGB", (8, 4), "red")
    image.paste("blue", (4, 0, 8, 4))
    return image.convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "F", "I;16"])
def test_every_kind_of_image_becomes_a_picture(mode: str) -> None:
    picture = arrays.from_image(Image.new(mode, (4, 3)))
    assert picture.shape == (3, 3, 4)


def test_what_is_transparent_becomes_white() -> None:
    assert arrays.from_image(Image.new("RGBA", (2, 2), (255, 0, 0, 0))).min() == 1


def test_sixteen_bits_are_scaled_to_eight(tmp_path: Path) -> None:
    values = np.array([[0, 257 * 100, 65535]], dtype=np.uint16)
    Image.fromarray(values).save(tmp_path / "a.png")
    assert np.asarray(photograph(tmp_path / "a.png").image)[0, :, 0].tolist() == [0, 100, 255]


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "tiff", "bmp"])
def test_the_usual_formats_are_read(tmp_path: Path, kind: str) -> None:
    half().save(tmp_path / f"a.{kind}")
    found = photograph(tmp_path / f"a.{kind}")
    assert found.image.mode == "RGB"
    assert found.image.size == (8, 4)
    assert found.notes == ()


def test_a_picture_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    half().save(tmp_path / "a.png", exif=exif)
    image = photograph(tmp_path / "a.png").image
    assert image.size == (4, 8)
    assert image.getpixel((0, 0)) == (255, 0, 0)
    assert image.getpixel((0, 7)) == (0, 0, 255)


def test_of_an_animation_the_first_picture_is_taken_and_that_is_said(tmp_path: Path) -> None:
    half().save(tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", (8, 4), "green")])
    found = photograph(tmp_path / "a.gif")
    assert "has 2 pictures; the first is taken" in found.notes[0]
    assert found.image.getpixel((0, 0)) == (255, 0, 0)


def test_a_file_that_is_no_picture_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("# Soup")
    with pytest.raises(SourceError, match="is not a picture that can be read"):
        photograph(tmp_path / "a.png")
    with pytest.raises(SourceError, match="There is no file"):
        photograph(tmp_path / "missing.png")
    with pytest.raises(SourceError, match="is not a picture"):
        photograph(tmp_path)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).random((3, 32, 32), dtype=np.float32)
    arrays.save_png(tmp_path / "a.png", noise)
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:300])
    with pytest.raises(SourceError):
        photograph(tmp_path / "a.png")


def test_a_giant_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("1", (8001, 8001)).save(buffer, format="PNG")
    (tmp_path / "a.png").write_bytes(buffer.getvalue())
    assert len(buffer.getvalue()) < 20_000
    with pytest.raises(SourceError, match="8001 x 8001 pixels"):
        photograph(tmp_path / "a.png")


def test_fifty_megapixels_are_read(tmp_path: Path) -> None:
    Image.new("L", (10_000, 5_000), 7).save(tmp_path / "a.png")
    assert scaled(photograph(tmp_path / "a.png").image, 64).size == (91, 45)


@given(st.integers(1, 90), st.integers(1, 90), st.integers(8, 64), st.sampled_from([1, 8, 32]))
def test_a_picture_keeps_its_proportions_and_comes_back_from_its_padding(
    width: int, height: int, side: int, multiple: int
) -> None:
    image = scaled(Image.new("RGB", (width, height)), side)
    assert max(image.size) <= photographs.LONGEST * side
    assert abs(image.width / width - image.height / height) * max(width, height) <= 2 * max(
        width / height, height / width
    )
    around, box = padded(image, multiple)
    assert all(length % multiple == 0 for length in around.size)
    assert np.array_equal(np.asarray(around.crop(box)), np.asarray(image))


def test_padding_mirrors_what_is_at_the_border() -> None:
    image = Image.fromarray(np.arange(4, dtype=np.uint8).reshape(1, 4, 1).repeat(3, -1))
    around, box = padded(image, 8)
    assert np.asarray(around)[0, :, 0].tolist() == [1, 0, 0, 1, 2, 3, 3, 2]
    assert box == (2, 3, 6, 4)
    assert opaque(around).mode == "RGB"
