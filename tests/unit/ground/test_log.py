import pytest
from rich.console import Console

from comenius import log


def test_lines_go_to_the_error_stream_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    log.say("[bold] is a word here, " + "long " * 40)
    log.warn("no salt")
    out, err = capsys.readouterr()
    assert out == ""
    first, second = err.splitlines()
    assert first.startswith("[bold] is a word here")
    assert second == "warning: no salt"


def test_the_bar_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with log.progress() as bar:
        bar.update(bar.add_task("Drawing", total=2), advance=1)
    assert capsys.readouterr() == ("", "")


def test_the_bar_shows_stage_and_pieces_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(log, "console", Console(stderr=True, force_terminal=True, width=100))
    with log.progress() as bar:
        bar.update(bar.add_task("Drawing [3]", total=9), advance=4)
    err = capsys.readouterr().err
    assert "Drawing [3]" in err
    assert "4/9" in err
    with log.progress(quiet=True) as bar:
        bar.add_task("Drawing", total=9)
    assert capsys.readouterr().err == ""
