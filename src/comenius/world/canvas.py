"""A brush on a canvas of 256 units: colours, paths, gradients and soft shadows in the cookbook's hand."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from comenius.errors import MissingExtra

try:
    import skia
except ImportError as error:
    found = "skia-python is not installed" if isinstance(error, ModuleNotFoundError) else str(error)
    raise MissingExtra(
        f"the kitchen cannot be drawn ({found}); it needs the wheel skia-python and two system libraries. "
        "Install them with: pip install skia-python, and: apt-get install -y libegl1 libgl1"
    ) from error

Colour = tuple[float, float, float]
Point = tuple[float, float]
Path = Any  # skia.Path
Shader = Any  # skia.Shader

X, Y = 128.0, 164.0  # where every vessel stands
WHITE: Colour = (255, 255, 255)
INK: Colour = (40, 18, 20)


def blend(a: Colour, b: Colour, share: float) -> Colour:
    """The colour `share` of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def light(colour: Colour, share: float = 0.3) -> Colour:
    """Nearer to white."""
    return blend(colour, WHITE, share)


def dark(colour: Colour, share: float = 0.3) -> Colour:
    """Nearer to ink."""
    return blend(colour, INK, share)


def _argb(colour: Colour, alpha: float = 255) -> int:
    r, g, b = (int(max(0, min(255, c))) for c in colour)
    return int(skia.Color(r, g, b, int(alpha)))


def oval(x: float, y: float, rx: float, ry: float) -> Path:
    """An ellipse by centre and radii."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return path


def arc(x: float, y: float, rx: float, ry: float, start: float, sweep: float) -> Path:
    """Part of an ellipse, degrees clockwise from the right."""
    path = skia.Path()
    path.addArc(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), start, sweep)
    return path


def box(left: float, top: float, right: float, bottom: float, radius: float = 0) -> Path:
    """A rectangle, its corners rounded."""
    path = skia.Path()
    path.addRRect(skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(left, top, right, bottom), radius, radius))
    return path


def polygon(points: Sequence[Point]) -> Path:
    """A closed shape with straight sides."""
    path = skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    return path


def blob(points: Sequence[Point]) -> Path:
    """A closed smooth shape whose sides' middles lie between the points."""
    path = skia.Path()
    last, first = points[-1], points[0]
    path.moveTo((last[0] + first[0]) / 2, (last[1] + first[1]) / 2)
    for i, (x, y) in enumerate(points):
        nx, ny = points[(i + 1) % len(points)]
        path.quadTo(x, y, (x + nx) / 2, (y + ny) / 2)
    path.close()
    return path


def points(x: float, y: float, rx: float, ry: float, *around: Point) -> list[Point]:
    """Points given in shares of rx and ry around (x, y)."""
    return [(x + rx * px, y + ry * py) for px, py in around]


def curve(start: Point, bend: Point, end: Point) -> Path:
    """A line with one bend."""
    path = skia.Path()
    path.moveTo(*start)
    path.quadTo(*bend, *end)
    return path


def mound(x: float, y: float, rx: float, ry: float) -> Path:
    """A heap, flat below and round above."""
    return blob(points(x, y, rx, ry, (-1.15, 0.55), (-0.8, -0.2), (-0.3, -1), (0.3, -1), (0.8, -0.2),
        (1.15, 0.55), (0, 1.05)))  # fmt: skip


def stretched(path: Path, y: float, factor: float) -> Path:
    """The shape with heights above and below y multiplied."""
    matrix = skia.Matrix.Scale(1, factor)
    matrix.postTranslate(0, y - y * factor)
    out = skia.Path()
    path.transform(matrix, out)
    return out


def across(x0: float, y0: float, x1: float, y1: float, *colours: Colour) -> Shader:
    """A gradient along a line."""
    return skia.GradientShader.MakeLinear([(x0, y0), (x1, y1)], [_argb(c) for c in colours])


def around(x: float, y: float, radius: float, *colours: Colour) -> Shader:
    """A gradient from a centre outwards."""
    return skia.GradientShader.MakeRadial((x, y), max(radius, 1), [_argb(c) for c in colours])


class Brush:
    """Draws on one canvas; (0, 0) is the upper left corner, (256, 256) the lower right."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    @classmethod
    def on_blank(cls, size: int) -> tuple["Brush", NDArray[np.uint8]]:
        """A brush on a clear canvas of `size` pixels, and the RGBA pixels it draws on."""
        pixels = np.zeros((size, size, 4), np.uint8)
        canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
        canvas.scale(size / 256, size / 256)
        return cls(canvas), pixels

    def fill(self, path: Path, paint: Colour | Shader, alpha: float = 255, blur: float = 0) -> None:
        """Fill a shape with a colour or a gradient."""
        brush = skia.Paint(AntiAlias=True)
        if isinstance(paint, tuple):
            brush.setColor(_argb(paint, alpha))
        else:
            brush.setShader(paint)
            brush.setAlpha(int(alpha))
        if blur:
            brush.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self.canvas.drawPath(path, brush)

    def line(
        self, path: Path, colour: Colour, width: float = 1.4, alpha: float = 255, blur: float = 0
    ) -> None:
        """Draw the outline of a shape, or an open line, with round ends."""
        pen = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width)
        pen.setStrokeCap(skia.Paint.kRound_Cap)
        pen.setStrokeJoin(skia.Paint.kRound_Join)
        pen.setColor(_argb(colour, alpha))
        if blur:
            pen.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self.canvas.drawPath(path, pen)

    def stroke(self, a: Point, b: Point, colour: Colour, width: float = 1.4, alpha: float = 255) -> None:
        """Draw a straight line."""
        path = skia.Path()
        path.moveTo(*a)
        path.lineTo(*b)
        self.line(path, colour, width, alpha)

    def body(self, path: Path, colour: Colour, outline: float = 1.6) -> None:
        """A lit solid with a dark outline: light falls from the upper left."""
        b = path.getBounds()
        x, y = b.left() + b.width() * 0.36, b.top() + b.height() * 0.3
        reach = max(b.width(), b.height()) * 0.72
        self.fill(path, around(x, y, reach, light(colour, 0.34), colour, dark(colour, 0.2)))
        self.line(path, dark(colour, 0.5), outline)

    def shadow(self, x: float, y: float, rx: float, ry: float, alpha: float = 80, blur: float = 4) -> None:
        """A soft shadow on what lies below."""
        self.fill(oval(x, y, rx, ry), (50, 25, 15), alpha, blur)

    def shine(self, x: float, y: float, rx: float, ry: float, alpha: float = 150, turn: float = -25) -> None:
        """A glint."""
        with self.moved(x, y, turn):
            self.fill(oval(0, 0, rx, ry), WHITE, alpha, 0.8)

    @contextmanager
    def moved(self, x: float, y: float, turn: float = 0, scale: float = 1) -> Iterator[None]:
        """Draw with the origin at (x, y), turned by degrees and scaled."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.rotate(turn)
        self.canvas.scale(scale, scale)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def within(self, path: Path | None) -> Iterator[None]:
        """Draw only inside a shape."""
        self.canvas.save()
        if path is not None:
            self.canvas.clipPath(path, doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()


def spiral(count: int, rx: float, ry: float, turn: float = 2.39996) -> list[Point]:
    """Points spread evenly over an ellipse, from the back to the front (Vogel's spiral)."""
    points = [
        (
            rx * math.sqrt((i + 0.5) / count) * math.cos(i * turn),
            ry * math.sqrt((i + 0.5) / count) * math.sin(i * turn),
        )
        for i in range(count)
    ]
    return sorted(points, key=lambda p: p[1])
