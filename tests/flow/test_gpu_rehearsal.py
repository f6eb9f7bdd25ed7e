"""What runs on the machine with a GPU, gone through with tiny settings: a minute of processor time."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel

from comenius.diffusion.backbones import load
from comenius.vision.recognise import Recogniser

RECIPES = Path(__file__).resolve().parents[2] / "recipes"
MIB = 2**20


def rehearse(out: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(RECIPES / "gpu.sh"), str(out), "--rehearse"],
        env=os.environ | {"PYTHON": sys.executable} | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_rehearsal_trains_and_packs_every_part(tmp_path: Path) -> None:
    done = rehearse(tmp_path, MINUTES="0")
    assert "the time is over; the same call goes on with clip" in done.stderr
    done = rehearse(tmp_path)
    assert done.returncode == 0, done.stderr
    reported = {json.loads(line)["part"] for line in (tmp_path / "reports.jsonl").read_text().splitlines()}
    models = tmp_path / "models"
    assert {"autoencoder", "painter", "clip", "recogniser", "edit"} <= reported
    assert all(line in done.stdout for line in reported)
    assert load(models / "text-to-image").default_size == (64, 64)
    assert load(models / "edit").edits
    assert Recogniser.from_pretrained(models / "recogniser").classes
    assert not list(models.rglob("*checkpoint*"))
    weights = list(models.rglob("*.safetensors"))
    assert all(file.stat().st_size < 16 * MIB for file in weights)
    kinds = {weight.dtype for file in weights for weight in load_file(file).values()}
    assert torch.float16 in kinds
    assert torch.float32 not in kinds


def test_a_model_that_is_too_large_for_a_file_is_packed_in_several(tmp_path: Path) -> None:
    pack: Any = runpy.run_path(str(RECIPES / "pack.py"))
    config = CLIPTextConfig(
        vocab_size=30_000, hidden_size=512, num_hidden_layers=1, intermediate_size=64, num_attention_heads=8
    )
    model = CLIPTextModel(config)
    model.save_pretrained(tmp_path / "large")
    pack["pack"](tmp_path / "large", tmp_path / "packed")
    files = sorted(path.name for path in (tmp_path / "packed").glob("*.safetensors"))
    assert len(files) > 1
    again = CLIPTextModel.from_pretrained(tmp_path / "packed", dtype=torch.float32)
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], weight, atol=1e-3, rtol=1e-2)
    hashes = json.loads((tmp_path / "packed/hashes.json").read_text())
    assert sorted(hashes) == files


def test_the_table_holds_the_last_report_of_each_part(tmp_path: Path) -> None:
    pack: Any = runpy.run_path(str(RECIPES / "pack.py"))
    rows: list[dict[str, object]] = [
        {"part": "clip", "minutes": 1.0, "recall": 0.5},
        {"part": "edit", "minutes": 2.0},
        {"part": "clip", "minutes": 3.0, "recall": 0.75},
    ]
    (tmp_path / "r.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert pack["table"](tmp_path / "r.jsonl").splitlines() == [
        "clip         minutes 3  recall 0.75",
        "edit         minutes 2",
    ]


def test_counts_stay_counts(tmp_path: Path) -> None:
    pack: Any = runpy.run_path(str(RECIPES / "pack.py"))
    save_file({"n": torch.tensor(3), "w": torch.ones(2)}, tmp_path / "model.safetensors")
    (tmp_path / "out").mkdir()
    pack["halve"](tmp_path / "model.safetensors", tmp_path / "out/model.safetensors")
    found = load_file(tmp_path / "out/model.safetensors")
    assert {name: weight.dtype for name, weight in found.items()} == {"n": torch.int64, "w": torch.float16}
