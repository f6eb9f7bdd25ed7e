"""A shot with nothing left open, and the layers that draw it from back to front."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from zlib import crc32

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot
from comenius.world import cuts, forms, props, toppings
from comenius.world.canvas import Brush, X, Y
from comenius.world.heat import tinted
from comenius.world.objects import POURED
from comenius.world.tools import GRIP, tool
from comenius.world.vessels import MATERIALS, VESSELS, Place
from comenius.world.whole import WHOLE


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a caption may leave unsaid and a guide keeps: chosen once a guide."""

    table: str
    wall: str
    materials: dict[str, str]  # vessel → material
    sleeve: str  # of the cook

    @classmethod
    def draw(cls, rng: Random) -> "Setting":
        """A kitchen at random."""
        stock = kitchen()
        return cls(
            table=rng.choice(stock.tables),
            wall=rng.choice(stock.walls),
            materials={name: rng.choice(materials or ("",)) for name, materials in stock.vessels.items()},
            sleeve=rng.choice(stock.sleeves),
        )


def settle(shot: Shot, setting: Setting) -> Shot:
    """The shot with every open attribute taken from the setting; only whole things are counted."""
    return replace(
        shot,
        foods=tuple(food if food.form == "whole" else replace(food, count=1) for food in shot.foods),
        table=shot.table or setting.table,
        wall=shot.wall or setting.wall,
        material=shot.material or setting.materials[shot.vessel],
        sleeve=(shot.sleeve or setting.sleeve) if shot.hand else "",
        view=shot.view if shot.hand else "front",
    )


Layer = tuple[str, Callable[[Brush], None]]

SLOTS: dict[int, tuple[tuple[float, float, float], ...]] = {  # share of rx, share of ry, scale
    1: ((0.0, 0.0, 1.0),),
    2: ((-0.52, -0.02, 0.76), (0.54, 0.06, 0.76)),
    3: ((0.0, -0.42, 0.62), (-0.58, 0.28, 0.62), (0.58, 0.32, 0.62)),
}


STEEP = 1.2  # how much taller than from the front a flat thing looks to the cook
UPRIGHT = ("oven", "fridge", "glass", "jar", "blender")  # stand as tall in any view
FAR, RAISED = 0.92, 16.0  # the size of all but the cook's own hands, and how much higher up it is


def layers(shot: Shot, setting: Setting) -> list[Layer]:
    """Named layers from back to front; the name is the object of the mask that the layer paints."""
    shot = settle(shot, setting)
    own = shot.view == "first-person"
    steep = STEEP if own and shot.vessel not in UPRIGHT else 1.0
    back, front, place = VESSELS[shot.vessel]
    place, colour = place.steeper(steep), MATERIALS[shot.material]
    edge = props.STEEP_EDGE if own else props.EDGE
    flames: list[Layer] = []
    if shot.fire and place.fire:
        y, half = place.fire
        flames = [("fire", lambda b: _steeper(b, steep, lambda b: props.fire(b, X, y, half)))]
    out: list[Layer] = [] if shot.vessel == "grill" else list(flames)
    if shot.vessel != "table":
        out.append(("vessel", lambda b: _steeper(b, steep, lambda b: back(b, colour, shot.material))))
    if shot.vessel == "grill":
        out += flames
    for i, (food, slot) in enumerate(arranged(shot.foods)):
        out.append((f"food{i}", lambda b, food=food, slot=slot: _food(b, food, slot, place)))  # type: ignore[misc]
    if shot.vessel != "table":
        out.append(("vessel", lambda b: _steeper(b, steep, lambda b: front(b, colour, shot.material))))
    steam: list[Layer] = (
        [("steam", lambda b: props.steam(b, X, place.steam))] if shot.steam and place.steam else []
    )
    if own:
        out = [*map(_farther, [*out, *steam]), *_own_work(shot, place)]
    else:
        out = [*out, *_work(shot, place), *steam]
    return [("background", lambda b: props.background(b, shot.table, shot.wall, edge)), *out]


def _steeper(b: Brush, factor: float, draw: Callable[[Brush], None]) -> None:
    """Draw what stands on the table as seen from higher up."""
    with b.moved(0, Y - Y * factor):
        b.canvas.scale(1, factor)
        draw(b)


def _farther(layer: Layer) -> Layer:
    """The layer smaller and higher up, so that the cook's hands find room before it."""
    name, draw = layer

    def drawn(b: Brush) -> None:
        with b.moved(X * (1 - FAR), Y * (1 - FAR) - RAISED, 0, FAR):
            draw(b)

    return name, drawn


def arranged(foods: tuple[Food, ...]) -> list[tuple[Food, tuple[float, float, float]]]:
    """At most three foods and where each lies; a liquid fills the vessel below the others."""
    foods = foods[:3]
    poured = [f for f in foods if f.form in POURED][:1]
    rest = [f for f in foods if f.form not in POURED]
    slots = SLOTS[max(1, len(rest))]
    return [(f, SLOTS[1][0]) for f in poured] + list(zip(rest, slots, strict=False))


