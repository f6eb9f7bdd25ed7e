"""What stands around the food: wall and table, a cook's hands, steam and fire."""

from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
    Path,
    Point,
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
COOKS: dict[str, tuple[Colour, Colour]] = {  # by the sleeve: skin and sleeve
    "blue": ((250, 208, 176), (90, 130, 180)), "red": ((226, 172, 130), (206, 90, 84)),
    "white": ((160, 108, 78), (240, 240, 244)), "green": ((108, 70, 52), (120, 160, 120)),
}  # fmt: skip
EDGE, STEEP_EDGE = 84.0, 40.0  # where the wall meets the table, seen from the front and by the cook


def background(b: Brush, table: str, wall: str, edge: float = EDGE) -> None:
    """A tiled wall and a table."""
    t, w = TABLES[table], WALLS[wall]
    b.fill(box(0, 0, 256, edge), across(0, 0, 0, edge, light(w, 0.25), w))
    for y in (28.0, 56.0):
        b.stroke((0, y), (256, y), dark(w, 0.12), 1, 120)
    for i, y in enumerate((0.0, 28.0, 56.0)):
        for x in range(-16 + (i % 2) * 16 + 8, 256, 32):
            b.stroke((x, y), (x, y + 28), dark(w, 0.12), 1, 120)
    b.fill(box(0, edge, 256, 256), across(0, edge, 0, 256, light(t, 0.18), dark(t, 0.12)))
    b.fill(box(0, edge - 8, 256, edge), (60, 30, 20), 26)
    b.fill(box(0, edge, 256, edge + 3), light(t, 0.5))
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


def hand(b: Brush, x: float, y: float, turn: float, cook: tuple[Colour, Colour], scale: float = 1.0) -> None:
    """A closed hand, the arm coming from below before it is turned."""
    sleeve = cook[1]
    with b.moved(x, y, turn, scale):
        b.body(polygon([(-17, 30), (17, 30), (26, 120), (-26, 120)]), sleeve)
        b.line(box(-19, 24, 19, 36, 5), light(sleeve, 0.3), 2)
        fist(b, cook)


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


def open_hand(b: Brush, x: float, y: float, turn: float, cook: tuple[Colour, Colour], side: int = 1) -> None:
    """The back of a hand that rests on something, and its forearm: the right one, or with side -1 the left."""
    skin, _ = cook
    with b.moved(x, y, turn):
        b.canvas.scale(side, 1)
        forearm(b, cook)
        thumb = blob([(-12, 16), (-25, 2), (-29, -14), (-22, -18), (-16, -6), (-8, -2)])
        b.body(thumb, skin)
        for left, top in ((-16.0, -34.0), (-8.0, -41.0), (0.0, -39.0), (8.0, -31.0)):
            finger = box(left, top, left + 8, 4, 4)
            b.fill(finger, light(skin, 0.08))
            b.line(finger, dark(skin, 0.42), 1.3)
            b.fill(oval(left + 4, top + 5, 2.2, 2.8), light(skin, 0.45))
        b.fill(blob([(-16, -6), (0, -8), (16, -6), (18, 10), (13, 30), (-13, 30), (-18, 10)]), skin)
        sides = (curve((-16, -4), (-18, 12), (-12, 28)), curve((16, -4), (19, 12), (12, 28)))
        for edge in sides:
            b.line(edge, dark(skin, 0.42), 1.4)


def forearm(b: Brush, cook: tuple[Colour, Colour]) -> None:
    """A bare forearm below a hand at the origin, its sleeve rolled up."""
    skin, sleeve = cook
    b.body(polygon([(-13, 16), (13, 16), (20, 60), (-20, 60)]), skin)
    b.body(polygon([(-23, 50), (23, 50), (34, 160), (-34, 160)]), sleeve)
    b.line(box(-24, 44, 24, 57, 5), light(sleeve, 0.3), 3)


def fist(b: Brush, cook: tuple[Colour, Colour]) -> None:
    """A closed hand at the origin, its fingers above."""
    skin, _ = cook
    b.body(blob([(-15, 26), (-18, 4), (-12, -12), (12, -12), (19, 2), (15, 26)]), skin)
    for i in range(4):
        finger = box(-17 + i * 8.2, -17 + abs(i - 1.4) * 2, -9.4 + i * 8.2, 4, 4)
        b.fill(finger, light(skin, 0.08))
        b.line(finger, dark(skin, 0.42), 1.3)
    thumb = box(-22, -2, -13, 18, 4.5)
    b.fill(thumb, skin)
    b.line(thumb, dark(skin, 0.42), 1.3)


def plain_hand_pair(b: Brush, x: float, y: float, cook: tuple[Colour, Colour]) -> None:
    """Two hands at work on what lies at (x, y)."""
    hand(b, x + 62, y - 22, -112, cook, 0.95)
    hand(b, x - 62, y - 14, 112, cook, 0.95)


def own_hands(
    b: Brush, x: float, y: float, reach: float, cook: tuple[Colour, Colour], holding: Point | None
) -> None:
    """The cook's own hands beside (x, y): the left one steadies, the right one does so too or holds a tool."""
    open_hand(b, x - reach, y, 34, cook, -1)
    if holding is None:
        open_hand(b, x + reach, y, -34, cook)
        return
    with b.moved(*holding, -26):
        forearm(b, cook)
        fist(b, cook)
