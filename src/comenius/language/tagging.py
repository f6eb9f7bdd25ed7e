"""Words with their places, and what each may be: closed classes, known verbs, endings, and the words around it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from comenius.lexicon.rules import classes
from comenius.lexicon.tables import lexicon, plain, singular

TOKEN = re.compile(
    r"\d+(?:[.,/]\d+)*(?:\s?[-–]\s?\d+(?:[.,/]\d+)*)?(?:[-‑][^\W\d_]+)*"  # 5, 1/2, 25-30, 5-minute
    r"|[½¼¾⅓⅔⅛⅜⅝⅞]|[°º]\s?[CFcf]?\b|[°º]"
    r"|[^\W\d_]+(?:[-‑'’][^\W\d_]+)*|\.{2,}|\S|_"
)
NUMBER = re.compile(r"[\d½¼¾⅓⅔⅛⅜⅝⅞][\d½¼¾⅓⅔⅛⅜⅝⅞.,/\s–-]*")
HOPELESS = 2.6  # so much dearer than its best reading a word is never read
LONGEST = 4  # words of the longest expression that counts as one
Tags = dict[str, float]  # what a word may be, each with its cost


class Token(NamedTuple):
    """A word, a number or a sign, lower case, and where it stands."""

    word: str
    start: int
    stop: int


def tokens(text: str, start: int = 0) -> list[Token]:
    """The words, numbers and signs of a text; together they hold every character that is no space."""
    return [
        Token(found[0].lower().replace("’", "'"), start + found.start(), start + found.end())
        for found in TOKEN.finditer(text)
    ]


def joined(words: Sequence[Token]) -> list[Token]:
    """The tokens, expressions such as `as soon as` made one."""
    result: list[Token] = []
    index = 0
    while index < len(words):
        size = next(
            (
                size
                for size in range(min(LONGEST, len(words) - index), 1, -1)
                if _together(words[index : index + size]) in classes().expressions
            ),
            1,
        )
        some = words[index : index + size]
        result.append(Token(_together(some), some[0].start, some[-1].stop))
        index += size
    return result


def _together(words: Sequence[Token]) -> str:
    return " ".join(token.word for token in words).replace(" .", ".")


def tag(words: Sequence[str]) -> list[Tags]:
    """What each word of a sentence may be, the likelier the cheaper."""
    result = [dict(_readings(word)) for word in words]
    for start, stop in _names(words):
        for index in range(start, stop):
            result[index] = {"N": -0.5}
    for index in range(len(words)):
        if words[index][0].isalpha():
            _weigh(words, result, index)
    return [_spread(word, _likely(tags)) for word, tags in zip(words, result, strict=True)]


def _likely(tags: Tags) -> Tags:
    """The readings that are not hopeless beside the best."""
    best = min(tags.values(), default=0.0)
    return {name: cost for name, cost in tags.items() if cost < best + HOPELESS}


def _names(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where names of two words or more stand that open like a verb: `baking soda`, `brown sugar`."""
    tables = lexicon()
    for index, word in enumerate(words[:-1]):
        for size in (3, 2):
            name = tuple(singular(other) for other in words[index : index + size])
            if len(name) == size and any(
                name in table for table in (tables.foods, tables.vessels, tables.tools)
            ):
                if word.endswith("ing") or (index and word in classes().forms):
                    yield index, index + size
                break


def _spread(word: str, tags: Tags) -> Tags:
    """The tags with those of special verbs: V gives v, and vo where it can share an object, and so on."""
    result = dict(tags)
    known = classes()
    base = known.bases.get(word, word)
    for big in ("V", "G", "F"):
        if big not in result or (big == "F" and word in known.sets["F"]):
            continue
        cost = result.pop(big)
        small = big.lower()
        result[small] = cost
        if base not in known.words["alone"]:
            result[small + "o"] = cost
        for name, letter in (("phasal", "k"), ("causative", "l"), ("telling", "s")):
            if base in known.words[name]:
                result[small + letter] = cost
    if "F" in result:
        result["f"] = result.pop("F")
    if "E" in result:
        result["e"] = result.pop("E")
    return result


