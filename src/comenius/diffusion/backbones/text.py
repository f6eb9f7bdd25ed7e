"""Words as the denoiser reads them: a tokenizer with its text encoder, and long texts piece by piece."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor

CLAUSES = re.compile(r"(?<=[,;:.!?])\s+|\s+[-–—]\s+")
JOINTS = re.compile(
    r"\s+(?=(?:and|or|but|then|while|with|without|beside|behind|in front of)\s)", re.IGNORECASE
)
WORDS = re.compile(r"\s+")


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Conditioning:
    """Encoded prompts, one row each.

    A row attends to its own tokens alone, however many its neighbours have: so it is drawn as if it were by itself.
    """

    embeds: Float[Tensor, "rows tokens channels"]
    pooled: Float[Tensor, "rows pooled"] | None = None  # not for Stable Diffusion 1 and 2
    notes: tuple[tuple[str, ...], ...] = ()  # how it was read where that is worth a line, a row's own lines
    mask: Bool[Tensor, "rows tokens"] | None = None  # which tokens are a row's own; None where all are

    def __len__(self) -> int:
        return self.embeds.shape[0]

    def rows(self, wanted: Sequence[int]) -> "Conditioning":
        """Some of the rows, in this order."""
        index = list(wanted)
        pooled = None if self.pooled is None else self.pooled[index]
        notes = tuple(self.notes[row] for row in index) if self.notes else ()
        if self.mask is None:
            return Conditioning(embeds=self.embeds[index], pooled=pooled, notes=notes)
        mask = self.mask[index]
        mask = mask[:, : int(mask.sum(1).max())]
        embeds = self.embeds[index, : mask.shape[1]]
        return Conditioning(embeds=embeds, pooled=pooled, notes=notes, mask=None if mask.all() else mask)

    def to(self, device: torch.device, dtype: torch.dtype) -> "Conditioning":
        """The same rows on another device, in another precision."""
        pooled = None if self.pooled is None else self.pooled.to(device, dtype)
        mask = None if self.mask is None else self.mask.to(device)
        return replace(self, embeds=self.embeds.to(device, dtype), pooled=pooled, mask=mask)

    def zeros(self) -> "Conditioning":
        """The same rows saying nothing at all: SDXL's own empty prompt."""
        pooled = None if self.pooled is None else torch.zeros_like(self.pooled)
        return replace(self, embeds=torch.zeros_like(self.embeds), pooled=pooled, notes=())


def stack(parts: Sequence[Conditioning]) -> Conditioning:
    """All rows of all parts, in order; the shorter are filled up with tokens that nobody reads."""
    pooled = [part.pooled for part in parts if part.pooled is not None]
    tokens = max(part.embeds.shape[1] for part in parts)
    embeds, mask = [part.embeds for part in parts], None
    if any(part.mask is not None or part.embeds.shape[1] < tokens for part in parts):
        masks = [
            part.embeds.new_ones(part.embeds.shape[:2]) if part.mask is None else part.mask for part in parts
        ]
        mask = torch.cat([F.pad(one.bool(), (0, tokens - one.shape[1])) for one in masks])
        embeds = [F.pad(one, (0, 0, 0, tokens - one.shape[1])) for one in embeds]
    return Conditioning(
        embeds=torch.cat(embeds),
        pooled=torch.cat(pooled) if pooled else None,
        notes=tuple(note for part in parts for note in part.notes),
        mask=mask,
    )


def pieces(text: str, count: Callable[[str], int], window: int) -> list[str]:
    """All of a text in pieces of at most `window` tokens, each as long as `fit` lets it be; one if it fits."""
    kept, rest = fit(text, count, window)
    found = [kept]
    while rest:
        kept, rest = fit(rest, count, window)
        found.append(kept)
    return [piece for piece in found if piece] or [""]


def fit(text: str, count: Callable[[str], int], window: int) -> tuple[str, str]:
    """What of a text fits into `window` tokens, and the rest: cut between clauses, else before a word that joins them,
    else between words, else letters.

    A border that would give up more than half of what fits is passed over for the next kind.
    """
    text = text.strip()
    if count(text) <= window:
        return text, ""
    letters = _longest(text, range(1, len(text)), count, window)
    words = _longest(text, (m.start() for m in WORDS.finditer(text)), count, window)
    clauses, joints = (
        _longest(text, (m.start() for m in kind.finditer(text)), count, window) for kind in (CLAUSES, JOINTS)
    )
    cut = next((cut for cut in (clauses, joints) if 2 * cut > letters), words or letters or 1)
    return text[:cut].rstrip(" ,;:-–—"), text[cut:].strip(" ,;:-–—")


def _longest(text: str, cuts: Iterable[int], count: Callable[[str], int], window: int) -> int:
    """The last of these cuts before which the text still fits; 0 when none does."""
    places = list(cuts)
    found = bisect_right(places, window, key=lambda cut: count(text[:cut]))
    return places[found - 1] if found else 0


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class TextEncoder:
    """One tokenizer with its encoder; `penultimate` and a pooled vector as SDXL wants them."""

    tokenizer: Any
    model: Any
    penultimate: bool = False

    @property
    def window(self) -> int:
        """Tokens that the encoder reads, the begin and end marks among them."""
        return int(min(self.tokenizer.model_max_length, self.model.config.max_position_embeddings))

    def count(self, text: str) -> int:
        """Tokens of a text, the begin and end marks among them."""
        return len(self.tokenizer(text, verbose=False).input_ids)

    def fit(self, text: str) -> tuple[str, str]:
        """What of a text the encoder reads at once, and what is beyond its window."""
        return fit(text, self.count, self.window)

    def encode(
        self, text: str
    ) -> tuple[Float[Tensor, "1 tokens channels"], Float[Tensor, "1 pooled"] | None]:
        """One text, alone and as far as it fits: a row's bytes must not depend on how many others are encoded."""
        out = self._read(text)
        if self.penultimate:
            return out.hidden_states[-2], getattr(out, "text_embeds", None)
        return out.last_hidden_state, None

    def summary(self, text: str) -> Float[Tensor, "1 pooled"]:
        """One vector for a text as far as it fits: the last layer's at its end mark, not projected."""
        pooled: Tensor = self._read(text).pooler_output
        return pooled

    def _read(self, text: str) -> Any:
        ids = self.tokenizer(
            text, padding="max_length", max_length=self.window, truncation=True, return_tensors="pt"
        )
        mask = None
        if getattr(self.model.config, "use_attention_mask", False):
            mask = ids.attention_mask.to(self.model.device)
        return self.model(
            ids.input_ids.to(self.model.device), attention_mask=mask, output_hidden_states=self.penultimate
        )
