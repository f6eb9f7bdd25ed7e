"""A thumbnail of a shot, as a storyboard artist would pencil it: the vessel and the foods in it, in a few lines of SVG.

Nothing of a guide's words gets into it: colours are checked, all else is drawn from the tables below.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 240, 160
TABLE = 108  # where the wall ends
PLAIN = "#c9b491"  # of a food whose colour nobody said
Heap = tuple[str, tuple[str, ...]]  # form and colours of what lies together
HEX = re.compile(r"#[0-9a-fA-F]{6}")
LONG = re.compile(r"-?\d+\.\d+(?:e-\d+)?")  # numbers finer than a tenth of a pixel
COLOURS = {
    "white": "#faf6ec", "cream": "#f7e8c4", "beige": "#e6d0a4", "yellow": "#fad24a", "golden": "#dca047",
    "orange": "#f28a2a", "pink": "#f2a09a", "red": "#cf3428", "purple": "#7a3468", "blue": "#7ba3c9",
    "green": "#5f9a3c", "brown": "#8a5430", "grey": "#a8a29a", "gray": "#a8a29a", "black": "#3a3330",
    "clear": "#bfdcea",
}  # fmt: skip
RANKS = (1.0, 0.7, 0.6)  # how much room a heap takes beside a more important one
SPOTS = (  # where pieces lie in a heap: across, up, turn
    (-0.72, 0.02, 10), (-0.36, 0.06, 62), (0.02, 0.0, 33), (0.4, 0.05, 81), (0.74, 0.03, 20),
    (-0.52, 0.3, 48), (-0.14, 0.33, 5), (0.22, 0.31, 70), (0.56, 0.3, 35), (-0.22, 0.6, 25), (0.18, 0.62, 55),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """A vessel: what is drawn behind the food, what before it, and the opening the food lies in."""

    behind: str = ""
    before: str = ""
    x: float = 120
    y: float = 126
    wide: float = 80
    deep: float = 14
    clear: bool = False  # seen through: the food fills it


def _round(x: float, y: float, wide: float, deep: float, wall: str, more: str = "") -> Place:
    """A vessel with a round opening and a wall that leads from its left rim to its right rim."""
    rim = f'<ellipse class="in" cx="{x}" cy="{y}" rx="{wide}" ry="{deep}"/>'
    front = f'<path class="out" d="M{x - wide} {y}A{wide} {deep} 0 0 0 {x + wide} {y}{wall}Z"/>'
    return Place(behind=more + rim, before=front, x=x, y=y, wide=wide - 6, deep=deep - 3)


PLACES = {
    "table": Place(),
    "plate": Place(
        behind='<ellipse class="out" cx="120" cy="126" rx="88" ry="21"/>'
        '<ellipse class="in" cx="120" cy="124" rx="62" ry="12.5"/>',
        y=124,
        wide=54,
        deep=10,
    ),
    "bowl": _round(120, 92, 68, 15, "C184 126 158 146 120 146S56 126 52 92"),
    "pan": _round(104, 110, 76, 17, "Q176 136 150 138H58Q32 136 28 110", '<path class="bar" d="M176 112L230 96"/>'),
    "pot": _round(
        120,
        78,
        60,
        13,
        "V128Q180 146 160 146H80Q60 146 60 128V78",
        '<path class="bar thin" d="M60 92H46V106H60M180 92H194V106H180"/>',
    ),
    "cutting board": Place(
        behind='<path class="out" d="M34 138L62 110H210L206 138V145H34Z"/><path class="mark" d="M34 138H206"/>'
        '<circle class="in" cx="196" cy="119" r="4"/>',
        x=122,
        y=127,
        wide=60,
        deep=9,
    ),
    "baking tray": Place(
        behind='<path class="out" d="M26 138L56 108H190L218 138Q219 145 212 145H32Q25 145 26 138Z"/>'
        '<path class="in" d="M42 136L64 113H181L202 136Z"/>',
        y=127,
        wide=60,
        deep=8,
    ),
    "baking dish": Place(
        behind='<path class="in" d="M40 114L60 96H180L200 114Z"/><path class="bar thin" d="M40 114H26M200 114H214"/>',
        before='<path class="out" d="M40 114H200L192 140Q190 146 182 146H58Q50 146 48 140Z"/>',
        y=108,
        wide=62,
        deep=7,
    ),
    "cake tin": _round(120, 104, 68, 15, "V128A68 15 0 0 1 52 128V104"),
    "grill": Place(
        behind='<path class="bar thin" d="M72 126L56 152M168 126L184 152"/>'
        '<ellipse class="out" cx="120" cy="118" rx="84" ry="19"/>'
        '<path class="mark" d="M48 112H192M39 120H201M50 128H190M90 101V135M120 99V137M150 101V135"/>',
        y=120,
        wide=62,
        deep=11,
    ),
    "oven": Place(
        behind='<rect class="out" x="48" y="22" width="144" height="126" rx="7"/><path class="mark" d="M48 50H192"/>'
        '<circle class="in" cx="70" cy="36" r="6"/><circle class="in" cx="92" cy="36" r="6"/>'
        '<circle class="in" cx="170" cy="36" r="6"/><rect class="in" x="66" y="66" width="108" height="66" rx="4"/>'
        '<path class="mark" d="M66 122H174M84 58H156"/>',
        y=118,
        wide=44,
        deep=6,
    ),
    "glass": Place(before='<path class="pane" d="M92 46H148L141 146H99Z"/>', y=104, wide=25, deep=42, clear=True),
    "jar": Place(
        before='<path class="pane" d="M84 66Q84 54 96 52V44H144V52'
        'Q156 54 156 66V138Q156 146 148 146H92Q84 146 84 138Z"/>'
        '<rect class="out" x="92" y="34" width="56" height="11" rx="3"/>',
        y=106,
        wide=33,
        deep=38,
        clear=True,
    ),
    "blender": Place(
        behind='<path class="out" d="M88 116H152L160 148H80Z"/><circle class="in" cx="120" cy="134" r="5"/>',
        before='<path class="pane" d="M78 34H162L150 116H90ZM162 46H178V92H154"/>'
        '<rect class="out" x="82" y="24" width="76" height="10" rx="3"/>',
        y=84,
        wide=31,
        deep=30,
        clear=True,
    ),
    "fridge": Place(
        behind='<rect class="out" x="66" y="8" width="108" height="142" rx="6"/>'
        '<rect class="in" x="78" y="18" width="84" height="122" rx="3"/>'
        '<path class="mark" d="M78 58H162M78 112H162M174 16L212 30V146L174 142"/>',
        y=108,
        wide=34,
        deep=5,
    ),
}  # fmt: skip


def sketch(foods: Sequence[Mapping[str, Any]], vessel: str) -> str:
    """What lies inside an `<svg viewBox="0 0 240 160">`: at most three foods, the main one first, in a vessel."""
    place = PLACES.get(vessel, PLACES["table"])
    shown = _heaps((str(food.get("form") or ""), colour(food.get("colour")) or PLAIN) for food in foods)[:3]
    inside = "".join(_filling(place, shown) if place.clear else _foods(place, shown))
    ground = f'<path class="ground" d="M0 {TABLE}H{WIDTH}V{HEIGHT}H0Z"/>'
    return LONG.sub(lambda found: f"{float(found[0]):.1f}", ground + place.behind + inside + place.before)


def _heaps(foods: Iterable[tuple[str, str]]) -> list[Heap]:
    """Form and colours of every heap: what is mixed lies in one."""
    heaps: list[Heap] = []
    for form, fill in foods:
        mixed = next((i for i, (name, _) in enumerate(heaps) if name == form == "mixture"), None)
        if mixed is None:
            heaps.append((form, (fill,)))
        else:
            heaps[mixed] = (form, (*heaps[mixed][1], fill))
    return heaps


def _shares(heaps: Sequence[Heap]) -> list[tuple[Heap, float]]:
    """Every heap with its share of the room: more for what matters more, and for what holds more."""
    weights = [rank * (1 + 0.3 * (len(fills) - 1)) for rank, (_, fills) in zip(RANKS, heaps, strict=False)]
    return [(heap, weight / sum(weights)) for heap, weight in zip(heaps, weights, strict=True)]


def colour(said: object) -> str:
    """The colour as six digits: `#de3428`, or what a colour's name in the words means; empty for anything else."""
    text = str(said or "").strip().lower()
    if HEX.fullmatch(text):
        return text
    return next((COLOURS[word] for word in reversed(re.findall(r"[a-z]+", text[:80])) if word in COLOURS), "")


