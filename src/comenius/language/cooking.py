"""What each kind of action does to the kitchen and lets us see: heat, dough, finishing, and nothing at all."""

from dataclasses import replace

from comenius.language import actions
from comenius.language.actions import Action, busy, into_closed, targets_or_focus, view, workplace
from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.language.mixing import blend_together
from comenius.language.orders import Order, View
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Doneness

HARDER: dict[Doneness, Doneness] = {
    "raw": "golden",
    "golden": "browned",
    "browned": "browned",
    "charred": "charred",
}
COOKED_IN_WATER = frozenset({"pasta", "grain", "legume"})


def _hot(kitchen: Kitchen, order: Order, items: list[Item], vessel: str) -> Holder:
    """The hot vessel things cook in."""
    if order.dest and order.dest.vessel in (*HOT, "baking dish", "bowl"):
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
    loose = not items or all(
        item.holder is None or item.holder.vessel in ("cutting board", "table") for item in items
    )
    if (
        loose
        and kitchen.focus
        and kitchen.focus.vessel in HOT
        and (kitchen.focus.fire or not kitchen.focus.items)
    ):
        return kitchen.focus
    known = [holder for holder in kitchen.holders if holder.vessel == vessel]
    taken = bool(known) and any(not item.minor and item not in items for item in known[-1].items)
    return kitchen.hold(vessel, fresh=taken and bool(items))


def _brown(items: list[Item], done: Doneness) -> None:
    for item in items:
        if item.form not in ("liquid", "powder", "noodles"):
            item.doneness = done


def heat(kitchen: Kitchen, order: Order) -> View | None:
    if any(holder.vessel == "oven" for holder in order.vessels) or "oven" in order.words:
        return preheat(kitchen, order)
    items = order.targets or (
        [] if order.vessels or order.dest or order.extras else targets_or_focus(kitchen, order)
    )
    watery = any(item.form == "liquid" and not item.minor for item in items)
    place = _hot(kitchen, order, items, "pot" if watery else "pan")
    kitchen.move([*items, *order.extras], place)
    kitchen.attend(place)
    place.fire, place.steam = place.vessel in HOT, watery
    return View(holder=place, focus=tuple(items), strength=2.0 if place.items else 0.6)


