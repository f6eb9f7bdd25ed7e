"""What heat does to a surface: its colour, and the marks it leaves."""

from random import Random

from comenius.lexicon.hues import HEAT
from comenius.lexicon.shot import Doneness
from comenius.world.canvas import Brush, Colour, Path, blend, oval, spiral


def tinted(colour: Colour, doneness: Doneness) -> Colour:
    """A colour after heat."""
    if doneness == "raw":
        return colour
    target, share = HEAT[doneness]
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
