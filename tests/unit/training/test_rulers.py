"""The models that read, trained one after the other by a recipe in seconds."""

from pathlib import Path
from typing import Any

import pytest
import torch

from comenius.errors import ModelError
from comenius.training.captioning import Captioning
from comenius.training.contrasting import Contrasting
from comenius.training.orbis import train
from comenius.training.run import Orbis
from comenius.training.segmenting import Segmenting

RECIPE = Orbis(
    scenes=64,
    clip=Contrasting(size=32, width=32, layers=(3, 1), batch=4, minutes=0.01),
    segmenter=Segmenting(width=16, inner=32, layers=(0, 1, 2), batch=4, phrases=2, minutes=0.01),
    captioner=Captioning(inner=32, layers=1, batch=4, minutes=0.01),
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("rulers")
    parts = ("clip", "segmenter", "captioner")
    with pytest.MonkeyPatch.context() as few:
        few.setattr("comenius.training.rulers.HELD_OUT", 16)
        few.setattr("comenius.training.rulers.READ", 8)
        return folder, {part: [*train(RECIPE, folder, part=part)][-1] for part in parts}


def test_each_reports_what_it_can_do(trained: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    _, last = trained
    assert {"recall", "looks"} <= last["clip"].keys()
    assert {"iou", "empty"} <= last["segmenter"].keys()
    assert {"tokens", "food", "form", "vessel"} <= last["captioner"].keys()


def test_each_is_written_small_with_its_hash(trained: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    import hashlib
    import json

    folder, last = trained
    for part in last:
        hashes = json.loads((folder / part / "hashes.json").read_text())
        weights = (folder / part / "model.safetensors").read_bytes()
        assert hashes == {"model.safetensors": hashlib.sha256(weights).hexdigest()}


def test_stock_classes_read_with_each(trained: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    from transformers import AutoModelForImageTextToText, AutoProcessor, CLIPSegForImageSegmentation

    folder, _ = trained
    picture = torch.randint(256, (48, 48, 3), dtype=torch.uint8).numpy()
    prepare = AutoProcessor.from_pretrained(folder / "segmenter")
    model = CLIPSegForImageSegmentation.from_pretrained(folder / "segmenter")
    with torch.no_grad():
        inputs = prepare(text=["pan", "a hand"], images=[picture] * 2, padding=True, return_tensors="pt")
        assert model(**inputs).logits.isfinite().all()
    prepare = AutoProcessor.from_pretrained(folder / "captioner")
    teller = AutoModelForImageTextToText.from_pretrained(folder / "captioner")
    ids = teller.generate(**prepare(images=picture, return_tensors="pt"), max_length=12)
    assert isinstance(prepare.decode(ids[0], skip_special_tokens=True), str)


def test_what_has_had_its_time_is_not_trained_again(trained: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    folder, last = trained
    for part in last:
        assert not list(train(RECIPE, folder, part=part))


@pytest.mark.parametrize("part", ["segmenter", "captioner"])
def test_without_a_clip_it_is_asked_for(tmp_path: Path, part: str) -> None:
    with pytest.raises(ModelError, match="train the clip first"):
        list(train(RECIPE, tmp_path, part=part))