def melt(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    for item in items:
        if item.look == "butter" and item.form != "liquid":
            item.look, item.form, item.minor, item.name = "oil", "liquid", False, f"melted {item.name}"
        elif item.look == "chocolate":
            item.look, item.form, item.name = "brown sauce", "liquid", f"melted {item.name}"
        elif item.kind == "cheese":
            item.doneness = "golden"
    if order.dest and order.dest.vessel == "oven":
        return into_closed(kitchen, order, items, "oven")
    home = busy(kitchen, items) if not order.dest and items and items[0].holder else None
    place = home or _hot(kitchen, order, items, order.verb.place or "pan")
    kitchen.move([*items, *order.extras], place)
    place.fire = place.vessel in HOT
    return View(holder=place, focus=tuple(items))


def fry(kitchen: Kitchen, order: Order) -> View | None:
    items = [
        *targets_or_focus(kitchen, order),
        *order.extras,
        *(item for item in order.onto if item.kind == "fat"),
    ]
    place = _hot(kitchen, order, items, "pan")
    if place.vessel == "bowl":
        place = kitchen.hold("pan")
    kitchen.move(items, place)
    place.fire, place.steam = place.vessel in HOT, True
    done = order.done if order.done != "raw" else order.verb.doneness
    shown = order.targets or list(place.items)
    actions.mince(shown, place)
    for item in shown:
        if item.look == "egg" and item.form == "whole":
            item.shape("fried")
        if item.look == "batter":
            item.look, item.form, item.name = "tortilla", "flat", "pancake"
    _brown(shown, done)
    return view(order, place, focus=shown)


def deepfry(kitchen: Kitchen, order: Order) -> View | None:
    if not order.dest and kitchen.focus and kitchen.focus.vessel in HOT:
        order.dest = kitchen.focus
    return fry(kitchen, order)


def boil(kitchen: Kitchen, order: Order) -> View | None:
    calm = {"boil", "simmer", "boiling", "bubble", "scalding", "temperature", "heat"}
    if order.verb.name.startswith(("bring", "come")) and not order.words & calm:
        return actions.add(kitchen, order) if order.targets else actions.rest(kitchen, order)
    if order.abstract and not order.targets and order.verb.name in ("reduce", "bring down", "come"):
        return View(holder=kitchen.focus, strength=0.3)
    items = list(order.targets)
    if not items and not order.vessels and not order.dest:
        place = (
            kitchen.focus if kitchen.focus and (kitchen.focus.items or kitchen.focus.vessel in HOT) else None
        )
        if place is None or place.vessel not in HOT:
            items = targets_or_focus(kitchen, order)
    place = _hot(kitchen, order, items, "pot")
    dry = place.vessel == "pan" and not place.liquid() and any(not item.minor for item in place.items)
    if dry and items and not order.dest and any(item.holder is not place for item in items):
        place = kitchen.hold(
            "pot", fresh=any(holder.vessel == "pot" and holder.items for holder in kitchen.holders)
        )
    if place.vessel not in HOT:
        place = kitchen.hold("pot")
    kitchen.move([*items, *order.extras, *(item for item in order.onto if item.form == "liquid")], place)
    place.fire, place.steam, place.inside = True, True, ""
    everything = place.items
    juicy = place.liquid() or any(
        item.look == "tomato" or item.kind in ("sauce", "dairy") for item in everything
    )
    if not juicy and order.verb.name in (
        "boil",
        "simmer",
        "poach",
        "blanch",
        "parboil",
        "steam",
        "hard boil",
        "soft boil",
    ):
        water = kitchen.bring(sense("water"))
        if water:
            kitchen.move([water], place)
    for item in everything:
        if item.kind in ("meat", "seafood") and item.doneness == "raw":
            item.doneness = "golden"
    kitchen.attend(place)
    return View(holder=place, focus=tuple(items))


def cook(kitchen: Kitchen, order: Order) -> View | None:
    """Whatever cooking means here: the oven when things are in it, water when they swim, else a pan."""
    items = targets_or_focus(kitchen, order)
    home = busy(kitchen, items)
    oven = order.dest is not None and order.dest.vessel == "oven"
    if oven or (home and home.inside == "oven") or "oven" in order.words:
        return bake(kitchen, order)
    if order.dest and order.dest.vessel == "grill" or (home and home.vessel == "grill"):
        return grill(kitchen, order)
    if home and home.vessel in ("baking tray", "baking dish") and not order.dest:
        return bake(kitchen, order)
    if items and all(item.kind in COOKED_IN_WATER for item in order.targets) and order.targets:
        if not (home and home.vessel == "pan" and order.targets[0].holder is home):
            return boil(kitchen, replace_verb(order, "boil"))
    if home and home.vessel in HOT and home.liquid():
        return boil(kitchen, replace_verb(order, "stew"))
    return fry(kitchen, replace_verb(order, "fry"))


def replace_verb(order: Order, name: str) -> Order:
    """The same order with another verb."""
    from comenius.lexicon.tables import lexicon

    verb = lexicon().verbs[(name,)]
    tool = order.tool or verb.tool
    return replace(order, verb=replace(verb, name=name), tool=tool)


def bake(kitchen: Kitchen, order: Order) -> View | None:
    items = [item for item in targets_or_focus(kitchen, order)]
    if order.dest and order.dest.vessel in ("pan", "pot") and order.verb.name == "roast":
        return fry(kitchen, order)
    if (
        items
        and order.verb.name == "roast"
        and items[0].holder
        and items[0].holder.vessel == "pan"
        and items[0].holder.fire
    ):
        return fry(kitchen, order)
    if (
        not order.targets
        and not order.vessels
        and kitchen.focus
        and kitchen.focus.vessel not in ("bowl", "plate")
    ):
        items = list(kitchen.focus.items)
    if (
        not order.targets
        and order.verb.name == "roast"
        and kitchen.focus
        and kitchen.focus.vessel == "pan"
        and kitchen.focus.fire
    ):
        return fry(kitchen, order)
    home = order.vessels[0] if order.vessels and order.vessels[0].vessel != "oven" else None
    if home is None:
        home = (
            order.dest
            if order.dest and order.dest.vessel not in ("oven", "plate", "table")
            else busy(kitchen, items)
        )
    if (
        home is None
        or home.vessel in ("bowl", "plate", "fridge", "blender", "glass", "cutting board")
        or (items and all(item.holder is not home for item in items) and home is not order.dest)
    ):
        loose = any(item.form in ("liquid", "beaten") for item in items)
        home = kitchen.hold("baking dish" if loose else "baking tray")
    kitchen.move(items, home)
    home.inside, home.fire = "oven", False
    done = order.done if order.done != "raw" else "golden"
    _product(kitchen, home)
    _brown(home.items, done)
    kitchen.last = list(home.items)
    kitchen.attend(home)
    return View(holder=home, focus=tuple(home.items))


def _product(kitchen: Kitchen, home: Holder) -> None:
    """Dough and batter turn into what the guide bakes."""
    for item in list(home.items):
        if item.look == "egg" and item.form == "beaten":
            continue
        if item.look not in ("dough", "batter") or item.form == "parcel":
            continue
        toppings = [other for other in home.items if other is not item and other.kind in ("sauce", "cheese")]
        named = kitchen.product(anywhere=item.look == "batter")
        if item.form == "flat" and toppings and (named is None or named[0] == "pizza"):
            named = ("pizza", "pizza")
        if named and named[0] == "tortilla" and item.look == "dough":
            named = None
        if named:
            item.look, item.name = named
            item.shape("flat" if named[0] == "tortilla" else "whole")
            item.kind = "cake"
            if named[0] == "pizza":
                for other in [one for one in home.items if one is not item]:
                    item.parts.append(other)
                    kitchen.drop(other)
        elif item.look == "batter":
            item.look, item.form, item.name, item.kind = "cake", "whole", "cake", "cake"
        elif item.form in ("ball", "loaf"):
            item.shape("loaf")
            item.name = "bread" if item.name == "dough" else item.name


def grill(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    place = (
        order.dest if order.dest and order.dest.vessel in ("grill", "pan", "oven") else kitchen.hold("grill")
    )
    if place.vessel == "oven":
        return bake(kitchen, order)
    kitchen.move(items, place)
    place.fire, place.steam = True, True
    _brown(items, order.done if order.done != "raw" else order.verb.doneness)
    return view(order, place, focus=items)


def toast(kitchen: Kitchen, order: Order) -> View | None:
    if any(item.kind == "bread" for item in order.targets) and not order.dest:
        _brown(order.targets, "golden")
        place = kitchen.hold("plate")
        kitchen.move(order.targets, place)
        return View(holder=place, focus=tuple(order.targets))
    if order.dest and order.dest.vessel in ("oven", "baking tray"):
        return bake(kitchen, order)
    return fry(kitchen, order)


def _doughs(kitchen: Kitchen, order: Order) -> list[Item]:
    """The dough an order is about, made from what is mixed when nobody has called it dough yet."""
    found = [item for item in order.targets if item.look in ("dough", "tortilla", "cookies")]
    if found:
        return found
    around = [*kitchen.last, *(kitchen.focus.items if kitchen.focus else [])]
    found = [item for item in around if item.look in ("dough", "tortilla", "batter")]
    if not found and kitchen.focus and any(item.kind == "flour" for item in kitchen.focus.items):
        blend_together(kitchen, kitchen.focus, "dough")
        found = [item for item in kitchen.focus.items if item.look == "dough"]
    for item in found:
        if item.look == "batter":
            item.look, item.form, item.name = "dough", "ball", "dough"
    return found[:1]


def knead(kitchen: Kitchen, order: Order) -> View | None:
    dough = _doughs(kitchen, order)
    if not dough:
        return actions.rest(kitchen, order)
    bowl = order.dest is not None and order.dest.vessel == "bowl"
    place = order.dest if bowl and order.dest else workplace(kitchen, "table", dough)
    for item in dough:
        item.shape("ball")
    kitchen.move(dough, place)
    kitchen.last = dough
    return View(holder=place, focus=tuple(dough), hand=True)


def roll(kitchen: Kitchen, order: Order) -> View | None:
    dough = _doughs(kitchen, order)
    if not dough:
        return (
            actions.rest(kitchen, order)
            if not order.targets
            else view(order, busy(kitchen, order.targets), 0.6)
        )
    home = dough[0].holder
    pressed = order.verb.name.startswith(("press", "stretch", "pat"))
    place = home if pressed and home and home.vessel not in ("bowl",) else workplace(kitchen, "table", dough)
    if order.dest and order.dest.vessel in ("baking tray", "baking dish", "pan"):
        place = order.dest
    for item in dough:
        ball = order.words & {"ball", "log", "cylinder"}
        item.shape("ball" if ball else "flat")
    kitchen.move(dough, place)
    kitchen.last = dough
    tool = "" if pressed else order.tool
    return View(holder=place, focus=tuple(dough), tool=tool, hand=True)


def shape(kitchen: Kitchen, order: Order) -> View | None:
    items = order.targets or list(kitchen.last)
    dough = [item for item in items if item.look in ("dough", "batter", "tortilla")]
    if not dough and any(item.kind == "dough" for item in items + order.onto) or "dough" in order.words:
        dough = _doughs(kitchen, order)
    words = order.words
    for item in dough:
        if item.look == "batter":
            item.look, item.name = "dough", "dough"
        loaf = words & {"loaf"}
        flat = words & {"disc", "disk", "circle", "rectangle", "square", "flat", "sheet", "patty", "cake"}
        item.shape("loaf" if loaf else "flat" if flat else "ball")
        item.count = 1 if words & {"one", "a"} else 3
    mince = [
        item
        for item in items
        if item.look == "ground meat" or any(leaf.look == "ground meat" for leaf in item.leaves())
    ]
    for item in mince:
        item.parts = item.leaves() if item.parts else []
        item.look, item.form, item.count, item.kind = "meatball", "whole", 3, "meat"
        item.name = "patty" if words & {"patty", "burger"} else "meatball"
    made = dough or mince or items
    if not made:
        return actions.rest(kitchen, order)
    home = made[0].holder
    keep = home is not None and home.vessel in ("pan", "baking tray", "baking dish")
    place = order.dest or (home if keep and home else workplace(kitchen, "table", made))
    kitchen.move(made, place)
    kitchen.last = made
    return View(holder=place, focus=tuple(made), hand=True)


def score(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    place = items[0].holder if items and items[0].holder else None
    if place is None:
        place = workplace(kitchen, "cutting board", items)
        kitchen.move(items, place)
    return view(order, place, focus=items)


def flip(kitchen: Kitchen, order: Order) -> View | None:
    if order.abstract and not order.targets:
        return View(holder=kitchen.focus, strength=0.3)
    place = busy(kitchen, order.targets)
    if place is None or place.vessel not in (*HOT, "baking tray", "baking dish", "plate"):
        return None
    if order.source:
        plate = kitchen.hold("plate", fresh=True)
        kitchen.move(list(place.items), plate)
        return View(holder=plate)
    shown = order.targets or [item for item in place.items if not item.minor]
    for item in shown:
        if item.form not in ("liquid", "powder", "noodles"):
            item.doneness = (
                order.done if order.done != "raw" else "golden" if item.doneness == "raw" else item.doneness
            )
    order.hand = True
    return view(order, place, focus=shown)


def preheat(kitchen: Kitchen, order: Order) -> View | None:
    for holder in order.vessels:
        if holder.vessel in HOT:
            holder.fire = True
            kitchen.attend(holder)
            return View(holder=holder, strength=0.6)
    return View(holder=Holder(vessel="oven", number=1, made=kitchen.step), strength=0.5)


ACTIONS: dict[str, Action] = {
    "cut": actions.cut,
    "mash": actions.mash,
    "grind": actions.grind,
    "blend": actions.blend,
    "whisk": actions.whisk,
    "mix": actions.mix,
    "stir": actions.stir,
    "add": actions.add,
    "place": actions.add,
    "pour": actions.pour,
    "squeeze": actions.squeeze,
    "fill": actions.fill,
    "fold": actions.fold,
    "rest": actions.rest,
    "heat": heat,
    "melt": melt,
    "fry": fry,
    "deepfry": deepfry,
    "boil": boil,
    "cook": cook,
    "bake": bake,
    "grill": grill,
    "toast": toast,
    "knead": knead,
    "roll": roll,
    "shape": shape,
    "score": score,
    "flip": flip,
    "preheat": preheat,
}
