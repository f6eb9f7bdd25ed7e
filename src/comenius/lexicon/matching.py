"""Phrases to meanings: the longest name that ends a noun phrase, a verb in any form, a guess for the unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Doneness, Form
from comenius.lexicon.tables import (
    FoodWord,
    Key,
    Mixture,
    VerbWord,
    Words,
    default_form,
    lexicon,
    plain,
    singular,
)

LONGEST = 5  # words in the longest name that is looked up
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Sense:
    """What a noun phrase can mean; which of several readings holds depends on its role in the clause."""

    text: str
    name: str = ""  # singular, without amounts: "red onion"
    food: FoodWord | None = None
    vessel: str = ""
    tool: str | None = None  # "" is a tool that is not drawn
    mixture: Mixture | None = None
    pronoun: bool = False
    form: Form | None = None  # from "chopped", "cubes"
    doneness: Doneness = "raw"  # from "browned"
    another: bool = False  # "a separate bowl"
    rest: bool = False  # "the remaining oil"
    material: str = ""  # "glass" of a glass bowl
    held: bool = False  # "bowl of water": food and vessel at once


@lru_cache(maxsize=4096)
def sense(phrase: str) -> Sense:
    """What `phrase` can mean: `2 large red onions, chopped` is red onion, chopped."""
    words = lexicon().words
    tokens = [token.strip("'.,;:!?()\"*") for token in plain(phrase).replace("/", " ").split()]
    tokens = [token for token in tokens if token]
    rest = any(token in ("rest", "remaining", "remainder", "leftover", "remains") for token in tokens)
    another = any(token in ("another", "separate", "different", "second", "other", "new") for token in tokens)
    if tokens and all(token in words["pronouns"] | words["determiners"] for token in tokens):
        pronoun = any(token in words["pronouns"] for token in tokens)
        mixture = lexicon().mixtures[("rest",)] if rest else None
        return Sense(text=phrase, pronoun=pronoun and not rest, rest=rest, mixture=mixture)
    form, doneness = _modifiers(tokens)
    tokens, holder, of_form = _measured(tokens)
    singulars = [singular(token) for token in tokens]
    while len(singulars) > 1 and singulars[-1] in words["trailing"] and not _ends(singulars, words):
        of_form = words.shapes.get(singulars[-1], of_form)
        singulars.pop()
    name, found = _readings(singulars)
    food = found.food
    if food and food.name == "pepper" and tokens[-1] == "peppers":
        food = lexicon().foods[("bell", "pepper")]
    return Sense(
        text=phrase,
        name=name,
        food=food,
        vessel=found.vessel or holder,
        tool=found.tool,
        mixture=found.mixture,
        form=form or of_form,
        doneness=doneness,
        another=another,
        rest=rest,
        material=_material(tokens, found.vessel),
        held=bool(holder and found.food),
    )


@dataclass(frozen=True)
class _Found:
    food: FoodWord | None = None
    vessel: str = ""
    tool: str | None = None
    mixture: Mixture | None = None


def _readings(singulars: Sequence[str]) -> tuple[str, _Found]:
    """The readings that end last in the phrase, and the name they give it."""
    tables = lexicon()
    food = longest(singulars, tables.foods)
    vessel = longest(singulars, tables.vessels)
    tool = longest(singulars, tables.tools)
    mixture = longest(singulars, tables.mixtures)
    ends = [hit[1] for hit in (food, vessel, tool, mixture) if hit]
    if not ends:
        drop = lexicon().words["determiners"] | lexicon().words["units"]
        return " ".join(
            [token for token in singulars if token not in drop and token.isalpha()][-3:]
        ), _Found()
    end = max(ends)
    if (
        food
        and end == food[1] < len(singulars)
        and food[1] - food[0] == 1
        and singulars[end - 1] in lexicon().words["describing"]
        and not singulars[end].endswith("ly")
    ):
        return _readings(singulars[end:])  # "the crisp parts", "the white ones"
    start = min(hit[0] for hit in (food, vessel, tool, mixture) if hit and hit[1] == end)
    return _name(singulars, start, end), _Found(
        food=food[2] if food and food[1] == end and food[0] == start else None,
        vessel=vessel[2] if vessel and vessel[1] == end and vessel[0] == start else "",
        tool=tool[2] if tool and tool[1] == end and tool[0] == start else None,
        mixture=mixture[2]
        if mixture
        and mixture[1] == end
        and (mixture[0] == start or mixture[2].sort in ("sauce", "dough", "batter"))
        else None,
    )


def longest(tokens: Sequence[str], table: Mapping[Key, Value]) -> tuple[int, int, Value] | None:
    """The entry whose name ends last in `tokens`, and of those the longest: (start, end, entry)."""
    for end in range(len(tokens), 0, -1):
        for start in range(max(0, end - LONGEST), end):
            value = table.get(tuple(tokens[start:end]))
            if value is not None:
                return start, end, value
    return None


def _ends(singulars: Sequence[str], words: Words) -> bool:
    """Whether a name of two words or more, or a food alone, ends the phrase, so that its last word must stay."""
    tables = lexicon()
    alone = tables.mixtures.get((singulars[-1],))
    made = alone is not None and alone.sort == "dough"
    if singulars[-2] in words["determiners"] and ((singulars[-1],) in tables.foods or made):
        return True
    for table in (tables.foods, tables.vessels, tables.tools):
        hit = longest(singulars, table)
        if hit and hit[1] == len(singulars) and hit[1] - hit[0] > 1:
            return True
    return False


def _name(singulars: Sequence[str], start: int, end: int) -> str:
    """The reader's name for the thing: the match and the nouns right before it."""
    words = lexicon().words
    drop = words["determiners"] | words["units"] | words["adjectives"] | words["adverbs"]
    before: list[str] = []
    for token in reversed(singulars[:start]):
        if token in ("no", "non"):  # "no knead pizza dough" is not kneaded
            before = before[1:]
        if (
            token in drop
            or not token.isalpha()
            or lexicon().inflections.get(token, ("", ""))[1] in ("ed", "ing")
        ):
            break
        before.insert(0, token)
    return " ".join([*before[-2:], *singulars[start:end]])


