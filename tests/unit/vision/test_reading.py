from functools import cache

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from comenius.vision.reading import Reading, absorbed, readings, regions
from comenius.world import labels
from comenius.world.scene import arranged, settle
from comenius.world.stream import sample

SEEDS = range(40)
LEAST = 4


def perfect(rows: dict[str, Tensor]) -> dict[str, Tensor]:
    """The logits of a recogniser that is sure and right."""
    names = labels.classes()
    out = {
        name: F.one_hot(rows["attributes"][:, i].long(), len(names[name])) * 20.0
        for i, name in enumerate(list(names)[: rows["attributes"].shape[1]])
    }
    for name in ("look", "form", "doneness"):
        out[name] = F.one_hot(rows[name].long(), len(names[name])).permute(0, 3, 1, 2) * 20.0
    owner = rows["owner"].long()
    for name in ("parts", "topped"):
        padded = F.pad(rows[name].float(), (0, 0, 1, 0))
        marked = torch.stack([table[cells] for table, cells in zip(padded, owner, strict=True)])
        out[name] = marked.permute(0, 3, 1, 2) * 40 - 20
    return out


@cache
def truth() -> dict[str, Tensor]:
    rows = labels.stack([labels.labels(*sample(seed)) for seed in SEEDS])
    return {name: torch.from_numpy(values) for name, values in rows.items()}


@cache
def read() -> list[Reading]:
    return readings(perfect(truth()), labels.classes(), LEAST)


@pytest.mark.parametrize("seed", SEEDS)
def test_perfect_answers_are_read_as_the_truth(seed: int) -> None:
    shot, setting = sample(seed)
    owner, reading = labels.owners(shot, setting), read()[seed]
    assert reading.attributes == labels.attributes(shot, setting)
    assert min(reading.confidence.values()) > 0.99
    wanted = {
        (food.look, food.form, food.doneness, frozenset(food.parts))
        for i, (food, _) in enumerate(arranged(settle(shot, setting).foods))
        if max((int(r.sum()) for r in regions(torch.from_numpy(owner == i + 1).long())), default=0) >= LEAST
    }
    assert {(f.look, f.form, f.doneness, frozenset(f.parts)) for f in reading.foods} == wanted
    assert all(food.confidence > 0.99 for food in reading.foods)


def test_shares_are_those_of_the_picture() -> None:
    for owner, reading in zip(truth()["owner"], read(), strict=True):
        covered = (owner > 0).float().mean().item()
        assert sum(food.share for food in reading.foods) == pytest.approx(covered, abs=0.03)


def test_regions_are_connected_by_sides_and_of_one_key() -> None:
    key = torch.tensor([[1, 1, 0, 2], [0, 1, 0, 2], [1, 0, 3, 2]])
    sizes = sorted(int(region.sum()) for region in regions(key))
    assert sizes == [1, 1, 3, 3]


@pytest.mark.parametrize(
    ("own", "others", "apart", "goes"),
    [
        (0.6, 0.3, 0, True),  # doubtful, and it may well be what it touches
        (0.6, 0.0, 0, False),  # doubtful, but not that
        (0.8, 0.3, 0, False),  # sure
        (0.6, 0.3, 1, False),  # lies apart
    ],
)
def test_a_doubtful_region_goes_to_the_larger_one_it_touches(
    own: float, others: float, apart: int, goes: bool
) -> None:
    key = torch.zeros(12, 12, dtype=torch.long)
    key[:6, :6], key[6 + apart : 11, :4] = 1, 2
    likely = torch.zeros(3, 12, 12)
    likely[1] = torch.where(key == 1, 0.9, others)
    likely[2] = torch.where(key == 2, own, 0.0)
    read = absorbed(key, likely)
    assert (read[9, 1] == 1) == goes
    assert torch.equal(read > 0, key > 0)


def test_a_few_doubtful_cells_go_whatever_they_may_be() -> None:
    key = torch.ones(6, 6, dtype=torch.long)
    key[4:, 4:] = 2
    likely = torch.stack([torch.zeros(6, 6), (key == 1).float(), torch.full((6, 6), 0.5)])
    assert (absorbed(key, likely) == 1).all()


def test_specks_are_no_food() -> None:
    rows = truth()
    one = {name: values[:1].clone() for name, values in rows.items()}
    for name in ("owner", "look", "form", "doneness"):
        one[name][:] = 0
        one[name][0, :1, : LEAST - 1] = 1
    assert readings(perfect(one), labels.classes(), LEAST)[0].foods == ()
    assert len(readings(perfect(one), labels.classes(), LEAST - 1)[0].foods) == 1
