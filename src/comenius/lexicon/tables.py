"""The tables of the lexicon, read once: foods, verbs, vessels, tools, mixtures and the small words."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Doneness, Form

Key = tuple[str, ...]

# The nearest form a family takes, tried in this order when it does not take the one asked for.
NEAREST: Mapping[str, tuple[Form, ...]] = {
    "chopped": ("sliced", "powder", "flat", "whole"),
    "sliced": ("chopped", "flat", "powder", "whole"),
    "shredded": ("chopped", "sliced", "powder", "whole"),
    "mashed": ("chopped", "beaten", "liquid", "powder", "whole"),
    "beaten": ("liquid", "mashed", "whole"),
    "fried": ("whole", "flat"),
    "parcel": ("flat", "whole"),
    "loaf": ("whole", "ball"),
    "flat": ("sliced", "whole"),
    "ball": ("whole",),
    "powder": ("chopped", "mashed", "whole"),
    "liquid": ("mashed", "beaten", "whole"),
}


@dataclass(frozen=True, kw_only=True)
class FoodWord:
    """What a name of a food is drawn as."""

    name: str
    look: str
    form: Form
    kind: str = "food"
    minor: bool = False  # seasoning or medium: drawn when nothing bigger is there


@dataclass(frozen=True, kw_only=True)
class VerbWord:
    """What a verb does."""

    name: str
    effect: str
    form: Form | None = None
    doneness: Doneness = "raw"
    tool: str = ""
    place: str = ""
    steam: bool = False
    fire: bool = False
    noun: bool = False
    does: str = ""  # outside the kitchen, where it means something of its own


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """A word for what several foods have become."""

    name: str
    sort: str
    look: str = ""
    form: Form = "mixture"


@dataclass(frozen=True, kw_only=True)
class Product:
    """What dough and batter turn into when the guide names it."""

    name: str
    look: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Clue:
    """What a food no table knows may look like: by a part of its name or by how it is measured."""

    look: str
    kind: str
    words: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Words:
    """The small words of instructional English."""

    sets: Mapping[str, frozenset[str]]
    shapes: Mapping[str, Form]
    doneness: Mapping[Key, Doneness]
    irregular: Mapping[str, str]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Every table, keyed by the singular words of a name."""

    words: Words
    foods: Mapping[Key, FoodWord]
    verbs: Mapping[Key, VerbWord]
    inflections: Mapping[str, tuple[str, str]]  # "chopping" → ("chop", "ing")
    vessels: Mapping[Key, str]
    tools: Mapping[Key, str]
    mixtures: Mapping[Key, Mixture]
    products: tuple[Product, ...]
    clues: tuple[Clue, ...]  # tried in order


def plain(text: str) -> str:
    """Lower case without accents, hyphens opened, typographic signs made plain: `Crème-fraîche` → `creme fraiche`."""
    folded = unicodedata.normalize("NFKD", text.translate(_letters()))
    return "".join(sign for sign in folded if not unicodedata.combining(sign)).lower()


@cache
def _letters() -> dict[int, str]:
    """Signs to read as others."""
    return {ord(sign): str(plain_sign) for sign, plain_sign in _document("words")["letters"].items()}


def singular(word: str) -> str:
    """The singular of a noun by rule and by the table of exceptions: `berries` → `berry`."""
    exceptions = _document("words")["irregular"]
    if word in exceptions:
        return str(exceptions[word])
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def one(name: str) -> str:
    """A name in the singular: `red onions` as `red onion`."""
    *before, noun = name.split() or [""]
    return " ".join([*before, singular(noun)])


def key(name: str) -> Key:
    """The key of a name in the tables: its plain words, each in the singular."""
    return tuple(singular(word) for word in plain(name).split())


def default_form(look: str) -> Form:
    """The form a look comes in when nothing was done to it."""
    return kitchen().foods[look].forms[0]


def coerce(look: str, form: Form) -> Form:
    """`form` when the look takes it, else the nearest form it takes: chopped rice stays grains."""
    allowed = kitchen().foods[look].forms
    if form in allowed or form == "mixture":
        return form
    return next((near for near in NEAREST.get(form, ()) if near in allowed), allowed[0])


