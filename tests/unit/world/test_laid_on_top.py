"""What a recipe lays on top: it is drawn there, said, remembered and counted."""

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from comenius.lexicon.shot import Food, Shot, describe
from comenius.world.actions import Deed, actions, carry_out, fresh, why_not
from comenius.world.cook import Cook
from comenius.world.dishes import DISHES
from comenius.world.objects import Bench, Thing
from comenius.world.recipes import Recipe, recipe
from comenius.world.render import picture
from comenius.world.truth import Sight, alike, links
from comenius.world.wording import wordings

PIZZA = (
    ("put", (0,), "bowl"), ("pour", (1,), "bowl"), ("knead", (0, 1), "bowl"), ("roll out", (0,), "cutting board"),
    ("lay", (0,), "baking tray"), ("spread", (2,), "baking tray"), ("grate", (3,), "cutting board"),
    ("sprinkle", (3,), "baking tray"),
)  # fmt: skip


def bench(*looks: str, deeds: tuple[tuple[str, tuple[int, ...], str], ...] = ()) -> Bench:
    made = Bench(things=tuple(fresh(key, look) for key, look in enumerate(looks)))
    for action, on, place in deeds:
        made = carry_out(made, Deed(action=action, on=on, place=place)).bench
    return made


def thing(of: Bench, key: int = 0) -> Thing:
    found = of.find(key)
    assert found is not None
    return found


def uncut() -> Bench:
    return bench("flour", "water", "tomato sauce", "cheese", deeds=PIZZA)


@cache
def cooked(seed: int) -> Recipe:
    return recipe(seed)


def test_sauce_then_cheese_lie_on_the_dough_and_stay_there_in_the_oven() -> None:
    pizza = uncut()
    assert [one.id for one in pizza.things] == [0]
    done = carry_out(pizza, Deed(action="bake", on=(0,), place="baking tray", named="pizza"))
    assert thing(done.bench).all_of == {0, 1, 2, 3}
    words = "golden rolled out dough topped with tomato sauce and cheese on a baking tray"
    assert describe(done.after, looks=True).startswith(words)
    assert done.after.foods[0].topped_names == ("tomato sauce", "cheese")


def test_in_a_soup_it_lies_on_what_looks_out() -> None:
    soup = bench("broth", "carrot", "herbs", deeds=(("pour", (0,), "bowl"), ("add", (1,), "bowl")))
    deed = Deed(action="garnish", on=(2,), place="bowl")
    assert [food.topped for food in carry_out(soup, deed).after.foods] == [(), ("herbs",)]
    assert "Garnish it with herbs." in wordings(deed, soup)
    alone = bench("carrot", "herbs", deeds=(("put", (0,), "plate"),))
    assert "Garnish the carrot with herbs." in wordings(Deed(action="garnish", on=(1,), place="plate"), alone)


def test_beside_several_things_it_is_one_more() -> None:
    plate = bench("beef", "tofu", "herbs", deeds=(("serve", (0, 1), "plate"),))
    deed = Deed(action="garnish", on=(2,), place="plate")
    assert [food.look for food in carry_out(plate, deed).after.foods] == ["beef", "tofu", "herbs"]
    assert "Garnish them with herbs." in wordings(deed, plate)


@pytest.mark.parametrize(
    ("looks", "on", "action", "reason"),
    [
        (("bread", "butter", "jam", "honey"), (3,), "spread", "more than 2 things are on bread"),
        (("bread", "jam", "butter", "jam"), (3,), "spread", "jam is not told from bread"),
    ],
)
def test_what_nobody_could_see_is_not_laid_on(
    looks: tuple[str, ...], on: tuple[int, ...], action: str, reason: str
) -> None:
    deeds = (("serve", (0,), "plate"), ("spread", (1,), "plate"), ("spread", (2,), "plate"))
    assert why_not(bench(*looks, deeds=deeds), Deed(action=action, on=on, place="plate")) == reason


def test_a_slice_keeps_what_lies_on_it_and_a_mixture_takes_it_in() -> None:
    cake = bench("cake", "cream", deeds=(("serve", (0,), "plate"), ("spread", (1,), "plate")))
    piece = thing(carry_out(cake, Deed(action="slice", on=(0,), place="cutting board")).bench)
    assert (piece.form, piece.food().topped, set(piece.all_of)) == ("sliced", ("cream",), {0, 1})
    deeds = (("put", (0,), "bowl"), ("sprinkle", (1,), "bowl"), ("add", (2,), "bowl"))
    salad = bench("spinach", "nuts", "apple", deeds=deeds)
    tossed = thing(carry_out(salad, Deed(action="toss", on=(0, 2), place="bowl")).bench)
    assert tossed.parts == ("spinach", "nuts", "apple")
    assert set(tossed.made_of) == {0, 1, 2}
    assert not tossed.on


@pytest.mark.parametrize("dish", DISHES)
def test_the_words_of_a_shot_say_what_lies_on_what(dish: str) -> None:
    """Only the food named last bears anything, so that "and" leaves no doubt."""
    for seed in range(40):
        cook = Cook(Random(seed))
        DISHES[dish](cook)
        for deed, done in zip(cook.deeds, cook.done, strict=True):
            for shot in (done.before, done.during, done.after):
                assert not any(food.topped for food in shot.foods[:-1])
                for food in shot.foods:
                    assert len({*food.topped} - {food.look, *food.parts}) == len(food.topped) <= 2
            if actions()[deed.action].effect == "cover" and len(done.after.foods) == len(done.before.foods):
                assert len(done.after.foods[-1].topped) == len(done.before.foods[-1].topped) + 1


@pytest.mark.parametrize("seed", range(30))
def test_equal_words_draw_equal_pictures_in_recipes(seed: int) -> None:
    made = cooked(seed)
    drawn: dict[str, bytes] = {}
    for stage in made.stages:
        shot = stage.after
        if any(food.topped for food in shot.foods):
            words = describe(shot, looks=True)
            unnamed = replace(shot, foods=tuple(replace(f, name="", topped_names=()) for f in shot.foods))
            pixels = picture(unnamed, made.setting, 48).tobytes()
            assert drawn.setdefault(words, pixels) == pixels == picture(shot, made.setting, 48).tobytes()


def test_toppings_are_in_many_recipes() -> None:
    def topped(made: Recipe) -> bool:
        return any(food.topped for stage in made.stages for food in stage.after.foods)

    assert sum(topped(cooked(seed)) for seed in range(30)) >= 8


def test_likeness_and_links_count_what_lies_on_top() -> None:
    bare = Food(name="toast", look="bread", form="sliced")
    spread = replace(bare, topped=("butter",), topped_names=("butter",))
    areas = {"background": 0.5, "food0": 0.5}

    def sight(food: Food, *ids: int) -> Sight:
        return Sight(shot=Shot(foods=(food,)), made_of=(frozenset(ids),), areas=areas)

    butter = Food(name="butter", look="butter")
    plain, buttered = sight(bare, 0), sight(spread, 0, 1)
    assert alike(plain, buttered) == 0.5
    assert alike(buttered, buttered) == 1.0
    (link,) = links((plain, buttered))[1]
    assert (link.relation, link.step) == ("same-shape", 0)
    (later,) = links((plain, sight(butter, 1), buttered))[2]
    assert (later.relation, later.step) == ("same-shape", 0), "toast is known by the toast, not by the butter"
