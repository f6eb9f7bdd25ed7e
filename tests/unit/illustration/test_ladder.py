"""Ways for pictures to agree, and what two steps have in common."""

import math

import pytest

from comenius.diffusion.attention.graph import Edge, StepGraph, build_graph
from comenius.diffusion.attention.ladder import LADDER, rung
from comenius.errors import SettingError
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.lexicon.common import Common, common, tracks
from comenius.lexicon.shot import Food, Link, Shot

W = ((1.0, 0.8, 0.2), (0.8, 1.0, 0.6), (0.2, 0.6, 1.0))


def frame(step: int, vessel: str, *foods: Food, links: tuple[Link, ...] = ()) -> Frame:
    shot = Shot(foods=foods, vessel=vessel, material="red")
    return Frame(step=step, action="do", state="done", shot=shot, caption="a", links=links)


ONION = Food(name="shallot", look="onion", form="chopped")
STORY = Storyboard(
    goal="soup",
    similarity=W,
    frames=(
        frame(
            0, "cutting board", ONION,
            links=(Link(name="shallot", relation="new"), Link(name="cutting board", relation="new")),
        ),
        frame(1, "pan", ONION, links=(Link(name="shallot", relation="same", step=0), Link(name="pan", relation="new"))),
        frame(
            2, "pan", Food(name="sauce", look="brown sauce", form="liquid"),
            links=(Link(name="sauce", relation="similar", step=1), Link(name="pan", relation="same", step=1)),
        ),
    ),
)  # fmt: skip


SHOTS = [one.shot for one in STORY.frames]
LINKS = [one.links for one in STORY.frames]


def test_a_thing_has_one_number_as_long_as_it_stays_the_same() -> None:
    kinds = tracks(SHOTS, LINKS)
    assert kinds[0, 0] == kinds[1, 0] != kinds[2, 0]  # the shallot, then a sauce
    assert kinds[1, 1] == kinds[2, 1] != kinds[0, 1]  # the pan


def test_what_a_reader_does_not_show_is_named_apart() -> None:
    pairs = ((1, 0), (2, 1))
    assert common(SHOTS, LINKS, pairs, looks=True) == {
        (1, 0): Common(shared=("chopped onion",), others=("red cutting board",)),
        (2, 1): Common(shared=("red pan",), others=("chopped onion",)),
    }
    assert common(SHOTS, LINKS, pairs, looks=False)[1, 0].shared == ("chopped shallot",)


def test_every_rung_makes_the_graph_it_says() -> None:
    links = STORY.linked
    assert links == [(1, 0), (2, 1), (2, 1)]
    graphs = {name: one.graph(W, links) for name, one in LADDER.items()}
    assert not graphs["independent"].edges
    assert not graphs["prompts"].edges
    assert {edge.weight for edge in graphs["kv"].edges} == {1.0}
    assert len(graphs["kv"].edges) == len(graphs["paper"].edges) == 6
    assert graphs["kv_weight"].edges == graphs["paper"].edges
    assert Edge(2, 0, 0.2) in graphs["paper"].edges
    assert graphs["full"].edges == (Edge(1, 0, 0.8), Edge(2, 1, 0.6))
    assert {edge[:2] for edge in graphs["style_aligned"].edges} == {(1, 0), (2, 0)}
    assert {edge[:2] for edge in graphs["adjacent"].edges} == {(0, 1), (1, 0), (1, 2), (2, 1)}
    sharing = LADDER["storydiffusion"].sharing(graphs["storydiffusion"], 0.2, {})
    assert (sharing.subset, sharing.budget, sharing.windows[0].start) == (0.5, math.inf, 0.2)


def test_a_rung_that_is_none_names_those_there_are() -> None:
    with pytest.raises(SettingError, match="coherence is 'ful'; it must be one of independent, prompts"):
        rung("ful")


def test_a_graph_that_goes_forward_in_time_reads_no_later_step() -> None:
    assert {edge[:2] for edge in build_graph(W, mode="causal").edges} == {(1, 0), (2, 0), (2, 1)}
    assert {edge[:2] for edge in build_graph(W, mode="chain").edges} == {(1, 0), (2, 1)}
    with pytest.raises(SettingError, match="reads a later step"):
        StepGraph(steps=2, edges=(Edge(0, 1, 1.0),), mode="causal")
