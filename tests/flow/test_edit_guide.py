"""One step of a guide edited by a wish: what changes, what stays, what is kept and what can be undone."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import drawn_guides
import pytest
from typer.testing import CliRunner

from comenius.cli.main import app
from comenius.errors import SettingError, SourceError
from comenius.illustration.drawing import Advance
from comenius.illustration.edit_guide import Retouched, editing_guide, undoing
from comenius.illustration.editing import Asked, Understood, Wish
from comenius.illustration.marked import marks
from comenius.illustration.redraw import Change, redrawing

RECIPE = """# Onion omelette

## Ingredients

- 1 onion
- 2 eggs
- 1 tablespoon butter

## Directions

1. Chop the onion.
2. Fry the onion in the butter in a pan until golden.
3. Pour the eggs over the onion in the pan.
"""
Wished = Callable[..., Retouched]


draw = partial(drawn_guides.draw, steps=2)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipe") / "omelette.md"
    path.write_text(RECIPE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def drawn(recipe: Path, xl_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guides") / "omelette"
    draw(recipe, folder, xl_directory)
    return folder


@pytest.fixture
def guide(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "guide"))


@pytest.fixture
def wished(guide: Path, edit_directory: Path) -> Wished:
    """An edit of a step of that guide."""

    def wished(number: int, text: str, *, through: bool = False, **more: Any) -> Retouched:
        given: dict[str, Any] = {"model": str(edit_directory), "steps": 2} | more
        wish = Wish(text=text, **given)
        *_, done = editing_guide(guide, number, wish, Asked(), through=through)
        assert isinstance(done, Retouched)
        return done

    return wished


def undo(folder: Path, number: int) -> Retouched:
    *_, done = undoing(folder, number, "cpu")
    assert isinstance(done, Retouched)
    return done


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted((folder / "steps").glob("*.png"))}


def changed(before: dict[str, bytes], folder: Path) -> set[str]:
    return {name for name, data in pictures(folder).items() if data != before[name]}


def record(folder: Path) -> Any:
    return json.loads((folder / "guide.json").read_text(encoding="utf-8"))


def test_one_step_changes_and_all_others_stay_to_the_bit(guide: Path, wished: Wished) -> None:
    before = pictures(guide)
    done = wished(2, "make the pan red and the table blue")
    assert changed(before, guide) == {"02"}
    assert done.drawn == (1,)
    assert (guide / "edits" / "02" / "0.png").read_bytes() == before["02"]
    assert {path.name for path in (guide / "edits" / "02").iterdir()} == {"0.png", "1-1.png", "1-2.png"}
    data = record(guide)
    assert data["guide"]["steps"][1]["picture"]["alt"].endswith(
        "Edited: make the pan red; make the table blue."
    )
    assert "make the pan red" in (guide / "index.html").read_text(encoding="utf-8")
    assert [one["wish"] for one in data["run"]["edited"]] == ["make the pan red and the table blue"]


def test_through_reaches_the_later_steps_that_show_the_same(guide: Path, wished: Wished) -> None:
    before = pictures(guide)
    done = wished(2, "make the pan red", through=True)
    assert changed(before, guide) == {"02", "03"}
    assert [(place.step, place.edits) for place in done.retouch.places] == [
        (1, ("make the pan red",)),
        (2, ("make the pan red",)),
    ]
    alone = (guide / "steps" / "03.png").read_bytes()
    undo(guide, 3)
    assert changed(before, guide) == {"02"}
    wished(3, "make the pan red")
    assert (guide / "steps" / "03.png").read_bytes() != alone  # carried, it had read the step before


def test_what_nothing_later_shows_is_said(wished: Wished) -> None:
    done = wished(1, "make the cutting board white", through=True)
    assert done.drawn == (0,)
    assert any("no step after 1" in note for note in done.notes)


def test_the_same_wish_again_replaces_and_another_goes_on_top(guide: Path, wished: Wished) -> None:
    wished(2, "make it festive", seed=1)
    first = pictures(guide)
    assert wished(2, "make it festive", seed=1).drawn == ()
    wished(2, "make it festive", seed=2)
    assert changed(first, guide) == {"02"}
    assert len(record(guide)["run"]["edited"]) == 1
    one = pictures(guide)
    wished(2, "make the pan red")
    assert changed(one, guide) == {"02"}
    assert (guide / "edits" / "02" / "1.png").read_bytes() == one["02"]
    assert [row["wish"] for row in record(guide)["run"]["edited"]] == ["make it festive", "make the pan red"]


def test_undo_goes_back_to_the_bit(guide: Path, wished: Wished) -> None:
    before = pictures(guide)
    pages = (guide / "index.html").read_bytes()
    wished(2, "make it festive")
    one = pictures(guide)
    wished(2, "make the pan red", through=True)
    assert undo(guide, 2).drawn == (1, 2)
    assert changed(one, guide) == set()
    undo(guide, 2)
    assert changed(before, guide) == set()
    assert (guide / "index.html").read_bytes() == pages
    assert not (guide / "edits").exists()
    with pytest.raises(SettingError, match="step 2 has no edit"):
        undo(guide, 2)


def test_illustrating_again_keeps_it_and_makes_it_again_where_it_is_lost(
    guide: Path, wished: Wished, recipe: Path, xl_directory: Path
) -> None:
    wished(2, "make the pan red", through=True)
    done = pictures(guide)
    assert draw(recipe, guide, xl_directory) == ()
    shutil.rmtree(guide / "edits")
    (guide / "steps" / "03.png").unlink()
    assert draw(recipe, guide, xl_directory) == (2,)
    assert changed(done, guide) == set()
    assert draw(recipe, guide, xl_directory, seed=5) == (0, 1, 2)
    assert changed(done, guide) == {"01", "02", "03"}
    assert len(record(guide)["run"]["edited"]) == 1


def test_a_step_that_says_something_else_loses_its_edit(
    guide: Path, wished: Wished, recipe: Path, xl_directory: Path, tmp_path: Path, caplog: Any
) -> None:
    before = pictures(guide)
    wished(1, "make the table blue")
    other = tmp_path / "other.md"
    other.write_text(RECIPE.replace("Chop the onion.", "Slice the onion."), encoding="utf-8")
    draw(other, guide, xl_directory)
    assert "Step 1 says something else now" in caplog.text
    assert record(guide)["run"]["edited"] == []
    draw(recipe, guide, xl_directory)
    assert changed(before, guide) == set()


def test_redrawing_an_edited_step_edits_it_again(guide: Path, wished: Wished) -> None:
    wished(2, "make the pan red", through=True)
    before = pictures(guide)
    list(redrawing(guide, 2, Change(seed=4)))
    assert changed(before, guide) == {"02", "03"}  # step 3 had read the edit
    alt = record(guide)["guide"]["steps"][1]["picture"]["alt"]
    assert alt.endswith("Edited: make the pan red.")


def test_what_is_stopped_leaves_the_guide_and_goes_on(
    guide: Path, edit_directory: Path, recipe: Path, xl_directory: Path
) -> None:
    before = pictures(guide)
    wish = Wish(text="make the pan red", model=str(edit_directory), steps=2)
    for stop in range(1, 7):
        work: Any = editing_guide(guide, 2, wish, Asked(), through=True)
        for _ in range(stop):
            next(work)
        work.close()
        assert record(guide)["run"]["edited"] == []
        draw(recipe, guide, xl_directory)
        assert changed(before, guide) == set()
    done = list(editing_guide(guide, 2, wish, Asked(), through=True))
    assert [type(event) for event in done[:2]] == [Understood, Advance]
    assert changed(before, guide) == {"02", "03"}


def test_an_undo_that_is_stopped_goes_on(guide: Path, wished: Wished) -> None:
    before = pictures(guide)
    wished(2, "make the pan red", through=True)
    wished(3, "make the table blue")
    done, both = pictures(guide), record(guide)
    work: Any = undoing(guide, 2, "cpu")
    next(work)
    work.close()
    assert record(guide) == both
    assert changed(done, guide)
    undo(guide, 2)
    assert changed(before, guide) == {"03"}
    assert [one["wish"] for one in record(guide)["run"]["edited"]] == ["make the table blue"]


def test_what_the_guide_lost_is_named(guide: Path, wished: Wished) -> None:
    (guide / "steps" / "01.png").unlink()
    with pytest.raises(SourceError, match="what step 1 showed is missing"):
        wished(2, "make the pan red")


def test_an_edit_that_nobody_sees_is_said(
    guide: Path, edit_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comenius.illustration.overlay.LEAST", 2.0)
    wish = Wish(text="make the pan red", model=str(edit_directory), steps=2)
    *_, done = editing_guide(guide, 2, wish, Asked())
    assert isinstance(done, Retouched)
    assert any("hardly anything has changed in step 2" in note for note in done.notes)


def test_files_of_others_stay(guide: Path, wished: Wished) -> None:
    wished(2, "make the pan red")
    (guide / "edits" / "02" / "9.png").write_bytes(b"mine")
    undo(guide, 2)
    assert [path.name for path in (guide / "edits" / "02").iterdir()] == ["9.png"]
    assert marks(guide / "steps" / "02.png")


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["edit", *map(str, arguments)])


def test_the_command_tells_what_it_did(guide: Path, edit_directory: Path) -> None:
    model = ("--model", edit_directory, "--steps", 2)
    planned = run(guide, "make the pan red", "--step", 2, "--through", "--plan-only", *model)
    assert "Step 3: make the pan red" in planned.stderr
    plan = run(guide, "--instruction", "make the pan red", "--step", 2, "--plan-only", "--json", *model)
    assert json.loads(plan.stdout)["steps"] == [{"step": 2, "edits": ["make the pan red"]}]
    assert not (guide / "edits").exists()
    done = json.loads(run(guide, "make the pan red", "--step", 2, "--through", "--json", *model).stdout)
    assert done["edits"][1] == {"step": 3, "edits": ["make the pan red"]}
    assert done["drawn"] == [2, 3]
    back = run(guide, "--step", 2, "--undo")
    assert "Step 3: make the pan red" in back.stderr
    assert "Taken back: steps 2, 3." in back.stderr
    assert back.stdout.strip() == str(guide / "steps" / "02.png")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make it red",), "--step 4"),
        (("make it red", "--step", 9), "There is no step 9"),
        (("make it red", "--step", 2, "--out", "x"), "leave out --out"),
        (("make it red", "--step", 2, "--variants", 3), "leave out --variants"),
        (("make it red", "--step", 2, "--undo"), "leave out the wish"),
        (("--step", 2, "--undo", "--plan-only"), "leave out --plan-only"),
        (("make it red", "--step", 2, "--step", 3), "one step is edited at a time"),
        (("--step", 2), "The wish is empty"),
        (("--step", 2, "--undo"), "has no edit"),
    ],
)
def test_what_does_not_go_together_is_one_line(
    guide: Path, edit_directory: Path, arguments: tuple[object, ...], said: str
) -> None:
    before = pictures(guide)
    result = run(guide, *arguments, "--model", edit_directory)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert changed(before, guide) == set()


def test_only_a_guide_has_steps(tmp_path: Path) -> None:
    assert "no folder of a guide" in run(__file__, "make it red", "--step", 1).stderr
    assert "There is no folder" in run(tmp_path / "none", "make it red", "--step", 1).stderr
    with pytest.raises(SourceError, match="no guide's folder"):
        next(editing_guide(tmp_path, 1, Wish(text="make it red"), Asked()))
    assert "no guide's folder" in run(tmp_path, "make it red", "--step", 1).stderr
