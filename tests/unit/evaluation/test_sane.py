"""Wishes answered by several systems: rows that last, one line for bad input, and which edit acts where."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from torch import Tensor
from typer.testing import CliRunner

from comenius.cli import main
from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited, edit
from comenius.evaluation import compared, fulfilment, sane
from comenius.evaluation.alignment import LPIPS
from comenius.evaluation.bench import bundled, render
from comenius.evaluation.gates import Gate
from comenius.evaluation.wishes import differs
from comenius.lexicon.shot import Food, Shot
from comenius.vision.recognise import Recogniser
from comenius.world.scene import Setting, settle
from comenius.world.told_changes import changed


def evaluate(*options: str) -> Any:
    return CliRunner().invoke(main.app, ["evaluate", "edit", *options])


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Two cases by four systems, in as few denoising steps as can be."""
    kept = tmp_path_factory.mktemp("edit") / "rows.jsonl"
    done = evaluate(
        "--cases", "2", "--steps", "2", "--systems", "plain,sane2,truth,nothing", "--out", str(kept), "--json"
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return kept, json.loads(done.stdout)


def test_every_system_gets_a_row_a_case_with_all_that_it_can_be_asked(
    first: tuple[Path, dict[str, Any]],
) -> None:
    kept, told = first
    rows = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [row["system"] for row in rows] == ["plain", "sane2", "truth", "nothing"] * 2
    plain, sane2, truth, nothing = rows[:4]
    assert len(sane2["IoU"]) == 2
    assert "IoU" not in plain
    assert sane2["apart by edits"][0] >= 0
    assert "apart by edits" not in plain
    assert nothing["CLIPi"][0] > 0.99
    assert sum(nothing["asked"]) == 0
    assert sum(truth["nearer"]) == 3
    assert len(plain["asked"]) == len(sane2["asked"]) == len(truth["asked"])
    assert (told["cases"], told["steps"], told["skipped"]) == (2, 2, 0)
    assert told["LPIPS"] == LPIPS
    assert re.fullmatch("clip [0-9a-f]{12}", told["clip"])
    systems = {one["system"]: {m["name"]: m for m in one["measures"]} for one in told["systems"]}
    assert systems["plain"]["CLIPd"]["n"] == 2
    assert {gap["name"].split(": ")[1] for gap in told["against plain"]} == {
        f"{name} - plain" for name in ("sane2", "truth", "nothing")
    }


def test_what_is_there_is_not_made_again_and_a_row_that_was_cut_off_is(
    first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    whole = first[0].read_text()
    kept = tmp_path / "rows.jsonl"
    kept.write_text(whole[: whole.rindex("{") + 20])  # killed while writing the last row
    options = ("--cases", "2", "--steps", "2", "--systems", "plain,nothing", "--out", str(kept))
    done = evaluate(*options)
    assert done.exit_code == 0, done.output
    last = json.loads(kept.read_text().splitlines()[-1])
    assert last == json.loads(whole.splitlines()[-1])
    assert " - plain: " in done.stdout
    assert "CLIPDelta" in done.stdout
    before = kept.read_text()
    assert evaluate(*options).stdout == done.stdout
    assert kept.read_text() == before


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--systems", "plain,magic"), "--systems has 'magic'"),
        (("--cases", "1"), "--cases"),
        (("--clip", "no-such-clip"), "no-such-clip"),
        (("--models", "nowhere"), "nowhere holds no edit"),
        (("--out", "."), "is no file of rows"),
    ],
)
def test_bad_input_is_said_in_one_line(
    options: tuple[str, str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = evaluate(*options)
    assert done.exit_code == 2
    assert line in done.stderr
    assert done.stderr.count("\n") == 1
    assert not [*tmp_path.iterdir()]


def test_rows_of_other_steps_or_of_something_else_are_refused(first: tuple[Path, dict[str, Any]]) -> None:
    before = first[0].read_text()
    done = evaluate("--cases", "2", "--steps", "3", "--out", str(first[0]))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "choose another file with --out" in done.stderr
    assert first[0].read_text() == before
    first[0].write_text("[1, 2]\n")
    assert "choose another file" in evaluate("--cases", "2", "--steps", "2", "--out", str(first[0])).stderr
    first[0].write_text(before)


def test_systems_are_compared_in_the_same_cases() -> None:
    figures = {
        "plain": [[0.1], [0.2], []], "sane1": [[0.3], [0.2], [0.9]], "sane2": [[0.3], [0.4], [0.1]],
    }  # fmt: skip
    found = [
        {"system": name, "case": seed, "edits": [], "CLIPDelta": values, "CLIPd": values}
        for name, groups in figures.items()
        for seed, values in enumerate(groups)
    ]
    gaps = compared.compare(found, list(figures))
    assert gaps["CLIPDelta", "sane1", "plain"].value == pytest.approx(0.1)
    assert gaps["CLIPDelta", "sane2", "sane1"].value == pytest.approx(-0.2)
    assert ("CLIPDelta", "sane3", "plain") not in gaps
    table = compared.table(found, list(figures))
    assert table["sane1"]["CLIPDelta"].value == pytest.approx(1.4 / 3)
    lines = dict(compared.told(table, gaps, "CLIPDelta"))
    assert lines["plain"][1] is None
    assert isinstance(lines["sane2"][1], Gate)
    assert compared.skipped(found) == 1
    data = compared.as_data(table, gaps)
    assert [gap["holds"] for gap in data["expected"]] == [False, False]


CARROT, BROCCOLI = (
    Food(name="carrot", look="carrot", form="sliced"),
    Food(name="broccoli", look="broccoli"),
)


@pytest.mark.parametrize(
    ("food", "vessel", "asks"),
    [
        (CARROT, "bowl", {"make the wall pink": ("wall", "pink"), "make the table green": ("table", "green")}),
        (BROCCOLI, "plate", {"make the plate blue": ("vessel", "blue"), "make the wall pink": ("wall", "pink")}),
    ],
)  # fmt: skip
def test_each_edit_acts_on_its_own_thing_and_the_subject_stays_in_its_place(
    food: Food, vessel: str, asks: dict[str, tuple[str, str]], editor: Backbone
) -> None:
    """Two edits of two things: "plus" finds the places of both, above chance and above "paper"."""
    setting = Setting.draw(Random(0))
    before = settle(
        Shot(foods=(food,), vessel=vessel, material="white", table="wooden", wall="grey"), setting
    )
    after = [shot for one in asks.values() if (shot := changed(before, setting, *one))]
    truth = torch.stack([torch.from_numpy(differs(before, shot, setting)) for shot in after])
    picture, above = render([(before, setting)], 256), {}
    for mode in ("paper", "plus"):
        how = Combination(mode=mode, text=3.0, specific=3.0, image=1.0)
        asked = Asked(wish=" and ".join(asks), specifics=tuple(asks), seed=0)
        events = edit(editor, picture, [asked], combination=how, steps=6, neutral="change nothing")
        done = next(event for event in events if isinstance(event, Edited))
        ours, chance = fulfilment.overlap(fulfilment.chosen(torch.from_numpy(done.maps)), truth)
        above[mode] = fulfilment.pairs(ours, chance)
    assert min(above["plus"]) > 0.1
    assert sum(above["plus"]) > sum(above["paper"]) + 0.1, above
    middles = centres(torch.cat([picture, torch.from_numpy(done.picture)[None]]))
    assert middles.diff(dim=0).norm() < 1  # pixel


@pytest.fixture(scope="module")
def editor() -> Backbone:
    return load(bundled() / "edit")


def centres(pictures: Tensor) -> Tensor:
    """The middle of what is food in each picture, in pixels."""
    reader = Recogniser.from_pretrained(bundled() / "recogniser")
    with torch.no_grad():
        food = 1 - reader(pictures)["look"].softmax(1)[:, 0]
    places = torch.stack(torch.meshgrid(torch.arange(32.0), torch.arange(32.0), indexing="ij")) * 8
    out: Tensor = torch.einsum("bhw,chw->bc", food, places) / food.sum((1, 2))[:, None]
    return out


def test_the_systems_are_those_that_can_be_asked_for() -> None:
    assert sane.SYSTEMS[2] == compared.PLAIN
    assert {name for pair in (*compared.EXPECTED, *compared.BESIDE) for name in pair[1:]} <= {*sane.SYSTEMS}
