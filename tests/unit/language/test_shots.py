"""What a language model saw, mended until it can be drawn."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from language_server import cook

from comenius.language.schema import load
from comenius.language.shots import Seen, mend, read, sentence, shorten
from comenius.language.template import prompt
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot

SEEN = Seen(
    state="An onion lies on a board.",
    foods=(),
    vessel="cutting board",
    material="wooden",
    tool="knife",
    hand=False,
    steam=False,
    fire=False,
)
GRAINS = ("basmati rice", "black beans")
OFFLINE = Shot(foods=(Food(name="onion", look="onion", form="chopped"),), vessel="pot", material="steel")


def test_the_worked_examples_keep_the_rules_they_teach() -> None:
    lines = [
        line
        for line in prompt("recaption").body.splitlines()
        if line.startswith('{"state": "') and "…" not in line
    ]
    assert len(lines) >= 5
    for line in lines:
        seen = read(json.loads(line))
        shot, mended = mend(seen, kitchen())
        assert mended == ()
        assert shot.foods
        assert len(seen.state.split()) <= 25


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        (
            {"vessel": "saucepan", "material": "steel"},
            lambda shot: shot.vessel == "pot",
            "vessel: 'saucepan' → 'pot'",
        ),
        (
            {"vessel": "spaceship", "material": ""},
            lambda shot: shot.vessel == "table",
            "'spaceship' → 'table'",
        ),
        ({"material": "gold"}, lambda shot: shot.material == "", "material: 'gold' → ''"),
        ({"tool": "wooden spoons"}, lambda shot: shot.tool == "wooden spoon", "tool"),
        ({"tool": "laser"}, lambda shot: shot.tool == "", "tool: 'laser' → ''"),
        ({"fire": True}, lambda shot: not shot.fire, "fire: under a cutting board → off"),
    ],
)
def test_what_cannot_be_drawn_becomes_the_nearest_that_can(
    change: dict[str, object], check: Callable[[Shot], bool], words: str
) -> None:
    shot, mended = mend(replace(SEEN, **change), kitchen())  # type: ignore[arg-type]
    assert check(shot)
    assert len(mended) == 1
    assert words in mended[0]


@pytest.mark.parametrize(
    ("food", "expected"),
    [
        ({"look": "tomatoe"}, Food(name="thing", look="tomato")),
        ({"look": "scallion"}, Food(name="thing", look="spring onion")),
        ({"look": "pears"}, Food(name="thing", look="pear")),
        ({"look": "unknowable", "name": "masa harina"}, Food(name="masa harina", look="flour", form="powder")),
        ({"look": "tomato", "form": "diced"}, None),
        ({"look": "tomato", "doneness": "burnt"}, Food(name="thing", look="tomato")),
        ({"look": "tomato", "count": 12}, Food(name="thing", look="tomato", count=3)),
        ({"look": "tomato", "form": "sliced", "count": 2}, Food(name="thing", look="tomato", form="sliced")),
        (
            {"look": "rice", "form": "mixture", "parts": [*GRAINS, "moon dust"]},
            Food(name="thing", look="rice", form="mixture", parts=("rice", "beans"), part_names=GRAINS),
        ),
        ({"look": "rice", "form": "mixture", "parts": ["rice"]}, Food(name="thing", look="rice", form="powder")),
    ],
)  # fmt: skip
def test_a_food_becomes_what_can_be_drawn_and_keeps_its_name(
    food: dict[str, object], expected: Food | None
) -> None:
    row = {"name": "thing", "look": "", "form": "whole", "doneness": "raw", "parts": [], "count": 1} | food
    seen = {"state": "x", "foods": [row], "vessel": "bowl", "material": "white", "tool": ""}
    shot, mended = mend(load(Seen, seen | {"hand": False, "steam": False, "fire": False}), kitchen())
    found = shot.foods[0]
    assert expected is None or found == expected
    assert found.form in (*kitchen().foods[found.look].forms, "mixture")
    assert mended


def test_the_room_and_the_cook_stay_those_of_the_rules() -> None:
    room = {"table": "blue", "wall": "mint", "sleeve": "green"}
    shot, _ = mend(replace(SEEN, hand=True), kitchen(), replace(OFFLINE, **room))  # type: ignore[arg-type]
    assert {name: getattr(shot, name) for name in room} == room
    assert mend(SEEN, kitchen())[0].sleeve == ""


def test_a_food_nobody_knows_is_left_out_and_told() -> None:
    seen = load(
        Seen,
        json.loads(cook('Step 1: <data id="0">"x"</data>'))
        | {
            "foods": [
                {"name": "zorb", "look": "zorb", "form": "whole", "doneness": "raw", "parts": [], "count": 1}
            ]
        },
    )
    shot, mended = mend(seen, kitchen())
    assert shot.foods == ()
    assert mended == ("look: 'zorb' (zorb) → left out",)
    assert mend(seen, kitchen(), OFFLINE)[0].foods == OFFLINE.foods


def test_a_state_is_one_clean_sentence() -> None:
    assert sentence('  "Soup in a pot."\nState 2') == "Soup in a pot."
    assert sentence("“Soup in a pot.” (state 12)") == "Soup in a pot."
    long = "A red pot holds soup with carrots and leeks and potatoes and beans, " + "and much more " * 9
    assert shorten(long) == "A red pot holds soup with carrots and leeks and potatoes and beans."
    assert len(shorten("word " * 40).split()) == 25
