"""A clause with its words resolved: which things, into what, with what, how done."""

import re
from dataclasses import dataclass, field, replace

from comenius.language.clauses import Clause
from comenius.language.emphasis import doubt_of
from comenius.language.kitchen import DISHES, GLASSES, HOT, Holder, Item, Kitchen
from comenius.language.naming import unheard
from comenius.language.portions import bird, measured, squeezed
from comenius.language.recent import solids_elsewhere
from comenius.language.reference import refer
from comenius.language.vessels import on_stove, vessel
from comenius.lexicon.matching import Sense, doneness_of, sense
from comenius.lexicon.shot import Doneness, Form
from comenius.lexicon.tables import VerbWord, lexicon, singular

UNNAMED = 0.5  # what something is poured over that is not said
SHARES = ("a few", "some ", "half", "a third", "a quarter", "a little", "a couple", "a handful", "one third")
NUMBERS = ("two", "three", "four", "five", "six")
LUMPS = ("balls", "rounds", "discs", "logs", "patties", "ovals", "cakes")
FIGURES = ("circle", "circles", "spiral", "layer", "line", "row")
MIDDLE = frozenset({"centre", "center", "middle"})
COALS = frozenset({"cool", "cooler", "hot", "hotter", "indirect", "direct"})
OVEN_POT = re.compile(r"\b(?:dutch|french) oven")
STOVE = ("fry", "boil", "heat", "melt", "cook")
COOKING = ("fry", "deepfry", "cook", "bake", "grill", "cut", "flip", "fold", "peel", "mash", "shape", "roll")


@dataclass
class Order:
    """What one clause asks of the kitchen."""

    clause: Clause
    verb: VerbWord
    targets: list[Item] = field(default_factory=list)  # the objects
    extras: list[Item] = field(default_factory=list)  # "with …"
    onto: list[Item] = field(default_factory=list)  # foods in "into …", "over …"
    dest: Holder | None = None  # the vessel it goes into
    vessels: list[Holder] = field(default_factory=list)  # vessels as objects
    dest_named: bool = False  # a vessel was said, even one that is only "the side"
    inside: list[Item] = field(default_factory=list)  # foods in "from …"
    source: str = ""  # what "from …" names
    elided: bool = False  # no object was said
    abstract: bool = False  # the objects are heat, time, a lid
    tool: str = ""
    hand: bool = False
    done: Doneness = "raw"
    shape: Form | None = None  # "into cubes"
    trimming: bool = False  # only a part comes off: the thing keeps its form
    before: list[Item] = field(default_factory=list)  # what was said last before this clause
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class View:
    """What a clause lets us see."""

    holder: Holder | None
    strength: float = 2.0  # 2 shows a change, 1 a little, 0.5 a place, 0 nothing new
    focus: tuple[Item, ...] = ()
    also: tuple[Item, ...] = ()  # things shown that are not in the vessel
    tool: str = ""
    hand: bool = False
    steam: bool | None = None
    slight: bool = False  # salt and pepper: nothing to see beside what else the step does


def resolve(kitchen: Kitchen, clause: Clause) -> Order:
    """The order a clause gives."""
    verb = lexicon().verbs[tuple(clause.verb.split())]
    order = Order(clause=clause, verb=verb, before=list(kitchen.last))
    order.words = frozenset(
        singular(word)
        for text in (clause.text, *clause.objects)
        for word in OVEN_POT.sub("pot", text).split()
    )
    order.done = doneness_of(f"{clause.text} until {clause.result}")
    _tool(order)
    _places(kitchen, order)
    for noun in clause.objects:
        _object(kitchen, order, noun)
    left = [
        item
        for one in clause.phrases
        if one.preposition == "except"
        for noun in one.nouns
        for item in refer(kitchen, noun)
    ]
    order.targets = [item for item in order.targets if item not in left]
    _together(order)
    doubt = kitchen.doubt
    for phrase in clause.phrases:
        kitchen.doubt = doubt + doubt_of(verb, clause, phrase)
        _phrase(kitchen, order, phrase.preposition, phrase.nouns)
    _unsaid(kitchen, order)
    if verb.effect == "rest" and clause.objects and clause.objects[0].startswith(SHARES):
        kitchen.divided = order.targets or order.before
    whole = order.onto or order.inside
    if not order.targets and not order.vessels and whole and verb.effect in ("cut", "peel", "score"):
        order.trimming = bool(clause.objects)
        order.targets, order.onto, order.abstract = whole, [], False  # "slice the top off the peppers"
        kitchen.hollowed = whole if order.trimming else kitchen.hollowed
    order.elided = not clause.objects or not (order.targets or order.vessels or order.abstract)
    for item in (*order.targets, *order.extras, *order.onto):
        item.touched = kitchen.step
    kitchen.said = order.vessels[0] if order.vessels and not order.targets else None
    if order.targets:
        kitchen.last = list(order.targets)
    elif order.inside:
        kitchen.last = list(order.inside)
    return order


