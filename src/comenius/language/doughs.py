"""What hands do to dough, and what the oven makes of it."""

from collections.abc import Iterable

from comenius.language.bench import Action, busy, targets_or_focus, view, workplace
from comenius.language.kitchen import GLASSES, HOT, OVENWARE, Holder, Item, Kitchen
from comenius.language.mixing import blend_together, puree
from comenius.language.moving import add, rest
from comenius.language.naming import titled
from comenius.language.orders import Order, View
from comenius.language.preparing import mix
from comenius.language.toppings import lies
from comenius.language.wrapping import wrapped_round
from comenius.lexicon.matching import sense
from comenius.lexicon.tables import lexicon, plain, singular

SHARED = ("plate", "bowl", *GLASSES, *OVENWARE)
KNEADING = ("knead", "work", "knead together", "knead in")
ROUND = frozenset({"ball", "log", "cylinder", "rope", "snake", "bun", "roll", "sausage", "sphere", "marble"})
LUMPS = ROUND | {"patty", "cake", "oval", "torpedo", "quenelle", "walnut", "disc", "falafel", "croquette"}
SMALL = ("bun", "cookies", "muffins")  # looks that cheese on top does not make a pizza
BUNS = ("bun", "roll", "scone")
PIES = ("pie", "tart", "galette")
OPEN = ("quiche", "flan", "tarte", "flammkuchen")  # what lies on the pastry stays in sight


def _pie(kitchen: Kitchen, home: Holder) -> bool:
    """Whether a filled crust, or egg among other things, becomes the one thing that the title names."""
    named = next((word for word in (*PIES, "frittata") if {word, f"{word}s"} & kitchen.title), "")
    base = [item for item in home.items if item.look == "dough" and item.form == "flat"]
    if named == "frittata":
        base = [item for item in home.items if item.look == "egg" and item.form == "beaten"]
    filling = [item for item in home.items if item not in base and not item.minor]
    if not (named and base and filling):
        return False
    made = base[0]
    made.name, made.label, made.kind, made.on = named, "", "cake", None
    made.look, made.form = "cake" if named == "frittata" else "pie", "whole"
    for item in [
        one for one in home.items if one is not made and not (named == "frittata" and one.kind == "cheese")
    ]:
        made.parts.append(item)
        kitchen.drop(item)
    return True


def baked(kitchen: Kitchen, home: Holder) -> None:
    """Dough and batter turn into what the guide bakes."""
    if _pie(kitchen, home):
        return
    for item in list(home.items):
        if item.look == "egg" and item.form == "beaten":
            continue
        if item.label == "meringue" and item.airy:
            item.look, item.form, item.kind, item.airy = "tofu", "whole", "cake", False
        if item.look not in ("dough", "batter") or item.form == "parcel" or item.kind == "pasta":
            continue
        open_ = next((word for word in OPEN if word in kitchen.title), "")
        if open_ and item.look == "dough" and item.form == "flat" and len(home.items) > 1:
            item.name, item.label = open_, ""
            continue
        toppings = [other for other in home.items if other is not item and other.kind in ("sauce", "cheese")]
        named = kitchen.product(anywhere=item.look == "batter")
        small = named is not None and named[0] in SMALL
        if item.form == "flat" and any(lies(other) for other in toppings) and not small:
            if named and named[0] == "pizza":
                item.name = "pizza"
            continue  # it keeps what lies on it
        if item.form == "flat" and toppings and (named is None or named[0] == "pizza"):
            named = ("pizza", "pizza")
        if named and named[0] == "tortilla" and item.look == "dough":
            named = None
        if named:
            item.look, item.name = named
            item.label = item.label if item.label in lexicon().words["formed"] else ""
            item.shape("flat" if named[0] == "tortilla" else "whole")
            item.kind = "cake"
            if named[0] == "pizza":
                for other in [one for one in home.items if one is not item]:
                    item.parts.append(other)
                    kitchen.drop(other)
        elif item.look == "batter" and any(other.kind == "meat" for other in home.items):
            item.look, item.form, item.kind = "cake", "whole", "cake"  # it rises round them
        elif item.look == "batter":
            item.look, item.form, item.name, item.kind = "cake", "whole", "cake", "cake"
        elif item.form == "flat" and (bread := _bread(kitchen)):
            item.name = bread
        elif item.label in BUNS:
            item.look, item.form, item.kind = "bun", "whole", "bread"
        elif item.form in ("ball", "loaf"):
            item.shape("loaf")
            item.name = "bread" if item.name in ("dough", "loaf") else item.name


