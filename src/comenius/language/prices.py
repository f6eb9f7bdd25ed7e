"""What a language model costs as far as we noted it, with the day and the source."""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from comenius.language.budget import Price
from comenius.language.pictures import Patches, Tiles


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A price out of the table."""

    price: Price
    noted: datetime.date
    source: str

    def __str__(self) -> str:
        price = self.price
        cached = (
            price.input if price.cached_input is None and price.reasoning is not None else price.cached_input
        )
        parts = (price.input, price.output, cached, price.reasoning)
        words = ",".join(f"{part / 1e6:.6f}".rstrip("0").rstrip(".") for part in parts if part is not None)
        return f"{words} USD for a million tokens ({self.source}, {self.noted})"


def listed(model: str) -> Listed | None:
    """The price of a model by its name, such as `gpt-4o-mini` or `openai/gpt-4o-mini`; None when nobody noted it."""
    name = model.partition("@")[0].rpartition("/")[2].casefold()
    return next((found for pattern, found in _table() if fnmatchcase(name, pattern)), None)


@cache
def _table() -> tuple[tuple[str, Listed], ...]:
    text = files("comenius.language").joinpath("prices.toml").read_text("utf-8")
    rows = tomllib.loads(text, parse_float=Decimal)["price"]
    return tuple((pattern, _listed(row)) for row in rows for pattern in row["models"])


def _listed(row: Mapping[str, Any]) -> Listed:
    usd = ("input", "output", "cached_input", "reasoning")
    price = Price(
        **{name: int(row[name] * 1_000_000) for name in usd if name in row},
        picture=_picture(row["picture"]) if "picture" in row else None,
    )
    return Listed(price=price, noted=row["noted"], source=row["source"])


def _picture(rule: Mapping[str, Any]) -> Tiles | Patches:
    if "tile" in rule:
        return Tiles(base=rule["base"], tile=rule["tile"])
    return Patches(side=rule["side"], most=rule["most"], times=float(rule.get("times", 1)))
