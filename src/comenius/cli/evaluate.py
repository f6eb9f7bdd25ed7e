"""`comenius evaluate`: how good the models are, measured on what the kitchen knows."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
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
            help="orbis for the bundled models, the folder of a training, coherence for ways to share, "
            "or edit for vague wishes."
        ),
    ],
    scenes: Annotated[int, typer.Option(help="How many held-out scenes are asked.", min=2)] = 500,
    recipes: Annotated[int, typer.Option(help="How many held-out recipes coherence draws.", min=2)] = 200,
    rungs: Annotated[str, typer.Option(help="Which ways to share coherence compares, by commas.")] = "",
    cases: Annotated[int, typer.Option(help="How many wishes for held-out scenes edit asks.", min=2)] = 300,
    systems: Annotated[str, typer.Option(help="Which ways to edit are compared, by commas.")] = "",
    clip: Annotated[
        str, typer.Option(help="The CLIP that scores edits: a folder, or a hub id in the cache.")
    ] = "",
    steps: Annotated[int | None, typer.Option(help="Denoising steps for coherence and edit.", min=1)] = None,
    models: Annotated[
        str, typer.Option(help="The models for coherence and edit: orbis or a folder.")
    ] = "orbis",
    out: Annotated[
        str,
        typer.Option(
            help="File of the rows of coherence or edit; what is in it is not drawn again.  "
            "[default: coherence.jsonl or edit.jsonl]"
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure models against the kitchen's truth and say which goals hold; compare ways to share or edit."""
    kept = Path(out or f"{what}.jsonl")
    if what == "coherence":
        _coherence(_home(models), recipes, rungs, steps, kept, as_json)
    elif what == "edit":
        _edit(_home(models, "edit"), clip, cases, systems, steps, kept, as_json)
    else:
        _models(_home(what), scenes, as_json)


def _home(name: str, part: str = "text-to-image") -> Path:
    """The folder of the bundled models, or of others."""
    from comenius.evaluation.bench import bundled

    home = bundled() if name == "orbis" else Path(name)
    if not (home / part).is_dir():
        raise SettingError(
            f"{name} holds no {part}; give 'orbis', or the folder that `comenius train` has filled."
        )
    return home


def _named(option: str, text: str, known: Sequence[str]) -> list[str]:
    """The names of a list by commas, or all."""
    names = [part.strip() for part in text.split(",") if part.strip()] or list(known)
    if strange := [name for name in names if name not in known]:
        raise SettingError(f"{option} has {strange[0]!r}; known are {', '.join(known)}.")
    return list(dict.fromkeys(names))


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

    names = _named("--rungs", rungs, (coherence.RENDERED, *coherence.RUNGS))
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
        print(f"{_gap(gate)}  {_verdict(gate)}")


def _edit(
    home: Path, clip: str, cases: int, systems: str, steps: int | None, kept: Path, as_json: bool
) -> None:
    """Fulfil vague wishes for held-out scenes by each way to edit, and print what each does and keeps."""
    from comenius.evaluation import compared, sane
    from comenius.evaluation.alignment import LPIPS, Clip
    from comenius.evaluation.wishes import Case, each

    names = _named("--systems", systems, sane.SYSTEMS)
    models = sane.Models(home=home, clip=Clip(clip or str(home / "clip")), steps=steps)
    sane.ready(models, kept)
    asked: dict[int, Case] = {}
    with log.progress(quiet=as_json) as bar:
        row = bar.add_task("Editing", total=cases * len(names))
        for case, name in sane.evaluate(models, islice(each(), cases), names, kept):
            asked[case.seed] = case
            bar.update(row, advance=1, description=name)
    found = sane.of(sane.ready(models, kept), asked.values())
    tables = compared.table(found, names)
    gaps = compared.compare(found, names)
    about = {
        "cases": len(asked),
        "steps": models.steps or models.own.steps,
        "clip": f"{clip or 'clip'} {models.clip.identity.sha256[:12]}",
        "skipped": compared.skipped(found),
        "LPIPS": LPIPS,
    }
    if as_json:
        print(json.dumps(about | compared.as_data(tables, gaps), indent=2))
        return
    print("\n".join(f"{name}: {value}" for name, value in about.items()))
    for measure in compared.MEASURES:
        if lines := [f"  {name:8}{_both(*one)}" for name, one in compared.told(tables, gaps, measure)]:
            print("\n".join([measure, *lines]))
    print("three specific edits, against the same in one instruction and combined as published")
    for pair in compared.BESIDE:
        if gate := gaps.get(pair):
            print(_gap(gate))
    print("what arXiv:2407.20232 expects, and how much more it is in the same cases")
    for pair in compared.EXPECTED:
        if gate := gaps.get(pair):
            print(f"{_gap(gate)}  {_verdict(gate)}")


def _both(gate: Gate, gap: Gate | None) -> str:
    """A figure, and what it is more than that of plain editing in the same cases."""
    figure = f"{gate.value:8.3f}  [{gate.low:.3f}, {gate.high:.3f}]  n={gate.n}"
    if gap is None:
        return figure
    return f"{figure:38} - plain: {gap.value:+.3f}  [{gap.low:+.3f}, {gap.high:+.3f}]"


def _gap(gate: Gate) -> str:
    """What something has more than another, as a line."""
    return f"  {gate.name:34} {gate.value:+.3f}  [{gate.low:+.3f}, {gate.high:+.3f}]"


def _verdict(gate: Gate) -> str:
    """Whether a difference that is expected to be positive is so."""
    return "holds" if gate.low > 0 else "the contrary" if gate.high < 0 else "not seen"


def line(gate: Gate) -> str:
    """A gate as a line of a table."""
    figures = f"  {gate.name:20} {gate.value:7.3f}  [{gate.low:.3f}, {gate.high:.3f}]  n={gate.n}"
    if gate.goal is None:
        return figures
    return f"{figures:58}  {'holds' if gate.holds else 'NOT YET'} (goal {gate.goal:g})"
