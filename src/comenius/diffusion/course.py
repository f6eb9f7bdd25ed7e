"""What is asked of one picture, and its edits while it is denoised."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import final

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning, stack
from comenius.diffusion.branches import NOTHING, PICTURE, REGIONAL, Branch, needed, outputs
from comenius.diffusion.combination import Combination, Mixture, mix
from comenius.diffusion.companions import Companions
from comenius.diffusion.guidance import dual_guidance, rescale, sane_guidance
from comenius.diffusion.regional import Regional
from comenius.diffusion.savings import Work, velocity_units
from comenius.diffusion.solvers import Path
from comenius.errors import SettingError

NEWEST = 0.1  # what the newest map counts in their mean, once there are more than ten


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Asked:
    """One picture to make of another: what is wished, and the edits that fulfil it."""

    wish: str
    specifics: tuple[str, ...] = ()
    weights: tuple[float, ...] | None = None  # of each edit where edits meet; 0 switches it off
    regions: tuple[Float[Tensor, "h w"] | None, ...] | None = None  # in [0, 1], of the picture's size
    seed: int = 0

    def __post_init__(self) -> None:
        if not all(text.strip() for text in self.specifics):
            raise SettingError(f"A specific edit of {self.wish!r} says nothing; leave it out.")
        for name, given in (("weights", self.weights), ("regions", self.regions)):
            if given is not None and len(given) != len(self.specifics):
                raise SettingError(
                    f"There are {len(given)} {name} for {len(self.specifics)} specific edits; one each is needed."
                )
        for weight in self.weights or ():
            if not 0 <= weight <= 1000:
                raise SettingError(f"The weight of an edit is {weight}; it must lie in [0, 1000]. Try 1.")


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Job:
    """What is asked, in the terms of the model: edits that are said twice are one."""

    place: int
    asked: Asked
    shown: int  # which picture
    texts: tuple[str, ...]
    which: tuple[int | None, ...]
    regions: Float[Tensor, "n h w"]  # on the latents; an edit that is switched off has none


def planned(
    place: int,
    asked: Asked,
    shown: int,
    combination: Combination,
    size: tuple[int, int],
    grid: tuple[int, int],
) -> Job:
    """What is asked, once it is known to be possible: each edit once, where said twice in the places of both."""
    weights = asked.weights or (1.0,) * len(asked.specifics)
    regions = asked.regions or (None,) * len(asked.specifics)
    published = all(weight in (0, 1) for weight in weights) and all(region is None for region in regions)
    if combination.mode == "paper" and not published:
        raise SettingError(
            "The published method knows neither weights nor regions; they need the mode 'plus'."
        )
    texts = [" ".join(text.split()) for text in asked.specifics]
    found: dict[str, Tensor] = {}
    for text, weight, region in zip(texts, weights, regions, strict=True):
        if region is not None and (region.shape[-1], region.shape[-2]) != size:
            raise SettingError(
                f"The region of {text!r} is {region.shape[-1]}x{region.shape[-2]} px, its picture {size[0]}x{size[1]}."
            )
        if region is not None and not bool(((region >= 0) & (region <= 1)).all()):
            raise SettingError(f"The region of {text!r} holds numbers outside [0, 1].")
        if weight:
            where = torch.ones(grid)
            if region is not None:
                where = F.adaptive_avg_pool2d(region[None].float().cpu(), grid)[0]
            found[text] = torch.maximum(found.get(text, torch.zeros(grid)), weight * where)
    order = {text: row for row, text in enumerate(found)}
    return Job(
        place=place,
        asked=asked,
        shown=shown,
        texts=tuple(order),
        which=tuple(order[text] if weight else None for text, weight in zip(texts, weights, strict=True)),
        regions=torch.stack([*found.values()]) if found else torch.zeros(0, *grid),
    )


@final
class Course:
    """One picture's way through the denoising: its edits' mixture, as last computed, and what it has cost.

    It ends with its picture, so nothing that is kept outlives an edit, a weight or a seed.
    """

    def __init__(
        self,
        backbone: Backbone,
        combination: Combination,
        job: Job,
        words: Mapping[str | None, Conditioning],
        seen: Float[Tensor, "1 c h w"],
        rows: int | None,
        neutral: str = "",
    ) -> None:
        self.backbone = backbone
        self.combination = combination
        self.job = job
        self.wish = Branch(True, job.asked.wish)
        self.specifics = tuple(Branch(True, text) for text in job.texts)
        told = neutral and len(self.specifics) > 1 and combination.mode == "plus"
        self.neutral = (Branch(True, neutral),) if told else ()  # one edit need not be told from others
        self.words = {
            branch: replace(words[branch.words], notes=())
            for branch in (NOTHING, PICTURE, self.wish, *self.specifics, *self.neutral)
        }
        self.companions: Companions | None = None  # pictures made at the same time, which it may read
        self.seen = seen
        self.at_once = rows
        self.regions = job.regions.to(backbone.device)
        self.maps = torch.zeros_like(self.regions)  # π, the mean of all denoising steps that computed it
        self.size = self.regions.shape[-2], self.regions.shape[-1]
        self.acts = torch.zeros(
            1, *self.size, device=backbone.device
        )  # how much any of them does there, the mean too
        self.calls = self.rows = 0  # of the network so far
        self._mixture: Mixture | None = None
        self._kept: Tensor | None = None  # as velocity: what the edits change, or the whole guidance
        self._seen_maps = 0

    def guided(self, x: Float[Tensor, "1 c h w"], path: Path, index: int) -> Float[Tensor, "1 c h w"]:
        """The output of one denoising step, with as few rows as the settings allow."""
        how = self.combination
        scales = how.scales(len(self.specifics))
        work = how.savings.work(index, len(path.timesteps)) if scales.specific else "none"
        shown, timestep, units = path.scaled(x, index), path.timesteps[index], velocity_units(path, index)
        base = self.wish if scales.text else PICTURE
        ask = partial(self._ask, shown, timestep, index, len(path.timesteps))
        if work == "kept" and how.savings.keeps == "guidance" and self._kept is not None:
            return ask((base,))[base] + self._kept / units
        asked = {"each": (*self.specifics, *self.neutral), "regional": (*self.neutral, REGIONAL)}.get(
            work, ()
        )
        always = ((self.wish,) if how.rescale else ()) + ((PICTURE,) if how.keep and self._mixture else ())
        found = ask(needed(self.wish, asked, scales, always=always))
        # what is not asked for has the coefficient 0, so that another may stand in its place
        image = found.get(PICTURE, found.get(NOTHING, next(iter(found.values()))))
        without, both = found.get(NOTHING, image), found.get(self.wish, image)
        if work == "none":
            guided = dual_guidance(without, image, both, scales.image, scales.text)
        else:
            change = self._change(found, image, work, units)
            guided = sane_guidance(without, image, both, change, *scales)
        if how.rescale:
            guided = rescale(guided, both, how.rescale)
        if how.keep and self._mixture:
            guided = image + self._mixture.acts * (guided - image)
        if asked and how.savings.keeps == "guidance":
            self._kept = (guided - found[base]) * units
        return guided

    def _ask(
        self, x: Float[Tensor, "1 c h w"], timestep: Tensor, index: int, total: int, asked: tuple[Branch, ...]
    ) -> dict[Branch, Float[Tensor, "1 c h w"]]:
        """What the network says to each branch, counted."""
        regional, words = None, dict(self.words)
        if REGIONAL in asked and self._mixture:
            each = stack([self.words[branch] for branch in self.specifics])
            regional = Regional(words=each, shares=self._mixture.shares[0])
            words[REGIONAL] = regional.row
        self.rows += len(asked)
        self.calls += -(-len(asked) // (self.at_once or len(asked)))
        beside = self.companions
        within = partial(beside.within, self.job.place, index, total) if beside else None
        return outputs(
            self.backbone, x, self.seen, timestep, asked, words, rows=self.at_once, regional=regional, within=within
        )  # fmt: skip

    def _change(
        self, found: Mapping[Branch, Tensor], image: Float[Tensor, "1 c h w"], work: Work, units: float
    ) -> Float[Tensor, "1 c h w"]:
        """What the edits change together, Δ_S: computed, or as last computed in the terms of this denoising step."""
        if work == "kept" and self._kept is not None:
            return self._kept / units
        if work == "regional" and self._mixture:
            anywhere = (self._mixture.shares.sum(1, keepdim=True) > 0).to(image)
            change = anywhere * (found[REGIONAL] - image)
        else:
            specifics = torch.stack([found[branch] for branch in self.specifics], 1)
            still = found[self.neutral[0]] if self.neutral else None
            self._mixture = mix(self.combination, image, specifics, self.regions[None], still)
            self._seen_maps += 1
            newest = max(1 / self._seen_maps, NEWEST)
            self.maps += newest * (self._mixture.shares[0] - self.maps)
            self.acts += newest * (self._mixture.acts[0] - self.acts)
            change = self._mixture.change
        self._kept = change * units
        return change
