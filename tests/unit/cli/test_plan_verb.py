import json
from pathlib import Path

import pytest
from language_server import good, say, serving
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


def test_who_asks_for_json_gets_the_plan_and_nothing_else(recipe: Path) -> None:
    plan = json.loads(CliRunner().invoke(app, ["plan", str(recipe), "--json"]).stdout)
    assert plan["steps"][0]["foods"][0]["name"] == "carrot"
    assert len(plan["similarity"]) == 2


def test_who_asks_for_a_page_gets_it_with_the_recipe_s_words_escaped(tmp_path: Path) -> None:
    path = tmp_path / "recipe.md"
    path.write_text(SOUP.replace("Chop", "<script>alert(1)</script> Chop"))
    page = tmp_path / "plan.html"
    done = CliRunner().invoke(app, ["plan", str(path), "--html", str(page)])
    assert done.exit_code == 0, done.output
    assert f"Wrote {page}." in " ".join(done.stderr.split())
    text = page.read_text()
    assert "Boil the broth." in text
    assert "<script>alert(1)" not in text


def test_a_page_never_takes_the_place_of_its_recipe(recipe: Path) -> None:
    done = CliRunner().invoke(app, ["plan", str(recipe), "--html", str(recipe.parent / "." / recipe.name)])
    assert done.exit_code == 2
    assert "is the recipe itself" in done.stderr
    assert recipe.read_text() == SOUP


def test_a_page_that_cannot_be_written_is_one_line(recipe: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["plan", str(recipe), "--html", str(tmp_path)])
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_who_asks_why_is_told_what_the_lexicon_knows(tmp_path: Path) -> None:
    path = tmp_path / "recipe.md"
    path.write_text(SOUP.replace("2 carrots", "2 zorbals").replace("Chop the carrots", "Chop the zorbals"))
    done = CliRunner().invoke(app, ["plan", str(path), "--explain"])
    assert "not in the lexicon: zorbal" in done.stdout
    assert done.stdout.strip().splitlines()[-1] == (
        "The lexicon knows 1 of 2 ingredients, 2 of 2 steps, 1 of 2 things; not zorbals."
    )


def test_a_plan_of_guesses_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "recipe.md"
    path.write_text(SOUP.replace("carrots", "zorbals").replace("broth", "quux"))
    done = CliRunner().invoke(app, ["plan", str(path)])
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("warning: 2 of 2 pictures are guesses: the lexicon does not know ")
    assert "zorbal" in line


def test_a_plan_of_other_work_says_what_the_painter_knows(tmp_path: Path) -> None:
    path = tmp_path / "shelf.md"
    path.write_text(SHELF)
    done = CliRunner().invoke(app, ["plan", str(path)])
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("warning: The bundled painter knows only the kitchen: ")
    assert "plank on the bracket" in done.stdout


def test_a_budget_that_cannot_be_read_is_one_line_before_anything_is_asked(recipe: Path) -> None:
    where = ["--llm", "http://127.0.0.1:9/v1", "--llm-model", "tiny"]
    done = CliRunner().invoke(app, ["plan", str(recipe), *where, "--budget", "much"])
    assert done.exit_code == 2
    assert "The budget 'much' cannot be read; write it as '2 usd'" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    "words", [["--calls", "here"], ["--budget", "2 calls"], ["--price", "free"], ["--retry-failed"]]
)
def test_terms_without_a_language_model_are_refused(
    words: list[str], recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMENIUS_LLM_URL", raising=False)
    done = CliRunner().invoke(app, ["plan", str(recipe), *words])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"comenius: {words[0]} without a language model: the rules plan")
    assert not (recipe.parent / "here").exists()


def test_answers_are_kept_in_the_folder_that_calls_names(recipe: Path, tmp_path: Path) -> None:
    with serving(good) as server:
        done = CliRunner().invoke(
            app, ["plan", str(recipe), "--llm", server.url, "--llm-model", "tiny", "--calls", str(tmp_path)]
        )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "calls.sqlite").is_file()


def test_what_failed_is_asked_again_when_told(recipe: Path, tmp_path: Path) -> None:
    moods = [say("I would rather not."), say("Really not.")]
    with serving(lambda body, number: moods.pop() if moods else good(body, number)) as server:
        given = ["plan", str(recipe), "--llm", server.url, "--llm-model", "tiny", "--calls", str(tmp_path)]
        for _ in range(2):
            done = CliRunner().invoke(app, given)
            assert done.exit_code == 2
            assert "answered twice" in done.stderr
            assert "--retry-failed" in done.stderr
        assert len(server.bodies) == 2
        assert CliRunner().invoke(app, [*given, "--retry-failed"]).exit_code == 0
        assert len(server.bodies) == 6
        assert CliRunner().invoke(app, given).exit_code == 0
        assert len(server.bodies) == 6


def test_a_page_in_a_new_folder_makes_it_as_every_verb_does(recipe: Path, tmp_path: Path) -> None:
    page = tmp_path / "some" / "where" / "plan.html"
    done = CliRunner().invoke(app, ["plan", str(recipe), "--html", str(page)])
    assert done.exit_code == 0
    assert page.is_file()


def test_a_page_of_a_plan_is_read_as_its_recipe(recipe: Path, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    CliRunner().invoke(app, ["plan", str(recipe), "--html", str(page)])
    first, again = (CliRunner().invoke(app, ["read", str(path)]).stdout for path in (recipe, page))
    assert again == first
    assert "Boil the broth." in again


def test_a_page_of_ours_without_its_recipe_is_refused_in_one_line(recipe: Path, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    CliRunner().invoke(app, ["plan", str(recipe), "--html", str(page)])
    text = page.read_text()
    start = text.index("<script")
    page.write_text(text[:start] + text[text.index("</script>") :])
    done = CliRunner().invoke(app, ["read", str(page)])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "is a page of Comenius" in done.stderr


def test_a_budget_that_does_not_suffice_ends_the_plan_with_what_to_do(recipe: Path, tmp_path: Path) -> None:
    with serving(good) as server:
        given = ["--llm", server.url, "--llm-model", "tiny", "--calls", str(tmp_path / "calls.sqlite")]
        given += ["--budget", "2 calls"]
        done = CliRunner().invoke(app, ["plan", str(recipe), *given])
        assert done.exit_code == 2
        assert "budget" in done.stderr
        assert len(server.bodies) == 2
        again = CliRunner().invoke(app, ["plan", str(recipe), *given[:-2]])
        assert again.exit_code == 0, again.output
        assert len(server.bodies) == 4  # two steps, similarity, links: the first two were kept
