"""How many scenes a second the kitchen draws: at two sizes, in one process and in two.

    python benchmarks/scenes.py [--seconds 2] [--processes 2]

The last line is JSON. Scenes are those that models are trained on; drawing is measured alone, without files.
"""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from comenius.world.render import picture
from comenius.world.stream import sample

SIZES = (128, 256)


def rate(size: int, seconds: float, first: int = 0) -> float:
    """Scenes a second of this process."""
    picture(*sample(first), size=size)  # tables are read once
    drawn, start = 0, time.perf_counter()
    while (passed := time.perf_counter() - start) < seconds:
        picture(*sample(first + drawn), size=size)
        drawn += 1
    return drawn / passed


def together(size: int, seconds: float, processes: int) -> float:
    """Scenes a second of several processes at once, each with scenes of its own."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(rate, [size] * processes, [0.1] * processes))  # every process has started
        firsts = [1_000_000 * (number + 1) for number in range(processes)]
        return sum(pool.map(rate, [size] * processes, [seconds] * processes, firsts))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--processes", type=int, default=2, help="at once, for the ratio")
    asked = parser.parse_args()
    result: dict[str, dict[str, float]] = {}
    for size in SIZES:
        one, many = rate(size, asked.seconds), together(size, asked.seconds, asked.processes)
        result[str(size)] = {
            "per_core": round(one, 1),
            "together": round(many, 1),
            "ratio": round(many / one, 2),
        }
        print(
            f"{size} px: {one:.0f} scenes/s on one core, {many:.0f} on {asked.processes} ({many / one:.2f}x)"
        )
    print(json.dumps({"processes": asked.processes, "scenes_per_second": result}))


if __name__ == "__main__":
    main()
