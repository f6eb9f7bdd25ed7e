"""Photographs as cameras, printers and phones leave them, through the whole path of an edit."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tiny_models import build

from comenius.errors import OutputError
from comenius.illustration.editing import Done, Wish, editing

RED, BLUE, GREEN = (200, 30, 30), (30, 40, 190), (30, 160, 40)
SCENE = "soup in a white bowl on a wooden table"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An InstructPix2Pix of the shape of Stable Diffusion 1.5, tiny and of random weights."""
    return build(tmp_path_factory.mktemp("models") / "tiny-ip2p", edits=True)


def halves(width: int, height: int) -> Image.Image:
    """Red left, blue right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def turned(path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right: red comes on top
    halves(4000, 3000).save(path, exif=exif)


def printed(path: Path) -> None:
    halves(640, 480).convert("CMYK").save(path, quality=95)


def deep(path: Path) -> None:
    ramp = np.linspace(0, 65535, 600, dtype=np.uint16)
    Image.fromarray(np.broadcast_to(ramp, (400, 600)).copy()).save(path)


def moving(path: Path) -> None:
    more = [Image.new("RGB", (320, 240), GREEN)] * 2
    halves(320, 240).save(path, save_all=True, append_images=more, lossless=True)


def wide(path: Path) -> None:
    halves(6000, 300).save(path)


def edited(photo: Path, folder: Path, model: Path) -> Done:
    wish = Wish(text="make it festive", described=SCENE, model=str(model), edits=2, variants=2, steps=1)
    *_, done = editing(photo, folder, wish)
    assert isinstance(done, Done)
    return done


def pixels(path: Path) -> np.ndarray[Any, Any]:
    with Image.open(path) as image:
        assert image.mode == "RGB"
        return np.asarray(image).astype(int)


def near(pixel: Any, colour: tuple[int, int, int]) -> bool:
    return bool(np.abs(pixel - np.asarray(colour)).max() < 30)


@pytest.mark.parametrize(
    ("name", "make", "size", "first", "last"),
    [
        ("phone.jpg", turned, (14, 18), RED, BLUE),
        ("print.jpg", printed, (18, 14), RED, BLUE),
        ("scan.png", deep, (20, 13), (0, 0, 0), (255, 255, 255)),
        ("moving.webp", moving, (18, 14), RED, BLUE),
        ("panorama.jpg", wide, (64, 3), RED, BLUE),
    ],
)
def test_a_photograph_comes_back_upright_in_its_proportions_and_whole(
    name: str, make: Callable[[Path], None], size: tuple[int, int], first: Any, last: Any,
    tmp_path: Path, model: Path,
) -> None:  # fmt: skip
    make(tmp_path / name)
    taken = (tmp_path / name).read_bytes()
    done = edited(tmp_path / name, tmp_path / "out", model)
    before = pixels(tmp_path / "out" / "before.png")
    assert before.shape == (size[1], size[0], 3)
    assert near(before[0, 0], first)
    assert near(before[-1, -1], last)
    record = json.loads((tmp_path / "out" / "edit.json").read_text("utf-8"))
    assert record["source"] == name
    assert len(record["edits"]) == len(record["pictures"]) == 2
    assert record["model_hash"]
    for made in record["pictures"]:
        assert len(made["maps"]) == 2
        for path in (made["path"], *made["maps"]):
            assert pixels(tmp_path / "out" / path).shape == before.shape
    one, two = (pixels(path) for path in done.pictures)
    assert (one != two).any()
    moves = [note for note in record["notes"] if "pictures; the first is taken" in note]
    assert len(moves) == (name == "moving.webp")
    assert (tmp_path / name).read_bytes() == taken


def test_another_picture_of_the_same_name_does_not_overwrite(tmp_path: Path, model: Path) -> None:
    Image.new("RGB", (16, 16), RED).save(tmp_path / "a.png")
    edited(tmp_path / "a.png", tmp_path / "out", model)
    kept = (tmp_path / "out" / "01.png").read_bytes()
    Image.new("RGB", (16, 16), BLUE).save(tmp_path / "a.png")
    with pytest.raises(OutputError, match=r"holds the edits of another a\.png; they stay"):
        edited(tmp_path / "a.png", tmp_path / "out", model)
    assert (tmp_path / "out" / "01.png").read_bytes() == kept


def test_pictures_of_one_folder_are_kept_apart_by_their_names_in_whatever_format(
    tmp_path: Path, model: Path
) -> None:
    for name, colour in (("a.png", RED), ("b.jpeg", BLUE), ("c.bmp", GREEN)):
        Image.new("RGB", (16, 16), colour).save(tmp_path / name)
        edited(tmp_path / name, tmp_path / name[0], model)
    for name, colour in (("a.png", RED), ("b.jpeg", BLUE), ("c.bmp", GREEN)):
        record = json.loads((tmp_path / name[0] / "edit.json").read_text("utf-8"))
        assert record["source"] == name
        assert near(pixels(tmp_path / name[0] / "before.png")[0, 0], colour)
