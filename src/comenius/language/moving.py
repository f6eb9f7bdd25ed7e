"""What adding, pouring, filling, folding and leaving alone do to the kitchen and let us see."""

from collections.abc import Iterable
from dataclasses import replace

from comenius.language.aside import out_of_the_pan, rinsed_into
from comenius.language.bench import (
    Action,
    busy,
    company,
    mince,
    taken,
    targets_or_focus,
    without_water,
    workplace,
)
from comenius.language.firm import TURNED_OUT, set_firm, stacked
from comenius.language.kitchen import DISHES, HOT, OVENWARE, Holder, Item, Kitchen
from comenius.language.orders import Order, View, on_rack
from comenius.language.toppings import board, laid_over, lay
from comenius.lexicon.matching import sense


def add(kitchen: Kitchen, order: Order) -> View | None:
    """Move things into a vessel or onto other things."""
    if order.vessels and not order.targets:
        return shift(kitchen, order)
    served = kitchen.focus is not None and kitchen.focus.vessel == "plate" and bool(order.targets)
    beside = (
        "side" in order.words and not order.dest_named and not (served and order.targets[0].holder is None)
    )
    if ("aside" in order.words and not order.dest) or beside:
        return rest(kitchen, order)
    if (again := _back(kitchen, order)) is not None:
        return again
    if order.verb.name == "assemble" and (built := _assembled(kitchen, order)) is not None:
        return built
    items = targets_or_focus(kitchen, order, whole=bool(order.dest or order.onto))
    items = [*items, *(item for item in order.extras if item not in items)]
    if any(item.holder and item.holder.vessel == "pot" and item.holder is not order.dest for item in items):
        items = without_water(items)
    if not items and (order.abstract or not order.dest):
        return View(holder=kitchen.focus, strength=0.3)
    place = _destination(kitchen, order, items)
    wrappers = any(map(kitchen.wraps, place.items))
    if (
        place.vessel == "plate"
        and items
        and not wrappers
        and any(noun.startswith(SAMPLES) for noun in order.clause.objects)
    ):
        work, some = kitchen.focus, [_sample(kitchen, item) for item in items[:1] if item.holder]
        kitchen.move(some, place)
        kitchen.focus = work if some and not order.onto else kitchen.focus
        if some:
            return View(holder=place, focus=tuple(some))
    items += [item for item in company(items) if item.holder is not place and item not in order.onto]
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
    for fat in [item for item in place.items if item.kind == "fat" and item.form == "liquid"]:
        fat.deep = fat.deep or _swims(order, items, place, fat)
    if order.verb.name in TURNED_OUT:
        items = [set_firm(kitchen, item) for item in items]
    kitchen.move(items, place)
    if order.verb.name in ("stack", "pile"):
        stacked(items)
    lay(items, laid_over(order, items, place))
    place.inside = ""
    if place.vessel in HOT and place.fire:
        mince(items, place)
        if order.done != "raw":
            for item in items:
                item.doneness = order.done
            place.steam = True
    crowd = len([item for item in place.items if not item.minor]) > len(items)
    done = View(holder=place, focus=tuple(items), tool=order.tool, hand=order.hand and bool(order.tool))
    dish = kitchen.dish or kitchen.focus
    if (
        place.vessel == "table"
        and dish
        and dish.vessel == "plate"
        and any(one.touched == kitchen.step for one in dish.items)
    ):
        return replace(done, slight=True, strength=0.9)  # "and put the sauce on the table"
    if not crowd and place.vessel == "table":
        return View(holder=place, focus=tuple(items), strength=1.0)
    return done


def _back(kitchen: Kitchen, order: Order) -> View | None:
    """`put them back for another 8 minutes`: into the oven, onto the grill, where they were."""
    again = "back" in order.words or order.verb.name == "return"
    if order.dest or order.onto or not again or not order.targets:
        return None
    home, was = order.targets[0].holder, order.targets[0].was
    if home is not None and home.vessel in ("cutting board", "plate") and home.made == kitchen.step:
        was = order.targets[0].cooked or was  # "take it out, cut it up and return it"
    if home is not None and home.vessel in OVENWARE:
        home.inside = "oven"
        return View(holder=home, focus=tuple(order.targets))
    if was is None or was.vessel not in (*HOT, *OVENWARE):
        return None
    work = kitchen.focus
    if work and work is not was and work.vessel in HOT and work.liquid() and not was.liquid():
        return None  # into the stew that cooks
    kitchen.move([*order.targets, *order.extras], was)
    was.fire, was.inside = was.vessel in HOT, "oven" if was.vessel in OVENWARE else ""
    return View(holder=was, focus=tuple(order.targets))


