"""What each kind of action does to the kitchen and lets us see: seasoning, draining, serving, waiting."""

from comenius.language import actions, cooking
from comenius.language.actions import Action, busy, targets_or_focus, view, workplace
from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.language.orders import Order, View
from comenius.lexicon.matching import sense

TOPPING_FIRST = frozenset(
    {"sprinkle", "drizzle", "scatter", "spread", "strew", "dab", "smear", "squirt", "dot"}
)
OWN_TOPPING = {
    "salt": "salt",
    "pepper": "pepper",
    "butter": "butter",
    "flour": "flour",
    "sugar": "sugar",
    "oil": "oil",
}
DRINKS = frozenset({"glass", "glasses", "mug", "mugs", "cup", "cups"})


def coat(kitchen: Kitchen, order: Order) -> View | None:
    """Put something on top of something."""
    toppings, base = _top_and_base(kitchen, order)
    for item in toppings:
        item.touched = kitchen.step
    place = order.dest if order.dest and order.dest.vessel not in ("table", "oven") else None
    place = place or next((item.holder for item in base if item.holder), None)
    if place is None and not base:
        place = kitchen.focus
    if place is None or (place.vessel in ("table",) and not any(item.kind == "dough" for item in base)):
        vessel = "bowl" if order.verb.name in ("dredge", "dip", "coat", "dunk") else "plate"
        place = kitchen.hold(vessel, fresh=True)
    kitchen.move([*base, *toppings], place)
    if base:
        kitchen.last = base
    tool = order.tool
    return View(holder=place, focus=(*base, *toppings), tool=tool, hand=True)


def _top_and_base(kitchen: Kitchen, order: Order) -> tuple[list[Item], list[Item]]:
    """Which of the things said goes on which."""
    own = OWN_TOPPING.get(order.verb.name)
    if own:
        item = kitchen.bring(sense(own))
        extras = [item] if item else []
        return [*extras, *order.extras], targets_or_focus(kitchen, order)
    if order.extras:
        return order.extras, order.targets or _standing(kitchen, order)
    if order.verb.name in TOPPING_FIRST or (order.onto and order.verb.name in ("rub", "brush", "massage")):
        return order.targets, order.onto or _standing(kitchen, order)
    if order.onto:
        return order.onto, order.targets
    return [], order.targets or _standing(kitchen, order)


def _standing(kitchen: Kitchen, order: Order) -> list[Item]:
    """What is being worked on, when the clause does not say."""
    if order.dest and order.dest.items:
        return list(order.dest.items)
    if (
        kitchen.dish
        and kitchen.dish.items
        and order.verb.name in ("garnish", "top", "decorate", "finish with")
    ):
        return list(kitchen.dish.items)
    last = [item for item in kitchen.last if item not in order.targets and item not in order.extras]
    if last and last[0].holder:
        return last
    return [
        item
        for item in (kitchen.focus.items if kitchen.focus else [])
        if item not in order.targets and item not in order.extras
    ]


def serve(kitchen: Kitchen, order: Order) -> View | None:
    """The finished dish on a plate, in a bowl when it is runny, in a glass when one drinks it."""
    dish = order.targets
    if not dish or order.clause.objects and sense(order.clause.objects[0]).pronoun:
        pot = kitchen.focus or (kitchen.holders[-1] if kitchen.holders else None)
        dish = list(pot.items) if pot and pot.items else list(kitchen.last)
    if not dish and not kitchen.items:
        return None
    sides = [item for item in (*order.onto, *order.extras) if item not in dish]
    runny = [item for item in dish if item.form == "liquid" and not item.minor and item.kind != "fat"]
    solid = [item for item in dish if item.form != "liquid" and not item.minor]
    steam = bool(dish) and any(item.holder and (item.holder.fire or item.holder.steam) for item in dish)
    if order.dest and order.dest.vessel in ("bowl", "plate", "glass", "cutting board"):
        place = order.dest
        if place.items and not set(place.items) & set(dish):
            place = kitchen.hold(order.dest.vessel, fresh=True)
    elif dish and dish[0].holder and dish[0].holder.vessel in ("plate", "glass"):
        place = dish[0].holder
    else:
        drink = order.words & DRINKS or (runny and not solid and kitchen.words & DRINKS)
        soup = (
            bool(runny)
            and not any(item.kind == "pasta" for item in solid)
            and not any(item.kind in ("grain", "bread") for item in sides)
        )
        place = kitchen.hold("glass" if drink else "bowl" if soup else "plate", fresh=True)
    water = [
        item
        for item in dish
        if item.look == "water"
        and solid
        and any(one.kind in ("pasta", "egg", "grain", "vegetable") for one in solid)
        and not any(one.look == "broth" for one in dish)
    ]
    kitchen.move([*(item for item in dish if item not in water), *sides], place)
    kitchen.last = list(place.items)
    kitchen.dish = place
    stewed = [item for item in dish if item.form != "liquid" and not item.minor]
    for item in stewed if len(stewed) > 1 else []:
        item.blended = True
    return View(holder=place, focus=(*dish, *sides), steam=steam and place.vessel == "bowl")


