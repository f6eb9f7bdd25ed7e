"""What heat does to the kitchen and lets us see: melting, frying, boiling, baking, grilling."""

from dataclasses import replace

from comenius.language.bench import Action, busy, mince, set_egg, targets_or_focus, view
from comenius.language.doughs import baked, formed
from comenius.language.handling import turner
from comenius.language.kitchen import GLASSES, HOT, OVENWARE, Holder, Item, Kitchen
from comenius.language.mixing import thickened
from comenius.language.moving import add, into_closed, ovenware, rest
from comenius.language.orders import Order, View, on_rack
from comenius.language.preparing import mix
from comenius.language.stove import hot
from comenius.language.toppings import crusted
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Doneness
from comenius.lexicon.tables import lexicon

STILL_SETTING = frozenset({"bubble", "set", "edge", "surface"})  # until when a pancake is not turned
COOKED_IN_WATER = frozenset({"pasta", "grain", "legume"})


def _brown(items: list[Item], done: Doneness) -> None:
    for item in items:
        if item.form not in ("liquid", "powder", "noodles"):
            item.doneness = done


def heat(kitchen: Kitchen, order: Order) -> View | None:
    """Warm something in a pan or pot, or turn the oven on."""
    if any(holder.vessel == "oven" for holder in order.vessels) or "oven" in order.words:
        return preheat(kitchen, order)
    if order.dest and order.dest.vessel == "oven":
        return into_closed(kitchen, order, targets_or_focus(kitchen, order), "oven")
    items = order.targets or (
        [] if order.vessels or order.dest or order.extras else targets_or_focus(kitchen, order)
    )
    watery = any(item.form == "liquid" and not item.minor for item in items)
    place = hot(kitchen, order, items, "pot" if watery else "pan")
    kitchen.move([*items, *order.extras], place)
    kitchen.attend(place)
    place.fire, place.steam, place.warmed = place.vessel in HOT, watery, kitchen.step
    if kitchen.texts[kitchen.step] & {"dissolve", "dissolved", "syrup"}:
        thickened(kitchen, order.verb.name, place)
    bare = all(item.kind == "fat" or item.look == "water" for item in place.items)
    return View(holder=place, focus=tuple(items), strength=2.0 if place.items else 0.6, slight=bare)


def melted(item: Item) -> None:
    """Turn butter into something that runs."""
    if item.look == "butter" and item.form != "liquid":
        name = item.name if item.name.startswith("melted") else f"melted {item.name}"
        item.look, item.form, item.minor, item.name = "oil", "liquid", False, name


def melt(kitchen: Kitchen, order: Order) -> View | None:
    """Butter and chocolate run, cheese softens."""
    items = targets_or_focus(kitchen, order)
    fluid = [item for item in order.onto if item.form == "liquid"]
    if (
        order.verb.name == "dissolve"
        and fluid
        and not order.dest
        and all(item.holder is None for item in fluid)
    ):
        return mix(kitchen, order)
    if order.verb.name == "soften" and any(item.kind == "vegetable" for item in items):
        return fry(kitchen, replace_verb(order, "fry"))
    for item in [*items, *order.extras]:
        melted(item)
        if item.kind == "sweet" and item.form == "powder" and len(items) > 1:
            item.minor = True  # sugar is gone in the butter
        if item.look == "chocolate":
            item.look, item.form, item.name = "brown sauce", "liquid", f"melted {item.name}"
        elif item.kind == "cheese":
            item.doneness = "golden"
    if order.dest and order.dest.vessel == "oven":
        return into_closed(kitchen, order, items, "oven")
    home = busy(kitchen, items) if not order.dest and items and items[0].holder else None
    place = home or hot(kitchen, order, items, order.verb.place or "pan")
    full = any(item.kind not in ("fat", "sweet") and not item.minor for item in place.items)
    if full and not (home or order.dest) and all(item.kind == "fat" for item in items):
        place = kitchen.hold("pan", fresh=True)  # for another sauce
    kitchen.move([*items, *order.extras], place)
    place.fire, place.warmed = place.vessel in HOT, kitchen.step
    mince(items, place)
    return View(holder=place, focus=tuple(items))