def _filling(place: Place, foods: Sequence[Heap]) -> Iterator[str]:
    """Layers in a vessel that is seen through, the main food at the bottom and deepest."""
    top = place.y + place.deep
    for (_, fills), share in _shares(foods):
        tall = 2 * place.deep * share * 0.85
        top -= tall
        left, wide = place.x - place.wide + 4, 2 * place.wide - 8
        size = f'x="{left}" y="{top:.1f}" width="{wide}" height="{tall:.1f}"'
        yield f'<rect class="food" {size} rx="4" fill="{fills[0]}"/>'


def _foods(place: Place, foods: Sequence[Heap]) -> Iterator[str]:
    """The first liquid level with the rim, the rest in heaps side by side, the main one in the middle of three."""
    if place.before:
        level = [heap for heap in foods if heap[0] in ("liquid", "beaten")]
        for _, fills in level[:1]:
            yield _oval(place.x, place.y, place.wide, place.deep, fills[0])
        foods = [heap for heap in foods if heap not in level]
    shares = _shares(foods)
    if len(shares) == 3:
        shares = [shares[1], shares[0], shares[2]]
    left = place.x - place.wide
    for (form, fills), share in shares:
        half = place.wide * share
        yield "".join(_heap(form, fills, left + half, place.y + place.deep * 0.4, half * 0.94))
        left += 2 * half


