"""Words for colours."""

import tomllib
from importlib.resources import files

import pytest

from comenius.lexicon.hues import HUES, hue, oklab, word
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Form
from comenius.lexicon.tables import key


@pytest.mark.parametrize("name", HUES)
def test_each_typical_colour_has_its_own_word(name: str) -> None:
    assert [word(colour) for colour in HUES[name]] == [name] * len(HUES[name])


def test_oklab_has_its_published_white_and_red() -> None:
    assert oklab((255, 255, 255)) == pytest.approx((1.0, 0.0, 0.0), abs=1e-3)
    assert oklab((255, 0, 0)) == pytest.approx((0.628, 0.2249, 0.1258), abs=1e-3)


@pytest.mark.parametrize(
    ("look", "form", "colour"),
    [
        ("tomato", "whole", "red"),
        ("carrot", "chopped", "orange"),
        ("spinach", "whole", "green"),
        ("milk", "liquid", "white"),
        ("eggplant", "whole", "purple"),
        ("eggplant", "sliced", "cream"),
        ("chocolate", "whole", "brown"),
    ],
)
def test_a_food_has_the_colour_that_anybody_would_say(look: str, form: Form, colour: str) -> None:
    assert hue(look, form, "raw") == colour


def test_heat_turns_dough_golden_then_brown_and_leaves_milk_white() -> None:
    assert [hue("dough", "flat", done) for done in ("raw", "golden", "browned")] == [
        "cream",
        "golden",
        "brown",
    ]
    assert hue("milk", "liquid", "browned") == "white"


def test_every_look_has_a_colour_in_every_form_and_doneness() -> None:
    for name, look in kitchen().foods.items():
        for form in look.forms:
            assert all(hue(name, form, done) for done in kitchen().donenesses)


@pytest.mark.parametrize(
    ("name", "look", "form", "colour"),
    [
        ("red onion", "red onion", "chopped", "purple"),
        ("white wine", "wine", "liquid", "cream"),
        ("white wine vinegar", "water", "liquid", "cream"),
        ("lemon juice", "water", "liquid", "yellow"),
        ("dark brown sugar", "sugar", "powder", "brown"),
        ("ground black pepper", "pepper", "powder", "black"),
        ("black beans", "beans", "powder", "black"),
        ("feta cheese", "cheese", "chopped", "white"),
        ("goat cheese", "cheese", "whole", "white"),
        ("red apple", "apple", "whole", "red"),
        ("red apple", "apple", "sliced", "cream"),
        ("cheddar", "cheese", "whole", "yellow"),
        ("warm water", "water", "liquid", "blue"),
    ],
)
def test_a_name_that_says_a_colour_decides(name: str, look: str, form: Form, colour: str) -> None:
    assert hue(look, form, "raw", name) == colour


def test_heat_decides_over_the_name() -> None:
    assert hue("red onion", "chopped", "browned", "red onion") == hue("red onion", "chopped", "browned")
    assert hue("cheese", "sliced", "golden", "halloumi") == "golden"


def test_every_colour_of_the_table_is_a_word_for_one_and_no_thing_has_two() -> None:
    table = tomllib.loads((files("comenius.lexicon") / "tables/colours.toml").read_text("utf-8"))
    names = [name for listed in table.values() for name in listed]
    assert set(table) <= set(HUES)
    assert len({key(name) for name in names}) == len(names)
