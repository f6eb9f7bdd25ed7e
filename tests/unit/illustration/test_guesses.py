"""How much of a plan is guessed, and how its captions say so."""

import pytest

from comenius.guides.model import Guide, Ingredient, Quantity, Step
from comenius.illustration.plan import guesses, plan, strange_words
from comenius.illustration.storyboard import Storyboard


def board(*steps: str, listed: tuple[Ingredient, ...] = ()) -> Storyboard:
    return plan(Guide(title="Supper", steps=tuple(Step(text=text) for text in steps), ingredients=listed))


def grams(name: str) -> Ingredient:
    return Ingredient(text=f"200 g {name}", name=name, quantity=Quantity(low=200, high=200, unit="g"))


def test_a_plan_of_known_things_guesses_nothing() -> None:
    known = board(
        "Preheat the oven.", "Slice the leeks.", "Fry them in butter.", "Let it rest.", "Serve and enjoy!"
    )
    assert guesses(known) == 0
    assert strange_words(known) == ()


def test_a_picture_with_none_of_what_the_step_handles_is_a_guess() -> None:
    tyre = board("Lift out the wheel.", "Pull the old tube out.", "Check it with the thumb.")
    assert guesses(tyre) == 3
    assert strange_words(tyre) == ("wheel", "tube")
    assert not any(frame.shot.foods for frame in tyre.frames)
    assert tyre.frames[1].caption == "tube"


def test_a_picture_that_is_mostly_a_stand_in_is_a_guess() -> None:
    alone = board("Put the zorbal into a bowl.", listed=(grams("zorbal"),))
    assert (guesses(alone), strange_words(alone)) == (1, ("zorbal",))
    among = board("Put the leeks, peas and zorbal into a bowl.", listed=(grams("zorbal"),))
    assert guesses(among) == 0


def test_a_step_in_another_language_is_a_guess() -> None:
    steps = ("Chop the onions and the garlic.", "Fry them in a pan with the butter.")
    assert guesses(board(*steps, "Zwiebeln und Knoblauch fein hacken.")) == 1


@pytest.mark.parametrize(
    ("steps", "caption"),
    [
        (("Put the zorbal into a bowl.",), "zorbal (drawn as flour) in a"),
        (("Pour the batter into a pan and cook until golden.",), "golden pancake in a"),
        (("Roll out the dough.",), "rolled out dough on a"),
    ],
)
def test_captions_say_what_can_be_seen(steps: tuple[str, ...], caption: str) -> None:
    assert board(*steps, listed=(grams("zorbal"),)).frames[0].caption.startswith(caption)
