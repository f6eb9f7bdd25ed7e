"""A vague wish for a small picture, what makes it, and a denoiser that tells what it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from comenius.diffusion.backbones.backbone import Backbone, Denoiser
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited, edit
from comenius.diffusion.solvers import Path as Way
from comenius.diffusion.solvers import Solver

PICTURES = torch.rand(2, 3, 16, 24, generator=torch.Generator().manual_seed(1))
WISH = "make it festive"
EDITS = ("frost on the pan", "steam above the soup", "a knitted cloth")
ASKED = Asked(wish=WISH, specifics=EDITS, seed=7)


def make(model: Backbone, *asked: Asked, pictures: Tensor = PICTURES, **settings: Any) -> list[Edited]:
    """What is made of the first picture in four denoising steps, unless the settings say otherwise."""
    defaults: dict[str, Any] = {"of": [0] * len(asked), "steps": 4}
    return [
        event for event in edit(model, pictures, asked, **(defaults | settings)) if isinstance(event, Edited)
    ]


def one(model: Backbone, asked: Asked = ASKED, **settings: Any) -> Edited:
    """The same, of one wish."""
    (made,) = make(model, asked, **settings)
    return made


def same(a: Edited, b: Edited) -> bool:
    """Whether two pictures are one to the bit."""
    return torch.equal(a.latents, b.latents) and np.array_equal(a.picture, b.picture)


@dataclass(kw_only=True, eq=False)
class Spy:
    """A denoiser that notes what it is asked, and may say it in the terms of another parameterisation."""

    inner: Denoiser
    said: str = "epsilon"
    products: Tensor | None = None  # ᾱ of each timestep
    calls: list[tuple[Tensor, Conditioning]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def predict(
        self, x: Tensor, timestep: Any, cond: Conditioning, *, factor: int, guidance: float
    ) -> Tensor:
        self.calls.append((x, cond))
        noise = self.inner.predict(x, timestep, cond, factor=factor, guidance=guidance)
        if self.products is None:
            return noise
        alpha, sigma = self.products[int(timestep)].sqrt(), (1 - self.products[int(timestep)]).sqrt()
        clean = (x[:, :4] - sigma * noise) / alpha
        return {"epsilon": noise, "sample": clean, "v_prediction": alpha * noise - sigma * clean}[self.said]

    def start(self, solver: Solver, schedule: Mapping[str, Any], size: tuple[int, int]) -> Way:
        return self.inner.start(solver, schedule, size)


def watched(model: Backbone, **more: Any) -> tuple[Backbone, Spy]:
    """A model whose denoiser is watched, and who watches it."""
    spy = Spy(inner=model.denoiser, **more)
    return replace(model, denoiser=spy), spy
