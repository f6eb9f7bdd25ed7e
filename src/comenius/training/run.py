"""A recipe of the bundled models, and what its parts share while it is at work."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from comenius.errors import ModelError
from comenius.training import checkpoint, data, words
from comenius.training.autoencoding import Autoencoding
from comenius.training.captioning import Captioning
from comenius.training.contrasting import Contrasting
from comenius.training.data import Store
from comenius.training.denoising import Denoising
from comenius.training.recognising import Recognising
from comenius.training.segmenting import Segmenting
from comenius.training.whiten import whiten
from comenius.vision.scoring import Rows

HELD_OUT = 256  # scenes of the seeds from 0
USES = 4.0  # of a picture, on average, before a new one has its place
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
    edit: Denoising | None = None  # of pictures, by an instruction; begins as the painter, whose shape it has
    recogniser: Recognising | None = None
    clip: Contrasting | None = None
    segmenter: Segmenting | None = None  # grows out of the clip
    captioner: Captioning | None = None  # sees at first as the clip does
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
        window = self.recipe.painter.window
        return words.kept(self.folder / "words", lambda: words.learn(self.told, window=window))

    def store(self, draw: Callable[[range], Rows], uses: float = 0.0) -> Store:
        """What `draw` makes of the seeds of the training, being drawn; with `uses` of ever new ones."""
        first, count = data.TRAINING_SEEDS, self.recipe.scenes
        return Store(draw, first, count, workers=self.workers, device=self.device, uses=uses)

    def done(self, file: Path, minutes: float) -> bool:
        """Whether the training behind a checkpoint has had its time."""
        return file.exists() and float(checkpoint.notes(file)["seconds"]) >= 60 * minutes

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

    def latents(self, vae: Any, draw: Callable[[range], Rows], name: str) -> Rows:
        """Latents and the rest of what `draw` makes, kept in the folder `name`; its pictures are then forgotten."""
        return data.encode(vae, cache(lambda: self.store(draw)), self.recipe.scenes, self.folder / name)

    def shipped(self) -> Any:
        """The autoencoder that is exported: the finished one when it is there, else the one that gave the latents."""
        grown = self.folder / "autoencoder"
        return self.whitened(grown if (grown / "vae").is_dir() else self.encoder[0])

    def load(self, folder: Path) -> Any:
        """The autoencoder in a folder, in evaluation mode."""
        from diffusers.models.autoencoders.autoencoder_dc import AutoencoderDC

        if not folder.is_dir():
            raise ModelError(f"{folder} is missing; train the autoencoder first.")
        vae = AutoencoderDC.from_pretrained(folder, use_safetensors=True, local_files_only=True)
        return vae.eval().requires_grad_(False).to(self.device, memory_format=torch.channels_last)
