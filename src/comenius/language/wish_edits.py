"""Attributes of a wish made into edits of things that are there: what could be done, and a choice among it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from comenius.language.inventory import Where
from comenius.language.specifics import LONGEST_WORDS, Specific
from comenius.language.wish_things import Known, Scene, inside
from comenius.language.wishes import Lists, Sense, lemmas, wishes
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import article, plural

WEIGHTS = {  # how likely a change is among those of its wish
    "swap": 1.4, "top": 1.2, "beside": 0.9, "vessel": 0.9, "serve": 0.5, "table": 0.9, "wall": 0.7, "heat": 0.8,
    "cut": 0.5, "more": 1.2, "steam": 0.7, "fire": 0.7, "cool": 1.0, "tool": 0.4, "hands": 0.8, "colours": 0.7,
}  # fmt: skip
FADE = 0.75  # of the weight, for every value that the table names before
FIRST = (12.0, 4.0, 3.0)  # times the weight of what a sense wants first, second, third
STILL = ("oven", "fridge", "blender", "table")  # no steam is seen here
DRESSED = ("main", "soup", "bread", "sweet")  # foods that get a topping also where they are not the subject
ASIDE = 0.08  # how much less likely a topping is on what is not the subject
LINES = ("table", "wall", "kitchen")  # grounds with lines of their own
FORM_OF_CUT = {"chop": "chopped", "slice": "sliced"}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An edit that could be made."""

    slot: str
    target: str
    where: Where
    line: str  # a key of the lines
    words: Mapping[str, str]
    weight: float
    value: str = ""  # what is put in: a look, a material, a colour
    lone: bool = True  # lines with "a blue bowl" fit

    def lines(self) -> list[str]:
        """Every wording that can be filled and is short enough, else the shortest."""
        found = []
        for line in wishes().says[self.line]:
            if "{a_attribute}" in line and not self.lone:
                continue
            try:
                found.append(line.format_map(self.words))
            except KeyError:
                continue
        return [text for text in found if len(text.split()) <= LONGEST_WORDS] or sorted(found, key=len)[:1]


@dataclass(frozen=True, kw_only=True)
class Made:
    """An edit, and what it is made of."""

    edit: Specific
    slot: str
    value: str


def offers(sense: Sense, scene: Scene) -> Iterator[Offer]:
    """Everything that a sense could change here."""
    for offer in _all(sense, scene):
        if offer.lines():
            yield offer


def _all(sense: Sense, scene: Scene) -> Iterator[Offer]:
    yield from _tops(sense, scene)
    yield from _swaps(sense, scene)
    yield from _beside(sense, scene)
    yield from _heated(sense, scene)
    yield from _vessels(sense, scene)
    yield from _around(sense, scene)
    yield from _work(sense, scene)


def choose(
    pools: Sequence[Sequence[Offer]],
    n: int,
    rng: Random,
    *,
    taken: Sequence[Specific] = (),
    barred: Collection[str] = (),
) -> list[Made]:
    """At most n offers, taken in turn from the senses of a wish: never one target, line or newcomer twice.

    `taken` are edits that are made already; nothing is done that names one of the `barred` words.
    """
    decks = [sorted(pool, key=lambda offer: -(rng.random() ** (1 / offer.weight))) for pool in pools]
    made: list[Made] = []
    targets = {lemmas(edit.target) for edit in taken}
    said = " ".join(edit.instruction for edit in taken)
    decks = [
        [offer for offer in deck if not (offer.value and mentions(said, (offer.value,)))] for deck in decks
    ]
    for most in (1, 2):  # changes of one sort, as long as there are others
        turns = 0
        while len(made) < n and any(decks) and turns < len(decks):
            deck = decks[(len(made) + turns) % len(decks)]
            offer = next((one for one in deck if _fits(one, made, targets, most)), None)
            if offer is None:
                turns += 1
                continue
            deck.remove(offer)
            lines = [
                line
                for line in offer.lines()
                if not mentions(line, barred) and not mentions(offer.target, barred)
            ]
            if not lines:
                continue
            turns = 0
            instruction = rng.choice(lines)
            targets.add(lemmas(offer.target))
            edit = Specific(target=offer.target, instruction=instruction, where=offer.where)
            made.append(Made(edit=edit, slot=offer.slot, value=offer.value))
    return made


def mentions(text: str, words: Collection[str]) -> bool:
    """Whether a text names one of the things."""
    said = lemmas(text)
    names = [lemmas(word) for word in words]
    return any(name and any(said[i : i + len(name)] == name for i in range(len(said))) for name in names)


def _fits(offer: Offer, made: Sequence[Made], targets: Collection[tuple[str, ...]], most: int) -> bool:
    """Whether an offer joins what was chosen."""
    slots = [one.slot for one in made]
    values = {one.value for one in made if one.value}
    if lemmas(offer.target) in targets or slots.count(offer.slot) >= most or offer.value in values:
        return False
    hot = {"steam", "fire", "cool"}
    return not (offer.slot == "cool" and hot & set(slots)) and not (offer.slot in hot and "cool" in slots)


