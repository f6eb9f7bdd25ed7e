"""Transformers of text and image that denoise by flow matching: Stable Diffusion 3 and FLUX.1."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.solvers import Path, Solver

FLUX_SIDE = 128  # latents along each side of FLUX's pictures of 1024 pixels; its configuration says nothing


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class SD3:
    """diffusers' SD3Transformer2DModel."""

    network: Any
    edits: bool = False
    distilled: bool = False

    @property
    def channels(self) -> int:
        """Channels of the latents of a picture."""
        return int(self.network.config.out_channels)

    @property
    def side(self) -> tuple[int, int]:
        """Height and width of the latents it was trained for."""
        return (int(self.network.config.sample_size),) * 2

    @property
    def patch(self) -> int:
        """Latents along each side of a token."""
        return int(self.network.config.patch_size)

    def predict(
        self,
        x: Float[Tensor, "rows c h w"],
        timestep: Tensor | float,
        cond: Conditioning,
        *,
        factor: int,
        guidance: float,
    ) -> Float[Tensor, "rows c h w"]:
        """The flow: noise less picture."""
        out: Tensor = self.network(
            hidden_states=x, timestep=_times(timestep, x), encoder_hidden_states=cond.embeds,
            pooled_projections=cond.pooled, return_dict=False,
        )[0]  # fmt: skip
        return out

    def start(self, solver: Solver, schedule: Mapping[str, Any], size: tuple[int, int]) -> Path:
        """A fresh way from noise to latents of this height and width."""
        return solver.start(schedule, self.network.device, mu=shift(schedule, size, self.patch))


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Flux:
    """diffusers' FluxTransformer2DModel, which takes four latents for one token."""

    network: Any
    edits: bool = False
    patch: int = 2
    side: tuple[int, int] = (FLUX_SIDE, FLUX_SIDE)

    @property
    def channels(self) -> int:
        """Channels of the latents of a picture."""
        return int(self.network.config.in_channels) // 4

    @property
    def distilled(self) -> bool:
        """Whether it is told how strongly to follow the words (dev), or drawn without any guidance (schnell)."""
        return bool(self.network.config.guidance_embeds)

    def predict(
        self,
        x: Float[Tensor, "rows c h w"],
        timestep: Tensor | float,
        cond: Conditioning,
        *,
        factor: int,
        guidance: float,
    ) -> Float[Tensor, "rows c h w"]:
        """The flow: noise less picture. Positions are (0, y, x) for the image and zeros for text."""
        rows, height, width = x.shape[0], x.shape[-2] // 2, x.shape[-1] // 2
        packed = x.unflatten(-1, (width, 2)).unflatten(-3, (height, 2)).permute(0, 2, 4, 1, 3, 5)
        places = torch.cartesian_prod(*map(torch.arange, (1, height, width))).to(x)
        told = torch.full((rows,), guidance, device=x.device) if self.distilled else None
        out: Tensor = self.network(
            hidden_states=packed.reshape(rows, height * width, -1), timestep=_times(timestep, x) / 1000, guidance=told,
            pooled_projections=cond.pooled, encoder_hidden_states=cond.embeds,
            txt_ids=x.new_zeros(cond.embeds.shape[1], 3), img_ids=places, return_dict=False,
        )[0]  # fmt: skip
        parts = out.unflatten(1, (height, width)).unflatten(-1, (-1, 2, 2))
        unpacked: Tensor = parts.permute(0, 3, 1, 4, 2, 5).flatten(4).flatten(2, 3)
        return unpacked

    def start(self, solver: Solver, schedule: Mapping[str, Any], size: tuple[int, int]) -> Path:
        """A fresh way from noise to latents of this height and width; its times begin evenly spaced."""
        even = torch.linspace(1, 1 / solver.steps, solver.steps, dtype=torch.float64).tolist()
        mu = shift(schedule, size, self.patch)
        return solver.start(schedule, self.network.device, sigmas=even, mu=mu)


def shift(schedule: Mapping[str, Any], size: tuple[int, int], patch: int) -> float | None:
    """How far the schedule of latents of a size is shifted towards noise, on the line that its model states, if any.

    arXiv:2403.03206, section 5.3.2, as diffusers lays it down in a scheduler's configuration.
    """
    if not schedule.get("use_dynamic_shifting"):
        return None
    count = math.prod(side // patch for side in size)  # tokens
    few, many = schedule.get("base_image_seq_len", 256), schedule.get("max_image_seq_len", 4096)
    low, high = schedule.get("base_shift", 0.5), schedule.get("max_shift", 1.15)
    return float(low + (high - low) * (count - few) / (many - few))


def _times(timestep: Tensor | float, x: Tensor) -> Tensor:
    """One time a row."""
    return torch.as_tensor(timestep, dtype=x.dtype, device=x.device).expand(x.shape[0])
