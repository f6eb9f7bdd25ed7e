"""`comenius world`: recipes, edits and actions out of the simulator, a data set that knows the truth."""

import json
from pathlib import Path
from typing import Annotated

import typer

from comenius import files, log
from comenius.errors import SettingError

SMALLEST, LARGEST = 32, 2048  # pixels


def command(
    out: Annotated[Path, typer.Option(help="The folder to fill; what is whole in it stays.")],
    recipes: Annotated[int, typer.Option(help="How many recipes.", min=0)] = 10,
    edits: Annotated[int, typer.Option(help="How many edits: two pictures, one instruction.", min=0)] = 0,
    actions: Annotated[int, typer.Option(help="How many first-person actions.", min=0)] = 0,
    seed: Annotated[
        int,
        typer.Option(
            help="The first seed; the others follow it. From 1000000 on they are for training.", min=0
        ),
    ] = 0,
    size: Annotated[int, typer.Option(help="Pixels along an edge of a picture.")] = 256,
    processes: Annotated[int, typer.Option(help="How many processes draw.", min=1)] = 1,
    sheet: Annotated[bool, typer.Option("--sheet", help="Also draw a contact sheet, sheet.png.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Cook random recipes in the simulated kitchen: texts, pictures, masks and the truth about them.

    Writes Parquet shards with README.md and manifest.json. Running it again makes only what is missing.
    """
    from comenius.records import manifest, shards
    from comenius.world.dataset import fill, parts
    from comenius.world.export import png
    from comenius.world.rows import SceneRow
    from comenius.world.sheet import contact_sheet

    if not SMALLEST <= size <= LARGEST:
        raise SettingError(f"--size is {size}; it must lie in {SMALLEST} to {LARGEST}. Try 256.")
    asked = {"recipes": recipes, "edits": edits, "actions": actions}
    if not any(asked.values()):
        raise SettingError("nothing is asked for; try --recipes 10.")
    wanted = [part for kind, count in asked.items() for part in parts(kind, seed, count)]
    drawn = kept = 0
    with log.progress(quiet=as_json) as bar:
        task = bar.add_task("Cooking", total=sum(len(part.seeds) for part in wanted))
        for done in fill(out, wanted, size, processes):
            drawn += len(done.part.seeds) if done.drawn else 0
            kept += 0 if done.drawn else len(done.part.seeds)
            bar.advance(task, len(done.part.seeds))
    made = manifest.read(out)
    counts = made.counts if made else {}
    if sheet and made:
        mine = {part.name for part in wanted}
        files_ = [one.path for one in made.shards if one.table == "scenes" and one.part in mine]
        scenes = (row for path in files_ for row in shards.read(out / path, SceneRow))
        files.write(out / "sheet.png", png(contact_sheet(scenes)))
    if as_json:
        print(json.dumps({"out": str(out), **asked, "drawn": drawn, "kept": kept, "rows": counts}))
    else:
        rows = ", ".join(f"{sum(splits.values())} {table}" for table, splits in counts.items())
        print(f"{rows} in {out}: {drawn} seeds drawn, {kept} were there already.")