def _modifiers(tokens: Sequence[str]) -> tuple[Form | None, Doneness]:
    """Form and doneness that participles before a noun say: `finely chopped browned onions`."""
    tables = lexicon()
    form: Form | None = None
    doneness: Doneness = "raw"
    for index, token in enumerate(tokens):
        base, inflection = tables.inflections.get(token, ("", ""))
        verb = tables.verbs.get((base,))
        if (
            verb
            and inflection == "ed"
            and token not in ("ground", "pressed", "rolled", "whipped", "drizzled")
        ):
            form = verb.form if verb.form and verb.effect in ("cut", "mash") else form
            doneness = verb.doneness if verb.doneness != "raw" else doneness
            if verb.effect == "whisk" and token in ("beaten", "whisked"):
                form = "beaten"
        doneness = tables.words.doneness.get(tuple(tokens[index : index + 1]), doneness)
    return form, doneness


def _measured(tokens: list[str]) -> tuple[list[str], str, Form | None]:
    """Take the measure off: `a bowl of cold water` → (cold water, bowl, None); `cubes of squash` → chopped."""
    if "of" not in tokens[1:-1]:
        return tokens, "", None
    at = tokens.index("of", 1)
    before, after = [singular(token) for token in tokens[:at]], tokens[at + 1 :]
    words = lexicon().words
    if before[-1] in ("juice", "squeeze", "zest", "rind", "peel") and after:
        fruit = [token for token in after if token not in words["determiners"] | words["adjectives"]]
        part = "juice" if before[-1] == "squeeze" else before[-1]
        return [singular(token) for token in fruit[-1:]] + [part], "", None
    hit = longest(before, lexicon().vessels)
    holder = hit[2] if hit and hit[1] == len(before) and hit[2] in ("bowl", "pot", "pan", "glass") else ""
    if holder and before[-1] in (
        "cup",
        "can",
        "tin",
        "box",
        "bag",
        "mug",
        "bottle",
        "jar",
        "glass",
        "container",
    ):
        holder = ""
    if before[-1] in ("white", "green") and not (after and singular(after[-1]) == "egg"):
        return after, "", None  # "the whites of the onions"
    form = words.shapes.get(before[-1])
    if form and before[-1] in ("piece", "bit", "quarter", "half", "third", "stick"):
        form = None
    if before[-1] == "top" or (
        before[-1] in ("cream", "bouquet", "cob", "hen", "leg", "rack", "corn") and not holder
    ):
        return (tokens if before[-1] != "top" else after), "", None
    food = longest(before, lexicon().foods)
    if food and food[1] == len(before) and not holder and not form and before[-1] not in words["units"]:
        return tokens[:at], "", None  # "pasta of choice": the head is in front
    return after, holder, form


def _material(tokens: Sequence[str], vessel: str) -> str:
    """The material a phrase gives its vessel, when that vessel comes in it."""
    offered = kitchen().vessels.get(vessel, ())
    return next((token for token in tokens if token in offered and token != vessel), "")


def verb_at(tokens: Sequence[str], index: int) -> tuple[VerbWord, int, str] | None:
    """The longest verb that starts at `index`: (verb, words it takes, base | s | ing | ed)."""
    tables = lexicon()
    if index >= len(tokens) or tokens[index] not in tables.inflections:
        return None
    base, inflection = tables.inflections[tokens[index]]
    for length in range(min(4, len(tokens) - index), 0, -1):
        verb = tables.verbs.get((base, *tokens[index + 1 : index + length]))
        if verb:
            return verb, length, inflection
    return None


def doneness_of(text: str) -> Doneness:
    """The doneness a text speaks of, the last one that is named: `until golden brown` → golden."""
    tokens = plain(text).replace(",", " ").replace(".", " ").split()
    table = lexicon().words.doneness
    for end in range(len(tokens), 0, -1):
        for start in range(max(0, end - 3), end):
            if tuple(tokens[start:end]) in table:
                return table[tuple(tokens[start:end])]
    return "raw"


def guess(name: str, unit: str = "", note: str = "") -> FoodWord | None:
    """A look for a food no table knows, from its last words or from how it is measured; None when neither tells."""
    text = f" {plain(name)} {plain(note)} "
    unit = singular(plain(unit))
    for clue in lexicon().clues:
        if any(f" {word}" in text for word in clue.words) or unit in clue.units:
            form = default_form(clue.look)
            minor = clue.kind in ("spice", "herb")
            return FoodWord(name=name, look=clue.look, form=form, kind=clue.kind, minor=minor)
    return None


def alternative(first: str, second: str) -> str:
    """One of two alternatives: the first, or the second when it holds the noun of both: `chicken or beef broth`."""
    head = sense(second).name.split()[-1:]
    if head and head[0] in lexicon().words["products"] and head[0] not in first and len(first.split()) <= 2:
        return second
    one, other = sense(first), sense(second)
    if " of " in f"{second} " and not one.food:
        return second
    known = one.food or one.mixture or one.vessel or one.tool is not None or one.pronoun
    return first if known or not (other.food or other.mixture or other.vessel) else second
