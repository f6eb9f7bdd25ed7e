import json
from pathlib import Path
from typing import Any

import pytest
import tiny_models
import tiny_readers
import torch
from torch import Tensor
from typer.testing import CliRunner

from comenius.cli import main
from comenius.evaluation.autoencoder import psnr
from comenius.evaluation.bench import AT_ONCE, Missing, Section, bundled
from comenius.evaluation.clip import distinct
from comenius.evaluation.gates import Gate
from comenius.evaluation.orbis import evaluate
from comenius.evaluation.recogniser import read
from comenius.vision.reading import Found, Reading
from comenius.vision.recognise import Recogniser, Shape
from comenius.vision.scoring import Rows
from comenius.world import labels
from comenius.world.scene import arranged, settle
from comenius.world.stream import sample

SEEDS = range(40)
MISSING = ["recogniser", "clip", "edit", "segmenter", "captioner"]


class Knowing:
    """A reader that knows the truth, but takes every third vessel for a bowl."""

    classes = labels.classes()

    def __init__(self) -> None:
        self.seeds = iter(SEEDS)

    def read(self, pictures: Tensor, least: int) -> list[Reading]:
        assert len(pictures) <= AT_ONCE
        return [self.one(next(self.seeds)) for _ in pictures]

    def one(self, seed: int) -> Reading:
        shot, setting = sample(seed)
        told = labels.attributes(shot, setting)
        if seed % 3 == 0:
            told["vessel"] = "bowl"
        foods = [food for food, _ in arranged(settle(shot, setting).foods)]
        found = [
            Found(
                look=(food.parts or (food.look,))[0], form=food.form, doneness=food.doneness,
                parts=food.parts or (food.look,), topped=food.topped, share=0.1, confidence=1.0,
            )
            for food in foods
        ]  # fmt: skip
        return Reading(attributes=told, confidence=dict.fromkeys(told, 1.0), foods=tuple(found))


@pytest.fixture(scope="module")
def truth() -> Rows:
    rows = labels.stack([labels.labels(*sample(seed)) for seed in SEEDS])
    return {name: torch.from_numpy(values) for name, values in rows.items()}


def test_a_reader_is_asked_about_every_picture(truth: Rows) -> None:
    reader: Any = Knowing()
    gates = {gate.name: gate for gate in read(reader, torch.rand(len(SEEDS), 3, 8, 8), truth, {"table": 0.9})}
    wrong = sum(sample(seed)[0].vessel != "bowl" for seed in SEEDS if seed % 3 == 0)
    assert wrong > 5
    assert gates["vessel"].value == pytest.approx(1 - wrong / len(SEEDS))
    assert gates["table"] == Gate(
        name="table", value=1.0, low=gates["table"].low, high=1.0, goal=0.9, n=len(SEEDS)
    )
    assert gates["wall"].goal is None
    assert gates["form"].value == gates["doneness"].value == 1.0
    assert gates["foods 1"].n + gates["foods 2"].n <= len(SEEDS)


def test_equal_pictures_have_the_highest_ratio_and_noise_costs() -> None:
    x = torch.rand(2, 3, 8, 8)
    near = x.clone()
    near[1] += 0.1
    assert psnr(near, x) == pytest.approx([100.0, 20.0], abs=1e-3)


def test_groups_hold_each_caption_once() -> None:
    assert distinct(["a", "b", "a", "c", "b", "d"], 3) == [[0, 1, 3]]
    assert distinct(list("abcdefg"), 3) == [[0, 1, 2], [3, 4, 5]]
    assert distinct(list("aba"), 3) == [[0, 1]]


def test_the_bundled_autoencoder_is_measured_and_what_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "text-to-image").symlink_to(bundled() / "text-to-image")
    section, *rest = evaluate(tmp_path, 4)
    assert isinstance(section, Section)
    (gate,) = section.gates
    assert 22 < gate.low < gate.value < gate.high < 45
    assert [part.name for part in rest if isinstance(part, Missing)] == MISSING


def test_the_command_prints_the_gates(tmp_path: Path) -> None:
    (tmp_path / "text-to-image").symlink_to(bundled() / "text-to-image")
    done = CliRunner().invoke(main.app, ["evaluate", str(tmp_path), "--scenes", "2", "--json"])
    (gate,) = json.loads(done.stdout)["gates"]
    assert set(gate) == {"name", "value", "low", "high", "goal", "holds", "n"}
    assert gate["name"] == "autoencoder: PSNR"
    assert gate["n"] == 2
    for part in MISSING:
        assert f"there is no {part} in" in " ".join(done.stderr.split())


def test_every_part_that_is_there_is_measured(tmp_path: Path) -> None:
    for kind in ("text-to-image", "edit"):
        folder = tiny_models.build(tmp_path / kind, xl=True, edits=kind == "edit")
        (folder / "preset.json").write_text('{"steps": 2, "guidance": 3.0, "image_guidance": 2.0}')
    Recogniser(labels.classes(), Shape(size=128, widths=(8, 8, 8, 8))).save_pretrained(
        tmp_path / "recogniser"
    )
    tiny_readers.segmenter(tmp_path / "segmenter")
    tiny_readers.captioner(tmp_path / "captioner")
    seen: list[tuple[int, int]] = []
    parts = list(evaluate(tmp_path, 3, lambda done, of: seen.append((done, of))))
    assert seen == [(1, 3), (2, 3), (3, 3)] * 2
    assert [part.name for part in parts if isinstance(part, Missing)] == ["clip"]
    gates = {part.name: [g.name for g in part.gates] for part in parts if isinstance(part, Section)}
    assert list(gates) == [
        "autoencoder", "recogniser on rendered pictures", "recogniser on autoencoded pictures",
        "text-to-image", "edit", "segmenter", "captioner",
    ]  # fmt: skip
    assert gates["edit"][-2:] == ["leaves the rest", "rest, autoencoded"]
    assert gates["segmenter"][0] == "IoU"
    assert {"food", "vessel"} <= {*gates["captioner"]}


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(main.app, ["evaluate", str(tmp_path)])
    assert done.exit_code == 2
    assert "holds no text-to-image; give 'orbis'" in done.stderr
