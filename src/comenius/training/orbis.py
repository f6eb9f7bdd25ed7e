"""The bundled models, trained from nothing on the kitchen: an autoencoder, then a painter on its latents."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from comenius.errors import ModelError
from comenius.training import autoencoding, checkpoint, data, denoising, words
from comenius.training.autoencoding import Autoencoding
from comenius.training.data import Store
from comenius.training.denoising import Denoising, Painter
from comenius.training.export import export
from comenius.training.whiten import whiten

HELD_OUT = 256  # scenes of the seeds from 0
HEARD = 40_960  # captions that the tokenizer learns from


@dataclass(frozen=True, kw_only=True)
class Orbis:
    """The whole recipe."""

    size: int = 256  # side of a picture in pixels
    scenes: int = 40_960  # that are drawn, once each
    unsaid: float = 0.25  # chance that a caption of the second kind leaves a free attribute unsaid
    seed: int = 0
    sketch: Autoencoding | None = None  # trained at half size first, the autoencoder grows out of it
    autoencoder: Autoencoding = field(default_factory=Autoencoding)
    painter: Denoising = field(default_factory=Denoising)
    preset: dict[str, Any] = field(default_factory=dict)  # how the finished model likes to be used


def train(
    recipe: Orbis, folder: Path, *, device: str = "cpu", workers: int = 0, until: float = math.inf
) -> Iterator[dict[str, Any]]:
    """Train both into `folder`, resuming whatever is there; a report every few minutes.

    Scenes are drawn by `workers` processes, or in a thread of this one when there are none. This call ends when
    `time.monotonic()` passes `until`. Afterwards `folder/text-to-image` is the model, in the layout of
    StableDiffusionXLPipeline.
    """
    where = torch.device(device)
    told = data.captions(data.TRAINING_SEEDS, min(recipe.scenes, HEARD))
    tokenizer = words.learn(told, window=recipe.painter.window)

    @cache
    def store(size: int) -> Store:
        scenes = data.Scenes(size, tokenizer, recipe.unsaid)
        return Store(scenes, data.TRAINING_SEEDS, recipe.scenes, workers=workers, device=where)

    if recipe.sketch:
        part = folder / "sketch"
        for report in _autoencoder(recipe.sketch, part, store, recipe.size // 2, recipe.seed, until):
            yield {"part": "sketch", **report}
        if not _done(recipe.sketch, part):
            return
    part = folder / "autoencoder"
    start = folder / "sketch/vae" if recipe.sketch else None
    for report in _autoencoder(recipe.autoencoder, part, store, recipe.size, recipe.seed, until, start):
        yield {"part": "autoencoder", **report}
    if not _done(recipe.autoencoder, part):
        return
    vae = whitened(recipe, part, where)
    rows = data.encode(vae, lambda: store(recipe.size), recipe.scenes, folder / "latents")
    store.cache_clear()
    known = {word for line in told for word in line.replace(",", " ").split()}
    for report in train_painter(recipe, folder, vae, rows, tokenizer, known, until):
        yield {"part": "painter", **report}


def _done(recipe: Autoencoding, folder: Path) -> bool:
    file = folder / "checkpoint.safetensors"
    return file.exists() and float(checkpoint.notes(file)["seconds"]) >= 60 * recipe.minutes


def _autoencoder(
    recipe: Autoencoding, folder: Path, store: Callable[[int], Store], size: int, seed: int, until: float,
    start: Path | None = None,
) -> Iterator[dict[str, float]]:  # fmt: skip
    if _done(recipe, folder):
        return iter(())
    torch.manual_seed(seed)
    scenes = store(size)
    model = autoencoding.build(recipe).to(scenes.device)
    if start is not None:
        autoencoding.grow(_load(start).to(scenes.device), model)
    stream = data.pictures(scenes, recipe.batch)
    held_out = data.drawn(range(24), size, scenes.device)
    return autoencoding.train(recipe, model, stream, held_out, folder, seed=seed, until=until)


def _load(folder: Path) -> Any:
    from diffusers.models.autoencoders.autoencoder_dc import AutoencoderDC

    if not folder.is_dir():
        raise ModelError(f"{folder} is missing; train the autoencoder first.")
    return AutoencoderDC.from_pretrained(folder, use_safetensors=True, local_files_only=True)


def whitened(recipe: Orbis, folder: Path, device: torch.device) -> Any:
    """The trained autoencoder with latents of zero mean and unit variance, in evaluation mode."""
    vae = _load(folder / "vae").eval().requires_grad_(False).to(device, memory_format=torch.channels_last)
    first = data.TRAINING_SEEDS
    x = data.drawn(range(first, first + 512), recipe.size, device)
    z = torch.cat([data.latents(vae, part) for part in x.split(32)])
    whiten(vae, z.float().mean((0, 2, 3)), z.float().std((0, 2, 3)))
    return vae


def train_painter(
    recipe: Orbis, folder: Path, vae: Any, rows: data.Rows, tokenizer: Any, known: set[str], until: float
) -> Iterator[dict[str, float]]:
    """Train the text encoders and the denoiser on latents and token ids."""
    own, device = recipe.painter, rows["z"].device
    z_held = data.latents(vae, data.drawn(range(HELD_OUT), recipe.size, device)).float()
    ids_held = words.ids(tokenizer, data.captions(0, HELD_OUT)).to(device)
    nothing: Tensor = words.ids(tokenizer, [""]).to(device)
    torch.manual_seed(recipe.seed)
    special = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id)
    painter = Painter(own, len(tokenizer), special, z_held.shape[-1]).to(device)
    if own.compile:
        painter.unet.compile()

    def save(average: Painter) -> None:
        export(folder / "text-to-image", average, vae, tokenizer, preset=recipe.preset, words=known)

    stream = data.batches(rows["z"], rows["ids"], own.batch)
    return denoising.train(
        own, painter, stream, (z_held, ids_held), nothing, recipe.size, folder / "painter", save,
        seed=recipe.seed, until=until,
    )  # fmt: skip
