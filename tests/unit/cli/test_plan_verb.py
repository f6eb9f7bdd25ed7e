import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comenius.cli.main import app

SOUP = """# Soup

## Ingredients

- 2 carrots
- 1 l broth

## Directions

1. Chop the carrots.
2. Boil the broth.
"""
SHELF = "# A shelf\n\n## Directions\n\n1. Screw the bracket to the wall.\n2. Put the plank on the bracket.\n"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.md"
    path.write_text(SOUP)
    return path


def test_a_plan_says_what_each_picture_would_show(recipe: Path) -> None:
    done = CliRunner().invoke(app, ["plan", str(recipe)])
    assert done.exit_code == 0
    assert "chopped carrot on a" in done.stdout
    assert "broth in a" in done.stdout
    assert done.stderr == ""


def test_who_asks_for_json_gets_the_whole_storyboard(recipe: Path) -> None:
    plan = json.loads(CliRunner().invoke(app, ["plan", str(recipe), "--json"]).stdout)
    assert plan["frames"][0]["shot"]["foods"][0]["look"] == "carrot"
    assert len(plan["similarity"]) == 2


def test_a_plan_of_guesses_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "shelf.md"
    path.write_text(SHELF)
    done = CliRunner().invoke(app, ["plan", str(path)])
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("warning: 2 of 2 pictures are guesses: the lexicon does not know ")
    assert "plank" in line
