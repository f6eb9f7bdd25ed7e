from collections import Counter
from dataclasses import replace

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot
from comenius.training.data import TRAINING_SEEDS
from comenius.world.splits import TRAINING_FROM, combinations, drawable, held, of_seed, split
from comenius.world.stream import sample


def test_training_draws_from_the_training_seeds() -> None:
    assert TRAINING_FROM == TRAINING_SEEDS


def test_seeds_are_split_by_range() -> None:
    seeds = (0, 499_999, 500_000, 999_999, 1_000_000, 2**40)
    assert [of_seed(seed) for seed in seeds] == ["test", "test", "validation", "validation", "train", "train"]


def test_a_held_out_combination_is_held_out_of_every_seed() -> None:
    look, form, vessel = min(combinations())
    shot = Shot(foods=(Food(name="as people say", look=look, form=form),), vessel=vessel)
    assert held(shot) == ((look, form, vessel),)
    assert {split(seed, [Shot(), shot]) for seed in (1, 1_000_001)} == {"test_combinations"}
    assert split(1_000_001, [replace(shot, foods=())]) == "train"


def test_one_in_twenty_combinations_is_held_out_and_nothing_is_lost() -> None:
    assert 0.04 < len(combinations()) / len(drawable()) < 0.06
    left = drawable() - combinations()
    for place, names in ((0, kitchen().foods), (2, kitchen().vessels)):
        assert {row[place] for row in left} == set(names)
    assert {row[:2] for row in left} == {row[:2] for row in drawable()}  # each food in each of its forms


def test_the_combinations_are_the_same_on_every_machine() -> None:
    held_out = {
        ("cabbage", "chopped", "pan"),
        ("bread", "sliced", "cutting board"),
        ("tofu", "whole", "grill"),
    }
    assert held_out <= combinations()
    assert ("tomato", "whole", "bowl") in drawable() - combinations()
    assert Counter(row[1] for row in combinations())["chopped"] > 10


def test_a_few_scenes_in_a_hundred_are_held_out() -> None:
    share = sum(bool(held(sample(seed)[0])) for seed in range(2000)) / 2000
    assert 0.03 < share < 0.12
