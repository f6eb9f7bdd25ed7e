"""Write the pages that are made from the code, cli.md and equations.md; with --check only name the stale ones."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "comenius"
NOTE = "<!-- Made by `make docs`; do not edit. -->\n"

# "paper, Eq. 3 (arXiv:2211.09800)", "paper, Eqs. 4 and 5"; also "equation 3".
CITATION = re.compile(r"\b(Eqs?\.|[Ee]quations?)\s*\(?[0-9A-Z]")
SENTENCES = re.compile(r"(?<!Eq)(?<!Eqs)\. ")


@dataclass(frozen=True, kw_only=True)
class Equation:
    """A function that cites a paper's equation, and a test that calls it."""

    module: str
    name: str
    cites: str  # the docstring's first sentence that cites, without its full stop
    path: str
    line: int
    test: str  # "tests/unit/…/test_x.py::test_sentence", "" when there is none


def equations(package: Path = PACKAGE, tests: Path = ROOT / "tests") -> Iterator[Equation]:
    """Every public or private function and class of the package whose docstring cites an equation."""
    uses = [use for path in sorted(tests.rglob("test_*.py")) for use in _uses(path, tests.parent)]
    for path in sorted(package.rglob("*.py")):
        module = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            text = " ".join((ast.get_docstring(node) or "").split())
            cites = [sentence for sentence in SENTENCES.split(text) if CITATION.search(sentence)]
            if cites:
                test = next((t for t, modules, words in uses if module in modules and node.name in words), "")
                yield Equation(
                    module=module,
                    name=node.name,
                    cites=cites[0].rstrip("."),
                    path=path.relative_to(package.parent.parent).as_posix(),
                    line=node.lineno,
                    test=test,
                )


def _uses(path: Path, root: Path) -> Iterator[tuple[str, set[str], set[str]]]:
    """For each test of a file: its id, the modules that the file imports, the names that the test uses.

    A fixture or a function of the same file counts as used with all the names in it.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    helpers = {
        node.name: _names(node) for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            names = _names(node)
            for helper in names & helpers.keys():
                names |= helpers[helper]
            yield f"{path.relative_to(root).as_posix()}::{node.name}", modules, names


def _names(node: ast.AST) -> set[str]:
    """Every name, attribute and argument in a piece of code."""
    found = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.add(name)
    return found


def equations_page() -> str:
    """docs/equations.md."""
    head = "Each equation of a paper is one function; its docstring cites it, and a test proves it."
    table = "| what, and where it comes from | function | test |\n|---|---|---|"
    return "\n".join([f"# Equations\n\n{NOTE}\n{head}\n\n{table}", *map(_row, equations()), ""])


def _row(equation: Equation) -> str:
    file, _, name = equation.test.partition("::")
    sentence = name.removeprefix("test_").replace("_", " ")
    cites = equation.cites.replace("|", "\\|")
    return (
        f"| {cites} | [`{equation.module}.{equation.name}`](../{equation.path}) | [{sentence}](../{file}) |"
    )


def cli_page() -> str:
    """docs/cli.md."""
    os.environ["COLUMNS"] = "80"  # help pages follow the terminal's width
    from typer.testing import CliRunner

    from comenius.cli.main import VERBS, app

    parts = [f"# The command line\n\n{NOTE}"]
    for words in ([], *([verb] for verb in VERBS)):
        result = CliRunner().invoke(app, [*words, "--help"], prog_name="comenius")
        if result.exit_code:
            raise SystemExit(f"comenius {' '.join(words)} --help failed: {result.exception!r}")
        title = " ".join(["comenius", *words])
        parts.append(f"## {title}\n\n```text\n{result.stdout.strip()}\n```\n")
    return "\n".join(parts)


PAGES = {"cli.md": cli_page, "equations.md": equations_page}


def main(check: bool) -> int:
    """Write every page, or with `check` name the stale ones and return 1."""
    stale = 0
    for name, make in PAGES.items():
        path, text = ROOT / "docs" / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            if check:
                print(f"docs/{name} is out of date; run: make docs")
                stale = 1
            else:
                path.write_text(text, encoding="utf-8")
                print(f"wrote docs/{name}")
    return stale


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
