"""Prompts read by CLIP: one encoder as in Stable Diffusion 1 and 2, or two as in XL."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from comenius.diffusion.backbones.presets import Long
from comenius.diffusion.backbones.text import Conditioning, TextEncoder, pieces


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class ClipWords:
    """One encoder, or two whose channels lie side by side; the second reads goals."""

    texts: tuple[TextEncoder, ...]
    zero_empty: bool = False  # SDXL: an empty negative prompt is zeros, not an encoded ""
    long: Long = "clauses"  # what is done with texts beyond the window

    @property
    def window(self) -> int:
        """Tokens that the narrowest encoder reads at once, the begin and end marks among them."""
        return min(encoder.window for encoder in self.texts)

    def pieces(self, prompt: str) -> list[str]:
        """A prompt cut into what the encoders read at once, for all of them at the same places."""
        return pieces(prompt, lambda text: max(encoder.count(text) for encoder in self.texts), self.window)

    def row(self, prompt: str, goal: str) -> Conditioning:
        """One prompt, encoded by every encoder: each piece alone, their tokens one after another.

        The pooled vector is the first piece's, which says what is shown: a mean of several would be shorter than any
        that the network has seen. The shorter of two texts goes on with empty pieces.
        """
        texts = [self.pieces(text) for text in (prompt, goal)[: len(self.texts)]]
        notes: dict[str, None] = {}  # a set that keeps its order
        for found in texts:
            if len(found) > 1 and self.long == "cut":
                notes[f'the model reads {self.window} tokens; left out: "{", ".join(found[1:])}"'] = None
            elif len(found) > 1:
                notes[f"the model reads {self.window} tokens at once; read in {len(found)} pieces"] = None
        count = 1 if self.long == "cut" else max(map(len, texts))
        embeds: list[Tensor] = []
        pooled = None
        for encoder, found in zip(self.texts, texts, strict=True):
            rows = [encoder.encode(text) for text in (*found, *[""] * (count - len(found)))[:count]]
            embeds.append(torch.cat([row for row, _ in rows], 1))
            pooled = pooled if rows[0][1] is None else rows[0][1]
        return Conditioning(embeds=torch.cat(embeds, dim=-1), pooled=pooled, notes=(tuple(notes),))

    def negative(self, prompt: str) -> Conditioning:
        """What a picture should not show, one row; the model's own empty prompt when nothing is said."""
        row = self.row(prompt, prompt)
        return row.zeros() if self.zero_empty and not prompt.strip() else row
