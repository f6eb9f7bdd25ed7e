"""Prompts read by CLIP and T5 together, for transformers of text and image: Stable Diffusion 3 and FLUX.1."""

from dataclasses import dataclass
from typing import Any, final

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.text import Conditioning, TextEncoder, pieces


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class T5Encoder:
    """A T5 tokenizer with its encoder; `window` tokens are read at once."""

    tokenizer: Any
    model: Any
    window: int

    def count(self, text: str) -> int:
        """Tokens of a text, the end mark among them."""
        return len(self.tokenizer(text, verbose=False).input_ids)

    def encode(self, text: str) -> Float[Tensor, "1 tokens channels"]:
        """One text that fits, alone, filled up to the window: as both kinds of model were trained."""
        ids = self.tokenizer(
            text, padding="max_length", max_length=self.window, truncation=True, return_tensors="pt"
        )
        out: Tensor = self.model(ids.input_ids.to(self.model.device))[0]
        return out


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class SD3Words:
    """Two CLIP encoders side by side, and behind their tokens those of a T5, or zeros where there is none.

    T5 reads texts far beyond CLIP's window, of which CLIP reads the beginning. Without T5, what CLIP reads further
    takes the place of zeros: the network knows no places of text tokens, and every row has equally many.
    """

    texts: tuple[TextEncoder, TextEncoder]  # the second reads goals
    t5: T5Encoder | None
    channels: int  # of a token as the network takes it
    room: int = 256  # tokens behind the first of CLIP's

    @property
    def window(self) -> int:
        """Tokens that are read at once: T5's, else CLIP's."""
        return self.t5.window if self.t5 else min(encoder.window for encoder in self.texts)

    def pieces(self, prompt: str) -> list[str]:
        """A prompt cut into what is read at once."""
        if self.t5 is not None:
            return pieces(prompt, self.t5.count, self.window)
        return pieces(prompt, lambda text: max(encoder.count(text) for encoder in self.texts), self.window)

    def row(self, prompt: str, goal: str) -> Conditioning:
        """One prompt; the pooled vectors are those of the first that CLIP reads."""
        found = self.pieces(prompt)
        first = prompt if self.t5 else found[0]
        heads, pooled = self._clip(first, first if goal == prompt else goal)
        if self.t5 is not None:
            tail, read = self.t5.encode(found[0]), 1
        else:
            read = 1 + self.room // self.window
            further = [self._clip(piece, piece if goal == prompt else "")[0] for piece in found[1:read]]
            tail = torch.cat([*further, heads.new_zeros(1, self.room, self.channels)], 1)[:, : self.room]
        return Conditioning(
            embeds=torch.cat([heads, tail.to(heads)], 1),
            pooled=pooled,
            notes=(_notes(self.window, found, read),),
        )

    def negative(self, prompt: str) -> Conditioning:
        """What a picture should not show, one row."""
        return self.row(prompt, prompt)

    def _clip(self, *said: str) -> tuple[Float[Tensor, "1 tokens c"], Float[Tensor, "1 pooled"]]:
        """What both make of the beginning of a text each: tokens filled up with zero channels, and pooled vectors."""
        rows, pooled = zip(
            *(one.encode(text) for one, text in zip(self.texts, said, strict=True)), strict=True
        )
        tokens = torch.cat(rows, -1)
        return F.pad(tokens, (0, self.channels - tokens.shape[-1])), torch.cat(pooled, -1)


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class FluxWords:
    """T5's tokens, and one vector of CLIP for the whole, which is read from the goal where there is one."""

    clip: TextEncoder
    t5: T5Encoder

    @property
    def window(self) -> int:
        """Tokens that T5 reads at once."""
        return self.t5.window

    def pieces(self, prompt: str) -> list[str]:
        """A prompt cut into what T5 reads at once."""
        return pieces(prompt, self.t5.count, self.window)

    def row(self, prompt: str, goal: str) -> Conditioning:
        """One prompt; CLIP reads its beginning."""
        found = self.pieces(prompt)
        tokens = self.t5.encode(found[0])
        pooled = self.clip.summary(goal)
        return Conditioning(embeds=tokens, pooled=pooled.to(tokens), notes=(_notes(self.window, found, 1),))

    def negative(self, prompt: str) -> Conditioning:
        """What a picture should not show, one row."""
        return self.row(prompt, prompt)


def _notes(window: int, found: list[str], read: int) -> tuple[str, ...]:
    """How a text was read, where that is worth a line."""
    if len(found) > read:
        return (f'the model reads {window} tokens; left out: "{", ".join(found[read:])}"',)
    return (
        (f"the model reads {window} tokens at once; read in {len(found)} pieces",) if len(found) > 1 else ()
    )
