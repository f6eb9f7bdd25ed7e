import json
from pathlib import Path

import numpy as np
import pytest
import typer
from PIL import Image
from typer.testing import CliRunner

from comenius.cli.world import command
from comenius.errors import OutputError, SettingError
from comenius.guides.record import from_dict
from comenius.world.recipes import recipe
from comenius.world.render import masks, picture

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


def test_a_folder_holds_the_truth_about_its_pictures(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--recipes", "1", "--seed", "3", "--size", "64")
    folder, made = tmp_path / "recipe-00000003", recipe(3)
    record = json.loads((folder / "recipe.json").read_text())
    assert from_dict(record["guide"]) == made.guide
    assert record["similarity"] == [list(row) for row in made.similarity]
    assert len(record["steps"]) == len(made.stages)
    scene = record["steps"][1]["scenes"]["during"]
    shot = made.stages[1].during
    with Image.open(folder / scene["picture"]) as image:
        assert np.array_equal(np.asarray(image), picture(shot, made.setting, 64))
    with Image.open(folder / scene["mask"]) as image:
        assert image.mode == "P"
        index = np.asarray(image)
    for number, (name, mask) in enumerate(masks(shot, made.setting, 64).items()):
        assert scene["objects"][number] == name
        assert np.array_equal(index == number, mask)
        left, top, right, bottom = scene["boxes"][name]
        assert mask[top:bottom, left:right].sum() == mask.sum()


@pytest.mark.parametrize(
    "damage", ['{"format": 1, "seed"', "[]", '{"format": 1, "seed": 0, "size": 32, "steps": ["cut"]}', "\x00"]
)
def test_a_rerun_draws_only_what_is_missing_and_gives_the_same_bytes(tmp_path: Path, damage: str) -> None:
    words = ("--out", str(tmp_path), "--recipes", "2", "--size", "32", "--json")
    assert json.loads(run(*words)) == {"out": str(tmp_path), "recipes": 2, "drawn": 2, "kept": 0}
    whole = everything(tmp_path)
    assert json.loads(run(*words))["kept"] == 2
    (tmp_path / "recipe-00000001" / "02-after.png").unlink()
    (tmp_path / "recipe-00000000" / "recipe.json").write_text(damage)
    assert json.loads(run(*words))["drawn"] == 2
    assert everything(tmp_path) == whole


def test_another_size_is_drawn_anew(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--recipes", "1", "--size", "32")
    assert json.loads(run("--out", str(tmp_path), "--recipes", "1", "--size", "48", "--json"))["drawn"] == 1


def test_a_contact_sheet_has_a_row_for_every_recipe(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--recipes", "2", "--size", "32", "--sheet")
    two = height(tmp_path / "sheet.png")
    run("--out", str(tmp_path), "--recipes", "3", "--size", "32", "--sheet")
    assert height(tmp_path / "sheet.png") > two


def test_a_size_out_of_range_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="--size is 8"):
        run("--out", str(tmp_path), "--size", "8")


def test_a_file_in_the_place_of_the_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="taken"):
        run("--out", str(tmp_path / "taken"), "--recipes", "1", "--size", "32")