def _weight(sense: Sense, slot: str, place: int = 0) -> float:
    rank = sense.first.index(slot) if slot in sense.first else len(FIRST)
    return WEIGHTS[slot] * FADE**place * (*FIRST, 1.0)[min(rank, len(FIRST))]


def _of_group(lists: Lists, group: str) -> tuple[str, ...]:
    """The list of a group of foods, or of the one that it falls back on."""
    while group not in lists:
        group = wishes().fallback.get(group, "")
        if not group:
            return ()
    return lists[group]


def _tops(sense: Sense, scene: Scene) -> Iterator[Offer]:
    for food in scene.foods:
        if food.group == "ingredient" or not (food.subject or food.group in DRESSED):
            continue
        for place, look in enumerate(_of_group(sense.top, food.group)):
            if (
                look in scene.looks
                or not food.far_from(kitchen().foods[look])
                or mentions(food.thing.name, (look,))
            ):
                continue
            share = 1.0 if food.subject else ASIDE
            yield _offer(
                "top", food, _line(look), look, _weight(sense, "top", place) * share, bare=named(look)
            )


def _line(look: str) -> str:
    """Which lines lay a food on another."""
    if look in ("cream", "jam", "butter", "peanut butter", "avocado", "ice cream"):
        return "spread" if look != "ice cream" else "laid"
    if kitchen().foods[look].family == "liquid":
        return "poured"
    return "strewn" if look in wishes().dress["strewn"] else "laid"


def _swaps(sense: Sense, scene: Scene) -> Iterator[Offer]:
    other = wishes().taste["savoury" if scene.sweet else "sweet"]
    for food in scene.foods:
        if food.subject:
            continue
        found = sense.swap.get(food.look) or sense.swap.get(food.sort, ())
        for place, look in enumerate(found):
            drawn = food.form in kitchen().foods[look].forms
            if not drawn or look in (*scene.looks, *other) or mentions(food.short, (named(look),)):
                continue
            new = some(look)
            if food.form != "whole":
                new = named(look)
            elif food.plural and _counted(look) and not new.endswith("s"):
                new = many(look)
            yield _offer("swap", food, "swap", look, _weight(sense, "swap", place), new=new)


def _beside(sense: Sense, scene: Scene) -> Iterator[Offer]:
    if not scene.foods and not scene.vessels and scene.table is None:
        return
    lists = sense.beside
    found = lists.get(scene.group) or lists.get("sweet" if scene.sweet else "savoury", ())
    for place, look in enumerate(found):
        if look in scene.looks or mentions(" ".join(one.thing.name for one in scene.foods), (look,)):
            continue
        words = {"new": some(look)}
        holder = scene.holder
        if holder is not None and holder.vessel in wishes().words["boards"]:
            words["in"] = f"{inside(holder.vessel)} {holder.the}"
        yield Offer(
            slot="beside", target=named(look), where=scene.free(), line="beside", words=words, value=look,
            weight=_weight(sense, "beside", place),
        )  # fmt: skip


def _heated(sense: Sense, scene: Scene) -> Iterator[Offer]:
    vessel = scene.holder
    for food in scene.foods:
        done = any(food.shows(word) for word in ("golden", "browned", "charred", sense.heat or "golden"))
        bakes = food.sort == "dough" or food.group not in ("drink", "ingredient", "fruit")
        if sense.heat and food.browns and bakes and not done:
            share = 1.0 if food.subject else 0.3
            yield _offer("heat", food, sense.heat, sense.heat, _weight(sense, "heat") * share)
        for place, cut in enumerate(sense.cut):
            if food.form == "whole" and FORM_OF_CUT[cut] in _forms(food):
                share = 0.4 if food.subject else 1.0
                yield _offer("cut", food, cut, FORM_OF_CUT[cut], _weight(sense, "cut", place) * share)
        if sense.cool and (food.shows("steaming") or food.shows("hot") or "steam" in scene.words):
            yield _offer("cool", food, "cool", "cool", _weight(sense, "cool"))
        if sense.more and food.subject:
            yield from more_of(food, scene, _weight(sense, "more"))
    if sense.steam and scene.foods and _steams(scene, vessel):
        yield Offer(
            slot="steam", target="steam", where=scene.subject.thing.where, line="steam", words={}, value="steam",
            weight=_weight(sense, "steam"),
        )  # fmt: skip
    if sense.fire and vessel is not None and vessel.vessel in kitchen().heated and "fire" not in scene.words:
        yield Offer(
            slot="fire", target="fire", where=vessel.thing.where, line="fire", words={"vessel": vessel.the},
            value="fire", weight=_weight(sense, "fire"),
        )  # fmt: skip


def _steams(scene: Scene, vessel: Known | None) -> bool:
    """Whether steam may rise that does not rise yet."""
    cold = scene.subject.look in wishes().dress["cold"] or scene.subject.group in ("salad", "fruit")
    return not cold and "steam" not in scene.words and (vessel is None or vessel.vessel not in STILL)


