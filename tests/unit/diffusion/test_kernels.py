"""The fused kernel against a dense oracle in double precision."""

import math

import pytest
import torch

from comenius.diffusion.attention.kernels import (
    attention_and_log_sum,
    biased_attention,
    edge_biases,
    flexible_attention,
    merged_attention,
)


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def oracle(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, factor: torch.Tensor, scale: float
) -> torch.Tensor:
    """Exp-weights × factor, renormalised: the gate as the paper means it, all in the open."""
    weights = torch.exp(scale * q.double() @ k.double().transpose(-1, -2)) * factor.double()[:, None, None]
    return (weights / weights.sum(-1, keepdim=True)) @ v.double()


@pytest.mark.parametrize("d", [8, 40, 64, 80, 160])
@pytest.mark.parametrize("stretch", [1.0, 0.7])
def test_the_kernel_equals_the_dense_oracle(d: int, stretch: float) -> None:
    q, k, v = random(2, 3, 5, d), random(2, 3, 20, d, seed=1), random(2, 3, 20, d, seed=2)
    factor = torch.rand(2, 20, generator=torch.Generator().manual_seed(3)) + 0.05
    scale = stretch / math.sqrt(d)
    out = biased_attention(q, k, v, factor.log(), scale)
    torch.testing.assert_close(out.double(), oracle(q, k, v, factor, scale), atol=1e-5, rtol=1e-5)


def test_ones_are_flattened_joint_attention() -> None:
    q, k, v = random(1, 2, 6, 16), random(1, 2, 18, 16, seed=1), random(1, 2, 18, 16, seed=2)
    joint = torch.nn.functional.scaled_dot_product_attention(q, k, v)
    torch.testing.assert_close(
        biased_attention(q, k, v, torch.zeros(1, 18), 0.25), joint, atol=1e-5, rtol=1e-5
    )


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_a_key_without_mass_has_exactly_none_in_every_precision(dtype: torch.dtype) -> None:
    q, k, v = random(1, 1, 4, 8), random(1, 1, 8, 8, seed=1), torch.zeros(1, 1, 8, 8)
    v[..., 4:, :] = 1000
    bias = torch.tensor([[0.0] * 4 + [-math.inf] * 4])
    out = biased_attention(q.to(dtype), k.to(dtype), v.to(dtype), bias, 8**-0.5)
    assert torch.equal(out, torch.zeros_like(out))


@pytest.mark.parametrize(
    ("dtype", "error"), [(torch.float32, 1e-6), (torch.float16, 1e-3), (torch.bfloat16, 4e-3)]
)
def test_a_weight_arrives_in_every_precision(dtype: torch.dtype, error: float) -> None:
    q = torch.zeros(1, 1, 1, 64, dtype=dtype)  # every key alike: the mass ratio is the weight
    v = torch.tensor([[[[0.0], [1.0]]]]).expand(1, 1, 2, 64).to(dtype)
    mass = float(
        biased_attention(q, torch.zeros_like(v), v, torch.tensor([[0.0, math.log(0.6)]]), 0.125)[0, 0, 0, 0]
    )
    assert abs(mass / (1 - mass) - 0.6) < 4 * error  # the ratio errs four times as much as the mass


@pytest.mark.parametrize("n", [2, 4, 8, 32])
def test_a_budget_of_one_keeps_half_of_the_attention_at_home(n: int) -> None:
    q, k = random(1, 1, 64, 32), random(1, 1, 64 * n, 32, seed=n)
    own = torch.zeros(1, 1, 64 * n, 32)
    own[..., :64, :] = 1

    def mass(budget: float) -> float:
        bias = [0.0, *edge_biases([1.0] * (n - 1), budget)]
        by_key = torch.tensor([bias]).repeat_interleave(64, dim=1)
        return float(biased_attention(q, k, own, by_key, 32**-0.5).mean())

    assert 0.47 < mass(1.0) < 0.53
    assert abs(mass(math.inf) - 1 / n) < 0.03


def test_without_a_limit_a_bias_is_the_log_of_its_weight() -> None:
    assert edge_biases([0.5, 1.0]) == [math.log(0.5), 0.0]
    assert edge_biases([0.5, 0.4], 1.0) == [math.log(0.5), math.log(0.4)]  # within the budget
    assert edge_biases([]) == []