def _assembled(kitchen: Kitchen, order: Order) -> View | None:
    """`Mayonnaise, pork, pickles`: on the bread that was cut or warmed just before, or is listed with them."""
    breads = [item for item in kitchen.items if item.kind == "bread" and item.holder and not item.parts]
    base = [item for item in order.targets if item in breads] or [
        item for item in breads if item.touched >= kitchen.step - 1
    ]
    if not base or order.dest or order.onto:
        return None
    place = kitchen.hold("plate", fresh=True)
    upper = [item for item in order.targets if item is not base[-1]]
    kitchen.move([base[-1], *upper], place)
    lay(upper, base[-1])
    base[-1].touched = kitchen.step
    kitchen.last = [base[-1]]
    kitchen.dish = place
    return View(holder=place, focus=(base[-1], *upper), hand=True)


def _sample(kitchen: Kitchen, item: Item) -> Item:
    """A little of something that stays where it is."""
    some = kitchen.copy(item)
    some.form, some.label, some.parts = item.form, item.label, list(item.parts) or [item]
    return some


def _swims(order: Order, items: list[Item], place: Holder, fat: Item) -> bool:
    """Whether things go into so much oil that they swim: chips or balls of dough into a pot of it or `the hot oil`."""
    alone = place.vessel in HOT and all(item.kind == "fat" for item in place.items)
    solid = bool(items) and all(item.kind == "dough" or item.look in DEEP_FRIED for item in items)
    return alone and solid and (place.vessel == "pot" or fat in order.onto)


BUBBLING = (
    "boiling",
    "simmering",
    "the boiling",
    "the simmering",
    "gently simmering",
    "a pan of",
    "a pot of",
)
SAMPLES = ("a teaspoon of", "a spoonful of", "a drop of", "a little of", "a bit of", "a small amount of")
DEEP_FRIED = frozenset({"potato", "tofu", "shrimp", "chicken", "fish", "meatball"})
TOPPINGS = frozenset({"sweet", "cheese", "sauce", "dairy", "nut"})


def _destination(kitchen: Kitchen, order: Order, items: list[Item]) -> Holder:
    """Where things go: the vessel said, the home of the food said, the one in work, else a bowl."""
    if order.dest and not (order.dest.vessel in ("plate", "table") and order.onto):
        return order.dest
    homes = [item.holder for item in order.onto if item.holder]
    if (
        homes
        and homes[-1].vessel in ("grill", "baking tray")
        and all(one.kind == "bread" for one in order.onto)
    ):
        plate = kitchen.hold("plate", fresh=True)  # into warm pitta
        kitchen.move(order.onto, plate)
        return plate
    if homes and homes[-1].vessel == "cutting board" and any(map(_runs, items)):
        bowl = kitchen.hold("bowl", fresh=True)  # dressing runs off a board
        kitchen.move(order.onto, bowl)
        return bowl
    if homes:
        return homes[-1]
    bubbling = any(noun.startswith(BUBBLING) for phrase in order.clause.phrases for noun in phrase.nouns)
    if bubbling and any(item.look == "water" for item in order.onto):
        pot = kitchen.hold("pot")
        kitchen.move([item for item in order.onto if item.holder is None], pot)
        pot.fire = True
        return pot
    if (work := rinsed_into(kitchen, order.targets)) is not None:
        return work
    focus = kitchen.focus
    bench = kitchen.bench()
    if bench and order.verb.effect in ("place", "add", "pour") and order.targets and not order.onto:
        for item in filter(kitchen.wraps, bench.items):
            item.touched = kitchen.step
        return bench
    laid = order.verb.effect == "place" and order.targets and focus and focus.items
    sheets = all(item.kind in ("dough", "bread") or kitchen.wraps(item) for item in order.targets)
    if laid and sheets and not order.onto and focus and focus.vessel in ("bowl", "plate"):
        return workplace(kitchen, "table", order.targets)
    piled = focus.items if focus and focus.vessel in ("plate", "table", "cutting board", *OVENWARE) else []
    if focus and order.targets and (flat := board(piled)) and flat.kind != "cake" and not sheets:
        return focus
    toppings = all(item.minor or item.kind in TOPPINGS for item in order.targets)
    if focus and focus.vessel == "plate" and toppings:
        return focus
    if order.onto:
        level = order.verb.effect == "place" or all(item.look == "lettuce" for item in order.onto)
        place = kitchen.hold("plate" if level else "bowl", fresh=True)
        kitchen.move(order.onto, place)
        return place
    if order.targets and focus and (focus.vessel != "plate" or focus.made == kitchen.step):
        return focus
    if not order.targets and items and items[0].holder:
        return items[0].holder
    return kitchen.hold("bowl", fresh=taken(kitchen, "bowl"))


def _runs(item: Item) -> bool:
    return item.form == "liquid" and not item.minor and item.kind != "fat"


