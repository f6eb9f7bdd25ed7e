"""The pictures of a visit read each other along the graph: the same for every kind of network."""

import math
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.attention.kernels import (
    NOTHING,
    attention_and_log_sum,
    biased_attention,
    edge_biases,
    flexible_attention,
    merged_attention,
    with_bias,
)
from comenius.diffusion.attention.masks import grid_of, pooled
from comenius.diffusion.attention.sharing import Visit
from comenius.diffusion.attention.shelf import Laid
from comenius.diffusion.attention.style import adain, moments
from comenius.errors import SettingError

WIDE = 96  # channels of a head from which one more would leave the fast kernels
Turn = Callable[
    [Tensor, int], Tensor
]  # keys `… tokens d` of the source in a slot, from 0, turned for its reader


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Heads:
    """Queries, keys and values of a layer, `rows heads tokens d`, as attention takes them."""

    query: Tensor
    key: Tensor
    value: Tensor


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Foreign:
    """What a step reads of one source."""

    source: int
    key: Float[Tensor, "g r heads kept d"]
    value: Float[Tensor, "g r heads kept d"]
    fraction: Float[Tensor, " kept"] | None  # of each place, when masks are soft
    seen: float  # share of the source's places
    weight: float
    gate: Float[Tensor, " queries"] | None  # factor on each query


def read(
    visit: Visit, layer: str, own: Heads, scale: float, *, offer: tuple[Tensor, Tensor] | None = None,
    turn: Turn | None = None,
) -> Float[Tensor, "rows heads queries d"] | None:  # fmt: skip
    """Attention of every row to its own keys and to those its step may read of others; None where there are none.

    `own` are the queries that read and all keys they always see. `offer` are the keys and values,
    `rows heads tokens d`, that others may read of a row: its own when not given. `turn` moves foreign keys to where
    the reader looks for them, where positions are part of keys. What others will read later stays on the visit's shelf.
    """
    sharing = visit.sharing
    strength = sharing.strength(layer, visit.index, visit.total)
    if not strength:
        return None
    given = [visit.split(part) for part in offer or (own.key, own.value)]
    if sharing.style:
        given += [moment for part in (own.query, own.key) for moment in moments(visit.split(part))]
    for step in visit.steps:
        visit.shelf.put(visit.index, step, layer, _leaving(visit, step, given, whole=turn is not None))
    found = [_foreign(visit, layer, step, given, strength, turn) for step in visit.steps]
    if not any(found):
        return None
    if sharing.style:
        own = _styled(visit, layer, own, given)
    kernel = sharing.kernel
    if kernel == "auto":
        wide = own.query.shape[-1] > WIDE
        kernel = "merge" if sharing.gates or visit.mass is not None or wide else "keys"
    return {"keys": _by_keys, "merge": _by_parts, "flex": _at_once}[kernel](visit, own, found, scale)


def _foreign(
    visit: Visit, layer: str, reader: int, given: Sequence[Tensor], strength: float, turn: Turn | None
) -> list[Foreign]:
    """What a step reads of its sources in one layer."""
    sharing, found = visit.sharing, []
    for slot, (source, weight) in enumerate(sharing.graph.sources(reader)):
        laid, kept, tokens = None, None, given[0].shape[-2]
        if (reader, source) in sharing.masks:
            laid = _laid(visit, [sharing.masks[reader, source]], given[0])
            kept = laid.places
            if not kept.numel():
                continue
        if sharing.subset < 1:
            kept = _some(visit, layer, reader, source, torch.arange(tokens) if kept is None else kept.cpu())
            kept = kept.to(given[0].device)
        key, value = _left(visit, layer, source, given)[:2]
        key = key if turn is None else turn(key, slot)
        if kept is not None and len(kept) < (left := key.shape[-2]):
            known = None if left == tokens else _wanted(visit, source, given)
            places = kept if known is None else torch.searchsorted(known, kept)
            key, value = _some_of(key, places), _some_of(value, places)
        gate = None
        if (reader, source) in sharing.gates:
            gate = _pooled(visit, sharing.gates[reader, source], tokens, 0).to(key.device)
        found.append(
            Foreign(
                source=source, key=key, value=value, weight=weight * strength, gate=gate,
                fraction=laid.mask[kept] if sharing.soft and laid is not None else None,
                seen=1.0 if laid is None else laid.seen,
            )
        )  # fmt: skip
    return found


def _left(visit: Visit, layer: str, source: int, given: Sequence[Tensor]) -> tuple[Tensor, ...]:
    """What a source left in this layer, in this visit or before."""
    if source in visit.steps:
        place = visit.steps.index(source)
        return tuple(part[:, place] for part in given)
    return visit.shelf.get(visit.index, source, layer)


