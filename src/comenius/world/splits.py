"""What is for training and what is held out: by ranges of seeds, and by combinations that training never shows."""

from collections.abc import Iterable
from functools import cache

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Form, Shot
from comenius.seeds import derive
from comenius.world.objects import undrawable

TRAINING_FROM = 1_000_000  # seeds from here on are for training
VALIDATION_FROM = 500_000  # and from here up to there for choosing; those below are for the last test
SPLITS = ("train", "validation", "test", "test_combinations")
ONE_IN = 20  # combinations is held out

Combination = tuple[str, Form, str]  # look, form, vessel


def of_seed(seed: int) -> str:
    """The split of everything that a seed decides: train, validation or test."""
    if seed >= TRAINING_FROM:
        return "train"
    return "validation" if seed >= VALIDATION_FROM else "test"


def split(seed: int, shots: Iterable[Shot]) -> str:
    """The split of pictures that belong together: test_combinations when one shows what training never shows."""
    return "test_combinations" if any(held(shot) for shot in shots) else of_seed(seed)


def held(shot: Shot) -> tuple[Combination, ...]:
    """The held-out combinations that a shot shows; a mixture shows none of its own."""
    rows = ((food.look, food.form, shot.vessel) for food in shot.foods)
    return tuple(row for row in rows if row in combinations())


@cache
def combinations() -> frozenset[Combination]:
    """Every combination of a food, its form and a vessel that is kept from training.

    One in twenty of those that can be drawn, the same on every machine and whatever else the kitchen learns to draw.
    Each food, each form and each vessel is seen in training in other company.
    """
    return frozenset(row for row in drawable() if derive(0, "held-out combination", *row) % ONE_IN == 0)


@cache
def drawable() -> frozenset[Combination]:
    """Every food in each of its forms in each vessel that can hold it."""
    stock = kitchen()
    return frozenset(
        (look.name, form, vessel)
        for look in stock.foods.values()
        for form in look.forms
        for vessel in stock.vessels
        if not undrawable(Shot(foods=(Food(name=look.name, look=look.name, form=form),), vessel=vessel))
    )
