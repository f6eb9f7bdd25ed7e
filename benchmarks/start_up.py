"""How long a person waits for the command line: seconds a whole process takes, smallest, median and largest."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RECIPE = Path(__file__).parent.parent / "examples" / "skillet-flatbread.md"
COMMANDS = {"comenius --help": ["--help"], "comenius read": ["read", str(RECIPE)]}


def seconds(words: list[str]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    run = "from comenius.cli.main import run; run()"
    subprocess.run([sys.executable, "-c", run, *words], check=True, capture_output=True)
    return time.perf_counter() - start


for name, words in COMMANDS.items():
    runs = [seconds(words) for _ in range(9)]
    print(f"{name:20} {min(runs):.3f}  {statistics.median(runs):.3f}  {max(runs):.3f} s")