def formed(kitchen: Kitchen, items: Iterable[Item]) -> None:
    """Call a mixture that is fried in pieces what the title calls it: `fritter`."""
    head = singular(plain(kitchen.heading).split()[-1]) if kitchen.heading else ""
    for item in items:
        if item.form == "mixture" and item.parts and head in lexicon().words["patties"]:
            item.name = head


def _bread(kitchen: Kitchen) -> str:
    """The bread that the title names: `focaccia`."""
    named = [word for word in sorted(kitchen.title) if (food := sense(word).food) and food.kind == "bread"]
    return named[0] if named else ""


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
    """Work dough into a ball."""
    dough = _doughs(kitchen, order)
    around = kitchen.focus.items if kitchen.focus else []
    if not dough and order.verb.name in KNEADING and len(around) > 1:  # mince and onion, with the hands
        order.tool = ""
        return mix(kitchen, order)
    if not dough:
        return rest(kitchen, order)
    home = dough[0].holder
    fresh = [leaf for item in dough for leaf in item.leaves() if leaf.placed == kitchen.step]
    brought = order.words & {"dough", "ball"} and not any(
        order.clause.objects and noun.endswith("dough") for noun in order.clause.objects
    )
    if order.dest is None and home and home.vessel == "bowl" and fresh and brought:
        order.dest = home  # "work it to a smooth dough"
    bowl = order.dest is not None and order.dest.vessel == "bowl"
    place = order.dest if bowl and order.dest else workplace(kitchen, "table", dough)
    for item in dough:
        item.shape("ball")
    kitchen.move(dough, place)
    kitchen.last = dough
    return View(holder=place, focus=tuple(dough), hand=True)


def become(item: Item, order: Order) -> None:
    """Call a thing what it is formed into, where that is the name of a food: `roll into round buns`."""
    nouns = [noun for phrase in order.clause.phrases if phrase.preposition == "into" for noun in phrase.nouns]
    names = [sense(noun).name.split()[-1] for noun in (*nouns, *order.clause.objects) if sense(noun).name]
    item.label = next((name for name in names if name in lexicon().words["formed"]), item.label)


def into_words(order: Order) -> frozenset[str]:
    """The words for what a thing becomes: `roll each piece into a ball`."""
    nouns = [noun for phrase in order.clause.phrases if phrase.preposition == "into" for noun in phrase.nouns]
    return frozenset(singular(word) for noun in nouns for word in noun.split())


def roll(kitchen: Kitchen, order: Order) -> View | None:
    """Flatten dough."""
    if order.tool == "sieve":
        return _strained(kitchen, order)
    dough = _doughs(kitchen, order)
    if not dough and into_words(order) & {"ball"}:
        return shape(kitchen, order)
    if not dough and order.targets and order.dest and order.dest.vessel in OVENWARE:
        return add(kitchen, order)  # crumbs pressed into a tin
    flat = busy(kitchen, order.targets)
    if not dough and not order.targets and not order.clause.tool:
        order.tool = ""
    if not dough and any(item.look in ("ground meat", "meatball") for item in order.targets):
        order.tool = ""  # mince is flattened with the hands
    if not dough and order.tool == "rolling pin" and flat and flat.vessel in HOT:
        order.tool = "spatula"  # fritters are flattened where they fry
    if not dough:
        return rest(kitchen, order) if not order.targets else view(order, busy(kitchen, order.targets), 0.6)
    home = dough[0].holder
    pressed = order.verb.name.startswith(("press", "stretch", "pat"))
    place = home if pressed and home and home.vessel not in ("bowl",) else workplace(kitchen, "table", dough)
    if order.dest and order.dest.vessel in (*OVENWARE, "pan"):
        place = order.dest
    if all(item.form == "parcel" and item.parts for item in dough) and home:  # it is closed already
        return View(holder=home, focus=tuple(dough), hand=True)
    paper = order.words & {"sheet", "paper", "parchment", "film"}
    palms = any(one.preposition in ("between", "over", "along") for one in order.clause.phrases) and not paper
    ball = into_words(order) & ROUND or (palms and order.verb.name == "roll")
    for item in dough:
        item.shape("ball" if ball else "flat")
        become(item, order)
    kitchen.move(dough, place)
    kitchen.last = dough
    tool = "" if pressed or ball else order.tool
    return View(holder=place, focus=tuple(dough), tool=tool, hand=True)


