"""Attention layers that read other pictures' keys, put in for one call and taken out after it; and those of a UNet."""

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, final

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from comenius.diffusion.attention.families import FAMILIES
from comenius.diffusion.attention.joint import JointStepAttention, joint_attention, watched
from comenius.diffusion.attention.reading import Heads, read
from comenius.diffusion.attention.sharing import Visit
from comenius.errors import ModelError, SettingError

UNET = "UNet2DConditionModel"


@contextmanager
def shared_attention(network: nn.Module, visit: Visit) -> Iterator[None]:
    """Inside, the attention of the layers in question follows the step graph; after it all is as before.

    Of a UNet these are the self-attention layers. Cross-attention is left alone, and with it whatever IP-Adapter or
    another extension has put there. Of a transformer they are the joint attention of text and image.
    """
    with ExitStack() as undo:
        find: Callable[[Any], dict[str, Any]]
        processor: Callable[[str, Any], Any]
        if (kind := kind_of(network)) == UNET:
            find, processor = self_attention, partial(StepAttention, visit=visit)
        else:
            if visit.sharing.style:
                raise SettingError(f"A common style needs a UNet; {kind} mixes words into its keys.")
            find = partial(joint_attention, family=FAMILIES[kind])
            call = undo.enter_context(watched(network, FAMILIES[kind]))
            processor = partial(JointStepAttention, visit=visit, call=call)
        found = visit.shelf.layers = visit.shelf.layers or find(network)
        layers = {name: layer for name, layer in found.items() if visit.sharing.touches(name)}
        if not layers:
            wanted = {name for window in visit.sharing.windows for name in window.layers}
            raise ModelError(
                f"{type(network).__name__} has no self-attention layer that begins with "
                f"{' or '.join(sorted(wanted)) or 'any name'}; nothing could be shared."
            )
        for name, layer in layers.items():
            original = layer.processor
            undo.callback(setattr, layer, "processor", original)
            layer.processor = processor(name, original)
        yield


def kind_of(network: nn.Module) -> str:
    """The class of diffusers that a network is of, among those whose attention can be shared."""
    for known in type(network).__mro__:
        if known.__name__ in (UNET, *FAMILIES):
            return known.__name__
    raise ModelError(
        f"{type(network).__name__} is no network whose pictures can share attention; known are "
        f"{', '.join((UNET, *FAMILIES))}."
    )


def self_attention(unet: nn.Module) -> dict[str, Any]:
    """The self-attention layers by name; `ModelError` when one is handled in a way we cannot follow."""
    from diffusers.models.attention_processor import Attention, AttnProcessor, AttnProcessor2_0

    layers: dict[str, Any] = {}
    for name, layer in unet.named_modules():
        if not isinstance(layer, Attention) or layer.is_cross_attention:
            continue
        if type(layer.processor) not in (AttnProcessor, AttnProcessor2_0):
            raise ModelError(
                f"The self-attention {name} is already handled by {type(layer.processor).__name__}; sharing needs "
                "diffusers' own AttnProcessor or AttnProcessor2_0 with unfused projections. Undo that change first."
            )
        layers[name] = layer
    return layers


@final
class StepAttention:
    """One layer's self-attention along the step graph; cross-attention goes to the layer's own processor."""

    def __init__(self, layer: str, original: Any, visit: Visit) -> None:
        self.layer = layer
        self.original = original
        self.visit = visit

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Tensor:
        """What diffusers' own processor returns, with the sources' tokens among the keys."""
        if encoder_hidden_states is not None:
            crossed: Tensor = self.original(attn, hidden_states, encoder_hidden_states, attention_mask, temb)
            return crossed
        if attention_mask is not None:
            raise ModelError(
                f"The self-attention {self.layer} is masked; sharing between pictures cannot follow that."
            )
        x = hidden_states if attn.spatial_norm is None else attn.spatial_norm(hidden_states, temb)
        grid = x.shape[2:] if x.ndim == 4 else None
        x = x.flatten(2).transpose(1, 2) if grid else x
        if attn.group_norm is not None:
            x = attn.group_norm(x.transpose(1, 2)).transpose(1, 2)

        out = self.attend(attn, x)

        out = attn.to_out[1](attn.to_out[0](out))
        out = out.transpose(-1, -2).unflatten(-1, grid) if grid else out
        if attn.residual_connection:
            out = out + hidden_states
        shared: Tensor = out if attn.rescale_output_factor == 1 else out / attn.rescale_output_factor
        return shared

    def attend(self, attn: Any, x: Float[Tensor, "rows tokens c"]) -> Float[Tensor, "rows tokens c"]:
        """Every row attends to its own tokens and to those of the steps it reads."""
        q, k, v = (
            part(x).unflatten(-1, (attn.heads, -1)).transpose(1, 2)
            for part in (attn.to_q, attn.to_k, attn.to_v)
        )
        q = q if attn.norm_q is None else attn.norm_q(q)
        k = k if attn.norm_k is None else attn.norm_k(k)
        scale = 1 / math.sqrt(q.shape[-1]) if self.ignores_scale else attn.scale
        out = read(self.visit, self.layer, Heads(query=q, key=k, value=v), scale)
        if out is None:
            out = F.scaled_dot_product_attention(q, k, v, scale=None if self.ignores_scale else scale)
        return out.transpose(1, 2).flatten(2)

    @property
    def ignores_scale(self) -> bool:
        """AttnProcessor2_0 uses 1/√d whatever the layer says; AttnProcessor uses the layer's scale."""
        return type(self.original).__name__ == "AttnProcessor2_0"
