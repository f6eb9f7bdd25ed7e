"""The noise that pictures begin with: independent, shared, or as alike as the states they show."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.variation import Variation
from comenius.errors import SettingError
from comenius.seeds import derive

Noise = Literal["independent", "shared", "coupled"]
RCOND = 1e-7  # singular similarities are normal here: equal states give equal rows
NOTHING = 1e-9  # variance below it is rounding


def initial_noise(
    seeds: Sequence[int],
    shape: tuple[int, int, int],
    *,
    noise: Noise = "independent",
    similarity: Sequence[Sequence[float]] | None = None,
) -> Float[Tensor, "steps c h w"]:
    """Noise of unit variance, one picture a seed, drawn on the processor so that no device changes a picture.

    Picture i depends on the seeds (and similarities) of the pictures up to i only, whatever comes after.
    """
    own = [gaussian(seed, shape) for seed in seeds]
    if noise == "shared":
        own = own[:1] * len(own)
    if noise == "coupled":
        if similarity is None or len(similarity) != len(seeds):
            raise SettingError(f"Coupled noise needs the similarities of all {len(seeds)} steps.")
        return couple(torch.stack(own), ordered_factor(torch.tensor(similarity, dtype=torch.float64)))
    return torch.stack(own) if own else torch.empty(0, *shape)


def varied(
    noise: Float[Tensor, "steps c h w"], variations: Mapping[int, Variation]
) -> Float[Tensor, "steps c h w"]:
    """The noise with the pictures of some steps varied, and every other row as it was."""
    rows = list(noise)
    for step, v in variations.items():
        z = gaussian(derive(v.seed, "redraw"), (noise.shape[-3], noise.shape[-2], noise.shape[-1]))
        rows[step] = redraw(rows[step], z, v.change)
    return torch.stack(rows) if variations else noise


def gaussian(seed: int, shape: tuple[int, int, int]) -> Float[Tensor, "c h w"]:
    """Standard normal noise of one seed."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed % 2**63))


def couple(
    z: Float[Tensor, "steps c h w"], factor: Float[Tensor, "steps steps"]
) -> Float[Tensor, "steps c h w"]:
    r"""Correlated noise: x_i = Σ_{j≤i} L_ij Z_j. The identity gives `z` back.

    Summed term by term, not as a matrix product: a picture's bytes must not depend on how many follow it.
    """
    rows = []
    for i, row in enumerate(factor.tolist()):
        terms = [weight * z[j] for j, weight in enumerate(row[: i + 1]) if weight]
        rows.append(torch.stack(terms).sum(0) if len(terms) > 1 else terms[0])
    return torch.stack(rows)


def ordered_factor(similarity: Float[Tensor, "steps steps"]) -> Float[Tensor, "steps steps"]:
    r"""A lower-triangular L with unit rows whose L Lᵀ is as near to the similarities as the order allows.

    Row by row, l = argmin ‖L_{<i} l − W_{i,<i}‖ subject to ‖l‖ ≤ 1, and L_ii = √(1 − ‖l‖²). Exact when W is
    positive semidefinite. Row i reads W up to row i only, so a step that is added changes no earlier noise.
    """
    W = similarity.double()
    n = W.shape[0]
    if W.shape != (n, n) or not bool(torch.isfinite(W).all()) or bool((W.abs() > 1).any()):
        raise SettingError("Similarities must be a square matrix of numbers in [0, 1].")
    L = torch.zeros(n, n, dtype=torch.float64)
    for i in range(n):
        L[i, :i] = _bounded_least_squares(L[:i, :i], W[i, :i])
        rest = 1 - float(L[i, :i].square().sum())
        L[i, i] = math.sqrt(rest) if rest > NOTHING else 0.0
    return L


def _bounded_least_squares(a: Float[Tensor, "m m"], b: Float[Tensor, " m"]) -> Float[Tensor, " m"]:
    """The x in the unit ball for which `a x` is nearest to `b`: plain least squares, or a ridge by bisection."""
    if not b.numel():
        return b.clone()
    u, s, vt = torch.linalg.svd(a)
    s = torch.where(s > RCOND * s.max(), s, 0.0)
    c = u.T @ b

    def solve(ridge: float) -> Tensor:
        x: Tensor = vt.T @ torch.where(s > 0, s * c / (s.square() + ridge).clamp_min(1e-300), 0.0)
        return x

    if float(solve(0.0).norm()) <= 1:
        return solve(0.0)
    low, high = 0.0, 1.0
    while float(solve(high).norm()) > 1:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(solve(middle).norm()) > 1 else (low, middle)
    return solve(high)


def redraw(
    x: Float[Tensor, "*batch c h w"], z: Float[Tensor, "*batch c h w"], variation: float
) -> Float[Tensor, "*batch c h w"]:
    r"""Other noise of the same variance: x' = √(1−v²) x + v z. A variation of 0 gives `x` back, 1 gives `z`."""
    return math.sqrt(1 - variation**2) * x + variation * z
