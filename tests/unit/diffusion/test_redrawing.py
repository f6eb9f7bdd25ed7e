"""Other noise for one picture, and pictures read from latents that are known."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.generate import Drawn, Progress, generate
from comenius.diffusion.variation import Variation
from comenius.errors import SettingError

PROMPTS = ["chopped onion", "onion in a pan", "soup in a pot", "soup in a bowl"]
SEEDS = [11, 12, 13, 14]
CHAIN = StepGraph(steps=4, edges=(Edge(1, 0, 0.9), Edge(2, 1, 0.8), Edge(3, 0, 0.7)))


def draw(model: Any, graph: StepGraph = CHAIN, **settings: Any) -> dict[int, Drawn]:
    events = generate(model, PROMPTS, seeds=SEEDS, graph=graph, steps=4, **settings)
    return {event.step: event for event in events if isinstance(event, Drawn)}


def trails(model: Any) -> Mapping[int, torch.Tensor]:
    """The latents of every picture after each denoising step, in half precision."""
    out: dict[int, list[torch.Tensor]] = {step: [] for step in range(4)}
    for event in generate(model, PROMPTS, seeds=SEEDS, graph=CHAIN, steps=4):
        if isinstance(event, Progress):
            for step, latents in zip(event.state.steps, event.state.latents, strict=True):
                out[step].append(latents.half())
    return {step: torch.stack(path) for step, path in out.items()}


def same(a: Drawn, b: Drawn) -> bool:
    return np.array_equal(a.picture, b.picture)


def test_other_noise_changes_a_picture_and_its_readers_and_no_other(sd: Any) -> None:
    first, other = draw(sd), draw(sd, variations={1: Variation(seed=5, change=0.5)})
    assert [same(first[step], other[step]) for step in range(4)] == [True, False, False, True]
    assert same(other[1], draw(sd, variations={1: Variation(seed=5, change=0.5)}, only=[1])[1])


@pytest.mark.parametrize(
    ("reader", "source", "near"), [(1, 0, True), (3, 0, True), (2, 1, False)]
)  # step 1 reads itself
def test_known_sources_are_exact_where_they_read_nobody(
    sd: Any, reader: int, source: int, near: bool
) -> None:
    edges = tuple(edge for edge in CHAIN.edges if edge.reader == reader)
    alone = StepGraph(steps=4, edges=edges)
    quick = draw(sd, alone, known={source: trails(sd)[source]}, only=[reader])[reader]
    exact = draw(sd)[reader]
    assert torch.allclose(quick.latents, exact.latents, atol=1e-3) is near  # half precision keeps 11 bits
    blind = draw(sd, StepGraph(steps=4))[reader]
    distance = (quick.latents - exact.latents).abs().mean()
    assert distance < 0.5 * (blind.latents - exact.latents).abs().mean()


def test_a_strange_step_is_refused(sd: Any) -> None:
    for wish in ({"variations": {4: Variation(seed=1)}}, {"known": {4: torch.zeros(4, 4, 8, 8)}}):
        with pytest.raises(SettingError, match="no step 4"):
            draw(sd, **wish)
