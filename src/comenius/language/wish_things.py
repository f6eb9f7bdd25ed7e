"""The things of an inventory, understood: what is food and of which sort, what holds it, what it stands on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from comenius.language.inventory import Inventory, Kind, Thing, Where
from comenius.language.wishes import lemmas, tokens, wishes
from comenius.lexicon.hues import HUES
from comenius.lexicon.looks import Colour, Look, browns, kitchen
from comenius.lexicon.matching import Sense, guess, sense
from comenius.lexicon.shot import INSIDE, Form
from comenius.lexicon.tables import Key, default_form, key, plain, singular

LONGEST = 3  # words of a name in an instruction
APART = 90  # sum of the differences of two colours that are told apart on one another
HEAPS = ("piece", "slice", "pile", "stack", "ball", "mixture", "heap", "bunch")  # of what is meant
JOINTS = re.compile(r"\s+(?:topped with|with|on|in|and|from|for)\s+|[,(;]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """A thing that wishes can do something with."""

    thing: Thing
    kind: Kind
    short: str  # what an instruction calls it: "bowl" of a white bowl, when there is but one
    look: str = ""  # a key of the kitchen's foods
    group: str = ""  # of foods dressed alike
    sort: str = ""  # what kind of food the lexicon calls it
    vessel: str = ""  # a key of the kitchen's vessels
    form: Form = "whole"
    subject: bool = False

    @property
    def the(self) -> str:
        """`the bowl`."""
        return f"the {self.short}"

    @property
    def plural(self) -> bool:
        """Whether there are several of it."""
        last = self.short.split()[-1]
        return singular(last) != last

    def shows(self, word: str) -> bool:
        """Whether it is said to look so already."""
        return set(lemmas(word)) <= set(lemmas(f"{self.thing.name} {self.thing.look}"))

    @property
    def browns(self) -> bool:
        """Whether heat would change its looks."""
        return bool(self.look) and browns(kitchen().foods[self.look], self.form)

    def far_from(self, look: Look) -> bool:
        """Whether another food is seen on it: by their colours."""
        if not self.look or self.form == "mixture":
            return True
        own = kitchen().foods[self.look]
        return all(_apart(look.skin, colour) >= APART for colour in (own.skin, own.inside))


def _apart(one: Colour, other: Colour) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


class Scene:
    """Everything that an inventory names."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        things = tuple(thing for thing in inventory.things if lemmas(thing.name))
        main = _main(inventory.subject)
        heads = {lemmas(short_of(thing.name))[-1] for thing in things if lemmas(short_of(thing.name))}
        if main and not heads & set(lemmas(main)):
            things = (Thing(name=main), *things)
        known = [_known(thing, things) for thing in _once(things)]
        self.things = tuple(_with_subject(known, main))

    @cached_property
    def foods(self) -> tuple[Known, ...]:
        """What is to eat and drink, the subject first."""
        return tuple(
            sorted((one for one in self.things if one.kind == "food"), key=lambda one: not one.subject)
        )

    @cached_property
    def subject(self) -> Known:
        """What it is a picture of."""
        return next(one for one in self.things if one.subject)

    @cached_property
    def vessels(self) -> tuple[Known, ...]:
        """What holds it."""
        return tuple(one for one in self.things if one.kind == "vessel")

    @cached_property
    def holder(self) -> Known | None:
        """What holds the subject: the first vessel that is no appliance."""
        return next((one for one in self.vessels if one.vessel not in ("oven", "fridge", "table")), None)

    @cached_property
    def table(self) -> Known | None:
        """What it stands on: a thing of the inventory, or what its place names."""
        return self._ground("tables")

    @cached_property
    def wall(self) -> Known | None:
        """What is behind it."""
        return self._ground("walls")

    @cached_property
    def looks(self) -> frozenset[str]:
        """The foods that are there, as the kitchen calls them."""
        return frozenset(one.look for one in self.things if one.look)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the inventory, in the singular."""
        names = " ".join(
            (self.inventory.subject, self.inventory.place, *(one.thing.name for one in self.things))
        )
        return frozenset(lemmas(names))

    @property
    def group(self) -> str:
        """How the subject is dressed; that of the first food when the subject is none."""
        return next((one.group for one in self.foods if one.group != "ingredient"), "main")

    @property
    def sweet(self) -> bool:
        """Whether what goes with it is sweet."""
        return self.group in ("sweet", "fruit", "drink")

    def free(self) -> Where:
        """A side where nothing stands."""
        taken = {one.thing.where for one in self.things}
        return next((side for side in ("right", "left") if side not in taken), "right")

    def holds(self, target: str) -> bool:
        """Whether a target names something of the inventory: by all of its words, or by the noun at its end."""
        words = lemmas(target)
        return bool(words) and (set(words) <= self.words or words[-1] in self.words)

    def named(self, words: Sequence[str]) -> tuple[Known, ...]:
        """The things that a text names by their last word."""
        found = {singular(word) for word in words}
        return tuple(one for one in self.things if one.short and singular(one.short.split()[-1]) in found)

    def _ground(self, sort: str) -> Known | None:
        heads = wishes().words[sort]
        for one in self.things:
            if one.kind != "food" and tokens(one.short)[-1:] and tokens(one.short)[-1] in heads:
                return one
        for word in tokens(self.inventory.place):
            if word in heads:
                return Known(
                    thing=Thing(name=word, where="background", kind="place"), kind="place", short=word
                )
        return None


def short_of(name: str) -> str:
    """A name without what stands behind its noun, and without its vessel: `tomato soup` of a bowl of tomato soup."""
    text = JOINTS.split(plain(name).strip())[0] or plain(name)
    if " of " in text:
        before, _, after = text.partition(" of ")
        text = after if sense(before).vessel or before.split()[-1] in HEAPS else before
    words = [word for word in tokens(text) if word not in ("a", "an", "the", "some", "one", "two", "three")]
    return " ".join(words[-LONGEST:])


def _main(subject: str) -> str:
    return short_of(subject) if subject.strip() else ""


def _once(things: Sequence[Thing]) -> list[Thing]:
    """Things of one name count as one."""
    found: dict[Key, Thing] = {}
    for thing in things:
        found.setdefault(lemmas(thing.name), thing)
    return list(found.values())


def _known(thing: Thing, things: Sequence[Thing]) -> Known:
    name = short_of(thing.name)
    means = sense(name)
    food = means.food or (guess(name) if thing.kind == "food" else None)
    kind = thing.kind if thing.kind != "other" else kind_of(name, means)
    short = name if kind == "food" else _bare(name, things)
    if kind != "food":
        return Known(thing=thing, kind=kind, short=short, vessel=means.vessel if kind == "vessel" else "")
    look = food.look if food else means.mixture.look if means.mixture else ""
    sort = food.kind if food else ""
    form = means.form or sense(f"{thing.look} {name}").form or (food.form if food else None)
    form = form or (default_form(look) if look else "whole")
    return Known(
        thing=thing, kind=kind, short=short, look=look, sort=sort, form=form, group=_group(name, look, sort)
    )


def kind_of(name: str, means: Sense) -> Kind:
    """What a name is a name of."""
    last = tokens(name)[-1]
    if last in (*wishes().words["tables"], *wishes().words["walls"]):
        return "place"
    if means.tool is not None:
        return "tool"
    ends = key(name)[-1:]
    if means.vessel and ends and ends[0] in " ".join(key(means.name)).split():
        return "vessel"
    if means.food or means.mixture:
        return "food"
    return "other"


def _bare(name: str, things: Sequence[Thing]) -> str:
    """The name without words for colours and materials, when nothing else then has the same."""
    words = name.split()
    noise = {*HUES, *wishes().words["qualities"], *" ".join(kitchen().walls).split()}
    while len(words) > 1 and words[0] in noise:
        words = words[1:]
    bare = " ".join(words)
    twins = [thing for thing in things if singular(tokens(thing.name)[-1]) == singular(words[-1])]
    return bare if len(twins) < 2 else name


def _group(name: str, look: str, sort: str) -> str:
    words = key(name)
    ends = [" ".join(words[start:]) for start in range(len(words))]
    for kind, value in (("names", ends), ("looks", [look]), ("kinds", [sort])):
        for group, row in wishes().groups.items():
            if row.get(kind, frozenset()) & set(value):
                return group
    return "main"


def _with_subject(known: Sequence[Known], main: str) -> list[Known]:
    """The things, with one of them marked as what the picture is of: a food that the subject names before any other."""
    words = lemmas(main)
    order = sorted(
        range(len(known)),
        key=lambda i: (
            singular(known[i].short.split()[-1]) not in words,
            known[i].kind not in ("food", "other") and known[i].kind != "vessel",
            known[i].kind != "food",
            i,
        ),
    )
    return [replace(one, subject=i == order[0]) for i, one in enumerate(known)]


def inside(vessel: str) -> str:
    """`in` or `on`, for what lies in or on it."""
    return "in" if vessel in INSIDE or vessel not in kitchen().vessels else "on"
