import json
from pathlib import Path

import pytest
import torch

from comenius.errors import ModelError
from comenius.vision.recognise import Recogniser, Shape
from comenius.world.labels import classes

TINY = Shape(size=128, widths=(8, 16, 16, 16), depths=(1, 1, 1, 1))


def tiny(seed: int = 0) -> Recogniser:
    torch.manual_seed(seed)
    return Recogniser(classes(), TINY).eval()


def test_the_recogniser_that_is_shipped_is_small(tmp_path: Path) -> None:
    model = Recogniser(classes())
    assert sum(weight.numel() for weight in model.parameters()) <= 1_300_000
    model.half().save_pretrained(tmp_path)
    assert (tmp_path / "model.safetensors").stat().st_size < 2_600_000


@pytest.mark.parametrize("size", [128, 256])
def test_answers_have_a_name_for_every_class_and_a_cell_for_every_eight_pixels(size: int) -> None:
    shape = Shape(size=size, widths=TINY.widths, depths=TINY.depths)
    out = Recogniser(classes(), shape).eval()(torch.rand(2, 3, size, size))
    for name, values in classes().items():
        cells = (32, 32) if name in ("look", "form", "doneness") else ()
        assert out[name].shape == (2, len(values), *cells)
    assert out["parts"].shape == out["topped"].shape == out["look"].shape


def test_a_saved_recogniser_comes_back_the_same(tmp_path: Path) -> None:
    model, x = tiny(), torch.rand(2, 3, 128, 128)
    model.save_pretrained(tmp_path)
    again = Recogniser.from_pretrained(tmp_path)
    assert again.classes == model.classes
    assert again.shape == model.shape
    with torch.no_grad():
        for one, other in zip(model(x).values(), again(x).values(), strict=True):
            torch.testing.assert_close(one, other, rtol=0, atol=0)


def test_half_precision_is_read_back_as_single(tmp_path: Path) -> None:
    tiny().half().save_pretrained(tmp_path)
    again = Recogniser.from_pretrained(tmp_path)
    assert {weight.dtype for weight in again.parameters()} == {torch.float32}


def test_a_batch_is_read_as_its_pictures_one_by_one_whatever_their_side() -> None:
    model, x = tiny(), torch.rand(3, 3, 200, 200)
    together = model.read(x)
    for picture, reading in zip(x, together, strict=True):
        (alone,) = model.read(picture[None])
        assert alone.attributes == reading.attributes
        assert [food.look for food in alone.foods] == [food.look for food in reading.foods]


def test_a_folder_without_a_recogniser_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no recogniser"):
        Recogniser.from_pretrained(tmp_path)
    tiny().save_pretrained(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="is not the file that was published"):
        Recogniser.from_pretrained(tmp_path)
    (tmp_path / "hashes.json").unlink()
    with pytest.raises(ModelError, match="holds no recogniser"):
        Recogniser.from_pretrained(tmp_path)


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    tiny().save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    config["shape"]["widths"] = [8, 16, 16, 24]
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="holds no recogniser"):
        Recogniser.from_pretrained(tmp_path)
