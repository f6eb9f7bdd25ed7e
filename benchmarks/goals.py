"""How well guides of any procedure are planned, against published goals with similarity matrices and object links.

    python benchmarks/goals.py FILE [--recipes FOLDER] [--titles] [--each]

FILE is a JSON of goals as published with "Coherent Zero-Shot Visual Instruction Generation" (arXiv 2406.04337). Each
goal is planned by the rules from its actions, under its title. `rho` is Spearman's correlation between the cells of
our W and of the published one, made symmetric, within a goal; a goal whose published W is constant is skipped, one
where only ours is constant counts as 0. `error` is the mean absolute difference, `lag` what the distance of steps alone
achieves. `direct` is the share of the published links to earlier steps that ours name with the same step, `through`
with that step directly or over further links. Intervals are 95 %, by bootstrap over goals. The last line is JSON.
"""

import argparse
import json
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from comenius.evaluation.names import alike
from comenius.evaluation.ranks import spearman
from comenius.guides.model import Guide, Step
from comenius.guides.read import read
from comenius.illustration.plan import plan
from comenius.illustration.storyboard import Storyboard
from comenius.language.clauses import clauses
from comenius.language.links import read_links
from comenius.language.similarity import prior, repair
from comenius.lexicon.shot import Link

LIMIT = 50  # milliseconds for one goal
AT_TABLE = re.compile(
    r"\b(bowl|pan|saucepan|skillet|oven(?! clean| rack)|stove|blender|kettle|plate|cutting board|chopping board|toaster"
    r"|cup|glass(?! pane| dish)|cook\w*|boil\w*|fry\w*|bak(e|ing)|slic\w+|serv(e|ing)|recipe|ingredients)\b"
)
ELSEWHERE = re.compile(
    r"\b(soil|plants?|garden|carpet|paint\w*|wall|floor|screw\w*|desk|glue|fabric|paper|soapy?|detergent|clean\w*|towel"
    r"|feed\w*|pets?|harvest\w*|furniture|window|tape|laundry)\b"
)


def guide_of(goal: dict[str, Any], *, titles: bool) -> Guide:
    """The guide a goal is: its actions, led by their titles on request."""
    steps = tuple(
        Step(text=f"{one['step'].strip()}. {one['action'].strip()}" if titles else one["action"].strip())
        for one in goal["steps"]
    )
    return Guide(title=re.sub(r"\s+\d+$", "", goal["goal"]), steps=steps)


def bucket(goal: dict[str, Any]) -> str:
    """`kitchen` or `other`, by the words that are said more often."""
    text = " ".join([goal["goal"], *(f"{one['step']} {one['action']}" for one in goal["steps"])]).lower()
    return "kitchen" if len(AT_TABLE.findall(text)) > len(ELSEWHERE.findall(text)) else "other"


def cells(matrix: Sequence[Sequence[float]]) -> list[float]:
    """The cells below the diagonal."""
    return [matrix[i][j] for i in range(len(matrix)) for j in range(i)]


def interval(groups: Sequence[Any], figure: Callable[[Sequence[Any]], float]) -> tuple[float, float]:
    """The 95 % interval of a figure over goals drawn again and again."""
    draw = random.Random(0)
    values = sorted(figure(draw.choices(groups, k=len(groups))) for _ in range(1000))
    return values[25], values[974]


def said(name: str, figure: Callable[[Sequence[Any]], float], groups: Sequence[Any]) -> float:
    """Print a figure with its interval, and give it back."""
    low, high = interval(groups, figure)
    print(f"{name:24} {figure(groups):6.3f} [{low:6.3f}, {high:6.3f}] of {len(groups)} goals")
    return round(figure(groups), 4)


def reached(links: Sequence[Sequence[Link]], step: int, name: str, *, through: bool) -> set[int]:
    """The earlier steps that the links of an object name: of its own step, or of all it comes from."""
    found: set[int] = set()
    for link in links[step]:
        if link.step is not None and alike(link.name, name):
            found.add(link.step)
            if through:
                found |= reached(links, link.step, link.name, through=True)
    return found


def linked(goal: dict[str, Any], board: Storyboard) -> Iterable[tuple[str, bool, bool]]:
    """Of every published link to an earlier step: its relation, whether ours is direct, whether through others."""
    wanted, _ = read_links([one["object"] for one in goal["steps"]], len(goal["steps"]))
    ours = [(*frame.links, *frame.origins) for frame in board.frames]
    for index, row in enumerate(wanted):
        for link in row:
            if link.step is not None:
                direct, far = (
                    link.step in reached(ours, index, link.name, through=deep) for deep in (False, True)
                )
                yield link.relation, direct, far


