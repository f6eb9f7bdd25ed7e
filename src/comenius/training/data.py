"""The kitchen as training data: pictures, and latents with their captions."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor

from comenius.training import checkpoint
from comenius.world.render import picture
from comenius.world.scene import settle
from comenius.world.stream import caption, sample

TRAINING_SEEDS = 1_000_000  # and up; the seeds below are held out


def pictures(seeds: Iterator[int], count: int, size: int) -> Tensor:
    """The next `count` kitchen scenes in [0, 1], `count 3 size size`, channels last in memory."""
    rows = np.stack([picture(*sample(next(seeds)), size) for _ in range(count)])
    x = torch.from_numpy(rows).permute(0, 3, 1, 2).float() / 255
    return x.contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def encode(vae: Any, first: int, count: int, size: int, folder: Path, shard: int = 4096) -> Tensor:
    """Latent means of the scenes of `count` seeds from `first`, `count c h w` in half precision.

    Kept in `folder` by shards, so that a killed run encodes only what is missing.
    """
    out = []
    for start in range(first, first + count, shard):
        file = folder / f"latents-{start}.safetensors"
        if not file.exists():
            seeds = iter(range(start, start + shard))
            with torch.autocast("cpu", torch.bfloat16):
                rows = [
                    vae.encode(pictures(seeds, 64, size) * 2 - 1).latent.half() for _ in range(shard // 64)
                ]
            checkpoint.save(file, {"z": torch.cat(rows)}, {"first": start, "size": size})
        out.append(checkpoint.load(file)[0]["z"])
    return torch.cat(out)[:count]


def captions(first: int, count: int, leave_out: float, salt: int = 0) -> list[str]:
    """The captions of the scenes of `count` seeds; free attributes are left unsaid with a probability."""
    out = []
    for seed in range(first, first + count):
        shot, setting = sample(seed)
        out.append(caption(settle(shot, setting), Random(seed * 31 + salt), leave_out))
    return out


def batches(z: Tensor, variants: list[Tensor], batch: int, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Shuffled latents with token ids, without end; each time one of the caption variants."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(len(z), generator=generator)
        for start in range(0, len(z) - batch + 1, batch):
            rows = order[start : start + batch]
            which = int(torch.randint(len(variants), (1,), generator=generator))
            yield z[rows].float(), variants[which][rows].long()
