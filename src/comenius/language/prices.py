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


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A price out of the table."""

    price: Price
    noted: datetime.date
    source: str

    def __str__(self) -> str:
        parts = (self.price.input, self.price.output, self.price.cached_input)
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
    entry, out, cached = (
        None if usd is None else int(usd * 1_000_000)
        for usd in (row["input"], row["output"], row.get("cached_input"))
    )
    price = Price(input=entry or 0, output=out or 0, cached_input=cached)
    return Listed(price=price, noted=row["noted"], source=row["source"])
