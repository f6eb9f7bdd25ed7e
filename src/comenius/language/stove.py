"""The hot vessel things cook in: the one said, the one they are in, the one that stands ready."""

from comenius.language.kitchen import DISHES, HOT, Holder, Item, Kitchen
from comenius.language.orders import Order


def hot(kitchen: Kitchen, order: Order, items: list[Item], vessel: str) -> Holder:
    """The hot vessel things cook in."""
    if order.dest and order.dest.vessel in (*HOT, *DISHES, "bowl"):
        return order.dest
    if order.vessels and order.vessels[0].vessel in HOT:
        return order.vessels[0]
    homes = [
        item.holder
        for item in [*items, *order.onto, *order.extras]
        if item.holder and item.holder.vessel in HOT
    ]
    if homes:
        return homes[0]
    ready = kitchen.focus is not None and kitchen.focus.fire and kitchen.focus.warmed == kitchen.step
    aside = ("cutting board", "table", *(("bowl", "plate") if ready else ()))
    loose = not items or all(item.holder is None or item.holder.vessel in aside for item in items)
    wet = (
        vessel == "pan"
        and kitchen.focus is not None
        and kitchen.focus.vessel == "pot"
        and kitchen.focus.liquid()
    )
    if (
        loose
        and not wet
        and kitchen.focus
        and kitchen.focus.vessel in HOT
        and (kitchen.focus.fire or not kitchen.focus.items)
        and not (vessel == "pan" and kitchen.focus.vessel == "pot" and _boiled(kitchen, kitchen.focus))
    ):
        return kitchen.focus
    known = [holder for holder in kitchen.holders if holder.vessel == vessel]
    taken = bool(known) and any(not item.minor and item not in items for item in known[-1].items)
    return kitchen.hold(vessel, fresh=taken and bool(items))


def _boiled(kitchen: Kitchen, pot: Holder) -> bool:
    """Whether an earlier step boiled something in a pot, and took it out."""
    left = bool(pot.items) and all(item.look == "water" or item.minor for item in pot.items)
    return pot.made < kitchen.step and pot.steam and left
