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


@pytest.fixture(scope="module")
def whole(sd: Any) -> dict[int, Drawn]:
    return draw(sd)


@pytest.fixture(scope="module")
def blind(sd: Any) -> dict[int, Drawn]:
    """The pictures, had none read another."""
    return draw(sd, StepGraph(steps=4))


@pytest.fixture(scope="module")
def trails(sd: Any) -> Mapping[int, torch.Tensor]:
    """The latents of pictures that are read, after each denoising step, in half precision."""
    out: dict[int, list[torch.Tensor]] = {0: [], 1: []}
    for event in generate(sd, PROMPTS, seeds=SEEDS, graph=CHAIN, steps=4, only=[0, 1]):
        if isinstance(event, Progress):
            for step, latents in zip(event.state.steps, event.state.latents, strict=True):
                out[step].append(latents.half())
    return {step: torch.stack(path) for step, path in out.items()}


def same(a: Drawn, b: Drawn) -> bool:
    return np.array_equal(a.picture, b.picture)


def test_other_noise_changes_a_picture_and_its_readers_and_no_other(sd: Any, whole: dict[int, Drawn]) -> None:
    other = draw(sd, variations={1: Variation(seed=5, change=0.5)})
    assert [same(whole[step], other[step]) for step in range(4)] == [True, False, False, True]
    assert same(other[1], draw(sd, variations={1: Variation(seed=5, change=0.5)}, only=[1])[1])


@pytest.mark.parametrize(
    ("reader", "source", "near"), [(1, 0, True), (3, 0, True), (2, 1, False)]
)  # step 1 reads itself
def test_known_sources_are_exact_where_they_read_nobody(
    sd: Any, whole: dict[int, Drawn], blind: dict[int, Drawn], trails: Mapping[int, torch.Tensor],
    reader: int, source: int, near: bool,
) -> None:  # fmt: skip
    edges = tuple(edge for edge in CHAIN.edges if edge.reader == reader)
    alone = StepGraph(steps=4, edges=edges)
    quick = draw(sd, alone, known={source: trails[source]}, only=[reader])[reader]
    exact = whole[reader]
    assert torch.allclose(quick.latents, exact.latents, atol=1e-3) is near  # half precision keeps 11 bits
    distance = (quick.latents - exact.latents).abs().mean()
    assert distance < 0.5 * (blind[reader].latents - exact.latents).abs().mean()


def test_a_strange_step_is_refused(sd: Any) -> None:
    for wish in ({"variations": {4: Variation(seed=1)}}, {"known": {4: torch.zeros(4, 4, 8, 8)}}):
        with pytest.raises(SettingError, match="no step 4"):
            draw(sd, **wish)
