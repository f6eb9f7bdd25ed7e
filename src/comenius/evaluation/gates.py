"""Figures with what they should be: a share or a mean, its 95 % interval, the goal and whether it holds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
