"""A UNet that denoises, as Stable Diffusion 1, 2 and XL and InstructPix2Pix have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.solvers import Path, Solver


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class UNet:
    """diffusers' UNet2DConditionModel."""

    network: Any
    patch: int = 1
    distilled: bool = False

    @property
    def channels(self) -> int:
        """Channels of the latents of a picture."""
        return int(self.network.config.out_channels)

    @property
    def side(self) -> tuple[int, int]:
        """Height and width of the latents it was trained for."""
        sample = self.network.config.sample_size
        return (sample, sample) if isinstance(sample, int) else sample

    @property
    def edits(self) -> bool:
        """Whether it sees a picture beside the one it draws, as InstructPix2Pix does."""
        return int(self.network.config.in_channels) == 2 * self.channels

    def predict(
        self,
        x: Float[Tensor, "rows seen h w"],
        timestep: Tensor | float,
        cond: Conditioning,
        *,
        factor: int,
        guidance: float,
    ) -> Float[Tensor, "rows c h w"]:
        """The network's output: noise, velocity or sample."""
        added = None
        if cond.pooled is not None:
            height, width = x.shape[-2] * factor, x.shape[-1] * factor
            # SDXL's size conditioning: original size, crop at (0, 0), target size, all height first
            ids = torch.tensor([height, width, 0, 0, height, width], dtype=x.dtype, device=x.device)
            added = {"text_embeds": cond.pooled, "time_ids": ids.repeat(x.shape[0], 1)}
        out = self.network(
            x, timestep, encoder_hidden_states=cond.embeds, encoder_attention_mask=cond.mask,
            added_cond_kwargs=added, return_dict=False,
        )  # fmt: skip
        result: Tensor = out[0]
        return result

    def start(self, solver: Solver, schedule: Mapping[str, Any], size: tuple[int, int]) -> Path:
        """A fresh way from noise to latents; their size changes nothing."""
        return solver.start(schedule, self.network.device)
