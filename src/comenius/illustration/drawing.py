"""Which pictures of a guide are still to be drawn, and the drawing of them, each kept as soon as it is ready."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PIL import Image, PngImagePlugin

from comenius import files
from comenius.arrays import to_image
from comenius.diffusion.attention.graph import StepGraph
from comenius.illustration import masking
from comenius.illustration.ladder import rung
from comenius.illustration.task import Task

if TYPE_CHECKING:
    from comenius.diffusion.backbones import Backbone
    from comenius.diffusion.generate import Drawn, Progress

KEY = "comenius-key"  # the PNG text that says from which inputs a picture was made
NOTES = "comenius-notes"  # and the one that says what of its prompt was not read


def picture_path(folder: Path, step: int) -> Path:
    """Where the picture of a step lies, counted from 0: `steps/01.png`."""
    return folder / "steps" / f"{step + 1:02}.png"


@dataclass(frozen=True, kw_only=True)
class Advance:
    """Some of the drawing is done."""

    done: int
    calls: int  # of the denoiser, in the whole run


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A picture is drawn and on disk."""

    step: int
    size: tuple[int, int]
    notes: tuple[str, ...] = ()


def ready(folder: Path, work: Task) -> dict[int, Kept]:
    """The pictures that are there, whole, and made from these inputs."""
    out = {}
    for step in range(len(work.prompts)):
        path = picture_path(folder, step)
        text = marks(path)
        if text.get(KEY) != work.key(step):
            continue
        try:
            with Image.open(path, formats=("PNG",)) as image:
                image.load()
                out[step] = Kept(step=step, size=image.size, notes=tuple(json.loads(text[NOTES])))
        except (OSError, ValueError, SyntaxError, KeyError):
            continue
    return out


def marks(path: Path) -> dict[str, str]:
    """What a picture of ours says of itself; nothing for any other file, whole or not."""
    try:
        with Image.open(path, formats=("PNG",)) as image:
            text = cast(PngImagePlugin.PngImageFile, image).info
    except (OSError, ValueError, SyntaxError):
        return {}
    return {name: text[name] for name in (KEY, NOTES) if KEY in text and name in text}


def draw(folder: Path, work: Task, missing: Sequence[int]) -> Iterator[Advance | Kept]:
    """Draw the missing pictures and keep each as soon as it is ready. Closing the generator stops the work.

    Where pictures read only what they have in common, the pictures that are read are drawn once before, from their
    words alone and the same noise, to see where things are; what was seen is kept.
    """
    if not missing:
        return
    from comenius.diffusion.backbones import load
    from comenius.diffusion.generate import Drawn

    backbone = load(work.model.directory, name=work.model.name)
    masks: dict[tuple[int, int], Any] = {}
    done = 0
    wanted = masking.unknown(folder, work, missing)
    calls = work.settings["steps"] * (len(wanted) + len(work.graph.closure(missing)))
    if wanted:
        seen = {}
        for event in _run(backbone, work, StepGraph(steps=len(work.prompts)), {}, wanted):
            if isinstance(event, Drawn):
                seen[event.step] = event.picture
            else:
                done += 1
                yield Advance(done=done, calls=calls)
        masking.find(folder, work, seen)
    if work.common:
        masks = masking.found(folder, work, missing)
    for event in _run(backbone, work, work.graph, masks, missing):
        if isinstance(event, Drawn):
            image = to_image(event.picture)
            kept = Kept(step=event.step, size=image.size, notes=event.notes)
            _save(picture_path(folder, event.step), image, work.key(event.step), kept.notes)
            yield kept
        else:
            yield Advance(done=done + event.done, calls=done + event.calls)


def _run(
    backbone: "Backbone", work: Task, graph: StepGraph, masks: dict[tuple[int, int], Any], only: Sequence[int]
) -> Iterator["Drawn | Progress"]:
    """Some pictures of a guide, along a graph."""
    from comenius.diffusion.attention.masks import drop_empty
    from comenius.diffusion.generate import generate
    from comenius.diffusion.guidance import Guidance

    s = work.settings
    return generate(
        backbone,
        work.prompts,
        seeds=work.seeds,
        sharing=rung(s["coherence"]).sharing(drop_empty(graph, masks), s["sharing_start"], masks),
        noise=s["noise"],
        similarity=work.similarity,
        guidance=Guidance(scale=s["guidance"], rescale=s["rescale"]),
        solver=s["solver"],
        steps=s["steps"],
        size=s["size"],
        only=only,
    )


def _save(path: Path, image: Image.Image, key: str, notes: tuple[str, ...]) -> None:
    """A PNG that says from which inputs it was made."""
    text = PngImagePlugin.PngInfo()
    text.add_text(KEY, key)
    text.add_text(NOTES, json.dumps(notes))
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", pnginfo=text)
    files.write(path, buffer.getvalue())
