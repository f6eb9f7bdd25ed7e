"""What hands hold where the verb does not say: the spoon beside the pot, the ladle that fills bowls, the tongs."""

from comenius.language.kitchen import Item
from comenius.language.orders import Order, View

FILLING = ("add", "pour")  # effects by which things go into what is on the fire
TURNED = ("tortilla", "meatball", "bread", "bun", "tofu", "cookies")
LADLED = ("a ladle of", "a ladleful of", "one ladle of", "ladles of")
SHARING = ("divide", "portion", "distribute", "share")
SPREAD = ("spread", "smear", "slather")


def served_with(order: Order, view: View | None) -> str:
    """The tool that work with no tool of its own is done with; "" where hands do."""
    place = view.holder if view else None
    if place is None or view is None or not place.items:
        return ""
    effect, moved = order.verb.effect, list(view.focus) or place.items
    if order.verb.name in SPREAD or any(noun.startswith("a dollop") for noun in order.clause.objects):
        return "spoon"
    if any(noun.startswith(LADLED) for noun in order.clause.objects):
        return "ladle"
    top = [
        item for item in (*order.targets, *order.extras) if item.kind in ("sweet", "flour", "sauce", "starch")
    ]
    if order.verb.name == "dust" and any(item.form == "powder" for item in top):
        return "sieve"
    runs = any(item.form == "liquid" for item in top)
    if runs and (order.verb.name in ("drizzle", "top") or effect == "cover"):
        return "spoon"
    if effect in FILLING and place.vessel == "pan" and place.fire and not place.inside:
        return "wooden spoon" if _fried(moved, place.items) else ""
    if place.vessel == "jar" or (place.vessel == "bowl" and order.verb.name in SHARING):
        return "ladle" if effect != "mix" and any(_moved_on(item) for item in moved) else ""
    if effect == "serve" and place.vessel in ("bowl", "plate"):
        return _dished(moved, soup=place.vessel == "bowl")
    return ""


def _fried(moved: list[Item], around: list[Item]) -> bool:
    """Whether vegetables go into hot fat, where they are stirred so that they do not burn."""
    dry = not any(item.form == "liquid" and item.kind != "fat" for item in around)
    return dry and any(item.kind == "vegetable" for item in moved)


def _moved_on(item: Item) -> bool:
    """Whether it runs and comes from where it was made."""
    return item.form == "liquid" and item.kind != "fat" and item.placed < item.touched


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