def _strained(kitchen: Kitchen, order: Order) -> View | None:
    """What is pressed through a sieve comes out smooth."""
    place = busy(kitchen, order.targets)
    if place is None or not place.items:
        return rest(kitchen, order)
    if not all(item.form == "liquid" and item.parts for item in place.items):
        puree(kitchen, place)
    if order.dest and order.dest is not place and order.dest.vessel in ("bowl", "pot", "pan", *GLASSES):
        kitchen.move(list(place.items), order.dest)
        place = order.dest
    kitchen.last = list(place.items)
    return view(order, place, focus=place.items)


def shape(kitchen: Kitchen, order: Order) -> View | None:
    """Form balls, loaves, rounds, patties."""
    if order.verb.name in ("divide", "portion") and order.dest and order.dest.vessel in SHARED:
        return add(kitchen, order)
    items = order.targets or list(kitchen.last)
    if (closed := wrapped_round(kitchen, order)) is not None:
        return closed
    dough = [item for item in items if item.look in ("dough", "batter", "tortilla")]
    if (not dough and any(item.kind == "dough" for item in items + order.onto)) or "dough" in order.words:
        dough = _doughs(kitchen, order)
    words = order.words
    for item in dough:
        if item.look == "batter":
            item.look, item.name = "dough", "dough"
        loaf = words & {"loaf"}
        flat = words & {"disc", "disk", "circle", "rectangle", "square", "flat", "sheet", "patty", "cake"}
        stamped = order.verb.name.startswith(("stamp", "cut out"))
        item.shape("loaf" if loaf else "flat" if flat or stamped else "ball")
        item.name = "loaf" if loaf else item.name
        become(item, order)
        item.count = 1 if words & {"one", "a"} else 3
    mince = [
        item
        for item in items
        if item.look == "ground meat"
        or any(leaf.look == "ground meat" for leaf in item.leaves())
        or (item not in dough and item.kind == "meat" and into_words(order) & {"ball"})
        or (item not in dough and into_words(order) & {"patty", "burger", "meatball"})
        or (item not in dough and item.form in ("mixture", "mashed") and order.words & LUMPS)
    ]
    for item in mince:
        item.parts = item.leaves() if item.parts else []
        item.name, item.label = ("patty" if words & {"patty", "burger"} else _lump(kitchen, item)), ""
        item.look, item.form, item.count, item.kind = "meatball", "whole", 3, "meat"
        become(item, order)
    made = dough or mince or items
    if not made:
        return rest(kitchen, order)
    home = made[0].holder
    keep = home is not None and home.vessel in ("pan", *OVENWARE)
    place = order.dest or (home if keep and home else workplace(kitchen, "table", made))
    kitchen.move(made, place)
    kitchen.last = made
    return View(holder=place, focus=tuple(made), hand=True)


def _lump(kitchen: Kitchen, item: Item) -> str:
    """What a lump of mince is called: a meatball where the guide says so, what the title calls it, else what it was."""
    head = singular(plain(kitchen.heading).split()[-1]) if kitchen.heading else ""
    if item.kind != "meat":
        known = lexicon().words["patties"] | lexicon().words["formed"]
        if head in ("cake", "ball", "bite", "bomb"):  # crab cakes
            return " ".join(titled(kitchen).split()[-2:])
        return head if head in known else "ball" if item.name == "mixture" else item.name
    return "meatball" if kitchen.words & {"meatball", "meatballs"} or item.name == "mixture" else item.name


def score(kitchen: Kitchen, order: Order) -> View | None:
    """Cut into the surface where it lies."""
    items = targets_or_focus(kitchen, order)
    place = items[0].holder if items and items[0].holder else None
    if place is None:
        place = workplace(kitchen, "cutting board", items)
        kitchen.move(items, place)
    return view(order, place, focus=items)


ACTIONS: dict[str, Action] = {
    "knead": knead,
    "roll": roll,
    "shape": shape,
    "score": score,
}
