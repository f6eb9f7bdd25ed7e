"""What a hand works with: each tool is drawn upright, its working end above and its handle below."""

from collections.abc import Callable

from comenius.world.canvas import Brush, Colour, across, blob, box, curve, dark, light, oval, polygon

WOOD: Colour = (186, 128, 72)
STEEL: Colour = (186, 194, 202)
BLACK: Colour = (50, 50, 56)
EDGE: Colour = (84, 90, 98)  # outline of bright metal
GRIP = 40.0  # where a hand holds a tool, below its middle


def tool(b: Brush, name: str, x: float, y: float, turn: float, scale: float = 1.0) -> None:
    """A tool whose working end points up before it is turned."""
    with b.moved(x, y, turn, scale):
        b.fill(box(1, -46, 9, 54), (50, 25, 15), 60, 4)
        TOOLS[name](b)


def _grip(b: Brush, left: float, top: float, right: float, foot: float, colour: Colour) -> None:
    bar = box(left, top, right, foot, 4)
    b.fill(bar, across(left, 0, right, 0, light(colour, 0.3), dark(colour, 0.15)))
    b.line(bar, dark(colour, 0.55), 1.5)


def _wire(b: Brush, path: object, width: float = 3.0) -> None:
    b.line(path, EDGE, width)
    b.line(path, (216, 222, 228), width * 0.5)


def _knife(b: Brush) -> None:
    blade = blob([(-9, 10), (-9, -34), (-7, -60), (9, -70), (10, -20), (10, 10)])
    b.fill(blade, across(-9, 0, 10, 0, (246, 248, 250), (164, 172, 180)))
    b.line(blade, EDGE, 1.6)
    _grip(b, -6, 8, 7, 54, (60, 44, 40))


def _whisk(b: Brush) -> None:
    for r in (17.0, 11.0, 4.5):
        _wire(b, oval(0, -34, r, 29))
    _grip(b, -4.5, -8, 4.5, 54, (150, 158, 168))


def _wooden_spoon(b: Brush) -> None:
    _grip(b, -3.6, -28, 3.6, 56, WOOD)
    b.body(oval(0, -44, 14, 19), WOOD)
    b.fill(oval(0, -43, 9, 13.5), dark(WOOD, 0.2))


def _rolling_pin(b: Brush) -> None:
    _grip(b, -4.5, -74, 4.5, 56, dark(WOOD, 0.25))
    roller = box(-14, -62, 14, 26, 6)
    b.fill(roller, across(-14, 0, 14, 0, light((226, 176, 116), 0.4), dark((216, 160, 100), 0.2)))
    b.line(roller, dark(WOOD, 0.5), 1.7)


def _spatula(b: Brush) -> None:
    _grip(b, -3.6, -20, 3.6, 56, BLACK)
    b.body(polygon([(-15, -64), (15, -64), (12, -22), (-12, -22)]), (110, 114, 122))
    for t in (-6.0, 0.0, 6.0):
        b.stroke((t, -56), (t * 0.9, -31), BLACK, 2.4)


def _ladle(b: Brush) -> None:
    _grip(b, -3.2, -30, 3.2, 56, STEEL)
    b.body(oval(0, -44, 20, 18), STEEL)
    b.fill(oval(0, -45, 14.5, 12), (110, 118, 126))
    b.fill(oval(-2, -47, 9, 6), (142, 150, 158))


def _tongs(b: Brush) -> None:
    for side in (-1, 1):
        arm = curve((0, 52), (side * 19, 0), (side * 8, -56))
        b.line(arm, EDGE, 7)
        b.line(arm, (206, 212, 218), 4.4)
        b.body(oval(side * 8, -56, 6, 9), (204, 66, 56))


def _grater(b: Brush) -> None:
    b.line(curve((-9, 26), (0, 76), (9, 26)), dark(WOOD, 0.3), 6)
    face = polygon([(-19, -60), (19, -60), (15, 28), (-15, 28)])
    b.body(face, STEEL)
    for i in range(6):
        for j in range(3):
            b.fill(oval(-10 + 10 * j, -50 + 13 * i, 3, 2.2), (70, 76, 84))


def _sieve(b: Brush) -> None:
    _grip(b, -3.4, -14, 3.4, 56, BLACK)
    b.fill(oval(0, -38, 23, 22), (224, 230, 236), 225)
    for t in (-14.0, -7.0, 0.0, 7.0, 14.0):
        b.stroke((t, -56), (t, -20), (130, 138, 146), 1, 210)
        b.stroke((-19, -38 + t), (19, -38 + t), (130, 138, 146), 1, 210)
    b.line(oval(0, -38, 23, 22), EDGE, 3.6)


def _fork(b: Brush) -> None:
    stem = polygon([(-3, -20), (3, -20), (4.5, 52), (0, 56), (-4.5, 52)])
    b.body(stem, STEEL)
    for x in (-9.6, -3.2, 3.2, 9.6):
        prong = box(x - 2, -68, x + 2, -34, 2)
        b.fill(prong, light(STEEL, 0.35))
        b.line(prong, EDGE, 1.2)
    root = blob([(-12, -42), (-12, -28), (-5, -14), (5, -14), (12, -28), (12, -42)])
    b.fill(root, light(STEEL, 0.3))
    b.line(root, EDGE, 1.3)
    b.fill(box(-10.5, -42, 10.5, -36), light(STEEL, 0.3))


