"""What the lexicon does not know of an instruction, so that a plan can say how much of it is guessed."""

from comenius.language.clauses import Clause, clauses
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Food
from comenius.lexicon.tables import lexicon, singular

IDLE = ("none", "off", "preheat", "rest")  # effects of verbs that handle nothing new


def strangers(text: str) -> tuple[str, ...]:
    """The things an instruction handles that no table knows, as it calls them.

    >>> strangers("Pump the tyre with a bicycle pump.")
    ('tyre',)
    """
    found = [name for clause in clauses(text) if handled(clause) for name in map(_strange, clause.objects)]
    return tuple(dict.fromkeys(name for name in found if name))


def understood(text: str) -> bool:
    """Whether at least one action of an instruction is known; a scene without a verb is none."""
    return any(clause.verb and not clause.implied for clause in clauses(text))


def guessed(food: Food) -> tuple[str, ...]:
    """The names in a food of a shot that no table knows: what is drawn for them is a guess."""
    names = food.part_names if food.part_names else (food.name,)
    return tuple(name for name in (*names, *food.topped_names) if not known(name))


def known(name: str) -> bool:
    """Whether a name is that of a food or of what foods become."""
    meaning = sense(name)
    return meaning.food is not None or meaning.mixture is not None


def handled(clause: Clause) -> bool:
    """Whether a clause does something to something."""
    return (
        bool(clause.verb)
        and not clause.negated
        and (lexicon().verbs[tuple(clause.verb.split())].effect not in IDLE)
    )


def _strange(noun: str) -> str:
    """The name of a thing no table knows, or nothing."""
    words = lexicon().words
    meaning = sense(noun)
    tokens = {singular(token) for token in noun.split()}
    said = tokens - words["adjectives"] - words["adverbs"] - words["subjects"] - words["determiners"]
    said = {token for token in said if not token.endswith("ed") and token not in lexicon().inflections}
    small = (
        {"time", "way"}
        | words["abstract"]
        | words["times"]
        | words["parts"]
        | words["units"]
        | words.shapes.keys()
    )
    if meaning.food or meaning.mixture or meaning.vessel or meaning.tool is not None or meaning.pronoun:
        return ""
    if tokens & small or not said & set(meaning.name.split()[-1:]):
        return ""
    return " ".join(word for word in meaning.name.split() if word in said)
