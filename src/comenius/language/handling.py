"""What hands hold where the verb does not say: the spoon beside the pot, the ladle that fills bowls, the tongs."""

from comenius.language.kitchen import HOT, Item
from comenius.language.orders import Order, View

FILLING = ("add", "pour")  # effects by which things go into what is on the fire, where they are stirred in
TURNED = ("tortilla", "meatball", "bread", "bun", "tofu", "cookies")
SPREAD = ("spread", "smear", "slather")


def served_with(order: Order, view: View | None) -> str:
    """The tool that work with no tool of its own is done with; "" where hands do."""
    place = view.holder if view else None
    if place is None or view is None or not place.items:
        return ""
    effect, moved = order.verb.effect, list(view.focus) or place.items
    if order.verb.name in SPREAD or any(noun.startswith("a dollop") for noun in order.clause.objects):
        return "spoon"
    top = [
        item for item in (*order.targets, *order.extras) if item.kind in ("sweet", "flour", "sauce", "starch")
    ]
    if order.verb.name == "dust" and any(item.form == "powder" for item in top):
        return "sieve"
    if order.verb.name == "drizzle" and any(item.form == "liquid" for item in top):
        return "spoon"
    watered = all(item.look == "water" for item in moved)
    if effect in FILLING and place.vessel in HOT and place.fire and not (place.inside or watered):
        return "wooden spoon" if _stirred(place.items) else ""
    if effect == "serve" and place.vessel in ("bowl", "plate"):
        return _dished(moved, soup=place.vessel == "bowl")
    return ""


def _stirred(items: list[Item]) -> bool:
    """Whether several things cook together, in pieces or in something that runs."""
    solid = [item for item in items if not item.minor and item.kind != "fat"]
    return len(solid) > 1 and not any(item.form in ("parcel", "flat") for item in solid)


def _dished(items: list[Item], *, soup: bool) -> str:
    """What food is served with: a ladle what runs, tongs noodles, a spoon what is loose."""
    solid = [item for item in items if not item.minor]
    if any(item.form == "noodles" for item in solid):
        return "tongs"
    if soup and any(item.form == "liquid" and item.kind != "fat" for item in solid):
        return "ladle"
    return "spoon" if any(item.form in ("mixture", "powder", "mashed") for item in solid) else ""


def turner(items: list[Item]) -> str:
    """What moves things in a pan: a spatula what lies flat, tongs what is thick, a spoon what is minced; "" unknown."""
    solid = [item for item in items if not item.minor and item.kind != "fat"]
    if solid and all(item.look in TURNED or item.form in ("flat", "parcel", "fried") for item in solid):
        return "spatula"
    if any(item.look == "ground meat" or item.form == "chopped" for item in solid):
        return "wooden spoon"
    thick = any(
        item.look in ("sausage", "bacon", "beef", "pork", "chicken", "chicken legs") for item in solid
    )
    return "tongs" if thick else ""
