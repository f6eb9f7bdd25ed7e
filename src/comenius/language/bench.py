"""What the actions share: how they look at things, where they work, what an unsaid object is."""

from collections.abc import Callable, Iterable

from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.language.orders import COOKING, Order, View

Action = Callable[[Kitchen, Order], View | None]


def view(order: Order, holder: Holder | None, strength: float = 2.0, *, focus: Iterable[Item] = ()) -> View:
    """What is seen of a vessel while the order is carried out."""
    chosen = tuple(focus) or tuple(order.targets)
    return View(holder=holder, strength=strength, focus=chosen, tool=order.tool, hand=order.hand)


def workplace(kitchen: Kitchen, vessel: str, items: Iterable[Item]) -> Holder:
    """A board or table for this step; what earlier steps left on it is out of the picture."""
    holder = kitchen.hold(vessel)
    if holder.made != kitchen.step and not any(item in holder.items for item in items):
        holder = kitchen.hold(vessel, fresh=True)
    return holder


def targets_or_focus(kitchen: Kitchen, order: Order, *, whole: bool = False) -> list[Item]:
    """The things an order is about when it does not say: those said last, else what is being worked on.

    With `whole` everything that lies with them: `pour into jars` means all of it.
    """
    if order.targets or order.abstract:
        return order.targets
    loose = [
        item for item in kitchen.last if item.holder and item.holder.vessel in ("cutting board", "table")
    ]
    cooking = order.verb.effect in ("fry", "cook", "boil")
    if order.dest and order.dest.items and not whole and not (loose and cooking):
        return list(order.dest.items)
    last = [item for item in kitchen.last if item in kitchen.items]
    if last and order.verb.effect in COOKING and all(item.kind == "fat" for item in last):
        around = last[0].holder.items if last[0].holder else []
        if all(item.kind == "fat" or item.minor for item in around):  # "heat the oil and fry for a minute"
            last = [item for item in kitchen.eaten if item in kitchen.items] or last
    home = last[0].holder if last else kitchen.focus
    said = order.clause.objects or order.verb.effect not in ("add", "place", "mix")
    if whole and home and home.vessel == "cutting board" and not said:
        return list(home.items)  # all that was cut in this step
    if whole and home and home.vessel not in ("cutting board", "table"):
        return without_water(home.items)
    return last or (list(kitchen.focus.items) if kitchen.focus else [])


def without_water(items: Iterable[Item]) -> list[Item]:
    """Things taken out of the water they were cooked in."""
    everything = list(items)
    solid = any(
        item.form != "liquid" and not item.minor and item.kind not in DISSOLVING for item in everything
    )
    soup = any(item.look in ("broth", "tomato sauce", "milk", "cream", "curry") for item in everything)
    return [item for item in everything if not (solid and not soup and item.look == "water")]


def busy(kitchen: Kitchen, items: Iterable[Item]) -> Holder | None:
    """The vessel most of the things stand in, boards and tables left out; else the one in work."""
    placed = [
        item.holder for item in items if item.holder and item.holder.vessel not in ("cutting board", "table")
    ]
    if placed:
        return max(placed, key=placed.count)
    return kitchen.focus


def taken(kitchen: Kitchen, vessel: str) -> bool:
    """Whether the vessel of that kind that was used last has something in it from an earlier step."""
    known = [holder for holder in kitchen.holders if holder.vessel == vessel]
    return bool(known) and bool(known[-1].items) and known[-1].made < kitchen.step


def company(items: Iterable[Item]) -> list[Item]:
    """The onion and garlic that were fried with things, and go where they go."""
    moved = list(items)
    pans = [item.holder for item in moved if item.holder and item.holder.vessel in HOT]
    return [
        other
        for pan in dict.fromkeys(pans)
        for other in pan.items
        if other.look in AROMATIC and other.form != "whole" and other not in moved
    ]


DISSOLVING = ("sweet", "spice", "starch")  # kinds that are gone in hot water
AROMATIC = frozenset({"onion", "red onion", "garlic", "ginger", "leek"})
SMALL = frozenset({"mushroom", "olives", "chili", "lettuce", "spinach"})


def mince(items: Iterable[Item], place: Holder) -> None:
    """Nobody fries a whole onion: vegetables that go into a pan among others are cut."""
    for item in items:
        alone = all(other is item or other.minor for other in place.items)
        aromatic = item.look in AROMATIC
        cut = aromatic or (not alone and item.look not in SMALL)
        if item.kind == "vegetable" and item.form == "whole" and cut:
            item.shape("chopped")


def set_egg(kitchen: Kitchen, order: Order, egg: Item, place: Holder) -> None:
    """Let beaten egg become an omelette, or scrambled egg when it is stirred."""
    alone = all(item is egg or item.minor or item.kind == "fat" for item in place.items)
    if order.verb.name == "scramble" or (kitchen.title | order.words) & {"scrambled", "scramble"}:
        egg.name = "scrambled egg"
        egg.shape("chopped")
    elif alone and (kitchen.title & {"omelette", "omelet"} or order.words & {"omelette", "omelet"}):
        egg.look, egg.form, egg.name = "tortilla", "flat", "omelette"
