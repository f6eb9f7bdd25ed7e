"""How specific edits become one: which of them decides what, at every place of a picture."""

import math
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, final

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from comenius.diffusion.savings import Savings
from comenius.errors import SettingError

ETA = 1e-6  # of an edit's greatest energy: what keeps the mean of one that changes nothing above 0


class Scales(NamedTuple):
    """How strongly a picture follows what it was, the wish, and the specific edits."""

    image: float  # γ_I
    text: float  # γ_c
    specific: float  # γ_S


@final
@dataclass(frozen=True, kw_only=True)
class Combination:
    """How a vague wish and the specific edits that fulfil it make one picture.

    "paper" is SANE as published: each number of the latents follows the edit that changes it most. "plus" lets each
    place follow the edits that change it most for their own measure, and shares one scale between wish and edits.
    """

    mode: Literal["paper", "plus"] = "plus"
    text: float = 7.5  # γ_c; in "plus" the model's own scale, which wish and edits share
    specific: float = 7.5  # γ_S; of "paper" alone
    image: float = 1.5  # γ_I, how strongly the picture is kept
    share: float = 0.5  # of the text scale that goes to the edits, in [0, 1]
    smoothing: float = 1.0  # σ in places of the latents, at least 0
    temperature: float = 0.1  # of the choice between edits; 0 lets the greatest alone decide
    rescale: float = 0.0  # share of the rescaled prediction, in [0, 1]
    keep: bool = False  # leave places as they are where no edit does more than elsewhere
    savings: Savings = field(default_factory=Savings)

    def __post_init__(self) -> None:
        if self.mode not in ("paper", "plus"):
            raise SettingError(f"There is no mode {self.mode!r}; edits are combined by 'plus' or 'paper'.")
        for name, low, high, hint in (
            ("text", 0, 100, "7.5"),
            ("specific", 0, 100, "7.5"),
            ("image", 0, 100, "1.5"),
            ("share", 0, 1, "0.5"),
            ("smoothing", 0, 100, "1"),
            ("temperature", 0, 100, "0.1"),
            ("rescale", 0, 1, "0.5"),
        ):
            if not low <= getattr(self, name) <= high:
                raise SettingError(
                    f"{name} is {getattr(self, name)}; it must lie in [{low}, {high}]. Try {hint}."
                )
        if self.keep and self.mode == "paper":
            raise SettingError("The published method keeps no place as it is; keep needs the mode 'plus'.")

    def scales(self, edits: int) -> Scales:
        """The scales of so many edits; without any, the wish has the whole text scale, as in InstructPix2Pix."""
        if self.mode == "paper":
            return Scales(self.image, self.text, self.specific if edits else 0.0)
        share = self.share if edits else 0.0
        return Scales(self.image, (1 - share) * self.text, share * self.text)


class Mixture(NamedTuple):
    """What the specific edits change together, and which of them does it where."""

    change: Float[Tensor, "*batch c h w"]  # Δ_S, added to what the picture alone predicts
    shares: Float[Tensor, "*batch n h w"]  # π, each edit's part of a place; 0 outside all regions
    acts: Float[Tensor, "*batch 1 h w"]  # from 0 where no edit acts to 1 where one does as on average


def mix(
    combination: Combination,
    image: Float[Tensor, "*batch c h w"],
    specifics: Float[Tensor, "*batch n c h w"],
    regions: Float[Tensor, "*batch n h w"],
    neutral: Float[Tensor, "*batch c h w"] | None = None,
) -> Mixture:
    """Combine what the edits predict with what the picture alone does; "paper" knows no regions.

    With a `neutral` prediction, of an instruction that changes nothing, edits are told apart by what they change
    beyond it: without any instruction some models expect a change everywhere.
    """
    if combination.mode == "paper":
        winner = strongest(image, specifics)
        chosen = specifics.gather(-4, winner.unsqueeze(-4)).squeeze(-4)
        shares = F.one_hot(winner, specifics.shape[-4]).movedim(-1, -4).to(specifics.dtype).mean(-3)
        return Mixture(chosen - image, shares, torch.ones_like(image[..., :1, :, :]))
    still = image if neutral is None else neutral
    relative = loudness(energy(still, specifics, combination.smoothing))
    shares = edit_shares(relative, regions, combination.temperature).to(image.dtype)
    change = (shares.unsqueeze(-3) * (specifics - image.unsqueeze(-4))).sum(-4)
    acts = (relative * (regions > 0)).amax(-3, keepdim=True).clamp(max=1).to(image.dtype)
    return Mixture(change, shares, acts)


