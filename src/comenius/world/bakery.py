"""Whole things from the baker's and the ice cream shop: a thing of half width `u` at (x, y)."""

from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import (
    Brush,
    Colour,
    arc,
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


def bun(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A domed bun with sesame."""
    b.shadow(x + 2, y + u * 0.75, u * 1.3, u * 0.32)
    b.body(box(x - u * 1.22, y + u * 0.12, x + u * 1.22, y + u * 0.78, u * 0.34), light(c, 0.3))
    body = blob(points(x, y, u, u, (-1.35, 0.5), (-1.4, -0.4), (-0.6, -1.1), (0.6, -1.1), (1.4, -0.4), (1.35, 0.5),
        (0, 0.5)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for i, (px, py) in enumerate(spiral(15, u * 0.95, u * 0.42)):
        with b.moved(x + px, y + py - u * 0.4, i * 37):
            b.fill(oval(0, 0, 2.8, 1.5), (255, 244, 214))
    b.shine(x - u * 0.6, y - u * 0.55, u * 0.24, u * 0.1)


def croissant(
    b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random
) -> None:
    """A crescent of five folds."""
    b.shadow(x + 2, y + u * 0.6, u * 1.5, u * 0.34)
    for px, py, w, h, turn in ((-1.35, 0.42, 0.42, 0.34, -50), (1.35, 0.42, 0.42, 0.34, 50),
        (-0.85, 0.0, 0.5, 0.56, -32), (0.85, 0.0, 0.5, 0.56, 32), (0, -0.15, 0.62, 0.74, 0)):  # fmt: skip
        with b.moved(x + px * u, y + py * u, turn):
            fold = blob(points(0, 0, u * w, u * h, (-1.1, -0.8), (0, -1.3), (1.1, -0.8), (1, 0.8), (0, 1.1),
                (-1, 0.8)))  # fmt: skip
            b.body(fold, c, 1.5)
            sear(b, fold, d, rng)
            for t in (-0.45, 0.0, 0.45):
                b.line(curve((t * u * w, -u * h * 0.7), (t * u * w * 1.3, 0), (t * u * w, u * h * 0.7)),
                    dark(c, 0.22), 1.3, 150)  # fmt: skip


def pie(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A pie under a lattice, in its tin."""
    rx, ry, top = u * 1.6, u * 0.78, y - u * 0.12
    b.shadow(x + 2, y + u * 0.5, rx, ry)
    side = polygon([(x - rx, top), (x + rx, top), (x + rx * 0.8, y + u * 0.42), (x - rx * 0.8, y + u * 0.42)])
    b.fill(oval(x, y + u * 0.42, rx * 0.8, ry * 0.6), (150, 156, 164))
    b.fill(side, (176, 182, 190))
    b.line(arc(x, y + u * 0.42, rx * 0.8, ry * 0.6, 0, 180), (96, 98, 106), 1.5)
    b.body(oval(x, top, rx, ry), c)
    filling = oval(x, top, rx * 0.82, ry * 0.78)
    b.fill(filling, tinted(look.inside, d))
    with b.within(filling):
        for t in (-0.55, 0.0, 0.55):
            for flip in (-1, 1):
                band = (x + (t - 0.55 * flip) * rx, top - ry), (x + (t + 0.55 * flip) * rx, top + ry)
                b.stroke(*band, dark(c, 0.42), u * 0.2)
                b.stroke(*band, light(c, 0.12), u * 0.13)
    b.line(filling, dark(c, 0.4), 1.3)
    if d != "raw":
        sear(b, oval(x, top, rx, ry), d, rng)


def muffins(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Three muffins in their paper cups."""
    for px, py in ((0.0, -0.4), (-0.95, 0.32), (0.95, 0.36)):
        cx, cy, v = x + px * u, y + py * u, u * 0.8
        b.shadow(cx + 1, cy + v * 0.72, v * 0.75, v * 0.25, 70, 3)
        cup = polygon(points(cx, cy, v, v, (-0.78, -0.05), (0.78, -0.05), (0.55, 0.78), (-0.55, 0.78)))
        b.fill(cup, (236, 226, 206))
        b.line(cup, (130, 108, 84), 1.3)
        for t in (-0.5, -0.17, 0.17, 0.5):
            b.stroke((cx + t * v * 1.1, cy), (cx + t * v * 0.8, cy + v * 0.74), (186, 168, 140), 1.4)
        top = blob(points(cx, cy, v, v, (-1.1, 0.1), (-0.95, -0.6), (-0.3, -1.0), (0.3, -1.0), (0.95, -0.6),
            (1.1, 0.1), (0, 0.25)))  # fmt: skip
        b.body(top, c, 1.5)
        sear(b, top, d, rng)
        for qx, qy in spiral(6, v * 0.6, v * 0.32):
            b.fill(oval(cx + qx, cy + qy - v * 0.32, v * 0.09, v * 0.08), dark(c, 0.45))


def stack(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Four pancakes, one on the other."""
    rx, ry = u * 1.5, u * 0.62
    b.shadow(x + 2, y + u * 0.6, rx * 1.05, ry)
    for i, slip in enumerate((0.03, -0.05, 0.05, 0.0)):
        cx, cy = x + slip * rx, y + u * (0.48 - 0.27 * i)
        edge = oval(cx, cy + u * 0.14, rx, ry)
        b.fill(edge, tinted(look.inside, d))
        b.line(edge, dark(c, 0.5), 1.4)
        top = oval(cx, cy, rx, ry)
        b.body(top, c, 1.3)
        b.line(oval(cx, cy, rx * 0.86, ry * 0.82), light(c, 0.3), 2, 150)
    sear(b, top, d, rng)


def scoops(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Three scoops: vanilla, strawberry, chocolate."""
    b.shadow(x + 2, y + u * 0.7, u * 1.4, u * 0.34)
    for px, py, colour in ((0.0, -0.5, c), (-0.72, 0.2, look.inside), (0.72, 0.22, (122, 76, 50))):
        cx, cy, v = x + px * u, y + py * u, u * 0.78
        ball = blob(points(cx, cy, v, v, (-1.05, 0.5), (-1.15, -0.5), (-0.5, -1.15), (0.5, -1.15), (1.15, -0.5),
            (1.05, 0.5), (0.8, 0.95), (0.4, 0.7), (0, 0.95), (-0.4, 0.7), (-0.8, 0.95)))  # fmt: skip
        b.body(ball, colour, 1.5)
        for qx, qy in spiral(6, v * 0.6, v * 0.5):
            b.fill(oval(cx + qx, cy + qy, v * 0.09, v * 0.06), dark(colour, 0.12))
        b.shine(cx - v * 0.4, cy - v * 0.45, v * 0.22, v * 0.12, 170)
