"""What each kind of action does to the kitchen and lets us see: preparing, mixing and moving."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.language.mixing import blend_together, mixture_of, puree
from comenius.language.orders import Order, View
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Form

Action = Callable[[Kitchen, Order], View | None]
WHOLE_CUTS = ("half", "halve", "lengthwise", "slice", "strip", "thin", "thinly", "ring")
MOIST = frozenset({"vegetable", "fruit", "sauce", "dairy", "meat"})


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


def targets_or_focus(kitchen: Kitchen, order: Order) -> list[Item]:
    """The things an order is about when it does not say: those said last, else what is being worked on."""
    if order.targets or order.abstract:
        return order.targets
    if order.dest and order.dest.items:
        return list(order.dest.items)
    return list(kitchen.last) or (list(kitchen.focus.items) if kitchen.focus else [])


def busy(kitchen: Kitchen, items: Iterable[Item]) -> Holder | None:
    """The vessel most of the things stand in, boards and tables left out; else the one in work."""
    placed = [
        item.holder for item in items if item.holder and item.holder.vessel not in ("cutting board", "table")
    ]
    if placed:
        return max(placed, key=placed.count)
    return kitchen.focus


def cut(kitchen: Kitchen, order: Order) -> View | None:
    items = [item for item in targets_or_focus(kitchen, order) if item.form not in ("liquid",)]
    if not items:
        return view(order, kitchen.focus, 0.5)
    form: Form = order.shape or order.verb.form or "chopped"
    if order.shape is None and order.verb.form is None and order.words & set(WHOLE_CUTS):
        form = "sliced"
    for item in items:
        if item.kind == "dough" and item.look != "bread":
            item.count = 3
            if item.form not in ("flat",) and item.doneness != "raw":
                item.shape("sliced")
        elif not item.parts or item.form != "mixture":
            item.shape(form)
    over = order.dest if order.dest and order.dest.vessel not in ("cutting board", "oven", "table") else None
    if not over and order.onto and order.onto[0].holder and not (set(order.onto) & set(items)):
        over = order.onto[0].holder
    if over is None and all(
        item.holder and item.holder.vessel == "pan" and item.holder.fire for item in items
    ):
        over = items[0].holder
    minced = [item for item in items if item.kind != "dough"]
    place = over or workplace(kitchen, "cutting board" if minced else "table", items)
    kitchen.move(items, place)
    return view(order, place, focus=items)


def mash(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    if not items:
        return view(order, kitchen.focus, 0.5)
    if all(item.kind in ("spice", "herb", "nut") for item in items) and len(items) > 1:
        return grind(kitchen, order)
    for item in items:
        if item.form not in ("liquid", "mixture"):
            item.shape("mashed")
    home = order.dest or (order.onto[0].holder if order.onto else None)
    if home is None and items[0].holder and items[0].holder.vessel in ("pot", "pan", "bowl", "baking dish"):
        home = items[0].holder
    place = home or workplace(kitchen, "cutting board" if items[0].look == "garlic" else "bowl", items)
    kitchen.move(items, place)
    order.tool, order.hand = order.tool or "wooden spoon", True
    return view(order, place, focus=items)


def grind(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    if not items:
        return None
    if any(item.look == "butter" or item.kind in ("meat", "dough") for item in items):
        order.tool, order.hand = order.tool or "rolling pin", True
        place = workplace(kitchen, "table", items)
        kitchen.move(items, place)
        return view(order, place, focus=items)
    place = order.dest or kitchen.hold("bowl", fresh=True)
    for item in items:
        item.shape("powder")
    kitchen.move(items, place)
    return view(order, place, focus=items)


def blend(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    together = {"together", "well"} & order.words and order.dest and order.dest.vessel == "bowl"
    if together:
        return mix(kitchen, order)
    home = busy(kitchen, items)
    stays = (
        home is not None
        and home.vessel in ("pot", "pan")
        and not (order.dest and order.dest.vessel == "blender")
    )
    place = home if stays and home else (order.dest or kitchen.hold("blender"))
    kitchen.move([*items, *order.extras], place)
    place.inside = ""
    puree(kitchen, place)
    kitchen.last = list(place.items)
    for item in place.items:
        item.touched = kitchen.step
    return View(holder=place, focus=tuple(place.items), steam=place.fire, tool=order.tool, hand=order.hand)


def whisk(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    for item in items:
        if item.look == "egg":
            item.shape("beaten")
    return mix(kitchen, order)


def mix(kitchen: Kitchen, order: Order) -> View | None:
    """Bring things together in one vessel and blend them."""
    items = [*order.targets, *order.extras]
    base = list(order.onto)
    place = order.dest
    homes = [
        item.holder
        for item in [*base, *items]
        if item.holder and item.holder.vessel not in ("cutting board", "table", "plate")
    ]
    if place is None and homes:
        place = next((home for home in homes if home.vessel in HOT), max(homes, key=homes.count))
    if place is None and not items:
        place = kitchen.focus
    if (
        place is None
        and kitchen.focus is not None
        and order.verb.name
        in ("stir in", "mix in", "fold in", "beat in", "whisk in", "swirl in", "incorporate")
    ):
        place = kitchen.focus
    if place is None:
        place = kitchen.hold("bowl", fresh=_taken(kitchen, "bowl"))
    if not items and not base:
        loose = [
            item
            for item in kitchen.last
            if item.holder is None or item.holder.vessel in ("cutting board", "table")
        ]
        items = loose
    kitchen.move([*base, *items], place)
    place.inside = ""
    for item in place.items:
        if item.look == "egg" and item.form == "whole" and order.verb.effect == "whisk":
            item.shape("beaten")
    before = set(items)
    blend_together(kitchen, place, hint_of(order))
    kitchen.last = list(place.items)
    focus = [item for item in place.items if item in before] or list(place.items)
    order.hand = True
    return view(order, place, focus=focus)


def _taken(kitchen: Kitchen, vessel: str) -> bool:
    """Whether the vessel of that kind that was used last has something in it from an earlier step."""
    known = [holder for holder in kitchen.holders if holder.vessel == vessel]
    return bool(known) and bool(known[-1].items) and known[-1].made < kitchen.step


def hint_of(order: Order) -> str:
    """The word for a mixture that the clause itself says: `until a dough forms`."""
    said = f"{order.clause.text} {order.clause.result}".split()
    for word in ("dough", "batter", "dressing", "marinade", "sauce", "paste"):
        if word in said:
            return word if word != "paste" else ""
    return ""


def stir(kitchen: Kitchen, order: Order) -> View | None:
    if order.targets or order.extras or order.onto:
        loose = [item for item in order.targets if item.holder is None]
        if loose or order.onto or order.dest:
            return mix(kitchen, order)
    place = busy(kitchen, order.targets)
    if place is None:
        return mix(kitchen, order) if kitchen.last else None
    if not place.fire:
        blend_together(kitchen, place, hint_of(order))
    order.hand = True
    return View(holder=place, tool=order.tool, hand=True, focus=tuple(order.targets))


def add(kitchen: Kitchen, order: Order) -> View | None:
    """Move things into a vessel or onto other things."""
    if order.vessels and not order.targets:
        return shift(kitchen, order)
    if "aside" in order.words and not order.dest or "side" in order.words and not order.dest_named:
        return rest(kitchen, order)
    items = targets_or_focus(kitchen, order)
    items = [*items, *(item for item in order.extras if item not in items)]
    if not items and order.abstract:
        return View(holder=kitchen.focus, strength=0.3)
    place = _destination(kitchen, order, items)
    if place.vessel in ("oven", "fridge"):
        return into_closed(kitchen, order, items, place.vessel)
    for item in items:
        if (
            item.look == "egg"
            and item.form == "whole"
            and place.vessel in ("bowl", "pan")
            and (any(other.kind in ("flour", "dough") for other in place.items))
        ):
            item.shape("beaten")
    kitchen.move(items, place)
    place.inside = ""
    if place.vessel in HOT and place.fire:
        mince(items, place)
        if order.done != "raw":
            for item in items:
                item.doneness = order.done
            place.steam = True
    crowd = len([item for item in place.items if not item.minor]) > len(items)
    done = View(holder=place, focus=tuple(items), tool=order.tool, hand=order.hand and bool(order.tool))
    if not crowd and place.vessel == "table":
        return View(holder=place, focus=tuple(items), strength=1.0)
    return done


def mince(items: Iterable[Item], place: Holder) -> None:
    """Nobody fries a whole onion: vegetables that go into a pan among others are cut."""
    for item in items:
        alone = all(other is item or other.minor for other in place.items)
        aromatic = item.look in ("onion", "red onion", "garlic", "ginger", "leek")
        if (
            item.kind == "vegetable"
            and item.form == "whole"
            and (aromatic or not alone and item.look not in SMALL)
        ):
            item.shape("chopped")


SMALL = frozenset({"mushroom", "olives", "chili", "lettuce", "spinach"})


def _destination(kitchen: Kitchen, order: Order, items: list[Item]) -> Holder:
    """Where things go: the vessel said, the home of the food said, the one in work, else a bowl."""
    if order.dest and not (order.dest.vessel in ("plate", "table") and order.onto):
        return order.dest
    homes = [item.holder for item in order.onto if item.holder]
    if homes:
        return homes[-1]
    if order.onto:
        place = kitchen.hold("bowl" if order.verb.effect != "place" else "plate", fresh=True)
        kitchen.move(order.onto, place)
        return place
    if order.targets and kitchen.focus is not None and kitchen.focus.vessel != "plate":
        return kitchen.focus
    if not order.targets and items and items[0].holder:
        return items[0].holder
    return kitchen.hold("bowl", fresh=_taken(kitchen, "bowl"))


def into_closed(kitchen: Kitchen, order: Order, items: list[Item], inside: str) -> View:
    """Put what things stand in into the oven or the fridge."""
    home = busy(kitchen, items)
    if home is None or (items and all(item.holder is not home for item in items)):
        home = kitchen.hold("baking tray" if inside == "oven" else "bowl")
    if items and (home.vessel in ("bowl", "plate", "blender") and inside == "oven"):
        loose = any(item.form == "liquid" for item in items)
        home = kitchen.hold("baking dish" if loose else "baking tray")
    kitchen.move(
        [
            item
            for item in items
            if item.holder is None or item.holder.vessel in ("cutting board", "table", "bowl", "plate")
        ],
        home,
    )
    home.inside, home.fire, home.steam = inside, False, False
    kitchen.attend(home)
    if order.done != "raw" and inside == "oven":
        for item in home.items:
            item.doneness = order.done
    return View(holder=home, focus=tuple(items))


def shift(kitchen: Kitchen, order: Order) -> View | None:
    """Move a whole vessel: into the oven, onto the stove."""
    holder = order.vessels[0]
    if order.dest and order.dest.vessel in ("oven", "fridge"):
        if not holder.items and kitchen.focus and kitchen.focus.items:
            holder = kitchen.focus
        holder.inside = order.dest.vessel
        holder.fire = False
        kitchen.attend(holder)
        return View(holder=holder)
    if holder.vessel in ("oven", "fridge"):
        return into_closed(kitchen, order, targets_or_focus(kitchen, order), holder.vessel)
    if order.words & {"heat", "stove", "fire", "burner", "flame"}:
        holder.fire = holder.vessel in HOT
    kitchen.attend(holder)
    items = [] if order.verb.effect == "place" else list(kitchen.last)
    loose = [
        item for item in items if item.holder is None or item.holder.vessel in ("cutting board", "table")
    ]
    kitchen.move(loose, holder)
    return View(holder=holder, strength=2.0 if holder.items else 0.5)


def pour(kitchen: Kitchen, order: Order) -> View | None:
    if order.dest and order.dest.vessel == "plate" and order.onto:
        order.dest = None
    seen = add(kitchen, order)
    if seen and seen.holder and order.dest and order.dest.vessel == "glass":
        return View(holder=order.dest, focus=tuple(order.dest.items))
    return seen


def squeeze(kitchen: Kitchen, order: Order) -> View | None:
    """Citrus gives juice to what is under it."""
    fruit = [item for item in order.targets if item.look in ("lemon", "lime", "orange")]
    if not fruit and not order.targets:
        return rest(kitchen, order)
    if not fruit:
        seen = add(kitchen, order)
        halves = [one for item in order.targets for one in [_fruit_of(kitchen, item)] if one]
        return replace(seen, also=tuple(halves), hand=True) if seen else None
    shown: list[Item] = []
    for item in fruit:
        item.shape("sliced")
        meaning = sense(f"{item.name} juice")
        juice = kitchen.bring(meaning)
        if juice:
            juice.touched = kitchen.step
            shown.append(juice)
    place = (
        order.dest or next((item.holder for item in order.onto if item.holder), None) or kitchen.hold("bowl")
    )
    kitchen.move([*shown, *(item for item in order.onto if item.holder is None)], place)
    kitchen.last = shown
    return View(holder=place, focus=tuple(order.onto), also=tuple(fruit[:1]), hand=True)


def _fruit_of(kitchen: Kitchen, juice: Item) -> Item | None:
    """The cut fruit a juice comes from, to be seen beside it."""
    food = sense(juice.name.split()[0]).food
    if food is None or food.look not in ("lemon", "lime", "orange"):
        return None
    fruit = kitchen.new(food, food.name)
    fruit.shape("sliced")
    return fruit


def fill(kitchen: Kitchen, order: Order) -> View | None:
    """Fill a vessel or a food with something."""
    if order.vessels and not order.targets:
        place = order.vessels[0]
        stuffing = order.extras or ([] if order.clause.objects[1:] else list(kitchen.last))
        kitchen.move(stuffing, place)
        return View(holder=place, focus=tuple(stuffing), strength=2.0 if place.items else 0.5)
    if not order.targets:
        return rest(kitchen, order)
    wrapper = [
        item
        for item in order.targets
        if item.kind in ("dough", "bread") and item.look in ("dough", "tortilla")
    ]
    if wrapper and order.extras:
        return fold(kitchen, order)
    place = next((item.holder for item in order.targets if item.holder), None) or kitchen.hold(
        "plate", fresh=True
    )
    if place.vessel in ("cutting board", "table"):
        place = kitchen.hold("plate", fresh=True)
    place.inside = ""
    stuffing = order.extras
    if len([item for item in stuffing if not item.minor]) > 1:
        stuffing = [mixture_of(kitchen, stuffing)]
    kitchen.move([*order.targets, *stuffing], place)
    return View(holder=place, focus=(*order.targets, *stuffing), hand=True)


def fold(kitchen: Kitchen, order: Order) -> View | None:
    """Close dough round something; otherwise fold one thing into another."""
    soft = [
        item for item in [*order.targets, *order.onto, *order.extras] if item.look in ("dough", "tortilla")
    ]
    if not soft and order.onto:
        return mix(kitchen, order)
    if not soft and not order.targets:
        around = kitchen.focus.items if kitchen.focus else kitchen.last
        soft = [item for item in (*kitchen.last, *around) if item.look in ("dough", "tortilla")]
    if not soft:
        return rest(kitchen, order)
    stuffing = [
        item for item in [*order.targets, *order.extras, *order.onto] if item not in soft and not item.minor
    ]
    home = soft[0].holder
    if not stuffing and home:
        stuffing = [item for item in home.items if item not in soft and not item.minor]
    place = home if home and home.vessel not in ("bowl", "fridge") else workplace(kitchen, "table", soft)
    for item in soft:
        item.shape("parcel")
        item.parts = [*item.parts, *stuffing]
        item.touched = kitchen.step
    for item in stuffing:
        kitchen.drop(item)
    place.inside = ""
    kitchen.move(soft, place)
    kitchen.last = soft
    return View(holder=place, focus=tuple(soft), hand=True)


def rest(kitchen: Kitchen, order: Order) -> View | None:
    """Things wait: the picture shows them where they are."""
    items = order.targets
    place = busy(kitchen, items) if items else kitchen.focus
    if items and items[0].holder and all(item.holder is items[0].holder for item in items):
        place = items[0].holder
    into = order.dest if order.dest and order.dest.vessel not in ("oven", "fridge", "table") else None
    if items and into and any(item.holder is not into for item in items):
        kitchen.move(items, into)
        return View(holder=into, focus=tuple(items))
    if items and items[0].holder is None:
        place = kitchen.hold("bowl", fresh=_taken(kitchen, "bowl"))
        kitchen.move(items, place)
        return View(holder=place, focus=tuple(items), strength=1.0)
    if order.dest and order.dest.vessel in ("fridge", "oven") and place:
        place.inside = order.dest.vessel
        return View(holder=place, focus=tuple(items))
    cooled = order.verb.name in ("cool", "cool down", "set aside", "put aside", "let cool", "settle down")
    if place and cooled:
        place.fire, place.steam, place.inside = False, False, ""
    return View(holder=place, focus=tuple(items), strength=0.5 if items else 0.3)
