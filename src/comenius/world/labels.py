"""What a picture of the kitchen shows, as small integers: the truth that recognisers learn from."""

from collections.abc import Sequence
from functools import cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Form, Shot
from comenius.world.render import masks
from comenius.world.scene import Setting, arranged, layers, settle

GRID = 32  # cells along a side of the label maps
FINE = 2  # pixels along a side of a cell while its owner is sought
MOST = 3  # foods that are drawn
VIEWS = ("front", "first-person")

Labels = dict[str, NDArray[np.uint8]]


@cache
def classes() -> dict[str, tuple[str, ...]]:
    """The names behind the integers: one list for each attribute of a scene, and look, form and doneness of foods.

    The first look, form and doneness is the empty name: no food.
    """
    stock = kitchen()
    materials = dict.fromkeys(m for of in stock.vessels.values() for m in of or ("",))
    return {
        "vessel": tuple(stock.vessels),
        "material": tuple(materials),
        "table": stock.tables,
        "wall": stock.walls,
        "tool": ("", *stock.tools),
        "hand": ("no", "yes"),
        "steam": ("no", "yes"),
        "fire": ("no", "yes"),
        "view": VIEWS,
        "sleeve": ("", *stock.sleeves),
        "look": ("", *stock.foods),
        "form": ("", *get_args(Form)),
        "doneness": ("", *stock.donenesses),
    }


def attributes(shot: Shot, setting: Setting) -> dict[str, str]:
    """What is true of the whole picture, by the names of `classes`: only what is drawn counts."""
    shot = settle(shot, setting)
    drawn = {name for name, _ in layers(shot, setting)}
    return {
        "vessel": shot.vessel,
        "material": shot.material,
        "table": shot.table,
        "wall": shot.wall,
        "tool": shot.tool if "tool" in drawn else "",
        **{name: "yes" if name in drawn else "no" for name in ("hand", "steam", "fire")},
        "view": shot.view,
        "sleeve": shot.sleeve if "hand" in drawn else "",
    }


def owners(shot: Shot, setting: Setting) -> NDArray[np.uint8]:
    """Which food each cell shows, `GRID GRID`: 0 for none, else its place in `arranged` from 1.

    A cell belongs to the food that covers most of it, and at least half.
    """
    shown = masks(shot, setting, GRID * FINE)
    cover = np.zeros((MOST + 1, GRID, GRID), np.int32)
    for i in range(MOST):
        if (mask := shown.get(f"food{i}")) is not None:
            cover[i + 1] = mask.reshape(GRID, FINE, GRID, FINE).sum((1, 3))
    cover[0] = FINE * FINE // 2 - 1
    owner: NDArray[np.uint8] = cover.argmax(0).astype(np.uint8)
    return owner


def labels(shot: Shot, setting: Setting) -> Labels:
    """Everything a recogniser may be asked about one picture.

    `attributes` in the order of `classes`; `owner`, `look`, `form`, `doneness` as `GRID GRID`, 0 where there is
    no food, a mixture by the look there is most of; for each of three foods `parts`, the looks it is made of,
    and `topped`, the looks that lie on it, one column a look.
    """
    names = classes()
    foods = [food for food, _ in arranged(settle(shot, setting).foods)]
    owner = owners(shot, setting)
    told = attributes(shot, setting)
    out = {"attributes": np.array([names[key].index(told[key]) for key in told], np.uint8), "owner": owner}
    for key in ("look", "form", "doneness"):
        codes = [0, *(names[key].index(_told(food, key)) for food in foods)]
        out[key] = np.array(codes, np.uint8)[owner]
    looks = names["look"]
    out["parts"] = _marked(looks, [_parts(food) for food in foods])
    out["topped"] = _marked(looks, [food.topped for food in foods])
    return out


def stack(rows: Sequence[Labels]) -> Labels:
    """The labels of a batch, each array with the batch in front."""
    return {name: np.stack([row[name] for row in rows]) for name in rows[0]}


def _parts(food: Food) -> tuple[str, ...]:
    return food.parts or (food.look,) if food.form == "mixture" else (food.look,)


def _told(food: Food, key: str) -> str:
    return _parts(food)[0] if key == "look" else str(getattr(food, key))


def _marked(looks: tuple[str, ...], rows: Sequence[Sequence[str]]) -> NDArray[np.uint8]:
    out = np.zeros((MOST, len(looks)), np.uint8)
    for i, row in enumerate(rows):
        out[i, [looks.index(name) for name in row]] = 1
    return out
