"""Joint attention of text and image along the step graph, inside real transformers: SD3, FLUX.1, Qwen-Image."""

import math
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import tiny_transformers
import torch
from tiny_transformers import SIDE, TEXT, inputs

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.attention.joint import JointStepAttention
from comenius.diffusion.attention.processors import shared_attention
from comenius.diffusion.attention.sharing import Kernel, Rope, Sharing, Visit, Window
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.errors import ModelError, SettingError

N = 3
CHAIN = StepGraph(steps=N, edges=(Edge(1, 0, 0.9), Edge(2, 1, 0.5)))
COMPLETE = StepGraph(steps=N, edges=tuple(Edge(i, j, 1.0) for i in range(N) for j in range(N) if i != j))
ALONE = StepGraph(steps=N)
WEIGHTED = StepGraph(steps=N, edges=(Edge(1, 0, 0.9), Edge(2, 0, 0.3), Edge(2, 1, 0.6)))


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def visit(graph: StepGraph, groups: int = 1, pictures: int = 1, **more: Any) -> Visit:
    steps = tuple(range(graph.steps))
    return Visit(
        sharing=Sharing(graph=graph, **more), shelf=KeyShelf(graph, steps), steps=steps, index=0, size=(8, 8),
        groups=groups, pictures=pictures,
    )  # fmt: skip


