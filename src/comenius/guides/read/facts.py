"""Single facts of a document: what a heading announces, how long a time is, what `Serves: 4` says."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from comenius.guides.emoji import bare
from comenius.guides.quantities import number

Part = Literal["ingredients", "steps", "tools", "notes", "comments"]

_LEADING = frozenset({"then", "now", "next", "first", "finally", "meanwhile", "lastly", "afterwards"})
_THINGS = frozenset({"salt", "butter", "water", "top", "seed", "plant", "core", "skin"})  # and things to do
_ARTICLES = frozenset({"the", "a", "an", "your", "both", "all", "each", "it", "them", "two", "with", "well"})
_MEASURES = ("servings", "prepare", "cook", "total")


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What a heading announces."""

    part: Part
    exact: bool  # nothing but the announcement: "Directions", not "Directions for the sauce"
    language: str
    neutral: bool = False  # "You need" says nothing of food, "Ingredients" does


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One named value: ("servings", "4")."""

    name: str
    value: str


def _table(name: str) -> dict[str, object]:
    return tomllib.loads(files("comenius.guides.read").joinpath(f"tables/{name}.toml").read_text("utf-8"))


@cache
def _phrases() -> dict[str, tuple[Part, str]]:
    phrases: dict[str, tuple[Part, str]] = {}
    for language, parts in _table("headings").items():
        if isinstance(parts, dict):
            for part, words in parts.items():
                for word in words:
                    phrases.setdefault(word, (part, language))
    return phrases


@cache
def _listed(name: str) -> frozenset[str]:
    phrases = _table("headings")[name]
    assert isinstance(phrases, list)
    return frozenset(phrases)


@cache
def _names() -> dict[str, str]:
    facts = _table("facts")["facts"]
    assert isinstance(facts, dict)
    return {word: name for name, words in facts.items() for word in words}


@cache
def _durations() -> dict[str, int]:
    durations = _table("facts")["durations"]
    assert isinstance(durations, dict)
    return durations


@cache
def _verbs() -> frozenset[str]:
    verbs = _table("verbs")["verbs"]
    assert isinstance(verbs, list)
    return frozenset(verbs)


def announced(heading: str) -> Announced | None:
    """What a heading announces, or None: `Method` the steps, `Tips for storing` notes."""
    words = re.sub(r"[^\w\s'-]", " ", heading.casefold().replace("’", "'")).split()
    if not words or len(words) > 12:
        return None
    phrases = _phrases()
    if found := phrases.get(whole := " ".join(words)):
        neutral = whole in _listed("neutral")
        return Announced(part=found[0], exact=True, language=found[1], neutral=neutral)
    counted = re.fullmatch(r"\d+ ((?:thoughts|responses|\w+)(?: on| to)?)\b.*", whole)
    if counted and (found := phrases.get(counted[1])) and found[0] == "comments":  # "4 thoughts on pancakes"
        return Announced(part="comments", exact=True, language=found[1])
    if {"time", "times"} & set(words):
        return None
    hits: list[tuple[Part, str, bool]] = []
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + 5) + 1):
            if end - start == len(words):
                continue
            phrase = " ".join(words[start:end])
            if phrase in _listed("whole") and (
                start or words[end] not in ("for", "für", "pour", "para", "per")
            ):
                continue
            if found := phrases.get(phrase):
                hits.append((*found, phrase in _listed("neutral")))
    # "Notes on the ingredients" are notes; "Ingredients for the method" are ingredients.
    for part in ("notes", "tools", "ingredients", "steps"):
        for kind, language, neutral in hits:
            if kind == part:
                return Announced(part=kind, exact=False, language=language, neutral=neutral)
    return None


def opening(text: str) -> tuple[str, str] | None:
    """The heading that running text opens with, and the rest: `Method: Heat the oil` but not `Preparation: 5 min`.

    A colon may be missing where an amount follows: `You need 2 eggs, flour and milk`.
    """
    found = re.match(r"([^:\n]{3,40}):\s+(?=\S)", text)
    if not found and (bare := re.match(r"([^:,\d\n]{3,40}?)\s+(?=[\d½⅓⅔¼¾])", text)):
        known = announced(bare[1])
        return (
            (bare[1], text[bare.end() :])
            if known and known.neutral and _enumerates(text[bare.end() :])
            else None
        )
    known = announced(found[1]) if found else None
    if not found or not known or not known.exact or known.part not in ("ingredients", "steps"):
        return None
    rest = text[found.end() :]
    return (found[1], rest) if (len(rest) > 10 or instructs(rest)) and seconds(rest) is None else None


def _enumerates(text: str) -> bool:
    """Whether a text is a list of things and no duration: `2 eggs, flour`, not `20 minutes, no more`."""
    first, comma, _ = text.partition(",")
    return bool(comma) and seconds(first) is None


@cache
def _keys() -> re.Pattern[str]:
    """A time or a yield that is named, where its value follows."""
    keys = sorted((key for key, name in _names().items() if name in _MEASURES), key=len, reverse=True)
    words = r"(?:one|two|three|four|five|six|eight|ten|twelve)\b"
    amount = rf"\s+(?:about|approx\.?|circa|ca\.?|up to)?\s*(?:[~≈]?[\d½¼¾]|{words})"
    return re.compile(
        rf"(?<!\w)({'|'.join(map(re.escape, keys))})(?:\s*[:=]\s*|\s+[–—-]\s+|(?={amount}))", re.I
    )


def facts(line: str) -> tuple[Fact, ...]:
    """All facts of a line that states nothing else: `Serves 4. Prep: 15 min, cook: 1 h`; none where it says more."""
    found: list[Fact | None] = []
    for part in line.split("\n"):
        found += _run_on(part) or [fact(piece.strip()) for piece in re.split(r"\s[|•·]\s", part)]
    stated = tuple(one for one in found if one)
    return stated if len(stated) == len(found) else ()


def _run_on(line: str) -> list[Fact]:
    """Two or more times and yields in a row, each of its own name."""
    line = bare(line)
    marks = list(_keys().finditer(line)) if len(line) <= 200 else []
    if len(marks) < 2 or re.search(r"\w", line[: marks[0].start()]):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    found = []
    for mark, end in zip(marks, ends, strict=True):
        name, value = (
            _names()[mark[1].casefold()],
            re.sub(r"^\W+(?=[\w~≈½¼¾])|[^\w)½¼¾]+$", "", line[mark.end() : end]),
        )
        stated = seconds(value) if name != "servings" else re.search(r"\d|^\w+(?: \w+)?$", value)
        if not stated or len(value.split()) > 6:
            return []
        found.append(Fact(name=name, value=value))
    return found if len({one.name for one in found}) == len(found) else []


def fact(line: str) -> Fact | None:
    """The fact that a line such as `Prep time: 20 min` or `Serves 4` states, or None."""
    if len(line) > 200:
        return None
    plain = bare(line)
    found = _stated(line) or (_stated(plain) if plain != line else None)
    if found and found.name in _MEASURES and plain != line:
        found = _stated(plain)
    return found


def _stated(line: str) -> Fact | None:
    found = re.match(r"\W*([^\W\d][\w' -]{1,30}?)\s*[:=–—]\s*(\S.*)$", line)
    if not found or not named(found[1]):
        found = re.match(
            r"\W*(serves|servings|makes|yields?)\s+((?:\D{0,12})\d.*|\w+ (?:people|persons))$", line, re.I
        )
    if not found:
        return None
    name, value = named(found[1]), found[2].strip()
    if name in _MEASURES and len(value.split()) <= 6 and value.count(".") == 1:
        value = value.rstrip(".")
    return Fact(name=name, value=value) if name else None


def named(key: str) -> str | None:
    """The standard name of a fact's key: `Cooking Time`, `cook_time` and `cookTime` give `cook`."""
    key = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key)
    return _names().get(" ".join(re.sub(r"[_.\-]", " ", key).casefold().split()))


