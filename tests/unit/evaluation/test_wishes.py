"""Vague wishes with the truth about them: what is asked, what may change, what must stay."""

from dataclasses import replace
from itertools import islice

import pytest
import torch

from comenius.evaluation import fulfilment
from comenius.evaluation.bench import render
from comenius.evaluation.wishes import Case, case, differs, each
from comenius.language.specify import specify
from comenius.lexicon.shot import Food, Shot
from comenius.vision.reading import Found, Reading
from comenius.world import labels
from comenius.world.objects import undrawable
from comenius.world.scene import settle
from comenius.world.splits import of_seed
from comenius.world.stream import sample


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return list(islice(each(), 12))


def seen(shot: Shot, one: Case) -> Reading:
    """What perfect eyes read in a perfect picture."""
    told = labels.attributes(shot, one.setting)
    foods = tuple(
        Found(
            look=f.look, form=f.form, doneness=f.doneness, parts=f.parts, topped=f.topped, share=0.1, confidence=1.0
        )
        for f in shot.foods
    )  # fmt: skip
    return Reading(attributes=told, confidence={}, foods=foods)


def test_cases_are_held_out_each_with_another_wish_and_three_edits_that_are_seen(cases: list[Case]) -> None:
    assert len({one.sense for one in cases}) == len(cases)
    for one in cases:
        assert of_seed(one.seed) == "test"
        assert len({*one.instructions}) == 3
        assert one.captions[0] != one.captions[1]
        assert not undrawable(one.after)
        for edit in one.edits:
            assert differs(one.before, edit.after, one.setting).mean() >= 0.005
    assert [one.instructions for one in islice(each(), 3)] == [one.instructions for one in cases[:3]]


def test_fewer_edits_of_a_wish_are_the_first_of_more(cases: list[Case]) -> None:
    from comenius.language.shown import shown_in

    for one in cases[:4]:
        for n in (1, 2):
            fewer = specify(one.wish, shown_in(one.before, looks=True), n=n, seed=one.seed)
            assert tuple(edit.instruction for edit in fewer.edits) == one.instructions[:n]


def test_what_is_asked_is_within_what_the_wish_may_change(cases: list[Case]) -> None:
    for one in cases:
        before, after = (labels.attributes(shot, one.setting) for shot in (one.before, one.after))
        assert {name for name in before if before[name] != after[name]} <= one.may
        assert "view" not in one.may
        assert "sleeve" not in one.may
        for was, now, may in zip(one.before.foods, one.after.foods, one.may_of, strict=False):
            assert (was.form == now.form) or "form" in may
            assert (was.topped == now.topped) or "topped" in may


def test_the_truth_fulfils_a_wish_and_nothing_else_does(cases: list[Case]) -> None:
    for one in cases:
        old, new = seen(one.before, one), seen(one.after, one)
        assert fulfilment.asked(one, new) == [1.0] * 3
        assert fulfilment.asked(one, old) == [0.0] * 3
        assert set(fulfilment.stays(one, old, new)) == {1.0}
        assert fulfilment.subject(one, old, new) == [1.0]
        first = fulfilment.asked(one, seen(one.edits[0].after, one))
        assert (first[0], sum(first)) == (1.0, 1.0)


def test_a_picture_of_something_else_keeps_nothing(cases: list[Case]) -> None:
    one = cases[0]
    old = seen(one.before, one)
    other = replace(old, foods=(), attributes=dict.fromkeys(old.attributes, "other"))
    assert set(fulfilment.stays(one, old, other)) == {0.0}
    assert fulfilment.subject(one, old, other) == [0.0]
    assert fulfilment.subject(one, other, old) == []  # the ruler did not see it before


def test_places_are_nearer_to_the_truth_where_an_edit_was_done(cases: list[Case]) -> None:
    one = cases[1]
    shots = (one.before, one.after, one.edits[0].after)
    before, after, first = render([(shot, one.setting) for shot in shots], 256)
    truth = fulfilment.targets(one, 256)
    assert fulfilment.nearer(after, before, after, truth) == [1.0] * 3
    assert fulfilment.nearer(before, before, after, truth) == [0.0] * 3
    assert fulfilment.nearer(first, before, after, truth)[0] == 1.0
    assert fulfilment.left(before, before, after) == [100.0]
    assert fulfilment.left(before + 0.1, before, after) == pytest.approx([20.0], abs=1e-3)


def test_maps_are_judged_against_random_ones_of_the_same_area() -> None:
    truth = torch.zeros(2, 8, 8, dtype=torch.bool)
    truth[0, :4], truth[1, :, :2] = True, True
    maps = torch.rand(2, 8, 8)
    maps[0, :4], maps[0, 4:] = 2.0, -1.0
    ours = fulfilment.chosen(maps)
    found, chance = fulfilment.overlap(ours, truth)
    assert found == pytest.approx([1.0, 8 / 40])
    assert chance == pytest.approx([0.25 / 0.75, 0.125 / 0.625])
    assert fulfilment.places(ours, truth) == pytest.approx(
        [1.0]
    )  # 24 places of the first alone, 8 of the second
    assert fulfilment.places(ours.flip(0), truth) == [0.0]
    assert fulfilment.places(ours, torch.ones(2, 8, 8, dtype=torch.bool)) == []
    assert fulfilment.able([0.0, 1.0, 0.0], [1.0, 0.0, 1.0]) == [0.0, 0.0]


def test_a_wish_without_three_edits_that_can_be_drawn_is_no_case() -> None:
    _, setting = sample(30_000)
    fridge = settle(Shot(foods=(Food(name="milk", look="milk", form="liquid"),), vessel="fridge"), setting)
    assert case(30_000, "busy", fridge, setting) is None