def _heap(form: str, fills: Sequence[str], x: float, y: float, half: float) -> Iterable[str]:
    """One food on its ground at (x, y), no wider than `half` to each side."""
    tall = min(half, 40.0)
    fill = fills[0]
    size = max(4.0, min(11.0, half * 0.2))

    def piece(kind: str, across: float, up: float, turn: float, fill: str = fill) -> str:
        at = f"translate({x + across * (half - size):.1f} {y - size - up * tall:.1f}) rotate({turn})"
        return f'<{kind} class="food" fill="{fill}" transform="{at}"/>'

    corner, side = f"{-size * 0.8:.1f}", f"{size * 1.6:.1f}"
    square = f'rect x="{corner}" y="{corner}" width="{side}" height="{side}" rx="1.5"'
    match form:
        case "chopped" | "mixture":
            kinds = (square, f'circle r="{size * 0.75:.1f}"') if form == "mixture" else (square,)
            return [
                piece(kinds[i % len(kinds)], *spot, fills[i % len(fills)]) for i, spot in enumerate(SPOTS)
            ]
        case "sliced":
            slice_ = f'ellipse rx="{size * 1.15:.1f}" ry="{size * 1.6:.1f}"'
            return [piece(slice_, -0.8 + 0.32 * i, 0.12, 14) for i in range(6)]
        case "shredded":
            shred = f'rect x="{-size * 1.5:.1f}" y="-1.7" width="{size * 3:.1f}" height="3.4" rx="1.7"'
            return [piece(shred, across, up, 2.1 * turn - 70) for across, up, turn in SPOTS]
        case "powder":
            return [
                _path(f"M{x - half} {y}Q{x - half * 0.3} {y - tall} {x} {y - tall}T{x + half} {y}Z", fill)
            ]
        case "mashed":
            top = y - tall * 0.75
            bumps = f"M{x - half} {y}Q{x - half} {top} {x - half * 0.4} {y - tall * 0.5}"
            return [_path(f"{bumps}Q{x} {top - 8} {x + half * 0.4} {y - tall * 0.5}T{x + half} {y}Z", fill)]
        case "fried":
            return [
                _oval(x, y - 3, half * 0.8, 9, fill),
                _oval(x, y - 6, half * 0.28, 5.5, COLOURS["yellow"]),
            ]
        case "liquid" | "beaten":
            return [_oval(x, y - 3, half, 9, fill)]
        case "flat":
            return [_oval(x, y - 3, half * 0.96, 10, fill)]
        case "parcel":
            return [
                _path(f"M{x - half * 0.8} {y}A{half * 0.8} {tall * 0.9} 0 0 1 {x + half * 0.8} {y}Z", fill),
                f'<path class="mark" d="M{x - half * 0.6} {y - 5}H{x + half * 0.6}" stroke-dasharray="4 5"/>',
            ]
        case "loaf":
            cuts = "".join(
                f"M{x + half * k} {y - tall * 0.72}l7 {tall * 0.3:.1f}" for k in (-0.45, -0.1, 0.25)
            )
            wide, shoulder = half * 0.9, y - tall * 0.35
            crust = f"V{shoulder}A{wide} {tall * 0.5} 0 0 1 {x + wide} {shoulder}"
            loaf = f"M{x - wide} {y}{crust}V{y}Z"
            return [_path(loaf, fill), f'<path class="mark" d="{cuts}"/>']
        case "noodles":
            bend = half * 0.45
            curl = f"q{bend / 2} -9 {bend} 0" + f"t{bend} 0" * 3
            waves = [f"M{x - half * 0.9} {y - 3 - 6 * k}{curl}" for k in range(4)]
            return [f'<path class="strand" stroke="{fill}" d="{"".join(waves)}"/>']
        case "ball":
            return [_oval(x, y - tall * 0.5, min(half * 0.8, 36), tall * 0.55, fill)]
        case _:
            r = min(half * 0.7, 22.0)
            shine = f"M{x - r * 0.7} {y - r}a{r * 0.75} {r * 0.75} 0 0 1 {r * 0.5} {-r * 0.55}"
            return [_oval(x, y - r * 0.9, r * 1.12, r * 0.94, fill), f'<path class="mark" d="{shine}"/>']


def _oval(x: float, y: float, wide: float, tall: float, fill: str) -> str:
    return f'<ellipse class="food" cx="{x:.1f}" cy="{y:.1f}" rx="{wide:.1f}" ry="{tall:.1f}" fill="{fill}"/>'


def _path(d: str, fill: str) -> str:
    return f'<path class="food" d="{d}" fill="{fill}"/>'