def test_a_budget_counts_only_what_of_a_source_may_be_read() -> None:
    assert edge_biases([1.0, 1.0], 1.0, [0.5, 0.5]) == [0.0, 0.0]
    assert edge_biases([1.0, 1.0], 1.0, [1.0, 0.5]) == [-math.log(1.5)] * 2


@pytest.mark.parametrize("d", [8, 40, 64, 80, 160])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_query_knows_the_log_of_its_sum(d: int, dtype: torch.dtype) -> None:
    q, k, v = (random(2, 3, m, d, seed=m).to(dtype) for m in (5, 20, 20))
    out, total = attention_and_log_sum(q, k, v, 0.2)
    logits = 0.2 * q.double() @ k.double().transpose(-1, -2)
    torch.testing.assert_close(total.double(), logits.logsumexp(-1), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(out.double(), logits.softmax(-1) @ v.double(), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("d", [8, 40, 64, 80, 160])
@pytest.mark.parametrize("stretch", [1.0, 0.7])
def test_merged_parts_equal_the_dense_oracle_and_their_shares_are_its_mass(d: int, stretch: float) -> None:
    scale = stretch / math.sqrt(d)
    q = random(2, 3, 5, d)
    keys = [random(2, 3, m, d, seed=m) for m in (6, 7, 4)]
    values = [random(2, 3, m, d, seed=2 * m) for m in (6, 7, 4)]
    weights = [1.0, 0.3, 0.8]
    parts = [attention_and_log_sum(q, k, v, scale) for k, v in zip(keys, values, strict=True)]
    out, shares = merged_attention(parts, [torch.tensor([w]).log() for w in weights])
    factor = torch.cat([torch.full((k.shape[-2],), w) for k, w in zip(keys, weights, strict=True)])
    expected = oracle(q, torch.cat(keys, -2), torch.cat(values, -2), factor.expand(2, -1), scale)
    torch.testing.assert_close(out.double(), expected, atol=1e-5, rtol=1e-5)
    ones = [torch.full_like(v, float(i == 1)) for i, v in enumerate(values)]
    mass = oracle(q, torch.cat(keys, -2), torch.cat(ones, -2), factor.expand(2, -1), scale)[..., 0]
    torch.testing.assert_close(shares[1].double(), mass, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(shares.sum(0), torch.ones(2, 3, 5))


def test_a_gate_of_nothing_leaves_a_query_as_it_was() -> None:
    q, k, v = random(1, 1, 4, 8), random(1, 1, 6, 8, seed=1), random(1, 1, 6, 8, seed=2)
    own, other = (
        attention_and_log_sum(q, k[..., :3, :], v[..., :3, :], 0.3),
        attention_and_log_sum(q, k, v, 0.3),
    )
    gate = torch.tensor([0.0, 1.0, 0.0, 1.0]).log()
    out, shares = merged_attention([own, other], [torch.zeros(1), gate])
    assert torch.equal(out[..., ::2, :], own[0][..., ::2, :])
    assert shares[1, ..., ::2].count_nonzero() == 0
    assert shares[1, ..., 1::2].min() > 0


@pytest.mark.parametrize("d", [8, 64])
def test_one_flexible_call_equals_the_dense_oracle(d: int) -> None:
    n, tokens, scale = 3, 4, 0.7 / math.sqrt(d)
    q, k, v = (random(2, 2, n * tokens, d, seed=s) for s in range(3))
    weights = torch.tensor([[1.0, 0.3, 0.0], [0.9, 1.0, 0.2], [0.0, 0.6, 1.0]])
    masks = torch.ones(n, n, tokens)
    masks[1, 0, 2:] = 0
    masks[2, 1, 0] = 0.5
    out = flexible_attention(q, k, v, weights, masks, scale)
    for i in range(n):
        mine = slice(i * tokens, (i + 1) * tokens)
        factor = (weights[i, :, None] * masks[i]).flatten().expand(2, -1)
        expected = oracle(q[..., mine, :], k, v, factor, scale)
        torch.testing.assert_close(out[..., mine, :].double(), expected, atol=1e-5, rtol=1e-5)
