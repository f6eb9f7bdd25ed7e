"""What a noun phrase points at in the kitchen: named things, groups, mixtures, pronouns."""

from comenius.language.kitchen import HOT, OVENWARE, STAPLES, Holder, Item, Kitchen
from comenius.language.naming import known_as, renamed
from comenius.language.portions import (
    base,
    called,
    everything,
    filling,
    formed,
    leaves,
    more,
    pieces,
    remaining,
    section,
    unmade,
)
from comenius.language.recent import SWIMMING, WET, creamed, dish, latest, swimming, whisked
from comenius.lexicon.matching import Sense, sense
from comenius.lexicon.tables import lexicon, plain, singular

GROUPS = {
    "vegetable": ("vegetable",),
    "meat": ("meat", "protein"),
    "poultry": ("meat",),
    "ground": ("meat",),
    "seafood": ("seafood",),
    "fruit": ("fruit",),
    "herb": ("herb",),
    "nut": ("nut",),
    "dry": ("flour", "starch", "sweet", "spice"),
    "wet": WET,
}
WIDER = {"fish": ("salmon",)}  # words for things that have a look of their own
PASTES = ("paste", "powder", "sauce", "syrup", "seasoning")  # that are left unsaid: "whisk in the miso"
POULTRY = ("chicken",)  # looks of birds
RUBS = ("spice", "sweet", "herb", "starch", "flour")  # kinds that a rub is of
CLOSE = 2.0  # two names with the same last word, one within the other
SHAPED = ("flat", "ball", "loaf", "sliced")  # forms of dough that is bread when it is cooked


def refer(kitchen: Kitchen, phrase: str, *, into: Holder | None = None) -> list[Item]:
    """The things a phrase points at; `into` is where they go, so that they are not looked for there."""
    meaning = sense(phrase)
    found = _refer(kitchen, meaning, into)
    renamed(kitchen, meaning, found)
    for item in found:
        if meaning.form and not item.parts and meaning.form != item.form:
            item.shape(meaning.form)
        if meaning.doneness != "raw" and item.kind != "spice":
            item.doneness = meaning.doneness
    if found:
        kitchen.mention(meaning, found, kitchen.doubt)
    return found


