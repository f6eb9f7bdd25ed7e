import pytest

from comenius.evaluation.captioner import compare
from comenius.evaluation.gates import Gate
from comenius.lexicon.shot import describe
from comenius.world.scene import settle
from comenius.world.stream import sample


def gates(said: list[str], truth: list[str]) -> dict[str, Gate]:
    return {gate.name: gate for gate in compare(said, truth)}


def test_the_truth_is_all_right() -> None:
    truth = [describe(settle(*sample(seed)), looks=True) for seed in range(100)]
    assert [gate.value for gate in compare(truth, truth)] == [1.0, 1.0, 1.0]


def test_each_mistake_counts_where_it_is_made() -> None:
    truth = ["chopped onion in a red pan"] * 4
    said = [
        "chopped onion in a blue pan",
        "sliced onion in a red pan",
        "chopped onion in a red pot",
        "chopped carrot in a red pan",
    ]
    found = gates(said, truth)
    assert {name: gate.value for name, gate in found.items()} == {
        "food": 0.75, "form": pytest.approx(2 / 3), "vessel": 0.75,
    }  # fmt: skip
    assert found["form"].n == 3
    assert gates(["chopped onion and milk in a pan"], ["chopped onion in a pan"])["food"].value == 0.0


def test_a_liquid_with_the_word_of_another_form_is_wrong() -> None:
    assert gates(["chopped milk in a pot"], ["milk in a pot"])["form"].value == 0.0