def warm(guides: Sequence[Guide]) -> list[float]:
    """Milliseconds of processor time that each guide takes, once the lexicon is loaded; its clauses are cut anew."""
    taken = []
    for guide in guides:
        plan(guide)
        clauses.cache_clear()
        start = time.process_time()
        plan(guide)
        taken.append(1000 * (time.process_time() - start))
    return taken


def rhos(pairs: Sequence[tuple[list[float], list[float]]]) -> list[float]:
    """The correlation within each goal."""
    return [spearman(*pair) for pair in pairs]


def pooled(pairs: Sequence[tuple[list[float], list[float]]]) -> float:
    """The correlation over the cells of all goals together."""
    return spearman([x for ours, _ in pairs for x in ours], [y for _, theirs in pairs for y in theirs])


def error(pairs: Sequence[tuple[list[float], list[float]]]) -> float:
    """The mean absolute difference of cells."""
    return statistics.fmean(abs(x - y) for pair in pairs for x, y in zip(*pair, strict=True))


def main() -> None:
    """Plan every goal and print how the plans compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="JSON file of published goals.")
    parser.add_argument("--recipes", type=Path, help="Folder of recipes to time, too.")
    parser.add_argument("--titles", action="store_true", help="Read each step's title before its action.")
    parser.add_argument("--each", action="store_true", help="Print a line for every goal.")
    options = parser.parse_args()
    goals = json.loads(options.file.read_text(encoding="utf-8"))["goals"]
    pairs: defaultdict[str, list[tuple[list[float], list[float]]]] = defaultdict(list)
    lags, levels, boards, failed, constant = [], [], [], 0, 0
    hits: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for goal in goals:
        try:
            board = plan(guide_of(goal, titles=options.titles))
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is counted
            failed += 1
            print(f"{goal['goal']}: {problem!r}")
            continue
        n = len(board.frames)
        theirs = cells(repair(goal["relation"], n)[0])
        ours = cells(board.similarity)
        boards.append(board)
        levels.append((ours, theirs))
        flat = len(set(theirs)) < 2
        constant += flat
        lag = cells([[prior(i, j) for j in range(n)] for i in range(n)])
        if not flat:
            pairs[bucket(goal)].append((ours, theirs))
        lags.append((lag, theirs))
        for relation, direct, far in linked(goal, board):
            hits[relation].append((direct, far))
        if options.each:
            rho = "constant" if flat else f"{spearman(ours, theirs):8.2f}"
            print(f"{rho} {error([(ours, theirs)]):.2f} {bucket(goal):7} {goal['goal']}  {ours}  {theirs}")
    guides = [guide_of(goal, titles=options.titles) for goal in goals]
    times = {"goals": warm(guides)}
    if options.recipes:
        times["recipes"] = warm([read(file) for file in sorted(options.recipes.glob("*.md"))])
    every = [pair for bucketed in pairs.values() for pair in bucketed]
    print(f"planned {len(boards)} of {len(goals)} goals; {constant} with a constant matrix are skipped below")
    for name, taken in times.items():
        print(
            f"{name}: {statistics.fmean(taken):.1f} ms each, at most {max(taken):.1f} (limit {LIMIT} for goals)"
        )
    varied = [pair for pair in lags if len(set(pair[1])) > 1]
    figures: dict[str, Any] = {"planned": len(boards), "failed": failed, "constant": constant}
    figures["ms"] = round(statistics.fmean(times["goals"]), 1)
    figures["rho"] = said("rho", statistics.fmean, rhos(every))
    figures["rho_median"] = said("rho, median", statistics.median, rhos(every))
    figures["rho_lag"] = said("rho by the lag alone", statistics.fmean, rhos(varied))
    for name, some in sorted(pairs.items()):
        figures[f"rho_{name}"] = said(f"rho, {name}", statistics.fmean, rhos(some))
    figures["pooled"] = said("rho of all cells", pooled, every)
    figures["pooled_lag"] = said("rho of all cells by lag", pooled, varied)
    figures["error"] = said("error", error, levels)
    figures["error_lag"] = said("error by the lag alone", error, lags)
    for name, side in (("ours", 0), ("published", 1)):
        values = [x for pair in levels for x in pair[side]]
        print(f"cells {name}: mean {statistics.fmean(values):.3f}, spread {statistics.pstdev(values):.3f}")
    everywhere = [hit for some in hits.values() for hit in some]
    for name, found in [*sorted(hits.items()), ("links", everywhere)]:
        near, distant = (statistics.fmean(float(hit[i]) for hit in found) for i in (0, 1))
        print(f"{name:24} direct {near:.3f}, through {distant:.3f} of {len(found)} links")
        figures[f"{name}_direct"], figures[f"{name}_through"] = round(near, 4), round(distant, 4)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
