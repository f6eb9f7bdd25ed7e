"""What the denoiser reads of a prompt, and what is said about the rest."""

from typing import Any

import pytest
import torch

from comenius.diffusion.backbones.text import fit
from comenius.errors import SettingError

LONG = "chopped onion in a red pan, golden and soft, on a wooden table in the evening sun"


def letters(text: str) -> int:
    return len(text)


def test_a_text_that_fits_is_left_alone() -> None:
    assert fit(" two eggs ", letters, 20) == ("two eggs", "")


def test_a_long_text_ends_with_a_clause() -> None:
    assert fit(LONG, letters, 50) == (
        "chopped onion in a red pan, golden and soft",
        "on a wooden table in the evening sun",
    )


def test_a_clause_that_would_give_up_too_much_is_passed_over_for_words() -> None:
    assert fit("Oh, onion in a pan of steel", letters, 20) == ("Oh, onion in a pan", "of steel")


def test_one_endless_word_is_cut_between_letters() -> None:
    assert fit("a" * 30, letters, 20) == ("a" * 20, "a" * 10)


@pytest.mark.parametrize("window", range(2, 90, 7))
def test_nothing_is_lost_unseen(window: int) -> None:
    kept, lost = fit(LONG, letters, window)
    assert len(kept) <= window
    assert sorted(f"{kept}{lost}".replace(",", "").replace(" ", "")) == sorted(
        LONG.replace(",", "").replace(" ", "")
    )


def test_a_prompt_beyond_the_window_is_cut_and_noted(sd: Any) -> None:
    assert sd.texts[0].window == 40
    assert sd.overflow("soft dough") == ""
    lost = sd.overflow(LONG)
    assert lost == "on a wooden table in the evening sun"
    cond = sd.encode(["soft dough", LONG])
    assert cond.notes[0] == ()
    assert cond.notes[1] == (f'the model reads 40 tokens; left out: "{lost}"',)
    assert torch.equal(cond.embeds[1], sd.encode([LONG.removesuffix(f", {lost}")]).embeds[0])


def test_a_row_does_not_depend_on_the_other_prompts(sd: Any) -> None:
    alone, among = sd.encode(["rice"]), sd.encode(["soup", "rice", "bread"])
    assert torch.equal(alone.embeds[0], among.embeds[1])


def test_the_second_encoder_reads_the_goal(xl: Any) -> None:
    same = xl.encode(["rice"])
    other = xl.encode(["rice"], ["fried rice"])
    width = same.embeds.shape[-1] // 2
    assert torch.equal(same.embeds[..., :width], other.embeds[..., :width])
    assert not torch.equal(same.embeds[..., width:], other.embeds[..., width:])
    assert not torch.equal(same.pooled, other.pooled)
    with pytest.raises(SettingError, match="1 goals for 2 prompts"):
        xl.encode(["rice", "soup"], ["fried rice"])


def test_an_empty_negative_prompt_is_each_models_own(sd: Any, xl: Any) -> None:
    assert torch.equal(sd.encode_negative("").embeds, sd.encode([""]).embeds)
    assert not xl.encode_negative("").embeds.any()
    assert xl.encode_negative("blurry").embeds.any()
