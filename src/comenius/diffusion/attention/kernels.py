"""Attention along weighted edges, three ways and exactly the same: biased keys, merged parts, one flexible call."""

import math
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

NOTHING = -1e4  # a bias that leaves a key no mass in any precision, and is finite in all


def edge_biases(
    masses: Sequence[float], budget: float = math.inf, seen: Sequence[float] | None = None
) -> list[float]:
    r"""One bias for each source of a reader: log w − log max(1, B/β), with B = Σ w·|M|/N.

    `masses` are the weights w in (0, 1], `seen` the share |M|/N of each source that may be read, all of it when not
    given. B is the foreign mass in units of one picture. Among unrelated keys the reader's own picture keeps
    1 / (1 + min(B, β)) of the attention, however many it reads. β = ∞ gives log w.
    """
    shares = [1.0] * len(masses) if seen is None else seen
    total = sum(weight * share for weight, share in zip(masses, shares, strict=True))
    burden = max(1.0, total / budget)
    return [math.log(weight) - math.log(burden) for weight in masses]


def biased_attention(
    query: Float[Tensor, "*batch heads queries d"],
    key: Float[Tensor, "*batch heads keys d"],
    value: Float[Tensor, "*batch heads keys d"],
    bias: Float[Tensor, "*batch keys"],
    scale: float,
) -> Float[Tensor, "*batch heads queries d"]:
    r"""Attention with a bias of the keys, b = log W + log M: CoherentVI, Eq. 3 (arXiv:2406.04337).

    softmax(s·q kᵀ + b) v. A bias of 0 is plain attention. A processor's fused kernel adds the bias itself, one row
    for all queries; a GPU's would refuse it, and gets it `with_bias` in the keys.
    """
    if query.device.type == "cpu":
        row = bias.clamp_min(NOTHING).to(query.dtype)[..., None, None, :]
        return F.scaled_dot_product_attention(query, key, value, attn_mask=row, scale=scale)
    q, k, v = with_bias(query, key, value, bias, scale)
    return F.scaled_dot_product_attention(q, k, v, scale=scale)[..., : query.shape[-1]]


def with_bias(
    query: Float[Tensor, "*batch heads queries d"],
    key: Float[Tensor, "*batch heads keys d"],
    value: Float[Tensor, "*batch heads keys d"],
    bias: Float[Tensor, "*batch keys"],
    scale: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values with channels behind them that add the bias of each key to its logits.

    One more channel does it: q' = [q, 1/s], k' = [k, b]. The head is padded to a multiple of 8 channels so that
    fused kernels apply. 1/s stands with the query because b/s would overflow in half precision.
    """
    d = query.shape[-1]
    room = (0, (-(d + 1)) % 8 + 1)
    q, k, v = (F.pad(x, room) for x in (query, key, value))
    q[..., d] = 1 / scale
    k[..., d] = bias.clamp_min(NOTHING).to(k.dtype).unsqueeze(-2)
    return q, k, v


def attention_and_log_sum(
    query: Float[Tensor, "batch heads queries d"],
    key: Float[Tensor, "batch heads keys d"],
    value: Float[Tensor, "batch heads keys d"],
    scale: float,
) -> tuple[Float[Tensor, "batch heads queries d"], Float[Tensor, "batch heads queries"]]:
    r"""Plain attention, and log Σ exp(s·q kᵀ) of each query in single precision.

    By the fused kernel of the device where it tells the sum, else by two matrix products.
    """
    kernel = torch.ops.aten
    if query.device.type == "cpu" and query.dtype in (torch.float32, torch.bfloat16, torch.float16):
        out, total = kernel._scaled_dot_product_flash_attention_for_cpu(query, key, value, scale=scale)[:2]
        return out, total.float()
    if (
        query.device.type == "cuda"
        and query.dtype in (torch.float16, torch.bfloat16)
        and query.shape[-1] % 8 == 0
    ):
        out, total = kernel._scaled_dot_product_flash_attention(query, key, value, scale=scale)[:2]
        return out, total.float()
    logits = scale * (query.float() @ key.float().transpose(-1, -2))
    return (logits.softmax(-1) @ value.float()).to(query.dtype), logits.logsumexp(-1)


def merged_attention(
    parts: Sequence[tuple[Float[Tensor, "batch heads queries d"], Float[Tensor, "batch heads queries"]]],
    biases: Sequence[Float[Tensor, "*#batch"]],
) -> tuple[Float[Tensor, "batch heads queries d"], Float[Tensor, "parts batch heads queries"]]:
    r"""Attention over all parts' keys at once, and the share of each part: O = Σ_j softmax_j(lse_j + b_j)·o_j.

    A part is what a query found among one picture's keys, with the log of its sum; its bias, broadcast to `batch heads
    queries`, is added to all of its keys, and may differ from query to query. A single part comes back as it is, with
    the share 1.
    """
    totals = torch.stack(
        [lse + bias.clamp_min(NOTHING) for (_, lse), bias in zip(parts, biases, strict=True)]
    )
    shares = totals.softmax(0)
    out = sum(share[..., None] * found.float() for share, (found, _) in zip(shares, parts, strict=True))
    assert isinstance(out, Tensor)
    return out.to(parts[0][0].dtype), shares


def flexible_attention(
    query: Float[Tensor, "rows heads queries d"],
    key: Float[Tensor, "rows heads keys d"],
    value: Float[Tensor, "rows heads keys d"],
    weights: Float[Tensor, "steps steps"],
    masks: Float[Tensor, "steps steps tokens"],
    scale: float,
) -> Float[Tensor, "rows heads queries d"]:
    r"""All steps of a group side by side in one call of FlexAttention: softmax(s·q kᵀ + b_ij + log M_ij) v.

    Queries and keys are `steps` times `tokens`; `weights` hold exp b for each reader and source, 0 where there is no
    edge and 1 on the diagonal, and `masks` what of each source may be read. Both are captured by reference: other
    values of the same shape compile nothing anew.
    """
    from torch.nn.attention.flex_attention import create_block_mask

    n, tokens = masks.shape[1:]
    bias = (weights[..., None] * masks).clamp_min(math.exp(-80)).log()

    length = n * tokens
    blocks = create_block_mask(  # lambdas, because the functions' arguments are counted
        lambda _row, _head, q, k: masks[q // tokens, k // tokens, k % tokens] * weights[q // tokens, k // tokens] > 0,
        None, None, length, length, device=str(query.device),
    )  # fmt: skip
    out = _flex(query.device.type)(
        query, key, value, block_mask=blocks, scale=scale,
        score_mod=lambda logit, _row, _head, q, k: logit + bias[q // tokens, k // tokens, k % tokens],
    )  # fmt: skip
    assert isinstance(out, Tensor)
    return out


@cache
def _flex(device: str) -> Callable[..., Any]:
    """FlexAttention as a device runs it: compiled on a GPU; elsewhere as it is, which makes all scores at once."""
    from torch.nn.attention import flex_attention as flex

    if device == "cuda":
        return torch.compile(flex.flex_attention)

    def plain(*args: Any, **more: Any) -> Any:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "flex_attention called without torch.compile", UserWarning)
            return flex.flex_attention(*args, **more)

    return plain
