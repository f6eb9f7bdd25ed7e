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


def ham(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A ham on the bone, its rind scored."""
    b.shadow(x + 2, y + u * 0.85, u * 1.4, u * 0.3)
    bone = tinted((250, 240, 222), d)
    for dy in (-0.62, -0.3):
        b.body(oval(x + u * 1.72, y + dy * u, u * 0.2, u * 0.18), bone, 1.4)
    b.line(
        curve((x + u * 0.8, y), (x + u * 1.3, y - u * 0.3), (x + u * 1.66, y - u * 0.46)),
        dark(bone, 0.5),
        u * 0.36,
    )
    b.line(curve((x + u * 0.8, y), (x + u * 1.3, y - u * 0.3), (x + u * 1.66, y - u * 0.46)), bone, u * 0.26)
    body = blob(points(x, y, u, u, (-1.6, 0.2), (-1.3, -0.85), (-0.2, -1), (0.8, -0.75), (1.5, -0.5), (1.3, 0.2),
        (0.5, 0.95), (-0.7, 1.1)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    with b.within(body):
        for t in (-1.1, -0.55, 0.0, 0.55):
            b.stroke((x + (t - 0.1) * u, y - u), (x + (t + 0.75) * u, y + u * 0.7), dark(c, 0.34), 1.4)
            b.stroke((x + (t + 0.85) * u, y - u), (x + t * u, y + u * 0.7), dark(c, 0.34), 1.4)
    face = oval(x - u * 0.98, y + u * 0.14, u * 0.42, u * 0.66)
    b.fill(face, (250, 232, 220))
    b.body(oval(x - u * 0.98, y + u * 0.14, u * 0.34, u * 0.56), tinted(look.inside, d), 1.1)
    b.body(oval(x - u * 1.0, y + u * 0.1, u * 0.1, u * 0.13), bone, 1.1)


def legs(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Three drumsticks."""
    b.shadow(x + 2, y + u * 0.7, u * 1.4, u * 0.36)
    bone = tinted((252, 246, 234), "raw")
    for px, py, turn in ((-0.1, -0.5, -14), (-0.6, 0.25, -24), (0.75, 0.35, -20)):
        with b.moved(x + px * u, y + py * u, turn):
            v = u * 0.78
            b.line(curve((v * 0.5, 0), (v, 0), (v * 1.4, 0)), dark(bone, 0.45), v * 0.3)
            for dy in (-0.14, 0.14):
                b.body(oval(v * 1.48, dy * v, v * 0.17, v * 0.15), bone, 1.2)
            b.line(curve((v * 0.5, 0), (v, 0), (v * 1.4, 0)), bone, v * 0.2)
            body = blob(points(0, 0, v, v, (-1.2, 0.3), (-1, -0.6), (-0.2, -0.72), (0.6, -0.32), (1.15, -0.14),
                (1.15, 0.16), (0.6, 0.36), (-0.2, 0.76)))  # fmt: skip
            b.body(body, c)
            sear(b, body, d, rng)
            b.shine(-v * 0.5, -v * 0.25, v * 0.22, v * 0.1, 130)


def crab(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A crab seen from above."""
    b.shadow(x + 2, y + u * 0.6, u * 1.5, u * 0.4)
    for side in (-1, 1):
        for k, (kx, ky, tx, ty) in enumerate(
            ((1.3, 0.2, 1.75, 0.5), (1.2, 0.5, 1.55, 0.85), (0.95, 0.7, 1.15, 1.1))
        ):
            leg = curve((x + side * u * 0.7, y + u * (0.15 + 0.12 * k)), (x + side * kx * u, y + (ky - 0.3) * u),
                (x + side * tx * u, y + ty * u * 0.85))  # fmt: skip
            b.line(leg, dark(c, 0.5), u * 0.24)
            b.line(leg, c, u * 0.15)
        arm = curve(
            (x + side * u * 0.8, y - u * 0.1),
            (x + side * u * 1.4, y - u * 0.2),
            (x + side * u * 1.4, y - u * 0.6),
        )
        b.line(arm, dark(c, 0.5), u * 0.32)
        b.line(arm, c, u * 0.22)
        with b.moved(x + side * u * 1.3, y - u * 0.85, side * -24):
            b.body(blob(points(0, 0, u * 0.42, u * 0.42, (-0.9, 0.9), (-1.1, -0.4), (-0.5, -1.4), (-0.15, -0.2),
                (0.15, -0.2), (0.5, -1.4), (1.1, -0.4), (0.9, 0.9))), c, 1.4)  # fmt: skip
        b.stroke((x + side * u * 0.22, y - u * 0.4), (x + side * u * 0.3, y - u * 0.78), dark(c, 0.4), 2.4)
        b.fill(oval(x + side * u * 0.3, y - u * 0.82, 2.8, 2.8), (30, 20, 20))
    shell = blob(points(x, y, u, u, (-1.25, -0.25), (-0.7, -0.72), (0.7, -0.72), (1.25, -0.25), (0.9, 0.6),
        (0, 0.85), (-0.9, 0.6)))  # fmt: skip
    b.body(shell, c)
    sear(b, shell, d, rng)
    for px, py in ((-0.4, -0.1), (0.4, -0.1), (0, 0.22), (-0.25, 0.4), (0.25, 0.4)):
        b.fill(oval(x + px * u, y + py * u, u * 0.09, u * 0.07), light(c, 0.35))
    b.shine(x - u * 0.5, y - u * 0.35, u * 0.2, u * 0.08)


def mussels(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A heap of open shells."""
    b.shadow(x + 2, y + u * 0.6, u * 1.6, u * 0.42)
    for px, py, turn in ((-0.5, -0.5, -30), (0.6, -0.5, 24), (-1.15, 0.1, 10), (0.05, 0.02, -8), (1.2, 0.15, -26),
        (-0.6, 0.55, 20), (0.6, 0.55, -14)):  # fmt: skip
        with b.moved(x + px * u, y + py * u, turn):
            shell = blob(points(0, 0, u * 0.6, u * 0.36, (-1.2, 0.2), (-0.5, -0.9), (0.6, -1), (1.2, 0), (0.6, 1),
                (-0.6, 0.8)))  # fmt: skip
            b.body(shell, c, 1.3)
            b.fill(oval(u * 0.06, u * 0.04, u * 0.42, u * 0.22), (206, 212, 226))
            b.body(oval(u * 0.06, u * 0.05, u * 0.3, u * 0.15), tinted(look.inside, d), 1.1)
