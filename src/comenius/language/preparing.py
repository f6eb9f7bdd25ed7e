"""What cutting, crushing, blending and mixing do to the kitchen and let us see."""

from collections.abc import Iterable

from comenius.language.aside import rinsed_into
from comenius.language.bench import Action, busy, set_egg, taken, targets_or_focus, view, workplace
from comenius.language.firm import set_firm
from comenius.language.kitchen import DISHES, HOT, OVENWARE, Holder, Item, Kitchen
from comenius.language.mixing import DRIPPINGS, blend_together, made_of, puree
from comenius.language.orders import Order, View
from comenius.language.toppings import lay, lies, lift, under
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Form
from comenius.lexicon.tables import singular

ROUGH = frozenset(
    {"coarse", "coarsely", "chunky", "crumbly", "rubble", "grainy", "textured", "roughly", "crumb"}
)
LOOSE = ("bowl", "blender", "jar", "cutting board")
WHOLE_CUTS = ("half", "halve", "lengthwise", "slice", "strip", "thin", "thinly", "ring")


def cut(kitchen: Kitchen, order: Order) -> View | None:
    """Cut things on the board, or over the pan they go into."""
    items = [item for item in targets_or_focus(kitchen, order) if item.form not in ("liquid",)]
    if not order.targets and "bone" in order.words:  # "slice between the bones"
        meats = [item for item in kitchen.items if item.kind == "meat" and item.holder]
        items = [max(meats, key=lambda one: one.touched)] if meats else items
        kitchen.last = items
    items += [
        item for item in order.extras if item.form == "whole" and item not in items
    ]  # "with the coriander"
    if not items and order.elided and kitchen.focus:  # nobody slices the glaze that went over the cake
        items = [
            item for item in kitchen.focus.items if item.form not in ("liquid", "powder") and not lies(item)
        ]
    if not items and kitchen.focus and kitchen.focus.vessel in DISHES:  # fudge that has set in its tin
        runny = [item for item in kitchen.focus.items if item.form == "liquid" and not item.minor]
        items = [set_firm(kitchen, item) for item in runny[:1]]
    if not items:
        return view(order, kitchen.focus, 0.5)
    whole = all(item.form != "parcel" for item in items)
    form: Form = order.shape or order.verb.form or "chopped"
    if order.shape is None and order.verb.form is None and order.words & set(WHOLE_CUTS):
        form = "sliced"
    if form != "sliced" and not order.trimming:
        lift(items)
    for item in [] if order.trimming else items:
        if item.name == "pizza" and item.look == "dough":
            for top in kitchen.riders([item]):
                item.parts.append(top)
                kitchen.drop(top)
            item.look, item.kind = "pizza", "cake"
        if item.kind == "dough" and item.look != "bread" and not _closed(item):
            item.count = 3
            if item.form not in ("flat",) and item.doneness != "raw":
                item.shape("sliced")
        elif not item.parts or item.form != "mixture":
            item.shape(form)
    over = order.dest if order.dest and order.dest.vessel not in ("cutting board", "oven", "table") else None
    if not over and order.onto and order.onto[0].holder and not (set(order.onto) & set(items)):
        over = order.onto[0].holder
    if over is None and all(
        item.holder and item.holder.vessel == "pan" and item.holder.fire and whole for item in items
    ):
        over = items[0].holder
    if over is None and order.verb.name.startswith("break") and items[0].holder:
        over = items[0].holder if items[0].holder.vessel in OVENWARE else None  # "break into clusters"
    minced = [item for item in items if item.kind != "dough" or item.doneness != "raw" or _closed(item)]
    boarded = bool(items) and items[0].holder is not None and items[0].holder.vessel == "cutting board"
    place = over or workplace(kitchen, "cutting board" if minced or boarded else "table", items)
    kitchen.move(items, place)
    if order.verb.name.endswith(" over"):
        lay(items, under([item for item in place.items if item not in items], items))
    if place.vessel in HOT and order.done != "raw":
        for item in items:
            item.doneness = order.done
    return view(order, place, focus=items)


