"""Vague wishes and what they come to, read once from tables/wishes.toml; words of a wish to its senses."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from comenius.lexicon.tables import Key, lexicon, plain, singular

CLOSE = 0.84  # likeness from which on a word is taken for a slip of another
SHORTEST_SLIP = 5  # letters
ENDINGS = (  # of comparatives and the like, and what the word has instead without them
    *(("iest", "y"), ("ier", "y"), ("ily", "y"), ("est", ""), ("er", "")),
    *(("est", "e"), ("er", "e"), ("ish", ""), ("ly", ""), ("'s", "")),
)
BEFORE = 3  # words in front of a sense that may turn it around: "not quite so dark"
Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sense:
    """A kind of wish, and what it may change."""

    name: str
    words: tuple[str, ...]
    reads: str
    opposite: str = ""
    top: Lists = field(default_factory=dict)
    beside: Lists = field(default_factory=dict)
    swap: Lists = field(default_factory=dict)
    serve: Lists = field(default_factory=dict)
    vessel: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    wall: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    tool: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    heat: str = ""
    steam: bool = False
    fire: bool = False
    cool: bool = False
    more: bool = False
    hands: bool = False
    vague: bool = False  # said of anything: any other sense of the wish counts for more


@dataclass(frozen=True, kw_only=True, eq=False)
class Wishes:
    """The whole table."""

    senses: Mapping[str, Sense]
    index: Mapping[Key, str]  # words → sense
    groups: Mapping[str, Mapping[str, frozenset[str]]]
    fallback: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    taste: Mapping[str, tuple[str, ...]]
    dress: Mapping[str, Any]
    says: Mapping[str, tuple[str, ...]]
    doing: Mapping[str, str]
    together: tuple[tuple[str, ...], ...]  # opposites that go well with each other
    at: Mapping[str, tuple[str, ...]]  # tool → vessels at which hands are shown with it

    def has(self, name: str, word: str) -> bool:
        """Whether a list of small words holds a word."""
        return word in self.words[name]


@cache
def wishes() -> Wishes:
    """The table, read on first use."""
    source = files("comenius.lexicon").joinpath("tables", "wishes.toml")
    data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    rows = {row["name"]: row for row in data["sense"]}
    senses = {name: _sense({**rows.get(row.get("same", ""), {}), **row}) for name, row in rows.items()}
    index: dict[Key, str] = {}
    for name, sense in senses.items():
        for words in (name, *sense.words):
            said = plain(words).replace("-", " ").split()
            index.setdefault(tuple(word for word in said if word not in data["words"]["articles"]), name)
    return Wishes(
        senses=senses,
        index=index,
        groups={
            name: {kind: frozenset(values) for kind, values in row.items()}
            for name, row in data["groups"].items()
        },
        fallback=data["fallback"],
        words={name: tuple(values) for name, values in data["words"].items()},
        taste={name: tuple(values) for name, values in data["taste"].items()},
        dress=data["dress"],
        says={name: tuple(lines) for name, lines in data["says"].items()},
        doing=data["doing"],
        together=tuple(tuple(pair) for pair in data["together"]["pairs"]),
        at={name: tuple(vessels) for name, vessels in data["at"].items()},
    )


def _sense(row: Mapping[str, Any]) -> Sense:
    kept = {key: _frozen(value) for key, value in row.items() if key != "same"}
    return Sense(**kept)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: tuple(items) for key, items in value.items()}
    return tuple(value) if isinstance(value, list) else value


def tokens(text: str) -> list[str]:
    """The plain words of a text, hyphens opened."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", plain(text).replace("-", " "))


@lru_cache(4096)
def lemmas(text: str) -> Key:
    """The words of a text in the singular, without articles: equal for what differs in no word that counts."""
    return tuple(singular(word) for word in tokens(text) if word not in ("a", "an", "the", "some"))


def senses_in(words: Sequence[str]) -> Iterator[tuple[int, int, Sense]]:
    """Every sense that is named, with where its words begin and end; the longest name wins, articles aside."""
    table, at = wishes(), 0
    while at < len(words):
        for length in (4, 3, 2, 1):
            said = words[at : at + length]
            if len(said) < length:
                continue
            name = next((table.index[key] for key in _variants(said) if key in table.index), "")
            if name and not table.has("articles", said[0]):
                if not _degree(words, at, length):
                    yield at, at + length, table.senses[name]
                at += length
                break
            if (
                at
                and table.has("more", words[at - 1])
                and length > 1
                and lemmas(" ".join(said)) in lexicon().foods
            ):
                at += length  # hot sauce is not hot
                break
        else:
            at += 1


def _degree(words: Sequence[str], at: int, length: int) -> bool:
    """Whether it is but the `more` of what comes next: `more festive`, `more contrast`."""
    rest = [word for word in words[at + length :] if not wishes().has("small", word)]
    return list(words[at : at + length]) == ["more"] and bool(rest)


def _variants(words: Sequence[str]) -> Iterator[Key]:
    """Words without articles, the last one in the singular, without its 's and what makes a comparative of it."""
    if not words:
        return
    *before, last = [*(word for word in words[:-1] if not wishes().has("articles", word)), words[-1]]
    yield (*before, last)
    yield (*before, singular(last))
    for ending, base in ENDINGS:
        if last.endswith(ending) and len(last) > len(ending) + 2:
            stem = last[: -len(ending)]
            yield (*before, stem + base)
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield (*before, stem[:-1])


def turned(words: Sequence[str], at: int) -> bool:
    """Whether the sense that begins there is said with a no: `less dark`, `not so sweet`, `too dark`."""
    table, near = wishes(), list(words[max(0, at - BEFORE) : at])
    said = [
        (i, word)
        for i, word in enumerate(near)
        if table.has("negative", word) and not (word == "too" and i and table.has("negative", near[i - 1]))
    ]
    anew = max(
        (i for i, word in enumerate(near) if word == "more" and (i - 1, near[i - 1]) not in said), default=-1
    )
    return len([i for i, _ in said if i > anew]) % 2 == 1


def meant(words: Sequence[str]) -> tuple[Sense, ...]:
    """The senses of a wish, each once, `less sweet` as the opposite of sweet; those said of anything only alone."""
    found: dict[str, Sense] = {}
    for start, _, sense in senses_in(words):
        if turned(words, start):
            if not sense.opposite:
                continue
            sense = wishes().senses[sense.opposite]
        found.setdefault(sense.name, sense)
    sharp = [sense for sense in found.values() if not sense.vague]
    return tuple(sharp or found.values())


def refused(words: Sequence[str]) -> tuple[Sense, ...]:
    """The senses that a wish wants less of and that have no opposite: `less red`."""
    return tuple(sense for start, _, sense in senses_in(words) if turned(words, start) and not sense.opposite)


def slip(words: Sequence[str]) -> tuple[str, Sense] | None:
    """A word that is nearly one of the table's, and the sense of that."""
    table = wishes()
    known = {
        key[0]: name for key, name in table.index.items() if len(key) == 1 and len(key[0]) >= SHORTEST_SLIP
    }
    verbs = {*table.words["orders"], *table.words["vague_orders"], *table.words["replacing"]}
    for word in words:
        if len(word) < SHORTEST_SLIP or word in verbs:
            continue
        if near := difflib.get_close_matches(word, known, n=1, cutoff=CLOSE):
            return word, table.senses[known[near[0]]]
    return None
