"""Whole foods, one function a family: a thing of half width `u` at (x, y)."""

import math
from collections.abc import Callable
from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import (
    BROWN, CHAR, GOLD, WHITE, Brush, Colour, Path, arc, blend, blob, box, curve, dark, light, oval, polygon, spiral,
)  # fmt: skip

TINTS: dict[str, tuple[Colour, float]] = {"golden": (GOLD, 0.46), "browned": (BROWN, 0.66), "charred": (CHAR, 0.74)}


def tinted(colour: Colour, doneness: Doneness) -> Colour:
    """A colour after heat."""
    if doneness == "raw":
        return colour
    target, share = TINTS[doneness]
    return blend(colour, target, share)


def sear(b: Brush, path: Path, doneness: Doneness, rng: Random) -> None:
    """The marks heat leaves: golden patches, brown edges, black stripes."""
    if doneness == "raw":
        return
    bounds = path.getBounds()
    x0, y0, w, h = bounds.left(), bounds.top(), bounds.width(), bounds.height()
    with b.within(path):
        if doneness == "charred":
            for i in range(5):
                x = x0 + w * (0.1 + 0.2 * i)
                b.stroke((x - w * 0.08, y0), (x + w * 0.08, y0 + h), (26, 18, 16), max(2.2, w * 0.055), 205)
            return
        patch: Colour = (150, 84, 24) if doneness == "golden" else (74, 36, 16)
        for px, py in spiral(7, w * 0.46, h * 0.44):
            r = rng.uniform(0.07, 0.13)
            b.fill(oval(x0 + w / 2 + px, y0 + h / 2 + py, w * r, h * r), patch, 120, 1.2)


def _round(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.82, u * 0.95, u * 0.3)
    body = oval(x, y, u, u * (0.86 if look.detail == "ribs" else 0.94))
    b.body(body, c)
    sear(b, body, d, rng)
    if look.detail == "calyx":
        for k in range(5):
            a = k * 1.2566 - 1.57
            b.stroke((x, y - u * 0.72), (x + u * 0.34 * math.cos(a), y - u * 0.72 + u * 0.2 * math.sin(a)), (66, 132, 48), 3.4)
    elif look.detail == "rings":
        for t in (-0.5, 0.0, 0.5):
            b.line(curve((x, y - u * 0.9), (x + t * u * 1.6, y), (x, y + u * 0.88)), dark(c, 0.28), 1.2, 150)
        b.stroke((x, y - u * 0.88), (x + 2, y - u * 1.22), dark(c, 0.2), 4)
    elif look.detail == "stem":
        b.stroke((x, y - u * 0.8), (x + 3, y - u * 1.2), (110, 72, 40), 3.2)
        b.fill(blob([(x + 3, y - u * 1.05), (x + u * 0.3, y - u * 1.35), (x + u * 0.62, y - u * 1.05), (x + u * 0.3, y - u * 0.92)]), (92, 158, 64))
    elif look.detail == "ribs":
        for t in (-0.62, -0.22, 0.22, 0.62):
            b.line(curve((x, y - u * 0.82), (x + t * u * 1.7, y), (x, y + u * 0.82)), dark(c, 0.3), 1.6, 170)
        b.stroke((x, y - u * 0.78), (x + 4, y - u * 1.15), (104, 132, 60), 6)
    elif look.detail == "veins":
        for t in (-0.7, -0.25, 0.25, 0.7):
            b.line(curve((x, y + u * 0.85), (x + t * u * 1.2, y), (x + t * u * 0.7, y - u * 0.72)), light(c, 0.55), 2)
    elif look.detail == "dot":
        b.fill(oval(x + u * 0.1, y - u * 0.7, 2.6, 2), (120, 140, 50))
    b.shine(x - u * 0.42, y - u * 0.42, u * 0.22, u * 0.12)


