"""Whole foods from dairy, butcher, fishmonger and baker: a thing of half width `u` at (x, y)."""

import math
from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    arc,
    blend,
    blob,
    curve,
    dark,
    light,
    oval,
    points,
    polygon,
    spiral,
)
from comenius.world.heat import sear, tinted

TOPPINGS: tuple[Colour, ...] = (  # of a pizza: cheese, sauce, herbs
    (252, 226, 130), (250, 240, 190), (196, 48, 36), (250, 226, 140), (92, 158, 64),
)  # fmt: skip


def egg(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """An egg in its shell."""
    b.shadow(x + 2, y + u * 0.9, u * 0.85, u * 0.25)
    b.body(blob(points(x, y, u, u, (-0.35, -1.12), (0.35, -1.12), (0.95, 0.1), (0.7, 0.95), (-0.7, 0.95),
        (-0.95, 0.1))), c)  # fmt: skip
    b.shine(x - u * 0.3, y - u * 0.4, u * 0.18, u * 0.26, turn=20)


def slab(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A piece of meat, cheese, butter or chocolate."""
    u, t = u * 1.3, u * 0.4
    meat = look.detail in ("meat", "fat", "lines", "stripe")
    b.shadow(x + 2, y + u * 0.62, u * 1.1, u * 0.3)
    if meat:
        top = blob(points(x, y, u, u, (-1, -0.1), (-0.75, -0.62), (0, -0.6), (0.8, -0.62), (1.05, -0.05),
            (0.8, 0.45), (0, 0.42), (-0.8, 0.48)))  # fmt: skip
    else:
        top = polygon(points(x, y, u, u, (-0.75, -0.55), (1, -0.55), (0.8, 0.25), (-0.95, 0.25)))
        side = polygon([(x + u, y - u * 0.55), (x + u, y - u * 0.55 + t), (x + u * 0.8, y + u * 0.25 + t),
            (x - u * 0.95, y + u * 0.25 + t), (x - u * 0.95, y + u * 0.25), (x + u * 0.8, y + u * 0.25)])  # fmt: skip
    with b.moved(0, t):
        b.fill(top, dark(c, 0.32))
        b.line(top, dark(c, 0.5), 1.5)
    if not meat:
        b.fill(side, dark(c, 0.22))
        b.line(side, dark(c, 0.5), 1.5)
    b.body(top, c)
    with b.within(top):
        _marks(b, look, x, y, u, c, d)
    sear(b, top, d, rng)
    b.shine(x - u * 0.4, y - u * 0.35, u * 0.22, u * 0.07, 110, -5)


def _marks(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness) -> None:
    """What tells one slab from another."""
    if look.detail == "fat":
        for a in (-0.5, 0.0, 0.45):
            b.line(
                curve(
                    (x + a * u, y - u * 0.7), (x + a * u + u * 0.35, y), (x + a * u - u * 0.1, y + u * 0.5)
                ),
                tinted((250, 224, 214), d),
                2.2,
            )
    elif look.detail == "lines":
        for a in (-0.7, -0.35, 0.0, 0.35, 0.7):
            b.line(
                curve((x + a * u, y - u * 0.7), (x + a * u + u * 0.25, y), (x + a * u, y + u * 0.5)),
                tinted((255, 206, 184), d),
                2.2,
            )
    elif look.detail == "stripe":
        for a in (-0.35, -0.02, 0.28):
            b.stroke(
                (x - u * 1.2, y + a * u),
                (x + u * 1.2, y + a * u + u * 0.05),
                tinted((250, 216, 200), d),
                u * 0.13,
            )
    elif look.detail == "holes":
        for a, e in ((-0.4, -0.2), (0.2, -0.35), (0.45, 0.02), (-0.1, 0.1)):
            b.fill(oval(x + a * u, y + e * u, u * 0.12, u * 0.08), dark(c, 0.25))
    elif look.detail == "grid":
        for a in (-0.4, 0.0, 0.4):
            b.stroke(
                (x + a * u + u * 0.06, y - u * 0.6), (x + a * u - u * 0.1, y + u * 0.3), dark(c, 0.45), 1.6
            )
        b.stroke((x - u, y - u * 0.15), (x + u, y - u * 0.15), dark(c, 0.45), 1.6)


def fish(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A whole fish."""
    s = u * 1.65
    b.shadow(x + 2, y + u * 0.7, s, u * 0.3)
    body = blob(points(x, y, s, u, (-1, 0), (-0.55, -0.72), (0.2, -0.6), (0.66, -0.1), (1.1, -0.7),
        (1, 0), (1.1, 0.75), (0.66, 0.15), (0.2, 0.65), (-0.55, 0.75)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    b.fill(oval(x - s * 0.68, y - u * 0.14, 3.4, 3.2), WHITE)
    b.fill(oval(x - s * 0.68, y - u * 0.14, 1.8, 1.8), (20, 14, 12))
    b.line(
        curve((x - s * 0.45, y - u * 0.4), (x - s * 0.32, y), (x - s * 0.45, y + u * 0.4)), dark(c, 0.4), 1.5
    )
    for i in range(3):
        sx = x - s * 0.2 + i * s * 0.22
        b.line(curve((sx, y - u * 0.3), (sx + u * 0.2, y), (sx, y + u * 0.3)), dark(c, 0.3), 1.2, 160)


def shrimp(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A few curled shrimp."""
    b.shadow(x + 2, y + u * 0.6, u * 1.4, u * 0.4)
    for px, py in ((-0.9, -0.3), (0.25, -0.55), (0.95, 0.15), (-0.3, 0.5)):
        tail = arc(x + px * u, y + py * u, u * 0.44, u * 0.4, -20, 250)
        b.line(tail, dark(c, 0.45), u * 0.45)
        b.line(tail, c, u * 0.34)
        for t in (35, 95, 155):
            a = math.radians(t)
            hip = (x + px * u + u * 0.3 * math.cos(a), y + py * u + u * 0.28 * math.sin(a))
            toe = (x + px * u + u * 0.58 * math.cos(a), y + py * u + u * 0.52 * math.sin(a))
            b.stroke(hip, toe, light(c, 0.5), 1.4)


def mince(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A heap of ground meat."""
    b.shadow(x + 2, y + u * 0.7, u * 1.3, u * 0.36)
    for i, (px, py) in enumerate(spiral(30, u * 1.2, u * 0.62)):
        lift = u * 0.35 * (1 - (px / (u * 1.3)) ** 2)
        b.body(
            oval(x + px, y + py - lift, u * 0.24, u * 0.2), blend(c, tinted(look.inside, d), (i % 3) / 2), 1.1
        )


def patty(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Four meatballs or cookies."""
    flat = look.detail == "chips"
    for px, py in ((-0.05, -0.62), (-0.95, 0.1), (0.95, 0.05), (0.05, 0.62)):
        cx, cy = x + px * u, y + py * u * 0.8
        b.shadow(cx + 1, cy + u * 0.3, u * 0.52, u * 0.2, 70, 2.5)
        body = oval(cx, cy, u * 0.54, u * (0.36 if flat else 0.48))
        b.body(body, c, 1.4)
        sear(b, body, d, rng)
        if flat:
            for qx, qy in spiral(5, u * 0.36, u * 0.22):
                b.fill(oval(cx + qx, cy + qy, 2.4, 1.9), (74, 42, 26))


def bread(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A scored loaf."""
    b.shadow(x + 2, y + u * 0.75, u * 1.5, u * 0.32)
    body = blob(points(x, y, u, u, (-1.6, 0.7), (-1.7, -0.4), (-1, -0.95), (0, -1), (1, -0.95),
        (1.7, -0.4), (1.6, 0.7), (0, 0.8)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for t in (-0.7, 0.0, 0.7):
        b.line(
            curve(
                (x + t * u - u * 0.2, y - u * 0.65),
                (x + t * u + u * 0.25, y - u * 0.3),
                (x + t * u + u * 0.15, y + u * 0.1),
            ),
            (250, 226, 176),
            3.4,
        )


def cake(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A round cake."""
    rx, ry, h = u * 1.5, u * 0.62, u * 0.8
    b.shadow(x + 2, y + h * 0.8, rx * 1.05, ry)
    side = blob(points(x, y, rx, h, (-1, -0.8), (-1, 0.4), (-0.6, 0.95), (0, 1.08), (0.6, 0.95), (1, 0.4),
        (1, -0.8)))  # fmt: skip
    b.body(side, dark(c, 0.12))
    top = oval(x, y - h * 0.4, rx, ry)
    b.body(top, c)
    sear(b, top, d, rng)
    b.line(arc(x, y - h * 0.34, rx * 0.86, ry * 0.8, 30, 120), dark(c, 0.25), 1.4, 150)


def disc(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A topped disc: pizza."""
    rx, ry = u * 1.75, u * 0.9
    b.shadow(x + 2, y + ry * 0.3, rx * 1.02, ry)
    b.fill(oval(x, y + 4, rx, ry), dark(c, 0.35))
    b.body(oval(x, y, rx, ry), c)
    b.fill(oval(x, y, rx * 0.84, ry * 0.8), tinted(look.inside, d))
    for i, (px, py) in enumerate(spiral(22, rx * 0.78, ry * 0.72)):
        b.fill(oval(x + px, y + py, u * 0.15, u * 0.1), tinted(TOPPINGS[i % 5], d))
        if i % 5 == 2:
            b.line(oval(x + px, y + py, u * 0.15, u * 0.1), (120, 30, 24), 1)