def names_column(cell: str) -> bool:
    """Whether a table's cell is the name of a column (`Amount`, `#`) and not a value in it."""
    columns = _table("facts")["columns"]
    assert isinstance(columns, list)
    return not bare(cell) or bare(cell).casefold() in columns


def seconds(text: str) -> int | None:
    """A duration in seconds, the upper end of a range: `PT1H30M`, `1 hr 25 min`, `2.5 - 3.25 hr`, `45`."""
    text = text.strip()[:100]
    iso = re.fullmatch(
        r"[+]?P(?:([\d.,]{1,9})Y)?(?:([\d.,]{1,9})M)?(?:([\d.,]{1,9})W)?(?:([\d.,]{1,9})D)?"
        r"(?:T?(?:([\d.,]{1,9})H)?(?:([\d.,]{1,9})M)?(?:([\d.,]{1,9})S)?)?",
        text,
        re.I,
    )
    if iso:
        scales = (31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1)
        total = sum(
            (number(part) or 0) * scale for part, scale in zip(iso.groups(), scales, strict=True) if part
        )
        return round(total) or None
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*h)?", text):
        return (
            sum(int(part or 0) * scale for part, scale in zip(clock.groups(), (3600, 60, 1), strict=True))
            or None
        )
    total = 0.0
    amount = r"\d+\s+\d+/\d+|\d+/\d+|\d+(?:[.,]\d+)?\s?[½¼¾]?|[½¼¾]|\b(?:an?|one|two|three|four|half)\b"
    for found in re.finditer(rf"({amount})(?:\s*(?:a|an)\b)?\s*([^\W\d_]+)", text, re.I):
        value = number(found[1])
        scale = _durations().get(found[2].casefold())
        if value and scale:
            total += value * scale
    if not total and (bare := re.fullmatch(r"[~\s]*(?:\d{1,4}\s*[-–]\s*)?(\d{1,4})\s*", text)):
        total = int(bare[1]) * 60
    return min(round(total), 10**9) or None


def instructs(line: str) -> bool:
    """Whether a line opens like an instruction: `Stir the soup`, `Roughly chop it`, `In a bowl, mix the flour`."""
    line = bare(line[:200])
    words = re.findall(r"[^\W\d_]+", line[:120].casefold())
    if not words:
        return False
    leading = len(words) > 1 and (words[0].endswith("ly") or words[0] in _LEADING)
    if words[0] in _THINGS and words[1:2] and words[1] not in _ARTICLES:
        return False
    if words[0] in _verbs() or (leading and words[1] in _verbs()):
        return True
    after = re.match(r"[^,.;:]{2,60}[,:]\s*([^\W\d_]+)", line)
    return bool(after and after[1].casefold() in _verbs())
