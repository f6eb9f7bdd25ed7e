"""`comenius evaluate`: how good the models are, measured on what the kitchen knows."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from comenius import log
from comenius.errors import SettingError
from comenius.evaluation.gates import Gate


def command(
    models: Annotated[str, typer.Argument(help="orbis for the bundled models, or the folder of a training.")],
    scenes: Annotated[int, typer.Option(help="How many held-out scenes are asked.", min=2)] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="Print the gates as JSON.")] = False,
) -> None:
    """Measure the bundled models against the simulated kitchen, and say which goals hold."""
    from comenius.evaluation.bench import Missing, bundled
    from comenius.evaluation.orbis import evaluate

    home = bundled() if models == "orbis" else Path(models)
    if not (home / "text-to-image").is_dir():
        raise SettingError(
            f"{models} holds no text-to-image; give 'orbis', or the folder that `comenius train` has filled."
        )
    found = []
    with log.progress(quiet=as_json) as bar:
        row = bar.add_task("Drawing", total=scenes)
        for part in evaluate(home, scenes, lambda done, of: bar.update(row, completed=done, total=of)):
            if isinstance(part, Missing):
                log.warn(f"there is no {part.name} in {home}; what it would measure is left out.")
                continue
            found += [(part.name, gate) for gate in part.gates]
            if not as_json:
                print("\n".join([part.name, *map(line, part.gates)]))
    if as_json:
        rows = [asdict(gate) | {"name": f"{name}: {gate.name}", "holds": gate.holds} for name, gate in found]
        print(json.dumps({"gates": rows}, indent=2))


def line(gate: Gate) -> str:
    """A gate as a line of a table."""
    figures = f"  {gate.name:20} {gate.value:7.3f}  [{gate.low:.3f}, {gate.high:.3f}]  n={gate.n}"
    if gate.goal is None:
        return figures
    return f"{figures:58}  {'holds' if gate.holds else 'NOT YET'} (goal {gate.goal:g})"
