"""What getting things ready does to the kitchen and lets us see: washing, peeling, cracking, soaking, greasing."""

from comenius.language import moving, preparing
from comenius.language.bench import Action, busy, targets_or_focus, view, workplace
from comenius.language.kitchen import DISHES, GLASSES, HOT, OVENWARE, Item, Kitchen
from comenius.language.orders import Order, View
from comenius.lexicon.matching import sense

PARED = frozenset(
    {
        "potato",
        "sweet potato",
        "carrot",
        "cucumber",
        "zucchini",
        "apple",
        "pear",
        "asparagus",
        "beet",
        "pumpkin",
    }
    | {"ginger", "mango", "radish", "eggplant"}
)  # what a peeler peels


def soak(kitchen: Kitchen, order: Order) -> View | None:
    """Cover things with water in a bowl."""
    items = targets_or_focus(kitchen, order)
    cold = order.dest.vessel if order.dest and order.dest.vessel in ("fridge", "oven") else ""
    place = order.dest if order.dest and not cold else kitchen.hold("bowl", fresh=True)
    place.inside = cold
    kitchen.move([*items, *order.extras, *order.onto], place)
    if not any(item.form == "liquid" for item in place.items):
        water = kitchen.bring(sense("water"))
        if water:
            kitchen.move([water], place)
    return View(holder=place, focus=tuple(items))


def marinate(kitchen: Kitchen, order: Order) -> View | None:
    """Leave things in a bowl with what flavours them."""
    items = targets_or_focus(kitchen, order)
    place = order.dest or busy(kitchen, items)
    if place is None or place.vessel not in ("bowl", *GLASSES, *DISHES):
        place = kitchen.hold("bowl", fresh=True)
    kitchen.move([*items, *order.extras, *order.onto], place)
    return View(holder=place, focus=tuple(items), strength=2.0 if order.targets or order.extras else 1.0)


def wash(kitchen: Kitchen, order: Order) -> View | None:
    """Things in a bowl of water."""
    items = [item for item in order.targets if not item.minor] or order.targets
    if not items:
        return View(holder=kitchen.focus, strength=0.3)
    if items[0].holder and items[0].holder.vessel not in ("cutting board", "table"):
        return view(order, items[0].holder, 0.6, focus=items)
    dry = order.verb.name.endswith((" dry", " clean")) or order.verb.name == "dry off"
    dry = dry and order.verb.name.split()[0] not in ("wash", "rinse", "scrub")
    place = kitchen.hold("plate" if dry else "bowl", fresh=True)
    kitchen.move(items, place)
    kitchen.focus = None if not dry else kitchen.focus
    also: tuple[Item, ...] = ()
    if not dry:
        word = sense("water").food
        also = (kitchen.new(word, "water"),) if word else ()
    return View(holder=place, focus=tuple(items), also=also, tool=order.tool, hand=True)


def peel(kitchen: Kitchen, order: Order) -> View | None:
    """Things on the board under the knife."""
    items = [item for item in targets_or_focus(kitchen, order) if not item.minor]
    if not items:
        return View(holder=kitchen.focus, strength=0.3)
    if order.tool == "peeler" and not order.clause.tool and not {item.look for item in items} & PARED:
        order.tool = "knife" if items[0].kind in ("vegetable", "fruit") else ""
    place = workplace(kitchen, "cutting board", items)
    if items[0].holder and items[0].holder.vessel in HOT:
        place = items[0].holder
    kitchen.move(items, place)
    order.hand = True
    return view(order, place, focus=items)


def crack(kitchen: Kitchen, order: Order) -> View | None:
    """Eggs out of their shells."""
    eggs = [item for item in order.targets if item.look == "egg"]
    if not eggs and order.verb.name == "separate":  # leaves stay leaves
        return peel(kitchen, order)
    if not eggs:
        return preparing.cut(kitchen, order)
    place = order.dest or next((item.holder for item in order.onto if item.holder), None)
    if order.verb.name == "separate":
        return _separate(kitchen, eggs)
    if place is None:
        place = (
            kitchen.focus
            if kitchen.focus
            and kitchen.focus.vessel in ("bowl", "pan")
            and kitchen.focus.made == kitchen.step
            else kitchen.hold("bowl", fresh=True)
        )
    for egg in eggs:
        egg.shape("fried" if place.vessel in HOT else "beaten")
    kitchen.move(eggs, place)
    return View(holder=place, focus=tuple(eggs), hand=True)