def _closed(item: Item) -> bool:
    """Whether a sheet that is no dough was rolled round something: seaweed, a leaf."""
    return bool(item.parts) and item.look not in ("dough", "tortilla", "batter") and item.kind == "dough"


def mash(kitchen: Kitchen, order: Order) -> View | None:
    """Crush things where they are, or in a bowl."""
    items = targets_or_focus(kitchen, order)
    if not items:
        return view(order, kitchen.focus, 0.5)
    if all(item.kind in ("spice", "herb", "nut") for item in items) and len(items) > 1:
        return grind(kitchen, order)
    for item in items:
        if item.form not in ("liquid", "mixture") and item.look != "butter":
            item.shape("chopped" if item.look == "egg" and item.form == "whole" else "mashed")
        if item.look == "meatball" and "flat" in order.words:
            item.name, item.label = "patty", ""
    home = order.dest or (order.onto[0].holder if order.onto else None)
    if home is None and items[0].holder and items[0].holder.vessel in ("pot", "pan", "bowl", *DISHES):
        home = items[0].holder
    place = home or workplace(kitchen, "cutting board" if items[0].look == "garlic" else "bowl", items)
    kitchen.move(items, place)
    order.tool, order.hand = order.tool or "wooden spoon", True
    return view(order, place, focus=items)


def grind(kitchen: Kitchen, order: Order) -> View | None:
    """Make a powder in a mortar, or pound something flat on the table."""
    items = targets_or_focus(kitchen, order)
    if not items:
        return None
    if any(item.look == "butter" or item.kind in ("meat", "dough") for item in items):
        order.tool, order.hand = order.tool or "rolling pin", True
        place = workplace(kitchen, "table", items)
        kitchen.move(items, place)
        return view(order, place, focus=items)
    place = order.dest or kitchen.hold("bowl", fresh=True)
    if "batter" in order.words:  # soaked rice and lentils
        kitchen.move(items, place)
        ground = made_of(kitchen, place, "batter")
        return view(order, place, focus=[ground])
    for item in items:
        item.shape("powder")
    kitchen.move(items, place)
    return view(order, place, focus=items)


def blend(kitchen: Kitchen, order: Order) -> View | None:
    """Puree in the blender, or in the pot they cooked in."""
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
    if "crumb" in order.words and all(item.kind in ("bread", "cake") or item.minor for item in items):
        for item in items:
            item.look, item.form, item.kind, item.label = "crumbs", "powder", "grain", "crumb"
        kitchen.last = items
        return View(holder=place, focus=tuple(items))
    puree(kitchen, place, coarse=_coarse(order))
    kitchen.last = list(place.items)
    for item in place.items:
        item.touched = kitchen.step
    return View(holder=place, focus=tuple(place.items), steam=place.fire, tool=order.tool, hand=order.hand)


def _coarse(order: Order) -> bool:
    """Whether the machine is stopped before all is smooth."""
    said = {singular(word) for word in order.clause.result.split()} | order.words
    return (order.verb.name == "pulse" or bool(said & ROUGH)) and not said & {"smooth", "creamy", "silky"}


def _whips(item: Item) -> bool:
    """Whether beating fills it with air: cream, whites of eggs."""
    return item.look == "cream" and item.kind in ("dairy", "egg")


