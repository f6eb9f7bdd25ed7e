import ast
import runpy
import subprocess
import sys
from pathlib import Path

from comenius.cli.main import VERBS

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "src" / "comenius" / "cli"


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_cited_equation_stands_in_the_docs_with_its_test() -> None:
    page = (ROOT / "docs" / "equations.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    untested = [row for row in rows if row.endswith("[](../) |")]
    assert not untested, f"no test calls these by name: {untested}"


def test_an_equation_is_found_by_its_citation_and_tested_by_whoever_calls_it(tmp_path: Path) -> None:
    equations = runpy.run_path(str(ROOT / "docs" / "generate.py"))["equations"]
    package, tests = tmp_path / "src" / "pkg", tmp_path / "tests"
    for folder in (package, tests):
        folder.mkdir(parents=True)
    (package / "maths.py").write_text(
        'def f():\n    """Add noise: DDPM, Eq. 4 (arXiv:2006.11239)."""\n'
        'def g():\n    """Take it away.\n\n    This is DDPM,\n    Eqs. 11 and 12. It is slow.\n    """\n'
        'def h():\n    """Equal parts of both."""\n'
    )
    (tests / "test_maths.py").write_text("from pkg.maths import f\ndef test_noise_adds_up(): f()\n")
    (tests / "test_other.py").write_text("from pkg.other import g\ndef test_another_g(): g()\n")
    found = [(e.name, e.line, e.cites, e.test) for e in equations(package, tests)]
    assert found == [
        ("f", 1, "Add noise: DDPM, Eq. 4 (arXiv:2006.11239)", "tests/test_maths.py::test_noise_adds_up"),
        ("g", 3, "This is DDPM, Eqs. 11 and 12", ""),
    ]


def test_the_verbs_listed_are_the_verbs_there_are() -> None:
    assert set(VERBS) == {
        p.stem for p in ROOM.glob("*.py") if "def command(" in p.read_text(encoding="utf-8")
    }


def test_a_verb_is_listed_with_the_first_line_of_its_help() -> None:
    for verb, line in VERBS.items():
        tree = ast.parse((ROOM / f"{verb}.py").read_text(encoding="utf-8"))
        command = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "command")
        assert (ast.get_docstring(command) or "").splitlines()[0] == line
