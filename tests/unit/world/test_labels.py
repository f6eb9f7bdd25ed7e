from dataclasses import replace

import numpy as np
import pytest

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot
from comenius.world.labels import GRID, attributes, classes, labels, owners, stack
from comenius.world.render import masks
from comenius.world.scene import Setting
from comenius.world.stream import sample

SETTING = Setting(
    table="wooden",
    wall="cream",
    materials=dict.fromkeys(kitchen().vessels, "") | {"bowl": "blue"},
    sleeve="red",
)
BOWL = Shot(foods=(Food(name="tomato", look="tomato"),), vessel="bowl", tool="whisk", steam=True)
PAIR = (Food(name="salt", look="salt", form="powder"), Food(name="milk", look="milk", form="liquid"))
FILLING = Food(name="filling", look="beef", form="mixture", doneness="browned", parts=("beef", "onion"))


def code(name: str, value: str) -> int:
    return classes()[name].index(value)


def test_every_attribute_is_told_in_the_order_of_the_classes() -> None:
    told = attributes(BOWL, SETTING)
    assert list(told) == list(classes())[: len(told)]
    assert told["vessel"] == "bowl"
    assert told["material"] == "blue"
    assert told["tool"] == "whisk"
    assert (told["hand"], told["steam"], told["fire"]) == ("no", "yes", "no")


def test_the_sleeve_is_told_where_a_hand_is() -> None:
    assert attributes(BOWL, SETTING)["sleeve"] == ""
    assert attributes(replace(BOWL, hand=True), SETTING)["sleeve"] == "red"
    assert attributes(replace(BOWL, hand=True, sleeve="green"), SETTING)["sleeve"] == "green"
    assert classes()["sleeve"] == ("", *kitchen().sleeves)


def test_what_is_not_drawn_is_not_told() -> None:
    lit = Shot(foods=BOWL.foods, vessel="plate", fire=True)
    assert attributes(lit, SETTING)["fire"] == "no"


@pytest.mark.parametrize("seed", range(12))
def test_a_cell_belongs_to_the_food_that_covers_it(seed: int) -> None:
    shot, setting = sample(seed)
    owner, shown = owners(shot, setting), masks(shot, setting, 8 * GRID)
    for i in range(3):
        if f"food{i}" in shown:
            cover = shown[f"food{i}"].reshape(GRID, 8, GRID, 8).mean((1, 3))
            assert (owner[cover > 0.8] == i + 1).all()
            assert (owner[cover < 0.2] != i + 1).all()


def test_each_cell_tells_look_form_and_doneness_of_its_food() -> None:
    found = labels(BOWL, SETTING)
    inside = found["owner"] == 1
    assert inside.any()
    assert (found["look"][inside] == code("look", "tomato")).all()
    assert (found["form"][inside] == code("form", "whole")).all()
    assert (found["doneness"][inside] == code("doneness", "raw")).all()
    assert not any(found[name][~inside].any() for name in ("look", "form", "doneness"))


def test_a_liquid_comes_first_whatever_the_order_of_the_foods() -> None:
    found = labels(Shot(foods=PAIR, vessel="bowl"), SETTING)
    assert {*found["look"][found["owner"] == 1].tolist()} == {code("look", "milk")}
    assert {*found["look"][found["owner"] == 2].tolist()} == {code("look", "salt")}


def test_a_mixture_names_what_there_is_most_of_and_marks_all_its_parts() -> None:
    found = labels(Shot(foods=(FILLING,), vessel="bowl"), SETTING)
    inside = found["owner"] == 1
    assert (found["look"][inside] == code("look", "beef")).all()
    assert (found["form"][inside] == code("form", "mixture")).all()
    assert found["parts"][0].nonzero()[0].tolist() == sorted((code("look", "beef"), code("look", "onion")))
    assert not found["parts"][1:].any()


def test_an_empty_vessel_has_no_food() -> None:
    found = labels(Shot(vessel="bowl"), SETTING)
    assert not any(found[name].any() for name in ("owner", "look", "form", "doneness", "parts", "topped"))


def test_labels_are_small_bytes_and_stack_into_batches() -> None:
    rows = stack([labels(*sample(seed)) for seed in range(3)])
    assert {name: values.shape[1:] for name, values in rows.items()} == {
        "attributes": (10,),
        **dict.fromkeys(("owner", "look", "form", "doneness"), (GRID, GRID)),
        **{name: (3, len(classes()["look"])) for name in ("parts", "topped")},
    }
    assert all(values.dtype == np.uint8 for values in rows.values())
    assert sum(values[0].nbytes for values in rows.values()) < 6000


def test_the_classes_are_those_of_the_kitchen() -> None:
    assert classes()["look"] == ("", *kitchen().foods)
    assert classes()["tool"] == ("", *kitchen().tools)
    assert classes()["vessel"] == tuple(kitchen().vessels)
    assert all(len(values) == len({*values}) for values in classes().values())