def _potato(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.7, u * 1.15, u * 0.3)
    body = blob([(x - u * 1.25, y + u * 0.35), (x - u * 1.05, y - u * 0.6), (x, y - u * 0.78), (x + u * 0.9, y - u * 0.75),
                 (x + u * 1.3, y + u * 0.1), (x + u * 0.8, y + u * 0.82), (x - u * 0.3, y + u * 0.82)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for px, py in spiral(6, u * 0.85, u * 0.5):
        b.fill(oval(x + px, y + py, 2.2, 1.4), dark(c, 0.35), 170)
    b.shine(x - u * 0.5, y - u * 0.35, u * 0.26, u * 0.1)


def _lemon(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.72, u * 1.1, u * 0.28)
    body = blob([(x - u * 1.42, y), (x - u * 0.9, y - u * 0.7), (x, y - u * 0.92), (x + u * 0.9, y - u * 0.7),
                 (x + u * 1.42, y), (x + u * 0.9, y + u * 0.7), (x, y + u * 0.92), (x - u * 0.9, y + u * 0.7)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    b.shine(x - u * 0.45, y - u * 0.38, u * 0.24, u * 0.12)


def _garlic(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.75, u, u * 0.28)
    body = blob([(x - u * 0.2, y - u * 1.25), (x + u * 0.2, y - u * 1.25), (x + u * 0.5, y - u * 0.5), (x + u * 1.12, y + u * 0.15),
                 (x + u * 0.7, y + u * 0.85), (x - u * 0.7, y + u * 0.85), (x - u * 1.12, y + u * 0.15), (x - u * 0.5, y - u * 0.5)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for t in (-0.9, 0.0, 0.9):
        b.line(curve((x, y - u * 0.85), (x + t * u, y + u * 0.1), (x + t * u * 0.35, y + u * 0.75)), (170, 140, 168), 1.5, 170)


def _pear(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.95, u * 0.95, u * 0.28)
    body = blob([(x - u * 0.3, y - u * 1.3), (x + u * 0.3, y - u * 1.3), (x + u * 0.62, y - u * 0.4), (x + u * 1.05, y + u * 0.5),
                 (x + u * 0.5, y + u * 1.1), (x - u * 0.5, y + u * 1.1), (x - u * 1.05, y + u * 0.5), (x - u * 0.62, y - u * 0.4)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    b.shine(x - u * 0.4, y, u * 0.14, u * 0.3)


def _pepper(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.95, u * 0.95, u * 0.28)
    body = blob([(x - u * 0.3, y - u * 0.92), (x + u * 0.3, y - u * 0.92), (x + u * 1.15, y - u * 0.8), (x + u * 0.95, y + u * 0.6),
                 (x + u * 0.5, y + u * 1.15), (x, y + u * 0.95), (x - u * 0.5, y + u * 1.15), (x - u * 0.95, y + u * 0.6),
                 (x - u * 1.15, y - u * 0.8)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for t in (-0.35, 0.35):
        b.line(curve((x + t * u * 0.5, y - u * 0.7), (x + t * u * 1.6, y), (x + t * u * 0.9, y + u * 0.9)), dark(c, 0.35), 1.4, 160)
    b.stroke((x, y - u * 0.8), (x + u * 0.15, y - u * 1.35), (70, 130, 46), 5)
    b.shine(x - u * 0.55, y - u * 0.35, u * 0.14, u * 0.3)


def _mushroom(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.9, u * 0.7, u * 0.25)
    b.body(blob([(x - u * 0.42, y - u * 0.1), (x + u * 0.42, y - u * 0.1), (x + u * 0.36, y + u * 0.98), (x - u * 0.36, y + u * 0.98)]),
           tinted((250, 240, 222), d))  # fmt: skip
    cap = blob([(x - u * 1.25, y + u * 0.25), (x - u, y - u * 0.7), (x, y - u * 1.2), (x + u, y - u * 0.7), (x + u * 1.25, y + u * 0.25), (x, y + u * 0.12)])
    b.body(cap, c)
    sear(b, cap, d, rng)
    b.shine(x - u * 0.45, y - u * 0.45, u * 0.25, u * 0.12)


def _broccoli(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.95, u * 0.8, u * 0.25)
    b.body(blob([(x - u * 0.4, y), (x + u * 0.4, y), (x + u * 0.34, y + u * 1.1), (x - u * 0.34, y + u * 1.1)]), tinted(light(look.inside, 0.2), d))
    for px, py in ((-0.72, 0.0), (0.72, 0.0), (-0.36, -0.55), (0.42, -0.55), (0.0, -0.1)):
        head = oval(x + px * u, y + py * u, u * 0.6, u * 0.54)
        b.body(head, c, 1.3)
        sear(b, head, d, rng)
    for px, py in spiral(12, u * 0.95, u * 0.55):
        b.fill(oval(x + px, y - u * 0.25 + py, 1.4, 1.2), light(c, 0.35))


def _long(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    length, h = u * 1.95, u * (0.34 if look.detail == "thin" else 0.52)
    b.shadow(x + 2, y + h * 1.1, length, h * 0.7)
    with b.moved(x, y, -8):
        if look.detail == "greens":
            for a in (-0.5, -0.15, 0.2, 0.5):
                b.line(curve((-length * 0.85, 0), (-length * 1.1, a * u * 0.8), (-length * 1.35, a * u * 1.3)), (78, 150, 56), 3.2)
            body = blob([(-length * 0.95, -h * 0.9), (-length * 0.3, -h * 1.15), (length * 0.5, -h * 0.6), (length * 1.1, 0),
                         (length * 0.5, h * 0.7), (-length * 0.3, h * 1.15), (-length * 0.95, h * 0.9)])  # fmt: skip
        elif look.detail == "thin":
            b.stroke((-length * 0.85, 0), (-length * 1.15, -h * 0.9), (78, 140, 50), 3.4)
            body = blob([(-length * 0.9, -h), (0, -h * 1.3), (length * 0.7, -h * 0.4), (length * 1.1, h * 1.4), (length * 0.4, h * 1.1),
                         (-length * 0.2, h * 1.1), (-length * 0.9, h * 0.9)])  # fmt: skip
        elif look.detail == "arc":
            body = blob([(-length, -u * 0.75), (-length * 0.75, u * 0.3), (0, u * 0.75), (length * 0.75, u * 0.3), (length, -u * 0.75),
                         (length * 0.85, -u * 0.7), (length * 0.5, -u * 0.1), (0, u * 0.05), (-length * 0.5, -u * 0.1), (-length * 0.85, -u * 0.7)])  # fmt: skip
        elif look.detail == "cap":
            body = blob([(-length * 0.9, -h * 0.6), (-length * 0.2, -h * 0.9), (length * 0.6, -h * 1.5), (length * 1.1, -h * 0.2),
                         (length * 0.6, h * 1.5), (-length * 0.2, h * 0.9), (-length * 0.9, h * 0.6)])  # fmt: skip
        else:
            body = box(-length, -h, length, h, h)
        b.body(body, c)
        sear(b, body, d, rng)
        if look.detail == "greens":
            for t in (-0.6, -0.25, 0.1, 0.45):
                b.stroke((t * length, -h * 0.6), (t * length + 2, -h * 0.15), dark(c, 0.3), 1.2)
        if look.detail == "cap":
            b.body(blob([(-length, -h * 0.8), (-length * 0.55, -h * 0.9), (-length * 0.68, 0), (-length * 0.55, h * 0.9), (-length, h * 0.8)]), (92, 148, 70), 1.2)
        if look.name == "leek":
            b.body(box(length * 0.3, -h, length, h, h * 0.6), (248, 248, 232), 1.2)
        if look.name == "cucumber":
            for t in (-0.35, 0.35):
                b.stroke((-length * 0.85, t * h), (length * 0.85, t * h), light(c, 0.3), 1.4, 150)
        if look.detail != "arc":
            b.fill(box(-length * 0.6, -h * 0.62, length * 0.2, -h * 0.36, 2), WHITE, 110, 0.7)


def _leafy(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.75, u * 1.15, u * 0.32)
    big = look.detail == "big"
    for i in range(9):
        a = -math.pi / 2 + (i - 4) * 0.62 * (1 if i % 2 else -1)
        q = u * rng.uniform(0.78, 1.0)
        w, h = u * (0.58 if big else 0.36), u * (0.74 if big else 0.64)
        with b.moved(x + q * 0.64 * math.cos(a), y + q * 0.5 * math.sin(a) + u * 0.1, math.degrees(a) + 90):
            if big:
                leaf = blob([(0, -h), (w * 0.7, -h * 0.8), (w * 0.8, -h * 0.2), (w * 1.05, h * 0.1), (w * 0.6, h * 0.6), (0, h),
                             (-w * 0.6, h * 0.6), (-w * 1.05, h * 0.1), (-w * 0.8, -h * 0.2), (-w * 0.7, -h * 0.8)])  # fmt: skip
            else:
                leaf = blob([(0, -h * 1.2), (w, -h * 0.2), (w * 0.7, h * 0.7), (0, h), (-w * 0.7, h * 0.7), (-w, -h * 0.2)])
            b.body(leaf, blend(c, look.inside, (i % 4) / 4), 1.2)
            b.stroke((0, h * 0.8), (0, -h * 0.7), light(c, 0.45), 1.3)


def _berries(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.7, u * 1.25, u * 0.36)
    for px, py in spiral(12, u * 1.1, u * 0.62):
        r = u * 0.34
        b.body(oval(x + px, y + py, r, r * 0.95), c, 1.3)
        b.shine(x + px - r * 0.35, y + py - r * 0.35, r * 0.25, r * 0.15, 170)


def _egg(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.9, u * 0.85, u * 0.25)
    b.body(blob([(x - u * 0.35, y - u * 1.12), (x + u * 0.35, y - u * 1.12), (x + u * 0.95, y + u * 0.1), (x + u * 0.7, y + u * 0.95),
                 (x - u * 0.7, y + u * 0.95), (x - u * 0.95, y + u * 0.1)]), c)  # fmt: skip
    b.shine(x - u * 0.3, y - u * 0.4, u * 0.18, u * 0.26, turn=20)


def _slab(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    u, t = u * 1.3, u * 0.4
    meat = look.detail in ("meat", "fat", "lines", "stripe")
    b.shadow(x + 2, y + u * 0.62, u * 1.1, u * 0.3)
    if meat:
        top = blob([(x - u, y - u * 0.1), (x - u * 0.75, y - u * 0.62), (x, y - u * 0.6), (x + u * 0.8, y - u * 0.62), (x + u * 1.05, y - u * 0.05),
                    (x + u * 0.8, y + u * 0.45), (x, y + u * 0.42), (x - u * 0.8, y + u * 0.48)])  # fmt: skip
    else:
        top = polygon([(x - u * 0.75, y - u * 0.55), (x + u, y - u * 0.55), (x + u * 0.8, y + u * 0.25), (x - u * 0.95, y + u * 0.25)])
        side = polygon([(x + u, y - u * 0.55), (x + u, y - u * 0.55 + t), (x + u * 0.8, y + u * 0.25 + t), (x - u * 0.95, y + u * 0.25 + t),
                        (x - u * 0.95, y + u * 0.25), (x + u * 0.8, y + u * 0.25)])  # fmt: skip
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
            b.line(curve((x + a * u, y - u * 0.7), (x + a * u + u * 0.35, y), (x + a * u - u * 0.1, y + u * 0.5)), tinted((250, 224, 214), d), 2.2)
    elif look.detail == "lines":
        for a in (-0.7, -0.35, 0.0, 0.35, 0.7):
            b.line(curve((x + a * u, y - u * 0.7), (x + a * u + u * 0.25, y), (x + a * u, y + u * 0.5)), tinted((255, 206, 184), d), 2.2)
    elif look.detail == "stripe":
        for a in (-0.35, -0.02, 0.28):
            b.stroke((x - u * 1.2, y + a * u), (x + u * 1.2, y + a * u + u * 0.05), tinted((250, 216, 200), d), u * 0.13)
    elif look.detail == "holes":
        for a, e in ((-0.4, -0.2), (0.2, -0.35), (0.45, 0.02), (-0.1, 0.1)):
            b.fill(oval(x + a * u, y + e * u, u * 0.12, u * 0.08), dark(c, 0.25))
    elif look.detail == "grid":
        for a in (-0.4, 0.0, 0.4):
            b.stroke((x + a * u + u * 0.06, y - u * 0.6), (x + a * u - u * 0.1, y + u * 0.3), dark(c, 0.45), 1.6)
        b.stroke((x - u, y - u * 0.15), (x + u, y - u * 0.15), dark(c, 0.45), 1.6)


def _fish(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    s = u * 1.65
    b.shadow(x + 2, y + u * 0.7, s, u * 0.3)
    body = blob([(x - s, y), (x - s * 0.55, y - u * 0.72), (x + s * 0.2, y - u * 0.6), (x + s * 0.66, y - u * 0.1), (x + s * 1.1, y - u * 0.7),
                 (x + s, y), (x + s * 1.1, y + u * 0.75), (x + s * 0.66, y + u * 0.15), (x + s * 0.2, y + u * 0.65), (x - s * 0.55, y + u * 0.75)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    b.fill(oval(x - s * 0.68, y - u * 0.14, 3.4, 3.2), WHITE)
    b.fill(oval(x - s * 0.68, y - u * 0.14, 1.8, 1.8), (20, 14, 12))
    b.line(curve((x - s * 0.45, y - u * 0.4), (x - s * 0.32, y), (x - s * 0.45, y + u * 0.4)), dark(c, 0.4), 1.5)
    for i in range(3):
        sx = x - s * 0.2 + i * s * 0.22
        b.line(curve((sx, y - u * 0.3), (sx + u * 0.2, y), (sx, y + u * 0.3)), dark(c, 0.3), 1.2, 160)


def _shrimp(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.6, u * 1.4, u * 0.4)
    for px, py in ((-0.9, -0.3), (0.25, -0.55), (0.95, 0.15), (-0.3, 0.5)):
        tail = arc(x + px * u, y + py * u, u * 0.44, u * 0.4, -20, 250)
        b.line(tail, dark(c, 0.45), u * 0.45)
        b.line(tail, c, u * 0.34)
        for t in (35, 95, 155):
            a = math.radians(t)
            b.stroke((x + px * u + u * 0.3 * math.cos(a), y + py * u + u * 0.28 * math.sin(a)),
                     (x + px * u + u * 0.58 * math.cos(a), y + py * u + u * 0.52 * math.sin(a)), light(c, 0.5), 1.4)  # fmt: skip


def _mince(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.7, u * 1.3, u * 0.36)
    for i, (px, py) in enumerate(spiral(30, u * 1.2, u * 0.62)):
        lift = u * 0.35 * (1 - (px / (u * 1.3)) ** 2)
        b.body(oval(x + px, y + py - lift, u * 0.24, u * 0.2), blend(c, tinted(look.inside, d), (i % 3) / 2), 1.1)


def _patty(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
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


def _bread(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    b.shadow(x + 2, y + u * 0.75, u * 1.5, u * 0.32)
    body = blob([(x - u * 1.6, y + u * 0.7), (x - u * 1.7, y - u * 0.4), (x - u, y - u * 0.95), (x, y - u), (x + u, y - u * 0.95),
                 (x + u * 1.7, y - u * 0.4), (x + u * 1.6, y + u * 0.7), (x, y + u * 0.8)])  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for t in (-0.7, 0.0, 0.7):
        b.line(curve((x + t * u - u * 0.2, y - u * 0.65), (x + t * u + u * 0.25, y - u * 0.3), (x + t * u + u * 0.15, y + u * 0.1)), (250, 226, 176), 3.4)


def _cake(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    rx, ry, h = u * 1.5, u * 0.62, u * 0.8
    b.shadow(x + 2, y + h * 0.8, rx * 1.05, ry)
    side = blob([(x - rx, y - h * 0.8), (x - rx, y + h * 0.4), (x - rx * 0.6, y + h * 0.95), (x, y + h * 1.08), (x + rx * 0.6, y + h * 0.95),
                 (x + rx, y + h * 0.4), (x + rx, y - h * 0.8)])  # fmt: skip
    b.body(side, dark(c, 0.12))
    top = oval(x, y - h * 0.4, rx, ry)
    b.body(top, c)
    sear(b, top, d, rng)
    b.line(arc(x, y - h * 0.34, rx * 0.86, ry * 0.8, 30, 120), dark(c, 0.25), 1.4, 150)


def _disc(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    rx, ry = u * 1.75, u * 0.9
    b.shadow(x + 2, y + ry * 0.3, rx * 1.02, ry)
    b.fill(oval(x, y + 4, rx, ry), dark(c, 0.35))
    b.body(oval(x, y, rx, ry), c)
    b.fill(oval(x, y, rx * 0.84, ry * 0.8), tinted(look.inside, d))
    for i, (px, py) in enumerate(spiral(22, rx * 0.78, ry * 0.72)):
        toppings: tuple[Colour, ...] = ((252, 226, 130), (250, 240, 190), (196, 48, 36), (250, 226, 140), (92, 158, 64))
        b.fill(oval(x + px, y + py, u * 0.15, u * 0.1), tinted(toppings[i % 5], d))
        if i % 5 == 2:
            b.line(oval(x + px, y + py, u * 0.15, u * 0.1), (120, 30, 24), 1)


Whole = Callable[[Brush, Look, float, float, float, Colour, Doneness, Random], None]
WHOLE: dict[str, Whole] = {
    "round": _round, "potato": _potato, "lemon": _lemon, "garlic": _garlic, "pear": _pear, "pepper": _pepper,
    "mushroom": _mushroom, "broccoli": _broccoli, "long": _long, "leafy": _leafy, "berries": _berries, "egg": _egg,
    "slab": _slab, "fish": _fish, "shrimp": _shrimp, "mince": _mince, "patty": _patty, "bread": _bread, "cake": _cake,
    "disc": _disc,
}  # fmt: skip
