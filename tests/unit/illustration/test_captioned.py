"""Captions in anybody's words, read as shots that the kitchen can draw."""

import pytest

from comenius.errors import SettingError
from comenius.guides.model import Guide, Ingredient, Step
from comenius.illustration.captioned import Captioned, captioned
from comenius.illustration.plan import plan
from comenius.lexicon.shot import describe

TEXTS = ("Chop the onions on a cutting board.", "Fry the onions in a pot.", "Pour the soup into a bowl.")
SOUP = Guide(
    title="Soup",
    ingredients=(Ingredient(text="2 onions", name="onion"),),
    steps=tuple(Step(text=text) for text in TEXTS),
)


def shown(caption: str, step: int = 1) -> Captioned:
    return captioned(caption, SOUP, step, plan(SOUP).frames[step].shot, seed=0)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("golden chopped onion in a red pan", "golden chopped onion in a red pan"),
        ("Sliced carrots and chopped celery in a steel pot, steam rising",
         "sliced carrot and chopped celery in a steel pot"),
        ("two whole tomatoes on a blue plate, a hand holding a knife", "two whole tomatoes on a blue plate"),
        ("fried eggs on a blue plate", "fried egg on a blue plate"),
        ("mixture of rice and beans in a white bowl", "mixture of rice and beans in a white bowl"),
        ("a white bowl of tomato soup topped with basil", "tomato sauce topped with herbs in a white bowl"),
        ("bread on a table", "whole bread on a"),
        ("onions and butter in a black pan", "whole onion and whole butter in a black pan"),
        ("an empty red pan", "an empty red pan"),
        ("fry the shallots until golden", "golden chopped red onion in a"),
    ],
)  # fmt: skip
def test_a_scene_or_an_order_becomes_what_the_painter_knows(caption: str, words: str) -> None:
    assert describe(shown(caption).shot, looks=True).startswith(words)


def test_what_a_caption_leaves_open_stays_as_the_step_has_it() -> None:
    before = plan(SOUP).frames[1].shot
    shot = shown("chopped leek").shot
    assert (shot.vessel, shot.material) == (before.vessel, before.material)
    assert (shot.table, shot.wall) == (before.table, before.wall)
    assert (shot.tool, shot.hand, shot.steam, shot.fire) == ("", False, False, False)
    pot = shown("steam rising, a pot of onion, over fire, blue table, mint wall").shot
    assert (pot.vessel, pot.steam, pot.fire, pot.table, pot.wall) == ("pot", True, True, "blue", "mint")
    assert shown("onion in a pan").shot.material == shown("leek in a pan").shot.material != ""


def test_an_order_is_carried_out_after_the_steps_before_it() -> None:
    shot = shown("Fry them in a pan until golden.").shot
    assert [(food.look, food.form, food.doneness) for food in shot.foods] == [("onion", "chopped", "golden")]


def test_what_is_drawn_as_something_else_or_not_at_all_is_said() -> None:
    assert shown("sliced shallots in a pan").notes == ("'shallot' is drawn as red onion",)
    assert shown("onion and unicorn in a pan").notes == ("'unicorn' is not in the lexicon and is not drawn",)
    assert shown("carrot, celery, onion, leek on a plate").notes == (
        "4 foods are named; the first 3 are drawn",
    )


@pytest.mark.parametrize(
    "caption", ["a unicorn in a dragon", "pump the tyre", "it", "…", "oignons dorés", "word " * 80]
)
def test_a_caption_without_anything_to_draw_is_refused(caption: str) -> None:
    with pytest.raises(SettingError, match=r"^(Nothing in the caption|The caption has 399 characters)"):
        shown(caption)
