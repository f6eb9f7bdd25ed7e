"""Train an autoencoder: pictures in, small latents between, the same pictures out."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from comenius.training import checkpoint
from comenius.training.ema import follow, shadow


@dataclass(frozen=True, kw_only=True)
class Autoencoding:
    """The recipe of an autoencoder."""

    block_out_channels: tuple[int, ...] = (24, 48, 96, 192, 256)  # one halving between two
    latent_channels: int = 32
    batch: int = 16
    learning_rate: float = 1.5e-3
    warm_up: int = 60  # steps
    minutes: float = 40.0  # the learning rate falls to nothing over this time
    kl_weight: float = 1e-5
    noise: float = 0.05  # standard deviation added to the latents, so that the decoder forgives the denoiser
    edge_weight: float = 0.5  # of the difference between gradients, which keeps outlines sharp
    decay: float = 0.998  # of the weights' average
    decoder_only: bool = False  # freeze the encoder, so that latents keep their meaning


def build(recipe: Autoencoding, size: int) -> nn.Module:
    """An AutoencoderKL in diffusers' format for pictures of `size` pixels."""
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL

    levels = len(recipe.block_out_channels)
    model = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        block_out_channels=recipe.block_out_channels,
        layers_per_block=1,
        latent_channels=recipe.latent_channels,
        norm_num_groups=8,
        mid_block_add_attention=True,
        sample_size=size,
        force_upcast=False,
    )
    with torch.no_grad():  # start almost without noise: from log variance 0 the first minutes learn nothing
        model.quant_conv.bias[recipe.latent_channels :] = -6.0
        model.quant_conv.weight[recipe.latent_channels :] *= 0.1
    return model


def gradients(x: Tensor) -> tuple[Tensor, Tensor]:
    """Differences to the neighbour below and to the right."""
    return x[..., 1:, :] - x[..., :-1, :], x[..., :, 1:] - x[..., :, :-1]


def reconstruction_loss(x: Tensor, y: Tensor, edge_weight: float) -> Tensor:
    """Absolute and squared error plus the absolute error of the gradients. Pictures in [-1, 1]; 0 when equal."""
    error = y - x
    edges = sum((g.abs().mean() for g in gradients(error)), start=torch.zeros(()))
    return error.abs().mean() + error.square().mean() + edge_weight * edges


def psnr(x: Tensor, y: Tensor) -> float:
    """Peak signal-to-noise ratio in dB of pictures in [-1, 1], mean over the batch."""
    mse = (x - y.clamp(-1, 1)).square().mean((1, 2, 3)) / 4
    return float((-10 * mse.clamp_min(1e-10).log10()).mean())


def train(
    recipe: Autoencoding, model: nn.Module, pictures: Iterator[Tensor], held_out: Tensor, folder: Path, *, seed: int = 0
) -> Iterator[dict[str, float]]:
    """Train and yield a report every two minutes, each with a whole checkpoint and an export in `folder`.

    `pictures` yields batches in [0, 1], `b c h w`; `held_out` is such a batch.
    """
    torch.manual_seed(seed)
    average = shadow(model)
    parts = [model.decoder, model.post_quant_conv] if recipe.decoder_only else [model]
    if recipe.decoder_only:
        model.encoder.requires_grad_(False)
        model.quant_conv.requires_grad_(False)
    weights = [p for part in parts for p in part.parameters()]
    optimizer = torch.optim.AdamW(weights, recipe.learning_rate, betas=(0.9, 0.99), weight_decay=1e-4)
    file = folder / "checkpoint.safetensors"
    spent, step = 0.0, 0
    if file.exists():
        tensors, notes = checkpoint.load(file)
        checkpoint.restore_model(model, tensors, "model")
        checkpoint.restore_model(average, tensors, "average")
        checkpoint.restore_optimizer(optimizer, tensors)
        spent, step = notes["seconds"], notes["step"]
    started, reported = time.monotonic() - spent, spent
    while True:
        seconds = time.monotonic() - started
        share = min(1.0, seconds / (60 * recipe.minutes))
        rate = recipe.learning_rate * min(1, (step + 1) / recipe.warm_up) * (0.5 + 0.5 * math.cos(math.pi * share))
        for group in optimizer.param_groups:
            group["lr"] = max(rate, 0.01 * recipe.learning_rate)
        x = next(pictures) * 2 - 1
        with torch.autocast("cpu", torch.bfloat16):
            moments = model.encode(x).latent_dist
            noise = recipe.noise * torch.randn_like(moments.mean)
            y = model.decode(moments.mean + moments.std * torch.randn_like(moments.mean) + noise).sample
        mean, logvar = moments.mean.float(), moments.logvar.float()
        kl = 0.5 * (mean.square() + logvar.exp() - 1 - logvar).mean()
        loss = reconstruction_loss(x, y.float(), recipe.edge_weight) + recipe.kl_weight * recipe.latent_channels * kl
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is {loss.item()} at step {step}; the last good checkpoint is {file}")
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        follow(average, model, min(recipe.decay, (1 + step) / (10 + step)))
        if seconds - reported > 120 or share >= 1:
            reported = seconds
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                rows = [psnr(2 * b - 1, average(2 * b - 1).sample.float()) for b in held_out.split(8)]
            kept = checkpoint.model_tensors(model, "model") | checkpoint.model_tensors(average, "average")
            checkpoint.save(file, kept | checkpoint.optimizer_tensors(optimizer), {"seconds": seconds, "step": step})
            average.save_pretrained(folder / "vae")
            scores = {"psnr": sum(rows) / len(rows), "loss": loss.item(), "kl": kl.item(), "latent_std": mean.std().item()}
            yield {"minutes": seconds / 60, "step": step, "pictures": step * recipe.batch, **scores}
            if share >= 1:
                return
