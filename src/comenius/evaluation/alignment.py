"""How an edited picture follows a change of captions and stays like itself, and how answers differ, by any CLIP."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from comenius.vision.names import resolve
from comenius.vision.stock import load
from comenius.weights import Identity, identify

STILL = 1e-6  # length of a difference of captions that points nowhere
LPIPS = "unavailable: its features are torchvision's AlexNet or VGG, and torchvision is not installed here"
TEXTUAL = ("CLIPd", "CLIPDelta", "CLIPt")  # the scores that need a change of captions


def direction(
    before: Float[Tensor, "*batch d"],
    after: Float[Tensor, "*batch d"],
    told: Float[Tensor, "*batch d"],
    wanted: Float[Tensor, "*batch d"],
) -> Float[Tensor, "*batch"]:
    """CLIPd: cos(E(x') − E(x), T(t') − T(t)), all at unit length, in [-1, 1].

    A picture that did not move has 0. Where the captions are the same there is no direction: NaN, to be left out.
    """
    said = wanted - told
    found = F.cosine_similarity(after - before, said, dim=-1)
    return found.masked_fill(said.norm(dim=-1) < STILL, torch.nan)


def kept(before: Float[Tensor, "*batch d"], after: Float[Tensor, "*batch d"]) -> Float[Tensor, "*batch"]:
    """CLIPi: cos(E(x), E(x')), how much of the picture is still there; 1 for the same picture."""
    return F.cosine_similarity(before, after, dim=-1)


def gain(
    before: Float[Tensor, "*batch d"],
    after: Float[Tensor, "*batch d"],
    told: Float[Tensor, "*batch d"],
    wanted: Float[Tensor, "*batch d"],
) -> Float[Tensor, "*batch"]:
    """CLIPDelta: cos(E(x'), T(t')) − cos(E(x), T(t)); 0 for the same picture and caption."""
    return kept(wanted, after) - kept(told, before)


def scores(
    before: Float[Tensor, "*batch d"],
    after: Float[Tensor, "*batch d"],
    told: Float[Tensor, "*batch d"],
    wanted: Float[Tensor, "*batch d"],
) -> dict[str, list[float]]:
    """CLIPd, CLIPi, CLIPDelta and CLIPt = cos(E(x'), T(t')) of each pair; of equal captions CLIPi alone.

    So fewer numbers of `TEXTUAL` than of CLIPi say how many pairs were skipped.
    """
    heading = direction(before, after, told, wanted).reshape(-1)
    found = {
        "CLIPd": heading,
        "CLIPi": kept(before, after).reshape(-1),
        "CLIPDelta": gain(before, after, told, wanted).reshape(-1),
        "CLIPt": kept(wanted, after).reshape(-1),
    }
    told_apart = ~heading.isnan()
    return {
        name: (values[told_apart] if name in TEXTUAL else values).tolist() for name, values in found.items()
    }


def apart(features: Float[Tensor, "answers d"]) -> float:
    """Diversity: the mean of 1 − cos over all pairs of answers, 0 where all are the same."""
    unit = F.normalize(features, dim=-1)
    return _over_pairs(len(unit), lambda i, j: 1 - float(unit[i] @ unit[j]))


def layers_apart(layers: Sequence[Float[Tensor, "answers places d"]]) -> float:
    """Diversity by the layers of a tower: LPIPS' distance (arXiv:1801.03924, Eq. 1) with equal weights, over all pairs.

    Features of each layer at unit length in each place, squared differences summed over channels, the mean of places
    and layers. It is no LPIPS: that has another network, and weights that people's judgements taught.
    """
    unit = [F.normalize(layer, dim=-1) for layer in layers]

    def distance(i: int, j: int) -> float:
        return float(torch.stack([(u[i] - u[j]).square().sum(-1).mean() for u in unit]).mean())

    return _over_pairs(len(layers[0]), distance)


def _over_pairs(answers: int, distance: Callable[[int, int], float]) -> float:
    """The mean distance of all pairs."""
    found = [distance(i, j) for i, j in combinations(range(answers), 2)]
    if not found:
        raise ValueError("one answer alone has no diversity")
    return max(0.0, sum(found) / len(found))


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a CLIP makes of pictures."""

    features: Float[Tensor, "pictures d"]  # at unit length
    layers: tuple[Float[Tensor, "pictures places d"], ...]

    def __getitem__(self, rows: Sequence[int]) -> "Seen":
        """Those of some of the pictures."""
        return Seen(features=self.features[rows], layers=tuple(layer[rows] for layer in self.layers))


@dataclass(frozen=True)
class Clip:
    """A CLIP of any size: a directory, or a hub id whose files are in the cache."""

    name: str

    @cached_property
    def directory(self) -> Path:
        """Where it lies."""
        return resolve(self.name, ("clip",))

    @property
    def identity(self) -> Identity:
        """Its name and the hash of its weights."""
        return identify(self.name, self.directory, ("",))

    @cached_property
    def _read(self) -> tuple[Any, Any]:
        return load("clip", self.directory)

    @torch.inference_mode()
    def pictures(self, pictures: Float[Tensor, "b 3 h w"]) -> Seen:
        """Features of pictures in [0, 1], stretched to its square by bicubic interpolation, never cropped."""
        model, prepare = self._read
        how, side = prepare.image_processor, model.config.vision_config.image_size
        if pictures.shape[-2:] != (side, side):
            pictures = F.interpolate(pictures, (side, side), mode="bicubic", antialias=True).clamp(0, 1)
        mean, std = (torch.tensor(row).view(3, 1, 1) for row in (how.image_mean, how.image_std))
        out = model.vision_model(pixel_values=(pictures - mean) / std, output_hidden_states=True)
        features = F.normalize(model.visual_projection(out.pooler_output), dim=-1)
        return Seen(features=features, layers=tuple(out.hidden_states[1:]))

    @torch.inference_mode()
    def words(self, texts: Sequence[str]) -> Float[Tensor, "b d"]:
        """Features of captions at unit length; what is beyond its window is cut."""
        model, prepare = self._read
        inputs = prepare(text=list(texts), padding="max_length", truncation=True, return_tensors="pt")
        found = model.get_text_features(**inputs)
        return F.normalize(found.pooler_output, dim=-1)
