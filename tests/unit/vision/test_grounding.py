"""Masks from boxes, and what is cut out of them."""

import shutil
from pathlib import Path

import pytest
import tiny_readers
import torch
from torch import Tensor

from comenius.errors import ModelError
from comenius.vision.grounding import Grounded, found
from comenius.vision.names import resolve
from comenius.weights import identify, joined

PICTURE = torch.rand(3, 48, 64, generator=torch.Generator().manual_seed(0))
BOXES = {
    "onion": [[2.0, 1.0, 5.0, 4.0], [10.0, 20.0, 30.0, 40.0]],
    "pot": [[0.0, 0.0, 64.0, 8.0]],
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    torch.manual_seed(0)
    home = tmp_path_factory.mktemp("grounded")
    return tiny_readers.detector(home / "dino"), tiny_readers.cutter(home / "sam")


def boxes_of(picture: Tensor, phrase: str) -> Tensor:
    return torch.tensor(BOXES.get(phrase, [])).reshape(-1, 4)


def filled(picture: Tensor, boxes: Tensor) -> Tensor:
    out = torch.zeros(len(boxes), *picture.shape[1:])
    for mask, (left, top, right, bottom) in zip(out, boxes.int().tolist(), strict=True):
        mask[top:bottom, left:right] = 0.75
    return out


def test_a_phrase_is_in_all_of_its_boxes_and_one_without_a_box_nowhere() -> None:
    masks = found(PICTURE, ["pot", "leek", "onion"], boxes_of, filled)
    assert masks.shape == (3, 48, 64)
    assert [int((mask == 0.75).sum()) for mask in masks] == [8 * 64, 0, 3 * 3 + 20 * 20]
    assert masks[2, 20, 10] == masks[2, 3, 4] == 0.75


def test_where_nothing_is_found_nothing_is_cut() -> None:
    def never(picture: Tensor, boxes: Tensor) -> Tensor:
        raise AssertionError("there is no box to cut")

    assert not found(PICTURE, ["leek", "salt"], boxes_of, never).any()
    assert found(PICTURE, [], boxes_of, never).shape == (0, 48, 64)


def test_two_real_networks_find_and_cut(folders: tuple[Path, Path]) -> None:
    segmenter = Grounded(*folders, sure=0.0)
    boxes = segmenter.boxes(PICTURE, "Red onion")
    assert boxes.shape == (5, 4)
    assert (boxes >= 0).all()
    assert (boxes <= torch.tensor([64.0, 48.0, 64.0, 48.0])).all()
    masks = segmenter(PICTURE, ["Red onion", "steel pot"])
    assert masks.shape == (2, 48, 64)
    assert 0 <= float(masks.min()) < float(masks.max()) <= 1
    assert masks[0].equal(segmenter.cut(PICTURE, boxes).amax(0))


def test_boxes_that_are_not_sure_do_not_count(folders: tuple[Path, Path]) -> None:
    assert not Grounded(*folders, sure=1.0)(PICTURE, ["red onion"]).any()


def test_its_identity_is_that_of_both_weights(folders: tuple[Path, Path], tmp_path: Path) -> None:
    dino, sam = folders
    one = Grounded(dino, sam).identity
    assert one.name == "dino+sam"
    assert one == joined([identify("dino", dino, ("",)), identify("sam", sam, ("",))])
    other = tiny_readers.cutter(tmp_path / "sam")
    assert Grounded(dino, other).identity.sha256 != one.sha256
    assert joined([identify("dino", dino, ("",))]) == identify("dino", dino, ("",))


def test_a_network_is_what_its_configuration_says(
    folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dino, sam = folders
    assert resolve(str(dino), ("grounding-dino",)) == dino
    with pytest.raises(ModelError, match=r"sam is a sam; a clipseg is needed\."):
        resolve(str(sam), ("clipseg",))
    with pytest.raises(ModelError, match=r"nowhere is no model; the directory or hub id of a sam is needed"):
        resolve("nowhere", ("sam",))
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "1")
    with pytest.raises(ModelError, match=r"nobody/has-it is not in the hub cache"):
        resolve("nobody/has-it", ("sam",))
    bare = Path(shutil.copytree(sam, tmp_path / "bare"))
    (bare / "model.safetensors").rename(bare / "model.bin")
    with pytest.raises(ModelError, match=r"has no \.safetensors file of weights"):
        resolve(str(bare), ("sam",))
