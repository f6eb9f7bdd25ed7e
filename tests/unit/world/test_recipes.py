from collections import Counter
from functools import cache
from random import Random

import pytest

from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.shot import Shot, describe
from comenius.world.actions import actions, carry_out, why_not
from comenius.world.cook import Cook
from comenius.world.dishes import DISHES
from comenius.world.recipes import Recipe, recipe
from comenius.world.render import masks
from comenius.world.scene import settle

SEEDS = range(60)


@cache
def cooked(seed: int) -> Recipe:
    return recipe(seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_recipe_can_be_carried_out_from_the_cupboard(seed: int) -> None:
    made = cooked(seed)
    bench = made.start
    for stage in made.stages:
        assert why_not(bench, stage.deed) == ""
        done = carry_out(bench, stage.deed)
        assert settle(done.after, made.setting) == stage.after
        bench = done.bench


@pytest.mark.parametrize("dish", DISHES)
def test_every_dish_works_out_whatever_chance_decides(dish: str) -> None:
    for seed in range(40):
        cook = Cook(Random(seed))
        DISHES[dish](cook)
        assert 3 <= len(cook.deeds) <= 12


def test_recipes_differ_and_use_most_of_what_a_cook_can_do() -> None:
    made = [cooked(seed) for seed in SEEDS]
    assert len({one.guide.title for one in made}) > 40
    used = Counter(stage.deed.action for one in made for stage in one.stages)
    assert len(actions()) >= 40
    assert len(used) >= 30


def test_the_same_seed_gives_the_same_recipe() -> None:
    assert recipe(5) == recipe(5)
    assert recipe(5) != recipe(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_shots_use_only_what_the_kitchen_has(seed: int) -> None:
    for stage in cooked(seed).stages:
        for shot in stage.shots.values():
            _check(shot)


def _check(shot: Shot) -> None:
    stock = kitchen()
    materials = stock.vessels[shot.vessel]
    assert shot.material in materials or not materials
    assert shot.table in stock.tables
    assert shot.wall in stock.walls
    assert shot.tool in (*stock.tools, "")
    assert len(shot.foods) <= 3
    assert sum(food.form in ("liquid", "beaten") for food in shot.foods) <= 1
    for food in shot.foods:
        look = stock.foods[food.look]
        if food.form == "mixture":
            assert len(set(food.parts)) == len(food.parts) > 1
            assert set(food.parts) <= set(stock.foods)
        else:
            assert food.form in look.forms
            assert food.doneness == "raw" or browns(look, food.form)


@pytest.mark.parametrize("seed", SEEDS)
def test_similarity_is_symmetric_with_ones_and_stays_in_range(seed: int) -> None:
    made = cooked(seed)
    w = made.similarity
    n = len(made.stages)
    assert len(w) == n
    assert all(w[i][i] == 1 for i in range(n))
    assert all(w[i][j] == w[j][i] and 0 <= w[i][j] <= 1 for i in range(n) for j in range(n))


@pytest.mark.parametrize("seed", SEEDS)
def test_links_name_earlier_steps_that_show_the_same_thing(seed: int) -> None:
    stages = cooked(seed).stages
    for index, stage in enumerate(stages):
        for link, made_of in zip(stage.links, stage.made_of, strict=False):
            if link.step is None:
                assert link.relation == "new"
                assert not any(made_of & other for earlier in stages[:index] for other in earlier.made_of)
            else:
                assert link.step < index
                assert any(made_of & other for other in stages[link.step].made_of)


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_every_step_is_told_and_its_foods_are_seen(seed: int) -> None:
    made = cooked(seed)
    assert [step.text for step in made.guide.steps] == [stage.text for stage in made.stages]
    for stage in made.stages:
        assert stage.text in stage.wordings
        assert stage.text[0].isupper()
        assert stage.text.endswith(".")
        assert "{" not in stage.text
        owners = masks(stage.after, made.setting, 64)
        assert all(owners[f"food{i}"].sum() > 8 for i in range(len(stage.after.foods))), describe(stage.after)


def test_one_kitchen_serves_the_whole_guide() -> None:
    for seed in range(20):
        made = cooked(seed)
        shots = [shot for stage in made.stages for shot in stage.shots.values()]
        assert len({(shot.table, shot.wall) for shot in shots}) == 1
        assert {shot.sleeve for shot in shots if shot.hand} <= {made.setting.sleeve}
        assert not any(shot.sleeve for shot in shots if not shot.hand)
        materials: dict[str, set[str]] = {}
        for shot in shots:
            materials.setdefault(shot.vessel, set()).add(shot.material)
        assert all(len(found) == 1 for found in materials.values())


def test_captions_of_recipes_are_short() -> None:
    for seed in SEEDS:
        for stage in cooked(seed).stages:
            for shot in stage.shots.values():
                words = describe(shot, looks=True)
                assert len(words.replace(",", " ,").split()) <= 44, words


def test_ingredients_are_what_the_cupboard_holds() -> None:
    for seed in SEEDS:
        made = cooked(seed)
        assert [line.name for line in made.guide.ingredients] == [thing.name for thing in made.start.things]
        used = frozenset().union(*(stage.deed.on for stage in made.stages))
        assert used == {thing.id for thing in made.start.things}, "what is bought is used"
