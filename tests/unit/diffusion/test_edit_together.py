"""Pictures that are edited side by side read each other's same edits, and nothing else."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from small_edits import ASKED, EDITS, PICTURES, make, one, same, watched
from torch import Tensor

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited
from comenius.diffusion.generate import Progress
from comenius.errors import SettingError

TWO = StepGraph(steps=2, edges=(Edge(1, 0, 1.0),))
OTHERS = Asked(wish="make it rustic", specifics=("a wooden board",), seed=8)


@pytest.fixture(scope="module")
def model(edit_directory: Path) -> Backbone:
    return load(edit_directory)


def two(model: Backbone, *asked: Asked, **settings: Any) -> list[Edited]:
    """The first picture and the second, which reads the first."""
    given: dict[str, Any] = {"of": [0, 1], "graph": TWO} | settings
    return make(model, *(asked or (ASKED, ASKED)), **given)


@dataclass(eq=False)
class Nudge:
    """A denoiser that is shown something else in some rows of some calls."""

    inner: Any
    call: int
    row: int
    calls: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def predict(self, x: Tensor, *rest: Any, **more: Any) -> Tensor:
        if self.calls == self.call:
            x = x.clone()
            x[self.row] += 0.5
        self.calls += 1
        told: Tensor = self.inner.predict(x, *rest, **more)
        return told


def nudged(model: Backbone, call: int, row: int) -> Backbone:
    return replace(model, denoiser=Nudge(model.denoiser, call, row))


def test_without_edges_pictures_are_edited_as_alone(model: Backbone) -> None:
    apart = two(model, ASKED, OTHERS, graph=StepGraph(steps=2))
    assert same(apart[0], one(model))
    assert same(apart[1], one(model, OTHERS, of=[1]))


def test_who_reads_changes_and_who_is_read_does_not(model: Backbone) -> None:
    first, second = two(model)
    assert same(first, one(model))
    alone = one(model, of=[1])
    assert not same(second, alone)
    assert (second.calls, second.rows) == (alone.calls, alone.rows)


def test_only_is_the_whole_run_to_the_bit(model: Backbone) -> None:
    (second,) = two(model, only=[1])
    assert same(second, two(model)[1])


def test_pictures_that_are_joined_advance_together_and_others_one_after_the_other(model: Backbone) -> None:
    from comenius.diffusion.edit import edit

    graph = StepGraph(steps=3, edges=(Edge(2, 0, 1.0),))
    events = list(edit(model, PICTURES, [ASKED] * 3, of=[0, 0, 1], graph=graph, steps=2))
    order = [event.state.steps[0] for event in events if isinstance(event, Progress)]
    assert order == [1, 1, 0, 2, 0, 2]
    assert [event.place for event in events if isinstance(event, Edited)] == [1, 0, 2]
    assert [event.done for event in events if isinstance(event, Progress)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("mode", ["plus", "paper"])
def test_what_sees_no_picture_reaches_no_other(model: Backbone, mode: Any) -> None:
    how = Combination(mode=mode)
    known, (blind, near) = (
        two(model, steps=1, combination=how),
        two(nudged(model, 0, 0), steps=1, combination=how),
    )
    assert not same(blind, known[0])  # row 0 sees no picture: its own picture changes with it
    assert same(near, known[1])
    for row in (1, 2, 3):  # the picture without words, the wish, the first edit
        _, near = two(nudged(model, 0, row), steps=1, combination=how)
        assert not same(near, known[1])


def test_unlike_edits_read_the_picture_without_an_instruction(model: Backbone) -> None:
    known = two(model, ASKED, OTHERS, steps=1)[1]
    for row, read in ((1, True), (2, False), (3, False), (5, False)):
        near = two(nudged(model, 0, row), ASKED, OTHERS, steps=1)[1]
        assert same(near, known) is not read


def test_edits_may_be_told_to_read_the_picture_alone(model: Backbone) -> None:
    known = two(model, steps=1, reads="image")[1]
    assert not same(known, two(model, steps=1)[1])
    for row, read in ((1, True), (2, True), (3, False), (4, False)):  # a wish that is the same is shared
        near = two(nudged(model, 0, row), steps=1, reads="image")[1]
        assert same(near, known) is not read


def test_numbers_of_edits_may_differ(model: Backbone) -> None:
    few = replace(ASKED, specifics=EDITS[1:2])
    spied, spy = watched(model)
    first, second = two(spied, ASKED, few, steps=1)
    assert (first.rows, second.rows) == (6, 4)
    assert len(second.maps) == 1
    near = two(nudged(model, 0, 4), ASKED, few, steps=1)[1]  # the edit that both have
    assert not same(near, second)
    assert same(two(nudged(model, 0, 3), ASKED, few, steps=1)[1], second)
    assert [len(x) for x, _ in spy.calls] == [6, 4]


def test_small_calls_give_the_same_pictures(edit_directory: Path) -> None:
    exact = load(edit_directory, dtype=torch.float64)
    whole, parts = two(exact, steps=1), two(exact, steps=1, rows=2)
    for one_, other in zip(whole, parts, strict=True):
        torch.testing.assert_close(one_.latents, other.latents, atol=1e-9, rtol=0)


def test_a_graph_that_does_not_fit_is_refused(model: Backbone) -> None:
    with pytest.raises(SettingError, match="3 steps, but 2"):
        two(model, graph=StepGraph(steps=3))
    with pytest.raises(SettingError, match="place 5"):
        two(model, only=[5])
    with pytest.raises(SettingError, match="cycle"):
        two(model, graph=StepGraph(steps=2, edges=(Edge(0, 1, 1.0), Edge(1, 0, 1.0))))
