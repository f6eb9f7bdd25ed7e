import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comenius.cli.main import app
from comenius.cli.read import page, span
from comenius.guides.model import Guide, Ingredient, Step, Times, Tool

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "skillet-flatbread.md"


def test_a_guide_is_shown_with_all_it_says() -> None:
    guide = Guide(
        title="Soup",
        servings="2",
        times=Times(cook=1500, total=5400),
        ingredients=(
            Ingredient(text="1 onion", name="onion"),
            Ingredient(text="2 eggs", name="egg", section="On top"),
            Ingredient(text="salt", name="salt", section="On top"),
        ),
        tools=(Tool(name="pot"),),
        steps=(
            Step(text="Chop the onion.\nFinely.", title="Chop"),
            Step(text="Boil the eggs.", section="On top"),
            Step(text="Peel them.", section="On top"),
        ),
    )
    assert "\n".join(page(guide)) == (
        "Soup\n====\nserves 2 · cooking 25 min · in all 1 h 30 min\n"
        "\nIngredients\n  - 1 onion\n  On top\n  - 2 eggs\n  - salt\n"
        "\nTools\n  - pot\n"
        "\nSteps\n  1. Chop: Chop the onion.\n     Finely.\n  On top\n  2. Boil the eggs.\n  3. Peel them."
    )


def test_a_how_to_shows_what_you_need() -> None:
    guide = Guide(
        title="Shelf",
        kind="howto",
        servings="1",
        times=Times(cook=600),
        ingredients=(Ingredient(text="1 board", name="board"),),
        steps=(Step(text="Drill."),),
    )
    assert "\n".join(page(guide)) == (
        "Shelf\n=====\nmakes 1 · work 10 min\n\nYou need\n  - 1 board\n\nSteps\n  1. Drill."
    )


def test_a_guide_of_steps_alone_is_shown_without_empty_headings() -> None:
    assert list(page(Guide(title="Tea", steps=(Step(text="Pour."),)))) == [
        "Tea",
        "===",
        "",
        "Steps",
        "  1. Pour.",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"), [(5400, "1 h 30 min"), (3600, "1 h"), (600, "10 min"), (20, "20 s"), (7190, "2 h")]
)
def test_times_are_told_as_a_cook_tells_them(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_the_example_is_read_whole() -> None:
    result = CliRunner().invoke(app, ["read", str(EXAMPLE), "--json"])
    assert result.exit_code == 0, result.stderr
    guide = json.loads(result.stdout)
    assert guide["title"] == "Skillet Flatbread with Herbs"
    assert len(guide["ingredients"]) == 6
    assert len(guide["steps"]) == 9
    assert guide["times"]["cook"] == 16 * 60
    shown = CliRunner().invoke(app, ["read", str(EXAMPLE)])
    assert "  9. Stack the flatbreads" in shown.stdout


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff" * 99], ids=["empty", "picture", "binary"]
)
def test_what_cannot_be_read_is_one_line_and_code_2(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "soup.md"
    path.write_bytes(data)
    result = CliRunner().invoke(app, ["read", str(path)])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("comenius: ")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_one_line_and_code_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["read", str(tmp_path / "nowhere.md")])
    assert result.exit_code == 2
    assert "nowhere.md" in result.stderr
    assert result.stderr.count("\n") == 1
