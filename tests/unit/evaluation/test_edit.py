from dataclasses import replace
from random import Random

import pytest
import torch

from comenius.evaluation.edit import Change, change, followed, psnr_within, rest
from comenius.lexicon.shot import Food, Shot
from comenius.vision.reading import Found, Reading
from comenius.world import labels
from comenius.world.edits import Edit, edit
from comenius.world.scene import Setting, arranged, settle

SETTING = Setting.draw(Random(0))
ONION = Food(name="onion", look="onion")
CARROT = Food(name="carrot", look="carrot")
PAN = settle(Shot(foods=(ONION, CARROT), vessel="pan", material="red"), SETTING)


def asked(before: Shot, after: Shot) -> Change:
    return change(
        Edit(before=before, instruction="", after=after, setting=SETTING, kind="", touched=frozenset())
    )


def reading(shot: Shot) -> Reading:
    """What somebody who knows the truth would read."""
    told = labels.attributes(shot, SETTING)
    found = [
        Found(
            look=(f.parts or (f.look,))[0], form=f.form, doneness=f.doneness, parts=f.parts, topped=f.topped,
            share=0.1, confidence=1.0,
        )
        for f, _ in arranged(shot.foods)
    ]  # fmt: skip
    return Reading(attributes=told, confidence=dict.fromkeys(told, 1.0), foods=tuple(found))


CHANGES = {
    "a food's form": replace(PAN, foods=(replace(ONION, form="chopped"), CARROT)),
    "a food's doneness": replace(PAN, foods=(replace(ONION, doneness="golden"), CARROT)),
    "what lies on it": replace(PAN, foods=(replace(ONION, topped=("herbs",)), CARROT)),
    "a food that goes": replace(PAN, foods=(CARROT,)),
    "a food that comes": replace(PAN, foods=(ONION, CARROT, Food(name="tomato", look="tomato"))),
    "both in one": replace(
        PAN, foods=(Food(name="mix", look="onion", form="mixture", parts=("onion", "carrot")),)
    ),
    "the material": replace(PAN, material="blue"),
    "steam": replace(PAN, steam=True),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_followed_by_the_picture_after_it_and_not_by_the_one_before(name: str) -> None:
    what = asked(PAN, CHANGES[name])
    assert what
    assert followed(what, reading(CHANGES[name]))
    assert not followed(what, reading(PAN))


def test_only_what_changes_is_asked() -> None:
    what = asked(PAN, replace(PAN, steam=True))
    assert what.attributes == {"steam": "yes"}
    assert not what.foods
    assert not what.gone
    other = reading(replace(PAN, steam=True, table="marble", foods=(CARROT,)))
    assert followed(what, other)


def test_half_of_a_change_is_none() -> None:
    what = asked(PAN, replace(PAN, steam=True, foods=(replace(ONION, form="chopped"), CARROT)))
    assert not followed(what, reading(replace(PAN, steam=True)))


def test_a_request_that_holds_already_asks_for_nothing() -> None:
    assert not asked(PAN, PAN)


def test_one_who_knows_the_truth_follows_nearly_every_instruction() -> None:
    hits = []
    for seed in range(60):
        one = edit(seed)
        if what := change(one):
            told = labels.attributes(one.after, one.setting)
            hits.append(followed(what, replace(reading(one.after), attributes=told)))
    assert len(hits) > 40
    assert sum(hits) / len(hits) > 0.95


def test_the_rest_is_what_is_alike_but_for_a_border() -> None:
    before = torch.zeros(2, 3, 64, 64)
    after = before.clone()
    after[0, 1, 20, 30] = 1.0
    place = rest(before, after)
    assert (~place[0, 0]).nonzero().tolist() == [[y, x] for y in (19, 20, 21) for x in (29, 30, 31)]
    assert place[1].all()


def test_what_changes_does_not_count_against_the_rest() -> None:
    truth = torch.rand(3, 3, 64, 64)
    place = torch.ones(3, 1, 64, 64, dtype=torch.bool)
    place[0, :, :32] = False
    place[2] = False
    ours = truth.clone()
    ours[0, :, :32] += 0.5
    ours[1] += 0.1
    assert psnr_within(ours, truth, place) == pytest.approx([100.0, 20.0], abs=1e-3)
