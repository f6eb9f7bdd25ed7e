"""What stands around the food: wall and table, tools, a cook's hands, steam and fire."""

from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    Path,
    across,
    blob,
    box,
    curve,
    dark,
    light,
    oval,
    polygon,
    spiral,
)

TABLES: dict[str, Colour] = {
    "wooden": (216, 164, 106), "dark wood": (134, 88, 58), "white marble": (236, 234, 232),
    "grey stone": (158, 162, 168), "green": (140, 178, 146), "blue": (120, 160, 190),
}  # fmt: skip
WALLS: dict[str, Colour] = {
    "cream": (252, 240, 216), "mint": (206, 232, 216), "pink": (248, 214, 210),
    "sky": (204, 226, 242), "yellow": (252, 226, 150), "grey": (214, 214, 218),
}  # fmt: skip
COOKS: tuple[tuple[Colour, Colour], ...] = (  # skin and sleeve
    ((250, 208, 176), (90, 130, 180)), ((226, 172, 130), (206, 90, 84)),
    ((160, 108, 78), (240, 240, 244)), ((108, 70, 52), (120, 160, 120)),
)  # fmt: skip
EDGE = 84.0  # where the wall meets the table
WOOD: Colour = (186, 128, 72)
STEEL: Colour = (186, 194, 202)


def background(b: Brush, table: str, wall: str) -> None:
    """A tiled wall and a table."""
    t, w = TABLES[table], WALLS[wall]
    b.fill(box(0, 0, 256, EDGE), across(0, 0, 0, EDGE, light(w, 0.25), w))
    for y in (28.0, 56.0):
        b.stroke((0, y), (256, y), dark(w, 0.12), 1, 120)
    for i, y in enumerate((0.0, 28.0, 56.0)):
        for x in range(-16 + (i % 2) * 16 + 8, 256, 32):
            b.stroke((x, y), (x, y + 28), dark(w, 0.12), 1, 120)
    b.fill(box(0, EDGE, 256, 256), across(0, EDGE, 0, 256, light(t, 0.18), dark(t, 0.12)))
    b.fill(box(0, EDGE - 8, 256, EDGE), (60, 30, 20), 26)
    b.fill(box(0, EDGE, 256, EDGE + 3), light(t, 0.5))
    if "wood" in table:
        for y in (112.0, 146.0, 186.0, 230.0):
            b.stroke((0, y), (256, y), dark(t, 0.28), 1.2, 130)
        for knot, y in ((60, 98), (190, 128), (40, 166), (216, 208), (120, 242)):
            b.stroke((knot - 22, y), (knot + 22, y + 1), dark(t, 0.25), 1.1, 100)
    elif table == "white marble":
        for x0, y0, x1, y1 in (
            (10, 100, 120, 150),
            (150, 96, 250, 140),
            (0, 200, 90, 250),
            (170, 250, 256, 190),
        ):
            vein = curve((x0, y0), ((x0 + x1) / 2 + 18, (y0 + y1) / 2 - 14), (x1, y1))
            b.line(vein, (190, 190, 196), 1.6, 150, 0.6)
    elif table == "grey stone":
        for i, (px, py) in enumerate(spiral(40, 130, 84)):
            b.fill(oval(128 + px, 170 + py, 1.2, 1.2), light(t, 0.3) if i % 2 else dark(t, 0.25), 150)


def _grip(b: Brush, left: float, top: float, right: float, foot: float, colour: Colour) -> None:
    bar = box(left, top, right, foot, 4)
    b.fill(bar, across(left, 0, right, 0, light(colour, 0.3), dark(colour, 0.15)))
    b.line(bar, dark(colour, 0.55), 1.5)


