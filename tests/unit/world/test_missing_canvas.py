import subprocess
import sys

import pytest

SCRIPT = """
import sys
from importlib.abc import MetaPathFinder
from comenius.errors import MissingExtra

class Broken(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "skia":
            raise {error}

sys.meta_path.insert(0, Broken())
try:
    import {module}
except MissingExtra as error:
    print(error)
"""


@pytest.mark.parametrize(
    "module", ["comenius.world.render", "comenius.world.stream", "comenius.world.dataset"]
)
@pytest.mark.parametrize(
    "error",
    ["ModuleNotFoundError('No module named skia', name='skia')", "ImportError('libEGL.so.1: cannot open')"],
)
def test_a_missing_canvas_names_the_line_that_mends_it(module: str, error: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(error=error, module=module)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "apt-get install -y libegl1 libgl1" in done.stdout
    assert ("libEGL.so.1" in done.stdout) == ("libEGL" in error)
    assert "\n" not in done.stdout.strip()
