"""Train a text-to-image denoiser on latents: two text encoders and a UNet in the SDXL layout."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from comenius.training import loop
from comenius.training.muon import Muon


@dataclass(frozen=True, kw_only=True)
class Denoising:
    """The recipe of a denoiser."""

    channels: tuple[int, ...] = (96, 192)  # of the UNet's levels
    latent_channels: int = 32
    words: tuple[int, int] = (256, 128)  # widths of the two text encoders
    layers: tuple[int, int] = (3, 2)  # their depths; the last layer of the first is not read, as in SDXL
    window: int = 48  # tokens of a caption
    batch: int = 64
    learning_rate: float = 1.2e-3
    warm_up: int = 150  # steps
    minutes: float = 60.0  # the learning rate falls over the last half
    compile: bool = False  # the UNet, which pays on a GPU
    empty: float = 0.1  # share of captions replaced by nothing, for guidance
    decay: float = 0.9985  # of the weights' average
    emphasis: float = 0.0  # how much more the places count that matter: foods, or what an edit changes
    snr_cap: float = 5.0  # min-SNR weighting (2303.09556), for velocity: min(snr, cap) / (snr + 1)
    weight_floor: float = 0.25


SCHEDULE: dict[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_schedule": "squaredcos_cap_v2",
    "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True,
    "timestep_spacing": "trailing",
}


def alphas_bar(device: torch.device) -> Tensor:
    """The share of signal left at every timestep, `1000` values in [0, 1]."""
    from diffusers.schedulers.scheduling_ddpm import DDPMScheduler

    shares: Tensor = DDPMScheduler(**SCHEDULE).alphas_cumprod
    return shares.to(device)


class Painter(nn.Module):
    """The parts that are trained together; saved one by one in the formats of diffusers and transformers.

    With `seen`, the UNet has so many channels more to see another picture's latents in, as InstructPix2Pix does.
    """

    def __init__(
        self, recipe: Denoising, tokens: int, special: tuple[int, int, int], size: int, seen: int = 0
    ) -> None:
        super().__init__()
        from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
        from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

        begin, end, pad = special

        def config(width: int, depth: int) -> CLIPTextConfig:
            return CLIPTextConfig(
                vocab_size=tokens, hidden_size=width, intermediate_size=3 * width, num_hidden_layers=depth,
                num_attention_heads=width // 64, max_position_embeddings=recipe.window, projection_dim=width,
                bos_token_id=begin, eos_token_id=end, pad_token_id=pad,
            )  # fmt: skip

        one, two = recipe.words
        self.text_encoder = CLIPTextModel(config(one, recipe.layers[0]))
        self.text_encoder_2 = CLIPTextModelWithProjection(config(two, recipe.layers[1]))
        levels = len(recipe.channels)
        self.unet = UNet2DConditionModel(
            sample_size=size,
            in_channels=recipe.latent_channels + seen,
            out_channels=recipe.latent_channels,
            down_block_types=("CrossAttnDownBlock2D",) * levels,
            up_block_types=("CrossAttnUpBlock2D",) * levels,
            block_out_channels=recipe.channels,
            layers_per_block=1,
            cross_attention_dim=one + two,
            attention_head_dim=tuple(c // 32 for c in recipe.channels),
            norm_num_groups=16,
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=32,
            projection_class_embeddings_input_dim=6 * 32 + two,
        )

    def encode(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Word embeddings `b n d` and pooled embedding `b d` as the SDXL pipeline takes them."""
        one = self.text_encoder(ids, output_hidden_states=True)
        two = self.text_encoder_2(ids, output_hidden_states=True)
        return torch.cat([one.hidden_states[-2], two.hidden_states[-2]], -1), two.text_embeds

    def forward(self, x: Tensor, t: Tensor, ids: Tensor, time_ids: Tensor, *seen: Tensor) -> Tensor:
        """The predicted velocity of noisy latents `b c h w` at timesteps `b`, beside latents that are seen."""
        words, pooled = self.encode(ids)
        added = {"text_embeds": pooled, "time_ids": time_ids.expand(len(x), -1)}
        velocity: Tensor = self.unet(torch.cat([x, *seen], 1), t, words, added_cond_kwargs=added).sample
        return velocity


def noisy(z: Tensor, noise: Tensor, alpha_bar: Tensor) -> tuple[Tensor, Tensor]:
    """Noisy latents and their velocity: progressive distillation, Eq. in section 4 (arXiv:2202.00512).

    `z`, `noise` are `b c h w`, `alpha_bar` is `b` in [0, 1]; at 1 the latents come back and the velocity is the noise.
    """
    a = alpha_bar.view(-1, 1, 1, 1)
    return a.sqrt() * z + (1 - a).sqrt() * noise, a.sqrt() * noise - (1 - a).sqrt() * z


