import pytest

from comenius.evaluation.captioner import Told, compare, told
from comenius.evaluation.gates import Gate
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import describe
from comenius.world.scene import settle
from comenius.world.stream import sample


@pytest.mark.parametrize(
    ("caption", "foods", "vessel"),
    [
        ("golden chopped onion in a red pan on a wooden table, steam rising", {"onion": ("chopped",)}, "pan"),
        ("milk on a wooden table", {"milk": ()}, "table"),
        ("two whole tomatoes and milk in a glass bowl", {"tomato": ("whole",), "milk": ()}, "bowl"),
        ("mixture of rice and carrot on a white plate", {"rice": ("mixture", "of"), "carrot": ("mixture", "of")},
         "plate"),
        ("ball of dough topped with cheese on a baking tray", {"dough": ("ball", "of")}, "baking tray"),
        ("an empty blue pot on a marble table , grey wall", {}, "pot"),
        ("something else", {}, ""),
    ],
)  # fmt: skip
def test_a_caption_is_taken_apart(caption: str, foods: dict[str, tuple[str, ...]], vessel: str) -> None:
    assert told(caption) == Told(foods=foods, vessel=vessel)


def test_what_the_kitchen_says_is_understood() -> None:
    for seed in range(400):
        shot = settle(*sample(seed))
        said = told(describe(shot, looks=True))
        assert said.vessel == shot.vessel
        assert {*said.foods} == {look for food in shot.foods for look in (food.parts or (food.look,))}


def test_no_look_reads_like_the_words_around_it() -> None:
    words = {word for look in kitchen().foods for word in look.split()}
    assert not words & {"in", "on", "and", "of", "a", "an", "topped", "empty", *kitchen().donenesses}


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
