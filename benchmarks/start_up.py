"""How long a person waits for the command line, and a program for the rules, each in a fresh Python of its own.

Seconds: the smallest, the median and the largest of nine runs, and the least that the processor worked for one, which
a busy machine tells truly. The rules are to plan a guide within 0.3 s of the processor, and without torch.
"""

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from comenius.guides.read import read

RECIPE = Path(__file__).parent.parent / "examples" / "skillet-flatbread.md"
RUN = "from comenius.cli.main import run; run()"
PLAN = f"""
import sys
from comenius.guides.model import *
from comenius.illustration.plan import plan
plan({read(RECIPE)!r})
assert "torch" not in sys.modules
"""
SCRIPTS = {
    "python": ("", []),
    "comenius --help": (RUN, ["--help"]),
    "comenius read": (RUN, ["read", str(RECIPE)]),
    "comenius plan": (RUN, ["plan", str(RECIPE)]),
    "import and plan": (PLAN, []),
}


def seconds(script: str, words: list[str]) -> tuple[float, float]:
    """How long one run takes, and how long the processor works for it."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script, *words], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


for name, (script, words) in SCRIPTS.items():
    waits, works = zip(*(seconds(script, words) for _ in range(9)), strict=True)
    low, middle, high = min(waits), statistics.median(waits), max(waits)
    print(f"{name:20} {low:.3f}  {middle:.3f}  {high:.3f} s, processor {min(works):.3f} s")
