"""What a verb means for food: rolled in sugar is coated, packed into a dish is put there, mopped is brushed."""

import re
from dataclasses import replace

from comenius.language.clauses import Clause, Phrase
from comenius.lexicon.matching import Sense, sense
from comenius.lexicon.tables import lexicon, singular

LOOSE = frozenset(
    {"flour", "starch", "sweet", "spice", "nut", "grain", "herb", "cheese"}
)  # kinds that cling to things
LEAVES = ("leaf", "leaves", "sprigs")
RETURNED = ("return", "put back", "return to")  # to where things cook on
EDGES = frozenset({"side", "end", "edge", "corner", "flap", "top", "bottom", "short", "long"})
TURNING = ("roll", "toss", "turn", "press", "roll around", "dredge")
GATHERING = ("gather", "bring", "bring together", "pull", "squeeze", "form", "collect", "draw")
FORCING = ("push", "force", "press", "work")
TUCKED = ("around", "between", "into", "under", "in", "among")
FORMING = ("roll", "make", "form", "shape", "take", "mould", "mold", "create")
LUMPS = re.compile(
    r"(?:.* )?(balls?|patties|patty|logs?|cakes|ovals|meatballs|sausages)(?: (?:of|from) (.+))?"
)
OFF = (
    "pull",
    "pull off",
    "take",
    "take off",
    "strip",
    "pick",
    "remove",
    "tear",
    "tear off",
    "shred",
    "scrape",
)
ON = ("on", "onto", "over", "around", "inside")
OUT = ("in", "into", "through", "on")


def cooked(clause: Clause) -> Clause:
    """The clause with the verb and the objects that a cook would understand."""
    verb = lexicon().verbs[tuple(clause.verb.split())]
    if clause.verb in ("put", "put on", "set", "get", "get on") and _become(clause) in (
        "boil",
        "simmer",
        "cook",
    ):
        return replace(clause, verb="boil", phrases=())
    if verb.effect == "handle":
        return _handled(clause)
    if clause.verb in ("sprinkle", "scatter", "strew") and clause.objects and _worked_in(clause):
        return replace(clause, verb="mix in")  # "sprinkle the cheese into the mixture"
    if verb.effect in ("mix", "whisk", "stir", "blend") and not clause.result:
        clause = _becoming(clause)
    if clause.verb == "roll" and "to coat" in clause.text:
        return replace(clause, verb="turn over", phrases=())
    if clause.verb in FORMING and (lumps := _lumps(clause)) is not None:
        return lumps
    over = any(one.preposition in ("over", "onto", "on") and one.nouns for one in clause.phrases)
    if clause.verb in ("swirl", "dollop", "pile") and over and not clause.place and not clause.objects:
        return replace(clause, verb="spread", objects=("it",))  # "swirl over the cake"
    if clause.verb in OFF and any("bone" in noun or "carcass" in noun for noun in _away(clause)):
        return replace(clause, verb="shred", tool=clause.tool or "fork")  # "pull the meat off the bones"
    if (
        clause.verb in ("invert", "unmould", "unmold")
        and clause.place
        and sense(clause.place).vessel == "plate"
    ):
        return replace(clause, verb="turn out")
    if clause.verb in ("pass", "pass through") and _through_fat(clause):
        return replace(clause, verb="fry")  # "pass the tortillas through the hot oil"
    if clause.objects and all(noun.split()[-1] in LEAVES for noun in clause.objects):
        return _picked(clause)
    if clause.verb in RETURNED and not clause.objects and clause.result and "oven" in clause.place.split():
        return replace(clause, verb="bake")
    carried = any(sense(noun).vessel and not sense(noun).food for noun in clause.objects)
    if clause.verb == "bring" and clause.place.split()[-1:] == ["table"] and not carried:
        return replace(
            clause,
            verb="serve",
            place="",
            phrases=tuple(one for one in clause.phrases if "table" not in str(one.nouns)),
        )
    gathers = (*GATHERING, "draw together")
    if clause.verb in gathers and clause.objects and all(map(_edge, clause.objects)):
        return replace(clause, verb="seal")  # "bring the corners together"
    if clause.verb in GATHERING and _become(clause) in ("dough", "ball"):
        return replace(clause, verb="bring together")
    if clause.verb in FORCING and (sieve := sense(clause.tool).tool if clause.tool else None) in (
        "sieve",
        "masher",
    ):
        return replace(clause, verb="mash" if sieve == "masher" else "press")
    if clause.verb in ("toss in", "turn in") and clause.objects and all(map(_dredges, clause.objects)):
        with_ = Phrase(preposition="with", nouns=clause.objects)
        return replace(clause, verb="coat", objects=(), phrases=(with_, *clause.phrases))
    if clause.verb == "press" and any(one.preposition == "together" for one in clause.phrases):
        return replace(clause, verb="seal")
    if clause.verb == "tuck" and clause.objects and any(one.preposition in TUCKED for one in clause.phrases):
        return replace(clause, verb="place")
    if (
        clause.verb == "splash"
        and not clause.objects
        and clause.phrases[:1]
        and clause.phrases[0].preposition == "with"
    ):
        return replace(clause, verb="drizzle")
    if (
        clause.verb in ("fold in", "tuck in")
        and clause.objects
        and all(_edge(noun) for noun in clause.objects)
    ):
        return replace(clause, verb="fold")
    if clause.verb in TURNING and clause.objects:
        return _turned(clause)
    if clause.verb in ("pipe", "pipe in") and (piped := _piped(clause)) is not None:
        return piped
    if clause.verb in ("get", "put", "get on", "put on", "start") and _cooks(clause):
        return replace(clause, verb="boil", phrases=())
    if clause.verb == "pipe" and any(one.preposition in ON for one in clause.phrases):
        food = any(_eaten(sense(noun)) for noun in clause.objects)
        return replace(clause, verb="spread", objects=clause.objects if food else ("it",))
    if verb.effect in ("place", "add", "pour", "cut") and not clause.objects and not clause.place:
        strewn = verb.effect == "pour" and any(one.preposition == "over" for one in clause.phrases)
        return clause if strewn else _inward(clause, runs=verb.effect == "pour")
    if verb.effect == "serve" and (beside := _beside(clause)) is not clause:
        return beside
    if verb.effect == "fill" and not clause.objects and clause.place and clause.verb in ("pack", "load"):
        return replace(clause, verb="place")
    if verb.effect == "fill" and clause.objects and not sense(clause.objects[0]).vessel:
        inside = any(one.preposition in ("in", "into", "inside", "around") for one in clause.phrases)
        filled = any(one.preposition == "with" for one in clause.phrases)
        return replace(clause, verb="place") if inside and not filled else clause
    return clause


