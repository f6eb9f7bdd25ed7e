"""How a guide's facts are said: durations, amounts, parts, and the page's own words in the guide's language."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any, TypeVar

from comenius.guides.model import Ingredient, Step

TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # a language tag, by its shape
Part = TypeVar("Part", Ingredient, Step)


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """The language of a page: its tag, its direction, and the labels with the tag of theirs."""

    tag: str
    direction: str  # ltr | rtl
    labels: dict[str, str]
    label_tag: str  # "en" when the page's language has no labels of its own


def tongue(language: str) -> Tongue:
    """The labels and direction for a BCP 47 tag; anything that is no tag counts as English."""
    tag = language.strip().replace("_", "-")
    if not TAG.fullmatch(tag):
        tag = "en"
    primary, *rest = tag.lower().split("-")
    table = _words()
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    leftward = scripts[0] in table["right_to_left_scripts"] if scripts else primary in table["right_to_left"]
    own = isinstance(table.get(primary), dict)
    return Tongue(
        tag=tag,
        direction="rtl" if leftward else "ltr",
        labels=table[primary if own else "en"],
        label_tag=tag if own else "en",
    )


@cache
def _words() -> dict[str, Any]:
    path = resources.files("comenius.guides").joinpath("themes", "words.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def duration(seconds: int) -> str:
    """Seconds for a reader: 5400 is `1 h 30 min`, 45 is `45 s`."""
    parts = [(seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 min"


def iso_duration(seconds: int) -> str:
    """Seconds in ISO 8601: 5400 is `PT1H30M`."""
    parts = [(seconds // 3600, "H"), (seconds // 60 % 60, "M"), (seconds % 60, "S")]
    return "PT" + ("".join(f"{amount}{unit}" for amount, unit in parts if amount) or "0S")


def amount(ingredient: Ingredient) -> tuple[str, str]:
    """The line in two: its amount, to be set off, and the rest. `500g beef` is ("500g", " beef")."""
    text, name = ingredient.text, ingredient.name
    at = text.find(name) if name else -1
    if ingredient.quantity is None or at <= 0:
        return "", text
    head = text[:at].rstrip()
    # The amount is what ends in front of the name; a head with brackets or commas says more than that.
    if not head or re.search(r"[(),;:]", head):
        return "", text
    return head, text[len(head) :]


def parts(items: Sequence[Part]) -> Iterator[tuple[str, list[Part]]]:
    """Runs of neighbours with the same section, with the section's name."""
    for section, group in groupby(items, key=lambda item: item.section):
        yield section, list(group)


def readable(text: str) -> str:
    """The text without control characters, which no page may carry."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f"))
