"""Foods that a knife has cut: cubes, bits, slices with what the cut shows."""

import math
from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    Path,
    around,
    blend,
    blob,
    box,
    curve,
    dark,
    light,
    oval,
    points,
    polygon,
    spiral,
)  # fmt: skip
from comenius.world.heat import sear, tinted

Reach = tuple[float, float, float, float, float]  # x, y, unit, rx, ry


def _cube(b: Brush, x: float, y: float, u: float, top: Colour, side: Colour) -> None:
    h, low = u * 0.55, y + u * 0.9
    near, foot = (x, y + h), (x, y + h + u * 0.9)
    b.fill(polygon([(x - u, y), near, (x + u, y), (x + u, low), foot, (x - u, low)]), side)
    b.fill(polygon([near, (x + u, y), (x + u, low), foot]), dark(side, 0.2))
    b.fill(polygon([(x - u, y), near, (x + u, y), (x, y - h)]), top)
    edge = polygon([(x - u, y), (x, y - h), (x + u, y), (x + u, low), foot, (x - u, low)])
    b.line(edge, dark(side, 0.5), 1.2)


def _length(b: Brush, look: Look, u: float, skin: Colour, inside: Colour) -> None:
    """A short length of a stalk, its cut end in front."""
    w, h = u * 0.34, u * (0.22 if look.detail == "ribs" else 0.15)
    b.body(box(-w, -h, w, h, h * 0.7), skin, 1.2)
    b.fill(oval(w * 0.8, 0, h * 0.6, h * 0.85), inside)
    b.line(oval(w * 0.8, 0, h * 0.6, h * 0.85), dark(skin, 0.4), 1)
    if look.detail == "bulbs":
        b.line(oval(w * 0.8, 0, h * 0.2, h * 0.3), skin, 1)


