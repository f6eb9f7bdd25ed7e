"""What a caption of the kitchen says: its foods, their forms and the vessel, taken apart again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import COUNTS, plural

WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|,")
MIXED = ("mixture", "of")

Words = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a caption says."""

    foods: dict[str, Words]  # the words of its form, by the look; none for a liquid, a powder, a loaf
    vessel: str  # empty when none is named


def hits(said: Sequence[str], truth: Sequence[str]) -> dict[str, list[float]]:
    """Where captions name what the true ones name: 1.0 or 0.0, by what is asked.

    `food`: every food of a picture and no other; `form`: that of each food which both name; `vessel`: of a picture.
    """
    out: dict[str, list[float]] = {"food": [], "form": [], "vessel": []}
    for ours, theirs in zip(map(told, said), map(told, truth), strict=True):
        out["food"].append(float(ours.foods.keys() == theirs.foods.keys()))
        both = ours.foods.keys() & theirs.foods.keys()
        out["form"] += [float(ours.foods[look] == theirs.foods[look]) for look in both]
        out["vessel"].append(float(ours.vessel == theirs.vessel))
    return out


def told(caption: str) -> Told:
    """What a caption says of foods and vessel, read as `lexicon.shot.describe` writes; toppings are not asked for."""
    words = WORD.findall(caption.lower())
    words = words[: words.index(",")] if "," in words else words
    foods, place = _parted(words)
    if foods[:2] == ["an", "empty"]:
        foods, place = [], foods[2:]
    return Told(foods=_foods(foods), vessel=_vessel(place))


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """What there is, and where: the words before and after the first `in a` or `on a`, up to the next."""
    cuts = [
        i for i in range(len(words) - 1) if words[i] in ("in", "on") and words[i + 1] in ("a", "an")
    ]  # no look and no form has these words
    ends = [*cuts, len(words), len(words)]
    return words[: ends[0]], words[ends[0] : ends[1]]


def _vessel(words: list[str]) -> str:
    ending = [name for name in kitchen().vessels if words[-len(name.split()) :] == name.split()]
    return max(ending, key=len, default="")


def _foods(words: list[str]) -> dict[str, Words]:
    """Looks with the words of their forms; the parts of a mixture all have its own."""
    words = words[: words.index("topped")] if "topped" in words else words
    idle = {"and", *kitchen().donenesses, *(count.strip() for count in COUNTS.values())}
    out: dict[str, Words] = {}
    form: Words = ()
    before: list[str] = []
    place = 0
    while place < len(words):
        length = next((n for n in (4, 3, 2, 1) if tuple(words[place : place + n]) in _looks()), 0)
        if not length:
            before.append(words[place])
            place += 1
            continue
        own = tuple(word for word in before if word not in idle)
        form = own or (form if form == MIXED and before == ["and"] else ())
        out[_looks()[tuple(words[place : place + length])]] = form
        before = []
        place += length
    return out


@cache
def _looks() -> dict[Words, str]:
    """Every look by its words, one and several."""
    names = kitchen().foods
    return {tuple(WORD.findall(form)): look for look in names for form in (plural(look), look)}
