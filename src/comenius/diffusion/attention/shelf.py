"""Keys and values that pictures leave for those who still have to read them."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, final

from jaxtyping import Float, Int
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph

# Keys and values `g r heads tokens d` of one picture in one layer, and what else its readers need.
Keys = tuple[Tensor, ...]


class Laid(NamedTuple):
    """Some masks together on the grid of a layer."""

    given: tuple[Tensor, ...]  # as they came: kept, so that their ids stay theirs
    mask: Float[Tensor, " tokens"]
    places: Int[Tensor, " kept"]  # that may be read, in order
    seen: float  # their share


@final
class KeyShelf:
    """Keys and values of pictures, kept from the visit that makes them until their last reader has been."""

    def __init__(self, graph: StepGraph, steps: Collection[int]) -> None:
        self._readers = {
            step: {edge.reader for edge in graph.edges if edge.source == step and edge.reader in steps}
            for step in steps
        }
        self._kept: dict[tuple[int, int], dict[str, Keys]] = {}
        self._waiting: dict[tuple[int, int], set[int]] = {}
        self.laid: dict[tuple[int, ...], Laid] = {}  # by the masks' ids and number of tokens
        self.layers: dict[str, Any] = {}  # of the network that draws, which is looked through once
        self._first: tuple[int, int] | None = None
        self.bytes_each = (
            0  # what one picture leaves in one step of the denoising; known after the first visit
        )

    def __len__(self) -> int:
        return len(self._kept)

    def readers(self, step: int) -> set[int]:
        """The steps that read this one."""
        return self._readers.get(step, set())

    def put(self, index: int, step: int, layer: str, keys: Keys) -> None:
        """Keep what the readers of a step will want; no keys where all of them have them already."""
        self._first = self._first or (index, step)
        if self._first == (index, step):
            self.bytes_each += sum(part.nbytes for part in keys)
        if keys and self._readers[step]:
            self._kept.setdefault((index, step), {})[layer] = keys
            self._waiting.setdefault((index, step), set(self._readers[step]))

    def get(self, index: int, step: int, layer: str) -> Keys:
        """What a step left in this layer and step of the denoising."""
        return self._kept[index, step][layer]

    def leave(self, index: int, readers: Collection[int]) -> None:
        """These steps have read all they wanted in this step of the denoising."""
        for place in [place for place in self._waiting if place[0] == index]:
            self._waiting[place] -= set(readers)
            if not self._waiting[place]:
                del self._waiting[place], self._kept[place]


def peak(graph: StepGraph, batches: Sequence[tuple[int, ...]]) -> int:
    """The most pictures whose keys are kept at one time while the batches are visited in order."""
    last = dict.fromkeys(range(graph.steps), -1)
    for place, batch in enumerate(batches):
        for reader in batch:
            for source, _ in graph.sources(reader):
                last[source] = max(last[source], place)
    made = {step: place for place, batch in enumerate(batches) for step in batch}
    return max((sum(made[s] <= at <= last[s] for s in made) for at in range(len(batches))), default=0)
