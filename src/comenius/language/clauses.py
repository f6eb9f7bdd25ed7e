"""What a step orders, clause by clause: verb, objects, places, tool, until when, under what condition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from comenius.language.segments import Segment, segments
from comenius.language.sentences import sentences
from comenius.lexicon.matching import alternative, sense, verb_at
from comenius.lexicon.tables import lexicon

RUNNING = frozenset({"sauce", "dairy", "liquid", "fat"})  # kinds that are poured over things
RUNNY = ("sauce", "egg", "batter", "wet", "drink")  # mixtures that are
STREWN = RUNNING | {"herb", "spice", "cheese", "nut", "fruit", "sweet", "starch"}

WISHES = (
    "if you like",
    "if you prefer",
    "if you want",
    "if you wish",
    "if desired",
    "if you can be bothered",
)
VERY = ("very", "really", "quite", "nice", "extra", "fairly", "bone")
THERE = (
    "season",
    "stir",
    "cover",
    "simmer",
    "whisk",
    "flip",
    "cool",
    "reduce",
    "mix",
    "taste",
    "boil",
    "cook",
)
PASSING = ("drain", "peel", "blend", "mash", "chill", "grill", "bake", "toast", "cut")  # effects


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A preposition and what it governs."""

    preposition: str
    nouns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One action."""

    text: str
    verb: str = ""  # a name of tables/verbs.toml; empty for a statement
    objects: tuple[str, ...] = ()  # noun phrases as written, lower case
    phrases: tuple[Phrase, ...] = ()
    place: str = ""  # the noun phrase of the vessel it happens in
    tool: str = ""  # the noun phrase of the tool
    result: str = ""  # after "until"
    condition: str = ""  # after "once", "when", "while", "if"
    manner: bool = False  # says how another action is done: "stirring all the time"
    optional: bool = False
    negated: bool = False
    implied: bool = False  # the verb is left out: "rice into bowls"


@lru_cache(maxsize=512)
def clauses(text: str) -> tuple[Clause, ...]:
    """The actions and statements of an instruction in their order.

    >>> [(clause.verb, clause.objects) for clause in clauses("Chop the leeks and fry them in butter.")]
    [('chop', ('the leeks',)), ('fry', ('them',))]
    """
    found: list[Clause] = []
    for sentence in sentences(text):
        found += _shared([_clause(segment) for segment in segments(sentence)])
    return tuple(found)


def _shared(parsed: Sequence[tuple[Clause, str]]) -> list[Clause]:
    """Give a bare verb the objects of the verb it is joined to: `peel and chop the carrots`."""
    result = [clause for clause, _ in parsed]
    for index in range(len(result) - 2, -1, -1):
        clause, after = result[index], result[index + 1]
        joined = parsed[index + 1][1]
        bare = clause.verb and not clause.objects and not clause.phrases and not clause.result
        bare = bare and not (clause.verb in THERE and _brings(after.verb))
        if joined and bare and after.objects and not clause.manner and " into " not in clause.verb:
            result[index] = replace(clause, objects=after.objects)
            if joined == "or":  # `brush or pour the egg over the rolls`: one of the two is done
                result[index : index + 2] = [replace(after, verb=clause.verb)]
    return result


def _brings(verb: str) -> bool:
    """Whether an action brings something new, so that the one before it is done to what is there."""
    effect = lexicon().verbs[tuple(verb.split())].effect if verb else ""
    return effect in ("add", "pour") or (effect == "mix" and verb.endswith((" in", " through")))


def _clause(segment: Segment) -> tuple[Clause, str]:
    """One segment parsed, and the bare `and` or `or` that joins it to the one before."""
    verb, taken = segment.verb, segment.length
    tokens = list(segment.tokens)
    verb, taken, before = _causative(verb, taken, tokens)
    base = Clause(
        text=segment.text,
        result=segment.result,
        condition=segment.condition,
        manner=segment.manner,
        optional=segment.optional or _wished(segment),
        negated=segment.negated,
        implied=segment.implied,
    )
    if not verb:
        return base, segment.joined
    objects, phrases = _arguments([*before, *tokens[taken:]])
    _, fronted = _arguments(list(segment.fronted))
    verb, objects = _particle(verb, objects)
    verb, phrases = _stranded(verb, phrases)
    verb, objects, phrases = _destination(verb, objects, phrases)
    objects, phrases = _strewn(verb, objects, phrases)
    objects, phrases = _gathered(objects, phrases)
    objects = [noun.split()[0] if noun.startswith(("it ", "them ")) else noun for noun in objects]
    manner = lexicon().words["adjectives"]  # "serve warm", "roll up tightly"
    objects = [
        noun
        for noun in objects
        if not (noun.endswith("ly") or noun in manner) or " " in noun or sense(noun).food
    ]
    objects = [noun for noun in objects if not {*noun.split()} <= {*VERY, *manner} or sense(noun).food]
    everything = (*fronted, *phrases)
    clause = replace(base, verb=verb, objects=tuple(objects), phrases=everything)
    return replace(clause, place=_place(everything), tool=_tool(everything, objects)), segment.joined


def _wished(segment: Segment) -> bool:
    """Whether an order is left to taste, so that most readers go without: `strain if you like`."""
    if not (segment.verb and segment.condition.startswith(WISHES)):
        return False
    return lexicon().verbs[tuple(segment.verb.split())].effect in PASSING


def _causative(verb: str, taken: int, tokens: Sequence[str]) -> tuple[str, int, list[str]]:
    """See through `let the soup simmer`, `allow it to cool`, `leave to boil`: verb, words read, its objects."""
    if verb not in ("let", "leave", "allow", "have"):
        return verb, taken, []
    for index in range(taken, min(len(tokens), taken + 8)):
        hit = verb_at(tokens, index)
        if tokens[index] in ("for", "in", "on", "until"):
            break
        if hit and hit[2] == "base" and (not hit[0].noun or tokens[index - 1] == "to"):
            before = [token for token in tokens[taken:index] if token != "to"]
            return hit[0].name, index + hit[1], before
    return verb, taken, []


def _destination(
    verb: str, objects: list[str], phrases: tuple[Phrase, ...]
) -> tuple[str, list[str], tuple[Phrase, ...]]:
    """Read `put in the oven` as put + in the oven, where `stir in the flour` keeps its object."""
    head, _, particle = verb.rpartition(" ")
    if (
        not objects
        or particle not in ("in", "into", "on", "onto", "over")
        or (*head.split(),) not in lexicon().verbs
    ):
        return verb, objects, phrases
    if lexicon().verbs[tuple(verb.split())].effect == "preheat":  # "turn on the oven" turns nothing over
        return verb, objects, phrases
    meaning = sense(objects[0])
    if not meaning.vessel or meaning.food or meaning.vessel in ("glass", "jar"):
        return verb, objects, phrases
    return head, objects[1:], (Phrase(preposition="in", nouns=(objects[0],)), *phrases)


def _strewn(
    verb: str, objects: list[str], phrases: tuple[Phrase, ...]
) -> tuple[list[str], tuple[Phrase, ...]]:
    """Read `scatter over the basil` as scatter the basil over it, where `spoon over the rice` keeps its place."""
    first = phrases[0] if phrases else None
    on = (
        first is not None
        and first.preposition == "on"
        and verb in ("scatter", "sprinkle", "strew", "drizzle")
    )
    if objects or first is None or not first.nouns or not (on or first.preposition == "over"):
        return objects, phrases
    effect = lexicon().verbs[tuple(verb.split())].effect
    kinds = {"coat": STREWN, "pour": RUNNING | {"fruit"}}.get(effect, frozenset())
    meanings = [sense(noun) for noun in phrases[0].nouns[: 1 if verb == "ladle" else None]]
    strewn = verb in ("scatter", "sprinkle", "strew")
    if all(
        (one.food and (strewn or one.food.kind in kinds))
        or (one.mixture and one.mixture.sort in RUNNY and kinds)
        for one in meanings
    ):
        return list(phrases[0].nouns), (Phrase(preposition="over", nouns=()), *phrases[1:])
    return objects, phrases


def _gathered(objects: list[str], phrases: tuple[Phrase, ...]) -> tuple[list[str], tuple[Phrase, ...]]:
    """Read `chop together the anchovies and garlic` as chop the anchovies and garlic."""
    for one in phrases:
        if one.preposition == "together" and one.nouns and not objects:
            return list(one.nouns), tuple(phrase for phrase in phrases if phrase is not one)
    return objects, phrases


def _arguments(tokens: list[str]) -> tuple[list[str], tuple[Phrase, ...]]:
    """Objects and prepositional phrases of the words after a verb."""
    words = lexicon().words
    objects: list[str] = []
    phrases: list[Phrase] = []
    current: list[str] = []
    preposition = ""

    def close() -> None:
        nonlocal current, preposition
        nouns = _nouns(current)
        if preposition:
            second: list[str] = []
            if len(nouns) == 1:
                nouns, second = _late_object(nouns[0])
            elif len(nouns) > 1 and preposition in words["into"]:
                first, later = sense(nouns[0]), sense(nouns[1])
                if (
                    (first.pronoun or first.vessel) and not first.food and later.food
                ):  # "into it and then the pasta"
                    nouns, second = nouns[:1], nouns[1:]
            phrases.append(Phrase(preposition=preposition, nouns=tuple(nouns)))
            objects.extend(second)
        else:
            objects.extend(nouns)
        current, preposition = [], ""

    for index, token in enumerate(tokens):
        if token == "to" and _purpose(tokens, index + 1):
            break
        if (
            token == "or"
            and (phrases or preposition)
            and {*tokens[index + 1 : index + 6]} & {"in", "on", "with"}
        ):
            break  # "with coffee, or the old way, in a deep plate of milk": one of the two is enough
        if token == "," and preposition and current and not any(word[0].isalpha() for word in current):
            close()  # "folded in 4, grated cheese": the list goes on
        elif token in words["prepositions"] and not (current and current[-1] == "of"):
            close()
            preposition = token
        else:
            current.append(token)
    close()
    return objects, tuple(phrases)


def _purpose(tokens: Sequence[str], index: int) -> bool:
    """Whether `to` begins a purpose: `to top the dish later`, not `to the pot`, not `to boil`."""
    hit = verb_at(tokens, index)
    if not hit or hit[2] != "base" or hit[0].effect == "boil":
        return False
    return not hit[0].noun or tokens[index + 1 : index + 2] in (["the"], ["your"], ["it"])


def _nouns(tokens: Sequence[str]) -> list[str]:
    """Noun phrases of a coordination: `the oil, salt and pepper` → three."""
    nouns: list[str] = []
    current: list[str] = []
    choice = False
    for token in [*tokens, ","]:
        if token in (",", "and", "or", "&", "plus", "/", "then", "but"):
            if any(word[0].isalpha() for word in current):
                if choice and nouns:
                    nouns[-1] = alternative(nouns[-1], " ".join(current))
                else:
                    nouns.append(" ".join(current))
                choice = False
            choice = choice or (token in ("or", "/") and bool(nouns))
            current = []
        elif token not in lexicon().words["adverbs"] - lexicon().words["determiners"] or token in ("to",):
            current.append(token)
    return nouns


def _late_object(noun: str) -> tuple[list[str], list[str]]:
    """Split `the pot the carrots` (add to the pot the carrots) where a second article begins."""
    tokens = noun.split()
    for index in range(2, len(tokens)):
        if tokens[index] in ("the", "your", "some", "a") and tokens[index - 1] not in (
            "of",
            "all",
            "half",
            "both",
        ):
            return [" ".join(tokens[:index])], [" ".join(tokens[index:])]
    return [noun], []


def _particle(verb: str, objects: list[str]) -> tuple[str, list[str]]:
    """Bring verb and particle together again: `set the onions aside` → set aside."""
    particles = lexicon().words["particles"]
    for index, noun in enumerate(objects):
        tokens = noun.split()
        last = tokens[-1]
        if last in particles and (*verb.split(), last) in lexicon().verbs:
            rest = " ".join(tokens[:-1])
            return f"{verb} {last}", [*objects[:index], *([rest] if rest else []), *objects[index + 1 :]]
        if tokens[0] in ("it", "them") and len(tokens) > 2 and (*verb.split(), tokens[1]) in lexicon().verbs:
            return f"{verb} {tokens[1]}", [
                *objects[:index],
                tokens[0],
                *objects[index + 1 :],
            ]  # "roll it up tight"
    return verb, objects


def _stranded(verb: str, phrases: tuple[Phrase, ...]) -> tuple[str, tuple[Phrase, ...]]:
    """Bring verb and particle together where the particle reads as a preposition: `roll the balls out into rounds`."""
    for index, phrase in enumerate(phrases):
        if not phrase.nouns and (*verb.split(), phrase.preposition) in lexicon().verbs:
            return f"{verb} {phrase.preposition}", (*phrases[:index], *phrases[index + 1 :])
    return verb, phrases


def _place(phrases: Sequence[Phrase]) -> str:
    """The vessel the action happens in or moves things to; the last such phrase wins."""
    into = lexicon().words["into"]
    found = ""
    for phrase in phrases:
        if phrase.preposition in into:
            found = next((noun for noun in phrase.nouns if sense(noun).vessel), found)
    return found


def _tool(phrases: Sequence[Phrase], objects: Sequence[str]) -> str:
    """The tool of `with a whisk`, `using a sieve`, and of `take a masher`."""
    instruments = lexicon().words["instruments"]
    nouns = [noun for phrase in phrases if phrase.preposition in instruments for noun in phrase.nouns]
    through = [noun for phrase in phrases if phrase.preposition == "through" for noun in phrase.nouns]
    inside = [noun for phrase in phrases if phrase.preposition in ("in", "into") for noun in phrase.nouns]
    through += [noun for noun in inside if sense(noun).tool == "sieve"]
    for noun in (*nouns, *through, *(noun for noun in objects if "skewer" not in noun)):
        meaning = sense(noun)
        if meaning.tool is not None and not meaning.food:
            return noun
    return ""


def verbs_of(text: str) -> tuple[str, ...]:
    """Every verb a text mentions in any form, in order: for a look at what a condition speaks of."""
    tokens = [token.strip(".,;:!?") for token in text.lower().split()]
    hits = (verb_at(tokens, index) for index in range(len(tokens)))
    return tuple(hit[0].name for hit in hits if hit)
