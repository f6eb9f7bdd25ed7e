"""Noun phrases of work outside the kitchen, and whether a guide is such work at all."""

from dataclasses import dataclass
from functools import lru_cache

from comenius.guides.model import Guide
from comenius.language.clauses import Clause, clauses
from comenius.language.participles import ordered
from comenius.lexicon.household import ThingWord, household
from comenius.lexicon.matching import sense
from comenius.lexicon.tables import key, lexicon, plain, singular

MARKS = frozenset({"old", "new", "another", "other", "second"})  # they tell one pot from the other
COMMON = frozenset({"water", "ice", "salt", "oil"})  # stuff that is at home everywhere
COOKING = frozenset(
    {
        "fry",
        "deepfry",
        "bake",
        "boil",
        "cook",
        "grill",
        "toast",
        "marinate",
        "whisk",
        "blend",
        "serve",
        "drink",
    }
)
LISTED = 2  # what an ingredient counts for, against what a step says
READ = 24  # words of a noun phrase that are looked at


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a noun phrase names."""

    name: str  # singular: "potting soil"
    said: str  # as the text says it, in the plural where it does
    word: ThingWord
    mark: str = ""  # "old" of "the old pot"


@lru_cache(maxsize=4096)
def named(noun: str) -> Named | None:
    """The thing a noun phrase names: `the edges of the wall` is the wall; None for times, sizes and the like.

    >>> named("a piece of green fabric").name
    'fabric'
    """
    words = household().words
    tokens = [token.strip("'.,;:!?()\"*").removesuffix("'s") for token in plain(noun).split()[:READ]]
    tokens = [token for token in tokens if token and not token[0].isdigit()]
    stop = next(
        (at for at, token in enumerate(tokens) if at and token in ("is", "are", "that", "which", "to")), None
    )
    tokens = tokens[:stop]
    if "of" in tokens[1:-1]:
        at = tokens.index("of", 1)
        whole = named(" ".join(tokens[at + 1 :]))
        part = singular(tokens[at - 1])
        small = (
            part in words["parts"] | words["vague"] | lexicon().words["units"]
            or part in lexicon().words.shapes
        )
        if whole is not None and small:
            return whole
        tokens = tokens[:at]
    mark = next((token for token in tokens if token in MARKS), "")
    while tokens and _qualifies(tokens[-1]) and not _thing(tokens[-1]):
        tokens.pop()
    while tokens and tokens[0] in _small():
        tokens.pop(0)
    singulars = tuple(singular(token) for token in tokens)
    while (
        len(singulars) > 1
        and singulars[-1] in words["parts"] | words["vague"]
        and not household().thing(singulars)
    ):
        singulars, tokens = singulars[:-1], tokens[:-1]
    if (
        not singulars
        or singulars[-1] in words["vague"]
        or (_qualifies(tokens[-1]) and not _thing(tokens[-1]))
    ):
        return None
    hit = household().thing(singulars)
    if hit is None and singulars[-1] in words["parts"]:
        return None  # "into six pieces"
    start = hit[0] if hit else len(singulars) - 1
    while start and len(singulars) - start < 3 and not _qualifies(tokens[start - 1]):
        start -= 1
    name = " ".join(singulars[start:])
    said = " ".join([*singulars[start:-1], tokens[-1]])
    return Named(name=name, said=said, word=hit[1] if hit else _kitchen_word(name, noun), mark=mark)


def _thing(token: str) -> bool:
    """Whether a word is the name of a thing, whatever else it is."""
    name = key(token)
    return name in household().things or name in lexicon().vessels


def _small() -> frozenset[str]:
    """Words that may open a noun phrase and name nothing."""
    words = lexicon().words
    return words["determiners"] | words["prepositions"] | words["pronouns"] | {"of", "behind", "near"}


def _qualifies(token: str) -> bool:
    """Whether a word only says of what sort a thing is, or how something is done."""
    words, more = lexicon().words, household().words["adjectives"]
    inflection = lexicon().inflections.get(token, ("", ""))[1]
    return (
        token in more
        or token in words["determiners"] | words["adjectives"] | words["adverbs"] | words["pronouns"]
        or token in words["prepositions"]
        or (token.endswith(("ed", "ly")) and len(token) > 4)
        or inflection in ("ed", "ing")
    )


def _kitchen_word(name: str, noun: str) -> ThingWord:
    """A thing of the kitchen, or one that no table knows."""
    meaning = sense(noun)
    if meaning.food:
        stuff = meaning.food.form in ("liquid", "powder")
        kind = "stuff" if stuff else "thing"
        return ThingWord(name=name, kind=kind, look=meaning.food.look, form=meaning.food.form)  # type: ignore[arg-type]
    if meaning.vessel and meaning.vessel != "table":
        return ThingWord(name=name, kind="holder", vessel=meaning.vessel)
    return ThingWord(name=name, kind="tool" if meaning.tool is not None else "thing")


def nouns(clause: Clause) -> list[str]:
    """Every noun phrase of a clause."""
    return [*clause.objects, *(noun for phrase in clause.phrases for noun in phrase.nouns)]


def cooks(guide: Guide) -> bool:
    """Whether a guide is kitchen work; it is until more speaks against it than for it.

    Foods and cooking speak for it, things and doings of the household against; ingredients twice.
    """
    food, other = int(bool(sense(guide.title).food or sense(guide.title).mixture)), 0
    for one in guide.ingredients:
        kitchen, elsewhere = _belongs(one.name or one.text)
        food += LISTED * (kitchen or bool(one.quantity and one.quantity.unit))
        other += LISTED * elsewhere
    for text in ordered(guide):
        for clause in clauses(text):
            verb = lexicon().verbs[tuple(clause.verb.split())] if clause.verb else None
            food += verb is not None and verb.effect in COOKING
            other += verb is not None and verb.effect == "handle"
            for noun in nouns(clause):
                kitchen, elsewhere = _belongs(noun)
                food += kitchen
                other += elsewhere
    return food >= other


def _belongs(noun: str) -> tuple[bool, bool]:
    """Whether a noun phrase speaks for the kitchen, whether for other work; stuff, vessels, animals for neither."""
    one, meaning = named(noun), sense(noun)
    if one is None or meaning.pronoun or one.name.split()[-1] in COMMON or one.word.kind == "creature":
        return False, False
    hit = household().thing(tuple(one.name.split()))
    whole = hit is not None and hit[0] == 0 and " " in one.name  # a tomato plant is no food
    if meaning.food or meaning.mixture:
        return not whole, whole
    return False, hit is not None and (whole or not (meaning.tool or meaning.vessel))
