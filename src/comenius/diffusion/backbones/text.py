"""Words as the denoiser reads them: a tokenizer with its text encoder, and what does not fit its window."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import torch
from jaxtyping import Float
from torch import Tensor

CLAUSES = re.compile(r"(?<=[,;:.!?])\s+|\s+[-–—]\s+")
WORDS = re.compile(r"\s+")


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Conditioning:
    """Encoded prompts, one row each."""

    embeds: Float[Tensor, "rows tokens channels"]
    pooled: Float[Tensor, "rows pooled"] | None = None  # SDXL only
    notes: tuple[tuple[str, ...], ...] = ()  # what was left out, a row's own lines

    def __len__(self) -> int:
        return self.embeds.shape[0]

    def rows(self, wanted: Sequence[int]) -> "Conditioning":
        """Some of the rows, in this order."""
        index = list(wanted)
        pooled = None if self.pooled is None else self.pooled[index]
        notes = tuple(self.notes[row] for row in index) if self.notes else ()
        return Conditioning(embeds=self.embeds[index], pooled=pooled, notes=notes)

    def zeros(self) -> "Conditioning":
        """The same rows saying nothing at all: SDXL's own empty prompt."""
        pooled = None if self.pooled is None else torch.zeros_like(self.pooled)
        return replace(self, embeds=torch.zeros_like(self.embeds), pooled=pooled, notes=())


def stack(parts: Sequence[Conditioning]) -> Conditioning:
    """All rows of all parts, in order."""
    pooled = [part.pooled for part in parts if part.pooled is not None]
    return Conditioning(
        embeds=torch.cat([part.embeds for part in parts]),
        pooled=torch.cat(pooled) if pooled else None,
        notes=tuple(note for part in parts for note in part.notes),
    )


def fit(text: str, count: Callable[[str], int], window: int) -> tuple[str, str]:
    """What of a text fits into `window` tokens, and what is lost: cut between clauses, else words, else letters.

    A clause border that would give up more than half of what fits is passed over for a border of words.
    """
    text = text.strip()
    if count(text) <= window:
        return text, ""
    letters = _longest(text, range(1, len(text)), count, window)
    words = _longest(text, (m.start() for m in WORDS.finditer(text)), count, window)
    clauses = _longest(text, (m.start() for m in CLAUSES.finditer(text)), count, window)
    cut = clauses if 2 * clauses > letters else words or letters
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
        """What of a text the encoder reads, and what is beyond its window."""
        return fit(text, self.count, self.window)

    def encode(
        self, text: str
    ) -> tuple[Float[Tensor, "1 tokens channels"], Float[Tensor, "1 pooled"] | None]:
        """One text that fits, alone: a row's bytes must not depend on how many others are encoded."""
        ids = self.tokenizer(
            text, padding="max_length", max_length=self.window, truncation=True, return_tensors="pt"
        )
        mask = None
        if getattr(self.model.config, "use_attention_mask", False):
            mask = ids.attention_mask.to(self.model.device)
        out = self.model(
            ids.input_ids.to(self.model.device), attention_mask=mask, output_hidden_states=self.penultimate
        )
        if self.penultimate:
            return out.hidden_states[-2], getattr(out, "text_embeds", None)
        return out.last_hidden_state, None
