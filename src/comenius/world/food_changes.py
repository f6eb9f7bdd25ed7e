"""Changes of the food: another, more, less, cut, browned, poured over or strewn on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.shot import COUNTS, Doneness, Food, Form, Shot
from comenius.world.asking import (
    Change,
    ask,
    everything,
    it,
    named,
    noun,
    put,
    says,
    some,
    verbs,
    vessel_words,
)
from comenius.world.effects import ORDER
from comenius.world.heat import tinted
from comenius.world.objects import HOLLOW, MOST, POURED
from comenius.world.scene import HEAPED, Setting
from comenius.world.stream import SAVOURY, USUAL

APART = 70  # sum of the differences of two colours that are told apart at a glance
STARK = 110  # the same where small pieces lie on something
MOST_TOPPINGS = 2


def _pick(rng: Random, shot: Shot, fits: Callable[[Food], bool] = lambda _: True) -> Food | None:
    """One of the foods that fit."""
    found = [food for food in shot.foods if fits(food)]
    return rng.choice(found) if found else None


def _with(shot: Shot, old: Food, new: Food) -> Shot:
    return replace(shot, foods=tuple(new if food is old else food for food in shot.foods))


def remade(food: Food, **to: Any) -> Food:
    """The food with other fields; what cannot brown is raw, what is not whole is not counted."""
    new = replace(food, **to)
    if new.form != "whole" or "look" in to:
        new = replace(new, count=1)
    if new.form == "mixture" or browns(kitchen().foods[new.look], new.form):
        return new
    return replace(new, doneness="raw")


def told(one: Sequence[float], other: Sequence[float]) -> float:
    """How far two colours are apart: the sum of their differences."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def apart(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two colours differ at a glance."""
    return told(one, other) >= APART


