"""How much a step is about what its phrases name: less than about its objects, but the mash on top is what is seen."""

from comenius.language.clauses import Clause, Phrase
from comenius.lexicon.matching import sense
from comenius.lexicon.tables import VerbWord

BESIDE = 1.6  # doubt that a step is about what its clauses name after a preposition
JOINED = 0.8  # what they join with something else
JOINING = ("mix", "stir", "whisk", "blend")
MEANT = 1.5  # less than none: what is laid over all the rest


def doubt_of(verb: VerbWord, clause: Clause, phrase: Phrase) -> float:
    """The doubt that a step is about what comes after a preposition."""
    topped = verb.name == "top" and phrase.preposition == "with" and not clause.objects
    if topped and _covers(phrase.nouns):
        return -MEANT  # "top with the mash": that is what is seen
    joined = verb.effect in JOINING and phrase.preposition in ("with", "together")
    return JOINED if joined or _bathed(verb, phrase) else BESIDE


def _bathed(verb: VerbWord, phrase: Phrase) -> bool:
    """Whether something is poured over what a step is about as much: the brine over the onions."""
    foods = [sense(noun).food for noun in phrase.nouns]
    solid = bool(foods) and all(
        food and food.kind in ("vegetable", "fruit", "meat", "seafood") for food in foods
    )
    return verb.name == "pour" and phrase.preposition == "over" and solid


def _covers(nouns: tuple[str, ...]) -> bool:
    """Whether what goes on top hides what is below: mash, pastry."""
    foods = [sense(noun).food for noun in nouns]
    return any(food and (food.form == "mashed" or food.kind == "dough") for food in foods)
