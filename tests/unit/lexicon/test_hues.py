"""Words for colours."""

import pytest

from comenius.lexicon.hues import HUES, hue, oklab, word
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Form


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
