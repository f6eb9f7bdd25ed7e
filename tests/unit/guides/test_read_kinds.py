"""A recipe stays a recipe, and a how-to a how-to."""

import json
from typing import Any

import pytest

from comenius.guides.read import read_bytes

STEPS = "\n\n## Steps\n\n1. Turn it.\n2. Close it.\n"


def kind(document: str | dict[str, Any], name: str = "a.md") -> str:
    if isinstance(document, dict):
        document, name = json.dumps(document), "a.json"
    return read_bytes(document.encode(), name).kind


@pytest.mark.parametrize(
    ("types", "other", "expected"),
    [
        ("HowTo", {"supply": ["1 tube"]}, "howto"),
        ("HowTo", {"supply": ["1 cup sugar"], "yield": "4"}, "howto"),
        ("https://schema.org/HowTo", {}, "howto"),
        (["HowTo", "Recipe"], {}, "recipe"),
        ("Recipe", {}, "recipe"),
        ("Thing", {"supply": ["1 tube"]}, "howto"),
        ("Thing", {"ingredients": ["1 egg"]}, "recipe"),
    ],
)
def test_json_ld_keeps_its_type(types: Any, other: dict[str, Any], expected: str) -> None:
    assert kind({"@type": types, "name": "T", "steps": ["Turn it.", "Close it."], **other}) == expected


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("## Ingredients\n\n- 1 egg", "recipe"),
        ("## Zutaten\n\n- 1 Ei", "recipe"),
        ("## You need\n\n- 1 cup sugar", "recipe"),
        ("Serves 4\n\n## You need\n\n- 1 egg", "recipe"),
        ("Cook time: 10 min", "recipe"),
        ("## You need\n\n- 1 inner tube", "howto"),
        ("## Materials\n\n- 2 boards\n- screws", "howto"),
        ("## Tools\n\n- spanner", "howto"),
        ("", "howto"),
    ],
)
def test_what_goes_in_tells_a_recipe_from_other_work(above: str, expected: str) -> None:
    assert kind(f"# T\n\n{above}{STEPS}") == expected


@pytest.mark.parametrize(
    ("matter", "expected"),
    [("type: recipe", "recipe"), ("kind: How-To", "howto"), ("type: post", "howto"), ("servings: 4", "recipe")],
)  # fmt: skip
def test_front_matter_may_say_which(matter: str, expected: str) -> None:
    assert kind(f"---\n{matter}\n---\n\n# T{STEPS}") == expected