def on_rack(order: Order) -> bool:
    """Whether things go onto a rack, to cool."""
    return order.dest is not None and bool(order.words & {"rack", "grid"})


def _together(order: Order) -> None:
    """`cook egg and vegetable mixture`: whoever handles parts of a mixture by that name handles all of it."""
    homes = {item.holder for item in order.targets}
    if (
        len(order.targets) > 1
        and len(homes) == 1
        and any(noun.endswith("mixture") for noun in order.clause.objects)
    ):
        (home,) = homes
        order.targets = list(home.items) if home and home.vessel in (*HOT, "bowl") else order.targets


def _unsaid(kitchen: Kitchen, order: Order) -> None:
    """`pour the glaze over`: over what was said last; `squeeze in the lemon`: into the vessel in work."""
    middle = any(MIDDLE & {*noun.split()} for phrase in order.clause.phrases for noun in phrase.nouns)
    home = order.before[0].holder if order.before else None
    if middle and home and not (order.onto or order.dest) and order.verb.effect in ("place", "add", "pour"):
        order.dest = home  # onto what lies there already
    over = any(phrase.preposition == "over" and not phrase.nouns for phrase in order.clause.phrases)
    if over and not (order.onto or order.dest):
        homes = {item.holder for item in order.targets if order.verb.effect == "pour"}
        around = [item for item in order.before if item.holder and item not in order.targets]
        order.onto = [item for item in around if item.holder not in homes]
        order.onto = order.onto or solids_elsewhere(kitchen, order.targets)
        for item in order.onto:
            kitchen.mention(sense(item.name), [item], UNNAMED)
    _poured_over(order)
    focus = kitchen.focus
    if order.verb.name.endswith((" in", " over")) and order.verb.effect in (
        "squeeze",
        "cut",
        "crack",
        "pour",
    ):
        worked = kitchen.last[0].holder if kitchen.last and kitchen.last[0].touched == kitchen.step else None
        focus = worked if worked and worked.vessel == "table" else focus  # eggs into the well
        order.dest = order.dest or (focus if focus and (not focus.inside or focus.vessel in HOT) else None)
        if order.dest is focus and focus:
            focus.inside = ""


def _poured_over(order: Order) -> None:
    """`lay them in a dish and spoon over the lamb`: the lamb that waits in its pan goes over what lies there."""
    home = order.before[0].holder if order.before else None
    ready = order.onto[0].holder if order.onto and not (order.targets or order.extras or order.dest) else None
    over = [one.preposition for one in order.clause.phrases if one.nouns] == ["over"]
    if not (over and ready and home and order.verb.effect == "pour") or ready is home:
        return
    if home.vessel in (*DISHES, "plate") and ready.vessel in ("pan", "pot", "bowl", "blender"):
        order.targets, order.onto, order.dest = list(ready.items), list(order.before), home


def _tool(order: Order) -> None:
    if order.clause.tool:
        named = sense(order.clause.tool).tool
        order.tool = named or ""
        order.hand = True
    else:
        mixer = order.verb.effect in ("whisk", "mix") and order.words & {"mixer", "beater"}
        order.tool = "hand mixer" if mixer and "stand" not in order.words else order.verb.tool
        order.hand = bool(order.verb.tool)