def fry(kitchen: Kitchen, order: Order) -> View | None:
    """Brown things in a hot pan."""
    items = [
        *targets_or_focus(kitchen, order),
        *order.extras,
        *(item for item in order.onto if item.kind == "fat"),
    ]
    place = hot(kitchen, order, items, "pan")
    if place.vessel == "bowl":
        place = kitchen.hold("pan")
    kitchen.move(items, place)
    place.fire, place.steam = place.vessel in HOT, True
    done = order.done if order.done != "raw" else order.verb.doneness
    crusted(kitchen, items)
    shown = [item for item in order.targets if item.holder] or list(place.items)
    mince(shown, place)
    for item in shown:
        if item.look == "egg" and item.form == "whole":
            item.shape("fried")
        if item.look == "egg" and item.form == "beaten":
            set_egg(kitchen, order, item, place)
        if item.look == "batter":
            item.setting = order.done == "raw" and bool(order.words & STILL_SETTING)
            if not item.setting:
                kitchen.pancake(item)
    if any(item.setting for item in shown):
        return View(holder=place, focus=tuple(shown), strength=0.9)
    _brown(shown, done)
    formed(kitchen, shown)
    if order.tool == order.verb.tool and order.tool and not order.clause.tool:
        order.tool = turner(shown) or order.tool
    return view(order, place, focus=shown)


def deepfry(kitchen: Kitchen, order: Order) -> View | None:
    """Fry in the hot oil that stands ready."""
    if not order.dest and kitchen.focus and kitchen.focus.vessel in HOT:
        order.dest = kitchen.focus
    seen = fry(kitchen, order)
    if seen and seen.holder:
        for item in seen.holder.items:
            item.deep = item.deep or (item.kind == "fat" and item.form == "liquid")
    return seen


