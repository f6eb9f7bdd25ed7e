"""Self-attention along the step graph, inside a real UNet."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.attention.processors import StepAttention, self_attention, shared_attention
from comenius.diffusion.attention.sharing import Sharing, Visit, Window
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.diffusion.backbones.text import Conditioning
from comenius.errors import ModelError, SettingError

N = 3
CHAIN = StepGraph(steps=N, edges=(Edge(1, 0, 0.9), Edge(2, 1, 0.5)))
COMPLETE = StepGraph(steps=N, edges=tuple(Edge(i, j, 1.0) for i in range(N) for j in range(N) if i != j))


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def visit(graph: StepGraph, groups: int = 1, pictures: int = 1, **more: Any) -> Visit:
    steps = tuple(range(graph.steps))
    shelf = KeyShelf(graph, steps)
    return Visit(
        sharing=Sharing(graph=graph, **more),
        shelf=shelf,
        steps=steps,
        index=0,
        groups=groups,
        pictures=pictures,
    )


def predict(model: Any, x: torch.Tensor, seen: Visit | None = None) -> torch.Tensor:
    pooled = random(1, 24, seed=9).expand(x.shape[0], -1) if len(model.words.texts) == 2 else None
    width = int(model.network.config.cross_attention_dim)
    cond = Conditioning(embeds=random(1, 5, width, seed=8).expand(x.shape[0], -1, -1), pooled=pooled)
    if seen is None:
        return torch.as_tensor(model.predict(x, 500, cond))
    with shared_attention(model.network, seen):
        return torch.as_tensor(model.predict(x, 500, cond))


@pytest.fixture(params=["sd", "xl"])
def model(request: pytest.FixtureRequest) -> Iterator[Any]:
    backbone = request.getfixturevalue(request.param)
    before = dict(backbone.network.attn_processors)
    yield backbone
    after = backbone.network.attn_processors
    assert before.keys() == after.keys()
    assert all(before[name] is after[name] for name in before), "a processor was not put back"


def test_without_edges_nothing_changes_bitwise(model: Any) -> None:
    x = random(N, 4, 8, 8)
    assert torch.equal(predict(model, x), predict(model, x, visit(StepGraph(steps=N))))


def test_sharing_takes_the_place_of_self_attention_only(model: Any) -> None:
    before = repr(model.network)
    with shared_attention(model.network, visit(CHAIN)):
        kinds = {name: type(p) for name, p in model.network.attn_processors.items()}
    assert {name for name, kind in kinds.items() if kind is StepAttention} == {
        name for name in kinds if "attn1" in name
    }
    assert repr(model.network) == before


def test_processors_are_put_back_after_an_error_too(model: Any) -> None:
    with pytest.raises(ValueError, match="got 4 rows"):  # and the fixture compares
        predict(model, random(4, 4, 8, 8), visit(CHAIN))


def test_one_layer_equals_a_dense_oracle(sd: Any) -> None:
    attn = next(iter(self_attention(sd.network).values()))
    x, tokens = random(N, 16, attn.to_q.in_features), 16
    weights = torch.tensor([[1.0, 0.3, 0.7], [0.9, 1.0, 0.2], [0.4, 0.6, 1.0]])
    edges = [Edge(i, j, float(weights[i, j])) for i in range(N) for j in range(N) if i != j]
    processor = StepAttention(
        "here", attn.processor, visit(StepGraph(steps=N, edges=tuple(edges)), budget=math.inf)
    )
    with torch.inference_mode():
        out = processor(attn, x)
        q, k, v = (
            layer(x).double().unflatten(-1, (attn.heads, -1)).transpose(1, 2)
            for layer in (attn.to_q, attn.to_k, attn.to_v)
        )
        joint_k, joint_v = (torch.cat(list(t), dim=1) for t in (k, v))  # heads, all tokens, d
        logits = q @ joint_k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        mass = logits.exp() * weights.double().repeat_interleave(tokens, dim=1)[:, None, None]
        dense = (mass / mass.sum(-1, keepdim=True)) @ joint_v
        expected = attn.to_out[0](dense.transpose(1, 2).flatten(2).float())
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-5)


def test_complete_with_weight_one_is_one_long_attention(sd: Any) -> None:
    attn = next(iter(self_attention(sd.network).values()))
    x = random(N, 16, attn.to_q.in_features)
    with torch.inference_mode():
        out = StepAttention("here", attn.processor, visit(COMPLETE, budget=math.inf))(attn, x)
        joint = attn.processor(attn, x.flatten(0, 1)[None]).unflatten(1, (N, 16))[0]
    torch.testing.assert_close(out, joint, atol=1e-5, rtol=1e-5)


def test_relabelling_the_steps_permutes_the_outputs(model: Any) -> None:
    x, order = random(N, 4, 8, 8), [2, 0, 1]
    graph = StepGraph(
        steps=N, edges=tuple(Edge(order.index(r), order.index(s), w) for r, s, w in CHAIN.edges)
    )
    torch.testing.assert_close(
        predict(model, x, visit(CHAIN))[order], predict(model, x[order], visit(graph)), atol=1e-5, rtol=1e-5
    )


def test_a_step_that_is_no_ancestor_changes_nothing_bitwise(model: Any) -> None:
    x = random(N, 4, 8, 8)
    other = x.clone()
    other[1] += 1
    before, after = predict(model, x, visit(CHAIN)), predict(model, other, visit(CHAIN))
    assert torch.equal(before[0], after[0])
    assert not torch.equal(before[2], after[2])


def test_groups_and_pictures_never_mix(model: Any) -> None:
    groups, pictures = 2, 3
    x = random(groups * N * pictures, 4, 8, 8)
    before = predict(model, x, visit(COMPLETE, groups, pictures))
    touched = (1 * N + 0) * pictures + 2  # group 1, step 0, picture 2
    x[touched] += 1
    after = predict(model, x, visit(COMPLETE, groups, pictures))
    changed = {row for row in range(len(x)) if not torch.equal(before[row], after[row])}
    assert changed == {(1 * N + step) * pictures + 2 for step in range(N)}


def test_rows_that_are_no_whole_layout_are_an_error(sd: Any) -> None:
    with pytest.raises(ValueError, match="got 4 rows; 1 groups of 3 steps with 1 pictures each make 3"):
        predict(sd, random(4, 4, 8, 8), visit(CHAIN))


def test_a_layer_filter_leaves_other_layers_alone(sd: Any) -> None:
    with shared_attention(sd.network, visit(CHAIN, windows=(Window(layers=("up_blocks",)),))):
        kinds = {name: type(p) for name, p in sd.network.attn_processors.items()}
    assert {name.split(".")[0] for name, kind in kinds.items() if kind is StepAttention} == {"up_blocks"}
    with (
        pytest.raises(ModelError, match="no self-attention layer that begins with sideways"),
        shared_attention(sd.network, visit(CHAIN, windows=(Window(layers=("sideways",)),))),
    ):
        pass


def test_a_window_is_a_part_of_the_denoising() -> None:
    sharing = Sharing(graph=CHAIN, windows=(Window(start=0.2, stop=0.6),))
    assert [i for i in range(10) if sharing.active(i, 10)] == [2, 3, 4, 5]
    assert not Sharing(graph=StepGraph(steps=2)).active(0, 10)
    with pytest.raises(SettingError, match="no part of the denoising"):
        Window(start=0.7, stop=0.3)
    with pytest.raises(SettingError, match="must be above 0"):
        Sharing(graph=CHAIN, budget=0.0)


def test_foreign_processors_are_refused_by_name(sd: Any) -> None:
    from diffusers.models.attention_processor import SlicedAttnProcessor

    layer = next(iter(self_attention(sd.network).values()))
    original = layer.processor
    layer.processor = SlicedAttnProcessor(1)
    try:
        with (
            pytest.raises(ModelError, match="already handled by SlicedAttnProcessor"),
            shared_attention(sd.network, visit(CHAIN)),
        ):
            pass
    finally:
        layer.processor = original


def test_the_older_processor_keeps_its_own_scale(sd: Any) -> None:
    from diffusers.models.attention_processor import AttnProcessor

    attn = next(iter(self_attention(sd.network).values()))
    x, scale = random(N, 16, attn.to_q.in_features), attn.scale
    attn.scale = 0.05
    try:
        with torch.inference_mode():
            out = StepAttention("here", AttnProcessor(), visit(COMPLETE, budget=math.inf))(attn, x)
            joint = AttnProcessor()(attn, x.flatten(0, 1)[None]).unflatten(1, (N, 16))[0]
    finally:
        attn.scale = scale
    torch.testing.assert_close(out, joint, atol=1e-5, rtol=1e-5)


def test_pictures_on_a_grid_are_read_like_tokens() -> None:
    from diffusers.models.attention_processor import Attention, AttnProcessor2_0

    torch.manual_seed(0)
    attn = Attention(16, heads=2, dim_head=8, norm_num_groups=4, residual_connection=True, bias=True)
    attn.set_processor(AttnProcessor2_0())
    x = random(N, 16, 4, 4)
    with torch.inference_mode():
        vanilla = attn(x)
        same = StepAttention("here", attn.processor, visit(StepGraph(steps=N)))(attn, x)
    assert torch.equal(vanilla, same)


def test_keys_go_when_their_last_reader_has_been() -> None:
    graph = StepGraph(steps=4, edges=(Edge(1, 0, 1.0), Edge(2, 0, 1.0), Edge(3, 2, 1.0)))
    shelf = KeyShelf(graph, range(4))
    held = []
    for step in range(4):
        shelf.put(0, step, "layer", (torch.zeros(1, 1, 2, 2), torch.zeros(1, 1, 2, 2)))
        shelf.leave(0, [step])
        held.append(len(shelf))
    assert held == [1, 1, 1, 0]
    assert shelf.bytes_each == 2 * 4 * 4