def _refer(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    if meaning.pronoun:
        return _said_last(kitchen, meaning.text, into)
    if part := base(kitchen, meaning) or leaves(kitchen, meaning) or pieces(kitchen, meaning):
        return part
    if sauce := known_as(kitchen, meaning, into) or called(kitchen, meaning, into):
        return sauce
    named = _named(kitchen, meaning, into)
    if named and named[0].holder and {"mixture", "mix"} & set(meaning.text.split()):
        return list(named[0].holder.items)
    if named and not (meaning.mixture and meaning.mixture.sort == "rest"):
        return named
    definite = meaning.text.removeprefix("top of ").startswith(("the ", "this ", "your ", "all ", "both "))
    bought = meaning.food is not None and not definite and meaning.mixture is not None
    if meaning.mixture and not (bought and meaning.mixture.sort in ("soup", "sauce")):
        group = _group(kitchen, meaning, into)
        if group:
            return group
    paste = [item for item in kitchen.unused() if item.name in {f"{meaning.name} {tail}" for tail in PASTES}]
    if paste:
        return paste[:1]
    alias = _alias(kitchen, meaning) or formed(kitchen, meaning)
    if alias:
        return alias
    if meaning.food and definite and unmade(kitchen, meaning.food):
        return _said_last(kitchen, "it", into)  # potatoes shaped like one
    used = [item for item in kitchen.stock if meaning.food and _alike(meaning.name, item.name) >= CLOSE]
    if used and definite and used[0] not in kitchen.items and used[0].kind in ("vegetable", "fruit", "herb"):
        return [kitchen.copy(used[0])]  # the rest of what went into something: "the green parts of the onion"
    if meaning.food:
        item = kitchen.bring(meaning)
        return [item] if item else []
    if meaning.mixture and meaning.mixture.look and not meaning.vessel:
        return [_made(kitchen, meaning)]
    return []


def _alias(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """A thing said by another name: the dish by its title, the spaghetti as `the pasta`."""
    if meaning.food and meaning.food.look == "cake" and not meaning.food.minor:
        cakes = [item for item in kitchen.items if item.look == "cake" and item.parts and item.holder]
        if cakes:
            return cakes[-1:]
    if meaning.name and meaning.name.split()[-1] in lexicon().words["parcels"]:
        closed = [item for item in kitchen.items if item.form == "parcel" and item.parts and item.holder]
        if closed:
            return closed[-1:]
    singulars = {singular(word) for word in kitchen.title}
    made = meaning.food is None or meaning.food.kind in ("dish", "cake", "bread", "dough", "sauce", "liquid")
    unlisted = not any(_alike(meaning.name, item.name) for item in kitchen.stock)
    made = made or (
        unlisted and meaning.food is not None and meaning.food.kind == "dairy" and " " in meaning.name
    )
    if (
        made
        and meaning.name
        and kitchen.focus
        and kitchen.focus.items
        and set(meaning.name.split()) <= singulars
    ):
        known = [item for item in kitchen.called.get(meaning.name, []) if item in kitchen.items]
        kitchen.called[meaning.name] = known or dish(kitchen)
        return list(kitchen.called[meaning.name])
    flat = [item for item in kitchen.items if item.look in ("dough", "tortilla") and item.form in SHAPED]
    flat = [item for item in flat if item.doneness != "raw"] or [item for item in flat if item.parts]
    if meaning.food and meaning.food.kind == "bread" and meaning.text.startswith("the ") and flat:
        return flat[-1:]
    if made and unlisted and meaning.name == "cream" and (whipped := creamed(kitchen)):
        return whipped
    definite = ("the ", "your ", "all the ", "each ", "both ", "every ")
    if meaning.food and not meaning.food.minor and meaning.text.startswith(definite):
        looks = (meaning.food.look, *WIDER.get(meaning.name, ()))
        alike = [
            item
            for item in kitchen.items
            if item.look in looks and item.kind == meaning.food.kind and item.kind not in STAPLES
        ]
        return alike[-1:]
    return []


def _said_last(kitchen: Kitchen, pronoun: str, into: Holder | None) -> list[Item]:
    """What `it` and `them` stand for: the things said last; `it`, when they lie among others, is all of it."""
    last = [item for item in kitchen.last if item in kitchen.items]
    if not last:
        return list(kitchen.focus.items) if kitchen.focus else []
    home = last[0].holder
    if home is not None and home.vessel == "cutting board" and pronoun.split()[0] == "them":
        return [item for item in home.items if item.touched == kitchen.step or item in last]
    mixed = home is not None and home is not into and home.vessel not in ("cutting board", "table", "plate")
    if mixed and home and pronoun.split()[0] in ("it", "everything", "all", "this", "both"):
        return list(home.items)
    return last


def _named(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """Things whose own name the phrase says, the ones not used yet and the prepared ones first."""
    if not meaning.name or (meaning.vessel and not meaning.food):
        return []
    titled = " " in meaning.name and set(meaning.name.split()) <= {singular(word) for word in kitchen.title}
    best: list[tuple[float, Item]] = []
    for order, item in enumerate(kitchen.items):
        score = max(
            _alike(meaning.name, item.name),
            _alike(meaning.name, item.label) if item.parts and item.label else 0.0,
        )
        other_kind = (
            meaning.food is not None and item.minor != meaning.food.minor and item.look != meaning.food.look
        )
        if other_kind and (item.name != meaning.name or item.look == "pepper"):
            score = 0.0
        if score and _only_called_after(kitchen, meaning, item):
            score = 0.0
        if not score and item.parts and item.form != "mixture":
            score = 0.5 * _alike(meaning.name, item.parts[0].name)
        if (
            " " in meaning.name
            and item.parts
            and titled
            and any(_alike(meaning.name, one.name) for one in item.leaves())
        ):
            score = 4.0  # the dish itself
        if score > 0:
            prepared = 0.5 if item.holder and item.holder is not into else 0.0
            best.append((score + prepared - order * 1e-3, item))
    if not best:
        return []
    item = max(best, key=lambda pair: pair[0])[1]
    plural = [
        other
        for score, other in best
        if other is not item and other.name == item.name and other.holder is item.holder
    ]
    if _used_up(kitchen, item, meaning, into):
        return [kitchen.copy(item)]
    return [item, *plural] if not meaning.text.startswith("one") else [item]


def _only_called_after(kitchen: Kitchen, meaning: Sense, item: Item) -> bool:
    """Whether a thing has its name from what is meant, which is there too: a burger bun from the burger."""
    if meaning.food is None or item.look == meaning.food.look:
        return False
    head = meaning.name.split()[-1]
    there = any(other.look == meaning.food.look and other.holder for other in kitchen.items)
    return head != item.name.split()[-1] and head in item.name.split() and there


def _used_up(kitchen: Kitchen, item: Item, meaning: Sense, into: Holder | None) -> bool:
    """Whether the phrase means more of a thing that already went somewhere: `the remaining oil`, `some water`."""
    holder = item.holder
    another = meaning.another or meaning.rest
    if holder is None or not (item.kind in STAPLES or another):
        return False
    if another or holder is into:
        return another or item.touched != kitchen.step
    definite = plain(meaning.text).startswith(("the ", "that ", "this "))
    if definite or item.touched == kitchen.step or holder.vessel == "cutting board":
        return False
    return any(not other.minor for other in holder.items if other is not item)


def _alike(phrase: str, name: str) -> float:
    """How well a phrase names a thing: 3 the same, 2 one within the other, 1 the same last word."""
    one, two = phrase.split(), name.split()
    if not one or not two:
        return 0.0
    if one == two:
        return 3.0
    products = lexicon().words["products"]
    if one[-1] != two[-1] and (one[-1] in products or two[-1] in products):
        return 0.0
    if one[-1] == two[-1] and (set(one) <= set(two) or set(two) <= set(one)):
        return 2.0
    if set(one) <= set(two):
        return 1.5
    return 1.2 if set(two) <= set(one) else 0.0


def _group(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """Things a word for several of them means."""
    assert meaning.mixture is not None
    sort = meaning.mixture.sort
    if sort == "rest":
        divided = [item for item in kitchen.divided if item in kitchen.items]
        if divided and meaning.text in ("the rest", "rest", "the remainder"):
            return divided
        return section(kitchen, meaning) or remaining(kitchen, meaning, into) or everything(kitchen)
    rubbed = [item for item in kitchen.items if item.look == "crumbs" and item.parts]
    if rubbed and meaning.name.endswith("topping"):
        return rubbed[-1:]
    lumps = [item for item in kitchen.items if item.look == "meatball" and item.holder]
    if meaning.name.split()[-1] == "patty" and lumps:
        return lumps[-1:]
    if sort == "any" and (stuffing := filling(kitchen, meaning, into)):
        return stuffing
    if sort == "dough" and meaning.name.split()[-1] in ("ball", "round", "disc"):
        lumps = [item for item in kitchen.items if item.look in ("meatball", "dough") and item.holder]
        if lumps and max(lumps, key=lambda one: one.touched).look == "meatball":
            return [max(lumps, key=lambda one: one.touched)]
    if sort in ("dough", "batter", "egg"):
        looks = {"dough": ("dough", "tortilla"), "batter": ("batter", "dough"), "egg": ("egg",)}[sort]
        made = [
            item
            for item in kitchen.items
            if item.look in looks and (item.holder or sort == "dough") and item.form != "whole"
        ]
        if (
            made
            and (meaning.rest or meaning.another)
            and made[-1].holder
            and made[-1].holder.vessel in OVENWARE
        ):
            return [more(kitchen, made[-1])]
        return made[-1:] if made else latest(kitchen, into, made_of="flour") if sort != "egg" else []
    said = meaning.name.split()
    if sort == "any" or said[-1] in ("mixture", "mix"):
        for holder in reversed(kitchen.holders):
            inside = {word for item in holder.items for leaf in item.leaves() for word in leaf.name.split()}
            if holder is not into and set(said[:-1]) & inside:
                return list(holder.items)
    mixed = kitchen.made.get(said[-1]) if sort == "sauce" else None
    if mixed and mixed is not into and mixed.items:
        return list(mixed.items)
    if sort == "sauce":
        return swimming(kitchen, meaning, into)
    if sort == "soup" and meaning.text.endswith("masalas"):
        sort = "spice"
    if sort == "soup":
        wet = [holder for holder in kitchen.holders if holder.liquid() and holder.vessel in HOT]
        rich = [
            holder
            for holder in wet
            if any(item.kind in SWIMMING and item.look != "water" for item in holder.items)
        ]
        return list((rich or wet)[-1].items) if wet else latest(kitchen, into)
    if sort == "spice":
        made = [
            item for item in kitchen.items if item.parts and all(one.kind in RUBS for one in item.leaves())
        ]
        if made and made[-1].on is not None:
            return [more(kitchen, made[-1])]
        listed = [item for item in kitchen.stock if item.kind == "spice" and item.look in ("spice", "pepper")]
        listed = [item for item in listed if item in kitchen.items]
        return made[-1:] or [item for item in listed if item in kitchen.unused()] or listed
    if sort in ("salad", "any", "drink"):
        return latest(kitchen, into)
    kinds = GROUPS.get(sort, ())
    cooking = kitchen.focus if sort == "vegetable" and kitchen.focus and kitchen.focus.vessel in HOT else None
    placed = [
        item
        for item in kitchen.items
        if item.kind in kinds and item.holder and item.holder is not into and item.holder is not cooking
    ]
    if sort == "vegetable":
        placed = [item for item in placed if not item.blended]
    if sort == "poultry":
        return [item for item in (*placed, *kitchen.unused()) if item.look in POULTRY][:1]
    fresh = [
        item for item in kitchen.unused() if item.kind in kinds and not (sort == "vegetable" and item.minor)
    ]
    fresh = [item for item in fresh if not kitchen.later(item)] if placed else fresh
    if sort in ("dry", "wet"):
        together = whisked(kitchen, into) if sort == "wet" else []
        return together or fresh or placed
    solid = [item for item in placed if not item.parts]
    found = (solid + fresh if sort == "vegetable" else solid or fresh) or placed
    return found or [item for item in (cooking.items if cooking else []) if item.kind in kinds]


def _made(kitchen: Kitchen, meaning: Sense) -> Item:
    """A mixture that no step has made, drawn as its name says."""
    assert meaning.mixture is not None
    kitchen.tracks += 1
    kind = {"sauce": "sauce", "soup": "sauce", "dough": "dough", "batter": "dough"}.get(
        meaning.mixture.sort, meaning.mixture.sort
    )
    item = Item(
        name=meaning.name,
        look=meaning.mixture.look,
        form=meaning.mixture.form,
        kind=kind,
        minor=kind in ("spice", "herb"),
        track=kitchen.tracks,
    )
    kitchen.items.append(item)
    return item
