"""What holds the food: each vessel draws its back, says where food lies, and draws its front over it."""

from collections.abc import Callable
from dataclasses import dataclass

from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    Path,
    across,
    arc,
    around,
    blob,
    box,
    curve,
    dark,
    light,
    oval,
    polygon,
    spiral,
)  # fmt: skip

X, Y = 128.0, 164.0  # where every vessel stands

MATERIALS: dict[str, Colour] = {
    "white": (248, 246, 242), "blue": (92, 140, 196), "glass": (206, 228, 236), "clear": (214, 232, 240),
    "wooden": (206, 152, 92), "steel": (186, 194, 202), "black": (58, 58, 64), "red": (200, 56, 48),
    "dark": (128, 80, 50), "green": (132, 178, 130), "silver": (190, 196, 200), "": (206, 152, 92),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where food lies in a vessel."""

    x: float
    y: float
    unit: float  # half the width of a medium thing, a tomato
    rx: float  # reach of what is spread out
    ry: float
    clip: Path | None = None  # food is seen only inside
    level: tuple[float, float, float, float] | None = None  # surface of a liquid: x, y, rx, ry
    fire: tuple[float, float] | None = None  # y and half width of the flames below
    steam: float = 0.0  # y where steam begins


Draw = Callable[[Brush, Colour, str], None]


def opening(x: float, y: float, rx: float, ry: float) -> Path:
    """All that is above the front rim: what stands in the vessel may rise over its back."""
    path = oval(x, y, rx, ry)
    path.addPath(box(x - rx, -40, x + rx, y))
    return path


def _rim(b: Brush, x: float, y: float, rx: float, ry: float, m: Colour, depth: float = 0.32) -> None:
    """The round opening of a vessel and the inside seen through it."""
    b.fill(oval(x, y, rx, ry), light(m, 0.25))
    b.fill(
        oval(x, y + 2, rx - 5, ry - 4),
        across(x - rx, y - ry, x + rx * 0.4, y + ry, dark(m, depth), light(m, 0.1)),
    )
    b.line(oval(x, y, rx, ry), dark(m, 0.5), 1.6)


def _bowl_back(b: Brush, m: Colour, material: str) -> None:
    rx, ry, y = 80.0, 38.0, Y - 20
    body = blob([(X - rx, y - 12), (X - rx - 2, y + 18), (X - 58, y + 66), (X - 28, y + 84), (X + 28, y + 84),
                 (X + 58, y + 66), (X + rx + 2, y + 18), (X + rx, y - 12)])  # fmt: skip
    b.shadow(X + 6, y + 80, 62, 13, 95, 6)
    b.fill(
        body,
        across(X - rx, y, X + rx, y + 60, light(m, 0.35), m, dark(m, 0.3)),
        170 if material == "glass" else 255,
    )
    b.line(body, dark(m, 0.5), 1.8)
    if material == "wooden":
        for t in (22, 40, 58):
            b.line(
                curve((X - rx + t * 0.45, y + t), (X, y + t + 22), (X + rx - t * 0.45, y + t)),
                dark(m, 0.3),
                1.2,
                130,
            )
    if material == "blue":
        b.line(curve((X - rx + 3, y + 22), (X, y + 66), (X + rx - 3, y + 22)), (250, 250, 250), 5)
    _rim(b, X, y, rx, ry, m)


def _bowl_front(b: Brush, m: Colour, material: str) -> None:
    y = Y - 20
    b.line(arc(X, y, 78.5, 36.5, 8, 164), light(m, 0.45), 3.2)
    b.line(
        curve((X - 67, y + 32), (X - 62, y + 52), (X - 46, y + 64)),
        WHITE,
        4,
        220 if material == "glass" else 150,
    )


def _pan_back(b: Brush, m: Colour, material: str) -> None:
    rx, ry, y = 88.0, 52.0, Y
    b.shadow(X + 4, y + 16, rx, ry, 100, 7)
    with b.moved(X + rx - 8, y + 18, 24):
        handle = box(0, -8, 76, 8, 7)
        b.fill(handle, (70, 50, 42) if material == "red" else (44, 44, 50))
        b.line(handle, (24, 20, 22), 1.6)
    b.fill(oval(X, y + 9, rx, ry), dark(m, 0.45))
    b.fill(oval(X, y, rx, ry), across(X - rx, y - ry, X + rx, y + ry, light(m, 0.35), dark(m, 0.2)))
    b.line(oval(X, y, rx, ry), dark(m, 0.6), 1.6)
    inside: Colour = (82, 80, 86) if material == "black" else (112, 106, 108)
    b.fill(
        oval(X, y + 2, rx - 9, ry - 7),
        around(X - 10, y - 4, rx, light(inside, 0.22), inside, dark(inside, 0.3)),
    )
    b.line(oval(X, y + 2, rx - 9, ry - 7), dark(inside, 0.5), 1.2)


def _pot_back(b: Brush, m: Colour, material: str) -> None:
    rx, ry, y, h = 72.0, 33.0, Y - 28, 74.0
    body = blob([(X - rx, y - 14), (X - rx, y + 14), (X - rx + 3, y + h - 8), (X - rx + 14, y + h + 12),
                 (X, y + h + 16), (X + rx - 14, y + h + 12), (X + rx - 3, y + h - 8), (X + rx, y + 14),
                 (X + rx, y - 14)])  # fmt: skip
    b.shadow(X + 6, y + h + 8, rx + 4, 16, 95, 6)
    for side in (-1, 1):
        ear = arc(X + side * (rx + 3), y + 24, 15, 10, -90 if side > 0 else 90, 180)
        b.line(ear, dark(m, 0.6), 8)
        b.line(ear, dark(m, 0.25), 5)
    b.fill(body, across(X - rx, 0, X + rx, 0, dark(m, 0.12), light(m, 0.5), m, dark(m, 0.35)))
    b.line(body, dark(m, 0.55), 1.8)
    _rim(b, X, y, rx, ry, m, 0.5)


def _pot_front(b: Brush, m: Colour, material: str) -> None:
    b.line(arc(X, Y - 28, 70.5, 31.5, 8, 164), light(m, 0.5), 3)


def _plate_back(b: Brush, m: Colour, material: str) -> None:
    rx, ry, y = 92.0, 53.0, Y + 4
    b.shadow(X + 4, y + 12, rx, ry, 90, 7)
    b.fill(oval(X, y + 5, rx, ry), dark(m, 0.3))
    b.fill(oval(X, y, rx, ry), across(X - rx, y - ry, X + rx, y + ry, light(m, 0.5), dark(m, 0.06)))
    b.line(oval(X, y, rx, ry), dark(m, 0.38), 1.5)
    b.fill(
        oval(X, y + 2, rx - 21, ry - 13),
        across(X - 60, y - 30, X + 50, y + 30, dark(light(m, 0.3), 0.12), light(m, 0.55)),
    )
    b.line(oval(X, y + 2, rx - 21, ry - 13), dark(m, 0.22), 1.2)


def _slab(b: Brush, m: Colour) -> Path:
    """A flat plate with rounded corners seen from above the table: board and tray."""
    t, f = Y - 44, Y + 48
    top = blob([(X - 86, t + 14), (X - 82, t), (X - 60, t), (X, t), (X + 60, t), (X + 82, t), (X + 86, t + 14),
                (X + 92, Y), (X + 99, f - 14), (X + 100, f), (X + 76, f), (X, f), (X - 76, f), (X - 100, f),
                (X - 99, f - 14), (X - 92, Y)])  # fmt: skip
    b.shadow(X + 4, f + 6, 100, 10, 90, 6)
    with b.moved(0, 9):
        b.fill(top, dark(m, 0.42))
        b.line(top, dark(m, 0.6), 1.6)
    b.fill(top, across(X - 90, t, X + 60, f, light(m, 0.25), dark(m, 0.08)))
    b.line(top, dark(m, 0.5), 1.6)
    return top


def _board_back(b: Brush, m: Colour, material: str) -> None:
    _slab(b, m)
    for i, y in enumerate((Y - 28, Y - 10, Y + 10, Y + 30)):
        b.line(
            curve((X - 76 - i * 3, y), (X - 20, y + (6 if i % 2 else -5)), (X + 74 + i * 3, y + 2)),
            dark(m, 0.25),
            1.2,
            110,
        )
    b.fill(oval(X + 72, Y - 30, 5, 4), dark(m, 0.45))


def _tray_back(b: Brush, m: Colour, material: str) -> None:
    top = _slab(b, m)
    with b.moved(X * 0.12, Y * 0.19 + 1):
        b.canvas.scale(0.88, 0.81)
        b.fill(top, across(X - 60, Y - 44, X + 60, Y + 48, dark(m, 0.3), light(m, 0.05)))
        b.line(top, dark(m, 0.5), 1.5)


def _dish_back(b: Brush, m: Colour, material: str) -> None:
    t, f = Y - 40, Y + 30
    alpha = 190 if material == "glass" else 255
    b.shadow(X + 4, f + 34, 98, 11, 95, 6)
    for side in (-1, 1):
        grip = box(X + side * 98 - 12, Y - 8, X + side * 98 + 12, Y + 10, 6)
        b.fill(grip, dark(m, 0.1))
        b.line(grip, dark(m, 0.5), 1.6)
    front = polygon([(X - 98, f), (X + 98, f), (X + 88, f + 34), (X - 88, f + 34)])
    b.fill(front, across(X - 98, f, X + 98, f + 30, light(m, 0.3), m, dark(m, 0.25)), alpha)
    b.line(front, dark(m, 0.5), 1.8)
    rim = polygon([(X - 80, t), (X + 80, t), (X + 98, f), (X - 98, f)])
    b.fill(rim, light(m, 0.25))
    b.fill(polygon([(X - 73, t + 5), (X + 73, t + 5), (X + 89, f - 5), (X - 89, f - 5)]),
           across(X - 60, t, X + 60, f, dark(m, 0.34), dark(m, 0.05)))  # fmt: skip
    b.line(rim, dark(m, 0.5), 1.8)


def _grill_back(b: Brush, m: Colour, material: str) -> None:
    t, f = Y - 48, Y + 46
    top = polygon([(X - 82, t), (X + 82, t), (X + 100, f), (X - 100, f)])
    front = polygon([(X - 100, f), (X + 100, f), (X + 94, f + 22), (X - 94, f + 22)])
    b.shadow(X + 4, f + 12, 98, 10, 100, 6)
    b.fill(front, (40, 40, 46))
    b.line(front, (20, 18, 22), 1.8)
    b.fill(top, around(X, Y, 90, (196, 70, 26), (110, 36, 22), (48, 26, 26)))
    coals: tuple[Colour, ...] = ((60, 40, 38), (88, 48, 36), (240, 120, 40), (252, 170, 60))
    for i, (x, y) in enumerate(spiral(26, 78, 38)):
        b.fill(oval(X + x, Y + y, 7, 4.5), coals[i % 4], 220)
    for i in range(12):
        share = -1 + 2 * i / 11
        b.stroke((X + share * 81, t), (X + share * 99, f), (30, 28, 32), 3.6)
        b.stroke((X + share * 81 - 0.8, t), (X + share * 99 - 0.8, f), (140, 140, 148), 1.1)
    b.line(top, (34, 32, 36), 6)
    b.line(top, (110, 110, 118), 1.4)


OVEN_WINDOW = (X - 78, 100.0, X + 78, 222.0)


def _oven_back(b: Brush, m: Colour, material: str) -> None:
    left, right, top, foot = X - 94, X + 94, 36.0, 240.0
    case = box(left, top, right, foot, 8)
    b.shadow(X, foot, 98, 8, 100, 6)
    b.fill(case, across(left, top, right, foot, light(m, 0.3), dark(m, 0.2)))
    b.line(case, dark(m, 0.6), 2)
    for i in range(4):
        b.fill(oval(X - 54 + 36 * i, 56, 8, 8), (40, 40, 46))
        b.stroke((X - 54 + 36 * i, 56), (X - 51 + 36 * i, 50), WHITE, 2)
    b.stroke((X - 66, 85), (X + 66, 85), (60, 60, 66), 7)
    b.stroke((X - 66, 83.5), (X + 66, 83.5), (220, 222, 226), 2.4)
    window = box(*OVEN_WINDOW, 8)
    b.fill(window, around(X, 178, 96, (255, 200, 104), (214, 112, 42), (96, 42, 26)))
    b.line(window, (36, 30, 32), 4)
    b.stroke((X - 76, 200), (X + 76, 200), (60, 44, 40), 4)
    b.stroke((X - 76, 199), (X + 76, 199), (200, 180, 160), 1.2)


def _oven_front(b: Brush, m: Colour, material: str) -> None:
    with b.within(box(*OVEN_WINDOW, 8)):
        b.fill(polygon([(X - 78, 150), (X - 42, 100), (X - 16, 100), (X - 78, 186)]), WHITE, 46)


def _glass_back(b: Brush, m: Colour, material: str) -> None:
    b.shadow(X + 5, Y + 66, 46, 11, 90, 5)
    body = polygon([(X - 50, Y - 74), (X + 50, Y - 74), (X + 38, Y + 66), (X - 38, Y + 66)])
    b.fill(body, across(X - 50, 0, X + 50, 0, light(m, 0.1), light(m, 0.7), m), 120)
    b.fill(oval(X, Y + 66, 38, 9), light(m, 0.2), 160)
    b.fill(oval(X, Y - 74, 50, 13), light(m, 0.5), 150)


def _glass_front(b: Brush, m: Colour, material: str) -> None:
    b.stroke((X - 50, Y - 74), (X - 38, Y + 66), dark(m, 0.4), 1.8)
    b.stroke((X + 50, Y - 74), (X + 38, Y + 66), dark(m, 0.4), 1.8)
    b.line(arc(X, Y + 66, 38, 9, 0, 180), dark(m, 0.4), 1.8)
    b.line(oval(X, Y - 74, 50, 13), dark(m, 0.4), 1.8)
    b.stroke((X - 36, Y - 50), (X - 29, Y + 44), WHITE, 5, 150)


def _blender_back(b: Brush, m: Colour, material: str) -> None:
    b.shadow(X + 4, Y + 78, 58, 10, 95, 6)
    base = polygon([(X - 42, Y + 34), (X + 42, Y + 34), (X + 54, Y + 78), (X - 54, Y + 78)])
    b.fill(base, across(X - 50, Y, X + 50, Y + 78, light(m, 0.35), dark(m, 0.2)))
    b.line(base, dark(m, 0.55), 1.8)
    b.fill(oval(X, Y + 57, 10, 10), (200, 60, 50))
    b.line(oval(X, Y + 57, 10, 10), (90, 30, 30), 1.4)
    jar = polygon([(X - 58, Y - 82), (X + 58, Y - 82), (X + 40, Y + 34), (X - 40, Y + 34)])
    b.fill(jar, across(X - 58, 0, X + 58, 0, (206, 224, 232), (244, 250, 252), (196, 214, 224)), 150)
    grip = curve((X + 56, Y - 66), (X + 96, Y - 30), (X + 46, Y + 8))
    b.line(grip, (70, 84, 92), 9)
    b.line(grip, (190, 208, 218), 5.5)


def _blender_front(b: Brush, m: Colour, material: str) -> None:
    b.line(
        polygon([(X - 58, Y - 82), (X + 58, Y - 82), (X + 40, Y + 34), (X - 40, Y + 34)]), (84, 100, 110), 1.8
    )
    b.stroke((X - 44, Y - 62), (X - 32, Y + 20), WHITE, 5, 150)
    lid = box(X - 62, Y - 96, X + 62, Y - 80, 6)
    b.fill(lid, dark(m, 0.1))
    b.line(lid, dark(m, 0.55), 1.6)


def _fridge_back(b: Brush, m: Colour, material: str) -> None:
    case = box(X - 92, 24, X + 92, 244, 10)
    b.shadow(X, 244, 96, 8, 100, 6)
    b.fill(case, across(X - 92, 24, X + 92, 244, light(m, 0.3), dark(m, 0.1)))
    b.line(case, dark(m, 0.5), 2)
    inside = box(X - 80, 38, X + 80, 230, 6)
    b.fill(inside, across(0, 38, 0, 230, (250, 253, 255), (206, 226, 240)))
    b.line(inside, (120, 140, 156), 1.8)
    for y in (94.0, 206.0):
        b.stroke((X - 79, y), (X + 79, y), (150, 172, 188), 4)
        b.stroke((X - 79, y - 1.4), (X + 79, y - 1.4), (240, 248, 252), 1.4)


def _nothing(b: Brush, m: Colour, material: str) -> None:
    """A vessel without a front, or no vessel at all."""


_HOLLOW_BOWL = opening(X, Y - 19, 76, 35)
_HOLLOW_PAN = opening(X, Y + 2, 79, 45)
_HOLLOW_POT = opening(X, Y - 27, 68, 30)
_JAR = polygon([(X - 48, Y - 74), (X + 48, Y - 74), (X + 37, Y + 64), (X - 37, Y + 64)])
_BLENDER_JAR = polygon([(X - 56, Y - 80), (X + 56, Y - 80), (X + 39, Y + 33), (X - 39, Y + 33)])

VESSELS: dict[str, tuple[Draw, Draw, Place]] = {
    "bowl": (_bowl_back, _bowl_front,
        Place(x=X, y=Y - 18, unit=34, rx=60, ry=25, clip=_HOLLOW_BOWL, level=(X, Y - 14, 71, 29),
              steam=Y - 54)),
    "pan": (_pan_back, _nothing,
        Place(x=X, y=Y + 2, unit=35, rx=62, ry=30, clip=_HOLLOW_PAN, level=(X, Y + 5, 74, 40),
              fire=(Y + 68, 60), steam=Y - 38)),
    "pot": (_pot_back, _pot_front,
        Place(x=X, y=Y - 26, unit=31, rx=54, ry=22, clip=_HOLLOW_POT, level=(X, Y - 23, 64, 26),
              fire=(Y + 74, 58), steam=Y - 56)),
    "plate": (_plate_back, _nothing, Place(x=X, y=Y + 2, unit=36, rx=62, ry=30, steam=Y - 38)),
    "cutting board": (_board_back, _nothing, Place(x=X, y=Y, unit=38, rx=70, ry=31, steam=Y - 40)),
    "baking tray": (_tray_back, _nothing, Place(x=X, y=Y, unit=37, rx=66, ry=30, steam=Y - 40)),
    "baking dish": (_dish_back, _nothing,
        Place(x=X, y=Y - 6, unit=34, rx=68, ry=24, level=(X, Y - 4, 78, 27), steam=Y - 44)),
    "grill": (_grill_back, _nothing, Place(x=X, y=Y, unit=37, rx=68, ry=31, fire=(Y + 64, 80), steam=Y - 42)),
    "oven": (_oven_back, _oven_front,
        Place(x=X, y=172, unit=34, rx=60, ry=24, clip=box(*OVEN_WINDOW, 8), steam=90)),
    "glass": (_glass_back, _glass_front,
        Place(x=X, y=Y + 20, unit=22, rx=28, ry=20, clip=_JAR, level=(X, Y - 44, 45, 11), steam=Y - 80)),
    "blender": (_blender_back, _blender_front,
        Place(x=X, y=Y - 2, unit=27, rx=36, ry=20, clip=_BLENDER_JAR, level=(X, Y - 40, 50, 12),
              steam=Y - 90)),
    "fridge": (_fridge_back, _nothing, Place(x=X, y=176, unit=34, rx=60, ry=25, steam=90)),
    "table": (_nothing, _nothing, Place(x=X, y=Y, unit=37, rx=68, ry=31, steam=Y - 40)),
}  # fmt: skip
