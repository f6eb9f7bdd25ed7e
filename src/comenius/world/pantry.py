"""What recipes are made of, read once from tables/pantry.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Amount:
    """How much of something a recipe asks for."""

    unit: str
    of: bool  # "a pinch of", but "50 g"
    values: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Pantry:
    """Pools of looks, amounts and titles."""

    pools: dict[str, tuple[str, ...]]
    amounts: dict[str, Amount]  # of a look or of a family
    counted: frozenset[str]  # families of which one buys several
    titles: dict[str, tuple[str, ...]]


@cache
def pantry() -> Pantry:
    """The pantry of tables/pantry.toml."""
    text = (files("comenius.world") / "tables/pantry.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return Pantry(
        pools={name: tuple(looks) for name, looks in table["pool"].items()},
        amounts={
            name: Amount(unit=row["unit"], of=row.get("of", False), values=tuple(row["values"]))
            for name, row in table["amount"].items()
        },
        counted=frozenset(table["counted"]["families"]),
        titles={name: tuple(lines) for name, lines in table["title"].items()},
    )
