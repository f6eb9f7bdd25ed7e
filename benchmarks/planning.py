"""How often the planner's shots are what a good illustrator would draw, against the gold standard in benchmarks/gold.

    python benchmarks/planning.py RECIPES [--misses]

RECIPES is a folder of the recipes that the gold standard judges, NAME.md each. The last line is JSON. Judged of every
step that a picture is drawn for: `main`, whether the first food is one that the step is about; `form`, `link`, how that
food looks and which earlier step it comes from; `vessel`, `tools`, where it lies and what works on it; `others`, the
share of the other foods that are seen; and of every step `drawn`, whether it shows anything new.
"""

import argparse
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comenius.evaluation.gates import share
from comenius.guides.read import read
from comenius.illustration.plan import plan
from comenius.illustration.storyboard import Frame
from comenius.lexicon.shot import Food
from comenius.lexicon.tables import singular

GOLD = Path(__file__).parent / "gold"
GOALS = {"main": 0.92, "vessel": 0.88, "form": 0.85, "link": 0.85}


def words(name: str) -> tuple[str, ...]:
    """A name's words, singular and in lower case."""
    return tuple(singular(word) for word in name.lower().replace("-", " ").split())


def alike(ours: str, gold: str) -> bool:
    """Whether a name is the one that is asked for, or a closer or wider word for it."""
    a, b = words(ours), words(gold)
    return bool(a and b) and (a[-1] == b[-1] or {*a} <= {*b} or {*b} <= {*a})


def called(food: Food) -> tuple[str, ...]:
    """What a food may be called: a mixture by its own name and by what it has most of."""
    return (food.name, food.form if food.form == "mixture" else food.name, *food.part_names[:1])


def seen(foods: tuple[Food, ...]) -> list[str]:
    """Everything that a picture shows."""
    return [name for food in foods for name in (food.name, *food.part_names, *food.topped_names)]


def judge(frame: Frame, gold: dict[str, Any]) -> Iterator[tuple[str, float, str]]:
    """What is asked of one step, how far the frame is right, from 0 to 1, and what it says."""
    shot, foods = frame.shot, frame.shot.foods
    first = foods[0] if foods else None
    hit = first is not None and any(alike(name, one) for name in called(first) for one in gold["main"])
    yield "main", float(hit), first.name if first else ""
    about = next(
        (food for food in foods if any(alike(name, one) for name in called(food) for one in gold["main"])),
        first,
    )
    yield "form", float(about is not None and about.form in gold["form"]), about.form if about else ""
    yield "vessel", float(shot.vessel in gold["vessel"]), shot.vessel
    if gold["tools"]:
        yield "tools", float(shot.tool in gold["tools"]), shot.tool
    step = next(
        (-1 if link.step is None else link.step for link in frame.links if about and link.name == about.name),
        -2,
    )
    yield "link", float(step + 1 in gold["from"]), str(step + 1)
    for other in gold["others"]:
        names = seen(foods)
        yield "others", float(any(alike(name, other) for name in names)), ", ".join(names)


def main() -> None:
    """Print how often each part is right, and what is not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("recipes", type=Path, help="Folder of the recipes.")
    parser.add_argument("--misses", action="store_true", help="Print every answer that is wrong.")
    options = parser.parse_args()
    hits: defaultdict[str, list[float]] = defaultdict(list)
    for file in sorted(GOLD.glob("*.toml")):
        gold = tomllib.loads(file.read_text(encoding="utf-8"))
        frames = plan(read(options.recipes / f"{gold['recipe']}.md")).frames
        for step, frame in zip(gold["step"], frames, strict=True):
            if not step["drawn"]:
                continue
            for name, value, answer in judge(frame, step):
                hits[name].append(value)
                if options.misses and not value:
                    asked = step[{"link": "from"}.get(name, name)]
                    print(f"{gold['recipe']} {step['number']}: {name} is {answer!r}, not {asked}")
    gates = [share(name, values, GOALS.get(name)) for name, values in hits.items()]
    for gate in gates:
        goal = f"goal {gate.goal:.2f}" if gate.goal else ""
        print(f"{gate.name:8} {gate.value:.3f} [{gate.low:.3f}, {gate.high:.3f}] of {gate.n:3} {goal}")
    print(json.dumps({gate.name: round(gate.value, 4) for gate in gates}))


if __name__ == "__main__":
    main()
