"""What a step is about: of all that its picture shows, what its reader looks for, by the name the step gives it."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from comenius.language.kitchen import WEIGHT, Item, Kitchen
from comenius.language.scene import Sight
from comenius.language.toppings import ground, hides, lies
from comenius.lexicon.matching import Sense
from comenius.lexicon.tables import lexicon, plain, singular

WHOLE = ("soup", "salad", "any", "batter", "dough", "egg")  # sorts of mixture that name all of it at once
RUNNING = ("soup", "drink")  # of these, dishes that are one thing
DISH = 5.5  # how much a reader looks for a whole that is named: between a vegetable and a dough
FILLED = ("baking dish", "cake tin", "bowl")  # in which what lies uppermost is seen first
TINS = ("baking dish", "cake tin")
FILLINGS = ("meat", "egg", "dairy", "seafood", "fruit", "vegetable", "sauce", "legume")
CASE = 2.5  # for the pastry that holds a filling
DRINK = 3.0  # for the spirit or juice that a drink is made with
TITLE = 1.5  # more for what the guide is named after
RUNS = 0.3  # less for what runs: other things swim in it
AGAIN = 0.2  # more for each time it is named again
UNSAID = 3.0  # less for what the step does not name
SAME = 1.0  # more for it, where a pronoun may mean it or all that it is in
BODY = 1.5  # what is looked for less gives taste only: a pronoun after it means what it went into
SOUGHT = 4.0  # what every reader looks for, as bread and meat
STILL = 1.5  # of that less, for what the step before was about

CONCENTRATE = 0.4  # of its weight that is left to tomato paste
MELTED = ("flour", "starch", "cheese", "fat")  # kinds that are not seen in a sauce
MIXED = ("mixture", "mix")
THICKENING = ("flour", "starch")  # nobody calls a sauce after these
TASTE = 0.5  # of its weight: less is left to what gives taste only
# What gives taste rather than body, and how much of its weight that leaves it.
AROMATICS = {
    "water": 0.6,
    "garlic": 0.4,
    "lemon": 0.6,
    "lime": 0.6,
    "ginger": 0.4,
    "chili": 0.4,
    "green chili": 0.4,
    "onion": 0.7,
    "red onion": 0.7,
}


@dataclass(frozen=True)
class Subject:
    """The main thing of a picture."""

    name: str  # "soup", as the step says it
    lead: int  # index into the shot's foods of the one that shows it
    tracks: frozenset[int]  # the things that it is
    whole: bool = False  # the name stands for several foods at once


def subject(kitchen: Kitchen, seen: Sight, text: str, before: Subject | None) -> Subject | None:
    """The main thing of what is seen at a step that `kitchen` has just carried out; None when no food is.

    `text` is the step, `before` what the step before it was about.
    """
    if not seen.shot.foods:
        return None
    reader = _Reader(kitchen, seen, text)
    shown = frozenset().union(*seen.tracks)
    found: list[tuple[float, Subject]] = []
    times: Counter[frozenset[int]] = Counter()
    sought = False  # whether something was named that every reader looks for
    plainly = False  # whether something was named, which pronouns then stand for
    still = _still(reader, before, shown)
    for meaning, tracks, doubt in kitchen.named:
        here = tracks & shown
        if meaning.pronoun and plainly:
            continue
        if not here:
            found += [(weight - doubt, one) for weight, one in reader.laid(tracks)]
            continue
        weight, one = reader.named(meaning, here)
        plainly = plainly or not (meaning.pronoun or doubt or weight < BODY)
        sought = sought or not (meaning.pronoun or doubt or weight < SOUGHT)
        if meaning.pronoun and still and still[1].tracks <= tracks and still[0] + SAME > weight:
            weight, one = still
        if meaning.pronoun and reader.gives_taste(here):
            weight -= BODY  # garlic in butter: it is the butter
        found.append((weight - doubt + AGAIN * times[one.tracks], one))
        times[one.tracks] += 1
    found += [(reader.weight(tracks) - UNSAID, reader.alone(tracks)) for tracks in seen.tracks]
    if still is not None:
        found.append((still[0] - UNSAID + STILL - (TITLE if sought else 0.0), still[1]))
    found += [(DISH + TITLE, one) for one in reader.covered()]
    return max(found, key=lambda pair: pair[0])[1]


def _still(reader: "_Reader", before: Subject | None, shown: frozenset[int]) -> tuple[float, Subject] | None:
    """What the step before was about, as far as it is still seen, and how much a reader looks for it."""
    if before is None or not before.tracks & shown:
        return None
    tracks = before.tracks & shown
    spread = before.name.startswith("egg") and len(tracks) * 2 < len(shown)  # over the pasta
    alone = reader.alone(tracks)
    named = before.name in MIXED and alone.name in reader.title  # fritters now
    if before.whole and not (spread or named):
        return DISH, replace(before, lead=reader.lead(tracks), tracks=tracks)
    return reader.weight(tracks), alone


def _plain_water(item: Item) -> bool:
    """Whether it is water, and not vinegar, which looks like it."""
    return item.look == "water" and item.name.endswith("water")


def _from_dish(item: Item) -> bool:
    """Whether a thing lies in a baking dish, or was served from one."""
    return any(home is not None and home.vessel in TINS for home in (item.holder, item.was))


class _Reader:
    """Someone who looks at a picture and reads its step."""

    def __init__(self, kitchen: Kitchen, seen: Sight, text: str) -> None:
        self.seen = seen
        self.items = kitchen.by_track()
        self.words = {singular(word) for word in re.findall(r"\w+", plain(text))}
        self.said = kitchen.told | self.words
        self.title = {singular(word) for word in kitchen.title}
        self.christened = kitchen.christened
        shown = frozenset().union(*seen.tracks)
        dry = [item for item in self.items.values() if item.kind == "flour" and not item.minor]
        around = [item for item in self.items.values() if item.track in shown and not _plain_water(item)]
        self.watered = any(item.form == "liquid" and item.kind != "fat" for item in around)
        self.floury = seen.shot.vessel == "bowl" and any(item.track in shown for item in dry)
        sauces = [item for item in kitchen.items if item.kind == "sauce" and item.parts]
        self.melted = {leaf.track for item in sauces if len(item.parts) > 1 for leaf in item.leaves()}

    def named(self, meaning: Sense, here: frozenset[int]) -> tuple[float, Subject]:
        """What the step names, and how much a reader looks for it."""
        weight, lead = self.weight(here), self.lead(here)
        several = (
            sum(bool(tracks & here) for tracks in self.seen.tracks) > 1
            or self.seen.shot.foods[lead].form == "mixture"
        )
        if meaning.pronoun:
            return weight, self.alone(here)
        titled = bool(meaning.name) and set(meaning.name.split()) <= self.title
        titled = titled or meaning.name in self.christened
        sort = meaning.mixture.sort if meaning.mixture else ""
        several = several or (titled and (sort in RUNNING or meaning.name in lexicon().words["soups"]))
        if not (several and len(here) > 1 and (titled or sort in WHOLE)):
            return weight, self.alone(here)
        vague = lexicon().words["vague"] | lexicon().words.shapes.keys()
        head = meaning.name.split()[-1]
        said = head in self.words | self.title and head not in vague  # "the dish" was taken for the mixture
        whole = Subject(name=meaning.name, lead=lead, tracks=here, whole=True)
        return max(DISH, weight), whole if said else self.alone(here)

    def weight(self, tracks: frozenset[int]) -> float:
        """How much a reader looks for the most important of some things."""
        return max((self._looked(self.items[track]) for track in tracks if track in self.items), default=0.0)

    def gives_taste(self, tracks: frozenset[int]) -> bool:
        """Whether the most important of some things gives taste rather than body."""
        best = max((self.items[one] for one in tracks if one in self.items), key=self._looked, default=None)
        return best is not None and AROMATICS.get(best.look, 1.0) < TASTE

    def laid(self, tracks: frozenset[int]) -> list[tuple[float, Subject]]:
        """Of some things, the one that fills the dish it lies in, with how much a reader looks for it."""
        if self.seen.shot.vessel not in FILLED:
            return []
        upper = [self.items[track] for track in sorted(tracks) if track in self.items]
        top = max((item for item in upper if lies(item)), key=self._looked, default=None)
        lead = self._leading(ground(top)) if top else None
        if top is None or lead is None:
            return []
        return [
            (self._looked(top), Subject(name=top.label or top.name, lead=lead, tracks=frozenset({top.track})))
        ]

    def covered(self) -> list[Subject]:
        """What hides all that is below it in a dish: mash on mince, crumble on apples."""
        above = [item for item in self.items.values() if lies(item) and hides(item) and _from_dish(item)]
        leads = [(item, self._leading(ground(item))) for item in above]
        return [
            Subject(name=item.label or item.name, lead=lead, tracks=frozenset({item.track}))
            for item, lead in leads
            if lead is not None
        ]

    def _leading(self, item: Item) -> int | None:
        """Which of the foods shows a thing; None when none does."""
        return next((i for i, those in enumerate(self.seen.tracks) if item.track in those), None)

    def lead(self, tracks: frozenset[int]) -> int:
        """Which of the foods shows most of some things."""
        order = range(len(self.seen.tracks))
        return max(order, key=lambda index: (len(self.seen.tracks[index] & tracks), -index))

    def alone(self, tracks: frozenset[int]) -> Subject:
        """The most important of some things, by its own name; eggs and flour that are dough now are dough."""
        leaves = [self.items[track] for track in sorted(tracks) if track in self.items]
        balls = [item for item in leaves if item.look == "meatball" and item.parts]
        closed = [
            one for one in self.items.values() if one.look == "meatball" and len(one.parts) > 1 and one.holder
        ]
        balls += [ball for ball in closed if ball not in balls and {*ball.leaves()} & {*leaves}]
        inside = {leaf.track for ball in balls for leaf in ball.leaves()}
        leaves += [ball for ball in balls if ball not in leaves]
        leaves = [one for one in leaves if one in balls or not (one.parts or one.track in inside)]
        item = max(leaves, key=self._looked, default=None)
        if item is not None and item.kind == "sweet" and item.track in self.melted:
            item = max(leaves, key=lambda one: (one.kind in ("sauce", "liquid"), self._looked(one)))
        lead = next((i for i, those in enumerate(self.seen.tracks) if item and item.track in those), None)
        lead = self.lead(tracks) if lead is None else lead
        food = self.seen.shot.foods[lead]
        made = food.form == "parcel" or any(
            len(self.items[one].parts) > (self.items[one].kind != "dough")
            for one in self.seen.tracks[lead]
            if one in self.items
        )
        nameless = food.name in ("sauce", "mixture") and food.name not in self.said
        nameless = nameless and not (item and food.form == "liquid" and item.kind in THICKENING)
        titled = bool(food.name) and set(food.name.split()) <= self.title
        if item is None or (made and (food.form != "mixture" or titled) and not nameless):
            return Subject(name=food.name, lead=lead, tracks=tracks)
        return Subject(name=item.label or item.name, lead=lead, tracks=tracks)

    def _filled(self, case: Item) -> bool:
        """Whether pastry lines a tin or a dish that something else was put into after it."""
        home = case.holder
        inside = home.items[home.items.index(case) :] if home and home.vessel in TINS else []
        return any(one.kind in FILLINGS and not one.minor for one in inside)

    def _looked(self, item: Item) -> float:
        if item.track in self.melted and item.kind in MELTED:
            return min(item.weight, WEIGHT["sauce"])
        weight = item.weight * (0.2 if item.minor else AROMATICS.get(item.look, 1.0))
        if item.name.endswith(" paste") and item.form == "liquid" and not (item.parts or item.label):
            weight *= CONCENTRATE
        if item.kind == "dough" and item.form == "flat" and self._filled(item):
            weight = CASE
        if _plain_water(item) and self.watered:  # vinegar, stock or wine runs in it
            weight *= 0.2
        if item.kind == "egg" and self.floury:  # what a dough is made of, the flour first
            weight *= 0.8
        if self.seen.shot.vessel == "glass":  # of a drink, what it is made with
            weight = DRINK if set(item.name.split()) & lexicon().words["spirits"] else min(weight, DRINK - 1)
        return weight - RUNS * (item.form == "liquid") + self._titled(item)

    def _titled(self, item: Item) -> float:
        """How much more a reader looks for a thing that the guide is named after."""
        return TITLE * AROMATICS.get(item.look, 1.0) if self.title & {*item.name.split()} else 0.0
