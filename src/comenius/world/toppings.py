"""What lies on top of a food: a sauce poured over it, dust, shreds, leaves, slices."""

import math

from comenius.lexicon.looks import Look, kitchen
from comenius.lexicon.shot import Doneness, Food
from comenius.world import cuts
from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    Point,
    across,
    arc,
    blend,
    blob,
    box,
    curve,
    dark,
    light,
    oval,
    points,
    spiral,
)  # fmt: skip
from comenius.world.heat import tinted
from comenius.world.objects import POURED
from comenius.world.vessels import Place

Spot = tuple[float, float, float, float]  # x, y, rx, ry of what can be seen of the top

MOST = 2  # toppings that can be told apart
SHREDS = ("cheese", "chocolate", "carrot", "cabbage", "coconut", "chicken legs", "crab")
SPOTS: dict[str, tuple[Spot, ...]] = {  # tops of whole things in units
    "slab": ((0.1, -0.3, 0.95, 0.42),),
    "cake": ((0, -0.42, 1.22, 0.5),),
    "disc": ((0, -0.1, 1.3, 0.64),),
    "pie": ((0, -0.24, 1.2, 0.56),),
    "stack": ((0, -0.44, 1.1, 0.44),),
    "bread": ((0, -0.5, 1.15, 0.34),),
    "bun": ((0, -0.62, 0.85, 0.36),),
    "muffins": ((0, -0.9, 0.66, 0.28), (-0.95, -0.18, 0.66, 0.28), (0.95, -0.14, 0.66, 0.28)),
    "scoops": ((0, -0.98, 0.6, 0.36), (-0.72, -0.28, 0.6, 0.36), (0.72, -0.26, 0.6, 0.36)),
    "patty": (
        (-0.05, -0.66, 0.4, 0.24),
        (-0.95, -0.08, 0.4, 0.24),
        (0.95, -0.12, 0.4, 0.24),
        (0.05, 0.34, 0.4, 0.24),
    ),
    "croissant": ((0, -0.6, 0.9, 0.34),),
    "long": ((0, -0.3, 1.25, 0.28),),
    "cob": ((-0.2, -0.3, 1.1, 0.3),),
    "fish": ((0, -0.25, 1.0, 0.38),),
    "ham": ((0, -0.5, 1.0, 0.36),),
    "leafy": ((0, -0.05, 0.95, 0.5),),
}
LUMPS = ("butter", "ice cream")  # few large pieces
HEAPED = ("berries", "shrimp", "mince", "legs", "mussels", "stalks")
FORMED: dict[str, Spot] = {
    "flat": (0, 0, 1.5, 0.74), "ball": (0, -0.5, 0.85, 0.4), "loaf": (0, -0.45, 1.1, 0.36),
    "parcel": (0, -0.05, 1.35, 0.66), "fried": (0, 0, 1.05, 0.52),
}  # fmt: skip


def lay(b: Brush, food: Food, at: cuts.Reach, place: Place) -> None:
    """The toppings of a food, each over all of its tops, in the order they are named."""
    for order, name in enumerate(food.topped[:MOST]):
        look = kitchen().foods[name]
        for spot in _spots(food, at, place):
            if look.family == "liquid" and (order or food.form in POURED):
                _drizzle(b, look.skin, spot)
            elif look.family == "liquid":
                _pool(
                    b,
                    look.skin,
                    spot,
                    flat=food.form == "flat" or kitchen().foods[food.look].family == "disc",
                )
            else:
                _strew(b, look, spot, food.doneness, order)


