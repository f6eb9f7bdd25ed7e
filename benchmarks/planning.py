"""How often the planner's shots are what a good illustrator would draw, against the gold standard in benchmarks/gold.

    python benchmarks/planning.py RECIPES [--misses]

RECIPES is a folder of the recipes that the gold standard judges, NAME.md each. The last line is JSON. Judged of every
step that a picture is drawn for: `main`, whether the first food is one that the step is about; `form`, `link`, how that
food looks and which earlier step it comes from; `vessel`, `tools`, where it lies and what works on it; `bare`, of the
steps that need no tool, whether none is named; `others`, the share of the other foods that are seen; and of every step
`drawn`, whether it shows anything new.
"""

import argparse
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comenius.evaluation.gates import share
from comenius.evaluation.names import alike
from comenius.guides.read import read
from comenius.illustration.outline import outline
from comenius.illustration.plan import plan

GOLD = Path(__file__).parent / "gold"
GOALS = {"main": 0.92, "vessel": 0.88, "form": 0.85, "link": 0.85}


def judge(row: dict[str, Any], gold: dict[str, Any]) -> Iterator[tuple[str, float, str]]:
    """What is asked of one step, how far its row is right, from 0 to 1, and what it says."""
    foods: list[dict[str, Any]] = row["foods"]
    first: dict[str, Any] = foods[0] if foods else {"name": "", "form": "", "from_step": None}
    yield "main", float(any(alike(first["name"], one) for one in gold["main"])), first["name"]
    yield "form", float(first["form"] in gold["form"]), first["form"]
    yield "vessel", float(row["vessel"] in gold["vessel"]), row["vessel"]
    if gold["tools"]:
        yield (
            "tools",
            float(any(alike(ours, one) for ours in row["tools"] for one in gold["tools"])),
            ", ".join(row["tools"]),
        )
    else:
        yield "bare", float(not row["tools"]), ", ".join(row["tools"])
    yield "link", float((first["from_step"] or 0) in gold["from"]), str(first["from_step"])
    names = [food["name"] for food in foods]
    for other in gold["others"]:
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
        guide = read(options.recipes / f"{gold['recipe']}.md")
        for step, row in zip(gold["step"], outline(guide, plan(guide))["steps"], strict=True):
            answers = [("drawn", float(row["drawn"] == step["drawn"]), str(row["drawn"]))]
            if step["drawn"]:
                answers += judge(row, step)
            for name, value, answer in answers:
                hits[name].append(value)
                if options.misses and not value:
                    asked = step[{"link": "from", "bare": "tools"}.get(name, name)]
                    print(f"{gold['recipe']} {step['number']}: {name} is {answer!r}, not {asked}")
    gates = [share(name, values, GOALS.get(name)) for name, values in hits.items()]
    for gate in gates:
        goal = f"goal {gate.goal:.2f}" if gate.goal else ""
        print(f"{gate.name:8} {gate.value:.3f} [{gate.low:.3f}, {gate.high:.3f}] of {gate.n:3} {goal}")
    print(json.dumps({gate.name: round(gate.value, 4) for gate in gates}))


if __name__ == "__main__":
    main()