@lru_cache(maxsize=8192)
def _readings(word: str) -> tuple[tuple[str, float], ...]:
    """What a word may be wherever it stands."""
    known = classes()
    tags: Tags = {name: 0.0 for name, members in known.sets.items() if word in members}
    closed = bool(tags.keys() - {"A", "RB", "E", "PRT", "THEN"})
    if NUMBER.fullmatch(word) or word in known.words["numbers"]:
        tags["C"] = 0.0
        if not word[0].isalpha():
            return tuple(tags.items())
    elif word[0].isdigit():
        return (("A", 0.0), ("N", 0.3))
    if word in known.words["times"]:
        tags |= {"T": 0.0, "N": 0.3}
    if "P" in tags and "SUB" in tags:  # "until five" is rarer than "until it boils"
        tags["P"] = 0.6
    if "P" in tags and "G" in tags:  # "using a ruler", "if using"
        tags["G"] = 0.6
    if closed and word != "like":
        return tuple(tags.items())
    if not word[0].isalpha():
        return tuple((tags or ({"T": 0.0} if word[0] in "°º" else {})).items())
    _inflected(word, tags)
    _ending(word, tags)
    return tuple(tags.items())


def _inflected(word: str, tags: Tags) -> None:
    """Add what a word may be as a form of a known verb or a known noun."""
    known, tables = classes(), lexicon()
    simple = plain(word)
    noun = singular(simple)
    thing = any((noun,) in table for table in (tables.foods, tables.vessels, tables.tools))
    if word in known.words["nouns"]:
        tags["N"] = 0.0
    form = known.forms.get(word) or known.forms.get(simple)
    if form:
        kind, also = form
        if kind == "base":
            tags |= {"V": 0.5 if also else 0.0, "N": 0.0 if also else 1.0}
        elif kind == "s":
            tags |= {"F": 0.6 if also else 0.2, "N": 0.0 if also else 1.2}
        elif kind == "ing":
            tags |= {"G": 0.0}
        else:
            tags |= {"E": 0.0, "F": 1.0}
    if word in known.words["past"]:
        tags["F"] = 0.4
    if thing:
        tags["N"] = 0.0
        if "V" in tags:
            tags["V"] += 0.4


def _ending(word: str, tags: Tags) -> None:
    """Add what a word may be by how it ends."""
    known = classes()
    if word.endswith("ing") and len(word) > 4 and word not in known.words["nouns"]:
        tags.setdefault("G", 0.3)
        tags.setdefault("N", 1.2)
        tags["AM"] = 0.1 if word in known.words["compounds"] else 1.0
    elif word.endswith("ed") and len(word) > 3 and word not in known.words["nouns"]:
        tags.setdefault("E", 0.2)
        tags.setdefault("F", 1.2)
        tags.setdefault("AM", 0.3)
    elif word.endswith("ly") and len(word) > 4 and word not in known.words["nouns"] and "V" not in tags:
        tags.setdefault("RB", 0.0)
    elif "E" in tags:
        tags.setdefault("AM", 0.4)
    if not tags:
        tags["N"] = 0.0
        if word.endswith(("able", "ible", "ful", "ous", "less", "ish", "ive", "-proof", "ary")):
            tags |= {"A": -0.3, "N": 0.8}
        elif word.endswith("y"):
            tags["A"] = 0.5
        elif not word.endswith("s"):
            tags["A"] = 1.0
    elif tags.keys() <= {"A", "RB", "THEN"}:
        tags["N"] = 1.5


