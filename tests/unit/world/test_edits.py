from collections import Counter
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from comenius.lexicon.shot import Shot
from comenius.world.asking import LONGEST, SHORTEST
from comenius.world.changes import CHANGES
from comenius.world.edits import Edit, action, edit
from comenius.world.objects import undrawable
from comenius.world.render import masks, picture
from comenius.world.scene import Setting, settle

SIZE, REACH = 64, 4  # pixels; how far beside an object its edge may soften
SHADOW, IN_SHADOW = (
    90,
    0.06,
)  # how much darker its shadow makes the next object, and on what share of a picture
MANY = 1500


@cache
def edits() -> tuple[Edit, ...]:
    return tuple(edit(seed) for seed in range(MANY))


@cache
def acts() -> tuple[Edit, ...]:
    return tuple(action(seed) for seed in range(MANY // 3))


def drawn(shot: Shot, setting: Setting) -> NDArray[np.int64]:
    return picture(shot, setting, SIZE).astype(np.int64)


def test_the_same_seed_gives_the_same_edit() -> None:
    assert [edit(seed) for seed in range(40)] == list(edits()[:40])
    assert [action(seed) for seed in range(20)] == list(acts()[:20])
    assert edit(1) != edit(2)


def test_every_kind_occurs_about_as_often_as_it_should() -> None:
    kinds = Counter(one.kind for one in edits())
    assert set(kinds) == {*CHANGES, "compound", "identity", "recipe"}
    shares = {name: kinds[name] / MANY for name in ("recipe", "compound", "identity")}
    assert shares == pytest.approx({"recipe": 0.25, "compound": 0.2, "identity": 0.08}, abs=0.04)
    assert {one.kind for one in acts()} == {"action"}


def test_only_an_identity_changes_nothing() -> None:
    for one in (*edits(), *acts()):
        assert (one.before == one.after) == (one.kind == "identity"), one
        assert bool(one.touched) == (one.kind != "identity"), one


def test_both_shots_are_settled_and_can_be_drawn() -> None:
    for one in (*edits(), *acts()):
        for shot in (one.before, one.after):
            assert settle(shot, one.setting) == shot
            assert undrawable(shot) == ""


def test_instructions_are_short_requests_in_few_words_and_both_styles() -> None:
    texts = [one.instruction for one in (*edits(), *acts())]
    assert all(SHORTEST <= len(text.split()) <= LONGEST for text in texts)
    assert all(text == text.lower() or text.endswith(".") for text in texts)
    assert 0.4 < sum(text.endswith(".") for text in texts) / len(texts) < 0.6
    assert not [text for text in texts if "{" in text or "  " in text or " the the " in text]
    words = {word.strip(".,") for text in texts for word in text.lower().split()}
    assert 250 < len(words) < 700


def test_what_is_not_asked_for_stays() -> None:
    for one in edits():
        if one.kind in ("material", "table", "wall", "tool", "steam", "fire"):
            assert one.before.foods == one.after.foods
            assert one.before.vessel == one.after.vessel
        if one.kind in CHANGES and one.kind not in ("table", "wall"):
            assert (one.before.table, one.before.wall) == (one.after.table, one.after.wall)


def test_an_action_is_seen_by_the_cook_whose_hands_take_the_tool() -> None:
    for one in acts():
        assert one.before.view == one.after.view == "first-person"
        assert one.before.hand
        assert one.after.hand
        assert not one.before.tool
        assert one.after.tool or one.before.foods != one.after.foods


@pytest.mark.parametrize("start", [0, 500])
def test_pictures_differ_where_they_are_touched_and_nowhere_else(start: int) -> None:
    for one in (*edits()[start : start + 40], *acts()[start // 4 : start // 4 + 10]):
        before, after = drawn(one.before, one.setting), drawn(one.after, one.setting)
        differ = np.abs(before - after).max(axis=-1)
        assert differ.any() == (one.kind != "identity"), one
        if one.before.vessel != one.after.vessel or one.before.view != one.after.view:
            continue
        outside = np.where(_near(one), 0, differ)
        assert outside.max() <= SHADOW, one
        assert (outside > 12).mean() <= IN_SHADOW, one


def _near(one: Edit) -> NDArray[np.bool_]:
    """The touched objects of both pictures, and what is right beside them."""
    inside = np.zeros((SIZE, SIZE), bool)
    for shot in (one.before, one.after):
        for name, mask in masks(shot, one.setting, SIZE).items():
            inside |= mask & (name in one.touched)
    padded = np.pad(inside, REACH)
    steps = range(2 * REACH + 1)
    return np.any([padded[y : y + SIZE, x : x + SIZE] for y in steps for x in steps], axis=0)  # type: ignore[no-any-return]
