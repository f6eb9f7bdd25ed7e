"""Work outside the kitchen: its things, and what its verbs do to them, read once from tables/household.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from comenius.lexicon.matching import longest
from comenius.lexicon.shot import Form
from comenius.lexicon.tables import Key, VerbWord, key

Sort = Literal["thing", "stuff", "holder", "place", "ground", "tool", "creature"]


@dataclass(frozen=True, kw_only=True)
class ThingWord:
    """What a name of a thing means."""

    name: str
    kind: Sort = "thing"
    look: str = ""  # what of the kitchen resembles it, a key of tables/looks.toml; "" when nothing does
    form: Form = "whole"
    vessel: str = ""  # what of the kitchen holds as it does


@dataclass(frozen=True, kw_only=True)
class Household:
    """Every table, keyed by the singular words of a name."""

    things: Mapping[Key, ThingWord]
    effects: Mapping[str, str]  # of kitchen verbs → what they come to
    verbs: Mapping[str, str]  # kitchen verbs that mean something else
    words: Mapping[str, frozenset[str]]

    def does(self, verb: VerbWord) -> str:
        """What a verb does outside the kitchen: put, take, join, treat, cut, shape, mix, fill, gather, use, look."""
        return verb.does or self.verbs.get(verb.name) or self.effects.get(verb.effect, "put")

    def thing(self, singulars: tuple[str, ...]) -> tuple[int, ThingWord] | None:
        """The thing whose name ends a phrase, and where in the phrase its name begins."""
        hit = longest(singulars, self.things)
        return (hit[0], hit[2]) if hit and hit[1] == len(singulars) else None


@cache
def household() -> Household:
    """The tables, read on first use."""
    source = files("comenius.lexicon").joinpath("tables", "household.toml")
    data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return Household(
        things={
            key(name): ThingWord(
                name=name,
                kind=cast(Sort, row["kind"]),
                look=row.get("look", ""),
                form=row.get("form", "whole"),
                vessel=row.get("vessel", ""),
            )
            for row in data["thing"]
            for name in row["names"]
        },
        effects=data["does"],
        verbs=data["verbs"],
        words={name: frozenset(values) for name, values in data["words"].items()},
    )
