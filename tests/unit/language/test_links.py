"""Links between steps, from the tracker and from a language model."""

from typing import Any

import pytest

from comenius.guides.model import Guide, Ingredient, Step
from comenius.language.links import links_of, read_links
from comenius.language.tracker import track
from comenius.lexicon.shot import Link


def linked(*rows: Any) -> tuple[tuple[tuple[Link, ...], ...], tuple[str, ...]]:
    return read_links(list(rows), len(rows))


FIRST = [{"name": "pot", "relation": "new", "step": None}]


def test_good_links_pass_untouched() -> None:
    links, repairs = linked(FIRST, [{"name": "pot", "relation": "same", "step": 1}])
    assert links == ((Link(name="pot", relation="new"),), (Link(name="pot", relation="same", step=0),))
    assert repairs == ()


@pytest.mark.parametrize(
    ("wording", "relation"),
    [("total similar", "same"), ("Identical", "same"), ("similar shape", "same-shape"),
     ("same_texture", "same-texture"),
     ("texture similar", "same-texture"), ("Similar", "similar")],
)  # fmt: skip
def test_relations_are_read_by_their_keyword(wording: str, relation: str) -> None:
    links, _ = linked(FIRST, [{"name": "pot", "relation": wording, "step": 1}])
    assert links[1][0].relation == relation


def test_an_unknown_relation_is_similar_and_noted() -> None:
    links, repairs = linked(FIRST, [{"name": "pot", "relation": "cousin", "step": 1}])
    assert links[1][0].relation == "similar"
    assert "cousin" in repairs[0]


@pytest.mark.parametrize(
    "reference", [0.8, 2, 9, 0, -1, None, "soon", True, float("nan"), float("inf"), [1], "9" * 50]
)
def test_a_bad_reference_goes_to_the_latest_step_that_names_the_object(reference: Any) -> None:
    links, repairs = linked(FIRST, [{"name": "Pot", "relation": "same", "step": reference}])
    assert links[1] == (Link(name="Pot", relation="same", step=0),)
    assert len(repairs) == 1


def test_a_bad_reference_to_an_object_nobody_named_is_new() -> None:
    links, _ = linked(FIRST, [{"name": "ladle", "relation": "same", "step": 7}])
    assert links[1] == (Link(name="ladle", relation="new"),)


@pytest.mark.parametrize("reference", ["1", "step 1", 1.0])
def test_references_in_words_are_read(reference: Any) -> None:
    links, repairs = linked(FIRST, [{"name": "pot", "relation": "same", "step": reference}])
    assert links[1][0].step == 0
    assert repairs == ()


def test_triples_and_wrapped_steps_are_read() -> None:
    links, _ = read_links({"links": [{"objects": [["pan", "new"]]}, [["pan", "similar", 1]]]}, 2)
    assert links[1] == (Link(name="pan", relation="similar", step=0),)


def test_a_link_may_skip_steps() -> None:
    links, _ = linked(FIRST, [["lid", "new"]], [["pot", "same", 1]])
    assert links[2][0].step == 0


@pytest.mark.parametrize("answer", [None, 3, "text", [], [None, 4], [[["", "new"]], [7]], {"a": 1}])
def test_nonsense_gives_empty_links_and_says_so(answer: Any) -> None:
    links, repairs = read_links(answer, 2)
    assert links == ((), ())
    assert repairs


def test_the_tracker_links_each_food_to_where_it_was_seen() -> None:
    guide = Guide(
        title="Leek rice",
        ingredients=(Ingredient(text="1 leek", name="leek"), Ingredient(text="rice", name="rice")),
        steps=(
            Step(text="Slice the leek."),
            Step(text="Rinse the rice in a sieve."),
            Step(text="Fry the leek in a pan until golden."),
        ),
    )
    tracked = track(guide)
    assert tracked[0].links[0] == Link(name="leek", relation="new")
    assert tracked[2].links[0] == Link(name="leek", relation="same-shape", step=0)  # over the rice
    assert Link(name="pan", relation="new") in tracked[2].links
    assert links_of(tracked) == tuple(one.links for one in tracked)


def test_no_link_refers_forward() -> None:
    steps = ("Chop an onion.", "Fry it in a pan.", "Add beans to the pan.", "Serve.", "Enjoy!")
    for one in track(Guide(title="Beans", steps=tuple(Step(text=text) for text in steps))):
        assert all(link.step is None or link.step < one.step for link in one.links)
        assert all((link.step is None) == (link.relation == "new") for link in one.links)