@cache
def lexicon() -> Lexicon:
    """The whole lexicon, read on first use."""
    verbs = _verbs()
    return Lexicon(
        words=_words(),
        foods={key(word.name): word for word in _foods()},
        verbs={tuple(verb.name.split()): verb for verb in verbs},
        inflections=_inflections(verbs),
        vessels=_named("vessels", "vessel"),
        tools=_named("tools", "tool"),
        mixtures={key(word.name): word for word in _mixtures()},
        products=tuple(
            Product(name=row["name"], look=row["look"], words=tuple(row["words"]))
            for row in _document("mixtures")["product"]
        ),
        clues=tuple(
            Clue(
                look=row["look"],
                kind=row["kind"],
                words=tuple(row.get("words", ())),
                units=tuple(row.get("units", ())),
            )
            for row in _document("foods")["clue"]
        ),
    )


@cache
def _document(name: str) -> dict[str, Any]:
    """One table as TOML gives it."""
    source = files("comenius.lexicon").joinpath("tables", f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _words() -> Words:
    data = _document("words")
    return Words(
        sets={name: frozenset(values) for name, values in data.items() if isinstance(values, list)},
        shapes=data["shapes"],
        doneness={
            tuple(plain(name).split()): cast(Doneness, done)
            for done, names in data["doneness"].items()
            for name in names
        },
        irregular=data["irregular"],
    )


def _foods() -> Iterable[FoodWord]:
    for row in _document("foods")["food"]:
        form = row.get("form") or default_form(row["look"])
        for name in row["names"]:
            yield FoodWord(
                name=name, look=row["look"], form=form, kind=row["kind"], minor=row.get("minor", False)
            )


def _verbs() -> tuple[VerbWord, ...]:
    return tuple(
        VerbWord(name=name, **{field: row[field] for field in row if field not in ("names", "past")})
        for row in _verb_rows()
        for name in row["names"]
    )


def _verb_rows() -> Iterable[dict[str, Any]]:
    """The verbs of cooking, and those of other work, which do nothing to food."""
    yield from _document("verbs")["verb"]
    for row in _document("household")["verb"]:
        yield {"effect": "handle", **row}


def _mixtures() -> Iterable[Mixture]:
    for row in _document("mixtures")["mixture"]:
        for name in row["names"]:
            yield Mixture(
                name=name, sort=row["sort"], look=row.get("look", ""), form=row.get("form", "mixture")
            )


def _named(table: str, row_name: str) -> dict[Key, str]:
    """Name → what is drawn for it, for vessels and tools."""
    return {key(name): row[row_name] for row in _document(table)[row_name] for name in row["names"]}


def _inflections(verbs: Iterable[VerbWord]) -> dict[str, tuple[str, str]]:
    """Every form of every verb's first word, with the base and which form it is."""
    past: dict[str, list[str]] = {}
    for row in _verb_rows():
        past.update(row.get("past", {}))
    found: dict[str, tuple[str, str]] = {}
    bases = sorted({verb.name.split()[0] for verb in verbs})
    for base in bases:
        for form, kind in inflect(base, past.get(base)):
            found.setdefault(form, (base, kind))
    return found | {base: (base, "base") for base in bases}


def inflect(base: str, past: Iterable[str] | None = None) -> Iterable[tuple[str, str]]:
    """The regular forms of a verb: `chop` → chops, chopping, chopped."""
    vowels = "aeiou"
    last_two = base[-2:]
    doubles = (
        len(base) > 2
        and last_two[-1] not in vowels + "wxy"
        and last_two[0] in vowels
        and base[-3] not in vowels
        and (sum(sign in vowels for sign in base) == 1)
    )
    stem = base + base[-1] if doubles else base
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        stem = base[:-1]
    yield base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"), "s"
    yield stem + "ing", "ing"
    if base.endswith("y") and last_two[0] not in vowels:
        stem = base[:-1] + "i"
        yield stem + "es", "s"
    yield from ((form, "ed") for form in (past or (stem + "ed",)))
