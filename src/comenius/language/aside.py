"""What waits for later: browned things on a plate, the pot that simmers while rice cooks in another."""

from comenius.language.bench import AROMATIC
from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.language.orders import Order, View

ASIDE = ("set aside", "put aside", "place aside", "keep aside", "lay aside", "leave aside", "reserve")
AGAIN = frozenset({"return", "back", "same"})  # words of steps that use a pan again
PANS = frozenset({"pan", "skillet", "griddle", "wok"})  # that the next step goes on in
SOON = 4  # steps in which they do
SIDES = ("grain", "pasta")  # kinds that cook beside the dish


def out_of_the_pan(kitchen: Kitchen, order: Order) -> View | None:
    """Things that were browned and are set aside go on a plate, when their pan is used before they come back."""
    items = order.targets or [item for item in kitchen.last if item in kitchen.items]
    pan = items[0].holder if items else None
    later = frozenset().union(*kitchen.texts[kitchen.step + 1 : kitchen.step + 1 + SOON])
    soon = kitchen.texts[kitchen.step + 1] if kitchen.step + 1 < len(kitchen.texts) else frozenset()
    again = AGAIN & later or PANS & soon
    if order.verb.name not in ASIDE or order.dest or pan is None or not again:
        return None
    if pan.vessel not in HOT or not pan.fire or pan.liquid():
        return None
    moved = [item for item in items if item.holder is pan and item.kind != "fat"]
    if all(item.look in AROMATIC or item.minor for item in moved):
        return None  # garlic butter stays in its pan
    plate = kitchen.hold("plate", fresh=True)
    kitchen.move(moved, plate)
    kitchen.last, kitchen.focus = moved, pan
    return View(holder=plate, focus=tuple(moved))


def rinsed_into(kitchen: Kitchen, items: list[Item]) -> Holder | None:
    """Where beans go that were only drained or rinsed in this step: into the pot that was on the fire."""
    homes = {item.holder for item in items}
    bowl = homes.pop() if len(homes) == 1 else None
    work = kitchen.opened
    if bowl is None or bowl.vessel != "bowl" or bowl.made != kitchen.step or any(one.parts for one in items):
        return None
    return work if work is not None and work.vessel in HOT and work.items else None


def waiting_pot(kitchen: Kitchen, before: Holder | None) -> Holder | None:
    """The pot that work goes back to after rice or pasta was cooked meanwhile; it was in work `before`."""
    now = kitchen.focus
    if before is None or now is None or now is before or before.vessel not in HOT or now.vessel not in HOT:
        return None
    beside = all(item.kind in SIDES or item.minor or item.look == "water" for item in now.items)
    meanwhile = kitchen.step > 0 and kitchen.texts[kitchen.step - 1] & {"meanwhile", "while"}
    return before if before.items and beside and meanwhile else None
