"""Clauses by link-grammar, played by a program that answers what the real one does."""

import stat
from pathlib import Path

import pytest

from comenius.errors import MissingExtra
from comenius.language import link_grammar

SAID = {
    "Chop the leeks and fry them in butter.": (
        "(S (VP chop.v (NP the leeks.n) and.j-v fry.v (NP them) (PP in.r butter.n-u)) .)"
    ),
    "Once the water boils, add the pasta, leaving a rim.": (
        "(S (VP (SBAR once.e (S (NP the water.n-u) (VP boils.v))) (S , add.v (NP the pasta.n-u (VP , leaving.g "
        "(NP a rim.n))))) .)"
    ),
    "In a large bowl, whisk the eggs.": "(S in.r (NP (ADJP a large.a) bowl.n) , whisk.v (NP the eggs.n) .)",
    "Peel and chop the leeks.": "(S (VP peel.v and.j-v chop.v (NP the leeks.n)) .)",
}
PROGRAM = """#!/usr/bin/env python3
import sys
said = {said!r}
print("verbosity set to 0")
for line in sys.stdin.read().splitlines():
    if line in said:
        print(said[line] + "\\n")
print("Bye.")
"""


@pytest.fixture(autouse=True)
def parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "link-parser"
    program.write_text(PROGRAM.format(said=SAID))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return program


@pytest.mark.parametrize(
    "cut",
    [
        "Chop the leeks | and fry them in butter.",
        "Once the water boils, | add the pasta, | leaving a rim.",
        "In a large bowl, whisk the eggs.",
        "Peel and chop the leeks.",
        "Peel and chop the leeks. | Chop the leeks | and fry them in butter.",
        "Peel and chop the leeks. | Grumble the umph.",
    ],
)
def test_a_step_is_cut_where_its_orders_are_joined(cut: str) -> None:
    text = cut.replace(" | ", " ")
    spans = link_grammar.cut(text)
    assert [text[start:stop].strip() for start, stop in spans] == cut.split(" | ")
    assert "".join(text[start:stop] for start, stop in spans) == text


def test_nothing_has_no_clauses() -> None:
    assert link_grammar.cut("") == ()


def test_without_the_program_one_line_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert not link_grammar.available()
    with pytest.raises(MissingExtra, match=r"link-parser is not installed.*apt install link-grammar"):
        link_grammar.cut("Stir.")
