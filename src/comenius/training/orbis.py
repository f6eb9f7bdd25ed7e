"""The bundled models, trained from nothing on the kitchen: an autoencoder, then a painter on its latents."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from comenius.errors import ModelError, SettingError
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
    sketch: Autoencoding | None = None  # trained at half size first; the autoencoder grows out of it
    autoencoder: Autoencoding = field(default_factory=Autoencoding)
    painter: Denoising = field(default_factory=Denoising)
    preset: dict[str, Any] = field(default_factory=dict)  # how the finished model likes to be used


@dataclass(frozen=True)
class Run:
    """A recipe at work in a folder."""

    recipe: Orbis
    folder: Path
    device: torch.device
    workers: int  # processes that draw scenes; in a thread of this one when there are none
    until: float  # of `time.monotonic()`, when to stop

    @cached_property
    def told(self) -> list[str]:
        """Captions to learn words from."""
        return data.captions(data.TRAINING_SEEDS, min(self.recipe.scenes, HEARD))

    @cached_property
    def tokenizer(self) -> Any:
        """A tokenizer that knows the words of the kitchen."""
        return words.learn(self.told, window=self.recipe.painter.window)

    def store(self, size: int) -> Store:
        """The scenes of the training, being drawn."""
        scenes = data.Scenes(size, self.tokenizer, self.recipe.unsaid)
        first, count = data.TRAINING_SEEDS, self.recipe.scenes
        return Store(scenes, first, count, workers=self.workers, device=self.device)

    @property
    def encoder(self) -> tuple[Path, int]:
        """Where the autoencoder lies that gives the latents, and the side of the pictures it takes."""
        sketch, size = self.recipe.sketch, self.recipe.size
        return (self.folder / "sketch", size // 2) if sketch else (self.folder / "autoencoder", size)

    @cached_property
    def spread(self) -> tuple[Tensor, Tensor]:
        """Means and deviations of the latents' channels."""
        folder, size = self.encoder
        vae = self.load(folder / "vae")
        first = data.TRAINING_SEEDS
        x = data.drawn(range(first, first + 512), size, self.device)
        z = torch.cat([data.latents(vae, part) for part in x.split(32)]).float()
        return z.mean((0, 2, 3)), z.std((0, 2, 3))

    def whitened(self, folder: Path) -> Any:
        """A trained autoencoder with latents of zero mean and unit variance."""
        vae = self.load(folder / "vae")
        whiten(vae, *self.spread)
        return vae

    def load(self, folder: Path) -> Any:
        """The autoencoder in a folder, in evaluation mode."""
        from diffusers.models.autoencoders.autoencoder_dc import AutoencoderDC

        if not folder.is_dir():
            raise ModelError(f"{folder} is missing; train the autoencoder first.")
        vae = AutoencoderDC.from_pretrained(folder, use_safetensors=True, local_files_only=True)
        return vae.eval().requires_grad_(False).to(self.device, memory_format=torch.channels_last)


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
    `time.monotonic()` passes `until`. Afterwards `folder/text-to-image` is the model, in the layout of
    StableDiffusionXLPipeline.
    """
    run = Run(recipe, folder, torch.device(device), workers, until)
    parts = {"sketch": sketch, "autoencoder": autoencoder, "painter": painter}
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
    file = folder / "checkpoint.safetensors"
    if file.exists() and float(checkpoint.notes(file)["seconds"]) >= 60 * recipe.minutes:
        return
    torch.manual_seed(run.recipe.seed)
    model = autoencoding.build(recipe).to(run.device)
    if start is not None:
        autoencoding.grow(run.load(start), model)
    stream = data.pictures(run.store(size), recipe.batch)
    held_out = data.drawn(range(24), size, run.device)
    yield from autoencoding.train(
        recipe, model, stream, held_out, folder, seed=run.recipe.seed, until=run.until
    )


def painter(run: Run) -> Iterator[dict[str, float]]:
    """Train the text encoders and the denoiser on latents, and write the model with the autoencoder there is."""
    recipe, own, (folder, size) = run.recipe, run.recipe.painter, run.encoder
    vae = run.whitened(folder)
    store = cache(lambda: run.store(size))
    rows = data.encode(vae, store, recipe.scenes, run.folder / "latents")
    store.cache_clear()  # its pictures are not needed any more
    z_held = data.latents(vae, data.drawn(range(HELD_OUT), size, run.device)).float()
    ids_held = words.ids(run.tokenizer, data.captions(0, HELD_OUT)).to(run.device)
    nothing: Tensor = words.ids(run.tokenizer, [""]).to(run.device)
    torch.manual_seed(recipe.seed)
    tokenizer = run.tokenizer
    special = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id)
    model = Painter(own, len(tokenizer), special, z_held.shape[-1]).to(run.device)
    if own.compile:
        model.unet.compile()
    if (run.folder / "autoencoder/vae").is_dir():
        vae = run.whitened(run.folder / "autoencoder")
    known = {word for line in run.told for word in line.replace(",", " ").split()}

    def save(average: Painter) -> None:
        export(run.folder / "text-to-image", average, vae, tokenizer, preset=recipe.preset, words=known)

    stream = data.batches(rows["z"], rows["ids"], own.batch)
    file = run.folder / "painter/checkpoint.safetensors"
    yield from denoising.train(
        own, model, stream, (z_held, ids_held), nothing, recipe.size, file, save,
        seed=recipe.seed, until=run.until,
    )  # fmt: skip
    checkpoint.restore_model(model, checkpoint.load(file)[0], "average")
    save(model)
