"""How finely a model computes where it does."""

from pathlib import Path

import torch

from comenius.diffusion.backbones.names import WEIGHTY

LARGE = 2**30  # bytes of weights; smaller models are fast enough without rounding more


def precision(place: torch.device, directory: Path) -> torch.dtype:
    """Half precision for large models on a GPU, bfloat16 where it has that; else single."""
    if place.type == "cpu" or _size(directory) < LARGE:
        return torch.float32
    if place.type == "cuda" and torch.cuda.is_bf16_supported():
        return torch.bfloat16
    return torch.float16


def _size(directory: Path) -> int:
    """Bytes of all weights of a model."""
    return sum(file.stat().st_size for part in WEIGHTY for file in (directory / part).glob("*.safetensors"))
