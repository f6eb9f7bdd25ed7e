"""One change that is told by its kind and value, as a shot."""

from dataclasses import replace
from random import Random

import pytest

from comenius.lexicon.shot import Food, Shot
from comenius.world.scene import Setting, settle
from comenius.world.told_changes import changed

SETTING = Setting.draw(Random(0))
ONION, CARROT = Food(name="onion", look="onion"), Food(name="carrot", look="carrot", form="sliced")
PAN = settle(
    Shot(foods=(ONION, CARROT), vessel="pan", material="red", table="blue", wall="pink", fire=True), SETTING
)


@pytest.mark.parametrize(
    ("kind", "value", "food", "after"),
    [
        ("top", "herbs", 0, replace(PAN, foods=(replace(ONION, topped=("herbs",)), CARROT))),
        ("swap", "zucchini", 1, replace(PAN, foods=(ONION, replace(CARROT, name="zucchini", look="zucchini")))),
        ("heat", "golden", 0, replace(PAN, foods=(replace(ONION, doneness="golden"), CARROT))),
        ("cut", "chopped", 0, replace(PAN, foods=(replace(ONION, form="chopped"), CARROT))),
        ("more", "more", 0, replace(PAN, foods=(replace(ONION, count=2), CARROT))),
        ("beside", "lemon", None, replace(PAN, foods=(ONION, CARROT, Food(name="lemon", look="lemon")))),
        ("vessel", "black", None, replace(PAN, material="black")),
        ("table", "green", None, replace(PAN, table="green")),
        ("wall", "mint", None, replace(PAN, wall="mint")),
        ("steam", "steam", None, replace(PAN, steam=True)),
        ("tool", "spatula", None, replace(PAN, tool="spatula")),
    ],
)  # fmt: skip
def test_one_thing_changes_and_nothing_else(kind: str, value: str, food: int | None, after: Shot) -> None:
    assert changed(PAN, SETTING, kind, value, food) == after


def test_a_hand_holds_the_tool_that_is_named_last() -> None:
    after = changed(PAN, SETTING, "hands", "hand with a wooden spoon")
    assert after is not None
    assert (after.tool, after.hand) == ("wooden spoon", True)


def test_another_vessel_has_its_own_material_and_no_fire_where_there_can_be_none() -> None:
    after = changed(PAN, SETTING, "serve", "plate")
    assert after is not None
    assert (after.vessel, after.material, after.fire) == ("plate", SETTING.materials["plate"], False)


@pytest.mark.parametrize(
    ("kind", "value", "food"),
    [
        ("table", "blue", None), ("wall", "plaid", None), ("vessel", "wooden", None), ("fire", "fire", None),
        ("beside", "milk", None), ("beside", "unicorn", None), ("serve", "hammock", None), ("tool", "plate", None),
        ("top", "onion skin", 0), ("heat", "blue", 0), ("cut", "round", 0), ("more", "more", 1),
        ("colours", "red", None),
    ],
)  # fmt: skip
def test_what_is_so_already_or_has_no_picture_is_nothing(kind: str, value: str, food: int | None) -> None:
    assert changed(PAN, SETTING, kind, value, food) is None


def test_a_food_takes_two_toppings_and_a_vessel_three_foods() -> None:
    once = changed(PAN, SETTING, "top", "herbs", 0)
    assert once is not None
    assert changed(once, SETTING, "top", "herbs", 0) is None
    twice = changed(once, SETTING, "top", "cheese", 0)
    assert twice is not None
    assert changed(twice, SETTING, "top", "nuts", 0) is None
    full = changed(PAN, SETTING, "beside", "lemon")
    assert full is not None
    assert changed(full, SETTING, "beside", "apple") is None
