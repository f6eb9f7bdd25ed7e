"""The words of a deed: imperative recipe English in several variants, and the lines of the ingredients."""

from collections.abc import Sequence

from comenius.guides.model import Ingredient, Quantity
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import INSIDE, article, plural
from comenius.world.actions import Deed, actions
from comenius.world.objects import Bench, Thing
from comenius.world.pantry import pantry


def wordings(deed: Deed, bench: Bench, *, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Every way to say a deed before it is done on this bench; `known` places are "the pan", others "a pan"."""
    things = [thing for key in deed.on if (thing := bench.find(key))]
    place = f"{'the' if deed.place in known else article(deed.place)} {deed.place}"
    inside = deed.place in INSIDE
    words = {
        "things": listed([called(thing) for thing in things]),
        "plain": listed([thing.name for thing in things]),
        "base": called(things[0]),
        "others": listed([called(thing) for thing in things[1:]]),
        "place": place,
        "in": f"{'in' if inside else 'on'} {place}",
        "into": f"{'into' if inside else 'onto'} {place}",
        "minutes": str(deed.minutes),
        "under": _under(bench, deed.place, things),
    }
    return tuple(dict.fromkeys(line.format(**words) for line in actions()[deed.action].says))


def _under(bench: Bench, place: str, above: Sequence[Thing]) -> str:
    """What things are laid on: by its name when it stands there alone."""
    base = bench.ground(place, *above)
    if base is None:
        return "them"
    return "it" if any(thing.poured and thing is not base for thing in bench.within(place)) else called(base)


def called(thing: Thing) -> str:
    """The thing as a recipe calls it: `the onions`."""
    return f"the {plural(thing.name) if thing.count > 1 else thing.name}"


def listed(names: Sequence[str]) -> str:
    """`the onion, the carrot and the leek`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def ingredient(thing: Thing, choice: float) -> Ingredient:
    """Its line in the list of ingredients; `choice` in [0, 1) picks the amount. What has no amount is counted."""
    table = pantry().amounts
    low, unit = float(thing.count), ""
    amount = table.get(thing.look) or table.get(kitchen().foods[thing.look].family)
    if amount:
        low, unit = float(amount.values[int(choice * len(amount.values))]), amount.unit
    name = plural(thing.name) if not unit and low > 1 else thing.name
    measure = plural(unit) if len(unit) > 2 and low > 1 else unit
    words = (f"{low:g}", measure, "of" if amount and amount.of else "", name)
    return Ingredient(
        text=" ".join(word for word in words if word),
        name=thing.name,
        quantity=Quantity(low=low, high=low, unit=unit),
    )
