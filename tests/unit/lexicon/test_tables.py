"""Every row of the word tables can be drawn."""

import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any, get_args

import pytest

from comenius.language.finishing import ACTIONS
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Form
from comenius.lexicon.tables import coerce, default_form, inflect, key, lexicon, plain, singular


def rows(table: str, kind: str) -> list[dict[str, Any]]:
    text = (files("comenius.lexicon") / "tables" / f"{table}.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)[kind]
    return found


def test_every_food_has_a_look_that_takes_its_form() -> None:
    for row in rows("foods", "food"):
        look = kitchen().foods[row["look"]]
        assert row.get("form", look.forms[0]) in look.forms, row["names"][0]


def test_no_food_is_listed_twice() -> None:
    names = Counter(key(name) for row in rows("foods", "food") for name in row["names"])
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("table", "least"), [("foods", 400), ("verbs", 150), ("vessels", 40), ("tools", 40), ("mixtures", 100)]
)
def test_the_lexicon_is_wide(table: str, least: int) -> None:
    assert len(getattr(lexicon(), table)) >= least


def test_vessels_and_tools_stand_for_ones_that_are_drawn() -> None:
    assert set(lexicon().vessels.values()) <= set(kitchen().vessels)
    assert set(lexicon().tools.values()) <= {*kitchen().tools, ""}


def test_every_verb_does_something_known_with_things_that_are_drawn() -> None:
    for verb in lexicon().verbs.values():
        assert verb.effect in {*ACTIONS, "handle"}, verb.name
        assert verb.tool in {*kitchen().tools, ""}, verb.name
        assert verb.place in {*kitchen().vessels, ""}, verb.name
        assert verb.doneness in kitchen().donenesses, verb.name


def test_mixtures_products_and_clues_have_looks() -> None:
    looks = {word.look for word in lexicon().mixtures.values()} - {""}
    looks |= {word.look for word in lexicon().products} | {word.look for word in lexicon().clues}
    assert looks <= set(kitchen().foods)


def test_no_clue_takes_whatever_is_left() -> None:
    assert all(clue.words or clue.units for clue in lexicon().clues)


def test_a_form_is_bent_to_one_that_the_food_takes() -> None:
    assert coerce("rice", "chopped") == "powder"
    assert coerce("potato", "chopped") == "chopped"
    assert coerce("noodles", "mashed") == "noodles"
    assert coerce("beef", "mixture") == "mixture"
    for look in kitchen().foods:
        for form in get_args(Form):
            if form == "mixture":
                continue
            assert coerce(look, form) in kitchen().foods[look].forms


def test_default_form_is_the_first_of_the_family() -> None:
    assert default_form("dough") == "ball"
    assert default_form("milk") == "liquid"


@pytest.mark.parametrize(
    ("plural", "one"),
    [("berries", "berry"), ("leaves", "leaf"), ("radishes", "radish"), ("peas", "pea"), ("glass", "glass"),
     ("boxes", "box"), ("asparagus", "asparagus")],
)  # fmt: skip
def test_plurals_find_their_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_text_is_made_plain() -> None:
    assert plain("Crème-Fraîche ½ Jalapeño") == "creme fraiche  1/2 jalapeno"
    assert plain("сrab") == "crab"


def test_verbs_are_inflected_by_rule() -> None:
    assert ("chopping", "ing") in list(inflect("chop"))
    assert ("dried", "ed") in list(inflect("dry"))
    assert ("baking", "ing") in list(inflect("bake"))
    assert ("simmering", "ing") in list(inflect("simmer"))
