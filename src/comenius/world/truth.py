"""What only a simulator knows: which things are the same from picture to picture, and how alike pictures are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comenius.lexicon.shot import Food, Link, Shot

Matrix = tuple[tuple[float, ...], ...]
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; right and bottom are outside

RECOLOURED, RESHAPED = 0.8, 0.5  # what is left of the likeness of a food that browned, or that was cut
SCENERY = ("background", "tool", "hand", "steam", "fire")


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A picture's shot, what its foods are made of, and how much of the picture each object fills."""

    shot: Shot
    made_of: tuple[frozenset[int], ...]  # beside shot.foods
    areas: Mapping[str, float]  # name of a mask → share of the picture


def links(sights: Sequence[Sight]) -> tuple[tuple[Link, ...], ...]:
    """For every picture each food and the vessel, with the latest earlier picture that shows them."""
    return tuple(
        tuple(
            [
                _food_link(sights[:index], food, made_of)
                for food, made_of in zip(sight.shot.foods, sight.made_of, strict=True)
            ]
            + _vessel_link(sights[:index], sight.shot.vessel)
        )
        for index, sight in enumerate(sights)
    )


def _food_link(earlier: Sequence[Sight], food: Food, made_of: frozenset[int]) -> Link:
    """The latest picture with the food; what lies on a food is no reason to know the food by it."""
    bases = {shown.look for sight in earlier for shown in sight.shot.foods} & {food.look}
    for step in reversed(range(len(earlier))):
        kin = [
            (len(made_of & other) / len(made_of | other), -rank, shown)
            for rank, (shown, other) in enumerate(
                zip(earlier[step].shot.foods, earlier[step].made_of, strict=True)
            )
            if made_of & other and (shown.look == food.look or not (food.topped and bases))
        ]
        if kin:
            overlap, _, shown = max(kin, key=lambda one: one[:2])
            if shown.look != food.look or overlap < 0.5:
                return Link(name=food.name, relation="similar", step=step)
            if shown.form == food.form:
                same = (shown.doneness, shown.topped) == (food.doneness, food.topped)
                return Link(name=food.name, relation="same" if same else "same-shape", step=step)
            recoloured = shown.doneness != food.doneness
            return Link(name=food.name, relation="similar" if recoloured else "same-texture", step=step)
    return Link(name=food.name, relation="new")


def _vessel_link(earlier: Sequence[Sight], vessel: str) -> list[Link]:
    if vessel == "table":
        return []
    step = next((i for i in reversed(range(len(earlier))) if earlier[i].shot.vessel == vessel), None)
    return [Link(name=vessel, relation="new" if step is None else "same", step=step)]


def similarity(sights: Sequence[Sight]) -> Matrix:
    """How alike any two pictures are: symmetric, in [0, 1], ones on the diagonal."""
    return tuple(
        tuple(1.0 if i == j else alike(sights[min(i, j)], sights[max(i, j)]) for j in range(len(sights)))
        for i in range(len(sights))
    )


def alike(one: Sight, other: Sight) -> float:
    """The share of both pictures' objects that is in both, by the area it fills, in [0, 1].

    The vessel counts when it is the same. A food counts by the ingredients it shares with its counterpart, .8 of
    that when only its colour changed and .5 when its form did. Table, wall and hands count for nothing: they are
    the same throughout a guide, or there for a moment.
    """
    total = sum(_area(one)) + sum(_area(other))
    if not total:
        return 1.0 if one.shot.vessel == other.shot.vessel else 0.0
    shared = 0.0
    if one.shot.vessel == other.shot.vessel:
        shared += one.areas.get("vessel", 0.0) + other.areas.get("vessel", 0.0)
    pairs = sorted(
        (
            (_kinship(one, i, other, j), i, j)
            for i in range(len(one.shot.foods))
            for j in range(len(other.shot.foods))
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    ours: set[int] = set()
    theirs: set[int] = set()
    for value, i, j in pairs:
        if value and i not in ours and j not in theirs:
            ours.add(i)
            theirs.add(j)
            shared += value * (one.areas.get(f"food{i}", 0.0) + other.areas.get(f"food{j}", 0.0))
    return round(min(1.0, shared / total), 3)


def _area(sight: Sight) -> list[float]:
    return [area for name, area in sight.areas.items() if name not in SCENERY]


def _kinship(one: Sight, i: int, other: Sight, j: int) -> float:
    a, b = one.made_of[i], other.made_of[j]
    first, second = one.shot.foods[i], other.shot.foods[j]
    overlap = len(a & b) / len(a | b)
    if (first.look, first.form) != (second.look, second.form):
        return RESHAPED * overlap
    return overlap * (1.0 if first.doneness == second.doneness else RECOLOURED)


def boxes(masks: Mapping[str, NDArray[np.bool_]]) -> dict[str, Box]:
    """The box around what is seen of each object; objects that are hidden altogether have none."""
    found: dict[str, Box] = {}
    for name, mask in masks.items():
        ys, xs = np.nonzero(mask)
        if len(ys):
            found[name] = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    return found
