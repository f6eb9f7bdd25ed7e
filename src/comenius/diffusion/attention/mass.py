"""What was copied from where: the attention mass that each picture took from each it read."""

from collections import defaultdict
from typing import final

from jaxtyping import Float
from torch import Tensor


@final
class Mass:
    """Attention mass by reader and source, the mean over heads, queries and all calls that were noted.

    Of a reader the masses of all sources and its own sum to 1.
    """

    def __init__(self) -> None:
        self._sums: defaultdict[tuple[int, int], Tensor] = defaultdict()
        self._counts: defaultdict[tuple[int, int], int] = defaultdict(int)

    def note(self, reader: int, source: int, share: Float[Tensor, " queries"]) -> None:
        """Add the share that each query of a reader took from a source."""
        own = share.detach().float().mean().cpu()
        pair = reader, source
        self._sums[pair] = self._sums[pair] + own if pair in self._sums else own
        self._counts[pair] += 1

    def table(self) -> dict[tuple[int, int], float]:
        """The mean mass by (reader, source); (i, i) is what a picture kept for itself."""
        return {pair: float(total / self._counts[pair]) for pair, total in sorted(self._sums.items())}
