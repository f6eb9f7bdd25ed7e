"""Where a UNet looks for its words: cross-attention noted while it draws, and masks made of what was noted."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, final

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from comenius.diffusion.attention.masks import grid_of
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.clip_words import ClipWords
from comenius.errors import ModelError

RECORDS = 20  # denoising steps whose maps count, the last ones: ConsiStory's recipe (arXiv:2402.03286)
FINEST = 32 * 32  # tokens; finer grids show borders rather than things

Columns = Mapping[str, Sequence[int]]  # phrases to the places of their tokens in the prompt


@final
@dataclass(kw_only=True)
class Crossing:
    """What the cross-attention of a UNet noted: of the last call all of it, of each step the maps of its phrases."""

    columns: Mapping[int, Columns]  # for each step
    tokens: int = 0  # of the grid that is noted
    grid: tuple[int, int] = (0, 0)  # its height and width
    last: list[Float[Tensor, "rows tokens words"]] = field(default_factory=list)  # a layer each
    maps: dict[int, deque[Float[Tensor, "phrases tokens"]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=RECORDS))
    )

    def wants(self, tokens: int) -> bool:
        """Whether a layer with so many tokens is noted: the finest that still shows things, else the coarsest."""
        return not self.tokens or _order(tokens) >= _order(self.tokens)

    def note(self, seen: Float[Tensor, "rows tokens words"]) -> None:
        """Take what a layer looked at; a better grid takes the place of all before."""
        if seen.shape[1] != self.tokens:
            self.tokens = seen.shape[1]
            self.last.clear()
        self.last.append(seen)

    def keep(self, steps: Sequence[int], latents: tuple[int, int]) -> None:
        """The last call drew these steps, in latents of this height and width.

        With guidance they are its last rows, for rows without words come first.
        """
        self.grid = grid_of(self.tokens, latents)
        seen = torch.stack(self.last).mean(0)[-len(steps) :]
        self.last.clear()
        for row, step in zip(seen, steps, strict=True):
            words = self.columns.get(step, {})
            if words:
                none = row.new_zeros(len(row))
                means = [row[:, list(places)].mean(1) if places else none for places in words.values()]
                self.maps[step].append(torch.stack(means).cpu())

    def masks(self, step: int, size: tuple[int, int]) -> Float[Tensor, "phrases height width"]:
        """Where a picture of this size shows each phrase of its step, 0 or 1; one not in the prompt is nowhere."""
        if not self.maps[step]:
            return torch.zeros(0, *size)
        mean = torch.stack([*self.maps[step]]).mean(0).unflatten(-1, self.grid)
        large = F.interpolate(mean[None], size, mode="bilinear", align_corners=False)[0]
        return torch.stack([one > otsu(one) for one in large]).float()


@contextmanager
def crossing(unet: nn.Module, columns: Mapping[int, Columns]) -> Iterator[Crossing]:
    """Inside, a UNet notes in each call where it looks for its words; what it draws is the same to the bit.

    Layers are listened to, not changed: their processors stay, IP-Adapter's and all others.
    """
    from diffusers.models.attention_processor import Attention

    noted = Crossing(columns=columns)

    def listen(attn: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        x = args[0] if args else kwargs["hidden_states"]
        words = args[1] if len(args) > 1 else kwargs.get("encoder_hidden_states")
        words = words[0] if isinstance(words, tuple) else words  # an IP-Adapter's pictures come behind
        mask = args[2] if len(args) > 2 else kwargs.get("attention_mask")
        tokens = x.shape[1] if x.ndim == 3 else x.shape[2] * x.shape[3]
        if words is not None and noted.wants(tokens):
            with torch.no_grad():
                noted.note(probabilities(attn, x, words, followed(mask, words)))

    with ExitStack() as undo:
        layers = [one for one in unet.modules() if isinstance(one, Attention) and one.is_cross_attention]
        if not layers:
            raise ModelError(
                f"{type(unet).__name__} has no cross-attention to find things by; name a segmenter instead."
            )
        for layer in layers:
            undo.callback(layer.register_forward_pre_hook(listen, with_kwargs=True).remove)
        yield noted


def followed(mask: Tensor | None, words: Float[Tensor, "rows words channels"]) -> Tensor | None:
    """The bias that a UNet makes of its `encoder_attention_mask`; `ModelError` for a mask of another kind."""
    if mask is None or (mask.is_floating_point() and mask.shape == (len(words), 1, words.shape[1])):
        return mask
    raise ModelError(
        f"A cross-attention is masked by {mask.dtype} of {tuple(mask.shape)}, which cannot be followed to find things; "
        f"it must be a bias of {(len(words), 1, words.shape[1])}. Give the UNet its encoder_attention_mask instead."
    )


def probabilities(
    attn: Any,
    x: Float[Tensor, "rows _ *place"],
    words: Float[Tensor, "rows words channels"],
    bias: Float[Tensor, "rows 1 words"] | None = None,
) -> Float[Tensor, "rows tokens words"]:
    """What share of its attention each place gives to each token of the prompt, the mean of all heads.

    The bias is very low for tokens that nobody reads.
    """
    x = x.flatten(2).transpose(1, 2) if x.ndim == 4 else x
    if attn.group_norm is not None:
        x = attn.group_norm(x.transpose(1, 2)).transpose(1, 2)
    words = attn.norm_encoder_hidden_states(words) if attn.norm_cross else words
    q, k = (part.unflatten(-1, (attn.heads, -1)).transpose(1, 2) for part in (attn.to_q(x), attn.to_k(words)))
    q = q if attn.norm_q is None else attn.norm_q(q)
    k = k if attn.norm_k is None else attn.norm_k(k)
    scores = (q @ k.transpose(-1, -2) * attn.scale).float()
    scores = scores if bias is None else scores + bias[:, None]
    shares: Tensor = scores.softmax(-1).mean(1)
    return shares


def columns(
    backbone: Backbone, prompts: Mapping[int, str], phrases: Mapping[int, Sequence[str]]
) -> dict[int, Columns]:
    """Which tokens of the prompt of a step each phrase asked of it is."""
    words = backbone.words
    if not isinstance(words, ClipWords):
        raise ModelError(
            f"{backbone.name} has no cross-attention to find things by; name a segmenter instead."
        )
    tokenizer = words.texts[0].tokenizer  # where there are two, both count tokens alike
    out: dict[int, Columns] = {}
    for step, asked in phrases.items():
        read = words.pieces(prompts[step])[: 1 if words.long == "cut" else None]
        out[step] = {phrase: places(tokenizer, read, words.window, phrase) for phrase in asked}
    return out


def places(tokenizer: Any, pieces: Sequence[str], window: int, phrase: str) -> tuple[int, ...]:
    """Where the tokens of a phrase stand among those of a prompt, every time it is said; nothing when it is not.

    The prompt is read in pieces, each filled up to a window of tokens.
    """
    wanted = list(tokenizer(phrase, add_special_tokens=False).input_ids)
    found: set[int] = set()
    for number, piece in enumerate(pieces):
        said = list(tokenizer(piece).input_ids)
        names = tokenizer.convert_ids_to_tokens(said)
        for i in range(1, len(said)):
            word_begins = names[i - 1].endswith(("</w>", "|>"))  # the pan of saucepan is none
            if wanted and word_begins and said[i : i + len(wanted)] == wanted:
                found |= {number * window + i + j for j in range(len(wanted))}
    return tuple(sorted(found))


def otsu(values: Float[Tensor, "*values"]) -> float:
    """The threshold between two classes that differ most: Otsu 1979, Eq. 18-19 (doi:10.1109/TSMC.1979.4310076).

    Lies halfway between two neighbouring values; when all are equal nothing is above it.
    """
    levels = values.flatten().double().sort().values
    n = len(levels)
    omega = (
        torch.arange(1, n, dtype=torch.float64, device=levels.device) / n
    )  # ω(k), share of the lower class
    mu = levels.cumsum(0)[:-1] / n  # μ(k), its first moment
    variance = (levels.mean() * omega - mu) ** 2 / (omega * (1 - omega))
    if n < 2 or levels[0] == levels[-1]:
        return float(levels[-1])
    k = int(variance.argmax())
    return float((levels[k] + levels[k + 1]) / 2)


def _order(tokens: int) -> int:
    """Which of two grids to note: a higher number is the better one."""
    return tokens if tokens <= FINEST else -tokens
