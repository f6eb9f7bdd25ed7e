"""Figures with what they should be: a share or a mean, its 95 % interval, the goal and whether it holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A figure that was measured on `n` cases, and the least it should be."""

    name: str
    value: float
    low: float
    high: float
    goal: float | None  # None when the figure is only reported
    n: int

    @property
    def holds(self) -> bool | None:
        """Whether the value reaches the goal; None without one."""
        return None if self.goal is None else self.value >= self.goal


def share(name: str, hits: Sequence[float], goal: float | None = None) -> Gate:
    r"""The share of ones among zeros and ones, with Wilson's interval.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n): E. B. Wilson, "Probable inference", JASA 22 (1927), 209-212.
    Raises ValueError when there is nothing to count.
    """
    n = len(hits)
    if not n:
        raise ValueError(f"nothing was counted for {name}")
    p = sum(hits) / n
    centre, spread = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    low, high = max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
    return Gate(name=name, value=p, low=min(low, p), high=max(high, p), goal=goal, n=n)


def mean(name: str, values: Sequence[float], goal: float | None = None) -> Gate:
    """The mean of at least two values, ± z standard errors."""
    n = len(values)
    if n < 2:
        raise ValueError(f"{name} was measured {n} times; an interval needs two")
    centre = sum(values) / n
    error = Z * math.sqrt(sum((value - centre) ** 2 for value in values) / (n - 1) / n)
    return Gate(name=name, value=centre, low=centre - error, high=centre + error, goal=goal, n=n)


def resampled(name: str, groups: Sequence[Sequence[float]], draws: int = 2000) -> Gate:
    """The mean of all values, with the 95 % interval of a bootstrap over their groups.

    Values of one group, as of the pictures of one recipe, rise and fall together: so groups are drawn with replacement,
    always the same ones. Groups without values count for nothing. Raises ValueError when no value is there.
    """
    full = [group for group in groups if group]
    if not full:
        raise ValueError(f"nothing was measured for {name}")
    sums, counts = np.array([sum(group) for group in full]), np.array([len(group) for group in full])
    rows = np.random.default_rng(0).integers(0, len(full), (draws, len(full)))
    means = sums[rows].sum(1) / counts[rows].sum(1)
    low, high = np.quantile(means, (0.025, 0.975))
    value = float(sums.sum() / counts.sum())
    return Gate(name=name, value=value, low=float(low), high=float(high), goal=None, n=int(counts.sum()))