def _places(kitchen: Kitchen, order: Order) -> None:
    """Find the vessel first: objects are looked for outside it."""
    into = lexicon().words["into"] | {"with"}
    for phrase in order.clause.phrases:
        for noun in phrase.nouns:
            meaning = sense(noun)
            if phrase.preposition in ("from", "out", "off"):
                order.source = meaning.vessel or order.source
            elif phrase.preposition in into and meaning.vessel and (not meaning.food or meaning.held):
                if meaning.vessel == "table" and order.dest:
                    continue
                if order.dest and phrase.preposition == "over" and meaning.vessel in ("pan", "pot"):
                    continue  # a bowl set over a pan of hot water
                if phrase.preposition == "with" and meaning.vessel not in ("blender",):
                    continue
                if (
                    order.dest
                    and meaning.vessel in ("oven", "table", "cutting board")
                    and phrase.preposition != "in"
                ):
                    continue
                if noun.split()[-1] == "side":
                    grills = [one for one in kitchen.holders if one.vessel == "grill"]
                    if grills and COALS & {*noun.split()}:
                        order.dest, order.dest_named = grills[-1], True
                    continue
                if (
                    meaning.held
                    and phrase.preposition == "over"
                    and order.verb.effect in ("place", "stir", "whisk")
                ):
                    continue  # set over a pan of hot water, which it does not go into
                home = kitchen.last[0].holder if kitchen.last else None
                back = order.verb.name in ("return", "put back", "add back") and "pan" in noun.split()
                kept = back and home is not None and home.vessel == "pot"  # people call a pot a pan
                lined = {"base", "bottom", "large", "deep"} & {*noun.split()}
                if meaning.name == "dish" and (lined or phrase.preposition in ("in", "into")):
                    meaning = replace(meaning, vessel="baking dish")  # one lies on a plate, in a dish
                if meaning.name.startswith("casserole") and (
                    order.verb.effect in STOVE or on_stove(kitchen, noun)
                ):
                    meaning = replace(meaning, vessel="pot")
                if meaning.name == "pan" and meaning.vessel == "pan" and kitchen.boils():
                    meaning = replace(meaning, vessel="pot")
                boiling = meaning.held and meaning.food is not None and meaning.food.look == "water"
                if meaning.vessel == "pan" and boiling and phrase.preposition in ("in", "into"):
                    meaning = replace(meaning, vessel="pot")  # a pan of water is a saucepan
                order.dest = home if kept else vessel(kitchen, meaning, noun)
                order.dest_named = True


def _object(kitchen: Kitchen, order: Order, noun: str) -> None:
    meaning = sense(noun)
    parts = lexicon().words["parts"]
    if (counted := measured(kitchen, meaning)) or noun in NUMBERS:
        found = counted or refer(kitchen, "them", into=order.dest)
        kitchen.mention(sense(found[0].name) if counted else sense("them"), found, kitchen.doubt)
        order.targets += [item for item in found if item not in order.targets]
        return
    if meaning.pronoun and kitchen.parted == kitchen.step and order.verb.effect == "remove":
        order.abstract = True  # "lift out the stone and discard it"
        return
    kitchen.parted = -1
    if order.verb.effect == "cut" and (rinds := squeezed(kitchen, noun)):
        order.targets += rinds
        return
    if (
        order.verb.effect in ("remove", "peel", "cut", "wash", "fold")
        and {singular(word) for word in noun.split()} <= parts | lexicon().words["plain"]
        and not (meaning.food and any(item.name.endswith(meaning.name) for item in kitchen.items))
    ):
        order.abstract, kitchen.parted = True, kitchen.step
        return
    if set(meaning.name.split()) & lexicon().words["abstract"] or set(noun.split()) & {
        "heat",
        "temperature",
        "boil",
        "simmer",
        "flame",
    }:
        order.abstract = True
        return
    if set(noun.split()) & lexicon().words["times"]:
        return
    if meaning.pronoun and kitchen.said is not None and noun.split()[0] in ("it", "this"):
        order.vessels.append(kitchen.said)
        return
    if meaning.vessel and not meaning.food and not meaning.held:
        if order.verb.effect == "grease" and meaning.name == "dish":
            meaning = replace(meaning, vessel="baking dish")
        elif meaning.mixture and meaning.name in ("dish", "casserole"):
            found = refer(kitchen, "the mixture", into=order.dest)
            order.targets += [item for item in found if item not in order.targets]
            return
        order.vessels.append(vessel(kitchen, meaning, noun))
        return
    if meaning.name == "skewer":
        order.targets += [item for item in kitchen.threaded if item in kitchen.items]
        order.abstract = not order.targets
        return
    if meaning.tool is not None and not meaning.food:
        if not order.tool or order.verb.effect in ("gather", "remove"):
            order.tool, order.hand = meaning.tool, True
        return
    found = _peppers(kitchen, order, meaning) or refer(kitchen, noun, into=order.dest)
    found = found or unheard(kitchen, meaning, order.dest, order.verb.effect)
    if (
        noun.startswith("everything")
        and order.dest
        and order.verb.name != "scrape"
        and order.verb.effect in ("mix", "stir", "whisk", "place", "add")
    ):
        found = [item for item in kitchen.items if _at_hand(item)]
        kitchen.mention(meaning, found, kitchen.doubt)
    if (
        meaning.pronoun
        and order.verb.effect in COOKING
        and found
        and all(item.kind == "fat" for item in found)
    ):
        found = [item for item in kitchen.eaten if item in kitchen.items] or found  # nobody fries the oil
    said = set(noun.split()) - lexicon().words["adjectives"] - lexicon().words["adverbs"]
    if not found and meaning.name and not all(word.endswith("ed") for word in said):
        order.abstract = True
    order.targets += [item for item in found if item not in order.targets]


