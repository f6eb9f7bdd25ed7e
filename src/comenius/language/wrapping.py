"""What filling, folding and wrapping do to the kitchen and let us see."""

from dataclasses import replace

from comenius.language.bench import Action, workplace
from comenius.language.kitchen import OVENWARE, Item, Kitchen
from comenius.language.moving import rest
from comenius.language.naming import own_word
from comenius.language.orders import Order, View
from comenius.language.preparing import mix
from comenius.language.toppings import board, lay, under

FOLDED = ("dough", "pasta", "dish")  # kinds of what is made by closing dough round something


def wrapped_round(kitchen: Kitchen, order: Order) -> View | None:
    """Close one thing round another that is no dough: `mould the meat around the egg`, `wrap the bacon round it`."""
    said = any(phrase.preposition in ("around", "round") for phrase in order.clause.phrases)
    inner = [item for item in order.onto if item not in order.targets]
    outer = [item for item in order.targets if item.kind == "meat" or item.look in ("tofu", "potato")]
    if not said or not inner or len(outer) != 1 or any(item.kind == "dough" for item in inner):
        return None
    item = outer[0]
    place = item.holder or workplace(kitchen, "table", outer)
    ball = item.look in ("ground meat", "meatball", "potato")
    made = item if ball else inner[0]
    for other in [*outer, *inner]:
        if other is not made:
            made.parts = [*(made.parts or [_as_it_was(kitchen, made)]), *other.leaves()]
            kitchen.drop(other)
    if ball:
        made.look, made.form, made.kind = "meatball", "whole", "meat"
    kitchen.move([made], place)
    kitchen.last = [made]
    return View(holder=place, focus=(made,), hand=True)


def _as_it_was(kitchen: Kitchen, item: Item) -> Item:
    """A thing before it became another, to be a part of that."""
    kitchen.tracks += 1
    return replace(item, parts=[], holder=None, on=None, track=kitchen.tracks)


def fill(kitchen: Kitchen, order: Order) -> View | None:
    """Fill a vessel or a food with something."""
    if not order.targets and not order.vessels and order.extras and kitchen.hollowed:
        order.targets = [item for item in kitchen.hollowed if item in kitchen.items]  # "fill the hollows"
    if order.vessels and not order.targets:
        place = order.vessels[0]
        stuffing = order.extras or ([] if order.clause.objects[1:] else list(kitchen.last))
        kitchen.move(stuffing, place)
        kitchen.last = list(stuffing) or kitchen.last
        return View(holder=place, focus=tuple(stuffing), strength=2.0 if place.items else 0.5)
    if not order.targets and order.extras and kitchen.focus and kitchen.focus.items:
        place = kitchen.focus  # "line the tin with pastry; fill with the apples"
        kitchen.move(order.extras, place)
        lay(order.extras, board(item for item in place.items if item not in order.extras))
        return View(holder=place, focus=tuple(order.extras), hand=True)
    if not order.targets:
        return rest(kitchen, order)
    wrapper = [
        item
        for item in order.targets
        if item.kind in ("dough", "bread")
        and (item.look == "tortilla" or (item.look == "dough" and item.doneness == "raw"))
    ]
    if wrapper and order.extras:
        return fold(kitchen, order)
    place = next((item.holder for item in order.targets if item.holder), None) or kitchen.hold(
        "plate", fresh=True
    )
    grilled = place.vessel == "grill" and all(item.kind == "bread" for item in order.targets)
    if place.vessel in ("cutting board", "table") or grilled:
        place = kitchen.hold("plate", fresh=True)
    place.inside = ""
    stuffing = order.extras
    for item in order.targets if stuffing else []:
        item.outer = True
    kitchen.move([*order.targets, *stuffing], place)
    lay(stuffing, under(order.targets, stuffing))
    return View(holder=place, focus=(*order.targets, *stuffing), hand=True)


def fold(kitchen: Kitchen, order: Order) -> View | None:
    """Close dough round something; otherwise fold one thing into another."""
    if (seen := wrapped_round(kitchen, order)) is not None:
        return seen
    named = [*order.targets, *order.onto, *order.extras]
    soft = [item for item in named if item.look in ("dough", "tortilla") or kitchen.wraps(item)]
    if not soft and order.onto:
        return mix(kitchen, order)
    if order.abstract and kitchen.focus and kitchen.focus.vessel in OVENWARE:  # "crimp the edges" of a pie
        return View(holder=kitchen.focus, strength=1.0, tool=order.tool, hand=True)
    if not soft and not order.targets:
        around = kitchen.focus.items if kitchen.focus else kitchen.last
        bench = kitchen.bench()
        around = bench.items if bench else around
        beside = kitchen.last[0].holder if kitchen.last else None
        near = (*kitchen.last, *(beside.items if beside else ()), *around)
        soft = [item for item in near if item.look in ("dough", "tortilla") or kitchen.wraps(item)][:1]
        bowl = kitchen.focus is not None and kitchen.focus.vessel == "bowl"
        if order.verb.name == "fold" and bowl and len(around) > 1 and not soft:
            return mix(kitchen, order)
    if not soft and order.verb.name == "stuff" and order.extras:
        return fill(kitchen, order)
    if not soft:
        return rest(kitchen, order)
    stuffing = [
        item for item in [*order.targets, *order.extras, *order.onto] if item not in soft and not item.minor
    ]
    home = soft[0].holder
    closed = order.verb.name.startswith("wrap") and not stuffing and bool(home)
    if closed and home and all(item in soft or item.minor for item in home.items):
        return View(holder=home, focus=tuple(soft), strength=0.6)  # in cling film
    if not stuffing and home:
        stuffing = [item for item in home.items if item not in soft and not item.minor]
    place = home if home and home.vessel not in ("bowl", "fridge") else workplace(kitchen, "table", soft)
    pocket = order.verb.name == "stuff" and any(item.kind == "bread" for item in soft)
    if pocket and place.vessel in ("cutting board", "table"):
        place = kitchen.hold("plate", fresh=True)  # pitta is eaten at once
    braided = not stuffing and order.verb.name in ("twist", "braid", "plait", "tie", "pinch")
    for item in soft:
        wrapper = bool(stuffing) and kitchen.wraps(item)
        if wrapper:
            item.look, item.kind = "tortilla" if item.kind == "bread" else item.look, "dough"
            item.look, item.form = "dough" if item.leaved else item.look, "parcel"
            item.count, item.leaved = 3 if item.leaved else item.count, False
        item.shape(item.form if braided else "parcel")
        item.parts = [*item.parts, *stuffing]
        item.touched = kitchen.step
        if stuffing:
            item.name, item.label = kitchen.parcel(item), ""
            item.name = (own_word(kitchen, FOLDED) or item.name) if item.name == "dough" else item.name
    for item in stuffing:
        kitchen.drop(item)
    place.inside = ""
    kitchen.move(soft, place)
    kitchen.last = soft
    return View(holder=place, focus=tuple(soft), hand=True)


ACTIONS: dict[str, Action] = {
    "fill": fill,
    "fold": fold,
}
