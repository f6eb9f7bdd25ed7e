"""What hands hold while they work, and that they hold nothing where things are only added, moved or left to cook."""

import pytest
from small_recipes import plan

from comenius.language.idioms import said_plainly


@pytest.mark.parametrize(
    "last",
    [
        "Pour in the stock.",
        "Put the beef back in.",
        "Add the beans and the bay leaf.",
        "Turn the gas down.",
        "Cook it for another ten minutes.",
    ],
)
def test_what_is_added_or_left_to_cook_needs_no_tool(last: str) -> None:
    *_, one = plan("Fry the beef and the carrots in a large pot, then add the wine.", last)
    assert one.tools == ()


def test_vegetables_that_go_into_hot_fat_are_stirred() -> None:
    _, added = plan("Heat the oil in a pan.", "Add the chopped leeks.")
    assert added.tools == ("wooden spoon",)


@pytest.mark.parametrize(
    "text",
    [
        "Simmer for five minutes, occasionally stirring.",
        "Simmer for 5 min stirring frequently.",
        "Simmer under constant stirring.",
        "Add the cream and mix quickly.",
    ],
)
def test_stirring_said_in_passing_takes_a_spoon(text: str) -> None:
    _, stirred = plan("Put the tomatoes and the beans in a pot.", text)
    assert "wooden spoon" in stirred.tools


def test_what_runs_is_ladled_into_bowls_and_jars() -> None:
    *_, shared = plan(
        "Simmer the carrots in the broth in a pot.", "Divide the soup into bowls.", title="Soup"
    )
    assert "ladle" in shared.tools
    assert "ladle" in plan("Pour in a ladle of batter.")[0].tools


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("Roll into balls about the size of a plum and chill.", "Roll into balls and chill."),
        ("Boil the noodles 2 minutes less than the bag says.", "Boil the noodles."),
        ("Make a small cut in the top.", "score in the top."),
        (
            "Prepare three plates: one with flour, one with egg and one with crumbs.",
            "put flour, egg, crumbs on plates.",
        ),
    ],
)
def test_turns_of_phrase_are_said_plainly(said: str, plainly: str) -> None:
    assert said_plainly(said) == plainly


def test_eggs_fried_sunny_side_up_are_eggs() -> None:
    assert [food.look for food in plan("Fry the eggs sunny side up.")[0].shot.foods] == ["egg"]


def test_over_medium_heat_is_no_way_to_fry_eggs() -> None:
    assert said_plainly("Melt the lard over medium heat.") == "Melt the lard over medium heat."