def _food(b: Brush, food: Food, slot: tuple[float, float, float], place: Place) -> None:
    across_, down, scale = slot
    x, y, u = place.x + across_ * place.rx, place.y + down * place.ry, place.unit * scale
    wide = 1.0 if scale == 1 else 0.58 if scale > 0.7 else 0.46
    at = (x, y, u, place.rx * wide, place.ry * (1.0 if scale == 1 else 0.76 if scale > 0.7 else 0.6))
    rng = Random(crc32(f"{food.look}/{food.form}/{food.doneness}/{food.count}".encode()))
    with b.within(place.clip):
        paint(b, food, at, place, rng)
        toppings.lay(b, food, at, place)


def paint(b: Brush, food: Food, at: cuts.Reach, place: Place, rng: Random) -> None:
    """One food at its place. What it looks like depends on look, form, doneness and count alone."""
    look, d, form = kitchen().foods[food.look], food.doneness, food.form
    if form == "mixture":
        forms.mixture(b, [kitchen().foods[part] for part in food.parts or (food.look,)], at, d, rng)
    elif form in POURED:
        colour = look.skin if form == "liquid" else (254, 204, 70)
        if place.clip is not None and place.level and place.level[3] < 15:
            forms.column(b, colour, place.clip, place.level)
        else:
            forms.liquid(b, look, colour, at, place.level)
    elif form in ("ball", "flat", "parcel", "loaf") or (look.family == "dough" and form != "sliced"):
        forms.dough(b, look, at, form, d, rng)
    elif form == "fried":
        forms.fried_egg(b, look, at, d, rng)
    elif form == "whole":
        _whole(b, food, at, rng)
    else:
        draw = {"chopped": cuts.chopped, "sliced": cuts.sliced, "shredded": forms.shredded, "mashed": forms.mashed,
                "powder": forms.powder, "noodles": forms.noodles}[form]  # fmt: skip
        draw(b, look, at, d, rng)


# Drawn once, whatever the count.
HEAPED = (
    "leafy", "berries", "shrimp", "patty", "mince", "slab", "fish", "bread", "cake", "disc", "stalks", "scoops",
    "stack", "pie", "muffins", "ham", "legs", "crab", "mussels",
)  # fmt: skip


def _whole(b: Brush, food: Food, at: cuts.Reach, rng: Random) -> None:
    look = kitchen().foods[food.look]
    colour, draw = tinted(look.skin, food.doneness), WHOLE[look.family]
    x, y, u, _, _ = at
    count = 1 if look.family in HEAPED else min(3, max(1, food.count))
    if count == 1:
        draw(b, look, x, y - u * 0.1, u, colour, food.doneness, rng)
    elif look.family in ("long", "cob") or look.detail == "spindle":
        for i in range(count):
            draw(b, look, x, y - u * 0.55 + i * u * 0.66, u * 0.8, colour, food.doneness, rng)
    else:
        for px, py in {2: ((-0.8, -0.1), (0.8, 0.1)), 3: ((0.0, -0.5), (-0.8, 0.32), (0.8, 0.34))}[count]:
            draw(b, look, x + px * u, y + py * u * 0.8, u * 0.7, colour, food.doneness, rng)


def _work(shot: Shot, place: Place) -> list[Layer]:
    """The tool and the hands, seen from the front."""
    if shot.hand:
        cook = props.COOKS[shot.sleeve]
        if not shot.tool:
            return [("hand", lambda b: props.plain_hand_pair(b, place.x, place.y, cook))]
        x, y = X + 86, Y - 62
        return [
            ("tool", lambda b: _held(b, shot.tool, x, y, -124)),
            ("hand", lambda b: props.hand(b, x, y, -116, cook, 0.94)),
        ]
    if not shot.tool:
        return []
    return [("tool", lambda b: tool(b, shot.tool, 216, 132 if shot.vessel == "pan" else 176, -6))]


def _own_work(shot: Shot, place: Place) -> list[Layer]:
    """The tool and the cook's own hands, from the lower edge."""
    cook, reach = props.COOKS[shot.sleeve], min(place.rx + 26, 84)
    x, y = X + 66, Y + 28
    holding = (x, y) if shot.tool else None
    hands: Layer = ("hand", lambda b: props.own_hands(b, X, Y + 16, reach, cook, holding))
    return [("tool", lambda b: _held(b, shot.tool, x, y, -42)), hands] if shot.tool else [hands]


def _held(b: Brush, name: str, x: float, y: float, turn: float) -> None:
    """A tool whose handle is at (x, y)."""
    with b.moved(x, y, turn, 1.12):
        tool(b, name, 0, -GRIP, 0)
