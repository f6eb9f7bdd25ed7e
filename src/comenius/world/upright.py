"""What holds food and is looked at from the side: oven, fridge, glass, jar and blender."""

from comenius.world.canvas import (
    WHITE,
    Brush,
    Colour,
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
)

OVEN_WINDOW = (X - 78, 100.0, X + 78, 222.0)
GLASS = polygon([(X - 48, Y - 74), (X + 48, Y - 74), (X + 37, Y + 64), (X - 37, Y + 64)])
JAR = blob([(X - 40, Y - 56), (X - 60, Y - 44), (X - 62, Y - 16), (X - 61, Y + 60), (X - 52, Y + 70),
                  (X, Y + 72), (X + 52, Y + 70), (X + 61, Y + 60), (X + 62, Y - 16), (X + 60, Y - 44),
                  (X + 40, Y - 56)])  # fmt: skip
BLENDER_JAR = polygon([(X - 56, Y - 80), (X + 56, Y - 80), (X + 39, Y + 33), (X - 39, Y + 33)])


def oven_back(b: Brush, m: Colour, material: str) -> None:
    """An oven with its light on."""
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


def oven_front(b: Brush, m: Colour, material: str) -> None:
    """The shine of its window."""
    with b.within(box(*OVEN_WINDOW, 8)):
        b.fill(polygon([(X - 78, 150), (X - 42, 100), (X - 16, 100), (X - 78, 186)]), WHITE, 46)


def glass_back(b: Brush, m: Colour, material: str) -> None:
    """The far side of a drinking glass."""
    b.shadow(X + 5, Y + 66, 46, 11, 90, 5)
    body = polygon([(X - 50, Y - 74), (X + 50, Y - 74), (X + 38, Y + 66), (X - 38, Y + 66)])
    b.fill(body, across(X - 50, 0, X + 50, 0, light(m, 0.1), light(m, 0.7), m), 120)
    b.fill(oval(X, Y + 66, 38, 9), light(m, 0.2), 160)
    b.fill(oval(X, Y - 74, 50, 13), light(m, 0.5), 150)


def glass_front(b: Brush, m: Colour, material: str) -> None:
    """Its edges and its shine."""
    b.stroke((X - 50, Y - 74), (X - 38, Y + 66), dark(m, 0.4), 1.8)
    b.stroke((X + 50, Y - 74), (X + 38, Y + 66), dark(m, 0.4), 1.8)
    b.line(arc(X, Y + 66, 38, 9, 0, 180), dark(m, 0.4), 1.8)
    b.line(oval(X, Y - 74, 50, 13), dark(m, 0.4), 1.8)
    b.stroke((X - 36, Y - 50), (X - 29, Y + 44), WHITE, 5, 150)


def blender_back(b: Brush, m: Colour, material: str) -> None:
    """A blender: its base, the far side of its jar, its grip."""
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


def blender_front(b: Brush, m: Colour, material: str) -> None:
    """The edges of its jar and its lid."""
    b.line(
        polygon([(X - 58, Y - 82), (X + 58, Y - 82), (X + 40, Y + 34), (X - 40, Y + 34)]), (84, 100, 110), 1.8
    )
    b.stroke((X - 44, Y - 62), (X - 32, Y + 20), WHITE, 5, 150)
    lid = box(X - 62, Y - 96, X + 62, Y - 80, 6)
    b.fill(lid, dark(m, 0.1))
    b.line(lid, dark(m, 0.55), 1.6)


def fridge_back(b: Brush, m: Colour, material: str) -> None:
    """A fridge, open."""
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


def jar_back(b: Brush, m: Colour, material: str) -> None:
    """The far side of a preserving jar."""
    b.shadow(X + 5, Y + 68, 64, 12, 90, 5)
    b.fill(JAR, across(X - 62, 0, X + 62, 0, light(m, 0.1), light(m, 0.7), m), 120)
    b.fill(oval(X, Y + 62, 54, 9), light(m, 0.2), 150)
    neck = box(X - 46, Y - 78, X + 46, Y - 50, 3)
    b.fill(neck, across(X - 46, 0, X + 46, 0, m, light(m, 0.7), dark(m, 0.12)), 150)
    b.fill(oval(X, Y - 78, 46, 12), light(m, 0.5), 190)


def jar_front(b: Brush, m: Colour, material: str) -> None:
    """Its edges, the thread of its neck and its shine."""
    edge = dark(m, 0.42)
    b.line(JAR, edge, 2)
    for y in (Y - 70, Y - 61):
        b.line(curve((X - 47, y), (X, y + 17), (X + 47, y + 3)), edge, 2.6)
    for side in (-1, 1):
        b.stroke((X + side * 46, Y - 78), (X + side * 46, Y - 52), edge, 1.8)
    b.line(oval(X, Y - 78, 46, 12), edge, 1.8)
    b.line(curve((X - 50, Y - 26), (X - 53, Y), (X - 50, Y + 44)), WHITE, 5, 160)
