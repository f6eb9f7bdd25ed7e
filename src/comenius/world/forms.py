"""Foods that are not whole: cut, mashed, poured, heaped, kneaded, mixed."""

from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import (
    INK,
    WHITE,
    Brush,
    Colour,
    Path,
    across,
    arc,
    blend,
    blob,
    box,
    curve,
    dark,
    light,
    mound,
    oval,
    points,
    polygon,
    spiral,
)  # fmt: skip
from comenius.world.cuts import Reach
from comenius.world.heat import sear, tinted


def strands(
    b: Brush,
    at: Reach,
    base: Colour,
    one: Colour,
    two: Colour,
    count: int,
    width: float,
    length: float,
    rng: Random,
) -> None:
    """A heap of threads: shreds, noodles."""
    x, y, _, rx, ry = at
    b.fill(mound(x, y, rx * 0.9, ry * 0.9), dark(base, 0.25))
    for i, (px, py) in enumerate(spiral(count, rx * 0.8, ry * 0.62)):
        cx, cy = x + px, y + py - ry * 0.28 * (1 - abs(px) / rx)
        angle, reach = rng.uniform(-1.2, 1.2), length * rng.uniform(0.7, 1)
        dx, dy = reach * 0.5 * (1 - abs(angle) / 2.2), reach * 0.32 * angle
        thread = curve(
            (cx - dx, cy - dy), (cx + rng.uniform(-4, 4), cy + rng.uniform(-5, 5)), (cx + dx, cy + dy)
        )
        colour = blend(one, two, (i % 4) / 3)
        b.line(thread, dark(colour, 0.42), width + 1.3)
        b.line(thread, colour, width)


