import json
import os
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comenius.cli.main import app
from comenius.cli.read import page, span
from comenius.guides.model import Guide, Ingredient, Step, Times, Tool
from comenius.guides.read.decode import MOST

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


TEA = b"# Tea\n\n1. Boil the water.\n2. Pour it.\n"
SHOWN = "Tea\n===\n\nSteps\n  1. Boil the water.\n  2. Pour it.\n"


def test_a_dash_reads_standard_input() -> None:
    result = CliRunner().invoke(app, ["read", "-"], input=TEA)
    assert (result.exit_code, result.stdout) == (0, SHOWN)
    planned = CliRunner().invoke(app, ["plan", "-", "--json"], input=TEA)
    assert planned.exit_code == 0
    assert [step["text"] for step in json.loads(planned.stdout)["steps"]] == [
        "Boil the water.",
        "Pour it.",
    ]


def test_standard_input_has_the_limit_of_files() -> None:
    result = CliRunner().invoke(app, ["read", "-"], input=b"a" * (MOST + 1))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "a document may have 5 MB" in result.stderr
    empty = CliRunner().invoke(app, ["read", "-"], input=b"")
    assert (empty.exit_code, empty.stderr.startswith("comenius: The document is empty.")) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "tea.md"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TEA,))
    writer.start()
    result = CliRunner().invoke(app, ["read", str(pipe)])
    writer.join()
    assert (result.exit_code, result.stdout) == (0, SHOWN)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="this system does not name its open files")
def test_an_open_file_has_no_title_of_its_own() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"1. Boil the water.\n2. Pour it.\n")
    os.close(write_end)
    result = CliRunner().invoke(app, ["read", f"/dev/fd/{read_end}", "--json"])
    os.close(read_end)
    guide = json.loads(result.stdout)
    assert (guide["title"], guide["provenance"]["source"]) == ("Untitled", "")


@pytest.mark.parametrize("verb", ["read", "plan"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Give one recipe"),
        ([str(EXAMPLE), "--from-url", "https://example.org/tea"], "Give one recipe"),
        (["--from-url", "http://127.0.0.1/tea"], "not a public address"),
        (["--from-url", "file:///etc/passwd"], "not a web address"),
        (["https://example.org/tea"], "--from-url"),
        (["/dev/null"], "is empty"),
    ],
)
def test_each_verb_wants_one_source_that_it_may_read(verb: str, words: list[str], message: str) -> None:
    result = CliRunner().invoke(app, [verb, *words])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert message in result.stderr


def test_an_address_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def read_url(url: str) -> Guide:
        asked.append(url)
        return Guide(title="Tea", steps=(Step(text="Boil the water."), Step(text="Pour it.")))

    monkeypatch.setattr("comenius.guides.read.address.read_url", read_url)
    result = CliRunner().invoke(app, ["read", "--from-url", "https://example.org/tea"])
    assert (result.exit_code, result.stdout, asked) == (0, SHOWN, ["https://example.org/tea"])


def test_a_plan_refuses_a_seed_below_zero() -> None:
    assert CliRunner().invoke(app, ["plan", str(EXAMPLE), "--seed", "-5"]).exit_code == 2
