"""The branches of an edit: what the network is asked about one picture, and which questions are needed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning, stack
from comenius.diffusion.combination import Scales
from comenius.diffusion.regional import Regional, regional_attention


class Branch(NamedTuple):
    """One row of a call of the network."""

    sees: bool  # the picture, else nothing
    words: str | None  # an instruction; None is the negative prompt
    regional: bool = False  # reads every edit's words, each in its places


Within = Callable[
    [Sequence[Branch]], AbstractContextManager[None]
]  # the context of a call for these branches
NOTHING, PICTURE = Branch(False, None), Branch(True, None)
REGIONAL = Branch(True, None, True)


def needed(
    wish: Branch, specifics: Sequence[Branch], scales: Scales, *, always: Sequence[Branch] = ()
) -> tuple[Branch, ...]:
    """The branches whose coefficient is not 0, in the order of their rows; each once, whatever is asked twice.

    Edits are measured against the branch that sees the picture alone, so they bring it along.
    """
    coefficients = {
        NOTHING: 1 - scales.image,
        PICTURE: 1.0 if specifics else scales.image - scales.text,
        wish: scales.text,
    }
    asked = [branch for branch, coefficient in coefficients.items() if coefficient or branch in always]
    return tuple(dict.fromkeys([*asked, *specifics]))


def outputs(
    backbone: Backbone,
    x: Float[Tensor, "1 c h w"],
    seen: Float[Tensor, "1 c h w"],
    timestep: Tensor | float,
    asked: Sequence[Branch],
    words: Mapping[Branch, Conditioning],
    *,
    rows: int | None = None,
    regional: Regional | None = None,
    within: Within | None = None,
) -> dict[Branch, Float[Tensor, "1 c h w"]]:
    """The network's output for each branch: from one call, or from several of at most so many `rows`.

    A regional branch comes last. Each call is made `within` a context for its branches.
    """
    seen = seen.to(x)
    unseen = torch.zeros_like(seen)
    inputs = torch.cat([torch.cat([x, seen if branch.sees else unseen], 1) for branch in asked])
    cond, size = stack([words[branch] for branch in asked]), rows or len(asked)
    found: list[Tensor] = []
    for first in range(0, len(asked), size):
        part = range(first, min(first + size, len(asked)))
        some = cond if len(part) == len(asked) else cond.rows(part)
        last = asked[part[-1]].regional and regional is not None
        with ExitStack() as inside:
            if within:
                inside.enter_context(within([asked[row] for row in part]))
            if last and regional:
                inside.enter_context(regional_attention(backbone.network, regional))
            found += backbone.predict(inputs[part.start : part.stop], timestep, some).split(1)
    return dict(zip(asked, found, strict=True))
