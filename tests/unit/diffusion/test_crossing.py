"""Where a UNet looks for its words."""

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from comenius.diffusion.attention.crossing import RECORDS, Crossing, crossing, otsu, places, probabilities
from comenius.diffusion.generate import Drawn, generate
from comenius.errors import ModelError

PROMPTS = ["red onion in a pot", "a pot, a pan, a pot"]


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(params=["sd", "xl"])
def model(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def draw(model: Any, noted: Crossing | None = None) -> list[Tensor]:
    out = []
    for event in generate(model, PROMPTS, seeds=[1, 2], steps=3, guidance=4.0):
        if isinstance(event, Drawn):
            out.append(event.latents)
        elif noted is not None:
            size = event.state.latents.shape[-2:]
            noted.keep(event.state.steps, (size[0], size[1]))
    return out


def test_otsu_parts_two_clumps_where_they_differ_most() -> None:
    values = torch.cat([0.1 * random(50), 3 + 0.2 * random(20, seed=1)])
    assert int((values > otsu(values)).sum()) == 20

    def between(threshold: float) -> float:
        low, high = values[values <= threshold], values[values > threshold]
        return float(len(low) * len(high) * (low.mean() - high.mean()) ** 2)

    values = random(4, 9)
    halves = [(a + b) / 2 for a, b in pairwise(sorted(values.flatten().tolist()))]
    assert otsu(values) == pytest.approx(max(halves, key=between), abs=1e-6)


def test_nothing_is_above_the_threshold_of_what_is_the_same_everywhere() -> None:
    for values in (torch.zeros(4, 4), torch.full((5,), 0.3), torch.ones(1)):
        assert not (values > otsu(values)).any()


def test_a_phrase_is_found_by_whole_words_each_time_it_is_said(sd: Any) -> None:
    tokenizer = sd.words.texts[0].tokenizer
    said = tokenizer.convert_ids_to_tokens(tokenizer(PROMPTS[1]).input_ids)
    assert [said[i] for i in places(tokenizer, [PROMPTS[1]], 40, "pot")] == ["p", "o", "t</w>"] * 2
    found = {
        phrase: places(tokenizer, [PROMPTS[0]], 40, phrase)
        for phrase in ("Red onion", "onion pot", "nion", "")
    }
    assert found == {"Red onion": tuple(range(1, 9)), "onion pot": (), "nion": (), "": ()}
    twice = places(tokenizer, [PROMPTS[0], "in a red onion"], 40, "red onion")
    assert twice == (*range(1, 9), *range(44, 52))


def test_tokens_that_nobody_reads_get_nothing(sd: Any) -> None:
    layer = sd.network.up_blocks[1].attentions[0].transformer_blocks[0].attn2
    x, words = random(2, 64, 16), random(2, 7, 24, seed=1)
    bias = torch.tensor([0.0] * 5 + [-10000.0] * 2).expand(2, 1, 7)
    with crossing(sd.network, {}) as noted, torch.no_grad():
        layer(x, encoder_hidden_states=words, attention_mask=bias)
    assert not noted.last[0][..., 5:].any()
    torch.testing.assert_close(noted.last[0][..., :5], probabilities(layer, x, words[:, :5]).detach())


@pytest.mark.parametrize("dtype", [torch.bool, torch.int64, torch.float32])
def test_words_that_the_networks_mask_hides_get_nothing(model: Any, dtype: torch.dtype) -> None:
    config = model.network.config
    more = {}
    if config.addition_embed_type:
        more = {"added_cond_kwargs": {"text_embeds": random(2, 24), "time_ids": torch.zeros(2, 6)}}
    words = random(2, 7, config.cross_attention_dim, seed=1)
    mask = torch.tensor([[1] * 5 + [0] * 2, [1] * 7]).to(dtype)
    with crossing(model.network, {}) as noted, torch.no_grad():
        model.network(random(2, 4, 8, 8), torch.tensor(5.0), words, encoder_attention_mask=mask, **more)
    for seen in noted.last:
        assert not seen[0, :, 5:].any()
        assert (seen[1] > 0).all()


def test_a_mask_is_followed_wherever_it_stands_or_refused(sd: Any) -> None:
    layer = sd.network.up_blocks[1].attentions[0].transformer_blocks[0].attn2
    x, words = random(2, 64, 16), random(2, 7, 24, seed=1)
    hidden = torch.tensor([[True] * 5 + [False] * 2] * 2)
    bias = torch.zeros(hidden.shape).masked_fill(~hidden, -1e4)
    with crossing(sd.network, {}) as noted, torch.no_grad():
        layer(x, words, bias[:, None])
        assert not noted.last[0][..., 5:].any()
        for mask in (bias, hidden[:, None], bias[:, None].repeat(2, 1, 1)):  # diffusers knows these too
            with pytest.raises(
                ModelError, match=r"cannot be followed to find things; it must be a bias of \(2"
            ):
                layer(x, words, mask)


def test_pictures_are_the_same_to_the_bit_and_the_network_as_it_was(model: Any) -> None:
    columns = {0: {"red onion": tuple(range(1, 9)), "leek": ()}}
    before, processors, plain = repr(model.network), model.network.attn_processors, draw(model)
    with crossing(model.network, columns) as noted:
        assert repr(model.network) == before
        assert model.network.attn_processors == processors
        watched = draw(model, noted)
    assert all(torch.equal(a, b) for a, b in zip(plain, watched, strict=True))
    assert repr(model.network) == before
    assert not any(layer._forward_pre_hooks for layer in model.network.modules())
    assert list(noted.maps) == [0]  # nothing is asked of the other step
    assert len(noted.maps[0]) == 3

    masks = noted.masks(0, (16, 16))
    assert masks.shape == (2, 16, 16)
    assert set(masks[0].unique().tolist()) == {0.0, 1.0}
    assert not masks[1].any()
    assert noted.masks(1, (16, 16)).shape == (0, 16, 16)


def test_layers_are_let_go_after_an_error_too(sd: Any) -> None:
    with pytest.raises(KeyboardInterrupt), crossing(sd.network, {}):
        raise KeyboardInterrupt
    assert not any(layer._forward_pre_hooks for layer in sd.network.modules())


def test_shares_are_those_that_diffusers_computes(model: Any) -> None:
    layer = model.network.up_blocks[1].attentions[0].transformer_blocks[0].attn2
    x, words = random(2, 64, layer.to_q.in_features), random(2, 7, layer.to_k.in_features, seed=1)
    scores = layer.get_attention_scores(
        layer.head_to_batch_dim(layer.to_q(x)), layer.head_to_batch_dim(layer.to_k(words))
    )
    shares = probabilities(layer, x, words)
    torch.testing.assert_close(shares, scores.unflatten(0, (2, -1)).mean(1))
    torch.testing.assert_close(shares.sum(-1), torch.ones(2, 64))
    image = x.transpose(1, 2).unflatten(-1, (8, 8))
    torch.testing.assert_close(probabilities(layer, image, words), shares)


def test_an_ip_adapters_pictures_are_no_words_and_its_processor_stays(sd: Any) -> None:
    from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0

    layer = sd.network.up_blocks[1].attentions[0].transformer_blocks[0].attn2
    original = layer.processor
    adapter = IPAdapterAttnProcessor2_0(16, 24, num_tokens=(2,))
    x, words, pictures = random(2, 64, 16), random(2, 7, 24, seed=1), random(2, 1, 2, 24, seed=2)
    layer.set_processor(adapter)
    try:
        with torch.no_grad():
            plain = layer(x, encoder_hidden_states=(words, [pictures]))
            with crossing(sd.network, {0: {"onion": (1,)}}) as noted:
                watched = layer(x, encoder_hidden_states=(words, [pictures]))
                assert layer.processor is adapter
    finally:
        layer.set_processor(original)
    assert torch.equal(plain, watched)
    torch.testing.assert_close(noted.last[0], probabilities(layer, x, words))


@pytest.mark.parametrize(
    ("seen", "kept"),
    [((4096, 1024, 256, 1024), 1024), ((6400, 1600, 1600), 1600), ((16, 64, 64), 64), ((256, 4096), 256)],
)
def test_the_finest_grid_that_shows_things_is_noted(seen: tuple[int, ...], kept: int) -> None:
    noted = Crossing(columns={})
    for tokens in seen:
        if noted.wants(tokens):
            noted.note(torch.zeros(1, tokens, 3))
    assert noted.tokens == kept
    assert len(noted.last) == seen.count(kept)


def test_the_rows_with_words_and_the_last_records_count() -> None:
    noted = Crossing(columns={0: {"pot": (1, 2)}, 1: {"pan": (0,)}})
    for index in range(RECORDS + 5):
        rows = torch.zeros(4, 4, 3)
        rows[:2] = 100  # without words
        rows[2, 1, 1], rows[2, 1, 2], rows[3, 2, 0] = 1, 3, float(index < 5)
        noted.note(rows)
        noted.keep((0, 1), (2, 2))
    assert len(noted.maps[0]) == RECORDS
    assert noted.maps[0][0].tolist() == [[0, 2, 0, 0]]
    assert noted.masks(0, (4, 4))[0].tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert not noted.masks(1, (4, 4)).any()  # what was seen of the pan is too long ago


def test_a_network_without_words_says_so() -> None:
    with pytest.raises(ModelError, match="no cross-attention to find things by; name a segmenter"):
        crossing(torch.nn.Linear(2, 2), {}).__enter__()
