"""One change that is told by its kind and value, as a shot: the truth about an edit that words ask for."""

from dataclasses import replace
from typing import Any, get_args

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Doneness, Food, Form, Shot
from comenius.world.food_changes import MOST_TOPPINGS, remade
from comenius.world.objects import MOST, POURED, STILL, undrawable
from comenius.world.scene import HEAPED, Setting, settle
from comenius.world.scene_changes import CLOSED

MOST_OF_ONE = 3  # things of a sort that are drawn


def changed(shot: Shot, setting: Setting, kind: str, value: str, food: int | None = None) -> Shot | None:
    """The settled shot after one change; None when the kitchen cannot draw it, or it is so already.

    A `kind` is what is done: `top`, `swap`, `heat`, `cut`, `more` to the food at that place of the shot; `beside`,
    `vessel` (its material), `serve` (another vessel), `table`, `wall`, `tool`, `hands` (with a tool), `steam`, `fire`
    and `cool` to the rest. What has no kind here has no picture.
    """
    if food is not None and food < len(shot.foods):
        new = _food(shot.foods[food], kind, value)
        after = None if new is None else _with(shot, food, new)
    else:
        after = _scene(shot, setting, kind, value)
    if after is None:
        return None
    after = settle(after, setting)
    return None if after == settle(shot, setting) or undrawable(after) else after


def _with(shot: Shot, place: int, food: Food) -> Shot:
    return replace(shot, foods=(*shot.foods[:place], food, *shot.foods[place + 1 :]))


def _food(food: Food, kind: str, value: str) -> Food | None:
    """A food after what is done to it."""
    if kind == "top" and len(food.topped) < MOST_TOPPINGS and value not in food.topped:
        return replace(food, topped=(*food.topped, value), topped_names=())
    if kind == "swap":
        return replace(remade(food, name=value, look=value), count=food.count)
    if kind == "heat" and value in get_args(Doneness):
        return remade(food, doneness=value)
    if kind == "cut" and value in get_args(Form):
        return remade(food, form=value)
    heaped = food.form != "whole" or kitchen().foods[food.look].family in HEAPED
    if kind == "more" and not heaped and food.count < MOST_OF_ONE:
        return replace(food, count=food.count + 1)
    return None


def _scene(shot: Shot, setting: Setting, kind: str, value: str) -> Shot | None:
    """A shot after what is done around its foods."""
    if kind == "beside":
        return _joined(shot, value)
    if kind == "serve":
        return _served(shot, setting, value)
    if kind == "vessel" and value not in kitchen().vessels[shot.vessel]:
        return None
    if kind in ("tool", "hands"):
        tool = next((name for name in kitchen().tools if f" {value}".endswith(f" {name}")), "")
        able = tool and shot.vessel not in CLOSED and not shot.hand
        return replace(shot, tool=tool, hand=kind == "hands") if able else None
    if kind == "steam" and shot.vessel in STILL:
        return None
    to: dict[str, dict[str, Any]] = {
        "vessel": {"material": value},
        "table": {"table": value if value in kitchen().tables else shot.table},
        "wall": {"wall": value if value in kitchen().walls else shot.wall},
        "steam": {"steam": True},
        "cool": {"steam": False},
        "fire": {"fire": True},
    }
    return replace(shot, **to[kind]) if kind in to else None


def _joined(shot: Shot, look: str) -> Shot | None:
    """One food more, as it comes."""
    form = kitchen().foods[look].forms[0] if look in kitchen().foods else "liquid"
    if form in POURED or len(shot.foods) >= MOST:
        return None
    return replace(shot, foods=(*shot.foods, Food(name=look, look=look, form=form)))


def _served(shot: Shot, setting: Setting, vessel: str) -> Shot | None:
    """The same in another vessel; fire and steam go where there can be none."""
    if vessel not in kitchen().vessels:
        return None
    return replace(
        shot,
        vessel=vessel,
        material=setting.materials[vessel],
        fire=shot.fire and vessel in kitchen().heated,
        steam=shot.steam and vessel not in STILL,
    )
