"""The tiny models of the unit tests, for whole runs of the program."""

import importlib.util
from pathlib import Path

_SOURCE = Path(__file__).parents[1] / "unit" / "diffusion" / "conftest.py"
_spec = importlib.util.spec_from_file_location("tiny_models", _SOURCE)
assert _spec is not None
assert _spec.loader is not None
_tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_tiny)

xl_directory = _tiny.xl_directory
