"""Questions with computed answers: about one picture of the kitchen, and about a step of a recipe."""

from collections.abc import Iterable
from itertools import count
from random import Random

from comenius.lexicon.shot import Shot
from comenius.seeds import derive
from comenius.world.asks import Ask, Kind, Level, Question, ask
from comenius.world.lore_asks import lore_asks
from comenius.world.recipes import Recipe
from comenius.world.scene import Setting
from comenius.world.scene_asks import Scene, scene_asks
from comenius.world.step_asks import step_asks

__all__ = ["Kind", "Level", "Question", "questions", "step_questions"]

MOST = 8  # aspects of one picture that are asked for
PROPS = ("hand", "steam", "fire")  # asked for against each other, so one of them a picture


def questions(shot: Shot, setting: Setting, seed: int, *, most: int = MOST) -> tuple[Question, ...]:
    """Questions about one picture: of `most` aspects at random, half of them knowledge where there is as much.

    Yes/no questions come in pairs of the same shape, one true and one false, side by side.
    """
    rng = Random(derive(seed, "questions"))
    scene = Scene.of(shot, setting)
    seen = _by_aspect(rng, scene_asks(rng, scene))
    known = _by_aspect(rng, lore_asks(rng, scene))
    few = min(len(known), max(most // 2, most - len(seen)))
    return _asked(rng, [*seen[: most - few], *known[:few]])


def step_questions(recipe: Recipe, index: int) -> tuple[Question, ...]:
    """Questions about a step, from 0; `sees` says which of its pictures they are about, in order."""
    rng = Random(derive(recipe.seed, "step questions", index))
    return _asked(rng, _by_aspect(rng, step_asks(rng, recipe, index)))


def _by_aspect(rng: Random, asks: Iterable[Ask]) -> list[Ask]:
    """One of each aspect, in any order."""
    by_name: dict[str, list[Ask]] = {}
    for one in asks:
        if one.possible():
            by_name.setdefault("props" if one.aspect in PROPS else one.aspect, []).append(one)
    out = [rng.choice(several) for several in by_name.values()]
    rng.shuffle(out)
    return out


def _asked(rng: Random, asks: Iterable[Ask]) -> tuple[Question, ...]:
    out: list[Question] = []
    pairs = count()
    for one in asks:
        kinds = one.possible()
        rng.shuffle(kinds)
        for kind in kinds:  # the next one where the first would tell its answer
            if made := ask(rng, one, kind, next(pairs) if kind == "yes_no" else -1):
                out += made
                break
    return tuple(out)
