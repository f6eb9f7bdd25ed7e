"""Weights and masks in half precision: as they were meant, finite, and nothing where nothing is meant."""

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.attention.kernels import (
    NOTHING,
    attention_and_log_sum,
    biased_attention,
    merged_attention,
    with_bias,
)
from comenius.diffusion.attention.reading import Heads, read
from comenius.diffusion.attention.sharing import Kernel, Sharing, Visit
from comenius.diffusion.attention.shelf import KeyShelf

HALVES = [torch.float16, torch.bfloat16]
Attend = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, float], torch.Tensor]


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def keys(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, bias: float) -> torch.Tensor:
    half = k.shape[-2] // 2
    return biased_attention(
        q, k, v, torch.tensor([[0.0] * half + [bias] * half] * len(q)), q.shape[-1] ** -0.5
    )


def channels(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, bias: float) -> torch.Tensor:
    """The same as a GPU gets it."""
    half, scale = k.shape[-2] // 2, q.shape[-1] ** -0.5
    wide = with_bias(q, k, v, torch.tensor([[0.0] * half + [bias] * half] * len(q)), scale)
    return F.scaled_dot_product_attention(*wide, scale=scale)[..., : q.shape[-1]]


def merge(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, bias: float) -> torch.Tensor:
    scale = q.shape[-1] ** -0.5
    parts = [
        attention_and_log_sum(q, *pair, scale)
        for pair in zip(k.chunk(2, -2), v.chunk(2, -2), strict=True)
    ]  # fmt: skip
    return merged_attention(parts, [torch.zeros(1), torch.tensor([bias])])[0]


KERNELS = pytest.mark.parametrize("attend", [keys, channels, merge])


@KERNELS
@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("d", [40, 64, 80, 128])
@pytest.mark.parametrize("weight", [0.3125, 0.59375, 0.625, 0.875])
def test_a_weight_arrives_within_a_thousandth(
    attend: Attend, dtype: torch.dtype, d: int, weight: float
) -> None:
    q, k = random(1, 1, 4, d).to(dtype), torch.zeros(1, 1, 32, d, dtype=dtype)  # every key alike
    v = torch.ones(1, 1, 32, d, dtype=dtype)
    v[..., :16, :] = -weight  # exact in both, so that rounding the result hides nothing: 0 where it arrived
    found = attend(q, k, v, math.log(weight)).double()
    errors = (found * (1 + weight)).abs()  # (ŵ − w) / (1 + ŵ) is what is found
    assert errors.max() <= (1e-3 if dtype == torch.float16 else 2e-3)  # a log has 8 bits in bfloat16


@KERNELS
@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("stretch", [1.0, 20.0])
def test_what_has_no_mass_leaves_no_trace(attend: Attend, dtype: torch.dtype, stretch: float) -> None:
    q, k = (
        (stretch * random(2, 3, m, 64, seed=m)).to(dtype) for m in (8, 32)
    )  # logits of hundreds, stretched
    v = random(2, 3, 32, 64, seed=1).to(dtype)
    v[..., 16:, :] = 60000
    out = attend(q, k, v, NOTHING)
    v[..., 16:, :] = 0
    assert out.isfinite().all()
    assert torch.equal(out, attend(q, k, v, NOTHING))
    assert torch.equal(attend(q, k, v, -math.inf), out)


@pytest.mark.parametrize("kernel", ["keys", "merge"])
@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("soft", [False, True])
def test_reading_in_half_precision_is_reading_rounded(kernel: Kernel, dtype: torch.dtype, soft: bool) -> None:
    graph = StepGraph(steps=3, edges=(Edge(1, 0, 0.9), Edge(2, 0, 0.3), Edge(2, 1, 0.6)))
    mask = torch.rand(4, 4, generator=torch.Generator().manual_seed(1))
    sharing = Sharing(
        graph=graph, kernel=kernel, masks={(2, 1): mask}, soft=soft, budget=0.5, unconditional=False
    )
    parts = {name: random(6, 2, 16, 40, seed=i).to(dtype) for i, name in enumerate(("query", "key", "value"))}

    def out(kind: torch.dtype) -> torch.Tensor:
        seen = Visit(
            sharing=sharing, shelf=KeyShelf(graph, range(3)), steps=(0, 1, 2), index=0, size=(4, 4), groups=2
        )
        found = read(seen, "layer", Heads(**{name: part.to(kind) for name, part in parts.items()}), 0.3)
        assert found is not None
        return found.double()

    rough, exact = out(dtype), out(torch.float64)
    assert rough.isfinite().all()
    error = 2e-3 if dtype == torch.float16 else 2e-2
    torch.testing.assert_close(rough, exact, atol=error, rtol=error)
    q, k, v = (part[:3] for part in parts.values())
    plain = F.scaled_dot_product_attention(q, k, v, scale=0.3)
    torch.testing.assert_close(rough[:3], plain.double(), atol=error, rtol=error)  # the group without words


@pytest.mark.parametrize("d", [8, 40, 64, 80, 160])
@pytest.mark.parametrize("stretch", [1.0, 0.7])
def test_channels_in_the_keys_add_what_a_row_of_the_mask_adds(d: int, stretch: float) -> None:
    q, k, v = random(2, 3, 5, d), random(2, 3, 20, d, seed=1), random(2, 3, 20, d, seed=2)
    bias, scale = -random(2, 20, seed=3).abs(), stretch / math.sqrt(d)
    wide = F.scaled_dot_product_attention(*with_bias(q, k, v, bias, scale), scale=scale)
    row = biased_attention(q, k, v, bias, scale)
    torch.testing.assert_close(wide[..., :d], row, atol=1e-5, rtol=1e-5)
    assert not wide[..., d:].any()
