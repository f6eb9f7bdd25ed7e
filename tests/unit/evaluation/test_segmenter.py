import pytest
import torch

from comenius.evaluation.segmenter import LEAST, likely, objects, phrases
from comenius.lexicon.shot import Food, Shot, describe
from comenius.vision.scoring import iou
from comenius.world.render import masks
from comenius.world.scene import settle
from comenius.world.stream import sample


def test_the_overlap_is_that_of_the_areas() -> None:
    a, b = torch.zeros(2, 4, 4, dtype=torch.bool)
    a[:2], b[1:3] = True, True
    assert iou(a, b) == pytest.approx(1 / 3)
    assert iou(a, a) == 1.0
    assert iou(a & b & ~a, a & ~a) == 1.0


def test_what_is_more_likely_than_not_belongs_to_the_mask() -> None:
    logits = torch.full((1, 2, 2), -4.0)
    logits[0, 0, 0] = 4.0
    mask = likely(logits, 8)
    assert mask.shape == (1, 8, 8)
    assert mask[0, :3, :3].all()
    assert not mask[0, 4:].any()


def test_things_are_called_as_in_the_caption() -> None:
    food = Food(name="onion", look="onion", form="chopped", doneness="golden", topped=("herbs",))
    shot = Shot(foods=(food,), vessel="pan", material="red", tool="spatula", hand=True, steam=True)
    assert phrases(shot) == {
        "food0": "golden chopped onion", "vessel": "red pan", "tool": "spatula", "hand": "hand",
        "steam": "steam",
    }  # fmt: skip


def test_every_object_large_enough_is_asked_for_once() -> None:
    for seed in range(30):
        scene = sample(seed)
        shown = masks(*scene, 64)
        large = [name for name, mask in shown.items() if mask.mean() >= LEAST and name != "background"]
        asked = objects(*scene, 64)
        assert [kind for kind, _, _ in asked] == [name.rstrip("0123456789") for name in large]
        caption = describe(settle(*scene), looks=True)
        assert all(words in caption for kind, words, _ in asked if kind in ("food", "vessel", "tool"))
