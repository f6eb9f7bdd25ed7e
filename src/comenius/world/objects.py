"""Things to eat that keep their identity while they change, and the bench they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.shot import Doneness, Food, Form, Shot

POURED = ("liquid", "beaten")  # forms that fill a vessel
# Vessels that can be filled.
HOLLOW = ("bowl", "pan", "pot", "baking dish", "cake tin", "glass", "jar", "blender")
CUPBOARD = ""  # where an ingredient is before it is first used: in no picture
MOST = 3  # things in one vessel that a picture can tell apart
MOST_ON_TOP = 2  # things that can be told apart on one thing
STILL = ("oven", "fridge", "blender", "table")  # no steam is drawn here


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing to eat: an ingredient, or what became of several."""

    id: int
    name: str  # as the recipe calls it
    look: str
    form: Form
    doneness: Doneness = "raw"
    count: int = 1
    parts: tuple[str, ...] = ()  # looks in a mixture
    made_of: frozenset[int]  # ids of the ingredients that are seen in it
    flavour: frozenset[int] = frozenset()  # ids of those that are tasted only
    place: str = CUPBOARD
    hot: bool = False
    on: tuple["Thing", ...] = ()  # what lies on it, the lowest first

    @property
    def all_of(self) -> frozenset[int]:
        """Ids of the ingredients that are seen in it and on it."""
        return self.made_of.union(*(thing.made_of for thing in self.on))

    @property
    def looks(self) -> tuple[str, ...]:
        """Every look in it and on it."""
        return (*(self.parts or (self.look,)), *(thing.look for thing in self.on))

    @property
    def poured(self) -> bool:
        """Whether it fills its vessel."""
        return self.form in POURED

    def food(self) -> Food:
        """The thing as a picture shows it."""
        return Food(
            name=self.name,
            look=self.look,
            form=self.form,
            doneness=self.doneness,
            parts=self.parts,
            count=self.count if self.form == "whole" else 1,
            topped=tuple(thing.look for thing in self.on),
            topped_names=tuple(thing.name for thing in self.on),
        )


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everything in the kitchen at one moment; each vessel is there once."""

    things: tuple[Thing, ...] = ()
    lit: frozenset[str] = frozenset()  # vessels over fire

    def find(self, key: int) -> Thing | None:
        """The thing of that id, if it is still there by itself."""
        return next((thing for thing in self.things if thing.id == key), None)

    def within(self, place: str) -> tuple[Thing, ...]:
        """What a vessel holds: what was poured first, then in the order of arrival."""
        here = [thing for thing in self.things if thing.place == place]
        return tuple(sorted(here, key=lambda thing: not thing.poured))

    def ground(self, place: str, *above: Thing) -> Thing | None:
        """What the things above would lie on: what a vessel holds, or the one solid in its liquid."""
        here = [thing for thing in self.within(place) if all(thing.id != other.id for other in above)]
        return here[-1] if here and all(thing.poured for thing in here[:-1]) else None

    def with_(self, *things: Thing) -> "Bench":
        """The bench after these things changed or arrived; who moves to another vessel arrives there last."""
        new = {thing.id: thing for thing in things}
        old = {thing.id: thing.place for thing in self.things}
        stay = [new.pop(t.id) if t.id in new and new[t.id].place == old[t.id] else t for t in self.things]
        return self._tidied((*(thing for thing in stay if thing.id not in new), *new.values()))

    def without(self, things: Sequence[Thing], *then: Thing) -> "Bench":
        """The bench after these things are gone, and others are there instead."""
        gone = {thing.id for thing in things}
        return self._tidied((*(thing for thing in self.things if thing.id not in gone), *then))

    def lighted(self, place: str) -> "Bench":
        """The bench with fire under a vessel, where one can stand over fire."""
        return replace(self, lit=self.lit | ({place} & set(kitchen().heated)))

    def _tidied(self, things: tuple[Thing, ...]) -> "Bench":
        """Fire goes out under what has been emptied."""
        emptied = {thing.place for thing in self.things} - {thing.place for thing in things}
        return replace(self, things=things, lit=self.lit - emptied)

    def shot(self, place: str, *, tool: str = "", hand: bool = False) -> Shot:
        """What a picture of this vessel must show."""
        here = self.within(place)
        return Shot(
            foods=tuple(thing.food() for thing in here),
            vessel=place,
            tool=tool,
            hand=hand,
            steam=place not in STILL and any(thing.hot for thing in here),
            fire=place in self.lit,
        )


def undrawable(shot: Shot) -> str:
    """Why no true picture of this shot can be drawn, or nothing."""
    stock = kitchen()
    if shot.vessel not in stock.vessels:
        return f"there is no {shot.vessel}"
    if shot.tool and shot.tool not in stock.tools:
        return f"there is no {shot.tool}"
    if len(shot.foods) > MOST:
        return f"more than {MOST} things are in the {shot.vessel}"
    if sum(food.form in POURED for food in shot.foods) > 1:
        return f"two liquids are in the {shot.vessel}"
    if shot.fire and shot.vessel not in stock.heated:
        return f"the {shot.vessel} cannot stand over fire"
    return next((reason for food in shot.foods if (reason := _odd(food, shot.vessel))), "")


def _odd(food: Food, vessel: str) -> str:
    looks = kitchen().foods
    unknown = [name for name in (food.look, *food.parts, *food.topped) if name not in looks]
    if unknown:
        return f"nobody knows how {unknown[0]} looks"
    look = looks[food.look]
    if food.form == "mixture":
        return "" if len(food.parts) > 1 else "a mixture has at least two parts"
    if food.form not in look.forms:
        return f"{food.look} has no {food.form} form"
    if food.form in POURED and vessel not in HOLLOW:
        return f"the {vessel} cannot hold a liquid"
    if food.form == "powder" and vessel in ("grill", "oven"):
        return f"a powder falls through the {vessel}"
    if food.doneness != "raw" and not browns(look, food.form):
        return f"{food.form} {food.look} does not brown"
    return ""
