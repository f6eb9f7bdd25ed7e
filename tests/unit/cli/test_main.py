import errno
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from comenius.cli import main
from comenius.errors import Defect, SourceError

Trial = Callable[[BaseException | None], types.SimpleNamespace]


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Trial:
    """Run the command line with one verb that raises what it is given, and see what a person would see."""

    def run(error: BaseException | None) -> types.SimpleNamespace:
        def command() -> None:
            if error:
                raise error
            print("done")

        module = types.ModuleType("comenius.cli.trial")
        module.command = command  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "comenius.cli.trial", module)
        monkeypatch.setitem(main.VERBS, "trial", "Try.")
        result = CliRunner().invoke(main.app, ["trial"])
        return types.SimpleNamespace(code=result.exit_code, out=result.stdout, err=result.stderr)

    return run


def test_a_verb_that_works_says_nothing_on_the_error_stream(trial: Trial) -> None:
    assert vars(trial(None)) == {"code": 0, "out": "done\n", "err": ""}


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (SourceError("soup.md is empty;\n a recipe is needed."), 2, "soup.md is empty; a recipe is needed."),
        (Defect("the picture of step 3 is lost"), 1, "the picture of step 3 is lost"),
        (KeyboardInterrupt(), 130, "stopped; what was finished stays"),
        (MemoryError(), 2, "the memory of this machine is used up"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), 2, "No space left on device"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/out"),
            2,
            "/out cannot be used (Permission denied)",
        ),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_code(
    trial: Trial, error: BaseException, code: int, line: str
) -> None:
    seen = trial(error)
    assert seen.code == code
    assert seen.out == ""
    assert seen.err.startswith("comenius: ")
    assert line in seen.err
    assert seen.err.count("\n") == 1


def test_a_mistake_of_ours_is_not_hidden(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trial(ZeroDivisionError("ours")).code == 1
    monkeypatch.setattr(main, "NOT_OURS", set())
    assert trial(OSError(errno.ENOSPC, "full")).code == 1


def test_the_list_of_verbs_does_not_load_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main.VERBS, "nowhere", "A verb without a module.")
    result = CliRunner().invoke(main.app, ["--help"])
    assert result.exit_code == 0
    assert "nowhere" in result.stdout


def test_a_misspelt_verb_gets_the_nearest() -> None:
    result = CliRunner().invoke(main.app, ["ilustrate"])
    assert result.exit_code == 2
    assert "Did you mean 'illustrate'?" in result.stderr


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(main.app, ["--version"])
    assert result.exit_code == 0
    assert result.stdout.startswith("comenius 0.")


def test_a_reader_that_closes_the_pipe_ends_the_program_quietly() -> None:
    code = "import sys; from comenius.cli.main import run; sys.argv = ['comenius', '--help']; run()"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert done.stderr == ""
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("ilustrate", "No such command 'ilustrate'. Did you mean 'illustrate'? See 'comenius --help'."),
        ("--bogus", "There is no option '--bogus'. See 'comenius --help'."),
        ("plan x --pric 3", "There is no option '--pric'; did you mean --price? See 'comenius plan --help'."),
        ("plan x --seed abc", "--seed is 'abc'; it must be a valid integer. See 'comenius plan --help'."),
        ("plan x --seed -5", "--seed is '-5'; it must be greater than or equal to 0. See 'comenius plan --help'."),
        ("plan x --html", "Option '--html' requires an argument. See 'comenius plan --help'."),
        ("plan x --json=4", "Option '--json' does not take a value. See 'comenius plan --help'."),
        ("read a b c", "Got unexpected extra argument(s) (b c). See 'comenius read --help'."),
        ("world", "--out is missing: The folder to fill; what is whole in it stays. See 'comenius world --help'."),
        ("train", "recipe is missing: A recipe in TOML, such as recipes/orbis.toml. See 'comenius train --help'."),
    ],
)  # fmt: skip
def test_a_command_line_that_cannot_be_read_is_one_line(words: str, line: str) -> None:
    result = CliRunner().invoke(main.app, words.split())
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"comenius: {line}\n")


@pytest.mark.parametrize("device", ["gpu", "cuda:99", "meta", "", "cpu:x"])
def test_a_device_that_is_not_there_is_one_line(device: str, tmp_path: Path) -> None:
    words = ["train", str(tmp_path / "recipe.toml"), "--out", str(tmp_path / "out"), "--device", device]
    result = CliRunner().invoke(main.app, words)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"comenius: --device is {device!r}, which this machine does not have")


@pytest.mark.parametrize("verb", main.VERBS)
def test_every_verb_says_so_of_an_option_that_it_does_not_have(verb: str) -> None:
    result = CliRunner().invoke(main.app, [verb, "--no-such-thing"])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert f"See 'comenius {verb} --help'." in result.stderr


def test_the_program_alone_shows_what_there_is() -> None:
    result = CliRunner().invoke(main.app, [])
    assert result.exit_code == 2
    assert "illustrate" in result.stderr
