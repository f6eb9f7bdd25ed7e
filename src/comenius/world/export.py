"""A recipe as a folder: recipe.json, a picture and a mask of every scene. Whole or not there; a rerun does the rest."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from comenius import files
from comenius.errors import OutputError
from comenius.guides.record import to_dict, to_json
from comenius.lexicon.shot import Shot, describe
from comenius.world.actions import actions
from comenius.world.recipes import Recipe, Stage
from comenius.world.render import masks, picture
from comenius.world.truth import boxes

FORMAT = 1  # of recipe.json
RECORD = "recipe.json"
# Colours of the mask's indices, for people; programs read the indices and "objects".
PALETTE = (
    (238, 238, 238), (90, 120, 160), (214, 72, 60), (240, 190, 60), (96, 170, 90), (130, 90, 170),
    (240, 150, 110), (170, 200, 220), (230, 110, 40),
)  # fmt: skip


def folder_of(out: Path, seed: int) -> Path:
    """Where the recipe of a seed lies."""
    return out / f"recipe-{seed:08d}"


def is_whole(folder: Path, seed: int, size: int) -> bool:
    """Whether this recipe is there in this size. The record is written last, so it vouches for the pictures."""
    record = read(folder)
    if record is None or [record.get(key) for key in ("format", "seed", "size")] != [FORMAT, seed, size]:
        return False
    try:
        names = _names(record)
    except (AttributeError, TypeError):  # somebody edited it
        return False
    return bool(names) and all((folder / name).is_file() for name in names)


def read(folder: Path) -> dict[str, Any] | None:
    """The record of a folder; None when there is none, or a broken one."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    except OSError as e:
        raise OutputError(
            f"{folder / RECORD} cannot be read ({e.strerror}); choose another folder for --out."
        ) from e
    return record if isinstance(record, dict) else None


def _names(record: dict[str, Any]) -> list[str]:
    scenes = [scene for step in record.get("steps", ()) for scene in step.get("scenes", {}).values()]
    return [str(scene.get(key)) for scene in scenes for key in ("picture", "mask")]


def save(recipe: Recipe, folder: Path, size: int = 256) -> None:
    """The pictures first, then the record."""
    record = to_record(recipe, size)
    for index, stage in enumerate(recipe.stages):
        for moment, shot in stage.shots.items():
            owners = masks(shot, recipe.setting, size)
            scene = record["steps"][index]["scenes"][moment]
            scene["objects"] = list(owners)
            scene["boxes"] = {name: list(box) for name, box in boxes(owners).items()}
            files.write(folder / scene["picture"], png(picture(shot, recipe.setting, size)))
            files.write(folder / scene["mask"], mask_png(owners))
    files.write(folder / RECORD, to_json(record))


def to_record(recipe: Recipe, size: int) -> dict[str, Any]:
    """Everything that is known of a recipe without drawing it, as JSON takes it."""
    return {
        "format": FORMAT,
        "seed": recipe.seed,
        "size": size,
        "dish": recipe.dish,
        "guide": to_dict(recipe.guide),
        "setting": asdict(recipe.setting),
        "ingredients": [
            {"id": thing.id, "name": thing.name, "look": thing.look, "count": thing.count}
            for thing in recipe.start.things
        ],
        "steps": [_step(index, stage) for index, stage in enumerate(recipe.stages)],
        "similarity": [list(row) for row in recipe.similarity],
    }


def _step(index: int, stage: Stage) -> dict[str, Any]:
    return {
        "text": stage.text,
        "wordings": list(stage.wordings),
        "action": stage.deed.action,
        "effect": actions()[stage.deed.action].effect,
        "on": list(stage.deed.on),
        "place": stage.deed.place,
        "links": [asdict(link) for link in stage.links],
        "made_of": [sorted(ids) for ids in stage.made_of],
        "scenes": {moment: _scene(index, moment, shot) for moment, shot in stage.shots.items()},
    }


def _scene(index: int, moment: str, shot: Shot) -> dict[str, Any]:
    return {
        "picture": f"{index + 1:02d}-{moment}.png",
        "mask": f"{index + 1:02d}-{moment}-mask.png",
        "caption": describe(shot, looks=True),
        "named_caption": describe(shot),
        "shot": asdict(shot),
    }


def png(pixels: NDArray[np.uint8]) -> bytes:
    """RGB pixels as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def mask_png(owners: dict[str, NDArray[np.bool_]]) -> bytes:
    """A PNG with a palette: index i is the i-th object."""
    index = np.zeros(next(iter(owners.values())).shape, np.uint8)
    for number, mask in enumerate(owners.values()):
        index[mask] = number
    image = Image.fromarray(index)
    image.putpalette([part for colour in PALETTE for part in colour])
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