def _leaving(visit: Visit, step: int, given: Sequence[Tensor], *, whole: bool) -> tuple[Tensor, ...]:
    """What a step leaves for readers in later visits: what their masks let them see, or all where one is without."""
    readers = visit.shelf.readers(step)
    if readers and readers <= set(visit.steps):
        return ()
    key, value, *styles = _left(visit, "", step, given)
    if not readers:  # nothing is kept; its size is noted
        return key, value, *styles
    places = None if whole else _wanted(visit, step, given)
    if places is not None:
        key, value = _some_of(key, places), _some_of(value, places)
    elif len(visit.steps) > 1:  # a view would keep its neighbours' keys alive too
        key, value = key.clone(), value.clone()
    return key, value, *styles


def _wanted(visit: Visit, source: int, given: Sequence[Tensor]) -> Tensor | None:
    """The places of a source that its readers may see, in order; None when one of them has no mask."""
    masks = [visit.sharing.masks.get((reader, source)) for reader in visit.shelf.readers(source)]
    shown = [mask for mask in masks if mask is not None]
    return None if len(shown) < len(masks) else _laid(visit, shown, given[0]).places


def _laid(visit: Visit, masks: Sequence[Tensor], like: Tensor) -> Laid:
    """What any of some masks shows on the grid of a layer's keys `… tokens d`; laid once a run."""
    tokens = like.shape[-2]
    asked = (*map(id, masks), tokens)
    if asked not in visit.shelf.laid:
        mask = torch.stack([_pooled(visit, mask, tokens, 1) for mask in masks]).amax(0)
        visit.shelf.laid[asked] = Laid(
            given=tuple(masks),
            mask=mask.to(like.device),
            places=mask.nonzero().flatten().to(like.device),
            seen=float(mask.mean()),
        )
    return visit.shelf.laid[asked]


def _pooled(visit: Visit, mask: Tensor, tokens: int, dilate: int) -> Float[Tensor, " tokens"]:
    if visit.size is None:
        raise SettingError("Masks need the size of the latents: Visit(size=(height, width)).")
    return pooled(mask, grid_of(tokens, visit.size), soft=visit.sharing.soft, dilate=dilate)


def _some_of(x: Float[Tensor, "*rows heads tokens d"], places: Tensor) -> Float[Tensor, "*rows heads kept d"]:
    """The tokens at these places, copied whole: in memory all heads of a token lie side by side."""
    return x.transpose(-2, -3).index_select(-3, places).transpose(-2, -3)


def _joined(parts: Sequence[Float[Tensor, "*rows heads _ d"]]) -> Float[Tensor, "*rows heads tokens d"]:
    """Tokens one behind the other, laid in memory as `_some_of` has them."""
    return torch.cat([part.transpose(-2, -3) for part in parts], -3).transpose(-2, -3)


def _some(visit: Visit, layer: str, reader: int, source: int, places: Tensor) -> Tensor:
    """A random part of these places: the same whenever this edge is read in this layer and denoising step."""
    seed = zlib.crc32(f"{layer} {visit.index} {reader} {source}".encode())
    count = max(1, round(visit.sharing.subset * len(places)))
    order = torch.randperm(len(places), generator=torch.Generator().manual_seed(seed))
    return places[order[:count].sort().values]


def _styled(visit: Visit, layer: str, own: Heads, given: Sequence[Tensor]) -> Heads:
    """Queries and keys of the steps that read, with the moments of their first source's."""
    query, key = (visit.split(x).clone() for x in (own.query, own.key))
    for place, step in enumerate(visit.steps):
        if sources := visit.sharing.graph.sources(step):
            of = _left(visit, layer, sources[0][0], given)
            query[:, place] = adain(query[:, place], *of[2:4])
            key[:, place] = adain(key[:, place], *of[4:6])
    return Heads(query=query.flatten(0, 2), key=key.flatten(0, 2), value=own.value)


def _biases(visit: Visit, foreign: Sequence[Foreign]) -> list[float]:
    """One bias for each source of a step."""
    return edge_biases([f.weight for f in foreign], visit.sharing.budget, [f.seen for f in foreign])


def _silent(visit: Visit) -> int:
    """How many of the guidance groups, from the first, read nothing of others."""
    return 0 if visit.sharing.unconditional else visit.groups - 1


def _by_keys(visit: Visit, own: Heads, found: Sequence[Sequence[Foreign]], scale: float) -> Tensor:
    """Foreign keys behind a step's own, each with its bias; where a step has fewer, keys without mass fill up."""
    keys = _wide(visit.split(own.key), [[f.key for f in foreign] for foreign in found])
    values = _wide(visit.split(own.value), [[f.value for f in foreign] for foreign in found])
    tokens, length = own.key.shape[-2], keys.shape[-2]
    asked = (tokens, length, *(f.weight for foreign in found for f in foreign))
    rows = visit.biases.get(asked)
    if rows is None:
        rows = _bias_rows(visit, found, tokens, length, keys.device)
        if not visit.sharing.soft:  # else a random part's fractions are others in each layer
            visit.biases[asked] = rows
    return biased_attention(own.query, keys, values, rows, scale)


