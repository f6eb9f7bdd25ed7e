from functools import cache
from pathlib import Path

import pytest
import torch
from loop_clock import Clock

from comenius.training.recognising import Recognising, softened, train, weights
from comenius.vision.recognise import Recogniser, Shape
from comenius.vision.scoring import Rows, score, shown
from comenius.world import labels
from comenius.world.render import picture
from comenius.world.stream import sample

CPU = torch.device("cpu")
TINY = Shape(size=128, widths=(16, 32, 48, 64), depths=(1, 1, 1, 1))


@cache
def scenes() -> Rows:
    drawn = [sample(seed) for seed in range(16)]
    rows = labels.stack([labels.labels(*scene) for scene in drawn])
    pictures = torch.stack([torch.from_numpy(picture(*scene, 128)) for scene in drawn])
    return {"pictures": pictures, **{name: torch.from_numpy(values) for name, values in rows.items()}}


def test_sixteen_scenes_are_learnt_by_heart_and_read_from_disk(tmp_path: Path, clock: Clock) -> None:
    torch.manual_seed(0)
    recipe = Recognising(minutes=2, warm_up=10, decay=0.9, soften=0.0)
    model = Recogniser(labels.classes(), TINY)
    before = score(model.eval(), [scenes()], device=CPU)
    *_, report = train(recipe, model, clock.forever(scenes()), [scenes()], tmp_path, device=CPU)
    assert before["vessel"] < 0.7
    for name in ("vessel", "material", "table", "wall", "tool", "hand", "steam", "fire", "form", "doneness"):
        assert report[name] >= 0.9, name
    assert report["foods 1"] >= 0.8
    again = score(Recogniser.from_pretrained(tmp_path), [scenes()], device=CPU)
    assert again == {name: report[name] for name in again}


def test_a_training_goes_on_where_it_was_stopped(tmp_path: Path, clock: Clock) -> None:
    for minutes in (0.1, 0.2):
        began = clock.now
        recipe, model = Recognising(minutes=minutes), Recogniser(labels.classes(), TINY)
        *_, report = train(recipe, model, clock.forever(scenes()), [scenes()], tmp_path, device=CPU)
    assert report["step"] > clock.now - began > 0


def test_without_softening_pictures_stay_as_they_are() -> None:
    x = torch.rand(2, 3, 32, 32)
    assert softened(x, 0.0) is x


def test_softened_pictures_differ_a_little_and_stay_in_range() -> None:
    torch.manual_seed(0)
    x = scenes()["pictures"].permute(0, 3, 1, 2).float() / 255
    y = softened(x, 1.0)
    assert y.shape == x.shape
    assert y.min() >= 0
    assert y.max() <= 1
    assert 0.002 < (y - x).abs().mean() < 0.12


def test_a_small_food_counts_almost_like_a_large_one() -> None:
    owner = torch.zeros(1, 8, 8, dtype=torch.long)
    owner[0, :4, :4], owner[0, 7, 7:] = 1, 2
    weight = weights(owner)
    assert weight.sum().item() == pytest.approx(1)
    assert weight[owner == 0].sum() == 0
    assert (weight[owner == 1].sum() / weight[owner == 2].sum()).item() == pytest.approx(4)


def test_no_food_at_all_is_no_division_by_nothing() -> None:
    assert weights(torch.zeros(1, 8, 8, dtype=torch.long)).sum() == 0


def test_the_truth_lists_the_foods_that_can_be_seen() -> None:
    for seed in range(16):
        shot, _ = sample(seed)
        row = {name: values[seed] for name, values in scenes().items()}
        keys = {key for key, *_ in shown(labels.classes(), row)}
        assert keys <= {"mixture" if food.form == "mixture" else food.look for food in shot.foods}