def shredded(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """A heap of shreds."""
    x, y, u, rx, ry = at
    skin, inside = tinted(look.skin, d), tinted(look.inside, d)
    b.shadow(x, y + ry * 0.5, rx, ry * 0.8, 60, 4)
    strands(b, at, blend(skin, inside, 0.5), skin, inside, 34, 2.6, u * 0.8, rng)


def noodles(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """A nest of noodles, or a heap of short tubes."""
    x, y, u, rx, ry = at
    b.shadow(x, y + ry * 0.5, rx, ry * 0.8, 60, 4)
    if look.detail == "tubes":
        for i, (px, py) in enumerate(spiral(24, rx * 0.84, ry * 0.74)):
            with b.moved(x + px, y + py - ry * 0.3 * (1 - (px / rx) ** 2), i * 67):
                w, h = u * 0.4, u * 0.15
                tube = polygon([(-w, -h), (w * 0.75, -h), (w, h), (-w * 0.75, h)])
                b.body(tube, look.skin if i % 2 else look.inside, 1.2)
                b.stroke((-w * 0.7, -h * 0.1), (w * 0.7, -h * 0.1), dark(look.skin, 0.2), 1.1, 170)
                b.fill(oval(w * 0.82, 0, u * 0.06, h * 0.8), dark(look.skin, 0.5))
        return
    strands(b, at, dark(look.skin, 0.1), look.skin, light(look.inside, 0.3), 40, 3, u * 1.5, rng)


def mashed(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """A smooth heap with a swirl."""
    x, y, _, rx, ry = at
    colour = tinted(blend(look.skin, look.inside, 0.7), d)
    b.shadow(x + 2, y + ry * 0.55, rx * 1.05, ry * 0.7, 70, 4)
    heap = mound(x, y, rx * 0.95, ry)
    b.body(heap, colour)
    for t in (0.72, 0.46, 0.2):
        b.line(
            arc(x, y - ry * 0.2 * (1.3 - t), rx * t * 0.8, ry * t * 0.7, 20, 250), dark(colour, 0.2), 1.8, 190
        )


LARGE = ("grain", "bean", "pea", "flake", "wrinkle")  # heaps whose pieces are told apart


def powder(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """A heap of powder, grains or beans."""
    x, y, _, rx, ry = at
    colour = look.skin
    b.shadow(x + 2, y + ry * 0.55, rx * 1.05, ry * 0.7, 70, 4)
    heap = mound(x, y, rx, ry)
    b.fill(heap, across(x - rx, y - ry, x + rx * 0.7, y + ry, light(colour, 0.4), dark(colour, 0.2)))
    b.line(heap, dark(colour, 0.4), 1.5)
    with b.within(heap):
        for i, (px, py) in enumerate(spiral(30 if look.detail in LARGE else 16, rx, ry)):
            cx, cy = x + px, y + py
            if look.detail == "flake":
                with b.moved(cx, cy, i * 47):
                    b.fill(oval(0, 0, 5.2, 3.6), light(colour, 0.45 if i % 2 else 0.1))
                    b.line(oval(0, 0, 5.2, 3.6), dark(colour, 0.38), 1)
                    b.stroke((-3.4, 0), (3.4, 0), dark(colour, 0.3), 1)
            elif look.detail == "wrinkle":
                with b.moved(cx, cy, i * 47):
                    b.body(oval(0, 0, 5.6, 4), light(colour, 0.12), 1)
                    b.line(curve((-3, 1), (0, -1), (3, 1)), light(colour, 0.5), 1)
            elif look.detail == "grain":
                with b.moved(cx, cy, i * 47):
                    b.fill(oval(0, 0, 4.4, 1.9), WHITE)
                    b.line(oval(0, 0, 4.4, 1.9), (176, 168, 140), 0.9)
            elif look.detail == "bean":
                with b.moved(cx, cy, i * 47):
                    b.body(oval(0, 0, 6, 3.8), colour, 1)
            elif look.detail == "pea":
                b.body(oval(cx, cy, 4.6, 4.4), colour, 1)
                if look.name == "chickpeas":
                    b.line(curve((cx - 2, cy - 2), (cx, cy), (cx, cy + 2.6)), dark(colour, 0.3), 1.1)
            elif look.detail == "crumb":
                b.fill(oval(cx, cy, 2.4, 1.8), dark(colour, 0.25 if i % 2 else 0.05))
            else:
                b.fill(
                    oval(cx, cy, 1.3, 1.1), (184, 200, 226) if look.detail == "spark" else dark(colour, 0.22)
                )


def liquid(
    b: Brush, look: Look, colour: Colour, at: Reach, level: tuple[float, float, float, float] | None
) -> None:
    """A surface that fills the vessel, or a puddle where there is none; thick ones keep the spoon's swirl."""
    x, y, _, rx, ry = at
    if level is None:
        pool: Path = blob(points(x, y, rx, ry, (-1.1, 0), (-0.7, -0.85), (0.2, -0.8), (0.9, -0.8),
            (1.1, 0.15), (0.6, 0.9), (-0.2, 0.8), (-0.9, 0.8)))  # fmt: skip
    else:
        x, y, rx, ry = level
        pool = oval(x, y, rx, ry)
    b.fill(pool, across(x - rx, y - ry, x + rx, y + ry, light(colour, 0.25), colour, dark(colour, 0.12)))
    b.line(pool, dark(colour, 0.34), 1.6)
    if look.detail == "swirl":
        for share in (0.78, 0.5, 0.24):
            b.line(arc(x, y + 1.5, rx * share, ry * share, 10, 250), dark(colour, 0.2), 3.2)
            b.line(arc(x, y, rx * share, ry * share, 10, 250), light(colour, 0.5), 2)
        return
    if look.detail == "bits":
        for i, (px, py) in enumerate(spiral(16, rx * 0.8, ry * 0.76)):
            b.fill(oval(x + px, y + py, 5 if i % 2 else 3.4, 3 if i % 2 else 2.2), dark(colour, 0.34))
            b.fill(oval(x + px - 1, y + py - 1, 1.4, 0.9), light(colour, 0.6))
    elif look.detail == "gloss":
        b.fill(oval(x, y + ry * 0.12, rx * 0.7, ry * 0.6), light(colour, 0.34), 200, 5)
        for px, py in spiral(7, rx * 0.7, ry * 0.6):
            b.line(oval(x + px, y + py, 2.6, 1.9), light(colour, 0.75), 1.2)
        b.line(arc(x, y, rx * 0.84, ry * 0.76, 200, 110), WHITE, 4, 215)
    b.line(arc(x, y, rx * 0.75, ry * 0.62, 190, 70), WHITE, 2.8, 170)
    b.line(arc(x, y, rx * 0.7, ry * 0.6, 20, 60), light(colour, 0.6), 1.8, 150)


def column(b: Brush, colour: Colour, jar: Path, level: tuple[float, float, float, float]) -> None:
    """A liquid seen through the side of a glass."""
    x, y, rx, ry = level
    with b.within(jar):
        b.fill(
            box(x - 90, y, x + 90, y + 160),
            across(x - rx, 0, x + rx, 0, colour, light(colour, 0.3), dark(colour, 0.12)),
        )
        b.fill(oval(x, y, rx, ry), light(colour, 0.25))
        b.line(oval(x, y, rx, ry), dark(colour, 0.3), 1.4)


def dough(b: Brush, look: Look, at: Reach, form: str, d: Doneness, rng: Random) -> None:
    """Dough: a ball, a flat round, filled parcels, a loaf."""
    x, y, u, _, _ = at
    c = tinted(look.skin, d)
    if form == "ball":
        b.shadow(x + 2, y + u * 0.75, u * 1.35, u * 0.45)
        ball = blob(points(x, y, u, u, (-1.4, 0.55), (-1.25, -0.45), (-0.4, -1.1), (0.4, -1.1),
            (1.25, -0.45), (1.4, 0.55), (0, 1.05)))  # fmt: skip
        b.body(ball, c)
        sear(b, ball, d, rng)
        b.line(
            curve((x - u * 0.4, y - u * 0.1), (x, y - u * 0.35), (x + u * 0.45, y - u * 0.05)),
            dark(c, 0.25),
            1.6,
        )
        b.shine(x - u * 0.5, y - u * 0.5, u * 0.3, u * 0.14)
    elif form == "flat":
        fx, fy = u * (1.9 if look.detail != "thin" else 2.0), u * 0.98
        b.shadow(x + 2, y + fy * 0.3, fx * 1.02, fy)
        b.fill(oval(x, y + (4 if look.detail != "thin" else 2), fx, fy), dark(c, 0.3))
        flat = oval(x, y, fx, fy)
        b.body(flat, c)
        sear(b, flat, d, rng)
        for px, py in spiral(8, fx * 0.8, fy * 0.75):
            b.fill(oval(x + px, y + py, 2.8, 1.6), dark(c, 0.16))
    elif form == "loaf":
        b.shadow(x + 2, y + u * 0.8, u * 1.5, u * 0.34)
        loaf = blob(points(x, y, u, u, (-1.5, 0.75), (-1.55, -0.3), (-0.9, -0.95), (0.9, -0.95),
            (1.55, -0.3), (1.5, 0.75), (0, 0.85)))  # fmt: skip
        b.body(loaf, c)
        sear(b, loaf, d, rng)
        b.line(
            curve((x - u * 0.9, y - u * 0.42), (x, y - u * 0.7), (x + u * 0.9, y - u * 0.42)),
            light(c, 0.5),
            4,
        )
    else:
        _parcels(b, look, x, y, u, c, d, rng)


def _parcels(b: Brush, look: Look, x: float, y: float, u: float, c: Colour, d: Doneness, rng: Random) -> None:
    if look.detail == "thin":  # rolled around a filling
        for dy in (-0.4, 0.5):
            cy = y + dy * u * 0.95
            b.shadow(x, cy + u * 0.3, u * 1.6, u * 0.3, 60, 2)
            roll = box(x - u * 1.55, cy - u * 0.42, x + u * 1.55, cy + u * 0.42, u * 0.4)
            b.body(roll, c)
            sear(b, roll, d, rng)
            b.stroke((x - u * 0.5, cy - u * 0.38), (x + u * 0.1, cy + u * 0.36), dark(c, 0.3), 1.4)
            b.fill(oval(x + u * 1.42, cy, u * 0.17, u * 0.31), (120, 64, 30))
        return
    for dx, dy in ((-1.1, 0.1), (1.1, 0.1), (0.0, -0.5), (0.0, 0.66)):
        cx, cy, v = x + dx * u * 0.95, y + dy * u * 0.9, u * 0.74
        b.shadow(cx, cy + v * 0.4, v * 1.05, v * 0.35, 60, 2)
        parcel = blob(points(cx, cy, v, v, (-1.2, 0.45), (-1, -0.3), (0, -0.95), (1, -0.3), (1.2, 0.45),
            (0, 0.55)))  # fmt: skip
        b.body(parcel, c)
        sear(b, parcel, d, rng)
        for t in (-0.5, 0.0, 0.5):
            b.stroke(
                (cx + t * v * 0.9, cy - v * 0.35 + abs(t) * v * 0.4),
                (cx + t * v * 0.75, cy - v * 0.02 + abs(t) * v * 0.25),
                dark(c, 0.35),
                1.4,
            )


def fried_egg(b: Brush, look: Look, at: Reach, d: Doneness, rng: Random) -> None:
    """White around a yolk."""
    x, y, u, _, _ = at
    b.shadow(x, y + u * 0.2, u * 1.6, u * 0.85, 60)
    white = blob(points(x, y, u, u, (-1.7, 0), (-1.05, -0.85), (0.1, -0.76), (1.25, -0.85), (1.6, 0.15),
        (0.85, 0.8), (-0.1, 0.66), (-1, 0.85)))  # fmt: skip
    b.fill(white, (255, 253, 248))
    b.line(white, (216, 178, 120), 1.8)
    b.body(oval(x + u * 0.05, y - u * 0.05, u * 0.55, u * 0.45), (253, 180, 30), 1.3)
    b.shine(x - u * 0.12, y - u * 0.2, u * 0.16, u * 0.08, 200)


def mixture(b: Brush, looks: list[Look], at: Reach, d: Doneness, rng: Random) -> None:
    """A heap in which every part still shows."""
    x, y, u, rx, ry = at
    colours = [tinted(c, d) for look in looks for c in (look.skin, look.inside)]
    base = colours[0]
    for colour in colours[1:]:
        base = blend(base, colour, 0.4)
    b.shadow(x, y + ry * 0.5, rx * 1.05, ry * 0.8, 60, 4)
    heap = mound(x, y, rx, ry * 1.05)
    b.body(heap, base)
    with b.within(heap):
        for i, (px, py) in enumerate(spiral(44, rx, ry)):
            w, colour = u * (0.15 + 0.04 * (i % 3)), colours[i % len(colours)]
            with b.moved(x + px, y + py, i * 67):
                piece = box(-w * 1.2, -w, w * 1.2, w, w * 0.5)
                b.fill(piece, colour)
                b.line(piece, blend(colour, INK, 0.4), 1.1)
