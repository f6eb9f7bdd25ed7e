"""Ways for pictures to agree, by name: the rungs from words alone to the whole method, and what others do."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from comenius.diffusion.attention.graph import Mode, StepGraph, build_graph
from comenius.errors import SettingError

if TYPE_CHECKING:
    from comenius.diffusion.attention.sharing import Sharing


@dataclass(frozen=True, kw_only=True)
class Rung:
    """What pictures share, and how."""

    mode: Mode = "none"
    causal: bool | None = None  # earlier pictures only; None: as the mode has it
    weighted: bool = True  # by the similarity of their states; else every edge weighs 1
    masked: bool = False  # only things that both show, found in a first drawing
    scene: bool = True  # and with masks the place around them
    wording: Literal["act", "state_act"] | None = (
        None  # for painters that read any words; None: the state's caption
    )
    budget: float = math.inf  # most foreign attention mass, in pictures
    subset: float = 1.0  # share of a source's places that are read
    style: bool = False  # one mean and deviation of queries and keys
    noise: Literal["independent", "shared", "coupled"] | None = None  # None: as the model likes it

    def graph(self, similarity: Sequence[Sequence[float]], links: Iterable[tuple[int, int]]) -> StepGraph:
        """Who reads whom among steps so alike, `links` being pairs of a step and an earlier one with the same thing."""
        n = len(similarity)
        weights = similarity if self.weighted else [[1.0] * n for _ in range(n)]
        return build_graph(weights, mode=self.mode, links=links, causal=self.causal)

    def sharing(self, graph: StepGraph, start: float, masks: dict[tuple[int, int], Any]) -> "Sharing":
        """The settings of the attention, from a share of the denoising on."""
        from comenius.diffusion.attention.sharing import Sharing, Window

        return Sharing(
            graph=graph, budget=self.budget, windows=(Window(start=start),), masks=masks,
            subset=self.subset, style=self.style,
        )  # fmt: skip


PAPER = Rung(mode="complete", masked=True, scene=False, wording="state_act", noise="shared")
LADDER: dict[str, Rung] = {
    # the rungs of arXiv:2406.04337, each beside what it adds
    "independent": Rung(wording="act"),  # every picture by its own step's words
    "prompts": Rung(wording="state_act"),  # and what the step before has left
    "kv": Rung(mode="complete", weighted=False, wording="state_act"),  # and the keys of all other pictures
    "kv_mask": Rung(mode="complete", weighted=False, masked=True, scene=False, wording="state_act"),
    "kv_weight": Rung(mode="complete", wording="state_act"),
    "paper": PAPER,
    # ours: earlier pictures only, the two nearest, never more than half of the attention
    "graph": Rung(mode="topk", budget=1.0),
    "full": Rung(mode="topk", budget=1.0, masked=True),
    # what others share, in our terms
    "style_aligned": Rung(mode="star", weighted=False, style=True),  # arXiv:2312.02133
    "consistory": Rung(
        mode="complete", weighted=False, masked=True, scene=False, subset=0.5
    ),  # arXiv:2402.03286
    "storydiffusion": Rung(mode="complete", weighted=False, subset=0.5),  # arXiv:2405.01434
    "adjacent": Rung(mode="band", weighted=False),  # arXiv:2505.16425
}


def rung(name: str) -> Rung:
    """The rung of a name; `SettingError` names them all when there is none."""
    if name not in LADDER:
        raise SettingError(f"coherence is {name!r}; it must be one of {', '.join(LADDER)}.")
    return LADDER[name]
