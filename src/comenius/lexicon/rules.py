"""The grammar table read: classes of small words, the forms of every verb, weighted rules."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from comenius.lexicon.tables import inflect, lexicon

# What X and x stand for in a rule: orders, -ing, participles, finite verbs.
FAMILIES = (("VP", "v"), ("GP", "g"), ("EP", "e"), ("FP", "f"))


@dataclass(frozen=True, kw_only=True)
class Classes:
    """The words of instructional English by class."""

    sets: Mapping[str, frozenset[str]]  # tag → words
    words: Mapping[str, frozenset[str]]  # lists that steer the tagger
    expressions: frozenset[str]  # several words that count as one
    forms: Mapping[str, tuple[str, bool]]  # "sanding" → ("ing", also a noun)
    bases: Mapping[str, str]  # "sanding" → "sand"


@dataclass(frozen=True)
class Rule:
    """A phrase and the one or two it is made of, with a cost."""

    parent: str
    parts: tuple[str, ...]
    cost: float


@cache
def classes() -> Classes:
    """The classes, read on first use."""
    document = _document()
    sets = {name: frozenset(members) for name, members in document["classes"].items()}
    words = {name: frozenset(members) for name, members in document["words"].items()}
    words["past"] = frozenset(document["past"]["forms"])
    forms: dict[str, tuple[str, bool]] = {}
    bases: dict[str, str] = {}
    for form, (base, kind) in lexicon().inflections.items():
        alone = lexicon().verbs.get((base,))
        if alone or any((base, particle) in lexicon().verbs for particle in sets["PRT"]):
            forms[form] = kind, alone is not None and alone.noun
            bases[form] = base
    for group in ("only", "both"):
        for base in document["verbs"][group]:
            for form, kind in _every_form(base):
                forms.setdefault(form, (kind, group == "both"))
                bases.setdefault(form, base)
    several = {member for members in sets.values() for member in members if " " in member or "." in member}
    expressions = several | {f"{word}." for word in words["abbreviations"]}
    return Classes(sets=sets, words=words, expressions=frozenset(expressions), forms=forms, bases=bases)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, X and x filled in."""
    found: list[Rule] = []
    for line in _document()["rules"]["lines"].splitlines():
        if not line.strip():
            continue
        parent, _, rest = line.partition(" -> ")
        *parts, cost = rest.split()
        names = {parent, *parts}
        families = FAMILIES if names & {"X", "x"} else FAMILIES[:1]
        for phrase, head in families:
            fill = {"X": phrase, "x": head}
            found.append(
                Rule(fill.get(parent, parent), tuple(fill.get(part, part) for part in parts), float(cost))
            )
    return tuple(found)


@cache
def gates() -> Mapping[str, frozenset[str]]:
    """Symbol → tags one of which the word before must have, unless the sentence begins there."""
    return {symbol: frozenset(tags) for symbol, tags in _document()["gates"].items()}


def _every_form(base: str) -> Iterable[tuple[str, str]]:
    """A verb's base and regular forms."""
    yield base, "base"
    yield from inflect(base)


@cache
def _document() -> dict[str, Any]:
    source = files("comenius.lexicon").joinpath("tables", "grammar.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
