"""The bundled models, trained from nothing on the kitchen: an autoencoder, a painter on its latents, and readers."""

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from comenius.errors import SettingError
from comenius.training import autoencoding, checkpoint, data, denoising, editing, rulers, words
from comenius.training.autoencoding import Autoencoding
from comenius.training.denoising import Painter
from comenius.training.export import export
from comenius.training.run import HELD_OUT, USES, Orbis, Run


def train(
    recipe: Orbis,
    folder: Path,
    *,
    part: str | None = None,
    device: str = "cpu",
    workers: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, Any]]:
    """Train all parts into `folder`, or one, resuming what is there; a report every few minutes.

    Scenes are drawn by `workers` processes, or in a thread of this one when there are none. This call ends when
    `time.monotonic()` passes `until`. Afterwards `folder/text-to-image` is the model that draws, in the layout of
    StableDiffusionXLPipeline; `folder/edit`, `folder/recogniser`, `folder/clip`, `folder/segmenter` and
    `folder/captioner` hold the others that the recipe has.
    """
    run = Run(recipe, folder, torch.device(device), workers, until)
    parts = {
        "clip": rulers.clip,
        "sketch": sketch,
        "autoencoder": autoencoder,
        "painter": painter,
        "edit": editing.edit,
        "recogniser": rulers.recogniser,
        "segmenter": rulers.segmenter,
        "captioner": rulers.captioner,
    }
    if part not in (None, *parts):
        raise SettingError(f"there is no part {part!r}; known are {', '.join(parts)}.")
    for name, work in parts.items():
        if part in (None, name):
            for report in work(run):
                yield {"part": name, **report}
            if time.monotonic() > until:
                return


def sketch(run: Run) -> Iterator[dict[str, float]]:
    """Train an autoencoder for pictures of half the side, when the recipe has one."""
    recipe = run.recipe.sketch
    if recipe:
        yield from _autoencoder(run, recipe, run.folder / "sketch", run.recipe.size // 2)


def autoencoder(run: Run) -> Iterator[dict[str, float]]:
    """Train the autoencoder; out of a sketch only the decoder, so that latents stay what the sketch made them."""
    recipe = run.recipe.autoencoder
    start = None
    if run.recipe.sketch:
        recipe, start = replace(recipe, decoder_only=True), run.folder / "sketch/vae"
    yield from _autoencoder(run, recipe, run.folder / "autoencoder", run.recipe.size, start)


def _autoencoder(
    run: Run, recipe: Autoencoding, folder: Path, size: int, start: Path | None = None
) -> Iterator[dict[str, float]]:
    if run.done(folder / "checkpoint.safetensors", recipe.minutes):
        return
    torch.manual_seed(run.recipe.seed)
    model = autoencoding.build(recipe).to(run.device)
    if start is not None:
        autoencoding.grow(run.load(start), model)
    stream = data.pictures(run.store(data.Pictures(size), uses=USES), recipe.batch)
    held_out = data.drawn(range(24), size, run.device)
    eye = rulers.eye(run).vision_model.to(run.device).requires_grad_(False) if recipe.likeness else None
    yield from autoencoding.train(
        recipe, model, stream, held_out, folder, eye=eye, seed=run.recipe.seed, until=run.until
    )


def painter(run: Run) -> Iterator[dict[str, float]]:
    """Train the text encoders and the denoiser on latents, and write the model with the autoencoder there is."""
    recipe, own, (folder, size) = run.recipe, run.recipe.painter, run.encoder
    tokenizer = run.tokenizer
    vae = run.whitened(folder)
    rows = run.latents(vae, data.Placed(data.Scenes(size, tokenizer, recipe.unsaid)), "latents")
    z_held = data.latents(vae, data.drawn(range(HELD_OUT), size, run.device)).float()
    ids_held = words.ids(tokenizer, data.captions(0, HELD_OUT)).to(run.device)
    food_held = data.placed(data.food(range(HELD_OUT)), z_held.shape[-1]).to(run.device)
    nothing: Tensor = words.ids(tokenizer, [""]).to(run.device)
    torch.manual_seed(recipe.seed)
    model = Painter(own, len(tokenizer), words.special(tokenizer), z_held.shape[-1]).to(run.device)
    if own.compile:
        model.unet.compile()
    vae = run.shipped()
    known = {word for line in run.told for word in line.replace(",", " ").split()}

    def save(average: Painter) -> None:
        export(run.folder / "text-to-image", average, vae, tokenizer, preset=recipe.preset, words=known)

    stream = data.batches(rows, own.batch)
    file = run.folder / "painter/checkpoint.safetensors"
    yield from denoising.train(
        own, model, stream, (z_held, ids_held, food_held), nothing, recipe.size, file, save,
        seed=recipe.seed, until=run.until,
    )  # fmt: skip
    checkpoint.restore_model(model, checkpoint.load(file)[0], "average")
    save(model)
