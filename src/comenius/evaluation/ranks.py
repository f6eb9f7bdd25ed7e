"""Rank correlation."""

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def spearman(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Spearman's rank correlation in [-1, 1]; 0 when one side is the same everywhere."""
    if len(set(ours)) < 2 or len(set(theirs)) < 2:
        return 0.0
    return statistics.correlation(ranks(ours), ranks(theirs))


def ranks(values: Sequence[float]) -> list[float]:
    """The place of each value in their order; equal values share the mean of their places."""
    order = sorted(values)
    return [(bisect_left(order, value) + bisect_right(order, value) - 1) / 2 for value in values]