def whisk(kitchen: Kitchen, order: Order) -> View | None:
    """Beat eggs and mix what is with them."""
    items = targets_or_focus(kitchen, order)
    for item in items:
        if item.look == "egg":
            item.shape("beaten")
    seen = mix(kitchen, order)
    bowl = seen.holder if seen and seen.holder and seen.holder.vessel not in HOT else None
    if bowl and all(_whips(item) or item.kind in ("sweet", "spice") for item in bowl.items):
        for item in bowl.items:
            item.airy = _whips(item)
    return seen


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
    inward = order.verb.name.endswith((" in", " through", " over"))
    parts = order.clause.objects and order.clause.phrases and not (order.targets or order.extras or base)
    board = kitchen.last[0].holder if kitchen.last else None
    if (
        place is None and parts and board and board.vessel == "cutting board"
    ):  # "mix the soft parts with the crisp"
        return view(order, board, focus=kitchen.last)
    if place is None and inward and (work := rinsed_into(kitchen, order.targets)) is not None:
        place = work
    swirl = inward and not base and kitchen.focus is not None and kitchen.focus.items
    if place is None and swirl:
        place = kitchen.focus
    under_all = [item.holder for item in base if item.holder in homes]
    own = [item.holder for item in order.targets if item.holder and item.holder.made == kitchen.step]
    if own and own[0].vessel == "bowl" and base and all(item.form == "liquid" for item in base):
        under_all = own  # yeast in its bowl is stirred into milk that comes from a pan
    if place is None and base and all(one.name in DRIPPINGS and one.holder is None for one in base):
        place = kitchen.hold("pan", fresh=True)  # flour into the juices, on the stove
    if place is None and under_all:  # "fold the sauce into the lentils"
        place = under_all[0]
    if place is None and not order.targets and not base:
        place = _tossed(order)
    plated = board is not None and board.vessel == "plate" and kitchen.last[0].touched == kitchen.step
    if place is None and plated and not (order.targets or base):
        place = board  # "fish them out and toss with butter"
    cut_now = (
        board is not None and board.vessel == "cutting board" and kitchen.last[0].touched == kitchen.step
    )
    worked = kitchen.focus and any(item.touched == kitchen.step for item in kitchen.focus.items)
    if place is None and cut_now and not (order.targets or base or homes or worked or inward):
        place = kitchen.hold("bowl", fresh=True)  # "shred it on the board and toss with the sauce"
    if place is None and homes:
        place = next((home for home in homes if home.vessel in HOT), max(homes, key=homes.count))
    if "ingredient" in order.words and len({id(item.holder) for item in items}) > 1 and order.dest is None:
        place = kitchen.hold("bowl", fresh=taken(kitchen, "bowl"))
    on = kitchen.last[0].holder if kitchen.last and kitchen.last[0].touched == kitchen.step else None
    there = all(item.holder is on for item in base)
    if place is None and not order.targets and there and on and on.vessel == "table" and len(on.items) > 1:
        place = on
    if place is None and not order.targets:
        place = kitchen.focus
    if (
        place is None
        and kitchen.focus is not None
        and order.verb.name
        in ("stir in", "mix in", "fold in", "beat in", "whisk in", "swirl in", "incorporate")
    ):
        place = kitchen.focus
    if place is None:
        place = kitchen.hold("bowl", fresh=taken(kitchen, "bowl"))
    into = order.dest or next((one.holder for one in base if one.holder), None)
    if not order.targets and into and board in _loose(kitchen, into):
        items = [*kitchen.last, *items]  # "whisk it with the stock and stir into the pot"
    if not order.targets and not base:  # "chop the onion and mix with the potatoes"
        items += [
            item
            for item in kitchen.last
            if (item.holder is None or item.holder.vessel in ("cutting board", "table")) and item not in items
        ]
        boards = {item.holder for item in items if item.holder and item.holder.vessel == "cutting board"}
        items += [
            other
            for board in boards
            for other in board.items
            if other not in items and other.touched == kitchen.step
        ]
    if place.vessel in HOT and place.fire and _baking(kitchen, place, items):
        warm, place = place, kitchen.hold("bowl", fresh=True)
        items = [*warm.items, *items]
    kitchen.move([*base, *items], place)
    place.inside = ""
    for item in place.items:
        soft = place.vessel == "bowl" and any(one.kind in ("sweet", "fat") for one in place.items)
        if item.look == "egg" and item.form == "whole" and (order.verb.effect == "whisk" or soft):
            item.shape("beaten")
    before = set(items)
    blend_together(kitchen, place, hint_of(order))
    if place.fire:
        kitchen.simmered(place)
    kitchen.last = list(place.items)
    focus = [item for item in place.items if item in before] or list(place.items)
    order.hand = True
    return view(order, place, focus=focus)