def _each(meaning: Sense, preposition: str) -> bool:
    """Whether things go onto every one of something: `two patties per roll`."""
    return preposition == "per" and meaning.food is not None and meaning.food.kind == "bread"


def _peppers(kitchen: Kitchen, order: Order, meaning: Sense) -> list[Item]:
    """The vegetable that `dice the pepper` means, where there is one; nobody dices the spice."""
    seasoning = order.verb.effect == "coat" or "salt" in order.words
    if seasoning or meaning.name != "pepper" or meaning.food is None or not meaning.food.minor:
        return []
    pods = [item for item in kitchen.items if item.kind == "vegetable" and item.name.endswith(" pepper")]
    return pods[:1]


def _at_hand(item: Item) -> bool:
    """Whether a thing stands ready in a bowl or on the stove, and was not served."""
    home = item.holder
    return (
        home is not None
        and home.vessel not in ("plate", *GLASSES)
        and not home.inside
        and item.look != "water"
    )


def _phrase(kitchen: Kitchen, order: Order, preposition: str, nouns: tuple[str, ...]) -> None:
    words = lexicon().words
    for noun in nouns:
        if noun.split()[-1] in ("cavity", "cavities"):
            order.onto += bird(kitchen)
            continue
        meaning = sense(noun)
        shape = words.shapes.get(singular(noun.split()[-1]))
        cutting = order.verb.effect == "cut" and preposition == "into"
        if preposition in ("into", "in", "to") and shape and (cutting or not meaning.food or meaning.mixture):
            order.shape = shape
            continue
        if (meaning.tool is not None or meaning.vessel) and not meaning.food and not meaning.pronoun:
            continue
        if set(noun.split()) & (lexicon().words["abstract"] | {"batches"}):
            continue
        leaf = meaning.text.split()[-1:] in (["leaf"], ["leaves"])
        if not (meaning.food or meaning.mixture or meaning.pronoun or leaf):
            continue
        formed = order.verb.effect in ("fold", "roll", "shape") and preposition == "into"
        formed = formed and noun.startswith(("a ", "an "))
        if formed and not meaning.food and meaning.mixture and meaning.mixture.sort == "any":
            continue  # "into a half moon"
        if order.verb.effect == "shape" and not meaning.food and noun.split()[-1] in LUMPS:
            continue
        if preposition in ("in", "into", "to") and noun.split()[-1] in FIGURES:
            continue
        if noun.startswith(("their ", "its ")) and meaning.mixture and preposition == "with":
            continue  # "the beans with their liquid"
        if preposition in ("with", "using", "along", "alongside", "together"):
            order.extras += [
                item for item in refer(kitchen, noun, into=order.dest) if item not in order.targets
            ]
        elif preposition in (*words["into"], "between") or _each(meaning, preposition):
            found = [item for item in refer(kitchen, noun, into=None) if item not in order.targets]
            bath = meaning.food is not None and meaning.food.look == "water" and order.dest is not None
            if preposition == "over" and (meaning.held or bath):  # a bowl over a pan of hot water
                continue
            if meaning.held and order.dest:
                kitchen.move(found, order.dest)
            order.onto += found
        elif preposition in ("from", "off", "out"):
            order.source = order.source or meaning.name
            order.inside += refer(kitchen, noun)
