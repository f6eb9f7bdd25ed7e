import pytest

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import describe
from comenius.vision.telling import Told, told
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
