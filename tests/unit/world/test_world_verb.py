import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from comenius.cli.world import command
from comenius.errors import OutputError, SettingError
from comenius.records import manifest, shards
from comenius.world import dataset
from comenius.world.rows import PairRow, RecipeRow, SceneRow

TEN = ("--recipes", "10", "--seed", "7", "--size", "32")  # in three parts

app = typer.Typer()
app.command()(command)


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def height(path: Path) -> int:
    with Image.open(path) as image:
        return image.height


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recipes on both sides of the border between validation and training, with edits and actions."""
    out = tmp_path_factory.mktemp("made")
    run(
        "--out",
        str(out),
        "--recipes",
        "5",
        "--edits",
        "5",
        "--actions",
        "4",
        "--seed",
        "999998",
        "--size",
        "32",
    )
    return out


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recipes in three parts, made in one go."""
    out = tmp_path_factory.mktemp("whole")
    run("--out", str(out), *TEN)
    return out


def test_rows_lie_in_tables_by_split(made: Path) -> None:
    known = manifest.read(made)
    assert known
    assert set(known.counts) == {"scenes", "recipes", "edits", "actions"}
    assert known.counts["recipes"] == {"train": 3, "validation": 2}
    kinds = {"scenes": SceneRow, "recipes": RecipeRow, "edits": PairRow, "actions": PairRow}
    for shard in known.shards:
        assert manifest.is_whole(made, shard)
        assert len(shards.read(made / shard.path, kinds[shard.table])) == shard.rows
        assert shard.path.startswith(f"{shard.table}/{shard.split}-")
    recipes = [
        row for s in known.shards if s.table == "recipes" for row in shards.read(made / s.path, RecipeRow)
    ]
    steps = sum(len(row.steps) for row in recipes)
    assert sum(known.counts["scenes"].values()) == 3 * steps


def test_the_card_names_every_column_and_split(made: Path) -> None:
    page = (made / "README.md").read_text()
    assert "license: cc0-1.0" in page
    assert "path: scenes/train-*.parquet" in page
    assert "$" not in page
    for column in ("`picture`", "`questions`", "`similarity`", "`changed`", "`guide`"):
        assert column in page


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_rerun_makes_only_what_is_missing_and_gives_the_same_bytes(
    tmp_path: Path, whole: Path, damage: str
) -> None:
    out = tmp_path / "copy"
    shutil.copytree(whole, out)
    words = ("--out", str(out), *TEN, "--json")
    done = json.loads(run(*words))
    assert (done["drawn"], done["kept"]) == (0, 10)
    shard = max((out / "scenes").glob("test-*"))
    if damage == "cut":
        shard.write_bytes(shard.read_bytes()[:100])
    else:
        shard.unlink()
    assert json.loads(run(*words))["drawn"] == 1
    assert everything(out) == everything(whole)


def test_more_processes_and_more_recipes_later_give_the_same_bytes(tmp_path: Path, whole: Path) -> None:
    run("--out", str(tmp_path), "--recipes", "2", "--seed", "7", "--size", "32")
    run("--out", str(tmp_path), *TEN, "--processes", "2")
    assert everything(tmp_path) == everything(whole)


def test_a_kill_costs_only_what_was_in_work(tmp_path: Path, whole: Path) -> None:
    words = ["--out", str(tmp_path / "killed"), *TEN]
    code = f"import sys; sys.argv[1:] = ['world', *{words}]; from comenius.cli.main import run; run()"
    job = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not list((tmp_path / "killed" / "scenes").glob("*.parquet")):
            assert job.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        os.kill(job.pid, signal.SIGKILL)
        job.wait()
    assert not (tmp_path / "killed" / "README.md").exists()
    run(*words)
    assert everything(tmp_path / "killed") == everything(whole)


def test_what_is_finished_is_noted_when_the_work_is_stopped(tmp_path: Path) -> None:
    wanted = dataset.parts("recipes", 7, 2)
    work = dataset.fill(tmp_path, wanted, 32)
    next(work)
    work.close()  # type: ignore[attr-defined]
    assert [one.drawn for one in dataset.fill(tmp_path, wanted, 32)] == [False, True]


def test_a_contact_sheet_has_a_row_for_every_recipe(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--recipes", "2", "--size", "32", "--sheet")
    two = height(tmp_path / "sheet.png")
    run("--out", str(tmp_path), "--recipes", "3", "--size", "32", "--sheet")
    assert height(tmp_path / "sheet.png") > two


def test_another_size_or_another_kitchen_is_not_mixed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--out", str(tmp_path), "--recipes", "1", "--size", "32")
    with pytest.raises(SettingError, match="pictures of 32 pixels, not 48"):
        run("--out", str(tmp_path), "--recipes", "1", "--size", "48")
    monkeypatch.setattr(dataset, "kitchen_hash", lambda: "another")
    with pytest.raises(SettingError, match="kitchen changed"):
        run("--out", str(tmp_path), "--recipes", "1", "--size", "32")


def test_a_size_out_of_range_and_nothing_at_all_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="--size is 8"):
        run("--out", str(tmp_path), "--size", "8")
    with pytest.raises(SettingError, match="nothing is asked for"):
        run("--out", str(tmp_path), "--recipes", "0")


def test_a_file_in_the_place_of_the_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="taken"):
        run("--out", str(tmp_path / "taken"), "--recipes", "1", "--size", "32")
