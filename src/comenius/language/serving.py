"""What serving, pouring into glasses and putting away do to the kitchen and let us see."""

import re

from comenius.language import moving, preparing
from comenius.language.bench import Action, busy, targets_or_focus, without_water
from comenius.language.firm import stacked
from comenius.language.kitchen import GLASSES, HOT, OVENWARE, Holder, Item, Kitchen
from comenius.language.orders import Order, View
from comenius.language.toppings import lies
from comenius.lexicon.matching import sense
from comenius.lexicon.tables import lexicon

GLASS = re.compile(r"\b(?:in|into|between|among|fill|your) (?:\w+ ){0,3}(?:glass(?:es)?|mugs?|cups?)\b")


def serve(kitchen: Kitchen, order: Order) -> View | None:
    """The finished dish on a plate, in a bowl when it is runny, in a glass when one drinks it."""
    dish = order.targets
    if not dish or (order.clause.objects and sense(order.clause.objects[0]).pronoun):
        pot = kitchen.focus or (kitchen.holders[-1] if kitchen.holders else None)
        left = [one for one in pot.items if one.look != "water" and not one.minor] if pot else []
        dish = list(pot.items) if pot and left else [one for one in kitchen.last if one in kitchen.items]
        dish = _carved(kitchen) or dish
    if not dish and not kitchen.items:
        return None
    sides = [item for item in (*order.onto, *order.extras) if item not in dish]
    dish = [item for item in dish if not (lies(item) and item.on in dish)]
    runny = [item for item in dish if item.form == "liquid" and not item.minor and item.kind != "fat"]
    solid = [item for item in dish if item.form != "liquid" and not item.minor]
    steam = bool(dish) and any(item.holder and (item.holder.fire or item.holder.steam) for item in dish)
    stays = busy(kitchen, dish) if order.source in (*HOT, *OVENWARE) and not order.dest else None
    if stays is not None and stays.vessel in (*HOT, *OVENWARE):
        place = stays  # "serve straight from the pot"
        place.inside, place.fire = "", False
    elif order.dest and order.dest.vessel in ("bowl", "plate", *GLASSES, "cutting board"):
        place = order.dest
        if place.items and not set(place.items) & set(dish):
            place = kitchen.hold(order.dest.vessel, fresh=True)
    elif (
        dish
        and dish[0].holder
        and (
            _dished_up(kitchen, order, dish[0].holder)
            or dish[0].holder.vessel in ("plate", *GLASSES)
            or dish[0].holder is kitchen.dish
        )
    ):
        place = dish[0].holder
    else:
        drink = order.words & lexicon().words["drinks"] or (
            runny and not solid and GLASS.search(kitchen.text)
        )
        dry = any(item.kind in ("bread", "cake", "dough", "pasta") for item in solid)
        soup = runny and not dry and not any(item.kind in ("grain", "bread") for item in sides)
        soup = soup or "bowl" in order.words
        place = kitchen.hold("glass" if drink else "bowl" if soup else "plate", fresh=True)
    for item in dish if order.words & {"slice", "wedge"} else []:
        if item.kind in ("cake", "bread") and item.form in ("whole", "loaf"):
            item.shape("sliced")
    origins = {item.was if item.holder and item.holder.vessel == "plate" else item.holder for item in dish}
    kitchen.move([*without_water(dish), *sides] if place is not stays else [], place)
    stacked(place.items)
    kitchen.last = list(place.items)
    kitchen.dish = place
    stewed = [item for item in dish if item.form not in ("liquid", "parcel") and not item.minor]
    stewed = [item for item in stewed if item.look != "meatball" and not _piece(item)]
    for item in stewed if len(stewed) > 1 and len(origins) == 1 else []:
        item.blended = True
    return View(holder=place, focus=(*dish, *sides), steam=steam and place.vessel == "bowl")


def _piece(item: Item) -> bool:
    """Whether a thing is served in one piece beside or on the rest."""
    roasted = item.was is not None and item.was.vessel in OVENWARE
    return roasted and item.form == "whole" and item.kind in ("meat", "seafood", "protein")


def _dished_up(kitchen: Kitchen, order: Order, place: Holder) -> bool:
    """Whether bowls were filled from the pot just now: `spoon into bowls and serve with chips`."""
    filled = any(item.was and item.was.vessel in HOT for item in place.items)
    fresh = place.made == kitchen.step or any(item.placed >= kitchen.step - 1 for item in place.items)
    return order.elided and place.vessel == "bowl" and fresh and filled


def _carved(kitchen: Kitchen) -> list[Item]:
    """The cooked meat that was cut on its board in this step: `carve the chicken and serve`."""
    last = [item for item in kitchen.last if item.holder and item.holder.vessel == "cutting board"]
    return [
        item
        for item in last
        if item.touched == kitchen.step and item.kind == "meat" and item.doneness != "raw"
    ]


def chill(kitchen: Kitchen, order: Order) -> View | None:
    """Into the fridge, with what it stands in."""
    if order.dest and order.dest.vessel == "table":  # "thaw the pastry on the counter"
        return moving.rest(kitchen, order)
    items = targets_or_focus(kitchen, order, whole=True)
    return moving.into_closed(kitchen, order, items, "fridge")


def drink(kitchen: Kitchen, order: Order) -> View | None:
    """Into glasses."""
    items = targets_or_focus(kitchen, order)
    place = order.dest or kitchen.hold("glass")
    if order.verb.name.startswith("shake") and order.dest and order.dest.vessel == "jar":
        return preparing.mix(kitchen, order)
    if order.verb.name.startswith("shake") and not (order.dest or order.words & {"shaker"}):
        return View(holder=busy(kitchen, items), hand=True, strength=1.0)
    kitchen.move(items, place)
    return View(holder=place, focus=tuple(items))


def store(kitchen: Kitchen, order: Order) -> View | None:
    """Into a jar or a box."""
    items = targets_or_focus(kitchen, order, whole=True)
    if not items:
        return None
    if order.dest and order.dest.vessel == "fridge":
        return chill(kitchen, order)
    runny = any(item.form in ("liquid", "powder", "noodles") for item in items)
    place = order.dest or kitchen.hold("jar" if runny else "bowl", fresh=True)
    kitchen.move(items, place)
    return View(holder=place, focus=tuple(items), strength=1.0)


ACTIONS: dict[str, Action] = {
    "serve": serve,
    "chill": chill,
    "drink": drink,
    "store": store,
}
