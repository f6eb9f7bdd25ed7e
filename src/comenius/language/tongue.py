"""Which language a guide is written in: by its small words, the words of instructions and the letters it uses."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from comenius.guides.model import Guide
from comenius.lexicon.tables import lexicon

ENGLISH = "English"
BESIDE = 0.5  # what a word of title or ingredients counts: dishes keep their foreign names
LETTER = 0.5  # what a word counts that is one letter, or only holds one of a language's own
SURE = 1.5  # how many times more words of its own another language needs than are English
LEAST = 2.0  # words of another language that a guide must hold to be called one
TELLING = 8  # different words of instructions from which on it tells when none of them is known
WORD = re.compile(r"[^\W\d_]+")


def tongue(guide: Guide) -> str:
    """The English name of the language the instructions are in; English whenever that may be.

    A language the tables do not tell is "another language".
    """
    orders = _words(step.text for step in guide.steps)
    beside = _words([guide.title, *(ingredient.text for ingredient in guide.ingredients)])
    script = _script(orders or beside)
    if script:
        return script
    weights = {word: orders.count(word) + BESIDE * beside.count(word) for word in {*orders, *beside}}
    english = sum(weight for word, weight in weights.items() if _english(word))
    scores = {name: _score(weights, words, letters) for name, words, letters in _tongues()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= LEAST and scores[best] > SURE * english:
        return best
    said = set(orders)
    known = sum(_english(word) or _spoken(word) for word in said)
    return "another language" if len(said) >= TELLING and known * TELLING < len(said) else ENGLISH


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in WORD.findall(unicodedata.normalize("NFC", text).lower())]


def _score(weights: Mapping[str, float], words: frozenset[str], letters: frozenset[str]) -> float:
    """How many words are the language's, none when it is but one of them again and again."""
    found = {
        word: weight * (1.0 if word in words and len(word) > 1 else LETTER)
        for word, weight in weights.items()
        if word in words or letters & set(word)
    }
    return sum(found.values()) if len(found) > 1 else 0.0


def _english(word: str) -> bool:
    """Whether a word is one of the small words, or a verb of instructions that is no noun besides."""
    if word in _table()["en"]["words"]:
        return True
    base = lexicon().inflections.get(word, ("", ""))[0]
    verb = lexicon().verbs.get((base,))
    return verb is not None and not verb.noun


def _spoken(word: str) -> bool:
    """Whether any table of the lexicon holds a word."""
    tables = lexicon()
    return word in tables.inflections or any(
        (word,) in table for table in (tables.foods, tables.vessels, tables.tools, tables.mixtures)
    )


def _script(words: list[str]) -> str:
    """The language that a script other than the Latin one stands for, when most letters are in it."""
    letters = [sign for word in words for sign in word]
    named = Counter(
        _table()["scripts"].get(unicodedata.name(sign, "unnamed").split()[0], "") for sign in letters
    )
    latin = named.pop("", 0)
    if sum(named.values()) <= latin:
        return ""
    return "Japanese" if named["Japanese"] else named.most_common(1)[0][0]


@cache
def _tongues() -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """Every other language: name, words, letters."""
    return tuple(
        (row["name"], frozenset(row["words"]), frozenset(row.get("letters", "")))
        for code, row in _table().items()
        if code not in ("en", "scripts")
    )


@cache
def _table() -> dict[str, dict[str, Any]]:
    source = files("comenius.lexicon").joinpath("tables", "tongues.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
