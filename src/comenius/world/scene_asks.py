"""What can be asked about one picture by looking: every truth that is seen in it, with what might be there instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from random import Random

import numpy as np
from numpy.typing import NDArray

from comenius.lexicon.looks import Look, browns, kitchen
from comenius.lexicon.shot import INSIDE, Food, Shot, article, plural
from comenius.world.asking import CUT, a_tool, noun, several, some
from comenius.world.asks import Ask, aspects, table
from comenius.world.food_changes import told
from comenius.world.objects import POURED
from comenius.world.render import masks
from comenius.world.scene import Setting, arranged, settle
from comenius.world.stream import SAVOURY, USUAL, VESSELS
from comenius.world.toppings import MOST as MOST_TOPPINGS

SEEN_AT = 64  # pixels along an edge: fine enough to tell what shows
LEAST = 0.008  # share of the picture that a thing must fill to be asked for
BESIDE = 0.12  # of the width: how far apart two things lie whose order is asked for
APART = 60  # sum of the differences of two colours of one family that are told apart
NUMBERS = ("one", "two", "three", "four")
SEEN_FROM_FRONT = 0.4  # how often one asks for the view when it is the usual one
ABSENT = {"hand": 0.45, "steam": 0.12, "fire": 0.1}  # how often one asks for what is not there


@dataclass(frozen=True)
class Scene:
    """A settled shot with what can be seen of it."""

    shot: Shot
    setting: Setting

    @classmethod
    def of(cls, shot: Shot, setting: Setting) -> "Scene":
        """The scene of a shot in a kitchen; foods as the picture calls them, by their looks."""
        return cls(settle(shot, setting), setting)

    @cached_property
    def masks(self) -> Mapping[str, NDArray[np.bool_]]:
        """What shows of each object."""
        return masks(self.shot, self.setting, SEEN_AT)

    @cached_property
    def foods(self) -> tuple[tuple[str, Food], ...]:
        """The foods that show, by the names of their masks."""
        foods = enumerate(food for food, _ in arranged(self.shot.foods))
        return tuple((f"food{i}", food) for i, food in foods if self.shows(f"food{i}"))

    @cached_property
    def complete(self) -> bool:
        """Whether all foods show."""
        return len(self.foods) == len(self.shot.foods)

    @cached_property
    def present(self) -> frozenset[str]:
        """Every look that is there, also inside and on top of others."""
        return frozenset(
            name
            for food in self.shot.foods
            for name in ((food.parts or (food.look,)) if food.form == "mixture" else (food.look,))
            + food.topped
        )

    def shows(self, name: str) -> bool:
        """Whether enough of an object is to be seen."""
        mask = self.masks.get(name)
        return mask is not None and float(mask.mean()) >= LEAST

    def middle(self, name: str) -> float:
        """How far to the right an object lies, in [0, 1]."""
        return float(np.nonzero(self.masks[name])[1].mean()) / SEEN_AT

    def the(self, food: Food) -> str:
        """A food by its name, or nothing when another has the same."""
        names = [noun(named(other)) for other in self.shot.foods]
        name = noun(named(food))
        return "" if names.count(name) > 1 else f"the {name}"

    def ref(self, key: str) -> str:
        """A food without its name, by where it lies; nothing when that is not clear."""
        poured = [name for name, food in self.foods if food.form in POURED]
        solid = [name for name, food in self.foods if food.form not in POURED]
        vessel = f"{'in' if self.shot.vessel in INSIDE else 'on'} the {self.shot.vessel}"
        if not self.complete:
            return ""
        if key in poured:
            return f"the liquid {vessel}"
        if len(solid) == 1:
            return "the food that lies in the liquid" if poured else f"the food {vessel}"
        if len(solid) == 2:
            first, second = (self.middle(name) for name in solid)
            return (
                f"the food on the {'left' if key == solid[0] else 'right'}" if second - first > BESIDE else ""
            )
        return f"the food {('at the back', 'at the front left', 'at the front right')[solid.index(key)]}"


def disguised(food: Food) -> bool:
    """Whether a liquid only looks like what it is drawn as: a smoothie like broth, melted butter like oil."""
    return food.form == "liquid" and food.name != food.look


def named(food: Food) -> Food:
    """The food under the name of its look."""
    return replace(food, name=food.look)


def is_plural(name: str) -> bool:
    """Whether one says that they are."""
    last = name.rpartition(" ")[2]
    return last.endswith("s") and not last.endswith("ss") and last not in table()["names"]["singular"]


def agreeing(the: str) -> dict[str, str]:
    """The words that agree with a noun phrase."""
    many = is_plural(the)
    return {
        "the": the,
        "is": "are" if many else "is",
        "Is": "Are" if many else "Is",
        "does": "do" if many else "does",
        "Does": "Do" if many else "Does",
    }


def synonyms(name: str) -> tuple[str, ...]:
    """Other names of a food, a vessel or a tool, and its own with an article or as a plural."""
    own: tuple[str, ...] = () if is_plural(name) else (f"{article(name)} {name}",)
    if name in kitchen().foods:
        one = some(Food(name=name, look=name))
        own = () if one.startswith("some ") else (one, plural(name))
    return (*table()["synonyms"].get(name, ()), *own)


@cache
def twins(look: str) -> frozenset[str]:
    """Looks that are never false where this one is there: words for the same, or nearly the same in a picture."""
    foods = kitchen().foods
    words = {name for group in table()["same"]["words"] if look in group for name in group}
    alike = {other.name for other in foods.values() if _alike(foods[look], other)}
    return frozenset(words | alike | {look})


def _alike(one: Look, other: Look) -> bool:
    return one.family == other.family and told(one.skin, other.skin) < APART


def absent(rng: Random, scene: Scene, like: str, form: str = "", *, among: Sequence[str] = ()) -> list[str]:
    """Looks that are not in the picture: first of the sort of one that is."""
    barred = {twin for name in scene.present for twin in twins(name)}
    barred |= {
        name for food in scene.shot.foods for name in (food.name, *food.part_names, *food.topped_names)
    }
    sorts = [looks for looks in table()["sort"].values() if like in looks]
    near = list(among) or [name for looks in sorts for name in looks]
    far = [] if among else list(kitchen().foods)
    out: list[str] = []
    for stock in (near, far):
        stock = list(dict.fromkeys(stock))
        rng.shuffle(stock)
        for name in stock:
            fits = not form or form in kitchen().foods[name].forms
            if fits and name not in barred and not any(name in twins(other) for other in out):
                out.append(name)
    return out


def a_food(look: str, form: str) -> str:
    """A food that may be there: `an onion`, `any rice`, `any peas`."""
    thing = Food(name=look, look=look)
    return some(thing).replace("some ", "any ", 1) if form == "whole" else f"any {noun(thing)}"


def what(look: str, form: str) -> str:
    """What a thing is: `an onion`, `chopped onion`, `rice`."""
    if form in CUT:
        return f"{form} {noun(Food(name=look, look=look))}"
    return a_food(look, form).removeprefix("any ")


def scene_asks(rng: Random, scene: Scene) -> Iterator[Ask]:
    """Everything that looking tells."""
    yield from _things(rng, scene)
    yield from _setting(rng, scene)
    for key, food in scene.foods:
        yield from _food(rng, scene, key, food)
    yield from _places(rng, scene)


def _things(rng: Random, scene: Scene) -> Iterator[Ask]:
    shot = scene.shot
    tool = shot.tool if scene.shows("tool") else ""
    if tool and (not shot.hand or scene.shows("hand")):
        states = ["in a hand", "on its own"] if shot.hand else ["on its own", "in a hand"]
        facts: tuple[str, ...] = (f"tool = {tool}", f"hand = {'yes' if shot.hand else 'no'}")
        yield Ask(
            aspect="held or not",
            truth=states[0],
            wrong=states[1:],
            words=agreeing(f"the {tool}"),
            facts=facts,
        )
    if tool:
        others = _other_tools(tool)
        rng.shuffle(others)
        facts = (f"tool = {tool}",)
        yield Ask(aspect="tool", truth=tool, wrong=others, say=a_tool, accepted=synonyms(tool), facts=facts)
    props = {"hand": "a hand", "steam": "steam", "fire": "fire"}
    there = {name for name in props if scene.shows(name)}
    if any(name in scene.masks and name not in there for name in props):
        return  # something of it peeps out
    company = [a_tool(tool)] if tool else []
    for name, words in props.items():
        facts = tuple(f"{other} = {'yes' if other in there else 'no'}" for other in props)
        if name in there:
            missing = [props[other] for other in props if other not in there]
            wrong = missing + [a_tool(other) for other in rng.sample(_other_tools(tool), 3)]
            yield Ask(aspect=name, truth=words, wrong=wrong, facts=facts)
        elif rng.random() < ABSENT[name]:
            seen = [props[other] for other in sorted(there)] + company or [
                f"{article(shot.vessel)} {shot.vessel}"
            ]
            yield Ask(aspect=name, truth=rng.choice(seen), wrong=[words], facts=facts)


def _other_tools(tool: str) -> list[str]:
    """The tools that are not in the picture; a spoon is not asked for where a wooden spoon lies."""
    return [name for name in kitchen().tools if not tool or (name not in tool and tool not in name)]


def _setting(rng: Random, scene: Scene) -> Iterator[Ask]:
    shot, stock = scene.shot, kitchen()
    if shot.vessel != "table" and scene.shows("vessel"):
        others = [v for v in VESSELS if v not in ("table", shot.vessel, shot.material)]
        if shot.material in ("glass", "clear"):
            others = [v for v in others if v not in ("glass", "jar")]
        others.sort(key=lambda v: rng.random() ** (1 / VESSELS[v]), reverse=True)  # the usual ones first
        yield Ask(
            aspect="vessel", truth=shot.vessel, wrong=others, say=lambda v: f"{article(v)} {v}",
            accepted=synonyms(shot.vessel), facts=(f"vessel = {shot.vessel}",),
        )  # fmt: skip
        if len(stock.vessels[shot.vessel]) > 1:
            alike = {name for names in SAME_MATERIAL if shot.material in names for name in names}
            own = [m for m in stock.vessels[shot.vessel] if m != shot.material and m not in alike]
            more = [
                m for m in ("white", "black", "red", "blue", "green") if m != shot.material and m not in own
            ]
            rng.shuffle(own)
            rng.shuffle(more)
            yield Ask(
                aspect="material", truth=shot.material, wrong=own + more,
                say=lambda m: f"{article(m)} {m} {shot.vessel}", words={"vessel": shot.vessel},
                facts=(f"vessel = {shot.vessel}", f"material = {shot.material}"),
            )  # fmt: skip
    for name, value, values in (("table", shot.table, stock.tables), ("wall", shot.wall, stock.walls)):
        wrong = [other for other in values if other != value]
        rng.shuffle(wrong)
        if scene.shows("background"):
            yield Ask(aspect=name, truth=value, wrong=wrong, facts=(f"{name} = {value}",))
    if shot.hand and scene.shows("hand") and (shot.view != "front" or rng.random() < SEEN_FROM_FRONT):
        views = ["by the cook", "from the front"]
        truth = views[shot.view == "front"]
        yield Ask(
            aspect="view", truth=truth, wrong=[v for v in views if v != truth], facts=(f"view = {shot.view}",)
        )


SAME_MATERIAL = (("wooden", "dark"), ("steel", "silver", "white"), ("glass", "clear", "white"))


def _food(rng: Random, scene: Scene, key: str, food: Food) -> Iterator[Ask]:
    look, shown = kitchen().foods[food.look], named(food)
    the, ref = scene.the(food), scene.ref(key)
    if food.form == "mixture":
        part = rng.choice(food.parts or (food.look,))
        yield Ask(
            aspect="mixture",
            truth=part,
            wrong=absent(rng, scene, part),
            say=lambda v: a_food(v, "").removeprefix("any "),
            accepted=(*food.parts, *synonyms(part)),
            facts=(f"{key}.parts = {', '.join(food.parts)}",),
        )
    elif not disguised(food):
        facts = (f"{key}.look = {food.look}", f"{key}.form = {food.form}")
        wrong = absent(rng, scene, food.look)
        yield Ask(
            aspect="food", truth=food.look, wrong=wrong, say=lambda v: a_food(v, food.form), facts=facts[:1]
        )
        if ref:
            same = absent(rng, scene, food.look, food.form) if food.form in CUT else wrong
            lone = food.form in ("ball", "flat", "parcel", "loaf", "beaten") or several(shown)
            yield Ask(
                aspect="which food", truth=food.look, wrong=same, say=lambda v: what(v, food.form), words={"ref": ref},
                accepted=(*synonyms(food.look), *([food.name] if food.name != food.look else [])), facts=facts[:1],
                kinds=("choice", "open") if lone else ("yes_no", "choice", "open"),
            )  # fmt: skip
        if the:
            yield from _state(rng, key, food, look, the)
    if the and food.topped:
        top = rng.choice(food.topped[:MOST_TOPPINGS])
        usual = [
            name for name in (*USUAL.get(food.form, ()), *USUAL.get(look.family, ()), *SAVOURY) if name != top
        ]
        yield Ask(
            aspect="topping", truth=top, wrong=absent(rng, scene, top, among=usual), words=agreeing(the),
            accepted=tuple(word for name in food.topped[:MOST_TOPPINGS] for word in (name, *synonyms(name))),
            facts=(f"{key}.topped = {', '.join(food.topped)}",),
        )  # fmt: skip


def _state(rng: Random, key: str, food: Food, look: Look, the: str) -> Iterator[Ask]:
    forms = [form for form in look.forms if form != food.form]
    if forms and food.form not in ("liquid", "powder", "noodles"):
        more = [form for form in CUT[:4] if form not in forms and form != food.form]
        rng.shuffle(forms)
        facts = (f"{key}.form = {food.form}",)
        yield Ask(aspect="form", truth=food.form, wrong=forms + more, words=agreeing(the), facts=facts)
    if browns(look, food.form) and food.look not in table()["unbrowned"]["looks"]:
        wrong: list[str] = [state for state in kitchen().donenesses if state != food.doneness]
        said = aspects()["doneness"].said
        facts = (f"{key}.doneness = {food.doneness}",)
        yield Ask(
            aspect="doneness", truth=said[food.doneness], wrong=[said[w] for w in wrong], words=agreeing(the),
            accepted=aspects()["doneness"].accepted[food.doneness], facts=facts,
        )  # fmt: skip
    if food.form == "whole" and several(replace(food, count=2)):
        number = NUMBERS[food.count - 1]
        words = {"plural": plural(noun(replace(named(food), count=1)))}
        wrong = [other for other in NUMBERS if other != number]
        yield Ask(
            aspect="count", truth=number, wrong=wrong, words=words, facts=(f"{key}.count = {food.count}",)
        )


def _places(rng: Random, scene: Scene) -> Iterator[Ask]:
    solid = [(key, food) for key, food in scene.foods if food.form not in POURED]
    if len(solid) != 2 or not scene.complete:
        return
    (left, one), (right, other) = sorted(solid, key=lambda pair: scene.middle(pair[0]))
    first, second = scene.the(one), scene.the(other)
    if not (first and second) or scene.middle(right) - scene.middle(left) < BESIDE:
        return
    facts = (f"{left} is left of {right}", f"{left}.look = {one.look}", f"{right}.look = {other.look}")
    side = rng.choice(("left", "right"))
    it, against = (first, second) if side == "left" else (second, first)
    words = {**agreeing(it), "other": against}
    back = "right" if side == "left" else "left"
    yield Ask(aspect="position", truth=side, wrong=[back], words=words, facts=facts, kinds=("yes_no",))
    mine, its = (one, other) if side == "left" else (other, one)
    if "mixture" in (mine.form, its.form):
        return
    wrong = [its.look, *absent(rng, scene, mine.look)]
    yield Ask(
        aspect="position", truth=mine.look, wrong=wrong, words={"side": side}, accepted=synonyms(mine.look),
        facts=facts, kinds=("choice", "open"),
    )  # fmt: skip
