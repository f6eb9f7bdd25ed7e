"""`comenius redraw`: one step of a finished guide drawn anew."""

import json
from pathlib import Path
from typing import Annotated

import typer

from comenius import devices, log
from comenius.cli.places import DEVICE, refuse_absent
from comenius.errors import SettingError
from comenius.illustration.drawing import Advance, Kept
from comenius.illustration.edit_guide import steps_named
from comenius.illustration.redraw import Change, Redone, redrawing


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of an illustrated guide.")],
    step: Annotated[list[int], typer.Option(help="Which step, from 1.")],
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of other noise: another picture of the same.")
    ] = None,
    change: Annotated[
        float | None,
        typer.Option(
            help="How much of the noise --seed replaces, in (0, 1]: 0.3 stays near. By default all."
        ),
    ] = None,
    caption: Annotated[
        str, typer.Option(help="What the picture is to show: a scene, or something to do.")
    ] = "",
    through: Annotated[
        bool, typer.Option("--through", help="Draw the steps that read this picture anew too.")
    ] = False,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Draw from kept latents, not from all that comes before; approximate."),
    ] = False,
    device: Annotated[str, DEVICE] = devices.AUTO,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")
    ] = False,
) -> None:
    """Draw one step of a guide anew, with other noise or other words; all other pictures stay as they are.

    What was redrawn is part of the guide from then on: illustrating the recipe again keeps it.
    """
    if len(step) != 1:
        raise SettingError(f"--step is given {len(step)} times; one step is redrawn at a time.")
    if change is not None and seed is None:
        raise SettingError("--change says how much of the noise --seed replaces; give a --seed too.")
    asked = Change(
        seed=seed, share=1.0 if change is None else change, caption=caption, through=through, quick=quick
    )
    refuse_absent(device)
    with log.progress(quiet=as_json) as bar:
        row = bar.add_task("Drawing", total=None)
        for event in redrawing(folder, step[0], asked, device):
            match event:
                case Advance():
                    bar.update(row, completed=event.done, total=event.calls)
                case Redone():
                    done = event
                case Kept():
                    pass
    _tell(folder, step[0], done, as_json)


def _tell(folder: Path, number: int, done: Redone, as_json: bool) -> None:
    picture = done.guide.steps[number - 1].picture
    caption = picture.alt if picture else ""
    drawn, pages = [step + 1 for step in done.drawn], [str(path) for path in done.files]
    if as_json:
        print(json.dumps({"folder": str(folder), "step": number, "caption": caption, "drawn": drawn,
                          "notes": list(done.notes), "files": pages}, ensure_ascii=False))  # fmt: skip
        return
    for note in done.notes:
        log.warn(f"{note}.")
    fresh = f"drawn now: {steps_named(done.drawn)}" if drawn else "it was there already"
    log.say(f"Step {number}: {caption} ({fresh})")
    print(folder / picture.path if picture else folder)