def boil(kitchen: Kitchen, order: Order) -> View | None:
    """Things bubble in a pot, in water when nothing else is runny."""
    calm = {"boil", "simmer", "boiling", "bubble", "scalding", "temperature", "heat"}
    if order.verb.name.startswith(("bring", "come")) and not order.words & calm:
        if order.targets and order.targets[0].holder and not (order.dest or order.onto):
            return View(holder=order.targets[0].holder, focus=tuple(order.targets), hand=True)
        return add(kitchen, order) if order.targets else rest(kitchen, order)
    if order.abstract and not order.targets and order.verb.name in ("reduce", "bring down", "come"):
        return View(holder=kitchen.focus, strength=0.3)
    items = list(order.targets)
    if not items and not order.vessels and not order.dest:
        place = (
            kitchen.focus if kitchen.focus and (kitchen.focus.items or kitchen.focus.vessel in HOT) else None
        )
        if place is None or place.vessel not in HOT:
            items = targets_or_focus(kitchen, order)
    place = hot(kitchen, order, items, "pot")
    dry = place.vessel == "pan" and not place.liquid() and any(not item.minor for item in place.items)
    if dry and items and not order.dest and any(item.holder is not place for item in items):
        place = kitchen.hold(
            "pot", fresh=any(holder.vessel == "pot" and holder.items for holder in kitchen.holders)
        )
    standing = kitchen.focus
    if not (items or order.dest or order.vessels) and standing and standing.vessel in HOT and standing.items:
        place = standing
    kinds = {item.kind for item in items if item.holder is None}
    apart = bool(items) and not order.dest and kinds <= {"pasta", "grain"} and len(kinds) == 1
    apart = apart and all(item.holder is None for item in items)
    if apart and any(item.look != "water" and not item.minor for item in place.items):
        place = kitchen.hold("pot", fresh=True)  # pasta and rice have a pot of their own
    bath = bool(items) and not order.dest and any(item.look == "water" for item in order.onto)
    if bath and any(item.look != "water" and not item.minor for item in place.items if item not in items):
        place = kitchen.hold("pot", fresh=True)  # "boil the potatoes in salted water", beside the stew
    if place.vessel not in HOT:
        place = kitchen.hold("pot")
    kitchen.move([*items, *order.extras, *(item for item in order.onto if item.form == "liquid")], place)
    place.fire, place.steam, place.inside = True, True, ""
    everything = place.items
    thickened(kitchen, order.verb.name, place)
    juicy = place.liquid() or any(
        item.look == "tomato" or item.kind in ("sauce", "dairy", "fruit") for item in everything
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
    kitchen.simmered(place)
    kitchen.attend(place)
    return View(holder=place, focus=tuple(items))


def cook(kitchen: Kitchen, order: Order) -> View | None:
    """Whatever cooking means here: the oven when things are in it, water when they swim, else a pan."""
    standing = kitchen.focus
    if (
        order.verb.name == "continue"
        and not (order.targets or order.dest)
        and standing
        and standing.vessel not in HOT
    ):
        return View(holder=standing, focus=tuple(standing.items), strength=1.0)  # what was being done
    items = targets_or_focus(kitchen, order)
    home = busy(kitchen, items)
    oven = order.dest is not None and order.dest.vessel == "oven"
    if oven or (home and home.inside == "oven") or "oven" in order.words:
        return bake(kitchen, order)
    if (order.dest and order.dest.vessel == "grill") or (home and home.vessel == "grill"):
        return grill(kitchen, order)
    ready = kitchen.focus is not None and kitchen.focus.vessel in HOT and kitchen.focus.fire
    if home and home.vessel in OVENWARE and not (order.dest or ready):
        return bake(kitchen, order)
    watery = bool(order.targets) and all(item.kind in COOKED_IN_WATER for item in order.targets)
    if watery and not (home and home.vessel == "pan" and order.targets[0].holder is home):
        return boil(kitchen, replace_verb(order, "boil"))
    if home and home.vessel in HOT and home.liquid():
        return boil(kitchen, replace_verb(order, "stew"))
    said = replace_verb(order, "fry")
    if items and all(one.holder and one.holder.vessel in HOT and one.placed < kitchen.step for one in items):
        said.tool = order.tool  # it was stirred when it went in
    return fry(kitchen, said)


def replace_verb(order: Order, name: str) -> Order:
    """The same order with another verb."""
    verb = lexicon().verbs[(name,)]
    tool = order.tool or verb.tool
    return replace(order, verb=replace(verb, name=name), tool=tool)


def bake(kitchen: Kitchen, order: Order) -> View | None:
    """Into the oven, and golden out of it."""
    items = list(targets_or_focus(kitchen, order))
    if order.verb.name == "roast" and _in_fat(kitchen, order, items):
        return fry(kitchen, replace_verb(order, "fry"))
    if (
        not order.targets
        and not order.vessels
        and kitchen.focus
        and kitchen.focus.vessel not in ("bowl", "plate")
    ):
        items = list(kitchen.focus.items)
    home = order.vessels[0] if order.vessels and order.vessels[0].vessel != "oven" else None
    if home is None:
        home = (
            order.dest
            if order.dest and order.dest.vessel not in ("oven", "plate", "table")
            else busy(kitchen, items)
        )
    if (
        home is None
        or home.vessel in ("bowl", "plate", "fridge", "blender", *GLASSES, "cutting board")
        or (items and all(item.holder is not home for item in items) and home is not order.dest)
    ):
        home = kitchen.hold(ovenware(kitchen, items))
    kitchen.move(items, home)
    home.inside, home.fire = "oven", False
    done = order.done if order.done != "raw" else "golden"
    baked(kitchen, home)
    _brown(home.items, done)
    kitchen.last = list(home.items)
    kitchen.attend(home)
    return View(holder=home, focus=tuple(home.items))


def _in_fat(kitchen: Kitchen, order: Order, items: list[Item]) -> bool:
    """Whether things are roasted on the stove: in a pan that is named, or in the one they are in."""
    homes = [items[0].holder if items else None, None if order.targets else kitchen.focus]
    named = order.dest is not None and order.dest.vessel in ("pan", "pot")
    return named or any(home and home.vessel in HOT and home.fire for home in homes)


def grill(kitchen: Kitchen, order: Order) -> View | None:
    """Brown things over the coals."""
    items = [*targets_or_focus(kitchen, order), *(item for item in order.extras if not item.minor)]
    place = (
        order.dest if order.dest and order.dest.vessel in ("grill", "pan", "oven") else kitchen.hold("grill")
    )
    if place.vessel == "oven":
        return bake(kitchen, order)
    kitchen.move(items, place)
    place.fire, place.steam = True, True
    kitchen.last = items
    _brown(items, order.done if order.done != "raw" else order.verb.doneness)
    return view(order, place, focus=items)


def toast(kitchen: Kitchen, order: Order) -> View | None:
    """Bread turns golden on its plate, other things in a pan."""
    if order.abstract and kitchen.last and all(item.kind == "bread" for item in kitchen.last):
        order.targets = list(kitchen.last)  # "toast the cut sides"
    home = busy(kitchen, targets_or_focus(kitchen, order))
    if not order.dest and not order.targets and home and home.vessel in OVENWARE:
        return bake(kitchen, order)  # "spread out on a tray and toast"
    if any(item.kind == "bread" for item in order.targets) and not order.dest:
        _brown(order.targets, "golden")
        place = kitchen.hold("plate")
        kitchen.move(order.targets, place)
        return View(holder=place, focus=tuple(order.targets))
    if order.dest and order.dest.vessel in ("oven", "baking tray"):
        return bake(kitchen, order)
    return fry(kitchen, order)


def flip(kitchen: Kitchen, order: Order) -> View | None:
    """Turn what is in the pan, or the pan over."""
    if order.abstract and not order.targets:  # "turn the gas on": no hand turns food
        order.tool = ""
        return View(holder=kitchen.focus, strength=0.3)
    place = busy(kitchen, order.targets)
    if place is None or place.vessel not in (*HOT, *OVENWARE, "plate"):
        return None
    if order.dest and (order.dest.vessel == "plate" or on_rack(order)) and place.vessel != "plate":
        order.source = place.vessel
    if order.source:
        plate = kitchen.hold("baking tray" if on_rack(order) else "plate", fresh=True)
        kitchen.move(list(place.items), plate)
        order.tool = ""
        return View(holder=plate)
    shown = order.targets or [item for item in place.items if not item.minor]
    kitchen.attend(place)
    for item in shown:
        if item.form not in ("liquid", "powder", "noodles"):
            item.doneness = (
                order.done if order.done != "raw" else "golden" if item.doneness == "raw" else item.doneness
            )
    order.hand = True
    if not order.clause.tool:
        order.tool = turner(shown) or order.tool
    return view(order, place, focus=shown)


def preheat(kitchen: Kitchen, order: Order) -> View | None:
    """The oven is on, or the flame under the pot in work."""
    stove = order.words & {"gas", "stove", "heat", "burner", "hob", "flame", "fire"}
    if stove and "oven" not in order.words and kitchen.focus and kitchen.focus.vessel in HOT:
        kitchen.focus.fire = True
        return View(holder=kitchen.focus, strength=1.0)
    for holder in order.vessels:
        if holder.vessel in HOT:
            holder.fire = True
            kitchen.attend(holder)
            return View(holder=holder, strength=0.6)
    return View(holder=Holder(vessel="oven", number=1, made=kitchen.step), strength=0.5)


ACTIONS: dict[str, Action] = {
    "heat": heat,
    "melt": melt,
    "fry": fry,
    "deepfry": deepfry,
    "boil": boil,
    "cook": cook,
    "bake": bake,
    "grill": grill,
    "toast": toast,
    "flip": flip,
    "preheat": preheat,
}
