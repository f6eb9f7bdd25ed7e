"""One thing in the place of another, another vessel, another look: orders in whatever words they are typed."""

import pytest

from comenius.language.specify import Inventory, Specified, Thing, specify

SOUP = Inventory(
    subject="tomato soup",
    things=(
        Thing(name="tomato soup", kind="food"), Thing(name="pot", kind="vessel"), Thing(name="bread", kind="food"),
        Thing(name="spoon", kind="tool"), Thing(name="wooden table", kind="place"), Thing(name="wall", kind="place"),
    ),
)  # fmt: skip


def orders(found: Specified) -> list[str]:
    return [edit.instruction for edit in found.edits]


@pytest.mark.parametrize(
    ("wish", "order"),
    [
        ("turn the pot into a bowl", "exchange the pot for a bowl"),
        ("change the pot to a white bowl", "exchange the pot for a white bowl"),
        ("swap the pot for a bowl", "exchange the pot for a bowl"),
        ("Replace the pot with bowl.", "exchange the pot for a bowl"),
        ("use a bowl instead of the pot", "exchange the pot for a bowl"),
        ("replace the bread with a croissant", "replace the bread with a croissant"),
        ("swap bread for croissant", "swap bread for croissant"),
        ("transform the bread into muffins", "replace the bread with muffins"),
        ("substitute a croissant for the bread", "replace the bread with a croissant"),
        ("turn the bread into a dragon", "turn the bread into a dragon"),
        ("turn it into a smoothie", "turn the tomato soup into a smoothie"),
        ("exchange the spoon for a fork", "exchange the spoon for a fork"),
        ("change the table to marble", "change the table to marble"),
        ("serve it in a blue bowl", "use a blue bowl instead of the pot"),
        ("in a glass", "use a glass instead of the pot"),
        ("serve the soup on a plate", "use a plate instead of the pot"),
        ("in a red pot", "make the pot red"),
        ("on a marble table", "change the table to white marble"),
        ("against a yellow wall", "change the wall to yellow"),
        ("a green background", "change the wall to green"),
        ("put it in the oven", "put it in the oven"),
        ("blue pot", "make the pot blue"),
        ("make the spoon disappear", "remove the spoon"),
        ("without the spoon", "remove the spoon"),
        ("in small cubes", "cut the tomato soup into small cubes"),
        ("empty the pot", "empty the pot"),
        ("more soup", "fill the pot with tomato soup"),
        ("extra bread", "add some bread to the pot"),
    ],
)  # fmt: skip
def test_an_order_is_known_in_many_words(wish: str, order: str) -> None:
    found = specify(wish, SOUP)
    assert orders(found) == [order]
    assert found.before != found.after


@pytest.mark.parametrize(
    ("wish", "reading"),
    [
        ("turn this into a dessert", "Read as sweet"), ("make it for children", "Read as for children"),
        ("turn the table into something festive", "Read as festive"), ("replace the table", "Read as appetising"),
        ("I don't like the table", "Read as appetising"), ("double the portion", "Read as generous"),
        ("more festive", "Read as festive"), ("I want it to be a birthday dish", "Read as festive"),
    ],
)  # fmt: skip
def test_what_names_no_new_thing_stays_a_wish(wish: str, reading: str) -> None:
    found = specify(wish, SOUP)
    assert found.reading.startswith(reading)
    assert {edit.origin for edit in found.edits} == {"rules"}
    assert "table" not in wish or {edit.target for edit in found.edits} == {"wooden table"}


@pytest.mark.parametrize(
    ("wish", "order"),
    [
        ("no steam please", "remove the steam"),
        ("without flames", "remove the fire"),
        ("No fire", "remove the fire"),
    ],
)
def test_steam_and_fire_that_are_there_can_be_wished_away(wish: str, order: str) -> None:
    hot = Inventory(subject="soup", things=SOUP.things, place="steam rising, over fire")
    assert orders(specify(wish, hot)) == [order]
