"""How each kind of transformer lays out the attention of its text and image tokens: one small adapter a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import torch
from jaxtyping import Float
from torch import Tensor, nn

Angles = (
    Any  # of the tokens' rotation, as the network has them: (cos, sin) `tokens d`, or complex `tokens d/2`
)
Heads = Float[Tensor, "rows heads tokens d"]


@final
@dataclass(frozen=True, kw_only=True)
class Rotary:
    """Positions that turn queries and keys."""

    parts: Callable[[Angles, int], tuple[Angles, Angles]]  # of so many text tokens, and of the image's
    turned: Callable[[Heads, Angles], Heads]  # exactly as the network's own layers turn them
    moved: Callable[[nn.Module, Angles, int], Angles]  # the same places, so much further along the first axis


@final
@dataclass(frozen=True, kw_only=True)
class Family:
    """One kind of transformer: what handles its layers, where their text is and how positions enter."""

    processor: str  # diffusers' class whose place ours can take
    text_first: bool  # before the image's tokens, else behind them
    dispatched: bool  # attention by the backend that the user chose in diffusers; else torch's
    embedder: str | None = None  # makes the text tokens that layers of one stream find joined to the image's
    rotary: Rotary | None = None  # None when positions were added to the tokens


def real_parts(angles: Angles, text: int) -> tuple[Angles, Angles]:
    """Cosines and sines of all tokens, text first, by kind of token."""
    cos, sin = angles
    return (cos[:text], sin[:text]), (cos[text:], sin[text:])


def real_turned(x: Heads, angles: Angles) -> Heads:
    """Neighbouring channels turned by cosines and sines: FLUX."""
    from diffusers.models.embeddings import apply_rotary_emb

    turned: Tensor = apply_rotary_emb(x, angles)
    return turned


def real_moved(network: nn.Module, angles: Angles, by: int) -> Angles:
    """The angles of two positions add up: (h, w) of the image, and `by` of the first axis."""
    embed: Any = network.pos_embed
    cos, sin = angles
    ids = torch.zeros(1, len(embed.axes_dim), device=cos.device)
    ids[:, 0] = by
    c, s = embed.forward(ids)
    return cos * c - sin * s, sin * c + cos * s


def complex_parts(angles: Angles, text: int) -> tuple[Angles, Angles]:
    """Image and text apart, as Qwen-Image keeps them."""
    image, words = angles
    return words[:text], image


def complex_turned(x: Heads, angles: Angles) -> Heads:
    """Neighbouring channels as complex numbers turned by others of length 1: Qwen-Image."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))
    return torch.view_as_real(pairs * angles).flatten(-2).type_as(x)


def complex_moved(network: nn.Module, angles: Angles, by: int) -> Angles:
    """As with cosines and sines; the other axes stay where they are."""
    embed: Any = network.pos_embed
    further = torch.ones_like(angles[:1])
    first = embed.axes_dim[0] // 2
    further[:, :first] = embed.pos_freqs[by, :first].to(further)
    return angles * further


FAMILIES = {
    "SD3Transformer2DModel": Family(processor="JointAttnProcessor2_0", text_first=False, dispatched=False),
    "FluxTransformer2DModel": Family(
        processor="FluxAttnProcessor",
        text_first=True,
        dispatched=True,
        embedder="context_embedder",
        rotary=Rotary(parts=real_parts, turned=real_turned, moved=real_moved),
    ),
    "QwenImageTransformer2DModel": Family(
        processor="QwenDoubleStreamAttnProcessor2_0",
        text_first=True,
        dispatched=True,
        rotary=Rotary(parts=complex_parts, turned=complex_turned, moved=complex_moved),
    ),
}
