"""The noise that pictures begin with."""

import math

import pytest
import torch

from comenius.diffusion.latents import couple, gaussian, initial_noise, ordered_factor, redraw, varied
from comenius.diffusion.variation import Variation
from comenius.errors import SettingError

SHAPE = (4, 8, 8)
LARGE = (4, 64, 64)
SOUP = [[1, 0.9, 0.2, 0.1], [0.9, 1, 0.3, 0.2], [0.2, 0.3, 1, 0.8], [0.1, 0.2, 0.8, 1]]
IMPOSSIBLE = [[1, 0.9, 0.1], [0.9, 1, 0.9], [0.1, 0.9, 1]]  # not positive semidefinite


def correlation(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(torch.corrcoef(torch.stack([a.flatten(), b.flatten()]))[0, 1])


def test_each_seed_gives_its_own_noise_whoever_stands_beside_it() -> None:
    both = initial_noise([7, 8], SHAPE)
    assert torch.equal(both[1], initial_noise([8], SHAPE)[0])
    assert not torch.equal(both[0], both[1])


def test_shared_noise_is_that_of_the_first_seed() -> None:
    noise = initial_noise([7, 8, 9], SHAPE, noise="shared")
    assert all(torch.equal(row, gaussian(7, SHAPE)) for row in noise)


def test_coupling_by_the_identity_is_independent_noise_bitwise() -> None:
    noise = initial_noise([1, 2, 3], SHAPE, noise="coupled", similarity=torch.eye(3).tolist())
    assert torch.equal(noise, initial_noise([1, 2, 3], SHAPE))


def test_coupling_by_ones_is_shared_noise_bitwise() -> None:
    noise = initial_noise([1, 2, 3], SHAPE, noise="coupled", similarity=torch.ones(3, 3).tolist())
    assert torch.equal(noise, initial_noise([1, 2, 3], SHAPE, noise="shared"))


def test_appending_a_step_leaves_earlier_noise_bitwise_unchanged() -> None:
    four = initial_noise([1, 2, 3, 4], SHAPE, noise="coupled", similarity=SOUP)
    three = initial_noise([1, 2, 3], SHAPE, noise="coupled", similarity=[row[:3] for row in SOUP[:3]])
    assert torch.equal(four[:3], three)


def test_correlations_follow_the_similarities_and_the_variance_stays_one() -> None:
    noise = initial_noise([1, 2, 3, 4], LARGE, noise="coupled", similarity=SOUP)
    error = 1 / math.sqrt(noise[0].numel())
    for i in range(4):
        assert abs(float(noise[i].std()) - 1) < 3 * error
        for j in range(i):
            assert abs(correlation(noise[i], noise[j]) - SOUP[i][j]) < 4 * error


def test_possible_similarities_are_met_exactly_and_impossible_ones_nearly() -> None:
    L = ordered_factor(torch.tensor(SOUP))
    torch.testing.assert_close(L @ L.T, torch.tensor(SOUP, dtype=torch.float64), atol=1e-6, rtol=0)
    L = ordered_factor(torch.tensor(IMPOSSIBLE))
    assert torch.isfinite(L).all()
    torch.testing.assert_close(L.square().sum(1), torch.ones(3, dtype=torch.float64))
    assert float((L @ L.T - torch.tensor(IMPOSSIBLE)).abs().max()) < 0.4


def test_the_ridge_is_the_nearest_point_of_the_unit_ball() -> None:
    L = ordered_factor(torch.tensor(IMPOSSIBLE))
    best = float((L[:2, :2] @ L[2, :2] - torch.tensor(IMPOSSIBLE[2][:2])).norm())
    angles = torch.linspace(0, 2 * math.pi, 20_000, dtype=torch.float64)
    ball = torch.stack([angles.cos(), angles.sin()])
    others = (L[:2, :2] @ ball - torch.tensor(IMPOSSIBLE[2][:2], dtype=torch.float64)[:, None]).norm(dim=0)
    assert best <= float(others.min()) + 1e-6


@pytest.mark.parametrize("rank", [1, 2, 5])
def test_singular_and_random_similarities_never_give_nan(rank: int) -> None:
    for seed in range(20):
        generator = torch.Generator().manual_seed(seed)
        W = torch.rand(12, 12, generator=generator).round(decimals=1)
        W[rank:] = W[:1].expand(12 - rank, -1)
        W = (W + W.T) / 2
        W.fill_diagonal_(1)
        L = ordered_factor(W)
        assert torch.isfinite(L).all()
        torch.testing.assert_close(L.square().sum(1), torch.ones(12, dtype=torch.float64))


def test_a_term_of_the_coupling_is_weighted_by_its_row() -> None:
    z = torch.stack([gaussian(seed, SHAPE) for seed in (1, 2)])
    x = couple(z, torch.tensor([[1.0, 0.0], [0.6, 0.8]]))
    torch.testing.assert_close(x[1], 0.6 * z[0] + 0.8 * z[1])


def test_redrawing_keeps_the_variance_and_ends_at_the_new_noise() -> None:
    x, z = gaussian(1, LARGE), gaussian(2, LARGE)
    assert torch.equal(redraw(x, z, 1.0), z)
    assert torch.equal(redraw(x, z, 0.0), x)
    assert abs(float(redraw(x, z, 0.5).std()) - 1) < 0.03


def test_coupled_noise_without_proper_similarities_is_refused() -> None:
    with pytest.raises(SettingError, match="similarities of all 2 steps"):
        initial_noise([1, 2], SHAPE, noise="coupled")
    with pytest.raises(SettingError, match="square matrix"):
        initial_noise([1], SHAPE, noise="coupled", similarity=[[float("nan")]])


def test_a_variation_changes_one_row_of_any_noise_by_its_share() -> None:
    shared = initial_noise([1, 2, 3], LARGE, noise="shared")
    other = varied(shared, {1: Variation(seed=7, change=0.6)})
    assert torch.equal(other[[0, 2]], shared[[0, 2]])
    assert correlation(other[1], shared[1]) == pytest.approx(0.8, abs=0.02)  # √(1 − 0.6²)
    assert float(other[1].std()) == pytest.approx(1, abs=0.02)
    again = varied(initial_noise([4, 5, 6], LARGE), {1: Variation(seed=7)})
    assert torch.equal(
        again[1], varied(shared, {1: Variation(seed=7)})[1]
    )  # all new: nothing of the first is left
    assert varied(shared, {}) is shared


@pytest.mark.parametrize("change", [0, -0.1, 1.01, math.nan, math.inf])
def test_a_variation_out_of_range_is_refused(change: float) -> None:
    with pytest.raises(SettingError, match=r"must lie in \(0, 1\]"):
        Variation(seed=1, change=change)
