"""All that a picture shows, the main thing first: every part of a mixture and every layer of a pile on its own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from comenius.language.emphasis import BESIDE
from comenius.language.kitchen import Item, Kitchen
from comenius.language.scene import Drawn, Sight
from comenius.language.subject import Subject
from comenius.language.toppings import UNSEEN, lies
from comenius.lexicon.looks import browns
from comenius.lexicon.looks import kitchen as looks
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Food, Form
from comenius.lexicon.tables import one

BAKING = frozenset({"dough", "bread", "cake", "bun", "muffins", "stack", "patty", "croissant"})
FLAT = (
    "patty",
    "burger",
    "fritter",
    "cutlet",
    "fishcake",
    "latke",
    "rissole",
    "hamburger",
)  # lumps that lie flat
MELTING = frozenset({"flour", "starch", "egg", "dairy", "liquid", "fat", "sweet", "spice", "dough"})


def contents(kitchen: Kitchen, seen: Sight, about: Subject | None) -> Sight:
    """What is seen in as many foods as it has: where the picture mixes three of them, all that are in it."""
    items = kitchen.by_track()
    rows: list[Drawn] = []
    for food, tracks in zip(seen.shot.foods, seen.tracks, strict=True):
        inside = [items[track] for track in sorted(tracks) if track in items]
        told = replace(food, form=_minced(food.look, food.form, inside))
        rows += map(_row, _units(inside)) if food.form == "mixture" else [(told, tracks)]
        rows += [_row(leaf) for item in inside if item.name == "frittata" for leaf in _seen_in(item)]
        rows += [
            _row(item)
            for item in items.values()
            if item.on in inside and lies(item) and item.look not in UNSEEN
        ]
    rows += [_into(seen, item) for item in _named(kitchen, seen, items)]
    if about is not None:
        rows = [_main(rows, seen, about), *rows]
    distinct: dict[str, Drawn] = {}
    for food, tracks in rows:
        distinct.setdefault(one(food.name), (food, tracks))
    return replace(
        seen,
        shot=replace(seen.shot, foods=tuple(food for food, _ in distinct.values())),
        tracks=tuple(tracks for _, tracks in distinct.values()),
    )


def _minced(look: str, form: Form, inside: Iterable[Item]) -> Form:
    """The form in words: meat with onion and egg is a mixture, mince no whole piece; a meatball is a whole."""
    meat = [item for item in inside if item.kind == "meat" and item.form == "whole"]
    if look == "meatball":
        return "flat" if any(item.name.split()[-1] in FLAT for item in inside) else "ball"
    if any(item.airy for item in inside) and form == "liquid":
        return "beaten"
    if looks().foods[look].family == "patty":
        return form
    if any(_several(item) and look == item.look for item in meat):
        return "mixture"
    return "chopped" if looks().foods[look].family == "mince" and form == "whole" else form


def _several(item: Item) -> bool:
    return sum(not leaf.minor for leaf in item.leaves()) > 1


def _named(kitchen: Kitchen, seen: Sight, items: Mapping[int, Item]) -> Iterator[Item]:
    """What the step itself names and puts here, even where it dissolves; not what nobody would see of it."""
    shown = frozenset().union(*seen.tracks)
    gone = {leaf.track for item in items.values() if _made(item) for leaf in item.leaves() if _melts(leaf)}
    for meaning, tracks, doubt in kitchen.named:
        for item in (items[track] for track in sorted(tracks) if track in items):
            here = item.holder is not None and item.holder.standing == seen.standing
            plainly = not meaning.pronoun and doubt <= BESIDE and not item.parts and item.track not in gone
            if plainly and (here or item.track in shown) and item.look not in UNSEEN and item.kind != "fat":
                yield item


def _made(item: Item) -> bool:
    """Whether something was mixed into dough or batter, or baked from it."""
    look = looks().foods[item.look]
    return bool(item.parts) and (look.family in BAKING or look.name == "batter")


def _seen_in(item: Item) -> list[Item]:
    """The vegetables that are seen in a baked dish of eggs."""
    return [leaf for leaf in item.leaves() if leaf.kind == "vegetable" and not leaf.minor]


def _melts(item: Item) -> bool:
    """Whether nobody sees a food again in dough or batter: flour and milk, not berries and chocolate chips."""
    return item.kind in MELTING and item.look != "chocolate"


def _units(inside: Iterable[Item]) -> list[Item]:
    """The things that can still be told apart: dough, not its flour; no salt where there is anything else."""
    made = {leaf.track for item in inside if item.parts and item.form != "mixture" for leaf in item.leaves()}
    units = [item for item in inside if item.form != "mixture" or not item.parts]
    units = [item for item in units if item.parts or item.track not in made]
    return sorted(
        [item for item in units if not item.minor] or units, key=lambda item: item.weight, reverse=True
    )


def _row(item: Item) -> Drawn:
    lumps = item.form not in ("liquid", "powder") or item.kind == "legume"
    stirred = (item.blended or item.holder is None) and lumps and not item.minor
    form = "mixture" if stirred else item.form
    form = _minced(item.look, "whole" if item.look == "meatball" else form, [item])
    done = item.doneness if browns(looks().foods[item.look], item.form) else "raw"
    return Food(name=item.label or item.name, look=item.look, form=form, doneness=done), item.tracks


def _into(seen: Sight, item: Item) -> Drawn:
    """A thing that the step puts in; what dissolves in something has its form."""
    food, tracks = _row(item)
    beside = zip(seen.shot.foods, seen.tracks, strict=True)
    form = next((around.form for around, those in beside if item.track in those), food.form)
    whole = any(item.track in those and len(those - {item.track}) == 1 for those in seen.tracks)
    if form == "liquid" and not _melts(item) and not whole:
        form = "mixture"  # berries in batter stay berries, tomatoes are puree
    form = form if form in ("liquid", "mixture") else food.form
    return (food if item.holder is not None else replace(food, form=form)), tracks


def _main(rows: list[Drawn], seen: Sight, about: Subject) -> Drawn:
    """The main thing: all of it at once, or the one of the foods that it is."""
    lead = seen.shot.foods[about.lead]
    if about.whole:
        meaning = sense(about.name)
        solid = meaning.mixture is not None and meaning.mixture.sort == "salad" and len(seen.tracks) > 1
        runs = lead.form == "liquid" and not solid
        form = lead.form if len(seen.tracks) == 1 or runs else "mixture"
        return replace(lead, name=about.name, form=form), about.tracks
    return next(
        (row for row in rows if row[0].name == about.name), (replace(lead, name=about.name), about.tracks)
    )
