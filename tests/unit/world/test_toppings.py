from collections import Counter
from random import Random

import numpy as np
import pytest

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot, phrase
from comenius.world.objects import undrawable
from comenius.world.render import masks, picture
from comenius.world.scene import Setting
from comenius.world.stream import shot

SETTING = Setting.draw(Random(7))


def on(food: Food, vessel: str = "bowl") -> Shot:
    return Shot(foods=(food,), vessel=vessel)


def test_a_topped_food_says_what_lies_on_it() -> None:
    pizza = Food(
        name="pastry", look="dough", form="flat", doneness="golden", topped=("tomato sauce", "cheese"),
        topped_names=("passata", "mozzarella"),
    )  # fmt: skip
    assert phrase(pizza, looks=True) == "golden rolled out dough topped with tomato sauce and cheese"
    assert phrase(pizza) == "golden rolled out pastry topped with passata and mozzarella"


@pytest.mark.parametrize(
    "base", [("dough", "flat"), ("broth", "liquid"), ("cake", "whole"), ("tomato", "sliced")]
)
def test_every_look_can_be_seen_on_top(base: tuple[str, str]) -> None:
    look, form = base
    bare = picture(on(Food(name=look, look=look, form=form)), SETTING, 64)  # type: ignore[arg-type]
    for name in kitchen().foods:
        food = Food(name=look, look=look, form=form, topped=(name,))  # type: ignore[arg-type]
        if name != look:
            assert not np.array_equal(picture(on(food), SETTING, 64), bare), f"{name} is not seen on {look}"


def test_toppings_belong_to_the_food_below_them() -> None:
    food = Food(name="rice", look="rice", form="powder", topped=("curry", "herbs"))
    owners = masks(on(food), SETTING, 64)
    assert set(owners) == {"background", "vessel", "food0"}
    assert np.all(np.stack(list(owners.values())).sum(0) == 1)


def test_a_few_shots_of_one_food_are_topped() -> None:
    foods = [found[0] for seed in range(3000) if len(found := shot(Random(seed)).foods) == 1]
    counts = Counter(len(food.topped) for food in foods)
    assert 0.09 < (counts[1] + counts[2]) / len(foods) < 0.15
    assert counts[1] > counts[2] > 0
    assert max(counts) == 2


def test_a_topping_that_nobody_knows_cannot_be_drawn() -> None:
    assert undrawable(on(Food(name="soup", look="broth", form="liquid", topped=("herbs",)))) == ""
    reason = undrawable(on(Food(name="soup", look="broth", form="liquid", topped=("moon dust",))))
    assert reason == "nobody knows how moon dust looks"