def _worked_in(clause: Clause) -> bool:
    """Whether things go into a dough or another mixture, not onto it."""
    into = [sense(noun) for one in clause.phrases if one.preposition == "into" for noun in one.nouns]
    return any(one.mixture is not None and not one.vessel for one in into)


def _becoming(clause: Clause) -> Clause:
    """`whisk the sugar with the egg white to a thick icing`: what it has become at the end."""
    for one in clause.phrases:
        noun = one.nouns[0] if len(one.nouns) == 1 and one.preposition in ("to", "into") else ""
        meaning = sense(noun) if noun.startswith(("a ", "an ")) else None
        if meaning and meaning.mixture and not meaning.vessel and meaning.mixture.sort in ("sauce", "spice"):
            others = tuple(phrase for phrase in clause.phrases if phrase is not one)
            return replace(clause, phrases=others, result=f"you have {noun}")
    return clause


def _lumps(clause: Clause) -> Clause | None:
    """`roll balls of the mixture`, `make patties from the beans`: the mixture is shaped into balls."""
    said = LUMPS.fullmatch(clause.objects[0]) if len(clause.objects) == 1 else None
    if said is None:
        return None
    of = [one for one in clause.phrases if one.preposition in ("from", "out", "with") and one.nouns]
    nouns = (said[2],) if said[2] else next((one.nouns for one in of if not sense(one.nouns[0]).tool), ())
    if not nouns or any(sense(noun).tool is not None for noun in nouns):
        return None
    others = tuple(one for one in clause.phrases if one.nouns != nouns)
    into = Phrase(preposition="into", nouns=(said[1],))
    return replace(clause, verb="shape", objects=nouns, phrases=(into, *others))


def _away(clause: Clause) -> list[str]:
    """What something is taken from."""
    return [noun for one in clause.phrases if one.preposition in ("off", "from") for noun in one.nouns]


def _through_fat(clause: Clause) -> bool:
    """Whether things go through hot fat rather than through a sieve."""
    through = [sense(noun) for one in clause.phrases if one.preposition == "through" for noun in one.nouns]
    fat = any(one.pronoun or (one.food is not None and one.food.kind == "fat") for one in through)
    return fat and not clause.tool


def _picked(clause: Clause) -> Clause:
    """`pick the leaves from the mint`: the mint, of which only the leaves are used."""
    for one in clause.phrases:
        foods = [sense(noun).food for noun in one.nouns]
        if (
            one.preposition in ("from", "off")
            and foods
            and all(food and food.kind == "herb" for food in foods)
        ):
            others = tuple(phrase for phrase in clause.phrases if phrase is not one)
            return replace(clause, objects=one.nouns, phrases=others)
    return clause


def _dredges(noun: str) -> bool:
    """Whether a powder is for turning things in it: flour, crumbs."""
    food = sense(noun).food
    return food is not None and (food.kind in ("flour", "starch") or food.look == "crumbs")