@pytest.fixture(scope="module", params=["sd3", "flux", "qwen"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(kind: str) -> Any:
    return getattr(tiny_transformers, kind)()


@pytest.fixture
def network(built: Any) -> Iterator[Any]:
    before, shown = dict(built.attn_processors), repr(built)
    yield built
    after = built.attn_processors
    assert before.keys() == after.keys()
    assert all(before[name] is after[name] for name in before), "a processor was not put back"
    assert repr(built) == shown
    assert not any(module._forward_hooks for module in built.modules()), "a hook was left"


def predict(
    network: Any, kind: str, x: torch.Tensor, seen: Visit | None = None, words: torch.Tensor | None = None
) -> torch.Tensor:
    given = inputs(kind, x, random(len(x), TEXT, 12, seed=1) if words is None else words)
    with torch.inference_mode():
        if seen is None:
            return torch.as_tensor(network(**given)[0])
        with shared_attention(network, seen):
            return torch.as_tensor(network(**given)[0])


def watch(network: Any, kind: str, x: torch.Tensor, seen: Visit | None) -> dict[str, tuple[Any, Any]]:
    """What each attention layer was given and gave back."""
    found: dict[str, tuple[Any, Any]] = {}
    hooks = [
        layer.register_forward_hook(
            lambda _m, _a, given, out, name=name: found.update({name: (given, out)}), with_kwargs=True
        )
        for name, layer in network.named_modules()
        if hasattr(layer, "get_processor")
    ]
    try:
        predict(network, kind, x, seen)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def rotated(x: torch.Tensor, places: torch.Tensor) -> torch.Tensor:
    """Pairs of channels turned by the three axes' positions, in double precision."""
    theta = torch.cat(
        [
            places[:, axis : axis + 1].double() * 10000 ** (-torch.arange(0, d, 2).double() / d)
            for axis, d in enumerate((4, 6, 6))
        ],
        dim=1,
    )
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack(
        [even * theta.cos() - odd * theta.sin(), even * theta.sin() + odd * theta.cos()], -1
    ).flatten(-2)


def places_of(kind: str, slot: int) -> torch.Tensor:
    """First axis, height and width of the image's tokens."""
    span = torch.arange(SIDE) - (SIDE // 2 if kind == "qwen" else 0)
    return torch.cartesian_prod(torch.tensor([slot]), span, span)


def oracle(kind: str, layer: Any, given: dict[str, Any], graph: StepGraph, rope: Rope) -> list[torch.Tensor]:
    """A layer's output from its own weights: every query over all keys it may see, in one long softmax."""
    attn = deepcopy(layer).double()
    x, text = given["hidden_states"].double(), given.get("encoder_hidden_states")

    def made(tokens: torch.Tensor, names: str) -> list[torch.Tensor]:
        parts = [
            getattr(attn, names.format(c))(tokens).unflatten(-1, (attn.heads, -1)).transpose(1, 2)
            for c in "qkv"
        ]
        for i, norm in enumerate(("norm_added_{}", "norm_{}")["to" in names] for _ in "qk"):
            parts[i] = getattr(attn, norm.format("qk"[i]))(parts[i])
        return parts

    qkv = made(x, "to_{}")
    if text is not None:
        words = made(text.double(), "add_{}_proj")
    else:
        length = TEXT if kind == "flux" else 0
        words, qkv = [part[..., :length, :] for part in qkv], [part[..., length:, :] for part in qkv]
    (tq, tk, tv), (q, k, v) = words, qkv
    by_slot = [k] * (N + 1)
    if kind != "sd3":
        far = (
            torch.zeros(TEXT, 3)
            if kind == "flux"
            else (SIDE // 2 + torch.arange(TEXT))[:, None].expand(-1, 3)
        )
        tq, tk, q = rotated(tq, far), rotated(tk, far), rotated(q, places_of(kind, 0))
        by_slot = [rotated(k, places_of(kind, slot if rope == "slot" else 0)) for slot in range(N + 1)]

    def attended(
        query: torch.Tensor, keys: list[Any], values: list[Any], weights: list[float]
    ) -> torch.Tensor:
        bias = torch.cat(
            [torch.full((key.shape[-2],), math.log(w)) for key, w in zip(keys, weights, strict=True)]
        )
        logits = query @ torch.cat(keys, -2).transpose(-1, -2) / math.sqrt(query.shape[-1]) + bias.double()
        return (logits.softmax(-1) @ torch.cat(values, -2)).transpose(0, 1).flatten(1)

    seen, read = [], []
    for i in range(N):
        keys, values, weights = [tk[i], by_slot[0][i]], [tv[i], v[i]], [1.0, 1.0]
        seen.append(attended(tq[i], keys, values, weights))
        for slot, (j, weight) in enumerate(graph.sources(i), 1):
            keys, values, weights = [*keys, by_slot[slot][j]], [*values, v[j]], [*weights, weight]
        read.append(attended(q[i], keys, values, weights))
    of_text, of_image = torch.stack(seen), torch.stack(read)
    if text is None:
        joined = torch.cat([of_text, of_image], 1)
        return [joined if kind == "flux" else attn.to_out[0](joined)]
    return [attn.to_out[0](of_image), of_text if attn.context_pre_only else attn.to_add_out(of_text)]


@pytest.mark.parametrize("graph", [COMPLETE, WEIGHTED], ids=["complete", "weighted"])
@pytest.mark.parametrize("kernel", ["keys", "merge"])
@pytest.mark.parametrize("rope", ["slot", "same"])
def test_every_layer_is_one_long_attention_over_its_own_and_foreign_image_keys(
    network: Any, kind: str, graph: StepGraph, kernel: Kernel, rope: Rope
) -> None:
    found = watch(network, kind, random(N, 4, 8, 8), visit(graph, budget=math.inf, kernel=kernel, rope=rope))
    assert len(found) == {"sd3": 4, "flux": 4, "qwen": 2}[kind]
    for name, (given, out) in found.items():
        expected = oracle(kind, network.get_submodule(name), given, graph, rope)
        for part, wanted in zip(out if isinstance(out, tuple) else (out,), expected, strict=True):
            torch.testing.assert_close(part.double(), wanted, atol=1e-5, rtol=1e-5, msg=f"in {name}")


def test_without_edges_nothing_changes_bitwise(network: Any, kind: str) -> None:
    x = random(N, 4, 8, 8)
    assert torch.equal(predict(network, kind, x), predict(network, kind, x, visit(ALONE)))


def test_words_see_within_a_layer_what_they_saw_before_bitwise(network: Any, kind: str) -> None:
    x = random(N, 4, 8, 8)
    name = "transformer_blocks.0.attn"
    (_, before), (_, after) = (
        watch(network, kind, x, None)[name],
        watch(network, kind, x, visit(COMPLETE))[name],
    )
    assert torch.equal(before[1], after[1])
    assert not torch.equal(before[0], after[0])


def test_all_steps_at_once_are_what_they_are_one_by_one(network: Any, kind: str) -> None:
    x, words = random(N, 4, 8, 8), random(N, TEXT, 12, seed=1)
    together, whole = visit(WEIGHTED), predict(network, kind, x, visit(WEIGHTED))
    shelf = KeyShelf(WEIGHTED, range(N))
    for step in range(N):
        alone = Visit(sharing=together.sharing, shelf=shelf, steps=(step,), index=0)
        out = predict(network, kind, x[step : step + 1], alone, words[step : step + 1])
        torch.testing.assert_close(out[0], whole[step], atol=1e-5, rtol=1e-5)
        shelf.leave(0, [step])
    assert len(shelf) == 0


def test_relabelling_the_steps_permutes_the_outputs(network: Any, kind: str) -> None:
    x, words, order = random(N, 4, 8, 8), random(N, TEXT, 12, seed=1), [2, 0, 1]
    graph = StepGraph(
        steps=N, edges=tuple(Edge(order.index(r), order.index(s), w) for r, s, w in CHAIN.edges)
    )
    torch.testing.assert_close(
        predict(network, kind, x, visit(CHAIN), words)[order],
        predict(network, kind, x[order], visit(graph), words[order]),
        atol=1e-5,
        rtol=1e-5,
    )


def test_a_step_that_is_no_ancestor_changes_nothing_bitwise(network: Any, kind: str) -> None:
    x = random(N, 4, 8, 8)
    other = x.clone()
    other[1] += 1
    before, after = (predict(network, kind, rows, visit(CHAIN)) for rows in (x, other))
    assert torch.equal(before[0], after[0])
    assert not torch.equal(before[2], after[2])


def test_groups_and_pictures_never_mix(network: Any, kind: str) -> None:
    groups, pictures = 2, 2
    x = random(groups * N * pictures, 4, 8, 8)
    before = predict(network, kind, x, visit(COMPLETE, groups, pictures))
    x[(1 * N + 0) * pictures + 1] += 1  # group 1, step 0, picture 1
    after = predict(network, kind, x, visit(COMPLETE, groups, pictures))
    changed = {row for row in range(len(x)) if not torch.equal(before[row], after[row])}
    assert changed == {(1 * N + step) * pictures + 1 for step in range(N)}


def test_where_foreign_keys_are_turned_to_touches_readers_only(network: Any, kind: str) -> None:
    x = random(N, 4, 8, 8)
    slot, same = (predict(network, kind, x, visit(CHAIN, rope=rope)) for rope in ("slot", "same"))
    assert torch.equal(slot[0], same[0])
    assert torch.equal(slot, same) == (kind == "sd3")  # whose positions are no part of keys


def test_each_layer_gets_a_processor_of_its_own(network: Any) -> None:
    with shared_attention(network, visit(CHAIN)):
        inside = network.attn_processors
        assert {type(processor) for processor in inside.values()} == {JointStepAttention}
        assert len({id(processor) for processor in inside.values()}) == len(inside)


def test_processors_are_put_back_after_an_error_too(network: Any, kind: str) -> None:
    with pytest.raises(ValueError, match="got 4 rows"):  # and the fixture compares
        predict(network, kind, random(4, 4, 8, 8), visit(CHAIN))


def test_a_layer_filter_leaves_other_layers_alone(network: Any, kind: str) -> None:
    last = {
        "sd3": "transformer_blocks.0.attn2",
        "flux": "single_transformer_blocks.1",
        "qwen": "transformer_blocks.1",
    }
    x, seen = random(N, 4, 8, 8), visit(CHAIN, windows=(Window(layers=(last[kind],)),))
    with shared_attention(network, seen):
        kinds = {name: type(processor) for name, processor in network.attn_processors.items()}
    assert sum(kind is JointStepAttention for kind in kinds.values()) == 1
    assert not torch.equal(predict(network, kind, x, seen)[1], predict(network, kind, x)[1])


def test_an_empty_mask_is_no_edge(network: Any, kind: str) -> None:
    x, half = random(N, 4, 8, 8), torch.zeros(8, 8)
    empty = visit(CHAIN, masks=dict.fromkeys(((1, 0), (2, 1)), half.clone()))
    assert torch.equal(predict(network, kind, x, empty), predict(network, kind, x))
    half[:, :4] = 1
    masked = visit(CHAIN, masks=dict.fromkeys(((1, 0), (2, 1)), half))
    assert not torch.equal(predict(network, kind, x, masked)[1], predict(network, kind, x, visit(CHAIN))[1])


def test_a_closed_gate_keeps_a_picture_as_it_was(network: Any, kind: str) -> None:
    x, closed = random(N, 4, 8, 8), torch.zeros(8, 8)
    gated = visit(CHAIN, gates=dict.fromkeys(((1, 0), (2, 1)), closed))
    torch.testing.assert_close(
        predict(network, kind, x, gated), predict(network, kind, x), atol=1e-5, rtol=1e-5
    )


def test_the_length_of_the_text_follows_the_call(network: Any, kind: str) -> None:
    x, long, short = random(N, 4, 8, 8), random(N, 9, 12), random(N, 2, 12)
    expected = [predict(network, kind, x, visit(CHAIN), words) for words in (long, short)]
    with torch.inference_mode(), shared_attention(network, visit(CHAIN)):
        found = [network(**inputs(kind, x, words))[0] for words in (long, short)]
    for one, other in zip(expected, found, strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("kernel", ["keys", "merge"])
def test_text_tokens_that_fill_up_are_seen_by_nobody(kernel: Kernel) -> None:
    network, x, words = tiny_transformers.qwen(), random(N, 4, 8, 8), random(N, TEXT, 12, seed=1)
    mask = torch.ones(N, TEXT, dtype=torch.bool)
    mask[:, 3:] = False
    padded = inputs("qwen", x, words) | {"encoder_hidden_states_mask": mask}
    with torch.inference_mode(), shared_attention(network, visit(CHAIN, kernel=kernel)):
        short = network(**inputs("qwen", x, words[:, :3]))[0]
        torch.testing.assert_close(network(**padded)[0], short, atol=1e-5, rtol=1e-5)
        padded["encoder_hidden_states"] = words + 9 * ~mask[..., None]
        torch.testing.assert_close(network(**padded)[0], short, atol=1e-5, rtol=1e-5)


def test_a_network_we_do_not_know_is_an_error_that_names_those_we_do() -> None:
    known = "UNet2DConditionModel, SD3Transformer2DModel, FluxTransformer2DModel, QwenImageTransformer2DModel"
    with (
        pytest.raises(ModelError, match=f"Linear is no network whose .* known are {known}"),
        shared_attention(torch.nn.Linear(1, 1), visit(CHAIN)),
    ):
        pass


@pytest.mark.parametrize(
    ("kind", "says"), [("sd3", "FusedJointAttnProcessor2_0"), ("flux", "on fused projections")]
)
def test_fused_projections_are_refused_until_they_are_undone(kind: str, says: str) -> None:
    network, x = getattr(tiny_transformers, kind)(), random(N, 4, 8, 8)
    before = predict(network, kind, x, visit(CHAIN))
    network.fuse_qkv_projections()
    with pytest.raises(ModelError, match=f"already handled by .*{says}"):
        predict(network, kind, x, visit(CHAIN))
    network.unfuse_qkv_projections()
    assert torch.equal(predict(network, kind, x, visit(CHAIN)), before)


def test_processors_that_are_not_diffusers_own_are_refused(kind: str) -> None:
    network = getattr(tiny_transformers, kind)()
    foreign = type("Mine", (), {"__call__": lambda self, attn, hidden_states: hidden_states})()
    network.transformer_blocks[0].attn.processor = foreign
    with (
        pytest.raises(ModelError, match=r"transformer_blocks\.0\.attn is already handled by Mine"),
        shared_attention(network, visit(CHAIN)),
    ):
        pass


def test_what_cannot_be_followed_is_an_error(network: Any, kind: str) -> None:
    with pytest.raises(SettingError, match="A common style needs a UNet"):
        predict(network, kind, random(N, 4, 8, 8), visit(CHAIN, style=True))
    layer = network.transformer_blocks[0].attn
    with (
        shared_attention(network, visit(CHAIN)),
        pytest.raises(ModelError, match=r"transformer_blocks\.0\.attn is masked"),
    ):
        layer.processor(layer, random(N, 16, 16), None, torch.zeros(1))