def weights(alpha_bar: Tensor, cap: float, floor: float) -> Tensor:
    """Min-SNR weights of a velocity loss: arXiv:2303.09556, section 3.4, with a floor. Shape as given."""
    snr = alpha_bar / (1 - alpha_bar).clamp_min(1e-8)
    return (snr.clamp_max(cap) / (snr + 1)).clamp_min(floor)


def emphasised(squares: Tensor, where: Tensor, emphasis: float) -> Tensor:
    """The mean error of each row, `b`, of squares `b c h w`, where places that matter weigh `1 + emphasis` times.

    `where` says for each place how much it matters, `b 1 h w` in [0, 1]; the weights have mean 1 over the batch, and
    without emphasis this is the plain mean.
    """
    weight = 1 + emphasis * where
    return (squares * (weight / weight.mean())).mean((1, 2, 3))


def hidden(share: float, chance: Tensor, nothing: Tensor, ids: Tensor, *seen: Tensor) -> tuple[Tensor, ...]:
    """Token ids and seen latents with a share of them taken away, so that guidance has something to compare with.

    Where `chance`, `b` in [0, 1), is below `share` the words are `nothing`. Of seen pictures (arXiv:2211.09800, section
    3.2.1) half of those go too, and as many again alone: with a share of .1, 5 % lack words, 5 % the picture, 5 % both.
    """
    ids = torch.where(chance[:, None] < share, nothing, ids)
    kept = (chance < share / 2) | (chance >= share * 1.5)
    return ids, *(z * kept.view(-1, 1, 1, 1) for z in seen)


def train(
    recipe: Denoising,
    painter: Painter,
    batches: Iterator[tuple[Tensor, ...]],
    held_out: tuple[Tensor, ...],
    nothing: Tensor,
    size: int,
    file: Path,
    export: Callable[[Painter], None],
    *,
    seed: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, float]]:
    """Train and yield a report every three minutes, each with a whole checkpoint in `file` and an export.

    `batches` yields latents `b c h w` of unit variance, token ids `b n`, how much each place matters, `b 1 h w`, and
    then the latents of what an edit model sees, all on the device of the painter; so does `held_out`, once. `nothing`
    is the empty caption's ids; `size` is the side in pixels, for the time ids. A report has the error of all places
    and of those that matter, `there`.
    """
    z_held, ids_held, there, *seen_held = held_out
    device = z_held.device
    alphas = alphas_bar(device)
    time_ids = torch.tensor([[size, size, 0, 0, size, size]], dtype=torch.float32, device=device)
    optimizer = Muon(painter, lr=recipe.learning_rate, betas=(0.9, 0.98), weight_decay=0.01)

    def errors(model: Painter, t: Tensor, noise: Tensor, z: Tensor, ids: Tensor, *seen: Tensor) -> Tensor:
        x, v = noisy(z, noise, alphas[t])
        with torch.autocast(device.type, torch.bfloat16):
            out = model(x, t, ids, time_ids, *seen)
        squares: Tensor = (out.float() - v).square()
        return squares

    def loss_of(_: int) -> Tensor:
        z, ids, where, *seen = next(batches)
        ids, *seen = hidden(recipe.empty, torch.rand(len(z), device=device), nothing, ids, *seen)
        t = torch.randint(0, 1000, (len(z),), device=device)
        squares = errors(painter, t, torch.randn_like(z), z, ids, *seen)
        rows = emphasised(squares, where, recipe.emphasis)
        return (rows * weights(alphas[t], recipe.snr_cap, recipe.weight_floor)).mean()

    generator = torch.Generator().manual_seed(1)
    t_held = torch.randint(0, 1000, (len(z_held),), generator=generator).to(device)
    noise_held = torch.randn(z_held.shape, generator=generator).to(device)

    def report(average: Painter, step: int) -> dict[str, float]:
        export(average)
        parts = zip(*(x.split(64) for x in (t_held, noise_held, z_held, ids_held, *seen_held)), strict=True)
        with torch.no_grad():
            squares = torch.cat([errors(average, *part) for part in parts])
        places = (squares.mean(1, keepdim=True) * there).sum() / there.sum()
        return {"samples": step * recipe.batch, "held_out": float(squares.mean()), "there": float(places)}

    pace = loop.Pace(
        minutes=recipe.minutes, rate=recipe.learning_rate, warm_up=recipe.warm_up, hold=0.5, floor=0.02,
        decay=recipe.decay, every=180,
    )  # fmt: skip
    return loop.run(pace, painter, optimizer, loss_of, report, file, seed=seed, until=until)