def _spots(food: Food, at: cuts.Reach, place: Place) -> tuple[Spot, ...]:
    """Where toppings lie."""
    x, y, u, rx, ry = at
    family = kitchen().foods[food.look].family
    if food.form in POURED:
        cx, cy, w, h = place.level or (x, y, rx, ry)
        return ((cx, cy, w * 0.6, h * 0.56),)
    if food.form in FORMED:
        spots: tuple[Spot, ...] = (FORMED[food.form],)
    elif food.form == "sliced":
        return ((x, y - ry * 0.06, rx * 0.86, ry * 0.66),)
    elif food.form != "whole":
        return ((x, y - ry * 0.22, rx * 0.6, ry * 0.5),)
    elif food.count > 1 and family not in SPOTS:
        spots = ((0, -0.35, 1.2, 0.5),)
    else:
        spots = SPOTS.get(family, ((0, -0.2, 0.95, 0.46) if family in HEAPED else (0, -0.55, 0.75, 0.36),))
    return tuple((x + u * px, y + u * py, u * w, u * h) for px, py, w, h in spots)


def _pool(b: Brush, colour: Colour, spot: Spot, *, flat: bool) -> None:
    """A sauce over the middle; on what has a height it runs down in front."""
    x, y, rx, ry = spot
    edge: list[Point] = []
    for k in range(16):
        a = k * math.pi / 8
        reach = 1.1 if flat else 1.02
        wave = reach * (1.05 if k % 2 else 0.97)
        run = 1.75 if k in (2, 6) else 1.4 if k == 4 else 1.0
        edge.append((x + rx * wave * math.cos(a), y + ry * wave * math.sin(a) * (1.0 if flat else run)))
    sauce = blob(edge)
    with b.moved(0.8, 2.2):
        b.fill(sauce, dark(colour, 0.4), 150)
    b.fill(sauce, across(x - rx, y - ry, x + rx, y + ry, light(colour, 0.2), colour, dark(colour, 0.1)))
    b.line(sauce, dark(colour, 0.38), 1.4)
    b.line(arc(x, y, rx * 0.74, ry * 0.66, 190, 70), WHITE, 2.2, 150)


def _drizzle(b: Brush, colour: Colour, spot: Spot) -> None:
    """A thin thread of sauce to and fro, under which the rest still shows."""
    x, y, rx, ry = spot
    for k in range(5):
        side, top = (1 if k % 2 else -1), y + ry * (k * 0.4 - 1)
        w = rx * math.sqrt(max(0.2, 1 - ((k - 2) / 2.6) ** 2))
        thread = curve(
            (x - side * w, top), (x + side * w * 0.3, top - ry * 0.1), (x + side * w, top + ry * 0.4)
        )
        b.line(thread, dark(colour, 0.42), 4.6)
    for k in range(5):
        side, top = (1 if k % 2 else -1), y + ry * (k * 0.4 - 1)
        w = rx * math.sqrt(max(0.2, 1 - ((k - 2) / 2.6) ** 2))
        thread = curve(
            (x - side * w, top), (x + side * w * 0.3, top - ry * 0.1), (x + side * w, top + ry * 0.4)
        )
        b.line(thread, colour, 3)