def _weigh(words: Sequence[str], tags: list[Tags], index: int) -> None:
    """Make a reading dearer or cheaper by the words around it."""
    here = tags[index]
    if not here.keys() & {"N", "V", "A", "G", "F"} or here.keys() & {"P", "D", "CC", "SUB", "M"}:
        return
    before = index - 1
    while before >= 0 and "RB" in tags[before] and (words[before].endswith("ly") or "THEN" in tags[before]):
        before -= 1
    last = tags[before] if before >= 0 else {}
    after = tags[index + 1] if index + 1 < len(tags) else {}
    opens = bool(after.keys() & {"D", "R"}) and not after.keys() & {"WH"}  # an object follows
    states = bool(after.keys() & {"F", "M"}) and not opens and not after.keys() & {"DO", "N"}  # "oil is"
    first = before < 0 or bool(last.keys() & {"COLON", "DASH"})
    links = bool(last.keys() & {"CC", "COMMA"})
    _guess_verb(
        words[index], here, first=first and not states, links=links, opens=opens, last=last, after=after
    )
    order = "V" in here
    if first and "COLON" in after:
        change = {"V": 2.0, "N": -0.5}
    elif first and states:
        change = {"V": 2.0, "F": 1.0}
    elif first:
        change = {"V": -1.0, "N": 1.2 * order, "A": 1.0, "F": 1.0, "E": 0.5}
    elif links and not last.keys() & {"TO"}:
        change = {"V": -0.8 if opens else 0.1, "N": 1.2 * (opens and order), "A": 0.6 * order, "F": 0.8}
    else:
        change = _behind(last, tags[before - 1] if before > 0 else {})
        causes = classes().words["causative"].intersection(words[max(0, index - 6) : index])
        if not change and "N" in last and not causes:
            change = {"V": 0.4 if words[before].endswith("s") else 1.2}
    if "OF" in after:
        change["V"] = change.get("V", 0.0) + 2.0
    if words[index] in classes().words["needy"] and (not after or after.keys() & {"CC", "COMMA"}):
        change["V"] = change.get("V", 0.0) + 0.4
    if words[index] in classes().words["compounds"] and "N" in after and "D" not in after:
        change["G"] = change.get("G", 0.0) + 0.9
    for name in change.keys() & here.keys():
        here[name] += change[name]


def _behind(last: Tags, earlier: Tags) -> Tags:
    """What a word gains or loses behind another, inside a clause."""
    if last.keys() & {"TO", "M", "DONT", "NOT", "DO"}:
        return {"V": -0.7, "N": 0.8, "F": 1.5}
    if last.keys() & {"R", "PS", "WH"} and "D" not in last:
        return {"V": -0.3, "F": -0.5, "N": 2.0}
    if last.keys() & {"D", "C", "OF"} or ("P" in last and not last.keys() & {"PRT", "SUB"}):
        return {"V": 3.0, "F": 3.0, "G": 0.0 if "P" in last else 1.5}
    if last.get("A", 9.0) <= last.get("N", 1.0):
        if "D" in earlier:
            return {"V": 2.0, "F": 2.0, "G": 1.0}
        if not last.keys() & {"V", "E"}:
            return {"V": 1.5, "F": 1.5, "G": 0.5}
    return {}


def _guess_verb(
    word: str, here: Tags, *, first: bool, links: bool, opens: bool, last: Tags, after: Tags
) -> None:
    """Read a word nobody knows as a verb where only a verb can stand."""
    if here.keys() & {"V", "F", "G", "E", "RB"}:
        return
    plural = word.endswith("s") and not word.endswith("ss")
    named = bool(last.keys() & {"R", "PS", "WH"}) and "D" not in last
    if plural and "N" in here:
        here["F"] = 0.8 if named else 2.5 if "N" in last else 5.0
    elif first and not after.keys() & {"COMMA", "COLON", "OF", "CC"} and after:
        here["V"] = 1.0 if opens else 1.6 if after.keys() & {"P", "C"} else 2.2
    elif last.keys() & {"TO", "M", "DONT", "NOT"}:
        here["V"] = 1.5 if "TO" in last else 0.8
    elif (links and (opens or "PRT" in after)) or named:
        here["V"] = 1.4 if opens or named else 2.4
