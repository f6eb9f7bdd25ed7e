"""Who reads whom."""

import json
import math

import pytest

from comenius.diffusion.attention.graph import Edge, StepGraph, build_graph
from comenius.errors import SettingError

W = [[1, 0.9, 0.2, 0.5], [0.9, 1, 0.3, 0.2], [0.2, 0.3, 1, 0.8], [0.5, 0.2, 0.8, 1]]


def pairs(graph: StepGraph) -> list[tuple[int, int]]:
    return [(edge.reader, edge.source) for edge in graph.edges]


def test_top_k_reads_the_most_similar_earlier_steps_above_the_threshold() -> None:
    assert build_graph(W).edges == (Edge(1, 0, 0.9), Edge(2, 1, 0.3), Edge(3, 0, 0.5), Edge(3, 2, 0.8))
    assert pairs(build_graph(W, k=1)) == [(1, 0), (2, 1), (3, 2)]


def test_a_link_comes_before_similarity_and_has_a_floor() -> None:
    graph = build_graph(W, links=[(3, 1)], k=1)
    assert graph.sources(3) == ((1, 0.5),)


def test_among_equals_the_more_recent_step_is_read() -> None:
    assert pairs(build_graph([[1.0] * 4] * 4, k=1)) == [(1, 0), (2, 1), (3, 2)]


def test_edges_are_linear_in_the_steps() -> None:
    assert len(build_graph([[1.0] * 50] * 50, k=2).edges) == 2 * 50 - 3


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("none", []),
        ("complete", [(i, j) for i in range(4) for j in range(4) if i != j]),
        ("band", [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)]),
        ("star", [(1, 0), (2, 0), (3, 0)]),
    ],
)
def test_the_modes_join_what_they_say(mode: str, expected: list[tuple[int, int]]) -> None:
    assert pairs(build_graph(W, mode=mode)) == expected  # type: ignore[arg-type]


def test_every_mode_can_be_causal() -> None:
    for mode in ("complete", "band", "star", "topk"):
        assert all(e.source < e.reader for e in build_graph(W, mode=mode, causal=True).edges)


def test_a_similarity_of_zero_is_no_edge() -> None:
    assert build_graph([[1, 0], [0, 1]], mode="complete").edges == ()


def test_adding_a_step_changes_no_earlier_edge_of_a_causal_graph() -> None:
    three = build_graph([row[:3] for row in W[:3]])
    assert build_graph(W).edges[: len(three.edges)] == three.edges


def test_batches_put_sources_first_and_bring_them_along() -> None:
    graph = StepGraph(steps=5, edges=(Edge(0, 3, 1.0), Edge(4, 0, 1.0), Edge(2, 1, 0.5)))
    assert graph.batches() == ((1,), (2,), (3,), (0,), (4,))
    assert graph.batches(2) == ((1, 3), (0, 2), (4,))
    assert graph.batches(only=[4]) == ((3,), (0,), (4,))
    assert graph.batches(only=[]) == ()


def test_a_cyclic_graph_is_one_batch() -> None:
    assert build_graph(W, mode="band").batches(1) == ((0, 1, 2, 3),)


def test_the_graph_prints_its_edges_and_goes_into_a_record() -> None:
    graph = build_graph(W, k=1)
    assert repr(graph) == "StepGraph(4 steps, topk: 1←0 0.90, 2←1 0.30, 3←2 0.80)"
    assert json.loads(json.dumps(graph.to_dict()))["edges"] == [[1, 0, 0.9], [2, 1, 0.3], [3, 2, 0.8]]


@pytest.mark.parametrize(
    ("similarity", "words"),
    [
        ([[1, 0.5]], "Row 0 .* has 2 numbers; 1 steps need 1"),
        ([[1, math.nan], [0.5, 1]], "steps 0 and 1 is nan"),
        ([[1, 1.5], [0.5, 1]], "is 1.5; it must lie in"),
    ],
)
def test_a_matrix_that_is_no_similarity_is_refused(similarity: list[list[float]], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        build_graph(similarity)


@pytest.mark.parametrize("edge", [(0, 0, 1.0), (0, 7, 1.0), (0, 1, 0.0), (0, 1, math.nan)])
def test_an_impossible_edge_is_refused(edge: tuple[int, int, float]) -> None:
    with pytest.raises(SettingError, match="edge 0"):
        StepGraph(steps=2, edges=(Edge(*edge),))


def test_one_step_has_nothing_to_read() -> None:
    assert build_graph([[1.0]]).edges == ()
    assert build_graph([]).batches() == ()
