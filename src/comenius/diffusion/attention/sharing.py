"""What is shared, when and where, and one call of the denoiser seen from inside an attention layer."""

from dataclasses import dataclass
from typing import final

from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.kernels import edge_biases
from comenius.diffusion.attention.shelf import Keys, KeyShelf
from comenius.errors import SettingError


@final
@dataclass(frozen=True, kw_only=True)
class Sharing:
    """Which pictures read each other, in which part of the denoising and in which layers."""

    graph: StepGraph
    budget: float = 1.0  # most foreign attention mass, in units of one picture; inf for no limit
    start: float = 0.0  # share of the denoising steps before it begins
    stop: float = 1.0  # share after which it has ended
    layers: tuple[str, ...] = ()  # beginnings of layer names, as "up_blocks"; empty means all

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.stop <= 1:
            raise SettingError(
                f"Sharing from {self.start} to {self.stop} is no part of the denoising; 0 ≤ start ≤ stop ≤ 1."
            )
        if not self.budget > 0:
            raise SettingError(
                f"The budget is {self.budget}; it must be above 0. Try 1, or inf for no limit."
            )

    def active(self, index: int, total: int) -> bool:
        """Whether pictures read each other in this step of the denoising."""
        return bool(self.graph.edges) and self.start <= index / total < self.stop


@final
@dataclass(frozen=True, kw_only=True)
class Visit:
    """One call of the denoiser: rows (g·n + i)·R + r of guidance group g, step i of `steps` and picture r."""

    sharing: Sharing
    shelf: KeyShelf
    steps: tuple[int, ...]
    index: int  # step of the denoising
    groups: int = 1
    pictures: int = 1  # of each step

    def sources(self, step: int) -> tuple[tuple[int, float], ...]:
        """Whom a step reads, with the bias of their keys."""
        pairs = self.sharing.graph.sources(step)
        biases = edge_biases([weight for _, weight in pairs], self.sharing.budget)
        return tuple((source, bias) for (source, _), bias in zip(pairs, biases, strict=True))

    def split(self, rows: Float[Tensor, "rows tokens c"]) -> Float[Tensor, "g n r tokens c"]:
        """Rows by group, step and picture."""
        inner = len(self.steps) * self.pictures
        if rows.shape[0] != self.groups * inner:
            raise ValueError(
                f"The denoiser got {rows.shape[0]} rows; {self.groups} groups of {len(self.steps)} steps "
                f"with {self.pictures} pictures each make {self.groups * inner}."
            )
        split: Tensor = rows.unflatten(0, (self.groups, len(self.steps), self.pictures))
        return split


def gather(
    visit: Visit, layer: str, key: Float[Tensor, "g n r tokens c"], value: Float[Tensor, "g n r tokens c"]
) -> tuple[list[list[Tensor]], list[list[Tensor]], list[list[float]]]:
    """Keys, values and biases of the sources of each step, from this visit's own rows or from the shelf."""
    keys: list[list[Tensor]] = []
    values: list[list[Tensor]] = []
    biases: list[list[float]] = []
    for step in visit.steps:
        pairs = visit.sources(step)
        found = [_of(visit, layer, source, key, value) for source, _ in pairs]
        keys.append([k for k, _ in found])
        values.append([v for _, v in found])
        biases.append([bias for _, bias in pairs])
    return keys, values, biases


def _of(visit: Visit, layer: str, source: int, key: Tensor, value: Tensor) -> Keys:
    """Keys and values of one source."""
    if source in visit.steps:
        place = visit.steps.index(source)
        return key[:, place], value[:, place]
    return visit.shelf.get(visit.index, source, layer)