def _separate(kitchen: Kitchen, eggs: list[Item]) -> View:
    """Yolks in one bowl, whites in another."""
    bowls = [kitchen.hold("bowl", fresh=True) for _ in range(2)]
    parts = [one for name in ("egg yolk", "egg white") for one in [kitchen.bring(sense(name))] if one]
    for part, bowl in zip(parts, bowls, strict=True):
        part.form, part.touched = ("whole" if part.look == "egg" else part.form), kitchen.step
        kitchen.move([part], bowl)
    for egg in eggs:
        kitchen.drop(egg)
    kitchen.last = parts
    return View(holder=bowls[0], focus=tuple(parts[:1]), also=tuple(parts[1:]), hand=True)


def grease(kitchen: Kitchen, order: Order) -> View | None:
    """Fat on a tray or dish."""
    place = order.vessels[0] if order.vessels else order.dest
    if place is None:
        return moving.add(kitchen, order) if order.targets else None
    fat = [item for item in order.extras if item.kind in ("fat", "flour", "sweet") or item.look == "crumbs"]
    kitchen.attend(place)
    lining = [item for item in order.extras if item.kind in ("dough", "bread", "meat", "cake")]
    if lining and order.verb.name == "line":
        kitchen.move(lining, place)
        kitchen.last = lining
        return View(holder=place, focus=tuple(lining), hand=True)
    if place.vessel in OVENWARE:  # what clings to a tin is not seen in it later
        return View(holder=place, also=tuple(fat), strength=1.0, hand=bool(fat))
    kitchen.move(fat, place)
    return View(holder=place, focus=tuple(fat), strength=1.0, hand=bool(fat))


def skewer(kitchen: Kitchen, order: Order) -> View | None:
    """Things on sticks on a plate."""
    items = targets_or_focus(kitchen, order)
    place = kitchen.hold("plate", fresh=True)
    kitchen.move(items, place)
    kitchen.threaded = list(place.items)
    return View(holder=place, focus=tuple(items), hand=True)


def skim(kitchen: Kitchen, order: Order) -> View | None:
    """A ladle over the pot."""
    order.hand = True
    return view(order, kitchen.focus, 1.0)


def gather(kitchen: Kitchen, order: Order) -> View | None:
    """Get things ready: show them, or the empty vessel."""
    loose = [item for item in order.targets if item.holder is None]
    if order.verb.name in ("use", "need", "have", "want", "try") and kitchen.focus and kitchen.focus.items:
        return View(holder=kitchen.focus, strength=0.4)
    if loose and not (order.dest or order.onto):
        board = any(item.kind == "bread" for item in loose)
        place = workplace(kitchen, "cutting board" if board else "table", loose)
        kitchen.move(loose, place)
        return View(holder=place, focus=tuple(loose), strength=1.0)
    if loose:
        return moving.add(kitchen, order)
    if order.targets and order.targets[0].holder:
        return View(holder=order.targets[0].holder, focus=tuple(order.targets), strength=0.4)
    ready = order.vessels[0] if order.vessels else order.dest
    hot = ready is not None and ready.vessel in HOT and order.words & {"smoking", "hot", "heat"}
    if ready is not None and (ready.vessel == "grill" or hot):
        ready.fire = True
    if ready is not None and ready.vessel != "oven":
        kitchen.attend(ready)
        return View(holder=ready, strength=0.5)
    return None


ACTIONS: dict[str, Action] = {
    "soak": soak,
    "marinate": marinate,
    "wash": wash,
    "peel": peel,
    "crack": crack,
    "grease": grease,
    "skewer": skewer,
    "skim": skim,
    "gather": gather,
}
