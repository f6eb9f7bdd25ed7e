"""Give latents unit variance by changing the autoencoder, not its readers."""

from typing import Any

import torch
from torch import Tensor


@torch.no_grad()
def whiten(vae: Any, mean: Tensor, std: Tensor) -> None:
    """Fold per-channel deviations, `c`, into the convolutions around the latents, and centre what is encoded.

    Afterwards `encode` gives latents of zero mean and unit variance and `decode` takes them with a scaling factor
    of 1. The mean is small by training; the decoder's zero padding would make folding it inexact at the border.
    """
    before, after = vae.encoder.conv_out, vae.decoder.conv_in
    after.bias += (after.weight.sum((2, 3)) * mean).sum(1)
    after.weight *= std.view(1, -1, 1, 1)
    before.weight /= std.view(-1, 1, 1, 1)
    before.bias.copy_((before.bias - mean) / std)
