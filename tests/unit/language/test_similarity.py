"""How alike shots are, and how a model's matrix is mended."""

import math
from dataclasses import dataclass
from typing import Any

import pytest

from comenius.language.similarity import alike, compared, faded, prior, repair, similarity
from comenius.lexicon.shot import Food, Shot

ONION = Food(name="onion", look="onion", form="chopped")
RAW = Shot(foods=(ONION,), vessel="pan", material="red", fire=True, steam=True)
GOLDEN = Shot(
    foods=(Food(name="onion", look="onion", form="chopped", doneness="golden"),),
    vessel="pan",
    material="red",
    fire=True,
    steam=True,
)
EGGS = Shot(
    foods=(Food(name="egg", look="egg", form="fried"),), vessel="pan", material="red", fire=True, steam=True
)
FRIDGE = Shot(foods=(Food(name="cream", look="cream", form="liquid"),), vessel="fridge", material="white")


@dataclass(frozen=True)
class Seen:
    shot: Shot


def test_likeness_is_calibrated_by_what_is_shared() -> None:
    assert alike(RAW, RAW) == 1
    assert 0.85 <= alike(RAW, GOLDEN) < 1
    assert 0.4 <= alike(RAW, EGGS) <= 0.6
    assert alike(RAW, FRIDGE) <= 0.1


def test_moving_the_same_food_keeps_half() -> None:
    plate = Shot(foods=(ONION,), vessel="plate", material="white")
    assert 0.4 <= alike(RAW, plate) <= 0.65


def test_parts_of_a_mixture_count_by_their_share() -> None:
    mix = Food(name="mixture", look="onion", form="mixture", parts=("onion", "carrot"))
    other = Food(name="mixture", look="carrot", form="mixture", parts=("carrot", "potato"))
    first, second = Shot(foods=(mix,), vessel="pot"), Shot(foods=(other,), vessel="pot")
    assert 0.5 < alike(first, second) < alike(first, first)


def test_the_matrix_is_symmetric_with_ones_on_the_diagonal() -> None:
    matrix = similarity([Seen(shot) for shot in (RAW, GOLDEN, EGGS, FRIDGE, Shot())])
    for i, row in enumerate(matrix):
        assert row[i] == 1
        assert all(0 <= value <= 1 and value == matrix[j][i] for j, value in enumerate(row))


def test_no_steps_give_no_matrix() -> None:
    assert similarity([]) == ()


def test_the_further_apart_the_less_alike() -> None:
    assert [faded(1, lag) for lag in (1, 3)] == [0.911, 0.805]
    assert [faded(0.5, lag) for lag in (1, 3)] == [0.592, 0.278]
    assert [faded(0, lag) for lag in (1, 3)] == [0.274, 0.072]
    for a in (0.0, 0.3, 0.5, 0.9, 1.0):
        values = [faded(a, lag) for lag in range(1, 30)]
        assert values == sorted(values, reverse=True)
        assert 0 <= values[-1] < values[0] < 1
    for lag in (1, 2, 5, 100):
        assert faded(0.2, lag) <= faded(0.6, lag) <= faded(0.9, lag)


def test_a_doubtful_w_is_nearer_to_the_prior() -> None:
    for a in (0.0, 0.5, 1.0):
        for lag in (1, 2, 9):
            sure, unsure, none = (faded(a, lag, doubt) for doubt in (0.0, 0.5, 1.0))
            assert none == pytest.approx(prior(0, lag), abs=1e-3)
            assert unsure == pytest.approx((sure + none) / 2, abs=1e-3)


def test_w_keeps_its_meaning_for_neighbours_and_for_what_comes_back() -> None:
    same, changed, other, nothing = (compared([RAW, shot])[0][1] for shot in (RAW, GOLDEN, EGGS, FRIDGE))
    assert 0.9 <= same < 1
    assert 0.75 <= changed < same
    assert 0.5 <= other <= 0.7
    assert nothing < 0.3  # too little for a step to read another
    assert compared([RAW, EGGS, FRIDGE, RAW])[0][3] > 0.75


def test_a_good_matrix_passes_untouched() -> None:
    good = [[1.0, 0.3], [0.3, 1.0]]
    assert repair(good, 2) == (((1.0, 0.3), (0.3, 1.0)), ())


@pytest.mark.parametrize(("cell", "value"), [("0.7", 0.7), ("70%", 0.7), (" 0.7 ", 0.7)])
def test_numbers_in_words_are_read(cell: Any, value: float) -> None:
    matrix, repairs = repair([[1.0, cell], [0.7, 1.0]], 2)
    assert matrix[0][1] == pytest.approx(value)
    assert len(repairs) == 1
    assert repairs[0].startswith("text [0][1]")


@pytest.mark.parametrize("cell", [math.nan, math.inf, None, "close", True, [], {}])
def test_what_is_no_number_becomes_the_prior(cell: Any) -> None:
    matrix, repairs = repair([[1.0, cell], [prior(0, 1), 1.0]], 2)
    assert matrix[0][1] == prior(0, 1)
    assert len(repairs) == 1
    assert repairs[0].startswith("missing [0][1]")


@pytest.mark.parametrize("top", [10, 100])
def test_a_matrix_on_another_scale_is_rescaled_as_a_whole(top: int) -> None:
    matrix, repairs = repair([[top, top * 0.4], [top * 0.4, top]], 2)
    assert matrix == ((1.0, 0.4), (0.4, 1.0))
    assert repairs == (f"scale: 0 to {top} → 0 to 1",)


def test_one_stray_value_is_clipped() -> None:
    matrix, repairs = repair([[1, 0.2, 1.2], [0.2, 1, 0.1], [1.2, 0.1, 1]], 3)
    assert matrix[0][2] == 1
    assert matrix[0][1] == 0.2
    assert len(repairs) == 2


def test_negative_values_are_clipped() -> None:
    assert repair([[1, -0.5], [-0.5, 1]], 2)[0] == ((1, 0), (0, 1))


def test_the_diagonal_becomes_one() -> None:
    matrix, repairs = repair([[0.9, 0.5], [0.5, 1.0]], 2)
    assert matrix[0][0] == 1
    assert repairs == ("diagonal [0][0]: 0.9 → 1",)


def test_an_asymmetric_matrix_is_averaged_unless_it_may_be_directed() -> None:
    lopsided = [[1.0, 0.2], [0.6, 1.0]]
    matrix, repairs = repair(lopsided, 2)
    assert matrix[0][1] == matrix[1][0] == pytest.approx(0.4)
    assert len(repairs) == 1
    assert repair(lopsided, 2, directed=True) == (((1.0, 0.2), (0.6, 1.0)), ())


@pytest.mark.parametrize(
    "raw", [[[1.0]], [[1.0, 0.5], [0.5]], [], None, "matrix", [1, 2], [[1, 0.5, 0.2]] * 3]
)
def test_wrong_sizes_are_filled_and_cut(raw: Any) -> None:
    matrix, repairs = repair(raw, 2)
    assert len(matrix) == 2
    assert all(len(row) == 2 for row in matrix)
    assert repairs


def test_the_prior_fades_with_the_lag() -> None:
    values = [prior(0, lag) for lag in range(7)]
    assert values[:4] == [1.0, 0.69, 0.46, 0.36]
    assert values[4] == pytest.approx(0.36 * 0.8)
    assert values == sorted(values, reverse=True)
