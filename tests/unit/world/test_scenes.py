from collections import defaultdict
from dataclasses import replace
from itertools import combinations, product
from random import Random
from typing import Literal

import numpy as np
import pytest

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Doneness, Food, Form, Shot, describe
from comenius.world.props import COOKS
from comenius.world.render import masks, picture
from comenius.world.scene import Setting, settle
from comenius.world.stream import caption, sample, shot

SETTING = Setting.draw(Random(7))
TOMATO = Food(name="tomato", look="tomato")


@pytest.mark.parametrize("seed", range(12))
def test_masks_are_a_partition_and_every_object_has_pixels(seed: int) -> None:
    seen, setting = sample(seed)
    owners = masks(seen, setting, 96)
    assert (np.sum([mask.astype(int) for mask in owners.values()], axis=0) == 1).all()
    assert all(mask.any() for mask in owners.values())
    assert {f"food{i}" for i in range(len(seen.foods))} <= set(owners)
    assert ("tool" in owners, "hand" in owners) == (bool(seen.tool), seen.hand)
    assert ("fire" in owners, "steam" in owners) == (seen.fire, seen.steam)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_seed_draws_the_same_bytes(seed: int) -> None:
    first, second = (picture(*sample(seed), size=64) for _ in range(2))
    assert first.tobytes() == second.tobytes()
    assert first.shape == (64, 64, 3)
    assert first.tobytes() != picture(*sample(seed + 1000), size=64).tobytes()


def test_equal_captions_in_one_kitchen_draw_equal_bytes() -> None:
    groups: dict[str, list[Shot]] = defaultdict(list)
    for seed in range(4000):
        settled = settle(shot(Random(seed)), SETTING)
        groups[describe(settled, looks=True)].append(settled)
    twins = [group[:2] for group in groups.values() if len(group) > 1]
    assert len(twins) > 20
    for one, other in twins[:60]:
        assert picture(one, SETTING, 48).tobytes() == picture(other, SETTING, 48).tobytes(), describe(one)


def test_what_the_caption_does_not_say_is_not_drawn() -> None:
    chopped = Food(name="tomato", look="tomato", form="chopped")
    unsaid = replace(chopped, name="ripe plum tomato", count=3)  # of pieces nobody counts
    one, other = (Shot(foods=(food,), vessel="bowl") for food in (chopped, unsaid))
    assert describe(settle(one, SETTING), looks=True) == describe(settle(other, SETTING), looks=True)
    assert picture(one, SETTING, 64).tobytes() == picture(other, SETTING, 64).tobytes()


@pytest.mark.parametrize(
    "changed",
    [
        {"vessel": "bowl"}, {"material": "red"}, {"tool": "whisk"}, {"hand": True},
        {"hand": True, "view": "first-person"}, {"steam": True}, {"fire": True},
        {"table": "blue"}, {"wall": "grey"}, {"foods": ()}, {"foods": (replace(TOMATO, count=2),)},
        {"foods": (replace(TOMATO, form="sliced"),)}, {"foods": (replace(TOMATO, doneness="browned"),)},
        {"foods": (replace(TOMATO, look="lemon"),)},
    ],
    ids=str,
)  # fmt: skip
def test_every_said_attribute_changes_caption_and_picture(changed: dict[str, object]) -> None:
    plain = Shot(foods=(TOMATO,), vessel="pan", material="black", table="wooden", wall="cream")
    other = replace(plain, **changed)  # type: ignore[arg-type]
    other = replace(other, material="white") if other.vessel == "bowl" else other
    assert describe(plain, looks=True) != describe(other, looks=True)
    assert picture(plain, SETTING, 64).tobytes() != picture(other, SETTING, 64).tobytes()


@pytest.mark.parametrize("vessel", ["bowl", "plate", "glass", "table"])
def test_every_form_and_doneness_of_every_look_is_drawn(vessel: str) -> None:
    stock = kitchen()
    empty = picture(Shot(vessel=vessel), SETTING, 32)
    pairs: list[tuple[str, Form]] = [
        (look.name, form) for look in stock.foods.values() for form in look.forms
    ]
    for (look, form), doneness in product(pairs, stock.donenesses):
        food = Food(name=look, look=look, form=form, doneness=doneness)
        drawn = picture(Shot(foods=(food,), vessel=vessel), SETTING, 32)
        assert not np.array_equal(drawn, empty), f"{doneness} {form} {look} leaves the {vessel} empty"


def test_there_is_enough_to_draw() -> None:
    stock = kitchen()
    assert len(stock.foods) >= 96
    assert sum(len(look.forms) for look in stock.foods.values()) >= 200
    assert (len(stock.vessels), len(stock.tools), len(stock.donenesses)) >= (15, 18, 4)


def test_vessels_tools_tables_and_walls_are_all_drawn() -> None:
    stock = kitchen()
    vessels = [(vessel, material) for vessel, kinds in stock.vessels.items() for material in kinds or ("",)]
    shots = [Shot(vessel=vessel, material=material) for vessel, material in vessels]
    shots += [Shot(tool=tool) for tool in stock.tools]
    shots += [Shot(table=table, wall=wall) for table in stock.tables for wall in stock.walls]
    pictures = {picture(one, SETTING, 64).tobytes() for one in shots}
    same = 1  # the setting's own table and wall without a vessel are drawn twice
    assert len(pictures) == len(shots) - same


