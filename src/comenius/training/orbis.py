"""The bundled models, trained from nothing on the kitchen: an autoencoder, then a painter on its latents."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from comenius.errors import ModelError
from comenius.training import autoencoding, data, denoising, words
from comenius.training.autoencoding import Autoencoding
from comenius.training.denoising import Denoising, Painter
from comenius.training.export import export
from comenius.training.whiten import whiten

HELD_OUT = 256  # scenes of the seeds from 0


@dataclass(frozen=True, kw_only=True)
class Orbis:
    """The whole recipe."""

    size: int = 128  # side of a picture in pixels
    scenes: int = 40_960  # whose latents the painter learns from
    unsaid: float = 0.25  # chance that a caption of the second kind leaves a free attribute unsaid
    seed: int = 0
    autoencoder: Autoencoding = field(default_factory=Autoencoding)
    painter: Denoising = field(default_factory=Denoising)
    preset: dict[str, Any] = field(default_factory=dict)  # how the finished model likes to be used


def train(recipe: Orbis, folder: Path) -> Iterator[dict[str, Any]]:
    """Train both into `folder`, resuming whatever is there; a report every few minutes.

    Afterwards `folder/text-to-image` is the model, in the layout of StableDiffusionXLPipeline.
    """
    for report in train_autoencoder(recipe, folder / "autoencoder"):
        yield {"part": "autoencoder", **report}
    for report in train_painter(recipe, folder):
        yield {"part": "painter", **report}


def train_autoencoder(recipe: Orbis, folder: Path) -> Iterator[dict[str, float]]:
    """Train the autoencoder on fresh scenes."""
    torch.manual_seed(recipe.seed)
    model = autoencoding.build(recipe.autoencoder)
    done = _steps(folder / "checkpoint.safetensors")
    seeds = itertools.count(data.TRAINING_SEEDS + done * recipe.autoencoder.batch)
    stream = (data.pictures(seeds, recipe.autoencoder.batch, recipe.size) for _ in itertools.count())
    held_out = data.pictures(iter(range(24)), 24, recipe.size)
    return autoencoding.train(recipe.autoencoder, model, stream, held_out, folder, seed=recipe.seed)


def _steps(file: Path) -> int:
    from comenius.training import checkpoint

    return int(checkpoint.load(file)[1]["step"]) if file.exists() else 0


def whitened(recipe: Orbis, folder: Path) -> Any:
    """The trained autoencoder with latents of zero mean and unit variance, in evaluation mode."""
    from diffusers.models.autoencoders.autoencoder_dc import AutoencoderDC

    if not (folder / "vae").is_dir():
        raise ModelError(f"{folder / 'vae'} is missing; train the autoencoder first.")
    vae = AutoencoderDC.from_pretrained(folder / "vae", use_safetensors=True, local_files_only=True).eval()
    vae = vae.to(memory_format=torch.channels_last)
    with torch.no_grad():
        x = (
            data.pictures(iter(range(data.TRAINING_SEEDS, data.TRAINING_SEEDS + 512)), 512, recipe.size) * 2
            - 1
        )
        z = torch.cat([vae.encode(part).latent for part in x.split(64)])
    whiten(vae, z.mean((0, 2, 3)), z.std((0, 2, 3)))
    return vae


def train_painter(recipe: Orbis, folder: Path) -> Iterator[dict[str, float]]:
    """Train the text encoders and the denoiser on the latents of the trained autoencoder."""
    own = recipe.painter
    vae = whitened(recipe, folder / "autoencoder")
    first, count = data.TRAINING_SEEDS, recipe.scenes
    z = data.encode(vae, first, count, recipe.size, folder / "latents")
    told = data.captions(first, count, 0.0)
    lines = [
        told,
        told,
        data.captions(first, count, recipe.unsaid, 1),
        data.captions(first, count, recipe.unsaid, 2),
    ]
    tokenizer = words.learn(told, window=own.window)
    variants = [words.ids(tokenizer, captions).to(torch.int16) for captions in lines]
    held_out = (
        data.encode(vae, 0, HELD_OUT, recipe.size, folder / "held-out", shard=HELD_OUT).float(),
        words.ids(tokenizer, data.captions(0, HELD_OUT, 0.0)),
    )
    torch.manual_seed(recipe.seed)
    begin, end = tokenizer.bos_token_id, tokenizer.eos_token_id
    painter = Painter(own, len(tokenizer), (begin, end, tokenizer.pad_token_id), z.shape[-1])
    known = {word for line in told for word in line.replace(",", " ").split()}
    return denoising.train(
        own,
        painter,
        data.batches(z, variants, own.batch, recipe.seed),
        held_out,
        words.ids(tokenizer, [""]),
        recipe.size,
        folder / "painter",
        lambda average: export(
            folder / "text-to-image", average, vae, tokenizer, preset=recipe.preset, words=known
        ),
        seed=recipe.seed,
    )
