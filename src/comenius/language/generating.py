"""Tokens in, tokens out: what a chat model of transformers says to one question or to several at once."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from comenius.language.keys import key_of
from comenius.language.model import Finish, Reply, Request, Usage

if TYPE_CHECKING:
    import torch


class Memory:
    """What a network has read last: a chat that grows is not read from its beginning at every turn."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._cache: Any = None

    def begin(self, ids: list[int], model: Any) -> Any:
        """The keys and values of the tokens shared with the last time; None where they cannot be cut back."""
        from transformers import DynamicCache

        pairs = zip(self._ids, ids[:-1], strict=False)  # the last token must be read, to foretell the next
        shared = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(self._ids), len(ids) - 1))
        cache, self._cache, self._ids = self._cache, None, []  # gone, should this run fail
        if cache is not None and shared:
            if more := cache.get_seq_length() - shared:
                cache.crop(-more)
            return cache
        cache = DynamicCache(config=model.config)
        whole = cache.layers and all(type(layer).__name__ == "DynamicLayer" for layer in cache.layers)
        return cache if whole else None  # windows that slide have forgotten the beginning

    def keep(self, ids: list[int], cache: Any) -> None:
        """Remembers these tokens, as far as the cache has read them."""
        self._ids, self._cache = ids[: cache.get_seq_length()], cache


def generate(
    entries: Sequence[list[int]], asked: Request, tokenizer: Any, model: Any, memory: Memory
) -> list[Reply]:
    """The replies to token lists of one setting, in one batch padded on the left.

    One entry alone goes on from what `memory` shares with it.
    """
    import torch
    from transformers import GenerationConfig

    from comenius.quiet import quiet

    params, start = asked.params, time.monotonic()
    ends = end_tokens(tokenizer, model)
    ids, mask = pad(entries, padding(tokenizer, model), model.device)
    room = min(params.max_tokens, window(model) - ids.shape[1])
    sampled = not greedy(asked)
    settings = GenerationConfig(
        max_new_tokens=room,
        do_sample=sampled,
        # said also where they have no effect: what is left out comes from the model's own settings
        temperature=params.temperature if sampled else 1.0,
        top_p=params.top_p if sampled else 1.0,
        top_k=None if sampled else 50,
        eos_token_id=ends or None,
        pad_token_id=padding(tokenizer, model),
    )
    stops: dict[str, Any] = {"stop_strings": list(params.stop), "tokenizer": tokenizer} if params.stop else {}
    cache = memory.begin(entries[0], model) if len(entries) == 1 else None
    with quiet(), torch.inference_mode(), _seeded(asked, model):
        rows = model.generate(
            input_ids=ids, attention_mask=mask, generation_config=settings, past_key_values=cache, **stops
        )
    if cache is not None:
        memory.keep(rows[0].tolist(), cache)
    fresh = rows[:, ids.shape[1] :].tolist()
    took = time.monotonic() - start
    return [
        _reply(len(entry), row, ends, room, params.stop, tokenizer, took)
        for entry, row in zip(entries, fresh, strict=True)
    ]


def _reply(
    entry: int,
    row: list[int],
    ends: list[int],
    room: int,
    stops: tuple[str, ...],
    tokenizer: Any,
    took: float,
) -> Reply:
    """A row of new tokens as a reply: nothing behind the first end token counts."""
    end = next((n for n, token in enumerate(row) if token in ends), None)
    kept = row if end is None else row[:end]
    text = str(tokenizer.decode(kept, skip_special_tokens=True))
    finish: Finish = "length" if end is None and len(row) >= room else "stop"
    if cuts := [text.index(stop) for stop in stops if stop in text]:
        text, finish = text[: min(cuts)], "stop"
    out = len(kept) + (end is not None)
    return Reply(text=text, finish=finish, usage=Usage(input=entry, output=out), latency_s=took)


def pad(
    rows: Sequence[list[int]], padding: int, device: "torch.device | str"
) -> "tuple[torch.Tensor, torch.Tensor]":
    """Token lists as a table, padded on the left, and the mask of what is real."""
    import torch

    longest = max(map(len, rows))
    ids = torch.tensor([[padding] * (longest - len(row)) + row for row in rows], device=device)
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows], device=device)
    return ids, mask


def positions(mask: "torch.Tensor") -> "torch.Tensor":
    """Places counted from the first real token."""
    return (mask.cumsum(dim=-1) - 1).clamp(min=0)


@contextmanager
def _seeded(request: Request, model: Any) -> Iterator[None]:
    """Chance that belongs to the request: its seed, else its key, so that a repeat by `sample_index` differs."""
    import torch

    if greedy(request):
        yield
        return
    params = request.params
    seed = int(key_of(request)[:15], 16) if params.seed is None else params.seed
    with torch.random.fork_rng(devices=[model.device] if model.device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield


def greedy(request: Request) -> bool:
    """Whether the likeliest token is taken each time."""
    return not request.params.temperature


def end_tokens(tokenizer: Any, model: Any) -> list[int]:
    """The tokens that end an answer."""
    said = model.generation_config.eos_token_id
    found = [*(said if isinstance(said, list) else [said]), tokenizer.eos_token_id]
    return sorted({token for token in found if token is not None})


def padding(tokenizer: Any, model: Any) -> int:
    """A token for the empty places; the mask hides it, so any will do."""
    return next(iter(end_tokens(tokenizer, model)), 0)


def window(model: Any) -> int:
    """How many tokens the model can see."""
    return int(getattr(model.config.get_text_config(), "max_position_embeddings", None) or 2**31)