def chill(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    return actions.into_closed(kitchen, order, items, "fridge")


def soak(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    place = order.dest or kitchen.hold("bowl", fresh=True)
    kitchen.move([*items, *order.extras, *order.onto], place)
    if not any(item.form == "liquid" for item in place.items):
        water = kitchen.bring(sense("water"))
        if water:
            kitchen.move([water], place)
    return View(holder=place, focus=tuple(items))


def marinate(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    place = order.dest or busy(kitchen, items)
    if place is None or place.vessel not in ("bowl", "glass", "baking dish"):
        place = kitchen.hold("bowl", fresh=True)
    kitchen.move([*items, *order.extras, *order.onto], place)
    return View(holder=place, focus=tuple(items), strength=2.0 if order.targets or order.extras else 1.0)


def drain(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    home = busy(kitchen, items)
    if items and items[0].holder is None:  # sift the flour, drain the beans
        place = order.dest or kitchen.hold("bowl", fresh=True)
        kitchen.move(items, place)
        order.hand = True
        return view(order, place, focus=items)
    solids = [item for item in items if item.form != "liquid"]
    if home and order.words & {"liquid", "stock", "broth"}:
        solids = []
        for item in home.items:
            if item.look == "water":
                item.look, item.name = "broth", "stock"
    if home and (not solids or order.dest):
        place = order.dest or kitchen.hold("bowl", fresh=True)
        runny = [item for item in home.items if item.form == "liquid"] or items
        kitchen.move(
            runny if not solids or order.verb.name.startswith("strain") and not order.targets else items,
            place,
        )
        order.hand = True
        return view(order, place, focus=runny)
    if home:
        for item in [one for one in home.items if one.look == "water"]:
            kitchen.drop(item)
        home.fire = home.steam = False
    order.hand = True
    return view(order, home, focus=solids)


def remove(kitchen: Kitchen, order: Order) -> View | None:
    """Take things out, or a vessel off the fire or out of the oven."""
    off = order.words & {"heat", "stove", "fire", "burner", "hob", "flame"}
    home = order.vessels[0] if order.vessels else busy(kitchen, order.targets)
    thrown = order.verb.name in (
        "discard",
        "get rid",
        "throw away",
        "pick out",
        "tip away",
        "toss out",
        "throw out",
    )
    if off or (order.source == "oven" or "oven" in order.words) and home:
        if home:
            home.fire = home.steam = False
            home.inside = ""
            kitchen.attend(home)
        return View(holder=home, strength=0.6)
    if (
        order.verb.name in ("take",)
        and not order.source
        and order.targets
        and order.targets[0].holder is None
    ):
        return gather(kitchen, order)
    if order.targets and (thrown or all(item.minor for item in order.targets)):
        for item in order.targets:
            kitchen.drop(item)
        return View(holder=kitchen.focus, strength=0.6, tool=order.tool, hand=order.hand)
    if order.abstract or not order.targets and not order.source:
        return View(holder=kitchen.focus, strength=0.6, tool=order.tool, hand=order.hand)
    moved = [item for item in targets_or_focus(kitchen, order) if not item.minor]
    if not moved or moved[0].holder is None or moved[0].holder.vessel in ("cutting board", "plate"):
        return View(holder=moved[0].holder if moved else kitchen.focus, focus=tuple(moved), strength=0.6)
    before = kitchen.focus
    place = order.dest or kitchen.hold("plate", fresh=True)
    if order.verb.name == "take" and not order.source and not order.dest:
        return View(holder=moved[0].holder, focus=tuple(moved), strength=0.5)
    kitchen.move(moved, place)
    kitchen.last = moved
    left = before is not None and any(not item.minor for item in before.items)
    if before is not None and (left or before.vessel in HOT):
        kitchen.focus = before
    if not left and before is not None and before.vessel not in HOT:
        kitchen.focus = place
    return View(holder=place, focus=tuple(moved), tool=order.tool, hand=order.hand)


def wash(kitchen: Kitchen, order: Order) -> View | None:
    items = [item for item in order.targets if not item.minor] or order.targets
    if not items:
        return View(holder=kitchen.focus, strength=0.3)
    if items[0].holder and items[0].holder.vessel not in ("cutting board", "table"):
        return view(order, items[0].holder, 0.6, focus=items)
    dry = order.verb.name in ("pat dry", "dry off")
    place = kitchen.hold("plate" if dry else "bowl", fresh=True)
    kitchen.move(items, place)
    kitchen.focus = None if not dry else kitchen.focus
    also: tuple[Item, ...] = ()
    if not dry:
        water = kitchen.new(_water(), "water")
        also = (water,)
    return View(holder=place, focus=tuple(items), also=also, hand=True)


def _water():  # type: ignore[no-untyped-def]
    return sense("water").food


def peel(kitchen: Kitchen, order: Order) -> View | None:
    items = [item for item in targets_or_focus(kitchen, order) if not item.minor]
    if not items:
        return View(holder=kitchen.focus, strength=0.3)
    place = workplace(kitchen, "cutting board", items)
    if items[0].holder and items[0].holder.vessel in HOT:
        place = items[0].holder
    kitchen.move(items, place)
    order.hand = True
    return view(order, place, focus=items)


def crack(kitchen: Kitchen, order: Order) -> View | None:
    eggs = [item for item in order.targets if item.look == "egg"]
    if not eggs:
        return actions.cut(kitchen, order)
    place = order.dest or next((item.holder for item in order.onto if item.holder), None)
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


def grease(kitchen: Kitchen, order: Order) -> View | None:
    place = order.vessels[0] if order.vessels else order.dest
    if place is None:
        return coat(kitchen, order) if order.targets else None
    fat = [item for item in order.extras if item.kind == "fat"]
    kitchen.move(fat, place)
    kitchen.attend(place)
    return View(holder=place, focus=tuple(fat), strength=1.0, hand=bool(fat))


def cover(kitchen: Kitchen, order: Order) -> View | None:
    """A lid shows nothing new; water or sauce does."""
    stuff = [
        item
        for item in order.extras
        if item.form == "liquid"
        or item.kind in ("cheese", "sauce", "dairy", "vegetable", "dough", "bread", "cake")
    ]
    if stuff:
        order.extras = stuff
        return coat(kitchen, order)
    return View(holder=busy(kitchen, order.targets), strength=0.4, focus=tuple(order.targets))


def off(kitchen: Kitchen, order: Order) -> View | None:
    if (
        order.verb.name.startswith(
            ("turn off", "switch off", "shut", "take off", "kill", "remove from", "extinguish")
        )
        and kitchen.focus
    ):
        kitchen.focus.fire = kitchen.focus.steam = False
    return View(holder=kitchen.focus, strength=0.3)


def skewer(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    place = kitchen.hold("plate", fresh=True)
    kitchen.move(items, place)
    return View(holder=place, focus=tuple(items), hand=True)


def skim(kitchen: Kitchen, order: Order) -> View | None:
    order.hand = True
    return view(order, kitchen.focus, 1.0)


def drink(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    place = order.dest or kitchen.hold("glass")
    if order.verb.name.startswith("shake") and not (order.dest or order.words & {"shaker"}):
        return View(holder=busy(kitchen, items), hand=True, strength=1.0)
    kitchen.move(items, place)
    return View(holder=place, focus=tuple(items))


def store(kitchen: Kitchen, order: Order) -> View | None:
    items = targets_or_focus(kitchen, order)
    if not items:
        return None
    if order.dest and order.dest.vessel == "fridge":
        return chill(kitchen, order)
    runny = any(item.form in ("liquid", "powder", "noodles") for item in items)
    place = order.dest or kitchen.hold("glass" if runny else "bowl", fresh=True)
    kitchen.move(items, place)
    return View(holder=place, focus=tuple(items), strength=1.0)


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
        return actions.add(kitchen, order)
    if order.targets and order.targets[0].holder:
        return View(holder=order.targets[0].holder, focus=tuple(order.targets), strength=0.4)
    place = order.vessels[0] if order.vessels else order.dest
    if place is not None and place.vessel != "oven":
        kitchen.attend(place)
        return View(holder=place, strength=0.5)
    return None


def nothing(kitchen: Kitchen, order: Order) -> View | None:
    return View(holder=kitchen.focus, strength=0.2)


ACTIONS: dict[str, Action] = {
    **cooking.ACTIONS,
    "coat": coat,
    "serve": serve,
    "chill": chill,
    "soak": soak,
    "marinate": marinate,
    "drain": drain,
    "remove": remove,
    "wash": wash,
    "peel": peel,
    "crack": crack,
    "grease": grease,
    "cover": cover,
    "off": off,
    "skewer": skewer,
    "skim": skim,
    "drink": drink,
    "store": store,
    "gather": gather,
    "none": nothing,
}
__all__ = ["ACTIONS", "Holder"]