def _spoon(b: Brush) -> None:
    b.body(polygon([(-2.6, -26), (2.6, -26), (5, 52), (0, 56), (-5, 52)]), STEEL)
    b.body(blob([(-12, -64), (12, -64), (14, -44), (5, -24), (-5, -24), (-14, -44)]), light(STEEL, 0.3))
    b.fill(oval(0, -48, 7.5, 11), (150, 158, 168))
    b.fill(oval(-2, -51, 3.4, 6), light(STEEL, 0.75))


def _slotted_spoon(b: Brush) -> None:
    _grip(b, -3.2, -26, 3.2, 56, BLACK)
    b.body(oval(0, -44, 18, 23), STEEL)
    for x, half in ((-9.0, 8.0), (-3.0, 13.0), (3.0, 13.0), (9.0, 8.0)):
        b.stroke((x, -44 - half), (x, -44 + half), (58, 62, 70), 2.8)


def _peeler(b: Brush) -> None:
    colour: Colour = (44, 150, 120)
    for side in (-1, 1):
        b.line(curve((0, 0), (side * 19, -12), (side * 17, -50)), dark(colour, 0.5), 9)
    for side in (-1, 1):
        b.line(curve((0, 0), (side * 19, -12), (side * 17, -50)), colour, 6)
    _grip(b, -6, -8, 6, 54, colour)
    blade = box(-21, -58, 21, -45, 3)
    b.fill(blade, across(-20, 0, 20, 0, light(STEEL, 0.6), STEEL))
    b.line(blade, EDGE, 1.5)
    b.stroke((-13, -51.5), (13, -51.5), BLACK, 2.6)


def _masher(b: Brush) -> None:
    for side in (-1, 1):
        _wire(b, curve((0, 4), (side * 15, -8), (side * 15, -46)), 5)
    plate = oval(0, -48, 25, 15)
    b.body(plate, STEEL)
    for x, y in (
        (-14, -48),
        (-5, -55),
        (5, -55),
        (14, -48),
        (-5, -48),
        (5, -48),
        (-8, -41),
        (0, -40),
        (8, -41),
    ):
        b.fill(oval(x, y, 3, 2.4), (62, 66, 74))
    _grip(b, -6, 0, 6, 54, (186, 60, 52))


def _pastry_brush(b: Brush) -> None:
    _grip(b, -4.5, -10, 4.5, 56, WOOD)
    hair: Colour = (244, 228, 190)
    tuft = blob([(-14, -28), (-15, -50), (-16, -66), (0, -62), (16, -66), (15, -50), (14, -28)])
    b.fill(tuft, across(-15, 0, 15, 0, light(hair, 0.4), dark(hair, 0.15)))
    b.line(tuft, dark(hair, 0.5), 1.6)
    for x in (-8.0, -3.0, 2.5, 8.0):
        b.stroke((x, -34), (x * 1.15, -58), dark(hair, 0.3), 1.3)
    band = polygon([(-13.5, -34), (13.5, -34), (7, -8), (-7, -8)])
    b.fill(band, across(-13, 0, 13, 0, light(STEEL, 0.4), dark(STEEL, 0.25)))
    b.line(band, EDGE, 1.5)


def _scissors(b: Brush) -> None:
    colour: Colour = (232, 112, 36)
    for side in (-1, 1):
        ring = oval(side * 11, 38, 9.5, 16)
        b.line(ring, dark(colour, 0.5), 8)
        b.line(ring, colour, 5)
    for side in (-1, 1):
        with b.moved(0, 2, side * 13):
            blade = polygon([(-5.5, 26), (5.5, 26), (5.5, -30), (side * 4, -70), (-5.5, -30)])
            b.fill(blade, across(-6, 0, 6, 0, light(STEEL, 0.65), STEEL))
            b.line(blade, EDGE, 1.5)
    b.fill(oval(0, 2, 3.4, 3.4), BLACK)


def _chopsticks(b: Brush) -> None:
    colour: Colour = (168, 50, 44)
    for side in (-1, 1):
        with b.moved(side * 5, 0, side * 5):
            stick = polygon([(-2.2, -72), (2.2, -72), (4, 56), (-4, 56)])
            b.fill(stick, across(-4, 0, 4, 0, light(colour, 0.3), dark(colour, 0.2)))
            b.line(stick, dark(colour, 0.55), 1.4)
            b.fill(polygon([(-3.2, 18), (3.2, 18), (3.4, 26), (-3.4, 26)]), (236, 190, 90))


def _hand_mixer(b: Brush) -> None:
    for side in (-1, 1):
        b.stroke((side * 9, -10), (side * 9, -30), EDGE, 4)
        for r in (8.5, 3.5):
            _wire(b, oval(side * 10, -48, r, 20), 2.8)
    colour: Colour = (96, 190, 190)
    loop = curve((-13, 14), (0, 78), (13, 14))
    b.line(loop, dark(colour, 0.5), 10)
    b.line(loop, colour, 7)
    case = box(-21, -22, 21, 22, 12)
    b.body(case, colour)
    b.fill(box(-12, 2, 12, 9, 3), dark(colour, 0.4))
    b.fill(oval(0, -9, 5, 5), light(colour, 0.75))


TOOLS: dict[str, Callable[[Brush], None]] = {
    "knife": _knife, "whisk": _whisk, "wooden spoon": _wooden_spoon, "rolling pin": _rolling_pin,
    "spatula": _spatula, "ladle": _ladle, "tongs": _tongs, "grater": _grater, "sieve": _sieve,
    "fork": _fork, "spoon": _spoon, "slotted spoon": _slotted_spoon, "peeler": _peeler, "masher": _masher,
    "pastry brush": _pastry_brush, "scissors": _scissors, "chopsticks": _chopsticks, "hand mixer": _hand_mixer,
}  # fmt: skip
