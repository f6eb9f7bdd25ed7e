"""What a picture shows, as an inventory: from a model that sees, a recogniser or a captioner, or somebody's words."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from comenius.errors import SettingError
from comenius.language.inventory import Inventory, Thing, inventory_of
from comenius.language.shown import shown_in
from comenius.lexicon.shot import Food, Shot

if TYPE_CHECKING:
    from comenius.language.budget import Budget
    from comenius.language.model import LanguageModel
    from comenius.language.store import Store
    from comenius.vision.reading import Found, Reading

ARTICLE = re.compile(r"^(?:an?|the|some)\s+", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]")
LONGEST = 40  # tokens of a captioner's caption
SIDE = 768  # pixels that a language model is shown at most, a side


def sight(
    image: Image.Image,
    home: Path,
    *,
    described: str = "",
    captioner: str = "",
    model: "LanguageModel | None" = None,
    store: "Store | None" = None,
    budget: "Budget | None" = None,
) -> Inventory:
    """What a picture shows: as `described`, as a captioner says, a language model sees, or the readers in `home` do.

    `captioner` is "orbis" or a model in BLIP's layout, a directory or hub id. `home` is the folder that holds the
    drawing model; a recogniser or a BLIP captioner beside it reads pictures.
    """
    if described:
        return told(described)
    if captioner:
        return told(_captioned(image, _captioner(captioner)))
    if model is not None:
        return _asked(image, model, store, budget)
    if (home / "recogniser" / "config.json").is_file():
        return listed(_read(image, home / "recogniser"))
    if (home / "captioner" / "config.json").is_file():
        return told(_captioned(image, home / "captioner"))
    raise SettingError(
        f"Nothing in {home} reads pictures. Say with --describe what this one shows, name a captioner with "
        "--captioner or a language model that sees with --llm, or give the edits with --instruction."
    )


def told(words: str) -> Inventory:
    """An inventory of a description: "tomato soup in a white bowl, a spoon, a wooden table"."""
    names = [name for part in _cut(words) if WORD.search(name := ARTICLE.sub("", part.strip(" .")))]
    if not names:
        raise SettingError("The description is empty; say what the picture shows, such as 'soup in a bowl'.")
    return Inventory(subject=names[0], things=tuple(Thing(name=name) for name in names), place=words)


def listed(reading: "Reading") -> Inventory:
    """An inventory of what the recogniser of the kitchen sees, foods first, the largest before all."""
    seen = {name: value for name, value in reading.attributes.items() if value != "none"}
    return shown_in(
        Shot(
            foods=tuple(_food(found) for found in reading.foods), vessel=seen.get("vessel", "table"),
            material=seen.get("material", ""), tool=seen.get("tool", ""), table=seen.get("table", ""),
            wall=seen.get("wall", ""), steam=seen.get("steam") == "yes", fire=seen.get("fire") == "yes",
        )
    )  # fmt: skip


def _food(found: "Found") -> Food:
    return Food(
        name=found.look, look=found.look, form=found.form, doneness=found.doneness, parts=found.parts,  # type: ignore[arg-type]
        part_names=found.parts, topped=found.topped, topped_names=found.topped,
    )  # fmt: skip


def _read(image: Image.Image, folder: Path) -> "Reading":
    import torch

    from comenius.arrays import from_image
    from comenius.vision.recognise import Recogniser

    picture = torch.from_numpy(np.ascontiguousarray(from_image(image)))
    return Recogniser.from_pretrained(folder).read(picture[None])[0]


def _captioner(name: str) -> Path:
    from comenius.diffusion.backbones import resolve as drawing_model
    from comenius.vision.names import resolve

    bundled = drawing_model("orbis", "edit").parent / "captioner"
    return resolve(str(bundled) if name == "orbis" else name, ("blip",))


def _captioned(image: Image.Image, folder: Path) -> str:
    from comenius.vision.caption import captions
    from comenius.vision.stock import load

    return captions(*load("captioner", folder), [image], LONGEST)[0]


def _asked(
    image: Image.Image, model: "LanguageModel", store: "Store | None", budget: "Budget | None"
) -> Inventory:
    from comenius.language.model import Image as Part

    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    part = Part(width=small.width, height=small.height, rgb=small.tobytes())
    return inventory_of(part, model, store=store, budget=budget)


def _cut(words: str) -> list[str]:
    """The parts of a description: at commas, `and`, `with`, and before the place that something lies in."""
    return re.split(r"[,;.]|\b(?:and|with|in front of|in|on|beside|next to)\b(?: an?| the)?", words)