def test_every_tool_looks_like_itself_in_a_hand_and_beside_the_vessel() -> None:
    """What tells two tools apart fills a part of the picture that nobody overlooks."""
    ways = [{"hand": False}, {"hand": True}, {"hand": True, "view": "first-person"}]
    for way in ways:
        shots = [Shot(foods=(TOMATO,), vessel="plate", tool=tool, **way) for tool in kitchen().tools]  # type: ignore[arg-type]
        pictures = [picture(one, SETTING, 64).astype(int) for one in shots]
        for (i, one), (j, other) in combinations(enumerate(pictures), 2):
            differing = (np.abs(one - other).max(-1) > 24).mean()
            assert differing > 0.008, (kitchen().tools[i], kitchen().tools[j], way, differing)


def test_the_cook_sees_the_same_things_from_above_and_own_hands_from_the_lower_edge() -> None:
    front = Shot(foods=(TOMATO,), vessel="bowl", tool="whisk", hand=True, steam=True)
    own = replace(front, view="first-person")
    shown, seen = masks(front, SETTING, 96), masks(own, SETTING, 96)
    assert set(shown) == set(seen)
    assert (np.sum([mask.astype(int) for mask in seen.values()], axis=0) == 1).all()
    assert not shown["hand"][-1].any()
    columns = np.flatnonzero(seen["hand"][-1])
    assert columns.min() < 16
    assert columns.max() > 79
    assert seen["hand"][40:].sum() == seen["hand"].sum()
    assert describe(own) == f"{describe(front)}, first-person view"


@pytest.mark.parametrize("tool", ["", "whisk"])
@pytest.mark.parametrize("view", ["front", "first-person"])
def test_four_cooks_are_told_apart_by_their_sleeves(
    tool: str, view: Literal["front", "first-person"]
) -> None:
    at_work = Shot(foods=(TOMATO,), vessel="plate", tool=tool, hand=True, view=view)
    shots = [replace(at_work, sleeve=name) for name in kitchen().sleeves]
    assert list(COOKS) == list(kitchen().sleeves)
    assert len({describe(one) for one in shots}) == 4
    pictures = [picture(one, SETTING, 64).astype(int) for one in shots]
    for one, other in combinations(pictures, 2):
        assert (np.abs(one - other).max(-1) > 24).mean() > 0.02


def test_the_kitchen_has_one_cook_and_the_caption_says_whose_hands_are_seen() -> None:
    still = Shot(foods=(TOMATO,), vessel="plate", tool="whisk", sleeve="red")
    seen = settle(replace(still, hand=True, sleeve=""), replace(SETTING, sleeve="blue"))
    assert ", a hand in a blue sleeve holding a whisk" in describe(seen)
    assert ", hands in blue sleeves at work" in describe(replace(seen, tool=""))
    assert settle(replace(still, hand=True), replace(SETTING, sleeve="blue")).sleeve == "red"
    assert settle(still, SETTING).sleeve == ""
    assert "sleeve" not in describe(still)
    assert "sleeve" not in describe(seen, keep=lambda what: what != "sleeve")


def test_without_hands_there_is_one_view() -> None:
    front = Shot(foods=(TOMATO,), vessel="plate", tool="fork")
    own = replace(front, view="first-person")
    assert describe(own) == describe(front)
    assert picture(own, SETTING, 64).tobytes() == picture(front, SETTING, 64).tobytes()


def test_three_of_ten_shots_with_a_hand_are_first_person() -> None:
    views = [one.view for seed in range(6000) if (one := shot(Random(seed))).hand]
    assert 0.27 < views.count("first-person") / len(views) < 0.33


@pytest.mark.parametrize("vessel", ["pan", "jar", "cake tin"])
def test_a_liquid_fills_its_vessel_in_both_views(vessel: str) -> None:
    broth = Food(name="broth", look="broth", form="liquid")
    front = Shot(foods=(broth,), vessel=vessel, hand=True)
    for one in (front, replace(front, view="first-person")):
        assert masks(one, SETTING, 96)["food0"].mean() > 0.08


def test_captions_are_short() -> None:
    for seed in range(500):
        words = caption(settle(*sample(seed)), Random(seed))
        assert len(words.replace(",", " ,").split()) <= 44, words  # 40 words and their commas


def test_a_caption_leaves_out_what_it_is_told_to() -> None:
    settled = settle(Shot(foods=(TOMATO,), vessel="bowl"), replace(SETTING, wall="mint", table="blue"))
    assert "mint wall" in caption(settled, Random(0))
    assert caption(settled, Random(0), leave_out=1.0) == "whole tomato in a bowl"


def test_browning_is_seen_only_where_it_is_possible() -> None:
    def pictures(look: str, form: Form) -> set[bytes]:
        done: tuple[Doneness, ...] = ("raw", "browned")
        foods = [Food(name=look, look=look, form=form, doneness=doneness) for doneness in done]
        return {picture(Shot(foods=(food,), vessel="plate"), SETTING, 64).tobytes() for food in foods}

    assert len(pictures("tomato", "whole")) == 2
    assert len(pictures("flour", "powder")) == 1
