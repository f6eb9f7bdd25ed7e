"""What holds the food: each vessel draws its back, says where food lies, and draws its front over it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    Path,
    X,
    Y,
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
    stretched,
)
from comenius.world.upright import (
    BLENDER_JAR,
    GLASS,
    JAR,
    OVEN_WINDOW,
    blender_back,
    blender_front,
    fridge_back,
    glass_back,
    glass_front,
    jar_back,
    jar_front,
    oven_back,
    oven_front,
)

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

    def steeper(self, factor: float) -> "Place":
        """The place in a vessel that is stretched upwards and downwards from where it stands."""
        level = self.level and (
            self.level[0],
            _from_y(self.level[1], factor),
            self.level[2],
            self.level[3] * factor,
        )
        return replace(
            self,
            y=_from_y(self.y, factor),
            ry=self.ry * factor,
            clip=self.clip and stretched(self.clip, Y, factor),
            level=level,
        )


def _from_y(y: float, factor: float) -> float:
    return Y + (y - Y) * factor


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


def _tin_back(b: Brush, m: Colour, material: str) -> None:
    rx, ry, y, h = 88.0, 43.0, Y - 14, 46.0
    b.shadow(X + 5, y + h + 8, rx + 2, ry * 0.75, 95, 6)
    wall = box(X - rx, y, X + rx, y + h)
    wall.addPath(oval(X, y + h, rx, ry * 0.92))
    b.line(arc(X, y + h, rx, ry * 0.92, 0, 180), dark(m, 0.55), 5)
    b.fill(wall, across(X - rx, 0, X + rx, 0, dark(m, 0.15), light(m, 0.55), m, light(m, 0.2), dark(m, 0.35)))
    for side in (-1, 1):
        b.stroke((X + side * rx, y), (X + side * rx, y + h), dark(m, 0.55), 1.8)
    _rim(b, X, y, rx, ry, m, 0.42)


def _tin_front(b: Brush, m: Colour, material: str) -> None:
    rx, ry, y = 88.0, 43.0, Y - 14
    b.line(arc(X, y, rx, ry, 0, 180), dark(m, 0.5), 7)
    b.line(arc(X, y, rx, ry, 0, 180), light(m, 0.45), 4.6)
    clasp = box(X + 44, Y + 32, X + 60, Y + 60, 4)
    b.fill(clasp, light(m, 0.3))
    b.line(clasp, dark(m, 0.6), 1.8)
    b.stroke((X + 52, Y + 37), (X + 52, Y + 55), dark(m, 0.5), 3)


def _nothing(b: Brush, m: Colour, material: str) -> None:
    """A vessel without a front, or no vessel at all."""


_HOLLOW_BOWL = opening(X, Y - 19, 76, 35)
_HOLLOW_PAN = opening(X, Y + 2, 79, 45)
_HOLLOW_POT = opening(X, Y - 27, 68, 30)
_HOLLOW_TIN = opening(X, Y - 13, 83, 39)

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
    "cake tin": (_tin_back, _tin_front,
        Place(x=X, y=Y - 12, unit=36, rx=64, ry=28, clip=_HOLLOW_TIN, level=(X, Y - 8, 80, 34), steam=Y - 52)),
    "grill": (_grill_back, _nothing, Place(x=X, y=Y, unit=37, rx=68, ry=31, fire=(Y + 64, 80), steam=Y - 42)),
    "oven": (oven_back, oven_front,
        Place(x=X, y=172, unit=34, rx=60, ry=24, clip=box(*OVEN_WINDOW, 8), steam=90)),
    "glass": (glass_back, glass_front,
        Place(x=X, y=Y + 20, unit=22, rx=28, ry=20, clip=GLASS, level=(X, Y - 44, 45, 11), steam=Y - 80)),
    "jar": (jar_back, jar_front,
        Place(x=X, y=Y + 22, unit=28, rx=40, ry=22, clip=JAR, level=(X, Y - 34, 58, 11), steam=Y - 84)),
    "blender": (blender_back, blender_front,
        Place(x=X, y=Y - 2, unit=27, rx=36, ry=20, clip=BLENDER_JAR, level=(X, Y - 40, 50, 12),
              steam=Y - 90)),
    "fridge": (fridge_back, _nothing, Place(x=X, y=176, unit=34, rx=60, ry=25, steam=90)),
    "table": (_nothing, _nothing, Place(x=X, y=Y, unit=37, rx=68, ry=31, steam=Y - 40)),
}  # fmt: skip
