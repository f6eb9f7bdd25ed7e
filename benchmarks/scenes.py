"""How many scenes a second the kitchen draws on a core, at two sizes, and how that grows with processes.

    python benchmarks/scenes.py [--seconds 2] [--processes 2] [--rounds 3]

The last line is JSON. `draw` is the picture alone, of scenes that models are trained on; `rows` is all that a data
set keeps of a recipe's scene: picture, mask, boxes, captions and questions, encoded, without writing. One process and
several are measured in turns in one run, so that a ratio compares the same minutes of a machine that others use, too.
"""

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median

from comenius.world.export import recipe_rows
from comenius.world.recipes import recipe
from comenius.world.render import picture
from comenius.world.stream import sample

SIZES = (128, 256)
WORKS = ("draw", "rows")


def rate(work: str, size: int, seconds: float, first: int) -> float:
    """Scenes a second of this process."""
    made, seed, start = 0, first, time.perf_counter()
    while (passed := time.perf_counter() - start) < seconds:
        if work == "draw":
            picture(*sample(seed), size=size)
            made += 1
        else:
            made += len(recipe_rows(recipe(seed), size)[1])
        seed += 1
    return made / passed


def several(pool: ProcessPoolExecutor, count: int, work: str, size: int, seconds: float, turn: int) -> float:
    """Scenes a second of so many processes at once, each with scenes of its own."""
    firsts = [1_000_000 * (number + 1) + 100_000 * turn for number in range(count)]
    return sum(pool.map(rate, [work] * count, [size] * count, [seconds] * count, firsts))


def measure(
    pool: ProcessPoolExecutor, work: str, size: int, seconds: float, processes: int, rounds: int
) -> dict[str, float]:
    """The median rates of one process and of several, and the median of their ratios."""
    turns = [
        (several(pool, 1, work, size, seconds, turn), several(pool, processes, work, size, seconds, turn))
        for turn in range(rounds)
    ]
    return {
        "one": round(median(one for one, _ in turns), 1),
        "together": round(median(many for _, many in turns), 1),
        "per_core": round(median(many for _, many in turns) / processes, 1),
        "ratio": round(median(many / one for one, many in turns), 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--processes", type=int, default=2, help="at once, for the ratio")
    parser.add_argument("--rounds", type=int, default=3, help="of each measurement; medians are shown")
    asked = parser.parse_args()
    result: dict[str, dict[str, dict[str, float]]] = {work: {} for work in WORKS}
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        for work in WORKS:
            several(
                pool, asked.processes, work, min(SIZES), 0.2, 9
            )  # every process has started and read its tables
            for size in SIZES:
                got = measure(pool, work, size, asked.seconds, asked.processes, asked.rounds)
                result[work][str(size)] = got
                print(
                    f"{work}, {size} px: {got['one']:.0f} scenes/s in one process, {got['together']:.0f} in "
                    f"{asked.processes} ({got['per_core']:.0f} a core, {got['ratio']:.2f}x)"
                )
    print(json.dumps({"processes": asked.processes, "rounds": asked.rounds, "scenes_per_second": result}))


if __name__ == "__main__":
    main()
