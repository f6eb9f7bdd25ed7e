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
    what: Annotated[
        str,
        typer.Argument(
            help="orbis for the bundled models, the folder of a training, or coherence for ways to share."
        ),
    ],
    scenes: Annotated[int, typer.Option(help="How many held-out scenes are asked.", min=2)] = 500,
    recipes: Annotated[int, typer.Option(help="How many held-out recipes coherence draws.", min=2)] = 200,
    rungs: Annotated[str, typer.Option(help="Which ways to share coherence compares, by commas.")] = "",
    steps: Annotated[int | None, typer.Option(help="Denoising steps for coherence.", min=1)] = None,
    models: Annotated[str, typer.Option(help="The models for coherence: orbis or a folder.")] = "orbis",
    out: Annotated[
        str, typer.Option(help="File of the rows of coherence; what is in it is not drawn again.")
    ] = "coherence.jsonl",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure models against the simulated kitchen and say which goals hold, or compare ways to share."""
    if what == "coherence":
        _coherence(_home(models), recipes, rungs, steps, Path(out), as_json)
    else:
        _models(_home(what), scenes, as_json)


def _home(name: str) -> Path:
    """The folder of the bundled models, or of others."""
    from comenius.evaluation.bench import bundled

    home = bundled() if name == "orbis" else Path(name)
    if not (home / "text-to-image").is_dir():
        raise SettingError(
            f"{name} holds no text-to-image; give 'orbis', or the folder that `comenius train` has filled."
        )
    return home


def _models(home: Path, scenes: int, as_json: bool) -> None:
    """Ask the models about held-out scenes, and print what each measure finds."""
    from comenius.evaluation.bench import Missing
    from comenius.evaluation.orbis import evaluate

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


def _coherence(home: Path, recipes: int, rungs: str, steps: int | None, kept: Path, as_json: bool) -> None:
    """Draw held-out recipes by each way to share, and print what each keeps and changes."""
    from comenius.evaluation import coherence
    from comenius.evaluation.stories import stories

    known = (coherence.RENDERED, *coherence.RUNGS)
    names = [part.strip() for part in rungs.split(",") if part.strip()] or list(known)
    if strange := [name for name in names if name not in known]:
        raise SettingError(f"--rungs has {strange[0]!r}; known are {', '.join(known)}.")
    told = stories(recipes)
    with log.progress(quiet=as_json) as bar:
        row = bar.add_task("Drawing", total=recipes * len(names))
        for name, _ in coherence.evaluate(home, told, names, kept, steps):
            bar.update(row, advance=1, description=name)
    seeds = [one.seed for one in told]
    tables, gaps = coherence.table(kept, seeds, names), coherence.compare(kept, seeds, names)
    if as_json:
        rows = [
            {"rung": name, "measures": [asdict(gate) for gate in gates]} for name, gates in tables.items()
        ]
        expected = [asdict(gate) | {"holds": gate.low > 0} for gate in gaps]
        print(json.dumps({"recipes": recipes, "rungs": rows, "expected": expected}, indent=2))
        return
    for name, gates in tables.items():
        print("\n".join([name, *map(line, gates)]))
    if gaps:
        print("what arXiv:2406.04337 expects, and how much more it is in the same recipes")
    for gate in gaps:
        seen = "holds" if gate.low > 0 else "the contrary" if gate.high < 0 else "not seen"
        print(f"  {gate.name:34} {gate.value:+.3f}  [{gate.low:+.3f}, {gate.high:+.3f}]  {seen}")


def line(gate: Gate) -> str:
    """A gate as a line of a table."""
    figures = f"  {gate.name:20} {gate.value:7.3f}  [{gate.low:.3f}, {gate.high:.3f}]  n={gate.n}"
    if gate.goal is None:
        return figures
    return f"{figures:58}  {'holds' if gate.holds else 'NOT YET'} (goal {gate.goal:g})"
