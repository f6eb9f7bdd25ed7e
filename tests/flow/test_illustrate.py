"""`comenius illustrate` from words to a finished folder, on a tiny model of random weights."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from language_server import asked, cook, say, serving
from typer.testing import CliRunner

from comenius import files
from comenius.cli.main import app
from comenius.errors import OutputError, SettingError
from comenius.guides.read import read
from comenius.guides.record import from_dict
from comenius.illustration.illustrate import Event, Finished, illustrate
from comenius.illustration.task import Drawing

RECIPE = """# Onion omelette

## Ingredients

- 1 onion
- 2 eggs
- 1 tablespoon butter

## Directions

1. Chop the onion.
2. Beat the eggs in a bowl.
3. Fry the onion in the butter in a pan until golden.
4. Pour the eggs over the onion.
5. Serve the omelette on a plate.
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "omelette.md"
    path.write_text(RECIPE, encoding="utf-8")
    return path


@pytest.fixture
def run(recipe: Path, xl_directory: Path) -> Callable[..., Finished]:
    def run(out: Path, source: Path = recipe, **settings: object) -> Finished:
        events: list[Event] = []
        drawing = Drawing(model=str(xl_directory), steps=2, **settings)  # type: ignore[arg-type]
        illustrate(source, out, drawing=drawing, watch=events.append)
        assert isinstance(events[-1], Finished)
        return events[-1]

    return run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a guide by its path; of the record all but how long it took."""
    out = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    record = json.loads(out["guide.json"])
    record["run"].pop("timings")
    out["guide.json"] = json.dumps(record).encode()
    assert ".comenius.lock" not in out
    return out


def test_every_step_gets_its_picture_and_the_pages_name_it(
    run: Callable[..., Finished], tmp_path: Path
) -> None:
    run(tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out/steps").iterdir()) == [f"0{i}.png" for i in range(1, 6)]
    record = json.loads((tmp_path / "out/guide.json").read_bytes())
    guide = from_dict(record["guide"])
    assert [s.picture.path for s in guide.steps if s.picture] == [f"steps/0{i}.png" for i in range(1, 6)]
    assert all(
        s.picture and s.picture.alt in (tmp_path / "out/guide.md").read_text() for s in guide.steps[:1]
    )
    assert len(record["storyboard"]["similarity"]) == len(record["run"]["seeds"]) == 5
    assert (tmp_path / "out/index.html").read_text().count("data:image/png;base64,") >= 5


def test_a_second_run_draws_nothing_and_changes_nothing(run: Callable[..., Finished], tmp_path: Path) -> None:
    assert run(tmp_path / "out").drawn == (0, 1, 2, 3, 4)
    before = contents(tmp_path / "out")
    assert run(tmp_path / "out").drawn == ()
    assert contents(tmp_path / "out") == before


def test_a_missing_and_a_damaged_picture_are_drawn_again_byte_for_byte(
    run: Callable[..., Finished], tmp_path: Path
) -> None:
    run(tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out/steps/02.png").unlink()
    (tmp_path / "out/steps/04.png").write_bytes(before["steps/04.png"][:100])
    assert run(tmp_path / "out").drawn == (1, 3)
    assert contents(tmp_path / "out") == before


def test_a_changed_step_leaves_the_pictures_before_it_alone(
    run: Callable[..., Finished], recipe: Path, tmp_path: Path
) -> None:
    run(tmp_path / "out")
    before = contents(tmp_path / "out")
    recipe.write_text(RECIPE.replace("on a plate", "in a bowl"), encoding="utf-8")
    assert run(tmp_path / "out").drawn == (4,)
    after = contents(tmp_path / "out")
    assert all(after[f"steps/0{i}.png"] == before[f"steps/0{i}.png"] for i in range(1, 5))
    assert after["steps/05.png"] != before["steps/05.png"]


def test_a_step_that_is_gone_takes_its_picture_along(
    run: Callable[..., Finished], recipe: Path, tmp_path: Path
) -> None:
    run(tmp_path / "out")
    (tmp_path / "out/steps/mine.txt").write_text("kept")
    recipe.write_text(RECIPE.replace("5. Serve the omelette on a plate.\n", ""), encoding="utf-8")
    assert run(tmp_path / "out").drawn == ()
    assert sorted(p.name for p in (tmp_path / "out/steps").iterdir()) == [
        "01.png", "02.png", "03.png", "04.png", "mine.txt",
    ]  # fmt: skip


def test_files_of_others_are_never_touched(run: Callable[..., Finished], tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/guide.md").write_text("mine")
    with pytest.raises(OutputError, match=r"has a guide\.md that is from no guide; it stays"):
        run(tmp_path / "site")
    assert [p.name for p in (tmp_path / "site").iterdir()] == ["guide.md"]
    run(tmp_path / "out")
    mine = touch(tmp_path / "out/steps/99.png", b"mine")
    (tmp_path / "out/guide.json").write_text("broken")
    assert run(tmp_path / "out").drawn == ()
    assert mine.read_bytes() == b"mine"
    (tmp_path / "notes").mkdir()
    touch(tmp_path / "notes/todo.txt", b"mine")
    assert run(tmp_path / "notes").drawn == (0, 1, 2, 3, 4)


def test_another_seed_draws_other_pictures(run: Callable[..., Finished], tmp_path: Path) -> None:
    run(tmp_path / "one", seed=1)
    run(tmp_path / "two", seed=2)
    assert contents(tmp_path / "one")["steps/01.png"] != contents(tmp_path / "two")["steps/01.png"]


def test_a_full_disk_keeps_what_was_finished(
    run: Callable[..., Finished], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = files.write
    written: list[str | Path] = []

    def fills_up(path: str | Path, data: bytes | str) -> None:
        if len(written) == 2:
            raise OutputError(f"{path} cannot be written ({os.strerror(errno.ENOSPC)})")
        written.append(path)
        whole(path, data)

    monkeypatch.setattr(files, "write", fills_up)
    with pytest.raises(OutputError):
        run(tmp_path / "out")
    assert len(list((tmp_path / "out/steps").glob("*.png"))) == 2
    monkeypatch.undo()
    assert run(tmp_path / "out").drawn == (2, 3, 4)


def test_two_runs_do_not_write_one_folder(run: Callable[..., Finished], tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "out").mkdir()
    with (tmp_path / "out/.comenius.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="another run"):
            run(tmp_path / "out")


PROGRAM = """
import signal
from comenius.cli.main import run
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's & has it ignored
run()
"""


def program(recipe: Path, model: Path, out: Path) -> "subprocess.Popen[str]":
    """The program as a person starts it, with pictures slow enough to be interrupted."""
    words = ["illustrate", str(recipe), "--model", str(model), "--steps", "60", "--out", str(out)]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path, process: "subprocess.Popen[str]") -> None:
    """Until a picture is there."""
    for _ in range(1200):
        if path.exists() or process.poll() is not None:
            return
        time.sleep(0.05)
    raise AssertionError(f"{path} never came")


@pytest.fixture(scope="module")
def undisturbed(xl_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A recipe of ten steps, and its guide drawn in one go."""
    path = tmp_path_factory.mktemp("recipe") / "omelette.md"
    path.write_text(RECIPE + "".join(f"{i}. Chop the onion and fry it.\n" for i in range(6, 11)))
    folder = tmp_path_factory.mktemp("guides") / "whole"
    process = program(path, xl_directory, folder)
    _, said = process.communicate(timeout=240)
    assert process.returncode == 0, said
    return path, folder


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_goes_on_and_ends_byte_for_byte_as_if_it_had_not_been(
    blow: signal.Signals, undisturbed: tuple[Path, Path], xl_directory: Path, tmp_path: Path
) -> None:
    path, whole = undisturbed
    first = program(path, xl_directory, tmp_path / "broken")
    wait_for(tmp_path / "broken/steps/02.png", first)
    first.send_signal(blow)
    _, said = first.communicate(timeout=60)
    kept = {p.name: p.read_bytes() for p in (tmp_path / "broken/steps").glob("*.png")}
    assert 2 <= len(kept) < 10
    if blow is not signal.SIGKILL:
        assert first.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}[blow]
        assert "Traceback" not in said
        assert not (tmp_path / "broken/.comenius.lock").exists()
    again = program(path, xl_directory, tmp_path / "broken")
    _, said = again.communicate(timeout=240)
    assert again.returncode == 0, said
    assert f"{10 - len(kept)} drawn now" in said
    assert contents(tmp_path / "broken") == contents(whole)
    assert all((whole / "steps" / name).read_bytes() == data for name, data in kept.items())


