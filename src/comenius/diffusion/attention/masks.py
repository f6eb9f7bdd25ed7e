"""Which places of a picture others may read: masks of objects, from the picture's size down to each layer's grid."""

import logging
from collections.abc import Iterable, Mapping, Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph
from comenius.errors import SettingError

Mask = Float[Tensor, "h w"]
log = logging.getLogger(__name__)

LIKELY = 0.5  # from here on a place shows what was asked for
FINE = 16  # places a side from which a border of one is thin


def pair_mask(shared: Iterable[Mask], others: Iterable[Mask]) -> Mask | None:
    """What of a source its reader may see: the things both show, less what only the source shows. In [0, 1].

    ∪ shared \\ ∪ others: so a bowl is read and its new contents are not (arXiv:2406.04337, the masks of its figure of
    shared attention). None when nothing is shared.
    """
    kept, gone = list(shared), list(others)
    if not kept:
        return None
    union = torch.stack(kept).amax(0)
    return union * (1 - torch.stack(gone).amax(0)) if gone else union


def decided(phrases: Sequence[str], likely: Iterable[Mask]) -> dict[str, Mask]:
    """Masks of 0 and 1 by phrase, from how likely each place shows it."""
    return {phrase: (mask > LIKELY).float() for phrase, mask in zip(phrases, likely, strict=True)}


def mask_of(
    found: Mapping[str, Mask],
    shared: Iterable[str],
    others: Iterable[str],
    size: tuple[int, int],
    *,
    scene: bool = False,
) -> Mask:
    """What a reader may see of a picture in which these things were found, by their names; nothing may be all of it.

    With `scene` the place around things is shared, too: everything but what only this picture shows.
    """
    around = [torch.ones(size)] if scene else []
    mask = pair_mask([*around, *(found[name] for name in shared)], [found[name] for name in others])
    return torch.zeros(size) if mask is None else mask


def drop_empty(graph: StepGraph, masks: Mapping[tuple[int, int], Mask]) -> StepGraph:
    """The graph without the edges whose mask is empty everywhere: what is not there cannot be read."""
    empty = {pair for pair, mask in masks.items() if not bool((mask > 0).any())}
    gone = [edge for edge in graph.edges if edge[:2] in empty]
    for reader, source, _ in gone:
        log.info("the edge %d←%d is dropped: nothing that both show was found", reader, source)
    edges = tuple(edge for edge in graph.edges if edge[:2] not in empty)
    return StepGraph(steps=graph.steps, edges=edges, mode=graph.mode)


def grid_of(tokens: int, size: tuple[int, int]) -> tuple[int, int]:
    """Height and width of a layer's grid from its number of tokens and the size of the latents.

    Each level of a network halves both sides, rounded up as its convolutions do or down as patches do.
    """
    height, width = size
    factor = 1
    while factor <= max(size):
        for grid in ((-(-height // factor), -(-width // factor)), (height // factor, width // factor)):
            if grid[0] * grid[1] == tokens:
                return grid
        factor *= 2
    raise SettingError(
        f"{tokens} tokens are no grid of latents of {height}x{width}; masks cannot be laid on it."
    )


def pooled(
    mask: Mask, grid: tuple[int, int], *, soft: bool = False, dilate: int = 1
) -> Float[Tensor, " tokens"]:
    """A mask on a layer's grid, in [0, 1]: mean over the area of each place.

    Unless `soft`, places from a half on count whole, and on grids of at least 16 places a side so do those up to
    `dilate` places away from one: on coarser ones that would be most of the picture.
    """
    area = F.adaptive_avg_pool2d(mask[None, None].float(), grid)
    if not soft:
        area = (area >= 0.5).float()
        if dilate and min(grid) >= FINE:
            area = F.max_pool2d(area, 2 * dilate + 1, stride=1, padding=dilate)
    return area.flatten()
