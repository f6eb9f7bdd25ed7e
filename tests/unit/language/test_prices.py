import datetime
import math
import tomllib
from importlib.resources import files

import pytest

from comenius.language.budget import Price, price_of
from comenius.language.model import Image
from comenius.language.pictures import Tiles
from comenius.language.prices import Listed, listed


def test_a_price_is_found_by_the_name_of_its_model() -> None:
    for name in ("gpt-4o-mini", "openai/gpt-4o-mini", "GPT-4o-mini-2024-07-18", "gpt-4o-mini@here"):
        found = listed(name)
        assert found is not None
        assert found.price == Price(
            input=150_000, output=600_000, cached_input=75_000, picture=Tiles(base=2833, tile=5667)
        )
    assert str(found) == "0.15,0.6,0.075 USD for a million tokens (OpenAI's price list, 2026-03-21)"


@pytest.mark.parametrize(
    "name", ["", "tiny", "gpt-4o-2024-05-13", "gpt-4o-audio", "my-gpt-5", "Qwen/Qwen2.5-7B"]
)
def test_a_model_that_nobody_noted_has_no_price(name: str) -> None:
    assert listed(name) is None


def test_a_price_in_words_is_read_back_as_it_is() -> None:
    for words in ("1,2", "1,2,0.5", "1,2,0.5,3", "1,2,1,3"):
        price = price_of(words)
        assert price is not None
        shown = Listed(price=price, noted=datetime.date(2026, 1, 1), source="a list")
        assert str(shown).startswith(f"{words} USD")
    thinking = Listed(
        price=Price(input=1_000_000, output=2_000_000, reasoning=3_000_000), noted=shown.noted, source=""
    )
    assert str(thinking).startswith("1,2,1,3 USD")


def test_the_table_knows_what_pictures_cost() -> None:
    picture = Image(width=1000, height=700, rgb=b"")
    costs = {name: found.price.picture for name in ("gpt-4o", "gpt-4.1-mini", "claude-sonnet-4-6", "o3-mini")
             if (found := listed(name))}  # fmt: skip
    assert {name: rule and rule.tokens(picture) for name, rule in costs.items()} == {
        "gpt-4o": 85 + 4 * 170,
        "gpt-4.1-mini": math.ceil(32 * 22 * 1.62),
        "claude-sonnet-4-6": 38 * 26,
        "o3-mini": None,
    }


def test_every_row_of_the_table_is_whole_and_every_name_stands_once() -> None:
    rows = tomllib.loads(files("comenius.language").joinpath("prices.toml").read_text("utf-8"))["price"]
    names = [name for row in rows for name in row["models"]]
    assert len(set(names)) == len(names)
    for row in rows:
        assert 0 < row.get("cached_input", row["input"]) <= row["input"] < row["output"]
        assert isinstance(row["noted"], datetime.date)
        assert row["source"]
