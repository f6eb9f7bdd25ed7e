"""What a noun phrase points at in the kitchen: named things, groups, mixtures, pronouns."""

from collections.abc import Sequence

from comenius.language.kitchen import HOT, STAPLES, Holder, Item, Kitchen
from comenius.lexicon.matching import Sense, sense
from comenius.lexicon.tables import lexicon, plain

GROUPS = {
    "vegetable": ("vegetable",),
    "meat": ("meat", "protein"),
    "ground": ("meat",),
    "seafood": ("seafood",),
    "fruit": ("fruit",),
    "herb": ("herb",),
    "nut": ("nut",),
    "dry": ("flour", "starch", "sweet", "spice"),
    "wet": ("liquid", "egg", "dairy", "fat", "sauce"),
}
SWIMMING = ("sauce", "dairy", "liquid")


def refer(kitchen: Kitchen, phrase: str, *, into: Holder | None = None) -> list[Item]:
    """The things a phrase points at; `into` is where they go, so that they are not looked for there."""
    meaning = sense(phrase)
    found = _refer(kitchen, meaning, into)
    for item in found:
        if meaning.form and not item.parts and meaning.form != item.form:
            item.shape(meaning.form)
        if meaning.doneness != "raw" and item.kind != "spice":
            item.doneness = meaning.doneness
    return found


def _refer(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    if meaning.pronoun:
        return _said_last(kitchen, meaning.text, into)
    named = _named(kitchen, meaning, into)
    if named and not (meaning.mixture and meaning.mixture.sort == "rest"):
        return named
    if meaning.mixture:
        group = _group(kitchen, meaning, into)
        if group:
            return group
    if meaning.food:
        item = kitchen.bring(meaning)
        return [item] if item else []
    if meaning.mixture and meaning.mixture.look and not meaning.vessel:
        return [_made(kitchen, meaning)]
    return []


def _said_last(kitchen: Kitchen, pronoun: str, into: Holder | None) -> list[Item]:
    """What `it` and `them` stand for: the things said last; `it`, when they lie among others, is all of it."""
    last = [item for item in kitchen.last if item in kitchen.items]
    if not last:
        return list(kitchen.focus.items) if kitchen.focus else []
    home = last[0].holder
    mixed = home is not None and home is not into and home.vessel not in ("cutting board", "table", "plate")
    if mixed and home and pronoun.split()[0] in ("it", "everything", "all", "this", "both"):
        return list(home.items)
    return last


def _named(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """Things whose own name the phrase says, the ones not used yet and the prepared ones first."""
    if not meaning.name or (meaning.vessel and not meaning.food):
        return []
    best: list[tuple[float, Item]] = []
    for order, item in enumerate(kitchen.items):
        score = _alike(meaning.name, item.name)
        if score and meaning.food and item.minor != meaning.food.minor and not item.parts:
            score -= 1.5
        if not score and item.parts and item.form != "mixture":
            score = 0.5 * _alike(meaning.name, item.parts[0].name)
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
    holder = item.holder
    another = meaning.another or meaning.rest
    used_up = holder is not None and (
        holder is into
        or another
        or (
            item.kind in STAPLES
            and holder.vessel != "cutting board"
            and any(not other.minor for other in holder.items if other is not item)
        )
    )
    if (
        used_up
        and (item.kind in STAPLES or another)
        and not plain(meaning.text).startswith(("the browned", "the marinated"))
    ):
        return [kitchen.copy(item)]
    return [item, *plural] if not meaning.text.startswith("one") else [item]


def _alike(phrase: str, name: str) -> float:
    """How well a phrase names a thing: 3 the same, 2 one within the other, 1 the same last word."""
    one, two = phrase.split(), name.split()
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
        unused = kitchen.unused()
        everything = kitchen.focus.items if kitchen.focus else []
        return unused or [item for item in everything]
    if sort in ("dough", "batter", "egg"):
        looks = {"dough": ("dough", "tortilla"), "batter": ("batter", "dough"), "egg": ("egg",)}[sort]
        made = [
            item
            for item in kitchen.items
            if item.look in looks and (item.holder or sort == "dough") and item.form != "whole"
        ]
        return made[-1:] if made else _latest(kitchen, into, made_of="flour") if sort != "egg" else []
    if sort == "sauce":
        return _swimming(kitchen, meaning, into)
    if sort == "soup":
        wet = [holder for holder in kitchen.holders if holder.liquid() and holder.vessel in HOT]
        return list(wet[-1].items) if wet else _latest(kitchen, into)
    if sort == "spice":
        made = [item for item in kitchen.items if item.look == "spice" and item.parts]
        return made[-1:] or [
            item for item in kitchen.stock if item.kind == "spice" and item.look in ("spice", "pepper")
        ]
    if sort == "salad":
        return _latest(kitchen, into)
    if sort == "any":
        return _latest(kitchen, into)
    kinds = GROUPS.get(sort, ())
    placed = [
        item for item in kitchen.items if item.kind in kinds and item.holder and item.holder is not into
    ]
    fresh = [
        item for item in kitchen.unused() if item.kind in kinds and not (sort == "vegetable" and item.minor)
    ]
    if sort in ("dry", "wet"):
        return fresh or placed
    solid = [item for item in placed if not item.parts]
    return (solid + fresh if sort == "vegetable" else solid or fresh) or placed


def _latest(kitchen: Kitchen, into: Holder | None, made_of: str = "") -> list[Item]:
    """Everything in the vessel that was worked in last, not counting the one things go into."""
    order: Sequence[Holder | None] = [kitchen.focus, *reversed(kitchen.holders)]
    several = [holder for holder in order if holder and _several(holder)]
    for holder in [*several, *order]:
        if holder is None or holder is into or not holder.items:
            continue
        if made_of and not any(leaf.kind == made_of for item in holder.items for leaf in item.leaves()):
            continue
        return list(holder.items)
    return list(into.items) if into and not made_of else []


def _several(holder: Holder) -> bool:
    """Whether more than one thing was put together in a vessel."""
    if holder.vessel in ("cutting board", "table"):
        return False
    return sum(1 for item in holder.items if not item.minor and item.look != "water") > 1 or any(
        item.parts for item in holder.items
    )


def _swimming(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """The sauce: what is in the last vessel with something runny, or the runny thing of that look."""
    assert meaning.mixture is not None
    for holder in reversed(kitchen.holders):
        runny = [item for item in holder.items if item.kind in SWIMMING and item.look != "water"]
        if holder is not into and runny and holder.vessel not in ("cutting board", "plate"):
            return list(holder.items) if holder.vessel in (*HOT, "bowl", "blender") else runny
    if into and any(item.kind in SWIMMING for item in into.items):
        return list(into.items)
    return []


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
        track=kitchen.tracks,
    )
    kitchen.items.append(item)
    return item
