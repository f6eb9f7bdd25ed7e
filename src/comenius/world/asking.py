"""The words of edits: how foods and vessels are named in a request, and the lines of tables/edits.toml."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, cast

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import COUNTS, INSIDE, Food, Shot, article, plural
from comenius.world.objects import POURED
from comenius.world.scene import HEAPED, Setting

SHORTEST, LONGEST = 2, 14  # words of an instruction
CUT = ("chopped", "sliced", "shredded", "mashed", "fried")  # said of what is added
MARKED = (*CUT, "beaten")  # said when it is stated
Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A request and what it leads to."""

    after: Shot
    request: str


Changer = Callable[[Random, Shot, Setting], Change | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Verb:
    """One row: what can be done to a food, with what and where."""

    says: tuple[str, ...]
    forms: tuple[str, ...] = ()  # none means all
    families: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    to: Mapping[str, str] = field(default_factory=dict)
    tool: str = ""  # hands alone, when there is none
    company: bool = False  # something solid lies with it
    mixes: bool = False

    def takes(self, food: Food, vessel: str) -> bool:
        """Whether this food can be treated so, here."""
        if food.form == "mixture" or (self.places and vessel not in self.places):
            return False
        family = kitchen().foods[food.look].family
        return (
            (not self.forms or food.form in self.forms)
            and (not self.families or family in self.families)
            and (not self.looks or food.look in self.looks)
            and ("form" not in self.to or self.to["form"] in kitchen().foods[food.look].forms)
        )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("comenius.world") / "tables/edits.toml").read_text("utf-8"))


@cache
def verbs(section: str) -> tuple[Verb, ...]:
    """The rows of `verb` or of `action`."""
    return tuple(
        Verb(**cast(Any, {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}))
        for row in _table()[section].values()
    )


def says(key: str) -> tuple[str, ...]:
    """The lines of one kind of request."""
    return tuple(_table()["says"][key])


def doing(tool: str) -> str:
    """What one is doing who holds a tool: `stirring`."""
    return str(_table()["doing"].get(tool, "working"))


def put(rng: Random, lines: tuple[str, ...], words: Words) -> str:
    """One of the lines with its words filled in, of a length that can be read; the shortest when none is."""
    filled = [line.format_map(words) for line in lines]
    return rng.choice([text for text in filled if fits(text)] or [min(filled, key=len)])


def ask(rng: Random, after: Shot, key: str, words: Words) -> Change:
    """The change to this shot, asked for in one of the lines of a key."""
    return Change(after=after, request=put(rng, says(key), words))


def fits(text: str) -> bool:
    """Whether an instruction is neither too short nor too long."""
    return SHORTEST <= len(text.split()) <= LONGEST


def noun(food: Food) -> str:
    """A food by its name alone: `onion`, `eggs`, `mixture`."""
    if food.form == "mixture":
        return "mixture"
    name = str(_table()["names"].get(food.name, food.name))
    if not several(food):
        return name
    first, space, last = name.rpartition(" ")
    return f"{first}{space}{plural(last)}"


def several(food: Food) -> bool:
    """Whether more than one is seen, and counted."""
    if food.form != "whole" or food.look in _table()["mass"]["looks"]:
        return False
    return food.count > 1 and kitchen().foods[food.look].family not in HEAPED


def some(food: Food) -> str:
    """A food that was not spoken of yet: `an onion`, `three lemons`, `some chopped leek`."""
    name, mass = noun(food), _table()["mass"]
    if food.form in CUT:
        return f"some {food.form} {name}"
    if several(food):
        return f"{COUNTS[food.count]}{name}"
    counted = kitchen().foods[food.look].family in mass["counted"] and food.look not in mass["looks"]
    return f"{article(name)} {name}" if counted and not name.endswith("s") else f"some {name}"


def named(shot: Shot, food: Food) -> str:
    """A food that is in the shot, told from a namesake by its form: `the onion`, `the chopped onion`."""
    twins = [other for other in shot.foods if noun(other) == noun(food) and other is not food]
    return f"the {food.form} {noun(food)}" if twins and food.form in MARKED else f"the {noun(food)}"


def it(rng: Random, shot: Shot, food: Food) -> str:
    """A food by name, or as `it` when nothing else is there that could be meant."""
    if len(shot.foods) > 1 or rng.random() < 0.6:
        return named(shot, food)
    name = noun(food)
    return "them" if name.endswith("s") and food.form not in POURED else "it"


def everything(shot: Shot) -> str:
    """All that lies there: `the onion`, `the onion and the rice`, or `everything`."""
    names = [f"the {noun(food)}" for food in shot.foods]
    return " and ".join(names) if 0 < len(names) < 3 else "everything"


def a_tool(name: str) -> str:
    """A tool that was not spoken of yet: `a ladle`, `tongs`."""
    return name if name.endswith("s") else f"{article(name)} {name}"


def vessel_words(vessel: str, *, new: bool = False) -> dict[str, str]:
    """The words that name a vessel, one that was not spoken of yet when it is new."""
    inside, it = vessel in INSIDE, f"{article(vessel) if new else 'the'} {vessel}"
    return {
        "vessel": f"the {vessel}",
        "a_vessel": f"{article(vessel)} {vessel}",
        "in": f"{'in' if inside else 'on'} {it}",
        "into": f"{'into' if inside else 'onto'} {it}",
    }
