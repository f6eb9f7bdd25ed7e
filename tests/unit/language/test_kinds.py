"""What a plan says where a kind of dish is made: breads, white sauces, minced meat, dumplings, breaded cutlets."""

import pytest

from comenius.guides.model import Guide, Step
from comenius.guides.quantities import parse
from comenius.language.tracker import Tracked, track


def plan(*steps: str, title: str = "Supper", foods: tuple[str, ...] = ()) -> tuple[Tracked, ...]:
    guide = Guide(
        title=title, steps=tuple(Step(text=text) for text in steps), ingredients=tuple(map(parse, foods))
    )
    return track(guide)


def about(one: Tracked) -> str:
    return one.about.name if one.about else ""


def form(one: Tracked) -> str:
    return one.contents.shot.foods[0].form


def test_mince_is_in_pieces_and_a_meatball_is_whole() -> None:
    mixed, shaped = plan("Mix the minced pork with the egg.", "Shape into meatballs.")
    assert (form(mixed), form(shaped)) == ("mixture", "whole")
    assert form(plan("Brown the minced pork in a pan.")[0]) == "chopped"


def test_dough_takes_up_what_was_added_to_it() -> None:
    *_, tray = plan(
        "Mix the flour and the yogurt to a dough.",
        "Add a splash of milk.",
        "Place the dough on a baking tray.",
        title="Flat loaf",
    )
    assert {food.name for food in tray.contents.shot.foods} == {"dough"}


def test_flour_in_melted_butter_is_a_roux_and_with_milk_a_sauce() -> None:
    roux, sauce, rich = plan(
        "Melt the butter in a pot, add the flour and stir for a minute.",
        "Pour in the milk while whisking.",
        "Take off the heat and beat in an egg yolk.",
    )
    assert (about(roux), form(roux)) == ("roux", "liquid")
    assert about(sauce) in ("milk", "sauce")
    assert [food.form for food in rich.shot.foods] == ["liquid"]


def test_dried_peas_are_no_vegetables_to_soften() -> None:
    *_, soft = plan(
        "Rinse the green split peas.", "Dice the leek.", "Soften the vegetables in a pot.", title="Potage"
    )
    assert about(soft) == "leek"


@pytest.mark.parametrize("verb", ["Butterfly", "Spatchcock"])
def test_a_bird_that_is_opened_stays_whole(verb: str) -> None:
    assert form(plan(f"{verb} the chicken.")[0]) == "whole"
