"""Whole fruit and vegetables, one function a family: a thing of half width `u` at (x, y)."""

import math
from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    blend,
    blob,
    box,
    curve,
    dark,
    light,
    oval,
    points,
    spiral,
)
from comenius.world.heat import sear, tinted


def round_(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Round things: tomato, onion, apple; `detail` tells them apart."""
    b.shadow(x + 2, y + u * 0.82, u * 0.95, u * 0.3)
    body = oval(x, y, u, u * (0.86 if look.detail == "ribs" else 0.94))
    b.body(body, c)
    sear(b, body, d, rng)
    if look.detail == "calyx":
        for k in range(5):
            a = k * 1.2566 - 1.57
            b.stroke(
                (x, y - u * 0.72),
                (x + u * 0.34 * math.cos(a), y - u * 0.72 + u * 0.2 * math.sin(a)),
                (66, 132, 48),
                3.4,
            )
    elif look.detail == "rings":
        for t in (-0.5, 0.0, 0.5):
            b.line(curve((x, y - u * 0.9), (x + t * u * 1.6, y), (x, y + u * 0.88)), dark(c, 0.28), 1.2, 150)
        b.stroke((x, y - u * 0.88), (x + 2, y - u * 1.22), dark(c, 0.2), 4)
    elif look.detail == "stem":
        b.stroke((x, y - u * 0.8), (x + 3, y - u * 1.2), (110, 72, 40), 3.2)
        b.fill(
            blob(
                [
                    (x + 3, y - u * 1.05),
                    (x + u * 0.3, y - u * 1.35),
                    (x + u * 0.62, y - u * 1.05),
                    (x + u * 0.3, y - u * 0.92),
                ]
            ),
            (92, 158, 64),
        )
    elif look.detail == "ribs":
        for t in (-0.62, -0.22, 0.22, 0.62):
            b.line(curve((x, y - u * 0.82), (x + t * u * 1.7, y), (x, y + u * 0.82)), dark(c, 0.3), 1.6, 170)
        b.stroke((x, y - u * 0.78), (x + 4, y - u * 1.15), (104, 132, 60), 6)
    elif look.detail == "veins":
        for t in (-0.7, -0.25, 0.25, 0.7):
            b.line(
                curve((x, y + u * 0.85), (x + t * u * 1.2, y), (x + t * u * 0.7, y - u * 0.72)),
                light(c, 0.55),
                2,
            )
    elif look.detail == "fur":
        for i, (px, py) in enumerate(spiral(22, u * 0.84, u * 0.8)):
            b.stroke(
                (x + px - 2, y + py + 2), (x + px + 3, y + py - 3), light(c, 0.3 if i % 2 else 0.12), 1.3
            )
        for px, py in ((-0.2, -0.42), (0.24, -0.44), (0.02, -0.16)):
            b.fill(oval(x + px * u, y + py * u, u * 0.1, u * 0.09), dark(c, 0.6))
    elif look.detail == "root":
        b.line(
            curve((x, y + u * 0.85), (x + u * 0.1, y + u * 1.1), (x + u * 0.34, y + u * 1.2)),
            light(c, 0.75),
            2.4,
        )
        with b.within(body):
            b.fill(oval(x, y + u * 0.98, u * 0.5, u * 0.3), light(c, 0.75), 230, 2)
        for t in (-0.5, 0.5, 0.0):
            with b.moved(x, y - u * 0.85, t * 70):
                leaf = blob(points(0, 0, u * 0.3, u * 0.75, (0, -1.3), (1.1, -0.7), (0.3, 0.2), (-0.3, 0.2),
                    (-1.1, -0.7)))  # fmt: skip
                b.body(leaf, (96, 164, 66), 1.2)
    elif look.detail == "dot":
        b.fill(oval(x + u * 0.1, y - u * 0.7, 2.6, 2), (120, 140, 50))
    b.shine(x - u * 0.42, y - u * 0.42, u * 0.22, u * 0.12)


def potato(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A lumpy tuber, a spindle of sweet potato, a mango with its red cheek."""
    b.shadow(x + 2, y + u * 0.7, u * (1.7 if look.detail == "spindle" else 1.15), u * 0.3)
    if look.detail == "spindle":
        body = blob(points(x, y, u, u, (-2.1, 0.5), (-1.5, -0.2), (-0.6, -0.75), (0.5, -0.72), (1.3, -0.5),
            (2.15, 0.15), (1.2, 0.5), (0.3, 0.85), (-0.8, 0.75)))  # fmt: skip
    elif look.detail == "blush":
        body = blob(points(x, y, u, u, (-1.25, 0.5), (-1.2, -0.5), (-0.4, -1), (0.6, -0.95), (1.25, -0.35),
            (1.35, 0.3), (0.6, 0.95), (-0.5, 1)))  # fmt: skip
    else:
        body = blob(points(x, y, u, u, (-1.25, 0.35), (-1.05, -0.6), (0, -0.78), (0.9, -0.75), (1.3, 0.1),
            (0.8, 0.82), (-0.3, 0.82)))  # fmt: skip
    b.body(body, c)
    if look.detail == "blush":
        with b.within(body):
            b.fill(oval(x - u * 0.75, y - u * 0.45, u * 0.75, u * 0.6), (214, 62, 40), 200, 7)
            b.fill(oval(x + u * 0.8, y + u * 0.6, u * 0.7, u * 0.4), (128, 158, 52), 150, 7)
        b.stroke((x + u * 0.02, y - u * 0.8), (x + u * 0.12, y - u * 1.02), (104, 72, 40), 3.2)
    sear(b, body, d, rng)
    if look.detail == "spindle":
        for px, py in spiral(7, u * 1.3, u * 0.45):
            b.stroke((x + px - u * 0.14, y + py), (x + px + u * 0.14, y + py), dark(c, 0.35), 1.3, 190)
    for px, py in () if look.detail else spiral(6, u * 0.85, u * 0.5):
        b.fill(oval(x + px, y + py, 2.2, 1.4), dark(c, 0.35), 170)
    b.shine(x - u * 0.5, y - u * 0.35, u * 0.26, u * 0.1)


def lemon(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A fruit with two tips."""
    b.shadow(x + 2, y + u * 0.72, u * 1.1, u * 0.28)
    body = blob(points(x, y, u, u, (-1.42, 0), (-0.9, -0.7), (0, -0.92), (0.9, -0.7), (1.42, 0),
        (0.9, 0.7), (0, 0.92), (-0.9, 0.7)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    b.shine(x - u * 0.45, y - u * 0.38, u * 0.24, u * 0.12)


def garlic(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A bulb of cloves."""
    b.shadow(x + 2, y + u * 0.75, u, u * 0.28)
    body = blob(points(x, y, u, u, (-0.2, -1.25), (0.2, -1.25), (0.5, -0.5), (1.12, 0.15), (0.7, 0.85),
        (-0.7, 0.85), (-1.12, 0.15), (-0.5, -0.5)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for t in (-0.9, 0.0, 0.9):
        b.line(
            curve((x, y - u * 0.85), (x + t * u, y + u * 0.1), (x + t * u * 0.35, y + u * 0.75)),
            (170, 140, 168),
            1.5,
            170,
        )


def pear(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A pear or an avocado."""
    b.shadow(x + 2, y + u * 0.95, u * 0.95, u * 0.28)
    body = blob(points(x, y, u, u, (-0.3, -1.3), (0.3, -1.3), (0.62, -0.4), (1.05, 0.5), (0.5, 1.1),
        (-0.5, 1.1), (-1.05, 0.5), (-0.62, -0.4)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    if look.detail == "stem":
        b.stroke((x, y - u * 1.18), (x + u * 0.14, y - u * 1.52), (110, 72, 40), 3.4)
        for px, py in spiral(9, u * 0.6, u * 0.8):
            b.fill(oval(x + px, y + py + u * 0.2, 1.1, 1.1), dark(c, 0.3), 170)
    b.shine(x - u * 0.4, y, u * 0.14, u * 0.3)


def pepper(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A sweet pepper."""
    b.shadow(x + 2, y + u * 0.95, u * 0.95, u * 0.28)
    body = blob(points(x, y, u, u, (-0.3, -0.92), (0.3, -0.92), (1.15, -0.8), (0.95, 0.6), (0.5, 1.15),
        (0, 0.95), (-0.5, 1.15), (-0.95, 0.6), (-1.15, -0.8)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for t in (-0.35, 0.35):
        b.line(
            curve((x + t * u * 0.5, y - u * 0.7), (x + t * u * 1.6, y), (x + t * u * 0.9, y + u * 0.9)),
            dark(c, 0.35),
            1.4,
            160,
        )
    b.stroke((x, y - u * 0.8), (x + u * 0.15, y - u * 1.35), (70, 130, 46), 5)
    b.shine(x - u * 0.55, y - u * 0.35, u * 0.14, u * 0.3)


def mushroom(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A cap on a stem."""
    b.shadow(x + 2, y + u * 0.9, u * 0.7, u * 0.25)
    b.body(blob(points(x, y, u, u, (-0.42, -0.1), (0.42, -0.1), (0.36, 0.98),
        (-0.36, 0.98))), tinted((250, 240, 222), d))  # fmt: skip
    cap = blob(points(x, y, u, u, (-1.25, 0.25), (-1, -0.7), (0, -1.2), (1, -0.7), (1.25, 0.25), (0, 0.12)))
    b.body(cap, c)
    sear(b, cap, d, rng)
    b.shine(x - u * 0.45, y - u * 0.45, u * 0.25, u * 0.12)


def broccoli(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Florets on a stalk."""
    b.shadow(x + 2, y + u * 0.95, u * 0.8, u * 0.25)
    b.body(blob(points(x, y, u, u, (-0.4, 0), (0.4, 0), (0.34, 1.1),
        (-0.34, 1.1))), tinted(light(look.inside, 0.2), d))  # fmt: skip
    for px, py in ((-0.72, 0.0), (0.72, 0.0), (-0.36, -0.55), (0.42, -0.55), (0.0, -0.1)):
        head = oval(x + px * u, y + py * u, u * 0.6, u * 0.54)
        b.body(head, c, 1.3)
        sear(b, head, d, rng)
    for px, py in spiral(12, u * 0.95, u * 0.55):
        b.fill(oval(x + px, y - u * 0.25 + py, 1.4, 1.2), light(c, 0.35))


def long(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """Long things: carrot, cucumber, chili, banana."""
    length, h = u * 1.95, u * (0.34 if look.detail == "thin" else 0.52)
    b.shadow(x + 2, y + h * 1.1, length, h * 0.7)
    with b.moved(x, y, -8):
        if look.detail == "greens":
            for a in (-0.5, -0.15, 0.2, 0.5):
                b.line(
                    curve((-length * 0.85, 0), (-length * 1.1, a * u * 0.8), (-length * 1.35, a * u * 1.3)),
                    (78, 150, 56),
                    3.2,
                )
            body = blob(points(0, 0, length, h, (-0.95, -0.9), (-0.3, -1.15), (0.5, -0.6), (1.1, 0),
                (0.5, 0.7), (-0.3, 1.15), (-0.95, 0.9)))  # fmt: skip
        elif look.detail == "thin":
            b.stroke((-length * 0.85, 0), (-length * 1.15, -h * 0.9), (78, 140, 50), 3.4)
            body = blob(points(0, 0, length, h, (-0.9, -1), (0, -1.3), (0.7, -0.4), (1.1, 1.4),
                (0.4, 1.1), (-0.2, 1.1), (-0.9, 0.9)))  # fmt: skip
        elif look.detail == "arc":
            body = blob(points(0, 0, length, u, (-1, -0.75), (-0.75, 0.3), (0, 0.75), (0.75, 0.3),
                (1, -0.75), (0.85, -0.7), (0.5, -0.1), (0, 0.05), (-0.5, -0.1), (-0.85, -0.7)))  # fmt: skip
        elif look.detail == "cap":
            body = blob(points(0, 0, length, h, (-0.9, -0.6), (-0.2, -0.9), (0.6, -1.5), (1.1, -0.2),
                (0.6, 1.5), (-0.2, 0.9), (-0.9, 0.6)))  # fmt: skip
        else:
            body = box(-length, -h, length, h, h)
        b.body(body, c)
        sear(b, body, d, rng)
        if look.detail == "greens":
            for t in (-0.6, -0.25, 0.1, 0.45):
                b.stroke((t * length, -h * 0.6), (t * length + 2, -h * 0.15), dark(c, 0.3), 1.2)
        if look.detail == "cap":
            b.body(blob(points(0, 0, length, h, (-1, -0.8), (-0.55, -0.9), (-0.68, 0), (-0.55, 0.9),
                (-1, 0.8))), (92, 148, 70), 1.2)  # fmt: skip
        if look.name == "leek":
            b.body(box(length * 0.3, -h, length, h, h * 0.6), (248, 248, 232), 1.2)
        if look.name == "cucumber":
            for t in (-0.35, 0.35):
                b.stroke((-length * 0.85, t * h), (length * 0.85, t * h), light(c, 0.3), 1.4, 150)
        if look.detail != "arc":
            b.fill(box(-length * 0.6, -h * 0.62, length * 0.2, -h * 0.36, 2), WHITE, 110, 0.7)


def leafy(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A head or a bunch of leaves."""
    b.shadow(x + 2, y + u * 0.75, u * 1.15, u * 0.32)
    big = look.detail == "big"
    for i in range(9):
        a = -math.pi / 2 + (i - 4) * 0.62 * (1 if i % 2 else -1)
        q = u * rng.uniform(0.78, 1.0)
        w, h = u * (0.58 if big else 0.36), u * (0.74 if big else 0.64)
        with b.moved(x + q * 0.64 * math.cos(a), y + q * 0.5 * math.sin(a) + u * 0.1, math.degrees(a) + 90):
            if big:
                leaf = blob(points(0, 0, w, h, (0, -1), (0.7, -0.8), (0.8, -0.2), (1.05, 0.1), (0.6, 0.6),
                    (0, 1), (-0.6, 0.6), (-1.05, 0.1), (-0.8, -0.2), (-0.7, -0.8)))  # fmt: skip
            else:
                leaf = blob(points(0, 0, w, h, (0, -1.2), (1, -0.2), (0.7, 0.7), (0, 1), (-0.7, 0.7),
                    (-1, -0.2)))  # fmt: skip
            b.body(leaf, blend(c, look.inside, (i % 4) / 4), 1.2)
            b.stroke((0, h * 0.8), (0, -h * 0.7), light(c, 0.45), 1.3)


def berries(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A heap of small round fruit, or a bunch of grapes."""
    b.shadow(x + 2, y + u * 0.7, u * 1.25, u * 0.36)
    r, heap = u * 0.34, spiral(12, u * 1.1, u * 0.62)
    if look.detail == "bunch":
        b.line(curve((x - u * 1.9, y - u * 0.7), (x - u * 1.5, y - u * 0.5), (x - u * 0.9, y - u * 0.1)),
            (122, 92, 52), 4)  # fmt: skip
        leaf = blob(points(x - u * 1.4, y - u * 0.75, u * 0.6, u * 0.45, (-1, 0.3), (-0.6, -0.9), (0.2, -0.5),
            (0.9, -0.9), (1, 0.5), (0, 1)))  # fmt: skip
        b.body(leaf, (104, 164, 70), 1.2)
        r = u * 0.36
        heap = [(u * (0.5 * k - 0.95), u * (j - (3.4 - k * 0.8) / 2 + 0.2) * 0.52)
            for k in range(5) for j in range((4, 4, 3, 2, 1)[k])]  # fmt: skip
    for px, py in heap:
        b.body(oval(x + px, y + py, r, r * 0.95), c, 1.3)
        if look.detail == "crown":
            b.fill(oval(x + px + r * 0.1, y + py + r * 0.15, r * 0.4, r * 0.34), dark(c, 0.45))
            b.line(oval(x + px + r * 0.1, y + py + r * 0.15, r * 0.4, r * 0.34), light(c, 0.3), 1)
        b.shine(x + px - r * 0.35, y + py - r * 0.35, r * 0.25, r * 0.15, 170)


def strawberry(
    b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random
) -> None:
    """A red heart with seeds and a green hat."""
    b.shadow(x + 2, y + u * 0.95, u * 0.75, u * 0.25)
    body = blob(points(x, y, u, u, (-0.45, -0.95), (0.45, -0.95), (1.3, -0.75), (0.85, 0.5), (0.3, 1.3),
        (-0.3, 1.3), (-0.85, 0.5), (-1.3, -0.75)))  # fmt: skip
    b.body(body, c)
    sear(b, body, d, rng)
    for px, py in ((-0.6, -0.3), (-0.2, -0.4), (0.2, -0.4), (0.6, -0.3), (-0.4, 0.05), (0, 0), (0.4, 0.05),
        (-0.2, 0.4), (0.22, 0.4), (0, 0.75)):  # fmt: skip
        b.fill(oval(x + px * u, y + py * u, 1.5, 2.2), (252, 226, 130))
    for t in (-70, -35, 35, 70, 0):
        with b.moved(x, y - u * 0.78, t):
            b.body(
                blob(points(0, 0, u * 0.2, u * 0.5, (0, -1.2), (1, -0.3), (0, 0.4), (-1, -0.3))),
                (92, 162, 60),
                1,
            )
    b.shine(x - u * 0.5, y - u * 0.45, u * 0.12, u * 0.22)


def pineapple(
    b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random
) -> None:
    """A lozenged barrel with a crown of leaves."""
    b.shadow(x + 2, y + u * 1.05, u * 0.85, u * 0.25)
    for t in (-50, 50, -28, 28, -10, 10, 0):
        with b.moved(x, y - u * 0.6, t):
            b.body(blob(points(0, 0, u * 0.2, u * 0.9, (0, -1.35), (0.8, -0.4), (0.6, 0.3), (-0.6, 0.3),
                (-0.8, -0.4))), (84, 148, 66), 1.1)  # fmt: skip
    body = blob(points(x, y, u * 0.82, u, (-0.6, -0.85), (0.6, -0.85), (1.15, 0), (0.75, 1.15), (-0.75, 1.15),
        (-1.15, 0)))  # fmt: skip
    b.body(body, c)
    with b.within(body):
        for low in (-1.6, -1.1, -0.6, -0.1, 0.4, 0.9):
            b.stroke((x - u, y + low * u), (x + u, y + (low + 1.0) * u), dark(c, 0.4), 1.5)
            b.stroke((x + u, y + low * u), (x - u, y + (low + 1.0) * u), dark(c, 0.4), 1.5)
    sear(b, body, d, rng)
    b.shine(x - u * 0.42, y - u * 0.3, u * 0.1, u * 0.24, 110)


def stalks(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A bundle of stalks: celery, asparagus, green beans, spring onions."""
    length, inside = u * 1.7, tinted(look.inside, d)
    count, h = {"ribs": (4, 0.2), "tips": (6, 0.115), "pods": (7, 0.1), "bulbs": (5, 0.1)}[look.detail]
    b.shadow(x + 2, y + u * 0.55, length, u * 0.4)
    for i in range(count):
        t = (i - (count - 1) / 2) / (count - 1)
        with b.moved(x + t * u * 0.4 * (-1) ** i, y + t * u * 1.05, t * 14 - 8):
            w = h * u
            if look.detail == "ribs":
                for lx, ly in ((-1.12, -0.5), (-1.22, 0.1), (-1.08, 0.6)):
                    b.body(oval(lx * length, ly * w, u * 0.24, u * 0.17), (120, 176, 70), 1.1)
            if look.detail == "bulbs":
                b.body(oval(length * 0.98, 0, w * 1.9, w * 1.6), inside, 1.2)
            body = box(-length, -w, length, w, w * 0.9)
            if look.detail == "pods":
                body = blob(points(0, 0, length, w, (-1.05, -1.6), (-0.6, -0.6), (0.6, -0.6), (1.05, -2.2),
                    (0.9, 0.4), (0.5, 1.2), (-0.5, 1.2), (-0.9, 0.6)))  # fmt: skip
            b.body(body, c, 1.3)
            sear(b, body, d, rng)
            if look.detail == "ribs":
                b.stroke((-length * 0.8, -w * 0.25), (length * 0.9, -w * 0.25), dark(c, 0.25), 1.2, 170)
                b.stroke((-length * 0.8, w * 0.35), (length * 0.9, w * 0.35), light(c, 0.5), 1.2, 200)
            elif look.detail == "tips":
                b.body(blob(points(-length, 0, u * 0.34, w * 1.5, (-1.1, 0), (0.2, -1.2), (1.1, -0.6), (1.1, 0.6),
                    (0.2, 1.2))), dark(c, 0.22), 1.1)  # fmt: skip
                for t2 in (-0.3, 0.15, 0.6):
                    b.stroke((t2 * length, -w * 0.6), (t2 * length - w * 1.2, w * 0.2), dark(c, 0.35), 1.3)
            elif look.detail == "bulbs":
                b.fill(box(length * 0.45, -w * 0.8, length * 0.98, w * 0.8, w * 0.5), inside)
            else:
                for t2 in (-0.5, 0.0, 0.5):
                    b.fill(oval(t2 * length, w * 0.1, w * 1.6, w * 0.5), light(c, 0.3), 150)


def cob(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    """A corn cob in its open husk."""
    length, h = u * 1.6, u * 0.55
    b.shadow(x + 2, y + h * 1.15, length * 1.1, h * 0.7)
    with b.moved(x, y, -8):
        for side in (-1, 1):
            b.body(blob(points(length * 0.75, 0, length * 0.8, h, (-1.2, side * 1.7), (-0.2, side * 1.35),
                (0.7, side * 0.5), (0.75, -side * 0.3), (-0.4, side * 0.2))), (126, 178, 76), 1.3)  # fmt: skip
        body = blob(points(0, 0, length, h, (-1.1, -0.3), (-0.7, -1), (0.3, -1.1), (0.95, -0.7), (0.95, 0.7),
            (0.3, 1.1), (-0.7, 1), (-1.1, 0.3)))  # fmt: skip
        b.body(body, c)
        with b.within(body):
            for i in range(14):
                for k, ky in enumerate((-0.72, -0.26, 0.22, 0.7)):
                    kx = length * (-0.98 + i * 0.145 + 0.07 * (k % 2))
                    b.line(oval(kx, ky * h, length * 0.07, h * 0.24), dark(c, 0.32), 1.1)
        sear(b, body, d, rng)
        b.body(blob(points(length * 0.9, 0, length * 0.5, h, (-0.7, 0.35), (-0.2, -0.9), (0.45, -0.3), (0.5, 0.3),
            (-0.1, 1))), (142, 192, 90), 1.3)  # fmt: skip
