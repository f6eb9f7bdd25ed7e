"""JSON that is broken says where; numbers that are none are left out."""

import json
from dataclasses import replace

import pytest

from comenius.errors import SourceError
from comenius.guides.model import Guide, Provenance
from comenius.guides.read import read_bytes

TOAST = {"@type": "Recipe", "name": "Toast", "recipeInstructions": ["Toast the bread.", "Butter it."]}


def guide(text: str) -> Guide:
    return read_bytes(text.encode(), "toast.jsonld")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"@type": "Recipe",\n "name": "Toast",\n "recipeIngredient": [oops]}', "line 3, column 23"),
        ("just words", "line 1, column 1"),
        ('{"@type": "Recipe", "name": "Toast"', "line 1, column 36"),
        ('\n\n{"a" 1}', "line 3, column 6"),
        ("[" * 100_000, "in one another"),
        ('{"a": ' + "9" * 5000 + "}", "digits"),
    ],
)
def test_broken_json_says_where_it_breaks(text: str, place: str) -> None:
    with pytest.raises(SourceError, match=r"^toast\.jsonld is not JSON \(") as caught:
        guide(text)
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)


def test_sound_json_without_steps_is_not_called_broken() -> None:
    with pytest.raises(SourceError, match="has no steps"):
        guide('{"@type": "Recipe", "name": "Toast"}')


def test_a_comma_too_many_is_mended() -> None:
    assert len(guide(json.dumps(TOAST)[:-1] + ",}").steps) == 2


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "null", "[NaN, 1e999]"])
@pytest.mark.parametrize(
    "key", ["recipeYield", "prepTime", "recipeIngredient", "description", "keywords", "author", "tool"]
)
def test_numbers_that_are_none_are_left_out(number: str, key: str) -> None:
    found = guide(json.dumps({**TOAST, key: "@"}).replace('"@"', number))
    assert replace(found, provenance=Provenance()) == replace(
        guide(json.dumps(TOAST)), provenance=Provenance()
    )


def test_a_yield_that_a_page_could_not_compute_is_left_out() -> None:
    assert guide(json.dumps({**TOAST, "recipeYield": ["NaN", "undefined"]})).servings == ""


@pytest.mark.parametrize(("number", "words"), [("4", "4"), ("4.0", "4"), ("2.5", "2.5")])
def test_whole_numbers_have_no_point(number: str, words: str) -> None:
    assert guide(json.dumps({**TOAST, "recipeYield": "@"}).replace('"@"', number)).servings == words


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf"])
def test_front_matter_is_no_different(number: str) -> None:
    text = f"---\nservings: {number}\n---\n\n# Toast\n\n1. Toast the bread.\n2. Butter it.\n"
    assert read_bytes(text.encode(), "toast.md").servings == ""
