import datetime
import tomllib
from importlib.resources import files

import pytest

from comenius.language.budget import Price
from comenius.language.prices import listed


def test_a_price_is_found_by_the_name_of_its_model() -> None:
    for name in ("gpt-4o-mini", "openai/gpt-4o-mini", "GPT-4o-mini-2024-07-18", "gpt-4o-mini@here"):
        found = listed(name)
        assert found is not None
        assert found.price == Price(input=150_000, output=600_000, cached_input=75_000)
    assert str(found) == "0.15,0.6,0.075 USD for a million tokens (OpenAI's price list, 2026-03-21)"


@pytest.mark.parametrize(
    "name", ["", "tiny", "gpt-4o-2024-05-13", "gpt-4o-audio", "my-gpt-5", "Qwen/Qwen2.5-7B"]
)
def test_a_model_that_nobody_noted_has_no_price(name: str) -> None:
    assert listed(name) is None


def test_every_row_of_the_table_is_whole_and_every_name_stands_once() -> None:
    rows = tomllib.loads(files("comenius.language").joinpath("prices.toml").read_text("utf-8"))["price"]
    names = [name for row in rows for name in row["models"]]
    assert len(set(names)) == len(names)
    for row in rows:
        assert 0 < row.get("cached_input", row["input"]) <= row["input"] < row["output"]
        assert isinstance(row["noted"], datetime.date)
        assert row["source"]
