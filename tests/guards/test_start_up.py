import json
import subprocess
import sys

import pytest

from comenius.cli.main import VERBS

HEAVY = {"torch", "diffusers", "transformers", "ray", "skia", "openai"}

SCRIPT = """
import json, sys
{body}
json.dump(sorted({{name.partition(".")[0] for name in sys.modules}}), sys.stdout)
"""


def loaded(body: str) -> set[str]:
    """The packages that a fresh Python has in memory after these lines."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(body=body)], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_the_command_line_starts_without_heavy_packages() -> None:
    names = loaded("import comenius.cli.main")
    assert "typer" in names
    assert not names & (HEAVY | {"numpy", "rich", "PIL", "jinja2"})


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_loaded_without_heavy_packages(verb: str) -> None:
    assert not loaded(f"import comenius.cli.{verb}") & HEAVY


@pytest.mark.parametrize("module", ["comenius", "comenius.guides.model", "comenius.lexicon.shot"])
def test_documents_need_no_heavy_package(module: str) -> None:
    assert not loaded(f"import {module}") & HEAVY
