"""`comenius world`: recipes out of the simulator, with pictures, masks and the truth about them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from comenius import files, log
from comenius.errors import SettingError

SMALLEST, LARGEST = 32, 2048  # pixels


def command(
    out: Annotated[Path, typer.Option(help="The folder to fill; what is whole in it stays.")],
    recipes: Annotated[int, typer.Option(help="How many recipes.", min=1)] = 10,
    seed: Annotated[int, typer.Option(help="Seed of the first recipe; the others follow it.", min=0)] = 0,
    size: Annotated[int, typer.Option(help="Pixels along an edge of a picture.")] = 256,
    sheet: Annotated[bool, typer.Option("--sheet", help="Also draw a contact sheet, sheet.png.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Cook random recipes in the simulated kitchen: texts, pictures, masks and the truth about them."""
    from comenius.world.export import folder_of, is_whole, png, save
    from comenius.world.recipes import recipe
    from comenius.world.sheet import contact_sheet

    if not SMALLEST <= size <= LARGEST:
        raise SettingError(f"--size is {size}; it must lie in {SMALLEST} to {LARGEST}. Try 256.")
    seeds = range(seed, seed + recipes)
    drawn = 0
    with log.progress(quiet=as_json) as bar:
        task = bar.add_task("Cooking", total=recipes)
        for one in seeds:
            folder = folder_of(out, one)
            if not is_whole(folder, one, size):
                save(recipe(one), folder, size)
                drawn += 1
            bar.advance(task)
    if sheet:
        files.write(out / "sheet.png", png(contact_sheet([folder_of(out, one) for one in seeds])))
    if as_json:
        print(json.dumps({"out": str(out), "recipes": recipes, "drawn": drawn, "kept": recipes - drawn}))
    else:
        print(f"{recipes} recipes in {out}: {drawn} drawn, {recipes - drawn} were there already.")
