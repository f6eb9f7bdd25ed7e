"""What the denoiser reads of a prompt, and what is said about the rest."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from comenius.diffusion.backbones.text import fit, pieces, stack
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


def test_a_clause_without_commas_is_cut_before_a_word_that_joins() -> None:
    assert fit("chopped onion in a red pan with peas and carrots", letters, 42) == (
        "chopped onion in a red pan with peas",
        "and carrots",
    )


@pytest.mark.parametrize("window", range(2, 90, 11))
def test_pieces_are_all_of_a_text_in_order(window: int) -> None:
    found = pieces(LONG, letters, window)
    assert max(map(len, found)) <= window
    assert "".join(found).replace(",", "").replace(" ", "") == LONG.replace(",", "").replace(" ", "")
    assert pieces(LONG, letters, len(LONG)) == [LONG]
    assert pieces("", letters, window) == [""]


def test_a_prompt_beyond_the_window_is_read_in_pieces_and_noted(sd: Any) -> None:
    assert sd.words.texts[0].window == 40
    first, second = sd.pieces(LONG)
    assert second == sd.overflow(LONG) == "on a wooden table in the evening sun"
    row = sd.encode([LONG])
    assert row.notes == (("the model reads 40 tokens at once; read in 2 pieces",),)
    assert torch.equal(row.embeds, torch.cat([sd.encode([text]).embeds for text in (first, second)], 1))
    assert row.mask is None


def test_a_model_may_want_long_prompts_cut(sd: Any) -> None:
    row = replace(sd, words=replace(sd.words, long="cut")).encode([LONG])
    lost = sd.overflow(LONG)
    assert row.notes == ((f'the model reads 40 tokens; left out: "{lost}"',),)
    assert torch.equal(row.embeds, sd.encode([LONG.removesuffix(f", {lost}")]).embeds)


def test_a_prompt_that_fits_is_what_it_was_beside_any_other(sd: Any) -> None:
    both, alone = sd.encode(["soft dough", LONG]), sd.encode(["soft dough"])
    assert alone.notes == ((),)
    assert torch.equal(alone.embeds, sd.words.texts[0].encode("soft dough")[0])
    row = both.rows([0])
    assert torch.equal(row.embeds, alone.embeds)
    assert row.mask is None
    assert both.rows([1]).embeds.shape == (1, 80, 24)
    assert both.rows([1]).mask is None


def test_two_encoders_cut_at_the_same_places(xl: Any) -> None:
    first, second = xl.pieces(LONG)
    row, width = xl.encode([LONG]), xl.encode([""]).embeds.shape[-1] // 2
    for half, encoder in zip((slice(width), slice(width, None)), xl.words.texts, strict=True):
        expected = torch.cat([encoder.encode(text)[0] for text in (first, second)], 1)
        assert torch.equal(row.embeds[..., half], expected)
    assert torch.equal(row.pooled, xl.encode([first]).pooled)
    mixed = xl.encode([LONG], ["rice"])
    assert torch.equal(mixed.embeds[:, 40:, width:], xl.encode([""]).embeds[..., width:])
    assert torch.equal(mixed.pooled, xl.encode(["rice"]).pooled)


@pytest.mark.parametrize("name", ["sd", "xl"])
def test_rows_of_different_lengths_are_drawn_as_each_alone(name: str, request: pytest.FixtureRequest) -> None:
    model = request.getfixturevalue(name)
    x = torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    short, long = model.encode_negative(""), model.encode([LONG])
    together = stack([short, long])
    assert together.mask is not None
    assert together.mask.sum(1).tolist() == [40, 80]
    alone = torch.cat([model.predict(x[i : i + 1], 500, cond) for i, cond in enumerate((short, long))])
    torch.testing.assert_close(model.predict(x, 500, together), alone, atol=1e-5, rtol=1e-5)
    twice = replace(short, embeds=short.embeds.repeat(1, 2, 1))  # more empty pieces weigh the same as one
    torch.testing.assert_close(model.predict(x[:1], 500, twice), alone[:1], atol=1e-5, rtol=1e-5)


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