def swap(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Another food in the same form, told from the old one by its colour or its shape."""
    food = _pick(rng, shot, lambda food: food.form != "mixture")
    if food is None:
        return None
    was = kitchen().foods[food.look]
    shown = {name for one in shot.foods for name in (one.look, *one.topped)}
    others = [
        look
        for look in kitchen().foods.values()
        if look.name not in shown
        and food.form in look.forms
        and (apart(look.skin, was.skin) or (food.form == "whole" and look.family != was.family))
        and (food.form != "sliced" or apart(look.inside, was.inside) or apart(look.skin, was.skin))
        and (food.count == 1 or look.family not in HEAPED)
    ]
    if not others:
        return None
    look = rng.choice(others)
    new = replace(remade(food, name=look.name, look=look.name), count=food.count)
    words = {"old": named(shot, food), "new": some(new) if new.form == "whole" else noun(new)}
    return ask(rng, _with(shot, food, new), "replace", words)


def form(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """What a cook does to a food."""
    solids = [food for food in shot.foods if food.form not in POURED]
    if len({noun(food) for food in solids}) > 1 and rng.random() < 0.25:
        return mix(rng, shot, everything(shot) if len(solids) == len(shot.foods) else "")
    ways = [(food, verb) for verb in verbs("verb") for food in shot.foods if verb.takes(food, shot.vessel)]
    if not ways:
        return None
    food, verb = rng.choice(ways)
    new = remade(food, **verb.to)
    words = {"it": it(rng, shot, food)}
    return Change(after=_with(shot, food, new), request=put(rng, verb.says, words))


def mix(rng: Random, shot: Shot, names: str = "", lines: tuple[str, ...] = ()) -> Change | None:
    """The solids of a shot become one mixture."""
    solids = [food for food in shot.foods if food.form not in POURED]
    parts = tuple(dict.fromkeys(part for food in solids for part in (food.parts or (food.look,))))[:MOST]
    if len(parts) < 2 or shot.vessel in ("grill", "glass"):
        return None
    least = min((food.doneness for food in solids), key=lambda done: ORDER[done])
    done: Doneness = "browned" if least == "charred" else least
    one = Food(name="mixture", look=parts[0], form="mixture", parts=parts, doneness=done)
    after = replace(shot, foods=(*(food for food in shot.foods if food.form in POURED), one))
    if lines:
        return Change(after=after, request=put(rng, lines, vessel_words(shot.vessel) | {"all": names}))
    own = (f"mix {names}", f"combine {names}", f"stir {names} together") if names else ()
    return Change(after=after, request=put(rng, says("mix") + own, {}))


def doneness(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Browner."""

    def can(food: Food) -> bool:
        able = food.form == "mixture" or browns(kitchen().foods[food.look], food.form)
        return able and food.doneness in ("raw", "golden")

    food = _pick(rng, shot, can)
    if food is None:
        return None
    further = [done for done, rank in ORDER.items() if rank > ORDER[food.doneness]]
    new = rng.choice([done for done in further if (food.form, done) != ("mixture", "charred")])
    return ask(rng, _with(shot, food, replace(food, doneness=new)), new, {"it": it(rng, shot, food)})


def newcomer(rng: Random, shot: Shot) -> Food | None:
    """A food that is not there yet and can lie in this vessel."""
    shown = {part for food in shot.foods for part in (food.look, *food.parts)}
    if len(shot.foods) >= MOST:
        return None
    look = rng.choice([look for look in kitchen().foods.values() if look.name not in shown])
    first = look.forms[0]
    if first in POURED or (first == "powder" and shot.vessel in ("grill", "oven")):
        return None
    cut = [one for one in look.forms if one in ("chopped", "sliced", "shredded")]
    shape: Form = rng.choice(cut) if cut and look.family != "egg" and rng.random() < 0.35 else first
    many = shape == "whole" and look.family not in HEAPED and rng.random() < 0.2
    return Food(name=look.name, look=look.name, form=shape, count=rng.choice((2, 3)) if many else 1)


def add(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """One food more."""
    new = newcomer(rng, shot)
    if new is None:
        return None
    words = vessel_words(shot.vessel) | {"new": some(new)}
    after = replace(shot, foods=(*shot.foods, new))
    return ask(rng, after, "add" if shot.foods else "first", words)


def remove(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """One food less; the last one stays more often than not."""
    food = _pick(rng, shot)
    if food is None or (len(shot.foods) == 1 and rng.random() < 0.6):
        return None
    after = replace(shot, foods=tuple(one for one in shot.foods if one is not food))
    return ask(rng, after, "remove", {"the": named(shot, food)})


def count(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """More or fewer of a whole thing."""
    food = _pick(
        rng, shot, lambda food: food.form == "whole" and kitchen().foods[food.look].family not in HEAPED
    )
    if food is None:
        return None
    number = rng.choice([n for n in (1, 2, 3) if n != food.count])
    new = replace(food, count=number)
    words = {
        "new": f"{COUNTS[number] or 'one '}{noun(new)}",
        "number": f"the {COUNTS[food.count]}{noun(food)}",
        "bare": food.name,
    }
    step = {1: "more", -1: "fewer"}.get(number - food.count, "count")
    return ask(rng, _with(shot, food, new), step if rng.random() < 0.5 else "count", words)


def pour(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """A liquid where there is none."""
    if shot.vessel not in HOLLOW or len(shot.foods) >= MOST or any(f.form in POURED for f in shot.foods):
        return None
    liquids = [look.name for look in kitchen().foods.values() if look.forms[0] == "liquid"]
    new = rng.choice(liquids)
    after = replace(shot, foods=(Food(name=new, look=new, form="liquid"), *shot.foods))
    bare = f"the {new}" if rng.random() < 0.4 else new
    key = "pour" if shot.foods else "pour empty"
    line = ask(rng, after, key, vessel_words(shot.vessel) | {"bare": bare})
    return replace(line, request=line.request.replace("some the ", "the "))


def topping(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Something strewn on a food or poured over it, or taken off it."""
    if len(shot.foods) != 1 or shot.vessel == "blender":
        return None
    food = shot.foods[0]
    looks, the = kitchen().foods, named(shot, food)
    if food.topped and (len(food.topped) == MOST_TOPPINGS or rng.random() < 0.6):
        old = rng.choice(food.topped)
        rest = tuple(name for name in food.topped if name != old)
        after = _with(shot, food, replace(food, topped=rest, topped_names=()))
        return ask(rng, after, "topping gone", {"bare": f"the {old}", "the": the})
    usual = USUAL.get(food.form) or USUAL.get(looks[food.look].family, SAVOURY)
    taken, below = (food.look, *food.parts, *food.topped), food.parts or (food.look,)
    seen = [colour for name in below for colour in (looks[name].skin, looks[name].inside)]
    apt = [
        name
        for name in usual
        if name not in taken
        and all(
            told(piece, tinted(colour, food.doneness)) >= STARK
            for piece in (looks[name].skin, tinted(looks[name].skin, food.doneness))
            for colour in seen
        )
    ]
    if not apt:
        return None
    new = rng.choice(apt)
    after = _with(shot, food, replace(food, topped=(*food.topped, new), topped_names=()))
    return ask(rng, after, "sauce" if looks[new].family == "liquid" else "topping", {"bare": new, "the": the})
