"""Words for colours: what a reader calls the colour that a food is drawn in."""

import tomllib
from functools import cache
from importlib.resources import files
from math import cbrt

from comenius.lexicon.looks import Colour, browns, kitchen
from comenius.lexicon.shot import Doneness, Form
from comenius.lexicon.tables import Key, key

Lab = tuple[float, float, float]

# Typical colours for each word.
HUES: dict[str, tuple[Colour, ...]] = {
    "red": ((205, 45, 40), (190, 40, 70), (200, 95, 90), (232, 100, 76)),
    "orange": ((240, 135, 40), (250, 180, 90)),
    "yellow": ((245, 210, 70), (250, 230, 140)),
    "green": ((95, 150, 55), (150, 200, 110), (205, 225, 150), (58, 86, 40)),
    "blue": ((60, 90, 180), (150, 206, 236)),
    "purple": ((110, 45, 110), (122, 30, 60)),
    "pink": ((240, 165, 165), (225, 125, 115)),
    "brown": ((130, 80, 45), (75, 48, 35), (112, 56, 48), (180, 120, 70), (208, 148, 78)),
    "black": ((25, 25, 28),),
    "grey": ((150, 150, 150), (150, 176, 196)),
    "white": ((248, 246, 240),),
    "cream": ((245, 230, 195),),
    "beige": ((215, 180, 135), (246, 200, 170)),
}  # fmt: skip
CUT = ("chopped", "sliced", "shredded", "mashed", "mixture")  # forms that show what is inside
# What heat tints a surface with, and how far it goes.
HEAT: dict[str, tuple[Colour, float]] = {
    "golden": ((206, 134, 48), 0.46),
    "browned": ((122, 68, 34), 0.66),
    "charred": ((54, 36, 30), 0.74),
}
PALE = ("cream", "beige", "yellow", "orange", "brown")  # what turns golden in the reader's words, too


def hue(look: str, form: Form, doneness: Doneness, name: str = "") -> str:
    """The colour word of a food as it is drawn: `red` for a whole tomato, `golden` for toasted bread.

    Before heat has browned it, a `name` that says a colour decides: `white` for feta, though drawn as yellow cheese.
    """
    food = kitchen().foods[look]
    colour = food.inside if form in CUT else food.skin
    if doneness == "raw" or not browns(food, form):
        return _told(name, word(food.skin) if form in CUT else "") or word(colour)
    tint, share = HEAT[doneness]
    r, g, b = (round(one + (other - one) * share) for one, other in zip(colour, tint, strict=True))
    found = word((r, g, b))
    return "golden" if doneness == "golden" and found in PALE else found


def _told(name: str, skin: str) -> str:
    """The colour that a name says, or nothing; what only names the `skin` of a cut thing, a red apple, is none."""
    words = key(name)
    for start in range(len(words)):
        if found := _things().get(words[start:]):
            return found
    return next((one for one in words[:-1] if one in HUES and one not in (skin, "cream")), "")


@cache
def _things() -> dict[Key, str]:
    """Things whose colour anybody knows, with its word."""
    table = tomllib.loads((files("comenius.lexicon") / "tables/colours.toml").read_text("utf-8"))
    return {key(name): colour for colour, names in table.items() for name in names}


def word(colour: Colour) -> str:
    """The word whose typical colour is nearest in OKLab.

    >>> word((220, 60, 50))
    'red'
    """
    ours = oklab(colour)
    return min(HUES, key=lambda name: min(_apart(ours, oklab(typical)) for typical in HUES[name]))


def oklab(colour: Colour) -> Lab:
    """Lightness in [0, 1] and the two opponent axes of a colour in sRGB (Ottosson, 2020)."""
    r, g, b = (_linear(value / 255) for value in colour)
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _apart(one: Lab, other: Lab) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
