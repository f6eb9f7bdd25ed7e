"""What each kind of action does to the kitchen and lets us see: seasoning, draining, serving, waiting."""

from comenius.language import cooking, doughs, moving, preparing, readying, serving, wrapping
from comenius.language.bench import Action, busy, targets_or_focus, view, without_water
from comenius.language.cooking import melted
from comenius.language.kitchen import HOT, OVENWARE, Item, Kitchen
from comenius.language.orders import Order, View
from comenius.language.toppings import UNSEEN, lay, under
from comenius.lexicon.matching import sense

TOPPING_FIRST = frozenset(
    {
        "sift over",
        "sieve over",
        "sprinkle",
        "drizzle",
        "scatter",
        "scatter in",
        "strew in",
        "spread",
        "strew",
        "dab",
        "smear",
        "squirt",
        "dot",
    }
    | {"finish with", "finish off with", "sprinkle in", "drizzle in", "roll in", "press into", "smooth"}
)
EDGES = frozenset({"edge", "edges", "rim", "rims", "border", "sides", "seam", "ends"})
RUNNING = frozenset({"brush", "drizzle", "baste", "glaze"})  # butter is melted for these
OWN_TOPPING = {
    "salt": "salt",
    "pepper": "pepper",
    "butter": "butter",
    "flour": "flour",
    "sugar": "sugar",
    "oil": "oil",
}


def coat(kitchen: Kitchen, order: Order) -> View | None:
    """Put something on top of something."""
    if _laid_out(order):
        return _lay_out(kitchen, order)
    if order.vessels and not (order.targets or order.onto) and order.vessels[0].vessel in (*OVENWARE, "pan"):
        own = sense(OWN_TOPPING.get(order.verb.name, "")).food
        order.extras = [*([kitchen.new(own, own.name)] if own else []), *order.extras]
        return readying.grease(kitchen, order)
    if (
        order.verb.name in ("dip", "dunk")
        and order.vessels
        and all(one.look == "water" for one in order.onto)
    ):
        kitchen.last = list(order.vessels[0].items) or kitchen.last  # moulds, so that they let go
        return View(holder=order.vessels[0], strength=0.6, hand=True)
    if order.verb.name == "rub" and any(item.kind == "flour" for item in order.onto):
        return preparing.mix(kitchen, order)
    edges = bool(order.clause.objects) and all(EDGES & {*noun.split()} for noun in order.clause.objects)
    if edges and not (order.targets or order.vessels or order.extras or order.onto):
        last = next((item.holder for item in kitchen.last if item.holder), kitchen.focus)
        return View(holder=last, strength=0.6, hand=True)  # "wet the rim", "butter the edges"
    toppings, base = _top_and_base(kitchen, order)
    if order.verb.name in RUNNING:
        for item in [one for one in toppings if one.look == "butter"]:
            melted(item)
    for item in toppings:
        item.touched = kitchen.step
    place = order.dest if order.dest and order.dest.vessel not in ("table", "oven") else None
    if place is None and order.vessels and not order.targets and order.vessels[0].items:
        place = order.vessels[0]  # "top every glass with berries"
    place = place or next((item.holder for item in base if item.holder), None)
    if place is None and not base:
        place = kitchen.focus
    sheets = any(item.kind == "dough" or kitchen.wraps(item) for item in base)
    worked = (
        [item for item in place.items if item.touched == kitchen.step and not item.minor] if place else []
    )
    if place is None or (place.vessel in ("table",) and not sheets and len(worked) < 2):
        vessel = "bowl" if order.verb.name in ("dredge", "dip", "coat", "dunk") else "plate"
        place = kitchen.hold(vessel, fresh=True)
    dipped = order.verb.name in ("dip", "dunk") and bool(order.onto)
    if dipped and order.onto[0].holder:
        place = order.onto[0].holder
    kitchen.move([*base, *toppings], place)
    if dipped:
        kitchen.last = base
        return View(holder=place, focus=(*base, *toppings), hand=True)
    lay(toppings, under(base or [item for item in place.items if item not in toppings], toppings))
    for item in toppings if order.verb.name in ("brush", "glaze") else []:
        if item.look in ("egg", "milk") and item.on is None:
            kitchen.drop(item)  # what is brushed on is not seen
    place.inside = ""
    if base:
        kitchen.last = base
    tool = order.tool
    wet = place.fire or place.liquid() or any(item.form == "beaten" for item in place.items)
    spread = bool(order.dest) and not toppings and order.verb.name == "spread"  # "spread on a tray to cool"
    slight = (not toppings and not spread) or (wet and all(item.look in UNSEEN for item in toppings))
    return View(holder=place, focus=(*base, *toppings), tool=tool, hand=True, slight=slight)


