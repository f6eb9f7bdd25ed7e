"""How coherence is measured: what is asked of pictures, and what perfect and frozen pictures get."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from comenius.diffusion.attention.ladder import LADDER
from comenius.errors import ModelError
from comenius.evaluation import coherence
from comenius.evaluation.bench import bundled
from comenius.evaluation.gates import resampled
from comenius.evaluation.ranks import ranks, spearman
from comenius.evaluation.stories import Story, changes, stories
from comenius.lexicon.shot import Shot
from comenius.vision.reading import Found, Reading
from comenius.world.splits import of_seed


@pytest.fixture(scope="module")
def told() -> list[Story]:
    return stories(30)


@pytest.fixture(scope="module")
def sight() -> coherence.Sight:
    """The bundled models, loaded once."""
    return coherence.Sight(bundled(), steps=2)


@pytest.fixture
def loaded(sight: coherence.Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coherence, "Sight", lambda _home, _steps: sight)


def seen(shot: Shot) -> Reading:
    """What perfect eyes read in a perfect picture."""
    attributes = {name: getattr(shot, name) for name in ("vessel", "material", "table", "wall")}
    foods = tuple(
        Found(look=f.look, form=f.form, doneness=f.doneness, share=0.1, confidence=1.0) for f in shot.foods
    )
    return Reading(attributes=attributes, confidence={}, foods=foods)


def test_stories_are_held_out_and_leave_open_what_a_guide_keeps(told: list[Story]) -> None:
    assert all(of_seed(one.seed) == "test" for one in told)
    for one in told:
        for shot, caption in zip(one.shots, one.captions, strict=True):
            assert shot.vessel == "table" or shot.vessel in caption
            assert f"{shot.table} table" not in caption
            assert f"{shot.wall} wall" not in caption
        assert all(len(act) <= len(caption) for act, caption in zip(one.acts, one.captions, strict=True))
    assert any(one.acts != one.captions for one in told)


def test_perfect_pictures_get_everything_right(told: list[Story]) -> None:
    for one in told:
        row = coherence.kept_and_changed(one, [seen(shot) for shot in one.shots])
        assert {value for name in ("identity", "scene", "change") for value in row[name]} <= {1.0}
        assert set(row["frozen"]) <= {0.0}
    assert sum(len(changes(one)) for one in told) > 30


def test_a_guide_that_never_changes_is_frozen(told: list[Story]) -> None:
    rows = [
        coherence.kept_and_changed(one, [seen(one.shots[max(0, step - 1)]) for step in range(len(one.shots))])
        for one in told
    ]
    frozen = [value for row in rows for value in row["frozen"]]
    changed = [value for row in rows for value in row["change"]]
    assert sum(frozen) / len(frozen) > 0.5
    assert sum(changed) / len(changed) < 0.2


def test_another_kitchen_in_each_picture_has_no_identity(told: list[Story]) -> None:
    one = max(told, key=lambda story: len(story.shots))
    shots = [replace(shot, table=f"{i}", wall=f"{i}", material=f"{i}") for i, shot in enumerate(one.shots)]
    assert set(coherence.kept_and_changed(one, [seen(shot) for shot in shots])["identity"]) == {0.0}


def test_calibration_is_the_rank_correlation_of_distance_and_difference() -> None:
    similarity = ((1.0, 0.9, 0.1), (0.9, 1.0, 0.5), (0.1, 0.5, 1.0))
    apart = 1 - torch.tensor(similarity)
    assert coherence.calibration(apart.square(), similarity) == pytest.approx(1.0)
    assert coherence.calibration(-apart, similarity) == pytest.approx(-1.0)
    assert coherence.calibration(torch.zeros(3, 3), similarity) == 0.0  # the same picture again and again
    assert ranks([3.0, 1.0, 3.0]) == [1.5, 0.0, 1.5]
    assert spearman([1, 2, 3], [5, 5, 5]) == 0.0


def test_intervals_are_over_recipes_not_over_pictures() -> None:
    groups = [[1.0] * 50, [0.0] * 50, [1.0] * 50, [0.0] * 50]
    gate = resampled("kept", groups)
    assert (gate.value, gate.n) == (0.5, 200)
    assert gate.high - gate.low > 0.7  # four recipes, not two hundred pictures
    assert resampled("kept", [*groups, []]).value == 0.5
    with pytest.raises(ValueError, match="nothing was measured for kept"):
        resampled("kept", [[], []])


@pytest.mark.usefixtures("loaded")
def test_rows_are_kept_one_by_one_and_never_measured_twice(tmp_path: Path, told: list[Story]) -> None:
    kept = tmp_path / "rows.jsonl"
    names = (coherence.RENDERED,)
    assert len(list(coherence.evaluate(bundled(), told[:1], names, kept))) == 1
    before = kept.read_text()
    kept.write_text(before + '{"rung": "rend')  # killed while writing
    list(coherence.evaluate(bundled(), told[:2], names, kept))
    rows = coherence.rows(kept)
    assert [row["seed"] for row in rows] == [one.seed for one in told[:2]]
    table = coherence.table(kept, [one.seed for one in told], names)
    found = {gate.name: gate.value for gate in table[coherence.RENDERED]}
    assert found["identity"] > 0.95
    assert found["scene"] > 0.75
    assert json.loads(before.splitlines()[0])["rung"] == coherence.RENDERED


def test_ways_are_compared_in_the_same_recipes_case_by_case(tmp_path: Path) -> None:
    kept = tmp_path / "rows.jsonl"
    cases = {"kv": [[1.0, 0.0], [0.0], []], "kv_mask": [[1.0, 1.0], [1.0], []]}
    lines = [
        {"rung": name, "seed": seed, "change": values, "identity": []}
        for name, groups in cases.items()
        for seed, values in enumerate(groups)
    ]
    lines.append({"rung": "kv_mask", "seed": 9, "change": [0.0] * 99, "identity": []})  # without its other
    kept.write_text("".join(json.dumps(line) + "\n" for line in lines))
    (gap,) = coherence.compare(kept, [0, 1, 2, 9], ["kv", "kv_mask", "paper"])
    assert gap.name == "change: kv_mask - kv"
    assert gap.value == pytest.approx(2 / 3)
    assert 0 < gap.low <= gap.value <= gap.high == 1
    assert coherence.compare(kept, [0, 1], ["kv"]) == ()


def test_every_rung_is_known_and_a_home_without_models_says_which(tmp_path: Path, told: list[Story]) -> None:
    assert set(coherence.RUNGS) == set(LADDER)
    with pytest.raises(ModelError, match="has no text-to-image"):
        next(coherence.evaluate(tmp_path, told[:1], ("graph",), tmp_path / "rows.jsonl"))


@pytest.mark.usefixtures("loaded")
def test_masked_and_plain_pictures_of_a_story_are_drawn(tmp_path: Path, told: list[Story]) -> None:
    short = min(told, key=lambda story: len(story.shots))
    kept = tmp_path / "rows.jsonl"
    done = list(coherence.evaluate(bundled(), [short], ("prompts", "full"), kept, steps=2))
    assert done == [("prompts", 1), ("full", 1)]
    assert {row["rung"] for row in coherence.rows(kept)} == {"prompts", "full"}
