"""Train an autoencoder: pictures in, small latents between, the same pictures out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from comenius.training import checkpoint, loop
from comenius.training.muon import Muon

CELL = 8  # pixels of a side of what is weighted as one


@dataclass(frozen=True, kw_only=True)
class Autoencoding:
    """The recipe of an autoencoder."""

    block_out_channels: tuple[int, ...] = (16, 32, 64, 128, 128, 128)  # one halving between two
    encoder_layers: tuple[int, ...] = (0, 1, 1, 2, 2, 2)  # none at full size, where they cost most
    decoder_layers: tuple[int, ...] = (0, 2, 2, 2, 2, 2)
    latent_channels: int = 32
    batch: int = 16
    learning_rate: float = 2e-3
    warm_up: int = 50  # steps
    minutes: float = 20.0  # the learning rate falls to nothing over this time
    noise: float = 0.05  # of the latents' deviation, so that the decoder forgives the denoiser
    centre_weight: float = 1e-3  # of the latents' squared mean per channel
    size_weight: float = 1e-4  # of the latents' square
    edge_weight: float = 0.5  # of the difference between gradients, which keeps outlines sharp
    focus: float = 0.0  # how much more the places count that come back worst: their error to this power
    windows: int = 0  # of a picture that are decoded instead of all of it, in three steps of four
    likeness: float = 0.0  # of the difference that the small CLIP sees, which keeps a food the same food
    decay: float = 0.998  # of the weights' average
    decoder_only: bool = False  # freeze the encoder, so that latents keep their meaning
    fresh: int = 0  # steps in which only the decoder's outer layers learn, those that `grow` adds


def build(recipe: Autoencoding) -> Any:
    """An AutoencoderDC in diffusers' format.

    Its residual shortcuts over every halving learn about four times faster from few pictures than an AutoencoderKL
    of the same size: 19.5 dB after 1,100 pictures of 128 px against 4,500 (docs/decisions).
    """
    from diffusers.models.autoencoders.autoencoder_dc import AutoencoderDC

    levels = len(recipe.block_out_channels)
    return AutoencoderDC(
        in_channels=3,
        latent_channels=recipe.latent_channels,
        encoder_block_types="ResBlock",
        decoder_block_types="ResBlock",
        encoder_block_out_channels=recipe.block_out_channels,
        decoder_block_out_channels=recipe.block_out_channels,
        encoder_layers_per_block=recipe.encoder_layers,
        decoder_layers_per_block=recipe.decoder_layers,
        encoder_qkv_multiscales=((),) * levels,
        decoder_qkv_multiscales=((),) * levels,
        upsample_block_type="interpolate",
        downsample_block_type="Conv",
        decoder_norm_types="rms_norm",
        decoder_act_fns="silu",
        encoder_out_shortcut=False,  # plain convolutions around the latents, so that `whiten` can change them
        decoder_in_shortcut=False,
        scaling_factor=1.0,
    ).to(memory_format=torch.channels_last)


@torch.no_grad()
def grow(small: Any, large: Any) -> None:
    """Give a new autoencoder the weights of one for pictures of half the side.

    The new encoder makes of a picture what the small one makes of it at half size, exactly; the new decoder begins
    with the small one's features. What the small one does not have starts as the identity or at random.
    """
    for part in (large.encoder, large.decoder):
        for module in part.modules():
            if type(module).__name__ == "ResBlock":  # the identity, until it learns
                module.norm.weight.zero_()
                module.norm.bias.zero_()
    for own, theirs in ((large.encoder, small.encoder), (large.decoder, small.decoder)):
        levels = "down_blocks" if own is large.encoder else "up_blocks"
        for mine, old in zip(getattr(own, levels)[2:], getattr(theirs, levels)[1:], strict=True):
            for into, block in zip(mine, old, strict=False):
                into.load_state_dict(block.state_dict())
    large.encoder.conv_out.load_state_dict(small.encoder.conv_out.state_dict())
    large.decoder.conv_in.load_state_dict(small.decoder.conv_in.state_dict())
    halve, down = large.encoder.conv_in.conv, large.encoder.down_blocks[1][-1]
    halve.weight[:3] = 0
    halve.bias[:3] = 0
    for c in range(3):
        halve.weight[c, c, 1:, 1:] = 0.25  # the mean of two by two pixels
    down.conv.weight.zero_()
    down.conv.weight[:, :3] = small.encoder.conv_in.conv.weight
    down.conv.bias.copy_(small.encoder.conv_in.conv.bias)
    for k in range(down.conv.out_channels):  # takes the block's shortcut back: means over parts of two by two
        for part in range(k * down.group_size, (k + 1) * down.group_size):
            channel, row, column = part // 4, part % 4 // 2, part % 2
            down.conv.weight[k, channel, 1 + row, 1 + column] -= 1 / down.group_size


def gradients(x: Tensor) -> tuple[Tensor, Tensor]:
    """Differences to the neighbour below and to the right."""
    return x[..., 1:, :] - x[..., :-1, :], x[..., :, 1:] - x[..., :, :-1]


def reconstruction_loss(x: Tensor, y: Tensor, edge_weight: float, focus: float = 0.0) -> Tensor:
    """Absolute and squared error plus the absolute error of the gradients. Pictures in [-1, 1]; 0 when equal.

    With a focus every place is weighted by `attention`.
    """
    error = y - x
    weight = attention(error, focus) if focus else torch.ones_like(error[:, :1])
    down, right = gradients(error)
    edges = (weight[..., 1:, :] * down.abs()).mean() + (weight[..., 1:] * right.abs()).mean()
    return (weight * (error.abs() + error.square())).mean() + edge_weight * edges


def attention(error: Tensor, focus: float) -> Tensor:
    """Weights `b 1 h w` of mean about 1: the mean squared error of cells of 8 pixels to the power `focus`, at most 4.

    What fills little of a picture and is hard to keep, such as food in small pieces, then counts as much as the rest.
    """
    cells = F.avg_pool2d(error.detach().square().mean(1, keepdim=True), CELL).clamp_min(1e-8)
    weight = (cells / cells.mean()).pow(focus).clamp(0.25, 4.0)
    return F.interpolate(weight / weight.mean(), scale_factor=CELL, mode="nearest")


def windows(x: Tensor, z: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Parts of half the side of pictures `b c h w` and of their latents, `count` of each picture.

    Where a picture has much detail a part is taken more often, by the square of the mean difference between pixels.
    """
    side, factor = z.shape[-1] // 2, x.shape[-1] // z.shape[-1]
    down, right = (g.abs().mean(1, keepdim=True) for g in gradients(x))
    detail = F.pad(down, (0, 0, 0, 1)) + F.pad(right, (0, 1))
    often = F.avg_pool2d(F.avg_pool2d(detail, factor), side, stride=1).square()
    places = often.flatten(1).clamp_min(1e-8).multinomial(count, replacement=True).tolist()
    across = often.shape[-1]
    parts = [(i, place // across, place % across) for i, row in enumerate(places) for place in row]

    def cut(whole: Tensor, scale: int) -> Tensor:
        wide = side * scale
        return torch.stack(
            [whole[i, :, y * scale : y * scale + wide, x * scale : x * scale + wide] for i, y, x in parts]
        )

    return cut(x, factor), cut(z, 1)


def unlike(eye: Any, x: Tensor, y: Tensor) -> Tensor:
    """How different two batches of pictures in [-1, 1] look to a CLIP's vision tower; 0 when equal.

    The distance of LPIPS (arXiv:1801.03924, Eq. 1) with equal weights: features of each layer at unit length in each
    place, squared differences summed over channels, the mean of places and layers.
    """
    side = eye.config.image_size

    def features(pictures: Tensor) -> tuple[Tensor, ...]:
        small = F.interpolate(pictures.float(), size=(side, side), mode="bilinear", antialias=True)
        hidden: tuple[Tensor, ...] = eye(pixel_values=small, output_hidden_states=True).hidden_states
        return hidden[1:]

    with torch.no_grad():
        wanted = features(x)
    pairs = zip(wanted, features(y), strict=True)
    rows = [(F.normalize(a.float(), dim=-1) - F.normalize(b.float(), dim=-1)).square() for a, b in pairs]
    return torch.stack([row.sum(-1).mean() for row in rows]).mean()


def psnr(x: Tensor, y: Tensor) -> float:
    """Peak signal-to-noise ratio in dB of pictures in [-1, 1], mean over the batch."""
    mse = (x - y.clamp(-1, 1)).square().mean((1, 2, 3)) / 4
    return float((-10 * mse.clamp_min(1e-10).log10()).mean())


def train(
    recipe: Autoencoding,
    model: Any,
    pictures: Iterator[Tensor],
    held_out: Tensor,
    folder: Path,
    *,
    eye: Any = None,
    seed: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, float]]:
    """Train and yield a report every two minutes, each with a whole checkpoint and an export in `folder`.

    `pictures` yields batches in [0, 1], `b c h w`, on the device of the model; `held_out` is such a batch. With an
    eye, a CLIP's vision tower, pictures must look alike to it too, and a report says how `unlike` they do.
    """
    part = model.decoder if recipe.decoder_only else model
    if recipe.decoder_only:
        model.encoder.requires_grad_(False)
    optimizer = Muon(part, lr=recipe.learning_rate)
    kind, held = held_out.device.type, 2 * held_out - 1

    outer = [model.decoder.up_blocks[:2], model.decoder.norm_out, model.decoder.conv_out]

    def loss_of(step: int) -> Tensor:
        if recipe.fresh:
            model.decoder.requires_grad_(step >= recipe.fresh)
            for part in outer:
                part.requires_grad_(True)
        x = next(pictures) * 2 - 1
        with torch.autocast(kind, torch.bfloat16):
            z = model.encode(x).latent
            kept = z + recipe.noise * z.detach().float().std() * torch.randn_like(z)
            if recipe.windows and step % 4:
                x, kept = windows(x, kept, recipe.windows)
            y = model.decode(kept).sample
            seen = recipe.likeness * unlike(eye, x, y) if eye else 0.0
        z = z.float()
        loss = reconstruction_loss(x, y.float(), recipe.edge_weight, recipe.focus) + seen
        centre: Tensor = z.mean((0, 2, 3)).square().mean()
        size: Tensor = z.square().mean()
        return loss + recipe.centre_weight * centre + recipe.size_weight * size

    def report(average: Any, step: int) -> dict[str, float]:
        with checkpoint.whole(folder / "vae") as place:
            average.save_pretrained(place)
        with torch.no_grad(), torch.autocast(kind, torch.bfloat16):
            rows = [psnr(b, average(b).sample.float()) for b in held.split(8)]
            seen = {"unlike": float(unlike(eye, held, average(held).sample))} if eye else {}
        return {"pictures": step * recipe.batch, "psnr": sum(rows) / len(rows), **seen}

    pace = loop.Pace(
        minutes=recipe.minutes, rate=recipe.learning_rate, warm_up=recipe.warm_up, hold=0.0, floor=0.01,
        decay=recipe.decay,
    )  # fmt: skip
    file = folder / "checkpoint.safetensors"
    return loop.run(pace, model, optimizer, loss_of, report, file, seed=seed, until=until)