def _forms(food: Known) -> tuple[str, ...]:
    return kitchen().foods[food.look].forms if food.look else ()


def more_of(food: Known, scene: Scene, weight: float = 1.0) -> Iterator[Offer]:
    """Another one, or some more of it where it lies."""
    vessel = scene.holder
    counted = food.look in kitchen().foods and _counted(food.look) and food.form == "whole"
    if counted and not food.plural:
        yield _offer("more", food, "more", "more", weight, bare=food.short)
    elif vessel is not None:
        words = {"new": f"some {food.short}", "vessel": vessel.the, "bare": food.short}
        line = "filled" if food.group in ("soup", "drink") else "heaped"
        yield _offer("more", food, line, "more", weight, **words)


def _vessels(sense: Sense, scene: Scene) -> Iterator[Offer]:
    for vessel in scene.vessels:
        if vessel is scene.table:
            continue
        offered = kitchen().vessels.get(vessel.vessel)
        for place, material in enumerate(sense.vessel):
            if (
                vessel.shows(material)
                or material == vessel.short
                or (offered is not None and material not in offered)
            ):
                continue
            yield _offer(
                "vessel", vessel, "vessel", material, _weight(sense, "vessel", place), **_attribute(material)
            )
        if vessel is not scene.holder:
            continue
        for place, new in enumerate(_of_group(sense.serve, scene.group)):
            if new not in (vessel.vessel, vessel.short):
                words = {"a_vessel": f"{article(new)} {new}"}
                yield _offer("serve", vessel, "serve", new, _weight(sense, "serve", place), **words)


def _around(sense: Sense, scene: Scene) -> Iterator[Offer]:
    grounds = ("table", scene.table, sense.table), ("wall", scene.wall, sense.wall)
    for slot, ground, values in grounds:
        for place, value in enumerate(values):
            if ground is not None and not ground.shows(value):
                line = ground.short if ground.short in LINES else "colours"
                yield _offer(slot, ground, line, value, _weight(sense, slot, place), **_attribute(value))
    for thing in scene.things:
        dyed = thing.kind in ("other", "tool", "place") and thing.short.split()[-1] in _dyeable()
        for place, colour in enumerate(sense.colours if dyed else ()):
            if thing not in (scene.table, scene.wall) and not thing.shows(colour):
                weight = _weight(sense, "colours", place)
                yield _offer("colours", thing, "colours", colour, weight, **_attribute(colour))


def _dyeable() -> frozenset[str]:
    words = wishes().words["dyed"]
    return frozenset((*words, *(plural(word) for word in words)))


def _work(sense: Sense, scene: Scene) -> Iterator[Offer]:
    vessel = scene.holder
    tools = {lemmas(one.short)[-1] for one in scene.things if one.kind == "tool" and lemmas(one.short)}
    for place, tool in enumerate(sense.tool):
        if lemmas(tool)[-1] in tools or not scene.foods:
            continue
        words = {"new": tool if tool.endswith("s") else f"{article(tool)} {tool}"}
        if scene.foods:
            words["it"] = scene.subject.the
        if vessel is not None:
            words["vessel"] = vessel.the
        if sense.hands and vessel is not None and vessel.vessel in wishes().at.get(tool, ()):
            hand = words | {"doing": wishes().doing[tool]}
            yield Offer(
                slot="hands", target="hand", where=scene.free(), line="hands", words=hand,
                value=f"hand with {words['new']}", weight=_weight(sense, "hands", place),
            )  # fmt: skip
        yield Offer(
            slot="tool", target=tool, where=scene.free(), line="tool", words=words, value=tool,
            weight=_weight(sense, "tool", place),
        )  # fmt: skip


def _attribute(value: str) -> dict[str, str]:
    return {"attribute": value, "a_attribute": f"{article(value)} {value}"}


def _offer(slot: str, thing: Known, line: str, value: str, weight: float, **words: str) -> Offer:
    said = {"the": thing.the, "it": thing.the, "old": thing.the, "vessel": thing.the, "bare": thing.short}
    return Offer(
        slot=slot, target=thing.thing.name, where=thing.thing.where, line=line, words=said | words, weight=weight,
        value=value, lone=not thing.plural,
    )  # fmt: skip


def named(look: str) -> str:
    """A food by name, in the plural when people speak of several."""
    dress = wishes().dress
    name = str(dress["names"].get(look, look))
    return many(name) if look in dress["several"] else name


def many(name: str) -> str:
    """The plural of a name: `sweet potatoes`."""
    first, space, last = name.rpartition(" ")
    return f"{first}{space}{plural(last)}"


def some(look: str) -> str:
    """A food that was not spoken of yet: `a lemon`, `some grapes`."""
    name = named(look)
    return f"{article(name)} {name}" if _counted(look) and not name.endswith("s") else f"some {name}"


def _counted(look: str) -> bool:
    return kitchen().foods[look].family in wishes().dress["counted"] and look not in wishes().dress["mass"]
