"""`comenius edit` says which wishes there are, and in one line what it cannot do."""

from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from comenius.cli import main
from comenius.language.wishes import wishes


def test_the_known_wishes_are_listed_without_a_picture() -> None:
    result = CliRunner().invoke(main.app, ["edit", "--wishes"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) == len(wishes().senses)
    assert lines[0].startswith("festive: something bright on top")


@pytest.mark.parametrize(
    ("wish", "more", "words"),
    [
        ("make it hot and cold", [], "contradict each other"),
        ("blorf", [], "comenius edit --wishes lists"),
        ("zoom in", [], "not how it is taken or drawn"),
        ("make the bowl blue", ["--forbid", "bowl"], "asks only for what is forbidden"),
    ],
)
def test_a_wish_that_cannot_be_met_is_one_line_and_nothing_is_made(
    wish: str, more: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (8, 8)).save("a.png")
    result = CliRunner().invoke(main.app, ["edit", "a.png", wish, "--describe", "soup in a bowl", *more])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert words in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_what_is_not_there_is_told_with_the_plan(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    words = [
        "edit",
        str(tmp_path / "a.png"),
        "make the dragon green",
        "--describe",
        "soup in a bowl",
        "--plan-only",
    ]
    result = CliRunner().invoke(main.app, [*words, "--forbid", "unicorn"])
    assert result.exit_code == 0
    assert "1. make the dragon green" in result.stderr
    told = " ".join(result.stderr.split())
    assert "the picture shows no dragon, only soup, bowl." in told
    assert "is called 'unicorn', which is forbidden." in told
