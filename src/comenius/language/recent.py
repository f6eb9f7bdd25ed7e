"""What was worked on last: the bowl whisked last, the dish by its title, the sauce in a pan."""

from collections.abc import Sequence

from comenius.language.kitchen import HOT, OVENWARE, Holder, Item, Kitchen
from comenius.lexicon.matching import Sense

WET = ("liquid", "egg", "dairy", "fat", "sauce")  # kinds of what is whisked together
BODY = ("meat", "seafood", "protein", "dough")
SWIMMING = ("sauce", "dairy", "liquid")


def whisked(kitchen: Kitchen, into: Holder | None) -> list[Item]:
    """What runs and was put together in a bowl or jug, without flour."""
    for holder in reversed(kitchen.holders):
        leaves = [leaf for item in holder.items for leaf in item.leaves()]
        wet = [leaf for leaf in leaves if leaf.kind in WET]
        if holder is not into and holder.vessel == "bowl" and len(wet) > 1 and len(wet) == len(leaves):
            return list(holder.items)
    return []


def creamed(kitchen: Kitchen) -> list[Item]:
    """What `the cream` is where no cream is listed: eggs or cheese that were beaten in a bowl."""
    for holder in reversed(kitchen.holders):
        beaten = [
            item for item in holder.items if item.parts and item.form in ("liquid", "beaten", "mixture")
        ]
        if holder.vessel == "bowl" and any(leaf.kind == "dairy" for one in beaten for leaf in one.leaves()):
            return list(holder.items)
    return []


def dish(kitchen: Kitchen) -> list[Item]:
    """What the title names: all that is in the vessel worked in last, where no step called that something else."""
    other = [tracks for name, tracks in kitchen.christened.items() if name not in kitchen.title]
    around = latest(kitchen, None)
    if not any(map(_solid, around)) and (solid := _body(kitchen)):
        return solid
    if not any(item.tracks & tracks for item in around for tracks in other):
        return around
    cooked = [one for one in kitchen.holders if one.vessel in (*HOT, *OVENWARE) and _several(one)]
    cooked = [one for one in cooked if not any(item.tracks & t for item in one.items for t in other)]
    return list(cooked[-1].items) if cooked else around


def _solid(item: Item) -> bool:
    """Whether a dish can be called after what is made of it: dumplings, meat in pieces."""
    return item.form == "parcel" or (item.kind in BODY and item.form not in ("liquid", "flat", "ball"))


def _body(kitchen: Kitchen) -> list[Item]:
    """The dumplings or the meat that were worked on last, with what they swim in."""
    solid = [item for item in kitchen.items if item.holder and _solid(item)]
    home = max(solid, key=lambda item: item.touched).holder if solid else None
    if home is None:
        return []
    return list(home.items) if home.liquid() else [item for item in solid if item.holder is home]


def latest(kitchen: Kitchen, into: Holder | None, made_of: str = "") -> list[Item]:
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


def swimming(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """The sauce: what is in the last vessel with something runny, or the runny thing of that look."""
    assert meaning.mixture is not None
    for holder in reversed(kitchen.holders):
        runny = [item for item in holder.items if item.kind in SWIMMING and item.look != "water"]
        if holder is not into and runny and holder.vessel not in ("cutting board", "plate"):
            return list(holder.items) if holder.vessel in (*HOT, "bowl", "blender") else runny
    if into and any(item.kind in SWIMMING for item in into.items):
        return list(into.items)
    for holder in reversed(kitchen.holders):  # tomatoes that cook become the sauce
        if (
            holder is not into
            and holder.vessel in HOT
            and any(item.look == "tomato" for item in holder.items)
        ):
            return list(holder.items)
    return []


def solids_elsewhere(kitchen: Kitchen, poured: list[Item]) -> list[Item]:
    """What stands ready to be poured over: the solids in the vessel that was filled last."""
    own = {item.holder for item in poured}
    for holder in reversed(kitchen.holders):
        solid = [item for item in holder.items if item.form != "liquid" and not item.minor]
        if holder not in own and solid and holder.vessel not in ("table", "cutting board"):
            return solid
    return []
