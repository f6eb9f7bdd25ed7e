"""A loaded model: what reads words, what denoises, and the autoencoder of its latents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, final, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.presets import halved
from comenius.diffusion.backbones.text import Conditioning, stack
from comenius.diffusion.solvers import Path as Way
from comenius.diffusion.solvers import Solver
from comenius.errors import SettingError
from comenius.weights import Identity, identify

Size = int | tuple[int, int]  # pixels: the side of a square, or (width, height)


@runtime_checkable
class Words(Protocol):
    """What reads prompts for a denoiser."""

    @property
    def window(self) -> int:
        """Tokens that are read at once, the begin and end marks among them."""

    def pieces(self, prompt: str) -> list[str]:
        """A prompt cut into what is read at once."""

    def row(self, prompt: str, goal: str) -> Conditioning:
        """One prompt, and the goal for a further encoder where there is one. Its notes say what was not read."""

    def negative(self, prompt: str) -> Conditioning:
        """What a picture should not show, one row; the model's own empty prompt when nothing is said."""


@runtime_checkable
class Denoiser(Protocol):
    """A network that foretells, from a noisy picture and words, where less noise lies."""

    @property
    def network(self) -> Any:
        """The network itself, as diffusers has it."""

    @property
    def channels(self) -> int:
        """Channels of the latents of a picture."""

    @property
    def side(self) -> tuple[int, int]:
        """Height and width of the latents it was trained for."""

    @property
    def patch(self) -> int:
        """Latents along each side of what it takes for one token at the finest; sizes are its multiples."""

    @property
    def edits(self) -> bool:
        """Whether it sees a picture beside the one it draws, as InstructPix2Pix does."""

    @property
    def distilled(self) -> bool:
        """Whether it is told how strongly to follow the words, and needs no prediction without them."""

    def predict(
        self,
        x: Float[Tensor, "rows seen h w"],
        timestep: Tensor | float,
        cond: Conditioning,
        *,
        factor: int,
        guidance: float,
    ) -> Float[Tensor, "rows c h w"]:
        """The network's output, in the terms of its schedule."""

    def start(self, solver: Solver, schedule: Mapping[str, Any], size: tuple[int, int]) -> Way:
        """A fresh way from noise to latents of this height and width."""


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Backbone:
    """A loaded model. It holds weights and configurations, and nothing of any run."""

    name: str
    directory: Path
    components: tuple[str, ...]  # folders that hold weights
    denoiser: Denoiser
    words: Words
    vae: Any
    scheduler: Mapping[str, Any]  # the configuration of the schedule it was trained with
    vocabulary: frozenset[str] | None = None  # the words it knows, when it knows few

    def __repr__(self) -> str:
        width, height = self.default_size
        return f"Backbone({self.name!r}, {type(self.network).__name__}, {width}x{height})"

    @cached_property
    def identity(self) -> Identity:
        """Name and hash of the weights, for the record of a guide."""
        return identify(self.name, self.directory, self.components)

    @property
    def network(self) -> Any:
        """The denoising network, as diffusers has it."""
        return self.denoiser.network

    @property
    def device(self) -> torch.device:
        """Where the denoiser computes."""
        device: torch.device = self.network.device
        return device

    @property
    def dtype(self) -> torch.dtype:
        """What the denoiser computes in."""
        dtype: torch.dtype = self.network.dtype
        return dtype

    @property
    def edits(self) -> bool:
        """Whether it sees a picture beside the one it draws, as InstructPix2Pix does."""
        return self.denoiser.edits

    @property
    def distilled(self) -> bool:
        """Whether it is told how strongly to follow the words, and needs no prediction without them."""
        return self.denoiser.distilled

    @property
    def factor(self) -> int:
        """Pixels of a picture for one of its latents, along each side."""
        return halved(self.vae.config)

    @property
    def default_size(self) -> tuple[int, int]:
        """Width and height in pixels that the model was trained for."""
        height, width = self.denoiser.side
        return width * self.factor, height * self.factor

    def latent_shape(self, size: Size | None = None) -> tuple[int, int, int]:
        """Channels, height and width of the latents of a picture; without a size the one of the training."""
        width, height = (size, size) if isinstance(size, int) else (size or self.default_size)
        step = self.factor * self.denoiser.patch
        for side in (width, height):
            if side < step or side % step:
                near = max(1, round(side / step)) * step
                raise SettingError(
                    f"size is {side} px; {self.name} draws multiples of {step} px. Try {near}."
                )
        return self.denoiser.channels, height // self.factor, width // self.factor

    @property
    def window(self) -> int:
        """Tokens that its text encoders read at once, the begin and end marks among them."""
        return self.words.window

    def pieces(self, prompt: str) -> list[str]:
        """A prompt cut into what the encoders read at once."""
        return self.words.pieces(prompt)

    def overflow(self, prompt: str) -> str:
        """The part of a prompt beyond the first window; empty when all of it is read at once."""
        return ", ".join(self.pieces(prompt)[1:])

    @torch.inference_mode()
    def encode(self, prompts: Sequence[str], goals: Sequence[str] | None = None) -> Conditioning:
        """One row a prompt. A model with further text encoders reads `goals` with one of them where they are given.

        What does not fit the window is read in pieces, cut between clauses, and a row's notes say in how many; or
        the first is read alone where the model's preset wants texts cut, and the notes name the rest.
        """
        if goals is not None and len(goals) != len(prompts):
            raise SettingError(
                f"There are {len(goals)} goals for {len(prompts)} prompts; one each is needed."
            )
        rows = [self.words.row(p, g) for p, g in zip(prompts, goals or prompts, strict=True)]
        return stack([row.to(self.device, self.dtype) for row in rows])

    @torch.inference_mode()
    def encode_negative(self, prompt: str) -> Conditioning:
        """What a picture should not show, one row; the model's own empty prompt when nothing is said."""
        return self.words.negative(prompt).to(self.device, self.dtype)

    @torch.inference_mode()
    def predict(
        self,
        x: Float[Tensor, "rows seen h w"],
        timestep: Tensor | float,
        cond: Conditioning,
        guidance: float = 1.0,
    ) -> Float[Tensor, "rows c h w"]:
        """The network's output, in the terms of its schedule (noise, velocity, sample or flow).

        An edit model finds behind the channels of what it draws those of what it sees. A distilled one is told the
        `guidance`; no other reads it.
        """
        return self.denoiser.predict(x, timestep, cond, factor=self.factor, guidance=guidance)

    @torch.inference_mode()
    def decode(self, latents: Float[Tensor, "rows c h w"]) -> Float[Tensor, "rows 3 height width"]:
        """Pictures, RGB in [0, 1]."""
        mean, std = self._latent_moments()
        x = latents.to(self.vae.dtype) * (std / self.vae.config.scaling_factor) + mean
        pictures: Tensor = self.vae.decode(x, return_dict=False)[0]
        return (pictures / 2 + 0.5).clamp(0, 1)

    @torch.inference_mode()
    def encode_picture(self, pictures: Float[Tensor, "rows 3 height width"]) -> Float[Tensor, "rows c h w"]:
        """Latents of pictures in [0, 1]: the mode of the autoencoder's posterior, so the same every time."""
        mean, std = self._latent_moments()
        latents: Tensor = (self._mode(pictures) - mean) * (self.vae.config.scaling_factor / std)
        return latents.to(self.dtype)

    @torch.inference_mode()
    def see(self, pictures: Float[Tensor, "rows 3 height width"]) -> Float[Tensor, "rows c h w"]:
        """Latents of pictures in [0, 1] as an edit model sees them: not scaled, as InstructPix2Pix leaves them."""
        return self._mode(pictures).to(self.dtype)

    def _mode(self, pictures: Float[Tensor, "rows 3 height width"]) -> Tensor:
        x = pictures.to(self.vae.device, self.vae.dtype) * 2 - 1
        found = self.vae.encode(x)
        mode: Tensor = found.latent_dist.mode() if hasattr(found, "latent_dist") else found.latent
        return mode

    def _latent_moments(self) -> tuple[Any, Any]:
        """Mean and deviation of the latents, a channel each or one for all, where the autoencoder states them."""
        own = self.vae.config
        mean, std = (own.get(key) for key in ("latents_mean", "latents_std"))
        if mean is None or std is None:
            return own.get("shift_factor") or 0.0, 1.0
        like = {"device": self.vae.device, "dtype": self.vae.dtype}
        return torch.tensor(mean, **like).view(1, -1, 1, 1), torch.tensor(std, **like).view(1, -1, 1, 1)
