"""What a picture makes of a wish, by rulers that know the truth: what was asked, what stays, which edit acts where."""

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from comenius.evaluation.edit import psnr_within, rest
from comenius.evaluation.wishes import Case, differs
from comenius.lexicon.shot import Food, Shot
from comenius.vision.reading import MIXTURE, Found, Reading
from comenius.vision.scoring import iou
from comenius.world import labels
from comenius.world.scene import Setting


def asked(case: Case, seen: Reading) -> list[float]:
    """For each edit of a wish whether what it alone changes is read."""
    return [float(_read(case.before, edit.after, case.setting, seen)) for edit in case.edits]


def _read(before: Shot, after: Shot, setting: Setting, seen: Reading) -> bool:
    """Whether every attribute and every aspect of a food that is otherwise after is read as it is then."""
    old, new = (labels.attributes(shot, setting) for shot in (before, after))
    if any(seen.attributes[name] != value for name, value in new.items() if old[name] != value):
        return False
    for was, now in zip(before.foods, after.foods, strict=False):
        found = _found(seen, now.look, now.form)
        if was != now and (found is None or not _aspects(was, now, found)):
            return False
        if was.look != now.look and _found(seen, was.look, was.form):
            return False
    return all(_found(seen, one.look, one.form) for one in after.foods[len(before.foods) :])


def _aspects(was: Food, now: Food, found: Found) -> bool:
    """Whether a food is read as it is now in what is otherwise about it."""
    changed = [name for name in ("form", "doneness") if getattr(was, name) != getattr(now, name)]
    return all(getattr(found, name) == getattr(now, name) for name in changed) and {*now.topped} - {
        *was.topped
    } <= {*found.topped}


def stays(case: Case, before: Reading, after: Reading) -> list[float]:
    """Whether each attribute that the wish never changes is read as it was: of the scene, and of each food it knows."""
    names = sorted(before.attributes.keys() - case.may)
    out = [float(before.attributes[name] == after.attributes[name]) for name in names]
    for food, may in zip(case.before.foods, case.may_of, strict=True):
        was, now = (_found(one, food.look, food.form) for one in (before, after))
        if was is None or "look" in may:
            continue
        out.append(float(now is not None))
        kept = [name for name in ("form", "doneness", "topped") if name not in may]
        out += [float(now is not None and _told(was, name) == _told(now, name)) for name in kept]
    return out


def subject(case: Case, before: Reading, after: Reading) -> list[float]:
    """Whether the main food is still found, in its form unless the wish is about that; nothing if it was not before."""
    food = case.before.foods[0]
    was, now = (_found(one, food.look, food.form) for one in (before, after))
    if was is None or "look" in case.may_of[0]:
        return []
    return [float(now is not None and ("form" in case.may_of[0] or now.form == was.form))]


def _found(reading: Reading, look: str, form: str) -> Found | None:
    """The food of a look in a reading, a mixture by its form."""
    return next(
        (
            one
            for one in reading.foods
            if (one.form == MIXTURE) == (form == MIXTURE) and (form == MIXTURE or one.look == look)
        ),
        None,
    )


def _told(food: Found, name: str) -> object:
    return {*food.topped} if name == "topped" else getattr(food, name)


def left(
    ours: Float[Tensor, "3 h w"], before: Float[Tensor, "3 h w"], after: Float[Tensor, "3 h w"]
) -> list[float]:
    """PSNR in dB to the picture before, where none of the edits changes anything in truth."""
    return psnr_within(ours[None], before[None], rest(before[None], after[None]))


def targets(case: Case, size: int) -> Bool[Tensor, "edits h w"]:
    """What each edit alone changes, to be seen."""
    alone = [differs(case.before, edit.after, case.setting, size) for edit in case.edits]
    return torch.stack([torch.from_numpy(mask) for mask in alone])


def chosen(maps: Float[Tensor, "edits h w"]) -> Bool[Tensor, "edits h w"]:
    """Where each edit has the largest share."""
    best = maps.argmax(0)
    return torch.stack([best == place for place in range(len(maps))])


def overlap(
    ours: Bool[Tensor, "edits h w"], truth: Bool[Tensor, "edits h w"]
) -> tuple[list[float], list[float]]:
    """IoU of what each edit has with what it should change, and of a random map of the same area on average.

    Of shares a and m of a picture, a random map meets a·m on average: a·m / (a + m − a·m).
    """
    a, m = (masks.float().mean((-2, -1)) for masks in (ours, truth))
    chance = a * m / (a + m - a * m).clamp_min(1e-9)
    return iou(ours, truth).tolist(), chance.tolist()


def places(ours: Bool[Tensor, "edits h w"], truth: Bool[Tensor, "edits h w"]) -> list[float]:
    """The share of the places that one edit alone should change, and that are its own."""
    lone = truth.sum(0) == 1
    return [float((ours & truth)[:, lone].any(0).float().mean())] if bool(lone.any()) else []


def nearer(
    ours: Float[Tensor, "3 h w"],
    before: Float[Tensor, "3 h w"],
    after: Float[Tensor, "3 h w"],
    truth: Bool[Tensor, "edits h w"],
) -> list[float]:
    """For each edit whether its places are nearer to what they should be than to what they were."""
    gap = (ours - before).square().sum(0) - (ours - after).square().sum(0)
    return [float(gap[mask].sum() > 0) for mask in truth]


def able(values: Sequence[float], truth: Sequence[float]) -> list[float]:
    """The values where the ruler finds nothing wrong with the truth itself."""
    return [value for value, right in zip(values, truth, strict=True) if right]


def pairs(values: Sequence[float], others: Sequence[float]) -> list[float]:
    """The differences of values that belong together."""
    return [one - other for one, other in zip(values, others, strict=True)]