def _lay_out(kitchen: Kitchen, order: Order) -> View:
    """Bread on a plate, to be topped there; on the tray or dish that is named."""
    named = order.dest if order.dest and order.dest.vessel not in ("table", "cutting board") else None
    place = named or kitchen.hold("plate", fresh=True)
    kitchen.move(order.targets, place)
    return View(holder=place, focus=tuple(order.targets), hand=True)


def _laid_out(order: Order) -> bool:
    """Whether bread itself is spread out, with nothing on it yet: `spread the slices of bread in front of you`."""
    alone = not (order.extras or order.onto)
    return (
        order.verb.name == "spread"
        and alone
        and bool(order.targets)
        and all(item.kind in ("bread", "cake") for item in order.targets)
    )


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
        bare = (
            bool(order.targets)
            and order.dest is not None
            and order.dest.vessel in OVENWARE
            and not order.dest.items
        )
        return order.targets, order.onto or ([] if bare else _standing(kitchen, order))
    if order.onto:
        return order.onto, order.targets or _standing(kitchen, order)
    if order.verb.name in ("brush", "rub", "massage") and all(_clings(item) for item in order.targets):
        return order.targets, _standing(kitchen, order)
    return [], order.targets or _standing(kitchen, order)


def _clings(item: Item) -> bool:
    """Whether a thing is brushed or rubbed on rather than brushed."""
    return item.minor or item.kind == "fat" or item.form in ("liquid", "beaten", "powder")


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
    last = [item for item in order.before if item not in order.targets and item not in order.extras]
    last = [item for item in last if item in kitchen.items]
    if last and last[0].holder:
        return last
    return [
        item
        for item in (kitchen.focus.items if kitchen.focus else [])
        if item not in order.targets and item not in order.extras
    ]


def drain(kitchen: Kitchen, order: Order) -> View | None:
    """The water goes, the food stays; or the liquid is kept."""
    pressed = order.verb.name.startswith(("squeeze", "press", "wring"))
    if pressed and all(item.look == "water" for item in order.targets):
        order.targets = [item for item in order.before if item in kitchen.items and item.holder]
        home = next((item.holder for item in order.targets), None) or busy(kitchen, order.targets)
        return View(holder=home, focus=tuple(order.targets), hand=True) if home else None
    if order.verb.name.startswith("drip"):
        return View(holder=kitchen.last[0].holder if kitchen.last else kitchen.focus, strength=0.4)
    fried = [item for item in kitchen.last if item.holder and item.holder.vessel in HOT]
    paper = order.dest is not None and order.dest.vessel == "plate" and not order.targets
    items = fried if paper and fried else targets_or_focus(kitchen, order)
    home = busy(kitchen, items)
    if order.dest and order.dest.vessel == "plate" and not order.clause.tool:  # out of hot fat, onto paper
        order.tool = "slotted spoon" if home and any(item.deep for item in home.items) else "tongs"
    if items and home and home.fire and all(item.kind == "fat" and item.holder is None for item in items):
        return View(holder=home, strength=1.0)  # the fat that ran out while it fried
    if items and items[0].holder is None:  # sift the flour, drain the beans
        place = order.dest or kitchen.hold("bowl", fresh=True)
        kitchen.move(items, place)
        order.hand = True
        return view(order, place, focus=items)
    solids = [item for item in items if item.form != "liquid"]
    if home and items and all(item.look == "water" for item in items) and not order.dest:
        solids = [item for item in home.items if item.form != "liquid"]
    if home and order.words & {"liquid", "stock", "broth"}:
        solids = []
        for item in home.items:
            if item.look == "water":
                item.look, item.name = "broth", "broth" if "broth" in order.words else "stock"
    if home and (not solids or order.dest):
        place = order.dest or kitchen.hold("bowl", fresh=True)
        runny = [item for item in home.items if item.form == "liquid"] or items
        kitchen.move(
            runny if not solids or (order.verb.name.startswith("strain") and not order.targets) else items,
            place,
        )
        order.hand = True
        pan = next((item.was for item in solids if item.was and item.was.vessel in HOT), None)
        if place.vessel == "plate" and pan is not None and pan.fire:
            kitchen.focus = pan  # which is cooked in again
        return view(order, place, focus=runny)
    if home:
        for item in [one for one in home.items if one.look == "water"]:
            kitchen.drop(item)
        home.fire = home.steam = False
    order.hand = True
    return view(order, home, focus=solids)


def _crumb(kitchen: Kitchen, order: Order) -> View | None:
    """`scoop out some of the inside` of a bun: the bun is hollow, and `it` is its crumb."""
    bread = [item for item in kitchen.last if item.kind in ("bread", "dough") and item.doneness != "raw"]
    if (
        order.verb.name not in ("scoop out", "pull out", "take out")
        or not set(order.targets) <= set(bread)
        or not bread
    ):
        return None
    if not order.words & {"inside", "crumb", "middle", "centre", "center", "insides"}:
        return None
    kitchen.hollowed = bread
    inside = kitchen.bring(sense("crumb"))
    kitchen.last = [inside] if inside else bread
    return View(holder=bread[0].holder, focus=tuple(bread), tool=order.tool, hand=True)