def long(path: Path) -> Path:
    steps = "\n".join(f"{i}. Stir the soup." for i in range(1, 301))
    path.write_text(f"# Soup\n\n## Ingredients\n\n- soup\n\n## Directions\n\n{steps}\n")
    return path


def touch(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def good(folder: Path) -> Path:
    return touch(folder / "good.md", RECIPE.encode())


BAD: dict[str, tuple[Callable[[Path], Path], tuple[str, ...], str]] = {
    "an empty file": (lambda p: touch(p / "a.md", b""), (), "empty"),
    "a binary": (lambda p: touch(p / "a.md", bytes(range(256)) * 40), (), "a.md"),
    "a picture called .md": (lambda p: touch(p / "a.md", b"\x89PNG\r\n\x1a\n" + bytes(200)), (), "PNG"),
    "50 MB of text": (lambda p: touch(p / "a.md", b"word " * 10_000_000), (), "MB"),
    "no steps": (lambda p: touch(p / "a.md", b"# Soup\n\n## Ingredients\n\n- soup\n"), (), "step"),
    "300 steps": (lambda p: long(p / "a.md"), (), "--most-steps 300"),
    "no such file": (lambda p: p / "none.md", (), "none.md"),
    "an unknown model": (good, ("--model", "orbid"), "orbis"),
    "an unknown format": (good, ("--format", "html,pdx"), "pdx"),
    "no denoising": (good, ("--steps", "0"), "steps"),
    "an odd size": (good, ("--size", "33"), "33"),
    "a private address": (lambda p: p, ("--from-url", "http://127.0.0.1/recipe"), "public"),
    "a file where the folder should be": (good, ("--out", __file__), "test_illustrate.py"),
    "a folder without a name": (good, ("--out", ""), "--out is empty"),
    "no format": (good, ("--format", "html,,md"), "not a format"),
    "a language model that is not there": (
        good,
        ("--llm", "http://127.0.0.1:9/v1", "--llm-model", "m"),
        "127.0.0.1:9",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line_and_leaves_nothing_behind(
    case: str, xl_directory: Path, tmp_path: Path
) -> None:
    make, words, hint = BAD[case]
    source = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    arguments = ["illustrate", *([] if "--from-url" in words else [str(source)]), *words]
    if "--model" not in words:
        arguments += ["--model", str(xl_directory)]
    if "--out" not in words:
        arguments += ["--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2, result.output
    assert hint in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    left = [path for path in sorted(tmp_path.rglob("*")) if path.name != "calls.sqlite"]
    assert [path for path in left if path not in before] in ([], [tmp_path / "out"])
    assert set(before) <= set(left)


def test_a_damaged_model_is_refused_by_name(recipe: Path, xl_directory: Path, tmp_path: Path) -> None:
    import shutil

    model = tmp_path / "model"
    shutil.copytree(xl_directory, model)
    weights = model / "unet/diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    words = ["illustrate", str(recipe), "--model", str(model), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "diffusion_pytorch_model.safetensors" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_three_lines_of_python_do_the_same(
    run: Callable[..., Finished], recipe: Path, xl_directory: Path, tmp_path: Path
) -> None:
    import comenius

    guide = comenius.read(recipe)
    drawn = comenius.illustrate(
        guide, tmp_path / "py", drawing=comenius.Drawing(model=str(xl_directory), steps=2)
    )
    run(tmp_path / "cli")
    assert contents(tmp_path / "py") == contents(tmp_path / "cli")
    assert [step.text for step in drawn.steps] == [step.text for step in read(recipe).steps]


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(SettingError, match="steps is 0"):
        Drawing(steps=0)
    with pytest.raises(SettingError, match="size is 7"):
        replace(Drawing(), size=7)


def test_json_tells_a_program_where_everything_is(recipe: Path, xl_directory: Path, tmp_path: Path) -> None:
    words = [
        "illustrate",
        str(recipe),
        "--model",
        str(xl_directory),
        "--steps",
        "2",
        "--out",
        str(tmp_path / "out"),
    ]
    result = CliRunner().invoke(app, [*words, "--json", "--format", "html"])
    told = json.loads(result.stdout)
    assert told["pictures"] == 5
    assert told["drawn"] == [1, 2, 3, 4, 5]
    assert all(Path(path).exists() for path in told["files"])


def test_a_language_model_plans_and_is_not_asked_twice(
    recipe: Path, xl_directory: Path, tmp_path: Path
) -> None:
    with serving(lambda body, n: say(cook(*asked(body)))) as server:
        words = ["illustrate", str(recipe), "--model", str(xl_directory), "--steps", "2"]
        words += ["--out", str(tmp_path / "out"), "--llm", server.url, "--llm-model", "tiny"]
        first = CliRunner().invoke(app, words)
        assert first.exit_code == 0, first.output
        record = json.loads((tmp_path / "out/guide.json").read_bytes())
        assert "tiny" in record["storyboard"]["source"]
        calls = len(server.bodies)
        assert calls == len(record["guide"]["steps"]) + 2
        (tmp_path / "out/steps/03.png").unlink()
        again = CliRunner().invoke(app, words)
        assert again.exit_code == 0, again.output
        assert len(server.bodies) == calls


def test_a_recipe_comes_through_a_pipe(
    xl_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["illustrate", "-", "--model", str(xl_directory), "--steps", "2", "--format", "md"]
    result = CliRunner().invoke(app, words, input=RECIPE)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "onion-omelette-guide/guide.md").exists()
