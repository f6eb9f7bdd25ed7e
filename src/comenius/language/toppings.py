"""What lies on what: sauce on dough, cheese on bread, parsley on soup; and which of it is seen."""

from collections.abc import Iterable, Sequence

from comenius.language.kitchen import DISHES, GLASSES, HOT, Holder, Item, Kitchen
from comenius.language.orders import Order

MOST = 2  # toppings that can be told apart
BASES = ("bread", "dough", "cake", "pasta")  # anything may lie on these
CLOSED = ("ball", "parcel", "liquid", "beaten", "powder")  # forms of dough on which nothing lies yet
CRUMBLY = ("flour", "starch", "sweet", "spice", "fat")  # kinds into which things sink
CRUSTED = ("meat", "seafood", "protein", "cheese")  # kinds that are turned in egg and crumbs
THIN = frozenset({"water", "broth", "milk", "wine", "soy sauce", "batter", "dough", "tortilla"})
UNSEEN = frozenset({"salt", "pepper"})  # gone after the step that strews them
STREWN = frozenset(
    {"sauce", "cheese", "dairy", "herb", "spice", "nut", "sweet", "fat", "starch", "flour", "fruit", "egg"}
)
OVER = frozenset({"on", "onto", "over", "upon", "atop", "across", "around"})


def bears(item: Item) -> bool:
    """Whether other things can lie on it and be seen there."""
    if item.look in ("dough", "tortilla", "batter"):
        return item.form not in CLOSED
    return item.kind not in CRUMBLY and (item.form not in ("liquid", "beaten") or item.kind != "liquid")


def board(items: Iterable[Item]) -> Item | None:
    """The bread, cake or flat dough among things, on which whatever is added comes to lie."""
    flat = [
        item
        for item in items
        if (item.kind in ("bread", "dough", "cake") or sheet(item))
        and bears(item)
        and not item.blended
        and not lies(item)
    ]
    return flat[-1] if flat else None


def sheet(item: Item) -> bool:
    """Whether it is a sheet of pasta, as lasagne is layered with."""
    return item.kind == "pasta" and item.form == "flat"


def lies(item: Item) -> bool:
    """Whether it lies on something that is still beside it."""
    return item.on is not None and item.on.holder is not None and item.on.holder is item.holder


def hides(item: Item) -> bool:
    """Whether it covers what it lies on, so that it alone is seen: mash, crumble."""
    return not item.minor and (item.form == "mashed" or (item.look == "crumbs" and len(item.parts) > 1))


def ground(item: Item) -> Item:
    """What a pile stands on: the dough below the cheese below the basil."""
    while item.on is not None and lies(item):
        item = item.on
    return item


def under(items: Sequence[Item], toppings: Sequence[Item]) -> Item | None:
    """Which of the things the toppings lie on: bread or dough, else the heaviest, else what runs."""
    lowest = dict.fromkeys(ground(item) for item in items)
    free = [item for item in lowest if item not in toppings and bears(item)]
    flat = board(free)
    solid = sorted((item for item in free if item.form != "liquid"), key=lambda item: -item.weight)
    return flat or next((item for item in [*solid, *free] if not item.minor), None)


def lay(toppings: Iterable[Item], base: Item | None) -> None:
    """Put things on one that lies in the same vessel."""
    if base is None:
        return
    for item in toppings:
        if (
            item is not base
            and item.holder is base.holder
            and item.look not in THIN
            and item.look != base.look
        ):
            item.on = base
            item.blended = False


def lift(items: Iterable[Item]) -> None:
    """Nothing lies on these things any more."""
    taken = set(items)
    for item in taken:
        for other in item.holder.items if item.holder else ():
            if other.on is item or other in taken:
                other.on = None


def laid_over(order: Order, items: Sequence[Item], place: Holder) -> Item | None:
    """The thing that what is added or poured comes to lie on, when it does not just lie beside it."""
    cooking = place.vessel in HOT and place.fire
    if place.vessel != "blender" and not (cooking or place.liquid()) and all(item.minor for item in items):
        return under([item for item in place.items if item.form not in CLOSED], items)
    said = any(phrase.preposition in OVER for phrase in order.clause.phrases) or "top" in order.words
    sheets = [item for item in items if sheet(item)] if place.vessel in DISHES else []
    flat = board(sheets or [item for item in place.items if item not in items])
    heaped = order.verb.name.startswith(("pile", "pour", "spoon", "tip", "fill")) and place.vessel in DISHES
    if flat and heaped and flat.look == "dough" and not all(item.kind in STREWN for item in items):
        return None  # the filling of a pie hides the pastry
    if flat and place.vessel not in ("pot", "blender", "bowl", *GLASSES):
        return flat
    small = all(item.minor or item.kind in STREWN for item in items)
    if said and small and not cooking:
        return under([item for item in order.onto if item.holder is place] or place.items, items)
    return None


def seen(toppings: Sequence[Item], step: int, *, hot: bool = False) -> list[Item]:
    """The two toppings seen most: what was just laid on, a sauce that covers all, then the latest."""
    visible = [item for item in toppings if _visible(item, toppings, step, hot)]
    fresh = [item for item in visible if item.touched == step and item.look not in UNSEEN]
    spread = [item for item in visible if item.form == "liquid" and item.look != "oil"]
    solid = [item for item in visible if not item.minor and item.kind != "fat"]
    chosen: dict[str, Item] = {}
    for item in [*fresh[-1:], *spread[-1:], *reversed(solid), *reversed(visible)]:
        if len(chosen) < MOST:
            chosen.setdefault(item.look, item)
    return sorted(
        chosen.values(), key=lambda item: (item.form != "liquid" or item.look == "oil", toppings.index(item))
    )


def _visible(item: Item, toppings: Sequence[Item], step: int, hot: bool) -> bool:
    """Whether a topping can be seen: egg wash never, salt for a step, what dissolves not over fire, oil when on top."""
    if item.form == "beaten" or (item.look in UNSEEN and item.placed != step):
        return False
    if item.kind == "spice" and item.placed != step and ground(item).form == "liquid":
        return False
    if hot and (item.kind in CRUMBLY or item.look in UNSEEN):
        return False
    return item.kind != "fat" or (item is toppings[-1] and step in (item.placed, item.touched))


def crusted(kitchen: Kitchen, items: list[Item]) -> None:
    """Let the flour, egg and crumbs that meat was turned in become its crust."""
    coats = [
        one
        for one in items
        if one.kind == "flour" or one.look == "crumbs" or (one.look == "egg" and one.form == "beaten")
    ]
    if any(one.look == "crumbs" for one in coats) and any(one.kind in CRUSTED for one in items):
        for one in coats:
            kitchen.drop(one)