def chopped(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """Cubes, lengths of a stalk, or bits of leaf."""
    x, y, u, rx, ry = at
    skin, inside = tinted(look.skin, d), tinted(look.inside, d)
    b.shadow(x, y + u * 0.4, rx, ry * 0.9 + 3, 60, 4)
    for i, (px, py) in enumerate(spiral(20, rx * 0.86, ry * 0.8)):
        cx, cy = x + px, y + py - u * 0.1
        if look.family == "leafy":
            w = u * 0.34
            with b.moved(cx, cy, rng.uniform(0, 180)):
                b.body(blob(points(0, 0, w, w, (-1, 0), (0, -0.6), (1, 0),
                    (0, 0.6))), blend(skin, inside, (i % 4) / 4), 1.1)  # fmt: skip
            continue
        if look.family == "stalks":
            with b.moved(cx, cy, (i % 5) * 22 - 40):
                _length(b, look, u, skin, inside)
            continue
        _cube(b, cx, cy, u * 0.27, blend(inside, WHITE, 0.08), blend(skin, inside, 0.25))
        if d != "raw" and i % 2:
            b.fill(oval(cx, cy, u * 0.15, u * 0.07), dark(inside, 0.35 if d == "golden" else 0.7), 190)


def sliced(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """Overlapping slices in two rows."""
    x, y, u, rx, ry = at
    b.shadow(x, y + u * 0.35, rx, ry * 0.75 + 3, 60, 4)
    count = 4 if rx < 40 else 5
    for row in range(2):
        for i in range(count - row):
            t = (i - (count - 1 - row) / 2) / ((count - 1) / 2)
            cx, cy = x + t * rx * 0.76, y + (row - 0.5) * ry * 0.72 + abs(t) * 2
            _slice(b, look, cx, cy, u, d, rng)


def _outline(look: Look, x: float, y: float, u: float) -> Path:
    """The shape of one slice."""
    if look.family in ("slab", "bread", "dough", "fish"):
        return box(x - u * 0.5, y - u * 0.56, x + u * 0.5, y + u * 0.42, 6)
    if look.family in ("cake", "disc", "pie"):
        return polygon(points(x, y, u, u, (0, -0.5), (0.55, 0.45), (-0.55, 0.45)))
    if look.family == "pear":
        return blob(points(x, y, u * 0.54, u * 0.56, (-0.3, -1.25), (0.3, -1.25), (0.6, -0.3), (1.15, 0.5),
            (0.5, 1.15), (-0.5, 1.15), (-1.15, 0.5), (-0.6, -0.3)))  # fmt: skip
    if look.family == "mushroom":
        return blob(points(x, y, u * 0.62, u * 0.56, (-1.25, 0.25), (-1, -0.8), (0, -1.2), (1, -0.8), (1.25, 0.25),
            (0.3, 0.1), (0.42, 1.1), (-0.42, 1.1), (-0.3, 0.1)))  # fmt: skip
    if look.family == "pepper":
        return blob(points(x, y, u * 0.62, u * 0.56, (-0.35, -0.75), (0.35, -0.75), (1.15, -1.05), (0.95, 0.1),
            (0.9, 0.95), (0, 0.85), (-0.9, 0.95), (-0.95, 0.1), (-1.15, -1.05)))  # fmt: skip
    if look.family == "strawberry":
        return blob(points(x, y, u * 0.56, u * 0.58, (-0.4, -0.95), (0.4, -0.95), (1.3, -0.75), (0.85, 0.5),
            (0.3, 1.3), (-0.3, 1.3), (-0.85, 0.5), (-1.3, -0.75)))  # fmt: skip
    if look.family == "stalks":
        return oval(x, y, u * 0.5, u * 0.28)
    return oval(x, y, u * (0.66 if look.family in ("ham", "bun") else 0.58), u * 0.52)


def slice_(b: Brush, look: Look, u: float) -> None:
    """One raw slice at the origin."""
    _slice(b, look, 0, 0, u, "raw", Random(0))


def _slice(b: Brush, look: Look, x: float, y: float, u: float, d: Doneness, rng: Random) -> None:
    skin, inside = tinted(look.skin, d), tinted(look.inside, d)
    shape = _outline(look, x, y, u)
    with b.moved(1.2, 2.4):
        b.fill(shape, dark(skin, 0.4))
    b.fill(shape, skin)
    with b.moved(x * 0.2, y * 0.22):
        b.canvas.scale(0.8, 0.78)
        b.fill(shape, around(x - 2, y - 2, u * 0.6, light(inside, 0.35), inside))
    b.line(shape, dark(skin, 0.5), 1.3)
    if look.family == "slab":
        with b.within(shape):
            _grain(b, look, x, y, u, skin)
    else:
        _marks(b, look, x, y, u, skin, inside)
    if d != "raw":
        sear(b, shape, d, rng)


def _grain(b: Brush, look: Look, x: float, y: float, u: float, c: Colour) -> None:
    """What tells slices of meat, cheese and chocolate apart."""
    if look.detail in ("fat", "lines", "meat"):
        pale = dark(c, 0.1) if look.detail == "meat" else light(c, 0.62)
        for t in (-0.32, -0.05, 0.22) if look.detail != "fat" else (-0.2, 0.15):
            bend = u * (0.2 if look.detail == "lines" else 0.08)
            b.line(
                curve((x + t * u, y - u * 0.5), (x + t * u + bend, y), (x + t * u, y + u * 0.4)), pale, 1.7
            )
    elif look.detail == "stripe":
        for t in (-0.3, 0.05):
            b.stroke((x - u, y + t * u), (x + u, y + t * u), light(c, 0.7), u * 0.13)
    elif look.detail == "holes":
        for px, py, r in ((-0.18, -0.22, 0.11), (0.2, 0.0, 0.09), (-0.1, 0.2, 0.07)):
            b.fill(oval(x + px * u, y + py * u, r * u, r * u * 0.9), dark(c, 0.25))
    elif look.detail == "grid":
        b.stroke((x, y - u * 0.5), (x, y + u * 0.4), dark(c, 0.45), 1.5)
        b.stroke((x - u * 0.5, y - u * 0.06), (x + u * 0.5, y - u * 0.06), dark(c, 0.45), 1.5)


def _marks(b: Brush, look: Look, x: float, y: float, u: float, skin: Colour, inside: Colour) -> None:
    """What the cut shows: rays, rings, seeds, a stone."""
    if look.name in RAYS:
        for j in range(6):
            a = j * 1.047 + 0.3
            b.line(curve((x, y), (x, y), _polar(x, y, u * 0.36, u * 0.32, a)), blend(skin, inside, 0.35), 1.4)
        if look.name == "tomato":
            _seeds(b, x, y, u * 0.27, u * 0.24, 6, (252, 220, 130), 0.82)
    elif look.detail == "rings" or look.name in ("beet", "leek", "spring onion"):
        for q in (0.38, 0.2):
            b.line(
                oval(x, y, u * q, u * q * (0.55 if look.family == "stalks" else 0.9)), dark(skin, 0.1), 1.2
            )
    elif look.name in ("apple", "pear"):
        for side in (-1, 1):
            b.fill(oval(x + side * u * 0.08, y + u * 0.08, u * 0.05, u * 0.1), (96, 58, 34))
    elif look.name == "olives":
        b.fill(oval(x, y, u * 0.22, u * 0.19), dark(skin, 0.6))
    elif look.name == "peach":
        b.body(oval(x, y, u * 0.18, u * 0.16), (150, 84, 48), 1.2)
    elif look.name == "avocado":
        b.body(oval(x, y + u * 0.16, u * 0.2, u * 0.2), (134, 84, 46), 1.2)
    elif look.name == "pumpkin":
        b.fill(oval(x, y, u * 0.22, u * 0.19), dark(inside, 0.3))
        _seeds(b, x, y, u * 0.13, u * 0.11, 4, (252, 240, 206))
    elif look.name == "coconut":
        b.fill(oval(x, y, u * 0.28, u * 0.25), dark(inside, 0.16))
    elif look.name == "mango":
        b.fill(oval(x, y, u * 0.3, u * 0.14), light(inside, 0.45))
    elif look.name == "cabbage":
        for t in (-0.6, -0.2, 0.2, 0.6):
            b.line(curve((x, y + u * 0.36), (x + t * u * 0.5, y), (x + t * u * 0.5, y - u * 0.3)), skin, 1.5)
    elif look.family == "pepper":
        b.fill(blob(points(x, y, u * 0.36, u * 0.3, (-0.35, -0.75), (0.35, -0.75), (1.15, -1.05), (0.95, 0.1),
            (0.9, 0.95), (0, 0.85), (-0.9, 0.95), (-0.95, 0.1), (-1.15, -1.05))), dark(skin, 0.3))  # fmt: skip
        _seeds(b, x, y, u * 0.12, u * 0.1, 4, (255, 246, 214))
    elif look.family == "mushroom":
        b.line(
            curve((x - u * 0.4, y + u * 0.08), (x, y - u * 0.06), (x + u * 0.4, y + u * 0.08)),
            dark(skin, 0.3),
            1.5,
        )
    elif look.family == "strawberry":
        b.fill(oval(x, y - u * 0.08, u * 0.12, u * 0.22), light(inside, 0.75))
    elif look.family == "pineapple":
        for j in range(8):
            a = j * 0.785
            b.stroke(
                _polar(x, y, u * 0.18, u * 0.16, a),
                _polar(x, y, u * 0.42, u * 0.38, a),
                dark(inside, 0.18),
                1.3,
            )
        b.fill(oval(x, y, u * 0.14, u * 0.12), dark(skin, 0.3))
    elif look.family == "cob":
        _seeds(b, x, y, u * 0.46, u * 0.41, 12, light(skin, 0.1), 1.5)
        b.line(oval(x, y, u * 0.34, u * 0.3), dark(skin, 0.35), 1.2)
    elif look.family == "pie":
        b.stroke((x - u * 0.46, y + u * 0.42), (x + u * 0.46, y + u * 0.42), skin, 4.5)
    elif look.family == "disc":
        for j, (px, py) in enumerate(((0, 0), (-0.18, 0.24), (0.2, 0.2), (0.02, 0.3))):
            b.fill(oval(x + px * u, y + py * u, u * 0.08, u * 0.06), ((252, 226, 130), (92, 158, 64))[j % 2])
    elif look.family == "ham":
        b.fill(oval(x - u * 0.2, y, u * 0.1, u * 0.09), (252, 240, 226))
        b.line(
            curve((x, y - u * 0.25), (x + u * 0.25, y), (x + u * 0.05, y + u * 0.25)), light(inside, 0.5), 1.5
        )
    elif look.name == "celery":
        b.fill(oval(x, y - u * 0.12, u * 0.32, u * 0.14), dark(skin, 0.16))
    elif look.family == "egg":
        b.fill(oval(x, y, u * 0.44, u * 0.38), (255, 252, 244))
        b.fill(oval(x, y, u * 0.24, u * 0.21), inside)
    elif look.name in ("cucumber", "zucchini", "eggplant", "banana", "chili", "green chili"):
        _seeds(b, x, y, u * 0.22, u * 0.2, 5, dark(inside, 0.22))
    elif look.name == "sausage":
        for px, py in spiral(7, u * 0.34, u * 0.3):
            b.fill(oval(x + px, y + py, 1.7, 1.4), light(inside, 0.55))
    elif look.family == "long":
        b.line(oval(x, y, u * 0.18, u * 0.16), dark(inside, 0.12), 1.4)


RAYS = ("tomato", "orange", "lemon", "lime")


def _seeds(
    b: Brush, x: float, y: float, rx: float, ry: float, count: int, c: Colour, size: float = 1.0
) -> None:
    for j in range(count):
        px, py = _polar(x, y, rx, ry, j * 2 * math.pi / count)
        b.fill(oval(px, py, 1.5 * size, 1.5 * size), c)


def _polar(x: float, y: float, rx: float, ry: float, angle: float) -> tuple[float, float]:
    return x + rx * math.cos(angle), y + ry * math.sin(angle)
