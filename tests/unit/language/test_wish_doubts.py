"""What of a wish cannot be had is said: opposites, things that are not there, words that bar nothing."""

import re

import pytest

from comenius.errors import SettingError
from comenius.language.specify import Inventory, Specified, Thing, specify

DINNER = Inventory(
    subject="roasted chicken",
    things=(
        Thing(name="roasted chicken", kind="food"),
        Thing(name="potatoes", kind="food"),
        Thing(name="plate", look="white", kind="vessel"),
        Thing(name="fork", kind="tool"),
        Thing(name="wooden table", kind="place"),
        Thing(name="mint wall", where="background", kind="place"),
    ),
)
SEEN = "only roasted chicken, potatoes, plate, fork, table, wall"


def orders(found: Specified) -> list[str]:
    return [edit.instruction for edit in found.edits]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("make it hot and cold", "asks for hot and for cold"),
        ("darker but brighter", "asks for dark and for bright"),
        ("summer in winter", "asks for summer and for winter"),
        ("less red and more red", "asks for red and for less of it"),
        ("less red more red", "asks for red and for less of it"),
        ("make the plate blue and make the plate red", "'make the plate blue' and 'make the plate red' contradict"),
        ("add steam and remove the steam", "'add steam' and 'remove the steam' contradict"),
    ],
)  # fmt: skip
def test_opposites_at_once_are_refused_and_named(wish: str, words: str) -> None:
    with pytest.raises(SettingError, match=re.escape(words)):
        specify(wish, DINNER)


@pytest.mark.parametrize(
    "wish",
    [
        "sweet and sour", "creamy but crunchy", "rich but healthy", "not too dark",
        "make the potatoes hot and the plate cold", "make the plate blue and the table green",
        "make the plate blue and green", "less dark and more bright",
    ],
)  # fmt: skip
def test_what_goes_together_or_is_said_of_two_things_is_no_contradiction(wish: str) -> None:
    assert specify(wish, DINNER).edits


@pytest.mark.parametrize("wish", ["make the dragon green", "replace the pot with a pan", "remove the spoon"])
def test_an_order_about_a_thing_that_is_not_there_is_kept_and_told(wish: str) -> None:
    found = specify(wish, DINNER)
    assert len(found.edits) == 1
    assert re.search(rf"the picture shows no (dragon|pot|spoon), {SEEN}", found.notes[0])


def test_a_vague_wish_about_a_thing_that_is_not_there_says_that_all_is_changed() -> None:
    found = specify("make the dragon festive", DINNER)
    assert len(found.edits) == 3
    assert f"the picture shows no dragon, {SEEN}: all of it is changed" in found.notes
    for wish in ("make the light cosy", "make the mood festive", "warm colours for the evening"):
        assert not specify(wish, DINNER).notes


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("without onions", f"'without onions': the picture shows no onions, {SEEN}."),
        ("turn the spoon into a dragon", "the picture shows no spoon"),
        ("less red", "Nothing is known that makes a picture less red"),
        ("as a watercolour painting", "not how it is taken or drawn, such as 'watercolour'"),
        ("mysteriouser and bluer-than-thou zumbelig", ""),
    ],
)
def test_what_no_rule_can_do_is_refused_with_what_is_wrong(wish: str, words: str) -> None:
    if not words:
        assert specify(wish, DINNER).edits
        return
    with pytest.raises(SettingError, match=re.escape(words)):
        specify(wish, DINNER)


def test_a_wish_that_is_not_known_names_near_ones_and_where_all_are_in_one_short_line() -> None:
    with pytest.raises(SettingError) as told:
        specify("grateful", DINNER)
    assert "comenius edit --wishes" in str(told.value)
    assert "--n 0" in str(told.value)
    assert len(str(told.value)) < 400


def test_a_forbidden_word_that_bars_nothing_is_told() -> None:
    notes = specify("festive", DINNER, forbidden=("dragon", "plate", "lemon")).notes
    assert notes == (
        "nothing that is seen or would be changed is called 'dragon', which is forbidden",
        "nothing that is seen or would be changed is called 'lemon', which is forbidden",
    )
    assert not specify("summer", DINNER, forbidden=("lemon",)).notes  # it would have been added
    assert specify("festive", DINNER, n=0, forbidden=("dragon",)).notes


@pytest.mark.parametrize(
    ("word", "thing"),
    [("white plate", "plate"), ("background", "wall"), ("the food", "chicken|potatoes"), ("table", "table")],
)
def test_what_is_forbidden_may_be_called_by_its_look_its_kind_or_its_place(word: str, thing: str) -> None:
    for seed in range(12):
        found = specify("festive", DINNER, n=6, seed=seed, forbidden=(word,))
        assert not [order for order in orders(found) if re.search(thing, order)]
        assert not any("called" in note for note in found.notes)


def test_a_wish_for_the_forbidden_alone_is_refused() -> None:
    with pytest.raises(SettingError, match="asks only for what is forbidden"):
        specify("make the plate blue", DINNER, forbidden=("plate",))