def tool(b: Brush, name: str, x: float, y: float, turn: float, scale: float = 1.0) -> None:
    """A tool whose working end points up before it is turned."""
    with b.moved(x, y, turn, scale):
        b.fill(box(0, -46, 8, 54), (50, 25, 15), 60, 4)
        if name == "knife":
            blade = blob([(-8, 10), (-8, -34), (-6, -56), (8, -64), (9, -20), (9, 10)])
            b.fill(blade, across(-8, 0, 9, 0, (246, 248, 250), (164, 172, 180)))
            b.line(blade, (84, 90, 98), 1.6)
            _grip(b, -6, 8, 7, 52, (60, 44, 40))
        elif name == "whisk":
            for r in (15.0, 9.5, 4.0):
                b.line(oval(0, -34, r, 27), (96, 102, 110), 3)
                b.line(oval(0, -34, r, 27), (216, 222, 228), 1.4)
            _grip(b, -4, -8, 4, 52, (170, 178, 186))
        elif name == "wooden spoon":
            _grip(b, -3.6, -28, 3.6, 56, WOOD)
            b.body(oval(0, -42, 13, 18), WOOD)
            b.fill(oval(0, -41, 8.5, 12.5), dark(WOOD, 0.2))
        elif name == "rolling pin":
            _grip(b, -4, -64, 4, 64, dark(WOOD, 0.2))
            roller = box(-13, -44, 13, 44, 6)
            b.fill(roller, across(-13, 0, 13, 0, light((226, 176, 116), 0.4), dark((216, 160, 100), 0.2)))
            b.line(roller, dark(WOOD, 0.5), 1.7)
        elif name == "spatula":
            _grip(b, -3.6, -20, 3.6, 56, (50, 50, 56))
            b.body(polygon([(-13, -60), (13, -60), (11, -20), (-11, -20)]), (110, 114, 122))
            for t in (-5.0, 0.0, 5.0):
                b.stroke((t, -52), (t * 0.9, -29), (50, 52, 58), 2.2)
        elif name == "ladle":
            _grip(b, -3.2, -30, 3.2, 56, STEEL)
            b.body(oval(0, -42, 18, 16), STEEL)
            b.fill(oval(0, -43, 12.5, 10), (120, 128, 136))
        elif name == "tongs":
            for side in (-1, 1):
                arm = curve((0, 52), (side * 15, 0), (side * 6, -56))
                b.line(arm, (84, 90, 98), 7)
                b.line(arm, (206, 212, 218), 4.4)
                b.fill(oval(side * 6, -56, 5, 7.5), (196, 70, 60))
        elif name == "grater":
            face = polygon([(-15, -54), (15, -54), (19, 24), (-19, 24)])
            b.body(face, STEEL)
            for i in range(5):
                for j in range(3):
                    b.fill(oval(-9 + 9 * j, -42 + 13 * i, 2.6, 1.9), (84, 90, 98))
            b.line(curve((-13, -54), (0, -78), (13, -54)), dark(WOOD, 0.3), 5)
        elif name == "sieve":
            _grip(b, -3.4, -14, 3.4, 56, (170, 178, 186))
            b.fill(oval(0, -38, 24, 22), (214, 220, 226), 210)
            for t in (-14.0, -7.0, 0.0, 7.0, 14.0):
                b.stroke((t, -56), (t, -20), (130, 138, 146), 1, 200)
                b.stroke((-20, -38 + t), (20, -38 + t), (130, 138, 146), 1, 200)
            b.line(oval(0, -38, 24, 22), (110, 118, 126), 3.4)


def hand(b: Brush, x: float, y: float, turn: float, cook: tuple[Colour, Colour], scale: float = 1.0) -> None:
    """A closed hand, the arm coming from below before it is turned."""
    skin, sleeve = cook
    with b.moved(x, y, turn, scale):
        b.body(polygon([(-17, 30), (17, 30), (26, 120), (-26, 120)]), sleeve)
        b.line(box(-19, 24, 19, 36, 5), light(sleeve, 0.3), 2)
        b.body(blob([(-15, 26), (-18, 4), (-12, -12), (12, -12), (19, 2), (15, 26)]), skin)
        for i in range(4):
            finger = box(-17 + i * 8.2, -17 + abs(i - 1.4) * 2, -9.4 + i * 8.2, 4, 4)
            b.fill(finger, light(skin, 0.08))
            b.line(finger, dark(skin, 0.42), 1.3)
        thumb = box(-22, -2, -13, 18, 4.5)
        b.fill(thumb, skin)
        b.line(thumb, dark(skin, 0.42), 1.3)


def steam(b: Brush, x: float, y: float) -> None:
    """Three rising threads."""
    for dx, h in ((-32, 54), (2, 66), (34, 52)):
        path = _wave(x + dx, y, h)
        b.line(path, WHITE, 10, 150, 2.6)
        b.line(path, WHITE, 4, 200, 0.8)


def _wave(x: float, y: float, h: float) -> Path:
    path = curve((x, y), (x - 14, y - h * 0.25), (x, y - h * 0.5))
    path.quadTo(x + 14, y - h * 0.75, x - 2, y - h)
    return path


def fire(b: Brush, x: float, y: float, half: float) -> None:
    """A row of flames."""
    for i in range(7):
        fx, h = x + (i - 3) * half / 3.5, 23.0 + 6 * ((i * 5) % 3)
        flame = blob([(fx - 10, y), (fx - 9, y - h * 0.4), (fx - 1, y - h * 1.25), (fx + 9, y - h * 0.4),
                      (fx + 10, y), (fx, y + 5)])  # fmt: skip
        heart = blob([(fx - 5, y), (fx - 3.4, y - h * 0.3), (fx, y - h * 0.75), (fx + 4.4, y - h * 0.3),
                      (fx + 5, y), (fx, y + 2)])  # fmt: skip
        b.fill(flame, (246, 116, 28))
        b.line(flame, (206, 60, 20), 1.3)
        b.fill(heart, (254, 206, 72))


def plain_hand_pair(b: Brush, x: float, y: float, cook: tuple[Colour, Colour]) -> None:
    """Two hands at work on what lies at (x, y)."""
    hand(b, x + 62, y - 22, -112, cook, 0.95)
    hand(b, x - 62, y - 14, 112, cook, 0.95)
