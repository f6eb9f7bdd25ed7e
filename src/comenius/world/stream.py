"""An endless stream of shots for training and for measuring, each from its own seed."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from comenius.lexicon.looks import Look, browns, kitchen
from comenius.lexicon.shot import Food, Form, Shot, describe
from comenius.world.objects import HOLLOW
from comenius.world.scene import Setting

VESSELS: dict[str, float] = {  # how often each holds the shot
    "bowl": 17, "pan": 16, "pot": 13, "plate": 13, "cutting board": 13, "baking tray": 6, "baking dish": 6,
    "cake tin": 4, "grill": 3, "oven": 4, "glass": 3, "jar": 3, "blender": 3, "fridge": 3, "table": 4,
}  # fmt: skip
HEAT: dict[str, float] = {  # how often food in it has been browned
    "pan": 0.55, "grill": 0.85, "oven": 0.6, "baking tray": 0.5, "baking dish": 0.5, "plate": 0.4, "pot": 0.2,
    "cake tin": 0.5,
}  # fmt: skip
HANDY: dict[str, tuple[str, ...]] = {  # tools that go with a vessel more often than others
    "bowl": ("whisk", "wooden spoon", "sieve", "hand mixer", "fork", "spoon", "masher"),
    "pan": ("spatula", "wooden spoon", "tongs", "chopsticks"),
    "pot": ("wooden spoon", "ladle", "slotted spoon", "masher"),
    "plate": ("fork", "spoon", "chopsticks", "knife"),
    "cutting board": ("knife", "rolling pin", "grater", "peeler", "scissors"),
    "baking tray": ("pastry brush", "spatula", "tongs"),
    "baking dish": ("pastry brush", "spoon", "spatula"),
    "cake tin": ("spatula", "spoon", "pastry brush"),
    "grill": ("tongs", "spatula", "pastry brush"),
    "jar": ("spoon", "fork"),
}
TOPPED = 0.12  # of the shots of one food have something on top
SWEET = ("sugar", "cream", "chocolate sauce", "strawberry", "blueberries", "berries", "nuts", "honey", "cocoa", "jam",
         "butter", "banana", "ice cream", "brown sugar", "coconut")  # fmt: skip
SAVOURY = ("herbs", "cheese", "pepper", "salt", "spring onion", "butter", "lemon", "nuts", "cream", "crumbs")
USUAL: dict[str, tuple[str, ...]] = {  # toppings of a form or a family; the rest is SAVOURY
    "flat": ("tomato sauce", "cheese", "herbs", "olives", "mushroom", "ham", "tomato", "cream", "red onion", "bacon",
             "apple", "green sauce", "spinach", "sausage"),
    "liquid": ("herbs", "cream", "cheese", "pepper", "spring onion", "nuts", "oil", "yogurt", "egg", "bread",
               "strawberry", "blueberries", "honey", "oats", "chili"),
    "noodles": ("tomato sauce", "cheese", "herbs", "green sauce", "brown sauce", "shrimp", "crumbs", "mushroom"),
    "leafy": ("oil", "yogurt", "tomato", "cucumber", "cheese", "nuts", "egg", "olives", "avocado", "radish", "crumbs"),
    "bread": ("butter", "jam", "cheese", "tomato", "avocado", "ham", "egg", "peanut butter", "honey", "herbs",
              "cucumber", "salmon", "lettuce", "chocolate sauce"),
    "slab": ("brown sauce", "herbs", "lemon", "pepper", "butter", "green sauce", "mushroom", "spice", "cheese"),
    "parcel": ("tomato sauce", "cheese", "cream", "herbs", "butter", "spring onion", "yogurt"),
    "disc": ("cheese", "herbs", "olives", "mushroom", "ham", "red pepper", "tomato", "pineapple"),
    "powder": ("curry", "herbs", "tomato sauce", "cheese", "egg", "peas", "brown sauce", "soy sauce", "spring onion"),
    **dict.fromkeys(("cake", "stack", "scoops", "muffins", "pie", "croissant", "patty", "berries"), SWEET),
    **dict.fromkeys(("fish", "legs", "shrimp", "ham", "mussels", "crab"), ("lemon", "herbs", "butter", "spice")),
}  # fmt: skip
FIRST_PERSON = 0.3  # of the shots with a hand


def shot(rng: Random) -> Shot:
    """A shot at random: what may stand in a recipe, and combinations of it."""
    vessel = rng.choices(tuple(VESSELS), tuple(VESSELS.values()))[0]
    heat = HEAT.get(vessel, 0.08)
    tool, hand = "", False
    if vessel not in ("oven", "fridge", "glass", "blender"):
        roll = rng.random()
        if roll < 0.5:
            tools = HANDY.get(vessel) if rng.random() < 0.7 else None
            tool, hand = rng.choice(tools or kitchen().tools), rng.random() < 0.62
        elif roll < 0.58:
            hand = True
    own = hand and rng.random() < FIRST_PERSON
    heated = vessel in kitchen().heated
    return Shot(
        foods=_foods(rng, vessel, heat),
        vessel=vessel,
        tool=tool,
        hand=hand,
        steam=vessel not in ("oven", "fridge", "blender", "table")
        and rng.random() < (0.4 if heated else 0.1),
        fire=heated and rng.random() < 0.5,
        view="first-person" if own else "front",
    )


def _foods(rng: Random, vessel: str, heat: float) -> tuple[Food, ...]:
    foods = _untopped(rng, vessel, heat)
    if len(foods) == 1 and vessel != "blender" and rng.random() < TOPPED:
        return (_topped(rng, foods[0]),)
    return foods


def _topped(rng: Random, food: Food) -> Food:
    """The food under one or two toppings, mostly such as people put on it."""
    family = kitchen().foods[food.look].family
    usual = USUAL.get(food.form) or USUAL.get(family, SAVOURY)
    topped: list[str] = []
    count = 1 if rng.random() < 0.7 else 2
    while len(topped) < count:
        name = rng.choice(usual if rng.random() < 0.75 else tuple(kitchen().foods))
        if name not in (food.look, *food.parts, *topped):
            topped.append(name)
    return replace(food, topped=tuple(topped))


def _untopped(rng: Random, vessel: str, heat: float) -> tuple[Food, ...]:
    roll = rng.random()
    if roll < 0.02:
        return ()
    if roll < 0.14 and vessel not in ("glass", "grill"):
        return (_mixture(rng, heat),)
    if roll < 0.32 and vessel in HOLLOW:  # a soup, a sauce: pieces in a liquid
        liquid = _food(rng, vessel, heat, lambda look: look.family == "liquid")
        return (liquid, *_several(rng, vessel, heat, rng.choices((0, 1, 2), (0.3, 0.5, 0.2))[0]))
    return tuple(_several(rng, vessel, heat, rng.choices((1, 2, 3), (0.62, 0.28, 0.1))[0]))


def _several(rng: Random, vessel: str, heat: float, count: int) -> list[Food]:
    hollow = vessel in HOLLOW and count == 1
    out: list[Food] = []
    while len(out) < count:
        food = _food(rng, vessel, heat, lambda look: hollow or look.family != "liquid")
        if food.look not in {f.look for f in out} and not (out and food.form == "beaten"):
            out.append(food)
    return out


def _food(rng: Random, vessel: str, heat: float, fits: Callable[[Look], bool]) -> Food:
    stock = [look for look in kitchen().foods.values() if fits(look)]
    while True:
        look = rng.choice(stock)
        form: Form = rng.choice(look.forms) if rng.random() < 0.8 else look.forms[0]
        if form == "beaten" and vessel not in HOLLOW:
            continue
        if look.family == "powder" and vessel in ("grill", "oven"):
            continue
        doneness = "raw"
        if browns(look, form) and rng.random() < heat:
            doneness = rng.choices(
                ("golden", "browned", "charred"), (0.5, 0.35, 0.15 if vessel != "grill" else 0.5)
            )[0]
        count = rng.choice((1, 1, 2, 3)) if form == "whole" else 1
        return Food(name=look.name, look=look.name, form=form, doneness=doneness, count=count)  # type: ignore[arg-type]


def _mixture(rng: Random, heat: float) -> Food:
    solid = [name for name, look in kitchen().foods.items() if look.family not in ("liquid",)]
    parts = tuple(rng.sample(solid, rng.choice((2, 2, 3))))
    doneness = rng.choice(("golden", "browned")) if rng.random() < heat else "raw"
    return Food(name="mixture", look=parts[0], form="mixture", doneness=doneness, parts=parts)  # type: ignore[arg-type]


def sample(seed: int) -> tuple[Shot, Setting]:
    """The shot and the kitchen of one seed."""
    rng = Random(seed)
    return shot(rng), Setting.draw(rng)


def caption(shot: Shot, rng: Random, leave_out: float = 0.0) -> str:
    """The words of a settled shot; each free attribute is left unsaid with a probability."""
    return describe(shot, looks=True, keep=lambda _: rng.random() >= leave_out)