def remove(kitchen: Kitchen, order: Order) -> View | None:
    """Take things out, or a vessel off the fire or out of the oven."""
    off = order.words & {"heat", "stove", "fire", "burner", "hob", "flame"}
    said = [sense(noun) for noun in order.clause.objects]
    lifted_off = order.verb.name == "take off" and not order.source and all(one.pronoun for one in said)
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
    if off or lifted_off or ((order.source == "oven" or "oven" in order.words) and home):
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
        return readying.gather(kitchen, order)
    if order.targets and (thrown or all(item.minor for item in order.targets)):
        for item in order.targets:
            kitchen.drop(item)
        return View(holder=kitchen.focus, strength=0.6, tool=order.tool, hand=order.hand)
    lifted = order.verb.name in ("lift out", "take out", "fish out")
    hot = bool(kitchen.last) and kitchen.last[0].holder is not None and kitchen.last[0].holder.vessel in HOT
    unsaid = lifted and hot and not order.clause.objects
    crumb = _crumb(kitchen, order)
    if crumb is not None:
        return crumb
    if order.abstract or (not order.targets and not order.source and not unsaid):
        return View(holder=kitchen.focus, strength=0.6, tool=order.tool, hand=order.hand)
    if order.targets and all(one.holder is None and one not in kitchen.stock for one in order.targets):
        for item in order.targets:  # "take out the beans": nothing that is cooked
            kitchen.drop(item)
        return View(holder=kitchen.focus, strength=0.3)
    moved = without_water(item for item in targets_or_focus(kitchen, order) if not item.minor)
    if moved and moved[0].holder is None and order.source == "fridge":
        board = kitchen.hold("cutting board", fresh=True)
        kitchen.move(moved, board)
        return View(holder=board, focus=tuple(moved), strength=1.0)
    if not moved or moved[0].holder is None or moved[0].holder.vessel in ("cutting board", "plate"):
        return View(holder=moved[0].holder if moved else kitchen.focus, focus=tuple(moved), strength=0.6)
    before = kitchen.focus
    if home is not None and home.inside == "oven" and home.vessel in OVENWARE and not order.dest:
        home.inside = ""  # they come out with what they stand in
        kitchen.attend(home)
        kitchen.last = moved
        return View(holder=home, focus=tuple(moved), strength=1.0)
    into = next((item.holder for item in order.onto if item.holder and item.holder.vessel in HOT), None)
    place = order.dest or into or kitchen.hold("plate", fresh=True)
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


def cover(kitchen: Kitchen, order: Order) -> View | None:
    """A lid shows nothing new; water or sauce does."""
    stuff = [
        item
        for item in order.extras
        if item.form == "liquid"
        or item.kind in ("cheese", "sauce", "dairy", "vegetable", "dough", "bread", "cake", "pasta")
    ]
    if stuff:
        homes = {item.holder for item in stuff if item.holder and item.holder.vessel in HOT}
        order.extras = [item for item in order.extras if item in stuff or item.holder in homes]
        return coat(kitchen, order)
    return View(holder=busy(kitchen, order.targets), strength=0.4, focus=tuple(order.targets))


def off(kitchen: Kitchen, order: Order) -> View | None:
    """The fire goes out or down."""
    if (
        order.verb.name.startswith(
            ("turn off", "switch off", "shut", "take off", "kill", "remove from", "extinguish")
        )
        and kitchen.focus
    ):
        kitchen.focus.fire = kitchen.focus.steam = False
    if order.verb.name in ("raise", "turn up", "increase", "crank up") and order.clause.result:
        place = order.dest if order.dest and order.dest.vessel in HOT else kitchen.focus
        if place and place.items and order.done != "raw":  # "raise the heat until it is brown"
            place.fire = True
            kitchen.attend(place)
            solid = [
                item for item in place.items if item.form not in ("liquid", "powder") and item.kind != "fat"
            ]
            for item in solid:
                item.doneness = order.done
            kitchen.last = solid or kitchen.last
            return View(holder=place, focus=tuple(solid), strength=1.5)
    return View(holder=kitchen.focus, strength=0.3)


def nothing(kitchen: Kitchen, order: Order) -> View | None:
    """Nothing happens to the kitchen."""
    return View(holder=kitchen.focus, strength=0.2)


ACTIONS: dict[str, Action] = {
    **preparing.ACTIONS,
    **readying.ACTIONS,
    **moving.ACTIONS,
    **wrapping.ACTIONS,
    **serving.ACTIONS,
    **doughs.ACTIONS,
    **cooking.ACTIONS,
    "coat": coat,
    "drain": drain,
    "remove": remove,
    "cover": cover,
    "off": off,
    "none": nothing,
}
