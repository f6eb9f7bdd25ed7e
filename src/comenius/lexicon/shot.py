"""What one picture must show, and the sentence that says so. Planner and painter share these words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal[
    "whole", "chopped", "sliced", "shredded", "mashed", "fried", "beaten", "ball", "flat", "parcel",
    "loaf", "liquid", "powder", "noodles", "mixture",
]  # fmt: skip
Doneness = Literal["raw", "golden", "browned", "charred"]


@dataclass(frozen=True, kw_only=True)
class Food:
    """One food in a shot: how the reader calls it, and the drawable look that stands for it."""

    name: str  # "masa harina"
    look: str  # a key of tables/looks.toml: "flour"
    form: Form = "whole"
    doneness: Doneness = "raw"
    parts: tuple[str, ...] = ()  # looks inside a mixture, most of it first
    part_names: tuple[str, ...] = ()  # the same as the reader calls them
    count: int = 1  # of whole things, 1 to 3
    topped: tuple[str, ...] = ()  # looks that lie on top, the lowest first; at most two are drawn
    topped_names: tuple[str, ...] = ()  # the same as the reader calls them


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What one picture must show. Empty strings leave the choice to the painter."""

    foods: tuple[Food, ...] = ()  # what matters most first; at most three are drawn
    vessel: str = "table"  # a key of [vessel] in tables/looks.toml
    material: str = ""
    tool: str = ""
    hand: bool = False  # a hand holds the tool
    steam: bool = False
    fire: bool = False
    table: str = ""
    wall: str = ""
    sleeve: str = ""  # of the cook, seen where a hand is
    view: Literal["front", "first-person"] = "front"  # first-person: the cook's own hands, where hands work


@dataclass(frozen=True, kw_only=True)
class Link:
    """An object of a step and how it relates to an earlier one (2406.04337)."""

    name: str
    relation: Literal["new", "same", "similar", "same-shape", "same-texture"]
    step: int | None = None  # index of the earlier step, from 0; None when new


COUNTS = {1: "", 2: "two ", 3: "three "}
INSIDE = {"bowl", "pan", "pot", "baking dish", "cake tin", "oven", "glass", "jar", "blender", "fridge"}


def describe(
    shot: Shot, *, looks: bool = False, prose: bool = False, keep: Callable[[str], bool] = lambda _: True
) -> str:
    """The caption of a shot: `golden chopped onion in a red pan on a wooden table, steam rising`.

    With `looks` the drawable look names each food instead of the reader's word; painters learn those words, and with
    `prose` it is said as people say it: `X, Y and Z`, `holding tongs`. `keep` is asked with
    "material", "table", "sleeve", "wall", and leaves that attribute unsaid when it answers no.
    """
    material = f"{shot.material} " if shot.material and keep("material") else ""
    noun = f"{material}{shot.vessel}" if shot.vessel != "table" else ""
    text = listed([phrase(food, looks=looks, prose=prose) for food in shot.foods], prose=prose)
    if not text:
        text = f"an empty {noun}" if noun else "nothing yet"
    elif noun:
        text += f" {'in' if shot.vessel in INSIDE else 'on'} {article(noun)} {noun}"
    if shot.table and keep("table"):
        text += f" on a {shot.table} table"
    elif shot.vessel == "table":
        text += " on a table"
    if shot.tool:
        several = prose and shot.tool.endswith("s")  # tongs, scissors, chopsticks
        tool = shot.tool if several else f"{article(shot.tool)} {shot.tool}"
        text += f", a hand{_sleeved(shot, keep)} holding {tool}" if shot.hand else f", {tool} next to it"
    elif shot.hand:
        text += f", hands{_sleeved(shot, keep)} at work"
    if shot.steam:
        text += ", steam rising"
    if shot.fire:
        text += ", over fire"
    if shot.wall and keep("wall"):
        text += f", {shot.wall} wall"
    if shot.hand and shot.view == "first-person":
        text += ", first-person view"
    return text


def _sleeved(shot: Shot, keep: Callable[[str], bool]) -> str:
    """Whose hand or hands it is: ` in a blue sleeve`, ` in blue sleeves`."""
    if not shot.sleeve or not keep("sleeve"):
        return ""
    return f" in {article(shot.sleeve)} {shot.sleeve} sleeve" if shot.tool else f" in {shot.sleeve} sleeves"


def article(noun: str) -> str:
    """`a` or `an`, by the first letter."""
    return "an" if noun[0] in "aeiou" else "a"


def listed(names: Sequence[str], *, prose: bool) -> str:
    """Names in a row: `X and Y and Z`, in prose `X, Y and Z`, or `X, Y of A and B, and Z` where one is a row."""
    if not prose or len(names) < 3:
        return " and ".join(names)
    inner = any(" mixture of " in f" {name}" or " topped with " in name for name in names)
    return f"{', '.join(names[:-1])}{',' if inner else ''} and {names[-1]}"


def phrase(food: Food, *, looks: bool = False, prose: bool = False) -> str:
    """One food in words: `two whole tomatoes`, `golden rolled out dough topped with tomato sauce and cheese`."""
    topped = food.topped if looks or not food.topped_names else food.topped_names
    over = f" topped with {listed(topped, prose=prose)}" if topped else ""
    return bare(food, looks=looks, prose=prose) + over


def bare(food: Food, *, looks: bool = False, prose: bool = False) -> str:
    """A food without what lies on it: `golden chopped onion`, `mixture of rice and beans`."""
    done = "" if food.doneness == "raw" else f"{food.doneness} "
    name = food.look if looks else food.name
    if food.form == "mixture":
        parts = food.parts if looks or not food.part_names else food.part_names
        return f"{done}mixture of {listed(parts, prose=prose)}" if parts else f"{done}{name}"
    if food.form in ("liquid", "powder", "noodles", "loaf"):
        return f"{done}{name}"
    if food.form == "whole" and food.count > 1:
        return f"{COUNTS[food.count]}{done}whole {plural(name)}"
    words = {"ball": "ball of", "flat": "rolled out", "parcel": "stuffed"}.get(food.form, food.form)
    return f"{done}{words} {name}"


def plural(noun: str) -> str:
    """The plural of an English noun phrase by rule: `tomato` → `tomatoes`, `red onion` → `red onions`."""
    if noun.endswith(("s", "fish", "shrimp", "dough", "bread")):
        return noun
    if noun.endswith(("ch", "sh", "x")) or noun in ("tomato", "potato", "mango"):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
