"""Who reads whom: a frozen graph over the steps of a procedure."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, final

from comenius.errors import SettingError

Mode = Literal["none", "topk", "complete", "causal", "band", "chain", "star", "explicit"]
LINKED = 0.5  # the least weight of an edge that a shared object asks for


class Edge(NamedTuple):
    """Step `reader` attends to the picture of step `source`."""

    reader: int
    source: int
    weight: float  # factor on the attention mass, in (0, 1]


@final
@dataclass(frozen=True, kw_only=True, repr=False)
class StepGraph:
    """Steps and the edges between them, sorted by reader; a value that goes into the guide's record."""

    steps: int
    edges: tuple[Edge, ...] = ()
    mode: Mode = "explicit"

    def __post_init__(self) -> None:
        edges = tuple(sorted(Edge(*edge) for edge in self.edges))
        for reader, source, weight in edges:
            if not (0 <= reader < self.steps and 0 <= source < self.steps) or reader == source:
                raise SettingError(f"The edge {reader}←{source} does not join two of {self.steps} steps.")
            if not 0 < weight <= 1:
                raise SettingError(f"The edge {reader}←{source} weighs {weight}; a weight lies in (0, 1].")
            if self.mode in ("causal", "chain") and source > reader:
                raise SettingError(
                    f"The edge {reader}←{source} reads a later step; in the mode {self.mode!r} sources come first."
                )
        if len({edge[:2] for edge in edges}) < len(edges):
            raise SettingError("An edge is given twice.")
        object.__setattr__(self, "edges", edges)

    def __repr__(self) -> str:
        edges = ", ".join(f"{reader}←{source} {weight:.2f}" for reader, source, weight in self.edges)
        return f"StepGraph({self.steps} steps, {self.mode}: {edges or 'no edges'})"

    def to_dict(self) -> dict[str, object]:
        """Plain values for `guide.json`."""
        return {"steps": self.steps, "mode": self.mode, "edges": [list(edge) for edge in self.edges]}

    def sources(self, reader: int) -> tuple[tuple[int, float], ...]:
        """The steps that this one reads, with their weights."""
        return tuple((edge.source, edge.weight) for edge in self.edges if edge.reader == reader)

    def closure(self, steps: Iterable[int]) -> set[int]:
        """These steps and all that they read, directly or through others."""
        found: set[int] = set()
        ahead = list(steps)
        while ahead:
            step = ahead.pop()
            if step not in found:
                found.add(step)
                ahead += [source for source, _ in self.sources(step)]
        return found

    def batches(self, size: int = 1, only: Collection[int] | None = None) -> tuple[tuple[int, ...], ...]:
        """Steps to draw together, sources before readers, at most `size` at once; `only` brings its sources along.

        A cyclic graph is one batch of any size: its pictures read each other at the same moment.
        """
        if size < 1:
            raise SettingError(f"A batch of {size} pictures cannot be drawn; at least 1 is needed.")
        left = sorted(self.closure(range(self.steps) if only is None else only))
        done: set[int] = set()
        batches: list[tuple[int, ...]] = []
        while left:
            ready = [s for s in left if all(source in done for source, _ in self.sources(s))][:size]
            if not ready:
                return (tuple(sorted(done | set(left))),)
            batches.append(tuple(ready))
            done.update(ready)
            left = [step for step in left if step not in done]
        return tuple(batches)


def build_graph(
    similarity: Sequence[Sequence[float]],
    *,
    mode: Mode = "topk",
    links: Iterable[tuple[int, int]] = (),
    k: int = 2,
    threshold: float = 0.3,
    causal: bool | None = None,
) -> StepGraph:
    """A graph from similarities in [0, 1] and links (reader, source) between steps that show the same thing.

    `topk` keeps at most k sources a step: linked ones first, then the most similar, then the most recent, none
    below the threshold. `complete` is CoherentVI's (arXiv:2406.04337), `band` joins neighbours (arXiv:2505.16425),
    `star` reads step 0; `causal` and `chain` are `complete` and `band` with earlier steps only. A causal graph is the
    default of `topk` too, and possible with every mode.
    """
    n = _check(similarity)
    if mode == "explicit":
        raise SettingError("An explicit graph has edges of its own: StepGraph(steps=…, edges=…).")
    if k < 1 or not 0 <= threshold <= 1:
        raise SettingError(
            f"k is {k} and threshold {threshold}; at least 1 and a number in [0, 1] are needed."
        )
    earlier_only = mode in ("topk", "causal", "chain") if causal is None else causal
    linked = {(r, s) for r, s in links if 0 <= r < n and 0 <= s < n and r != s}
    edges: list[Edge] = []
    for i in range(0 if mode == "none" else n):
        row = [
            Edge(i, j, max(similarity[i][j], LINKED) if (i, j) in linked else similarity[i][j])
            for j in range(n)
            if j != i and not (earlier_only and j > i)
        ]
        if mode == "topk":
            row = [edge for edge in row if edge.weight >= threshold]
            row = sorted(row, key=lambda e: ((e.reader, e.source) not in linked, -e.weight, -e.source))[:k]
        elif mode in ("band", "chain"):
            row = [edge for edge in row if abs(edge.source - i) == 1]
        elif mode == "star":
            row = [edge for edge in row if edge.source == 0]
        edges += [edge for edge in row if edge.weight > 0]
    return StepGraph(steps=n, edges=tuple(edges), mode=mode)


def _check(similarity: Sequence[Sequence[float]]) -> int:
    """The number of steps, once the matrix is square and every number in it a similarity."""
    n = len(similarity)
    for i, row in enumerate(similarity):
        if len(row) != n:
            raise SettingError(f"Row {i} of the similarities has {len(row)} numbers; {n} steps need {n}.")
        for j, value in enumerate(row):
            if not math.isfinite(value) or not 0 <= value <= 1:
                raise SettingError(f"The similarity of steps {i} and {j} is {value}; it must lie in [0, 1].")
    return n
