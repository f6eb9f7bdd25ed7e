"""A UNet with its text encoders and autoencoder, as Stable Diffusion 1, 2 and XL have them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.presets import Long
from comenius.diffusion.backbones.text import Conditioning, TextEncoder, pieces, stack
from comenius.errors import SettingError
from comenius.weights import Identity, identify

Size = int | tuple[int, int]  # pixels: the side of a square, or (width, height)


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Backbone:
    """A loaded model. It holds weights and configurations, and nothing of any run."""

    name: str
    directory: Path
    components: tuple[str, ...]  # folders that hold weights
    unet: Any
    vae: Any
    texts: tuple[TextEncoder, ...]  # one, or SDXL's two
    scheduler: Mapping[str, Any]  # the configuration of the schedule it was trained with
    zero_empty: bool = False  # SDXL: an empty negative prompt is zeros, not an encoded ""
    vocabulary: frozenset[str] | None = None  # the words it knows, when it knows few
    long: Long = "clauses"  # what is done with texts beyond its window

    def __repr__(self) -> str:
        width, height = self.default_size
        return f"Backbone({self.name!r}, {type(self.unet).__name__}, {width}x{height})"

    @cached_property
    def identity(self) -> Identity:
        """Name and hash of the weights, for the record of a guide."""
        return identify(self.name, self.directory, self.components)

    @property
    def device(self) -> torch.device:
        """Where the denoiser computes."""
        device: torch.device = self.unet.device
        return device

    @property
    def dtype(self) -> torch.dtype:
        """What the denoiser computes in."""
        dtype: torch.dtype = self.unet.dtype
        return dtype

    @property
    def edits(self) -> bool:
        """Whether it sees a picture beside the one it draws, as InstructPix2Pix does."""
        return int(self.unet.config.in_channels) == 2 * int(self.unet.config.out_channels)

    @property
    def factor(self) -> int:
        """Pixels of a picture for one of its latents, along each side."""
        own = self.vae.config  # AutoencoderKL's channels of its levels, or AutoencoderDC's of its encoder's
        levels = own.get("block_out_channels") or own["encoder_block_out_channels"]
        return int(2 ** (len(levels) - 1))

    @property
    def default_size(self) -> tuple[int, int]:
        """Width and height in pixels that the model was trained for."""
        sample = self.unet.config.sample_size
        height, width = (sample, sample) if isinstance(sample, int) else sample
        return width * self.factor, height * self.factor

    def latent_shape(self, size: Size | None = None) -> tuple[int, int, int]:
        """Channels, height and width of the latents of a picture; without a size the one of the training."""
        width, height = (size, size) if isinstance(size, int) else (size or self.default_size)
        for side in (width, height):
            if side < self.factor or side % self.factor:
                near = max(1, round(side / self.factor)) * self.factor
                raise SettingError(
                    f"size is {side} px; {self.name} draws multiples of {self.factor} px. Try {near}."
                )
        return int(self.unet.config.out_channels), height // self.factor, width // self.factor

    @property
    def window(self) -> int:
        """Tokens that the narrowest encoder reads at once, the begin and end marks among them."""
        return min(encoder.window for encoder in self.texts)

    def pieces(self, prompt: str) -> list[str]:
        """A prompt cut into what the encoders read at once, for all of them at the same places."""
        return pieces(prompt, lambda text: max(encoder.count(text) for encoder in self.texts), self.window)

    def overflow(self, prompt: str) -> str:
        """The part of a prompt beyond the first window; empty when all of it is read at once."""
        return ", ".join(self.pieces(prompt)[1:])

    @torch.inference_mode()
    def encode(self, prompts: Sequence[str], goals: Sequence[str] | None = None) -> Conditioning:
        """One row a prompt. A model with two text encoders reads `goals` with the second where they are given.

        What does not fit the window is read in pieces, cut between clauses, and a row's notes say in how many; or
        the first is read alone where the model's preset wants texts cut, and the notes name the rest.
        """
        if goals is not None and len(goals) != len(prompts):
            raise SettingError(
                f"There are {len(goals)} goals for {len(prompts)} prompts; one each is needed."
            )
        return stack([self._row(p, g) for p, g in zip(prompts, goals or prompts, strict=True)])

    def _row(self, prompt: str, goal: str) -> Conditioning:
        """One prompt, encoded by every encoder: each piece alone, their tokens one after another.

        The pooled vector is the first piece's, which says what is shown: a mean of several would be shorter than any
        that the network has seen. The shorter of two texts goes on with empty pieces.
        """
        texts = [self.pieces(text) for text in (prompt, goal)[: len(self.texts)]]
        notes: dict[str, None] = {}  # a set that keeps its order
        for found in texts:
            if len(found) > 1 and self.long == "cut":
                notes[f'the model reads {self.window} tokens; left out: "{", ".join(found[1:])}"'] = None
            elif len(found) > 1:
                notes[f"the model reads {self.window} tokens at once; read in {len(found)} pieces"] = None
        count = 1 if self.long == "cut" else max(map(len, texts))
        embeds: list[Tensor] = []
        pooled = None
        for encoder, found in zip(self.texts, texts, strict=True):
            rows = [encoder.encode(text) for text in (*found, *[""] * (count - len(found)))[:count]]
            embeds.append(torch.cat([row for row, _ in rows], 1).to(self.device, self.dtype))
            vector = rows[0][1]
            pooled = pooled if vector is None else vector.to(self.device, self.dtype)
        return Conditioning(embeds=torch.cat(embeds, dim=-1), pooled=pooled, notes=(tuple(notes),))

    def encode_negative(self, prompt: str) -> Conditioning:
        """What a picture should not show, one row; the model's own empty prompt when nothing is said."""
        row = self.encode([prompt])
        return row.zeros() if self.zero_empty and not prompt.strip() else row

    @torch.inference_mode()
    def predict(
        self, x: Float[Tensor, "rows seen h w"], timestep: Tensor | float, cond: Conditioning
    ) -> Float[Tensor, "rows c h w"]:
        """The network's output, in the terms of its schedule (noise, velocity or sample).

        An edit model finds behind the channels of what it draws those of what it sees.
        """
        added = None
        if cond.pooled is not None:
            height, width = x.shape[-2] * self.factor, x.shape[-1] * self.factor
            # SDXL's size conditioning: original size, crop at (0, 0), target size, all height first
            ids = torch.tensor([height, width, 0, 0, height, width], dtype=x.dtype, device=x.device)
            added = {"text_embeds": cond.pooled, "time_ids": ids.repeat(x.shape[0], 1)}
        out = self.unet(
            x, timestep, encoder_hidden_states=cond.embeds, encoder_attention_mask=cond.mask,
            added_cond_kwargs=added, return_dict=False,
        )  # fmt: skip
        result: Tensor = out[0]
        return result

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
        """Mean and deviation of the latents, a channel each, where the autoencoder states them."""
        mean, std = (self.vae.config.get(key) for key in ("latents_mean", "latents_std"))
        if mean is None or std is None:
            return 0.0, 1.0
        like = {"device": self.vae.device, "dtype": self.vae.dtype}
        return torch.tensor(mean, **like).view(1, -1, 1, 1), torch.tensor(std, **like).view(1, -1, 1, 1)