def _piped(clause: Clause) -> Clause | None:
    """`pipe in the jam`, `pipe the filling into the tubes`: fill them with it."""
    for one in clause.phrases:
        eaten = one.nouns and all(_eaten(sense(noun)) for noun in one.nouns)
        if one.preposition == "in" and eaten and not clause.objects:
            return replace(
                clause, verb="fill", objects=("them",), phrases=(Phrase(preposition="with", nouns=one.nouns),)
            )
        if one.preposition == "into" and eaten and clause.objects:
            with_ = Phrase(preposition="with", nouns=clause.objects)
            return replace(clause, verb="fill", objects=one.nouns, phrases=(with_,))
    return None


def _cooks(clause: Clause) -> bool:
    """Whether rice, pasta or potatoes are put on the stove: `get the rice on`."""
    on = clause.verb.endswith(" on") or any(
        one.preposition == "on" and not one.nouns for one in clause.phrases
    )
    foods = [sense(noun).food for noun in clause.objects]
    return on and bool(foods) and all(food is not None and food.kind in ("grain", "pasta") for food in foods)


def _become(clause: Clause) -> str:
    """What things are worked into: `gather it into a soft dough`."""
    nouns = [noun for one in clause.phrases if one.preposition in ("into", "to") for noun in one.nouns]
    return nouns[0].split()[-1] if nouns else ""


def _edge(noun: str) -> bool:
    """Whether only a part of a sheet is meant: `fold in the sides`."""
    return {singular(word) for word in noun.split()} <= EDGES | lexicon().words["determiners"]


def _eaten(meaning: Sense) -> bool:
    """Whether a word is that of a food, or of what foods have become; a circle on paper is none."""
    mixed = meaning.mixture is not None and not meaning.vessel
    if mixed and meaning.mixture and meaning.mixture.sort == "dough":
        return meaning.name.split()[-1] in ("dough", "pastry", "bun", "roll", "loaf", "dumpling")
    return meaning.food is not None or mixed


def _handled(clause: Clause) -> Clause:
    """A verb of other work that is said of food: `mop with sauce`, `drape the pastry over the dish`."""
    with_ = [noun for one in clause.phrases if one.preposition == "with" for noun in one.nouns]
    if any(_eaten(sense(noun)) for noun in with_):
        return replace(clause, verb="brush" if clause.verb in ("mop", "paint", "mist", "swab") else "top")
    said = [sense(noun) for noun in clause.objects]
    if clause.verb in ("apply", "reapply") and any(map(_eaten, said)):
        return replace(clause, verb="spread")
    if clause.verb.startswith("fold") and said:
        return replace(clause, verb="fold")
    if not clause.objects and (inside := _inward(clause)) is not clause:
        return replace(inside, verb="place")
    if (
        clause.verb == "put on"
        and said
        and "back" not in clause.text.split()
        and not any(one.vessel for one in said)
    ):
        return replace(clause, verb="add")  # "put the patties on"
    over = any(one.preposition in ("over", "on", "onto", "into") for one in clause.phrases)
    if any(map(_eaten, said)) or (over and any(one.pronoun for one in said)):
        return replace(clause, verb="place")
    return clause


def _turned(clause: Clause) -> Clause:
    """`roll each ball in flour`, `toss the wings in the sauce`: coat them with it."""
    for one in clause.phrases:
        foods = [sense(noun).food for noun in one.nouns]
        if one.preposition in OUT and foods and all(food and food.kind in LOOSE for food in foods):
            others = tuple(phrase for phrase in clause.phrases if phrase is not one)
            phrases = (Phrase(preposition="with", nouns=one.nouns), *others)
            return replace(clause, verb="coat", phrases=phrases, tool="")
    return clause


def _beside(clause: Clause) -> Clause:
    """`serve with the gravy in a jug`: the jug is the gravy's."""
    names = [one.preposition for one in clause.phrases]
    last = clause.phrases[-1].nouns if clause.phrases else ()
    if names[-2:] != ["with", "in"] or not last or last[0].split()[-1] not in ("jug", "boat", "bowl", "dish"):
        return clause
    return replace(clause, phrases=clause.phrases[:-1], place="")


def _inward(clause: Clause, *, runs: bool = False) -> Clause:
    """`lower in the dumplings`: what comes after the particle goes in."""
    first = clause.phrases[0] if clause.phrases else None
    if first is None or first.preposition not in ("in", "on", "over") or not first.nouns:
        return clause
    if not all(_eaten(sense(noun)) and not sense(noun).held for noun in first.nouns):
        return clause
    fluid = [sense(noun).food for noun in first.nouns]
    if not runs and any(food is not None and food.kind in ("liquid", "fat") for food in fluid):
        return clause
    return replace(clause, objects=first.nouns, phrases=clause.phrases[1:])
