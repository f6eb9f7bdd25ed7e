"""Joint attention of text and image tokens whose image tokens read other pictures': SD3, FLUX.1, Qwen-Image."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, final

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn

from comenius.diffusion.attention.families import Angles, Family
from comenius.diffusion.attention.kernels import NOTHING, with_bias
from comenius.diffusion.attention.reading import Heads, Turn, read
from comenius.diffusion.attention.sharing import Visit
from comenius.errors import ModelError


@final
@dataclass(kw_only=True, eq=False)
class Call:
    """What layers must know of the call they are in, and are not told."""

    network: nn.Module
    family: Family
    text: int = 0  # text tokens joined to the image's in layers of one stream


@contextmanager
def watched(network: nn.Module, family: Family) -> Iterator[Call]:
    """Inside, the number of text tokens in each call of a network is known to its layers."""
    call = Call(network=network, family=family)
    if family.embedder is None:
        yield call
        return

    def note(_module: nn.Module, _given: object, tokens: Tensor) -> None:
        call.text = tokens.shape[1]

    hook = network.get_submodule(family.embedder).register_forward_hook(note)
    try:
        yield call
    finally:
        hook.remove()


def joint_attention(network: nn.Module, family: Family) -> dict[str, Any]:
    """The attention layers by name; `ModelError` when one is handled in a way we cannot follow."""
    from diffusers.models.attention import AttentionModuleMixin

    layers: dict[str, Any] = {
        name: layer for name, layer in network.named_modules() if hasattr(layer, "get_processor")
    }
    for name, layer in layers.items():
        found = layer.processor
        fused = isinstance(layer, AttentionModuleMixin) and layer.fused_projections  # else by processor alone
        spread = getattr(found, "_parallel_config", None) is not None
        if type(found).__name__ != family.processor or fused or spread:
            how = " on fused projections" if fused else " over several devices" if spread else ""
            raise ModelError(
                f"The joint attention {name} is already handled by {type(found).__name__}{how}; sharing needs "
                f"diffusers' own {family.processor} with unfused projections. Undo that change first."
            )
    return layers


@final
class JointStepAttention:
    """One layer's joint attention, its image tokens along the step graph.

    Text tokens see their own picture and no other, as before.
    """

    def __init__(self, layer: str, original: Any, visit: Visit, call: Call) -> None:
        self.layer = layer
        self.original = original
        self.visit = visit
        self.call = call
        self.family = call.family

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        image_rotary_emb: Angles | None = None,
        encoder_hidden_states_mask: Tensor | None = None,
    ) -> Tensor | tuple[Tensor, Tensor]:
        """What diffusers' own processor returns, with the sources' image tokens among the image's keys."""
        if attention_mask is not None:
            raise ModelError(
                f"The joint attention {self.layer} is masked; sharing between pictures cannot follow that."
            )
        if encoder_hidden_states is None:
            length = self.call.text
            parts = [self.apart(part, length, -2) for part in projected(attn, hidden_states)]
            text, image = [words for words, _ in parts], [seen for _, seen in parts]
        else:
            length = encoder_hidden_states.shape[1]
            text, image = projected(attn, encoder_hidden_states, added=True), projected(attn, hidden_states)

        out = self.attend(text, image, image_rotary_emb, encoder_hidden_states_mask)
        out = out.transpose(1, 2).flatten(2)

        if encoder_hidden_states is None:
            return out if getattr(attn, "pre_only", False) else finished(attn, out)
        words, seen = self.apart(out, length, 1)
        if not attn.context_pre_only:
            words = attn.to_add_out(words.contiguous())
        return finished(attn, seen.contiguous()), words

    def attend(
        self,
        text: Sequence[Float[Tensor, "rows heads text d"]],
        image: Sequence[Float[Tensor, "rows heads image d"]],
        angles: Angles | None = None,
        words: Bool[Tensor, "rows text"] | None = None,
    ) -> Float[Tensor, "rows heads tokens d"]:
        """Queries, keys and values of text and image; the image's read further pictures where there are any.

        `words` says which text tokens are none but fill up: nobody sees them.
        """
        (text_query, text_key, text_value), (image_query, unturned, image_value) = text, image
        image_key, turn = unturned, None
        if self.family.rotary is not None and angles is not None:
            turned = self.family.rotary.turned
            of_text, of_image = self.family.rotary.parts(angles, text_key.shape[-2])
            text_query, text_key = turned(text_query, of_text), turned(text_key, of_text)
            image_query, image_key = turned(image_query, of_image), turned(unturned, of_image)
            turn = partial(self.turned, angles=of_image, d=image_key.shape[-1])
        key, value = self.joined(text_key, image_key, -2), self.joined(text_value, image_value, -2)
        mask = None
        if words is not None:
            mask = self.joined(words, words.new_ones(len(words), image_key.shape[-2]), 1)

        out = self.found(image_query, key, value, (unturned, image_value), mask, turn)

        if out is None:
            return self.plain(self.joined(text_query, image_query, -2), key, value, mask)
        return self.joined(self.plain(text_query, key, value, mask), out, -2) if text_key.shape[-2] else out

    def found(
        self, query: Tensor, key: Tensor, value: Tensor, offer: tuple[Tensor, Tensor], mask: Tensor | None,
        turn: Turn | None,
    ) -> Tensor | None:  # fmt: skip
        """What the image's queries find; keys that the mask hides keep a bias that leaves them no mass."""
        scale, d = 1 / math.sqrt(query.shape[-1]), query.shape[-1]
        if mask is not None:
            bias = torch.zeros(mask.shape, device=mask.device).masked_fill(~mask, NOTHING)
            query, key, value = with_bias(query, key, value, bias, scale)
            room = (0, query.shape[-1] - d)
            offer = F.pad(offer[0], room), F.pad(offer[1], room)
        own = Heads(query=query, key=key, value=value)
        out = read(self.visit, self.layer, own, scale, offer=offer, turn=turn)
        return out if out is None else out[..., :d]

    def turned(self, key: Tensor, slot: int, *, angles: Angles, d: int) -> Tensor:
        """Foreign keys at their own height and width; each source one further along the first axis, or all with us."""
        rotary = self.family.rotary
        assert rotary is not None
        apart = self.visit.sharing.rope == "slot"
        there = rotary.moved(self.call.network, angles, 1 + slot) if apart else angles
        known = rotary.turned(key[..., :d].flatten(0, 1), there).unflatten(0, key.shape[:2])
        return torch.cat([known, key[..., d:]], -1)

    def plain(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """Attention exactly as diffusers does it."""
        seen = None if mask is None else mask[:, None, None]
        if not self.family.dispatched:
            return F.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        from diffusers.models.attention_dispatch import dispatch_attention_fn

        q, k, v = (x.transpose(1, 2) for x in (query, key, value))
        out: Tensor = dispatch_attention_fn(q, k, v, attn_mask=seen, backend=self.original._attention_backend)
        return out.transpose(1, 2)

    def joined(self, text: Tensor, image: Tensor, dim: int) -> Tensor:
        """Text and image tokens in the network's order."""
        return torch.cat([text, image] if self.family.text_first else [image, text], dim)

    def apart(self, tokens: Tensor, text: int, dim: int) -> tuple[Tensor, Tensor]:
        """Text and image tokens out of the network's order."""
        if self.family.text_first:
            return tokens.narrow(dim, 0, text), tokens.narrow(dim, text, tokens.shape[dim] - text)
        image = tokens.shape[dim] - text
        return tokens.narrow(dim, image, text), tokens.narrow(dim, 0, image)


def projected(
    attn: Any, tokens: Float[Tensor, "rows tokens c"], added: bool = False
) -> list[Float[Tensor, "rows heads tokens d"]]:
    """Queries, keys and values by a layer's weights for the image, or by those `added` for the text."""
    names = ("add_q_proj", "add_k_proj", "add_v_proj") if added else ("to_q", "to_k", "to_v")
    norms = ("norm_added_q", "norm_added_k") if added else ("norm_q", "norm_k")
    q, k, v = (getattr(attn, name)(tokens).unflatten(-1, (attn.heads, -1)).transpose(1, 2) for name in names)
    normed = [
        x if (norm := getattr(attn, n)) is None else norm(x) for x, n in zip((q, k), norms, strict=True)
    ]
    return [*normed, v]


def finished(attn: Any, tokens: Float[Tensor, "rows tokens c"]) -> Float[Tensor, "rows tokens c"]:
    """After a layer's last projection."""
    for module in attn.to_out:
        tokens = module(tokens)
    return tokens