def _loose(kitchen: Kitchen, dest: Holder) -> list[Holder]:
    """The bowls whose contents go into another vessel."""
    return [one for one in kitchen.holders if one.vessel in LOOSE and one is not dest]


def _tossed(order: Order) -> Holder | None:
    """Where what was said last stands: `drain the pasta, then toss with the pesto` leaves it in its pot."""
    before = [item.holder for item in order.before if item.holder and item not in order.extras]
    made = any(item.parts and item.holder not in before for item in order.extras)
    return before[0] if before and made and before[0].vessel in (*HOT, *DISHES, "bowl") else None


def _baking(kitchen: Kitchen, place: Holder, items: Iterable[Item]) -> bool:
    """Whether melted butter leaves the stove to become a batter: sugar or eggs come to it, and flour will."""
    flour = any(item.kind == "flour" for item in kitchen.stock)
    soft = all(item.kind in ("fat", "sweet", "egg", "flour", "spice") for item in place.items)
    return flour and soft and any(item.kind in ("sweet", "egg") for item in [*items, *place.items])


def hint_of(order: Order) -> str:
    """The word for a mixture that the clause itself says: `until a dough forms`."""
    if order.verb.name.startswith("rub"):
        return "crumbs"
    said = f"{order.clause.text} {order.clause.result}".split()
    if "sides" in said and {"away", "leaves", "clean"} & {*said}:
        return "dough"  # "beat until it comes away from the sides"
    for word in ("dough", "batter", "dressing", "marinade", "sauce", "paste"):
        if word in said:
            return word if word != "paste" else ""
    return ""


def stir(kitchen: Kitchen, order: Order) -> View | None:
    """Mix what is in the vessel in work."""
    if order.targets or order.extras or order.onto:
        focus = kitchen.focus
        groups = [one for one in map(sense, order.clause.objects) if one.mixture and not one.food]
        if groups and focus and focus.vessel in HOT and focus.items:  # "stir the vegetables"
            order.targets = [item for item in order.targets if item.holder is focus] or list(focus.items)
        loose = [item for item in order.targets if item.holder is None]
        if loose or order.onto or order.dest:
            return mix(kitchen, order)
    place = busy(kitchen, order.targets)
    if order.verb.name == "scrape" and order.dest and place and order.dest is not place:
        board = kitchen.last[0].holder if kitchen.last and not order.targets else None
        place = board if board and board.vessel in ("cutting board", "table", "bowl") else place
        kitchen.move(list(place.items), order.dest)
        kitchen.last = list(order.dest.items)
        return View(holder=order.dest, focus=tuple(kitchen.last))
    if place is None:
        return mix(kitchen, order) if kitchen.last else None
    if order.verb.name == "scrape" and order.dest is place:
        return View(holder=place, focus=tuple(kitchen.last), tool=order.tool, hand=True)
    if order.elided and order.dest and order.dest is not place and place in _loose(kitchen, order.dest):
        return mix(kitchen, order)  # "then stir into the pot"
    lift(place.items)
    for item in [one for one in place.items if one.look == "egg" and one.form == "beaten" and place.fire]:
        set_egg(kitchen, order, item, place)
    roux = {item.kind for item in place.items} == {"fat", "flour"}
    if roux or not place.fire:
        blend_together(kitchen, place, hint_of(order))
    order.hand = True
    return View(holder=place, tool=order.tool, hand=True, focus=tuple(order.targets))


ACTIONS: dict[str, Action] = {
    "cut": cut,
    "mash": mash,
    "grind": grind,
    "blend": blend,
    "whisk": whisk,
    "mix": mix,
    "stir": stir,
}
