"""One branch that reads the words of several edits, each in its own places of the picture."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, final

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from comenius.diffusion.attention.masks import grid_of
from comenius.diffusion.attention.processors import UNET, kind_of
from comenius.diffusion.backbones.text import Conditioning
from comenius.errors import ModelError

LEAST = 1e-6
UNREAD = -10_000.0  # the bias of tokens that nobody reads, as UNet2DConditionModel has it


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Regional:
    """The words of the edits, and each edit's part of every place."""

    words: Conditioning  # a row an edit
    shares: Float[Tensor, "n h w"]

    @property
    def row(self) -> Conditioning:
        """What stands for all in a call of the network: the longest words, and the pooled vectors by their parts."""
        mask, pooled = self.words.mask, self.words.pooled
        one = self.words.rows([0 if mask is None else int(mask.sum(1).argmax())])
        if pooled is None:
            return one
        weights = self.shares.mean((-2, -1)).to(pooled)
        weights = weights / weights.sum().clamp_min(LEAST)
        return replace(one, pooled=(weights[:, None] * pooled).sum(0, keepdim=True))


@contextmanager
def regional_attention(network: nn.Module, regional: Regional) -> Iterator[None]:
    """Inside, the last row of each call reads every edit's words, and takes of each what it has a part in."""
    from diffusers.models.attention_processor import Attention

    if kind_of(network) != UNET:
        raise ModelError(
            f"{type(network).__name__} mixes words into its pictures; one branch for all edits needs a UNet. "
            "Leave collapse at 1."
        )
    layers = [one for one in network.modules() if isinstance(one, Attention) and one.is_cross_attention]
    with ExitStack() as undo:
        for layer in layers:
            undo.callback(setattr, layer, "processor", layer.processor)
            layer.processor = RegionalAttention(layer.processor, regional)
        yield


@final
class RegionalAttention:
    """One layer's cross-attention: all rows by the layer's own processor, the last once for each edit."""

    def __init__(self, original: Any, regional: Regional) -> None:
        self.original = original
        self.regional = regional

    def __call__(
        self,
        attn: Any,
        hidden_states: Float[Tensor, "rows tokens c"],
        encoder_hidden_states: Float[Tensor, "rows words channels"],
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Float[Tensor, "rows tokens c"]:
        """What the layer returns, the last row mixed by place."""
        words, shares = self.regional.words, self.regional.shares
        n, room = len(words), encoder_hidden_states.shape[1]
        more = room - words.embeds.shape[1]
        if attention_mask is not None or words.mask is not None or more:
            own = words.embeds.new_ones(words.embeds.shape[:2]).bool() if words.mask is None else words.mask
            bias = torch.where(F.pad(own, (0, more)), 0.0, UNREAD)[:, None].to(hidden_states)
            others = bias.new_zeros(len(hidden_states) - 1, 1, room)
            attention_mask = torch.cat([others if attention_mask is None else attention_mask[:-1], bias])
        out = self.original(
            attn,
            torch.cat([hidden_states[:-1], hidden_states[-1:].expand(n, -1, -1)]),
            torch.cat(
                [encoder_hidden_states[:-1], F.pad(words.embeds, (0, 0, 0, more)).to(encoder_hidden_states)]
            ),
            attention_mask,
            temb,
        )
        grid = grid_of(hidden_states.shape[1], (shares.shape[-2], shares.shape[-1]))
        parts = F.adaptive_avg_pool2d(shares[None], grid)[0].flatten(1).to(out)
        parts = parts / parts.sum(0).clamp_min(LEAST)
        mixed: Tensor = torch.cat([out[:-n], (parts[..., None] * out[-n:]).sum(0, keepdim=True)])
        return mixed
