"""A running average of a model's weights: what is shipped."""

import copy

import torch
from torch import nn


def shadow(model: nn.Module) -> nn.Module:
    """A frozen copy of a model, to be moved by `follow`."""
    return copy.deepcopy(model).eval().requires_grad_(False)


@torch.no_grad()
def follow(average: nn.Module, model: nn.Module, decay: float) -> None:
    """Move the average towards the model: a ← decay · a + (1 − decay) · m. Decay lies in [0, 1)."""
    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - decay)
    for mine, theirs in zip(average.buffers(), model.buffers(), strict=True):
        mine.copy_(theirs)