def _strew(b: Brush, look: Look, spot: Spot, d: Doneness, order: int) -> None:
    """Pieces over the top; the second topping lies between those of the first."""
    x, y, rx, ry = spot
    v = max(3.4, min(11.0, ry * 0.42))
    large = look.family == "powder" and look.detail in ("grain", "bean", "pea", "flake", "wrinkle")
    small = rx < 30
    if look.name == "cheese" and d != "raw":
        for px, py in spiral(9, rx * 0.8, ry * 0.78):
            _melted(b, tinted(look.skin, d) if d == "charred" else (246, 192, 72), x + px, y + py, v)
        return
    if look.family == "powder" and not large:
        b.fill(oval(x, y, rx * 0.9, ry * 0.86), look.skin, 105, 3)
        for px, py in spiral(22 if small else 40, rx, ry):
            b.fill(oval(x + px, y + py, 1.9, 1.6), dark(look.skin, 0.3))
            b.fill(oval(x + px - 0.3, y + py - 0.3, 1.5, 1.2), look.skin)
        return
    count = 22 if look.name in SHREDS else 13 if large else 10 if look.family == "leafy" else 8
    if look.name in LUMPS:
        count, v = 3 if not small else 2, v * 1.7
    sign = -1 if order else 1
    places = sorted(
        ((sign * px, sign * py) for px, py in spiral(count // 2 if small else count, rx, ry)),
        key=lambda p: p[1],
    )
    for i, (px, py) in enumerate(places):
        with b.moved(x + px, y + py, 0):
            _piece(b, look, v, i, d)


def _melted(b: Brush, colour: Colour, x: float, y: float, v: float) -> None:
    patch = blob(points(x, y, v * 1.25, v * 0.8, (-1.2, 0), (-0.6, -0.9), (0.4, -0.7), (1.2, -0.2), (0.7, 0.9),
        (-0.4, 0.7)))  # fmt: skip
    b.fill(patch, colour)
    b.line(patch, dark(colour, 0.3), 1.1)
    b.shine(x - v * 0.3, y - v * 0.25, v * 0.35, v * 0.14, 150)


def _piece(b: Brush, look: Look, v: float, i: int, d: Doneness) -> None:
    """One piece of a topping at the origin."""
    skin, inside, turn = tinted(look.skin, d), tinted(look.inside, d), i * 67
    if look.family == "leafy":
        with b.moved(0, 0, turn):
            b.body(blob(points(0, 0, v * 0.85, v * 0.55, (-1.2, 0), (-0.3, -1), (1.2, 0), (-0.3, 1))),
                blend(look.skin, look.inside, (i % 3) / 3), 1.1)  # fmt: skip
            b.stroke((-v * 0.5, 0), (v * 0.5, 0), light(look.skin, 0.45), 1)
    elif look.name in SHREDS or look.family == "noodles":
        with b.moved(0, 0, turn):
            thread = curve((-v * 0.8, 0), (0, v * 0.35), (v * 0.8, 0))
            colour = blend(skin, inside, (i % 4) / 3)
            b.line(thread, dark(colour, 0.42), 3.6)
            b.line(thread, colour, 2.3)
    elif look.family == "powder":
        with b.moved(0, 0, turn):
            w, h = {"pea": (0.4, 0.38), "flake": (0.5, 0.34), "grain": (0.42, 0.18)}.get(
                look.detail, (0.5, 0.32)
            )
            b.body(oval(0, 0, v * w, v * h), look.skin, 1)
    elif look.family == "berries":
        b.body(oval(0, 0, v * 0.6, v * 0.56), skin, 1.2)
        if look.name == "olives":
            b.fill(oval(0, 0, v * 0.24, v * 0.22), dark(skin, 0.6))
        else:
            b.shine(-v * 0.2, -v * 0.2, v * 0.16, v * 0.1, 170)
    elif look.name == "ice cream":
        b.body(oval(0, -v * 0.2, v * 0.62, v * 0.56), look.skin, 1.3)
        b.shine(-v * 0.2, -v * 0.4, v * 0.16, v * 0.1, 170)
    elif look.name == "shrimp":
        with b.moved(0, 0, turn):
            b.line(arc(0, 0, v * 0.5, v * 0.46, -20, 250), dark(skin, 0.45), v * 0.55)
            b.line(arc(0, 0, v * 0.5, v * 0.46, -20, 250), skin, v * 0.4)
    elif look.name == "spring onion":
        b.fill(oval(0, 0, v * 0.5, v * 0.42), inside)
        b.line(oval(0, 0, v * 0.5, v * 0.42), skin, 2)
    elif look.family in ("slab", "potato", "mince", "ham", "fish", "stalks") or "sliced" not in look.forms:
        with b.moved(0, 0, turn % 50 - 25):
            b.body(
                box(-v * 0.6, -v * 0.42, v * 0.6, v * 0.42, v * 0.16), blend(skin, inside, (i % 3) / 2), 1.1
            )
            if look.detail == "stripe":
                b.stroke((-v * 0.5, 0), (v * 0.5, 0), light(skin, 0.6), v * 0.22)
    else:
        cuts.slice_(b, look, v * 1.5)
