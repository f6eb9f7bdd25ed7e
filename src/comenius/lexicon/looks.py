"""The things the kitchen can draw, read once from tables/looks.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from comenius.lexicon.shot import Doneness, Form

Colour = tuple[int, int, int]  # sRGB, 0 to 255


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one food is drawn."""

    name: str
    family: str
    skin: Colour
    inside: Colour
    detail: str
    forms: tuple[Form, ...]  # the default first


@dataclass(frozen=True, kw_only=True)
class Kitchen:
    """Everything that can be drawn."""

    foods: dict[str, Look]
    vessels: dict[str, tuple[str, ...]]  # name → materials
    tools: tuple[str, ...]
    tables: tuple[str, ...]
    walls: tuple[str, ...]
    sleeves: tuple[str, ...]  # of the cook
    donenesses: tuple[Doneness, ...]
    heated: tuple[str, ...]  # vessels that may stand over fire


@cache
def kitchen() -> Kitchen:
    """The inventory of tables/looks.toml."""
    table: dict[str, Any] = tomllib.loads(
        (files("comenius.lexicon") / "tables/looks.toml").read_text("utf-8")
    )
    scene = table["scene"]
    foods = {
        name: Look(
            name=name,
            family=row["family"],
            skin=colour(row["skin"]),
            inside=colour(row.get("inside", row["skin"])),
            detail=row.get("detail", ""),
            forms=tuple(table["forms"][row["family"]]),
        )
        for name, row in table["food"].items()
    }
    return Kitchen(
        foods=foods,
        vessels={name: tuple(materials) for name, materials in table["vessel"].items()},
        tools=tuple(scene["tool"]),
        tables=tuple(scene["table"]),
        walls=tuple(scene["wall"]),
        sleeves=tuple(scene["sleeve"]),
        donenesses=cast(tuple[Doneness, ...], tuple(scene["doneness"])),
        heated=tuple(scene["heated"]),
    )


def colour(text: str) -> Colour:
    """`#de3428` as (222, 52, 40)."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


RAW_FAMILIES = frozenset({"liquid", "powder", "noodles", "leafy", "scoops", "mussels"})


def browns(look: Look, form: Form) -> bool:
    """Whether heat changes how this food looks."""
    return look.family not in RAW_FAMILIES and form not in ("beaten", "liquid", "powder", "mashed", "fried")
