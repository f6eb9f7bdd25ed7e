"""What one edit can change, by kind: how often, and which food or vessel makes it possible."""

from dataclasses import replace
from functools import cache
from random import Random
from typing import NamedTuple

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot
from comenius.world import food_changes as food
from comenius.world import scene_changes as scene
from comenius.world.asking import Changer, Verb, verbs
from comenius.world.objects import HOLLOW, POURED, STILL
from comenius.world.scene import HEAPED


class Kind(NamedTuple):
    """One kind of change."""

    change: Changer
    weight: float  # how often
    group: str  # two of one group are not joined


CHANGES: dict[str, Kind] = {
    "material": Kind(scene.material, 6, "vessel"),
    "vessel": Kind(scene.vessel, 7, "vessel"),
    "table": Kind(scene.table, 5, "around"),
    "wall": Kind(scene.wall, 4, "around"),
    "replace": Kind(food.swap, 11, "presence"),
    "form": Kind(food.form, 17, "state"),
    "doneness": Kind(food.doneness, 7, "state"),
    "add": Kind(food.add, 8, "presence"),
    "remove": Kind(food.remove, 7, "presence"),
    "topping": Kind(food.topping, 6, "presence"),
    "count": Kind(food.count, 5, "presence"),
    "tool": Kind(scene.tool, 7, "work"),
    "hand": Kind(scene.hand, 7, "work"),
    "steam": Kind(scene.steam, 4, "heat"),
    "fire": Kind(scene.fire, 5, "heat"),
    "pour": Kind(food.pour, 5, "presence"),
    "view": Kind(scene.view, 2, "view"),
}
GROUPS = ("view", "vessel", "presence", "state", "around", "work", "heat")  # the order in which two are done


def ready(rng: Random, kind: str, shot: Shot) -> Shot:
    """The shot, or one more apt for this kind of change."""
    if kind == "fire" and shot.vessel not in kitchen().heated:
        return replace(shot, vessel=rng.choice(kitchen().heated), material="", table=shot.table)
    if kind == "view":
        return shot if shot.hand or shot.vessel in scene.CLOSED else replace(shot, hand=True)
    if kind == "form" and rng.random() < 0.75:
        return prepared(rng, shot, rng.choice(verbs("verb")))
    return shot


def prepared(rng: Random, shot: Shot, verb: Verb) -> Shot:
    """The shot with a food that the verb takes, in the first place."""
    place = shot.vessel if not verb.places or shot.vessel in verb.places else rng.choice(verb.places)
    first = suited(rng, verb, place)
    rest = tuple(one for one in shot.foods[1:] if one.look != first.look)
    if place not in HOLLOW or first.form in POURED:
        rest = tuple(one for one in rest if one.form not in POURED)
    material = shot.material if place == shot.vessel else ""
    fire, steam = shot.fire and place in kitchen().heated, shot.steam and place not in STILL
    return replace(shot, foods=(first, *rest), vessel=place, material=material, fire=fire, steam=steam)


def suited(rng: Random, verb: Verb, place: str) -> Food:
    """A food at random that the verb takes."""
    return rng.choice(_takers(verb, place))


@cache
def _takers(verb: Verb, place: str) -> tuple[Food, ...]:
    stock = (
        Food(name=look.name, look=look.name, form=form, count=count)
        for look in kitchen().foods.values()
        for form in look.forms
        for count in ((1, 1, 1, 2, 3) if form == "whole" and look.family not in HEAPED else (1,))
    )
    return tuple(one for one in stock if verb.takes(one, place))
