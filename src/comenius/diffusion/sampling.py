"""The sampling loop: from noise to latents, yielding every state, so that the loop's caller owns the rest."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.mass import Mass
from comenius.diffusion.attention.processors import shared_attention
from comenius.diffusion.attention.sharing import Sharing, Visit
from comenius.diffusion.attention.shelf import KeyShelf, peak
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning, stack
from comenius.diffusion.guidance import Guidance, classifier_free_guidance, dual_guidance, rescale
from comenius.diffusion.solvers import Path, Solver
from comenius.seeds import derive

Batches = Sequence[tuple[int, ...]]


@final
@dataclass(frozen=True, kw_only=True)
class State:
    """Some pictures after one call of the denoiser."""

    steps: tuple[int, ...]  # whose pictures these rows are
    index: int  # of the denoising step that has just been done, from 0
    total: int  # denoising steps of a picture
    timestep: float
    latents: Float[Tensor, "rows c h w"]
    denoised: Float[Tensor, "rows c h w"] | None  # the end as foreseen from here, for previews
    done: int  # calls of the denoiser so far, and
    calls: int  # of the whole run

    @property
    def finished(self) -> bool:
        """Whether these pictures are finished."""
        return self.index == self.total - 1


def sample(
    backbone: Backbone,
    positive: Conditioning,
    negative: Conditioning,
    noise: Float[Tensor, "steps c h w"],
    *,
    seeds: Sequence[int],
    solver: Solver,
    guidance: Guidance,
    seen: Float[Tensor, "steps c h w"] | None = None,
    sharing: Sharing | None = None,
    known: Mapping[int, Float[Tensor, "total c h w"]] | None = None,
    only: Collection[int] | None = None,
    batch: int = 1,
    memory: int = 2**30,
    mass: Mass | None = None,
) -> Iterator[State]:
    """Draw one picture a row of `positive` and `noise`; `negative` has one row for all.

    An edit model draws each from the latents of its row of `seen`. A distilled one is told the scale of the
    guidance, and needs no negative prompt.
    One picture is drawn at a time (all guidance groups in one call), because matrix products of another shape
    round differently: so a picture's bytes depend on its own inputs and on the steps it reads, and on nothing
    else. A larger `batch` gives the same pictures to 1e-5. Pictures are finished one after another while the
    keys they leave for their readers stay below `memory` bytes, else all advance together. `mass` notes how much
    each took from which. A picture whose latents after each denoising step are `known` follows them, to be read.
    """
    known = known or {}
    sharing = sharing or Sharing(graph=StepGraph(steps=len(positive)))
    batches = sharing.graph.batches(batch, only)
    shelf = KeyShelf(sharing.graph, {step for steps in batches for step in steps})
    size = noise.shape[-2], noise.shape[-1]
    paths = {s: backbone.denoiser.start(solver, backbone.scheduler, size) for steps in batches for s in steps}
    generators = {step: torch.Generator().manual_seed(derive(seeds[step], "solver")) for step in paths}
    x = {
        s: noise[s : s + 1].to(backbone.device, backbone.dtype) * path.noise_scale
        for s, path in paths.items()
    }
    total = len(next(iter(paths.values())).timesteps) if paths else 0

    def affordable() -> bool:
        if not sharing.graph.edges:
            return True
        kept = (
            shelf.bytes_each * peak(sharing.graph, batches) * total
        )  # 0: sharing begins later, cost unknown
        return 0 < kept <= memory

    groups = 1 if backbone.distilled else guidance.groups if seen is None else guidance.edit_groups
    for done, (index, steps) in enumerate(visits(batches, total, affordable), 1):
        visit = Visit(
            sharing=sharing, shelf=shelf, steps=steps, index=index, total=total, groups=groups, mass=mass,
            size=size,
        )  # fmt: skip
        reads = sharing.active(index, total)
        with torch.inference_mode(), shared_attention(backbone.network, visit) if reads else nullcontext():
            output = denoise(backbone, x, paths, positive, negative, guidance, visit, seen)
        shelf.leave(index, steps)
        with torch.inference_mode():
            moves = [
                paths[s].move(output[r : r + 1], index, x[s], generators[s]) for r, s in enumerate(steps)
            ]
            x |= {step: move.latents for step, move in zip(steps, moves, strict=True)}
            x |= {s: known[s][index : index + 1].to(x[s]) for s in steps if s in known}
            foreseen = [move.denoised for move in moves if move.denoised is not None]
            state = State(
                steps=steps,
                index=index,
                total=total,
                timestep=float(paths[steps[0]].timesteps[index]),
                latents=torch.cat([move.latents for move in moves]),
                denoised=torch.cat(foreseen) if foreseen else None,
                done=done,
                calls=total * len(batches),
            )
        yield state


def denoise(
    backbone: Backbone,
    x: dict[int, Float[Tensor, "1 c h w"]],
    paths: dict[int, Path],
    positive: Conditioning,
    negative: Conditioning,
    guidance: Guidance,
    visit: Visit,
    seen: Float[Tensor, "steps c h w"] | None = None,
) -> Float[Tensor, "rows c h w"]:
    """The guided output for the pictures of one visit, from one call of the network."""
    steps, index = visit.steps, visit.index
    rows = torch.cat([paths[step].scaled(x[step], index) for step in steps])
    timestep = paths[steps[0]].timesteps[index]
    words, silence = positive.rows(steps), negative.rows([0] * len(steps))
    if seen is not None:
        shown = seen[list(steps)].to(rows)
        blind, rows = torch.cat([rows, torch.zeros_like(shown)], 1), torch.cat([rows, shown], 1)
    if visit.groups == 1:
        return backbone.predict(rows, timestep, words, guidance.scale)
    if seen is None:
        cond = stack([silence, words])
        without, within = backbone.predict(torch.cat([rows, rows]), timestep, cond).chunk(2)
        guided = classifier_free_guidance(without, within, guidance.scale)
    else:
        cond = stack([silence, silence, words])
        without, image, within = backbone.predict(torch.cat([blind, rows, rows]), timestep, cond).chunk(3)
        guided = dual_guidance(without, image, within, guidance.image, guidance.scale)
    return rescale(guided, within, guidance.rescale) if guidance.rescale else guided


def visits(
    batches: Batches, total: int, affordable: Callable[[], bool]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Every batch at every denoising step: picture by picture if that is affordable, else step by step.

    Both orders begin with the same visit; `affordable` is asked after it, when the cost of a visit is known.
    Sources come before their readers either way, so the order changes no picture.
    """
    if not batches or not total:
        return
    yield 0, batches[0]
    by_picture = ((index, steps) for steps in batches for index in range(total))
    by_step = ((index, steps) for index in range(total) for steps in batches)
    rest = by_picture if affordable() else by_step
    next(rest)
    yield from rest
