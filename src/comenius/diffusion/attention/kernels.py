"""Attention whose keys carry a bias, through the plain fused kernel: no mask is ever made."""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

NOTHING = -1e4  # a bias that leaves a key no mass in any precision, and is finite in all


def edge_biases(weights: Sequence[float], budget: float = math.inf) -> list[float]:
    r"""One bias for each source of a reader: log w − log max(1, B/β), with B = Σ w.

    B is the foreign mass in units of one picture. Among unrelated keys the reader's own picture keeps
    1 / (1 + min(B, β)) of the attention, however many it reads. β = ∞ gives log w.
    """
    burden = max(1.0, sum(weights) / budget)
    return [math.log(weight) - math.log(burden) for weight in weights]


def biased_attention(
    query: Float[Tensor, "*batch heads queries d"],
    key: Float[Tensor, "*batch heads keys d"],
    value: Float[Tensor, "*batch heads keys d"],
    bias: Float[Tensor, "*batch keys"],
    scale: float,
) -> Float[Tensor, "*batch heads queries d"]:
    r"""Attention with a bias of the keys, b = log W + log M: CoherentVI, Eq. 3 (arXiv:2406.04337).

    softmax(s·q kᵀ + b) v by one more channel: q' = [q, 1/s], k' = [k, b]. A bias of 0 is plain attention. The
    head is padded to a multiple of 8 channels so that fused kernels apply. 1/s stands with the query because
    b/s would overflow in half precision.
    """
    d = query.shape[-1]
    room = (0, (-(d + 1)) % 8 + 1)
    q, k, v = (F.pad(x, room) for x in (query, key, value))
    q[..., d] = 1 / scale
    k[..., d] = bias.clamp_min(NOTHING).to(k.dtype).unsqueeze(-2)
    return F.scaled_dot_product_attention(q, k, v, scale=scale)[..., :d]


def beside(
    own: Float[Tensor, "g n r tokens c"], foreign: Sequence[Sequence[Float[Tensor, "g r tokens c"]]]
) -> Float[Tensor, "g n r all c"]:
    """Every step's own tokens with those of its sources behind them; where there are fewer, its own fill up.

    Groups and pictures stay apart: step i of group g and picture r gets tokens of that g and r only.
    """
    most = max(map(len, foreign))
    rows = []
    for i, parts in enumerate(foreign):
        mine = own[:, i]
        rows.append(torch.cat([mine, *parts, *[mine] * (most - len(parts))], dim=-2))
    return torch.stack(rows, dim=1)