def strongest(
    image: Float[Tensor, "*batch c h w"], specifics: Float[Tensor, "*batch n c h w"]
) -> Int[Tensor, "*batch c h w"]:
    r"""Which edit each number of the latents follows: k* = argmax_k |ε_k − ε_I|, of SANE (arXiv:2407.20232).

    Of several that are equal the first.
    """
    return (specifics - image.unsqueeze(-4)).abs().argmax(-4)


def energy(
    image: Float[Tensor, "*batch c h w"], specifics: Float[Tensor, "*batch n c h w"], sigma: float
) -> Float[Tensor, "*batch n h w"]:
    r"""How much each edit changes each place: e_k = G_σ ∗ mean over channels of |ε_k − ε_I|, so all channels agree."""
    changes = (specifics - image.unsqueeze(-4)).to(torch.promote_types(image.dtype, torch.float32))
    return smoothed(changes.abs().mean(-3), sigma)


def loudness(energies: Float[Tensor, "*batch n h w"]) -> Float[Tensor, "*batch n h w"]:
    r"""The same in units of the edit's own mean, ẽ_k = e_k / (mean e_k + η): a loud edit does not win everywhere.

    An edit that changes nothing is 0 everywhere.
    """
    eta = ETA * energies.amax((-2, -1), keepdim=True)
    mean = energies.mean((-2, -1), keepdim=True) + eta
    return energies / mean.clamp_min(torch.finfo(mean.dtype).tiny)


def edit_shares(
    relative: Float[Tensor, "*batch n h w"], regions: Float[Tensor, "*batch n h w"], temperature: float
) -> Float[Tensor, "*batch n h w"]:
    r"""Each edit's part of each place: π_k = r_k exp(ẽ_k/τ) / Σ_l r_l exp(ẽ_l/τ), and 0 where all regions are.

    A temperature of 0 is its limit: the greatest alone has its place, of several that are equal the first.
    """
    allowed = regions > 0
    if not temperature:
        first = relative.masked_fill(~allowed, -math.inf).argmax(-3)
        return F.one_hot(first, relative.shape[-3]).movedim(-1, -3) * allowed.to(relative)
    logits = relative / temperature + regions.to(relative).log()
    best = logits.amax(-3, keepdim=True)
    weights = torch.where(allowed, (logits - torch.where(best.isfinite(), best, 0.0)).exp(), 0.0)
    total: Tensor = weights.sum(-3, keepdim=True)
    return torch.where(total > 0, weights / total.clamp_min(torch.finfo(total.dtype).tiny), 0.0)


def smoothed(x: Float[Tensor, "*batch h w"], sigma: float) -> Float[Tensor, "*batch h w"]:
    """Maps under a Gaussian of this deviation in places; borders go on as they end. 0 gives `x` back."""
    if not sigma:
        return x
    radius = math.ceil(3 * sigma)
    bell = torch.exp(
        -torch.arange(-radius, radius + 1, dtype=x.dtype, device=x.device).square() / (2 * sigma**2)
    )
    bell = bell / bell.sum()
    flat = F.pad(x.reshape(-1, 1, *x.shape[-2:]), (radius,) * 4, mode="replicate")
    flat = F.conv2d(F.conv2d(flat, bell.view(1, 1, 1, -1)), bell.view(1, 1, -1, 1))
    return flat.reshape(x.shape)
