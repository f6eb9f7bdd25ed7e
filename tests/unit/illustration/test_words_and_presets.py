"""What a painter is told, and how a model says it likes to be used."""

from pathlib import Path

import pytest

from comenius.diffusion.backbones.presets import Preset, preset, vocabulary
from comenius.errors import ModelError
from comenius.illustration.painter import prompts, unknown
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.lexicon.shot import Food, Shot, describe

MASA = Food(name="masa harina", look="flour", form="powder")
BOWL = Shot(foods=(MASA,), vessel="bowl")
BOARD = Storyboard(
    goal="Tortillas",
    frames=tuple(
        Frame(step=i, action=action, state=f"State {i}.", shot=BOWL, caption="masa harina in a bowl")
        for i, action in enumerate(("Pour the masa.", "Stir it"))
    ),
    similarity=((1.0, 0.9), (0.9, 1.0)),
)  # fmt: skip


def test_a_painter_with_few_words_hears_looks_and_another_the_readers_words() -> None:
    assert prompts(BOARD, vocabulary={"flour"}, style="soft light") == ("flour in a bowl",) * 2
    assert prompts(BOARD, style="soft light") == ("masa harina in a bowl, soft light",) * 2


def test_actions_are_joined_with_the_state_before_them() -> None:
    assert prompts(BOARD, mode="state_act") == ("Pour the masa.", "Stir it. State 0.")


def test_words_that_a_painter_has_never_seen_are_named_once_and_in_order() -> None:
    assert unknown("Flour in a Bowl, bowl and wok, wok", {"flour", "in", "a", "and"}) == ("bowl", "wok")


@pytest.mark.parametrize(
    ("shot", "words"),
    [
        (Shot(vessel="oven", material="steel"), "an empty steel oven"),
        (Shot(), "nothing yet on a table"),
        (Shot(foods=(MASA,), vessel="plate", table="blue"), "masa harina on a plate on a blue table"),
        (
            Shot(foods=(Food(name="tomato", look="tomato", count=2),), tool="knife", hand=True, wall="mint"),
            "two whole tomatoes on a table, a hand holding a knife, mint wall",
        ),
    ],
)
def test_a_shot_is_described_in_one_line(shot: Shot, words: str) -> None:
    assert describe(shot) == words


def test_a_model_without_a_preset_gets_ours_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    assert preset(tmp_path).guidance == Preset().guidance
    (tmp_path / "preset.json").write_text('{"guidance": 2.5}')
    assert preset(tmp_path).guidance == 2.5
    for damaged, found in {
        '{"gidance": 2.5}': "did you mean 'guidance'",
        '{"guidance": "high"}': "guidance is 'high'; float is needed",
        '{"noise": "loud"}': "noise is 'loud'; it must be one of",
        '{"steps": -4}': r"preset.json: steps is -4; it must lie in \[1, 1000\]",
        "[]": "an object",
        "{": "damaged",
    }.items():
        (tmp_path / "preset.json").write_text(damaged)
        with pytest.raises(ModelError, match=found):
            preset(tmp_path)


def test_a_vocabulary_is_words_or_refused(tmp_path: Path) -> None:
    assert vocabulary(tmp_path) is None
    (tmp_path / "vocabulary.json").write_text('{"words": ["a", "b"]}')
    assert vocabulary(tmp_path) == frozenset("ab")
    (tmp_path / "vocabulary.json").write_text('{"words": "a b"}')
    with pytest.raises(ModelError, match="words"):
        vocabulary(tmp_path)