def ovenware(kitchen: Kitchen, items: Iterable[Item]) -> str:
    """What things stand in in the oven when nothing is said: batter of a cake in a tin, what runs in a dish."""
    runny = [item for item in items if item.form in ("liquid", "beaten") and item.on is None]
    made = kitchen.product(anywhere=True)
    if any(item.look == "batter" for item in runny) and (made is None or made[0] in ("cake", "muffins")):
        return "cake tin"
    return "baking dish" if runny else "baking tray"


def into_closed(kitchen: Kitchen, order: Order, items: list[Item], inside: str) -> View:
    """Put what things stand in into the oven or the fridge."""
    for item in items:
        if item.holder and item.holder.vessel in ("bowl", "plate"):
            items = [*items, *(other for other in item.holder.items if other not in items)]
    home = busy(kitchen, items)
    if home is None or (items and all(item.holder is not home for item in items)):
        home = kitchen.hold("baking tray" if inside == "oven" else "bowl")
    if items and (home.vessel in ("bowl", "plate", "blender") and inside == "oven"):
        home = kitchen.hold(ovenware(kitchen, items))
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
    """Let something run into a vessel or over a food."""
    if order.dest and order.dest.vessel == "plate" and order.onto:
        order.dest = None
    for item in list(order.targets):
        stewed = order.dest is not None and order.dest.vessel in DISHES and _stewed(item)
        if (item.blended or stewed) and item.holder:  # nobody pours the spaghetti without its sauce
            order.targets += [other for other in item.holder.items if other not in order.targets]
    seen = add(kitchen, order)
    beds = [item for item in order.onto if item.kind in ("grain", "pasta")]
    served = order.elided and bool(beds) and len(beds) == len(order.onto)
    if served and seen and seen.holder and seen.holder.vessel in HOT:  # "spoon over the rice"
        plate = kitchen.hold("plate", fresh=True)
        kitchen.move(without_water(seen.holder.items), plate)
        return replace(seen, holder=plate)
    if seen and seen.holder and order.dest and order.dest.vessel == "glass":
        return View(holder=order.dest, focus=tuple(order.dest.items))
    return seen


def _stewed(item: Item) -> bool:
    """Whether a thing lies in the gravy it was cooked in."""
    return (
        item.holder is not None and item.holder.vessel in HOT and item.holder.liquid() and item.kind == "meat"
    )


def squeeze(kitchen: Kitchen, order: Order) -> View | None:
    """Citrus gives juice to what is under it."""
    if order.inside and order.targets and all(item.look == "water" for item in order.targets):
        kitchen.last = list(order.inside)  # "squeeze the water out of the spinach"
        place = busy(kitchen, order.inside) if order.inside[0].holder else kitchen.hold("bowl", fresh=True)
        kitchen.move([item for item in order.inside if item.holder is None], place or kitchen.hold("bowl"))
        return View(holder=place, focus=tuple(order.inside), hand=True)
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


def rest(kitchen: Kitchen, order: Order) -> View | None:
    """Things wait: the picture shows them where they are."""
    items = order.targets
    if (seen := out_of_the_pan(kitchen, order)) is not None:
        return seen
    if items and (order.onto or "top" in order.words) and order.verb.name in ("sit", "rest", "stand"):
        return add(kitchen, order)
    place = busy(kitchen, items) if items else kitchen.focus
    if items and items[0].holder and all(item.holder is items[0].holder for item in items):
        place = items[0].holder
    into = order.dest if order.dest and order.dest.vessel not in ("oven", "fridge", "table") else None
    if not items and into and (into.vessel == "plate" or on_rack(order)):  # "cool on a wire rack"
        items = [item for item in kitchen.last if item in kitchen.items]
    if items and into and any(item.holder is not into for item in items):
        pan = items[0].holder
        kitchen.move(items, into)
        if into.vessel == "plate" and pan and pan.vessel in HOT and pan.fire:
            kitchen.focus = pan  # in which the next things fry
        return View(holder=into, focus=tuple(items))
    if items and items[0].holder is None:
        wrapped = order.verb.effect == "fold" and items[0].form == "whole"  # in a towel, in foil
        place = kitchen.hold("table" if wrapped else "bowl", fresh=taken(kitchen, "bowl"))
        kitchen.move(items, place)
        return View(holder=place, focus=tuple(items), strength=1.0)
    if order.dest and order.dest.vessel in ("fridge", "oven") and place:
        place.inside = order.dest.vessel
        return View(holder=place, focus=tuple(items))
    cooled = order.verb.name in ("cool", "cool down", "set aside", "put aside", "let cool", "settle down")
    if place and place.inside == "oven" and (not order.dest or order.dest.vessel in OVENWARE):
        place.inside = ""
    if place and cooled:
        place.fire, place.steam, place.inside = False, False, ""
    return View(holder=place, focus=tuple(items), strength=0.5 if items else 0.3)


ACTIONS: dict[str, Action] = {
    "add": add,
    "place": add,
    "pour": pour,
    "squeeze": squeeze,
    "rest": rest,
}