def _wide(own: Tensor, others: Sequence[Sequence[Tensor]]) -> Float[Tensor, "rows heads tokens d"]:
    """Each step's foreign tokens behind its own, and behind them as many of its own as the longest row has more."""
    most = max(sum(part.shape[-2] for part in parts) for parts in others)
    steps = []
    for mine, parts in zip(own.unbind(1), others, strict=True):
        gap = most - sum(part.shape[-2] for part in parts)
        filling = [mine[..., :1, :].expand(-1, -1, -1, gap, -1)] if gap else []
        steps.append(_joined([mine, *parts, *filling]))
    return (torch.stack(steps, 1) if len(steps) > 1 else steps[0]).flatten(0, -4)


def _bias_rows(
    visit: Visit, found: Sequence[Sequence[Foreign]], tokens: int, length: int, device: torch.device
) -> Float[Tensor, "rows keys"]:
    """The bias of each key, own and foreign, of all rows of a visit."""
    bias = torch.zeros(len(found), length, device=device)
    for place, foreign in enumerate(found):
        end = tokens
        for f, edge in zip(foreign, _biases(visit, foreign), strict=True):
            start, end = end, end + f.key.shape[-2]
            bias[place, start:end] = edge if f.fraction is None else f.fraction.log() + edge
        bias[place, end:] = NOTHING
    rows = bias[None, :, None].repeat(visit.groups, 1, visit.pictures, 1)
    if silent := _silent(visit):
        rows[:silent, ..., tokens:] = NOTHING
    return rows.flatten(0, 2)


def _by_parts(visit: Visit, own: Heads, found: Sequence[Sequence[Foreign]], scale: float) -> Tensor:
    """One attention for a step's own keys and one for each source, merged; so each source's share is known."""
    query, key, value = (visit.split(x) for x in (own.query, own.key, own.value))
    steps = []
    for place, (step, foreign) in enumerate(zip(visit.steps, found, strict=True)):
        q = query[:, place].flatten(0, 1)
        parts = [attention_and_log_sum(q, key[:, place].flatten(0, 1), value[:, place].flatten(0, 1), scale)]
        biases = [q.new_zeros(1, dtype=torch.float32)]
        for f, edge in zip(foreign, _biases(visit, foreign), strict=True):
            k, v = f.key.flatten(0, 1), f.value.flatten(0, 1)
            if f.fraction is None:
                parts.append(attention_and_log_sum(q, k, v, scale))
            else:
                one, two, three = with_bias(q, k, v, f.fraction.log().expand(len(k), -1), scale)
                out, total = attention_and_log_sum(one, two, three, scale)
                parts.append((out[..., : q.shape[-1]], total))
            bias = torch.full((len(q), 1, q.shape[-2]), edge, device=q.device)
            if f.gate is not None:
                bias = bias + f.gate.log()
            bias[: _silent(visit) * visit.pictures] = NOTHING
            biases.append(bias)
        out, shares = merged_attention(parts, biases)
        if visit.mass is not None:
            for source, share in zip((step, *(f.source for f in foreign)), shares, strict=True):
                visit.mass.note(step, source, share.mean((0, 1)))
        steps.append(out.unflatten(0, (visit.groups, visit.pictures)))
    return torch.stack(steps, 1).flatten(0, 2)


def _at_once(visit: Visit, own: Heads, found: Sequence[Sequence[Foreign]], scale: float) -> Tensor:
    """All steps of a group side by side in one call."""
    n, tokens = len(visit.steps), own.query.shape[-2]
    places = {step: place for place, step in enumerate(visit.steps)}
    whole = all(f.source in places for foreign in found for f in foreign) and visit.sharing.subset == 1
    if not whole or own.key.shape[-2] != tokens or (_silent(visit) and visit.groups > 1):
        raise SettingError(
            "The kernel 'flex' needs all steps in one batch, all their places, and sharing in all guidance groups. "
            "Take 'auto' instead."
        )
    weights = torch.eye(n, device=own.query.device)
    masks = torch.ones(n, n, tokens, device=own.query.device)
    for i, foreign in enumerate(found):
        for f, edge in zip(foreign, _biases(visit, foreign), strict=True):
            j = places[f.source]
            weights[i, j] = math.exp(edge)
            pair = visit.steps[i], f.source
            if pair in visit.sharing.masks:
                masks[i, j] = _laid(visit, [visit.sharing.masks[pair]], own.key).mask
    side = [
        visit.split(x).permute(0, 2, 3, 1, 4, 5).flatten(3, 4).flatten(0, 1)
        for x in (own.query, own.key, own.value)
    ]
    out = flexible_attention(side[0], side[1], side[2], weights, masks, scale)
    split = out.unflatten(0, (visit.groups, visit.pictures)).unflatten(3, (n, tokens))
    rows: Tensor = split.permute(0, 3, 1, 2, 4, 5).flatten(0, 2)
    return rows
