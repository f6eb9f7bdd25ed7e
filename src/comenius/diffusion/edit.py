"""A vague wish and the specific edits that fulfil it become one picture: SANE (arXiv:2407.20232), and more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked, Course, Job, planned
from comenius.diffusion.generate import Progress, finished
from comenius.diffusion.latents import initial_noise
from comenius.diffusion.sampling import State
from comenius.diffusion.solvers import Solver
from comenius.errors import SettingError
from comenius.seeds import derive


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Edited:
    """One picture is ready."""

    place: int  # of what was asked, from 0
    seed: int
    picture: Float[ndarray, "3 height width"]  # RGB in [0, 1]
    latents: Float[Tensor, "c h w"]
    specifics: tuple[str, ...]  # that took part, each once
    which: tuple[int | None, ...]  # of them is each that was asked for; None was switched off
    maps: Float[ndarray, "n height width"]  # π, which of them made which place: 1 in sum, or 0
    notes: tuple[str, ...]  # what of the words the model could not read
    calls: int  # of the denoiser
    rows: int  # of all its calls


def edit(
    backbone: Backbone,
    pictures: Float[Tensor, "pictures 3 height width"],
    asked: Sequence[Asked],
    *,
    of: Sequence[int] | None = None,
    combination: Combination | None = None,
    solver: Solver | str = "dpm++",
    steps: int = 20,
    negative: str = "",
    neutral: str = "",
    rows: int | None = None,
) -> Iterator[Progress | Edited]:
    """Change pictures, RGB in [0, 1], as is asked, each from its own seed; settings are checked before the first.

    `of` says which picture each wish is for, in order when it is left out; several may be for one. A picture is made
    after another, all its branches in one call of the network, or in calls of at most so many `rows` where memory is
    short, which gives the same pictures to 1e-5. So its bytes depend on its own inputs alone. `steps` counts denoising
    steps; a `Solver` brings its own. `neutral` is an instruction that changes nothing, where the model knows one:
    several edits are told apart by what they change beyond it, for one row more. Closing the generator stops the work.
    """
    combination = combination or Combination()
    if not backbone.edits:
        raise SettingError(f"{backbone.name} draws from words alone; to edit a picture, take an edit model.")
    of = range(len(asked)) if of is None else of
    if len(of) != len(asked):
        raise SettingError(f"There are {len(of)} pictures named for {len(asked)} wishes; one each is needed.")
    if strangers := sorted({*of} - {*range(len(pictures))}):
        raise SettingError(f"There is no picture {strangers[0]}; {len(pictures)} are given, counted from 0.")
    if rows is not None and rows < 1:
        raise SettingError(f"rows is {rows}; a call of the network needs at least 1.")
    size = pictures.shape[-1], pictures.shape[-2]
    shape = backbone.latent_shape(size)
    jobs = [
        planned(place, one, picture, combination, size, (shape[1], shape[2]))
        for place, (one, picture) in enumerate(zip(asked, of, strict=True))
    ]
    solver = solver if isinstance(solver, Solver) else Solver(kind=solver, steps=steps)
    return _edit(backbone, pictures, jobs, combination, solver, negative, neutral, rows)


def _edit(
    backbone: Backbone,
    pictures: Float[Tensor, "pictures 3 height width"],
    jobs: Sequence[Job],
    combination: Combination,
    solver: Solver,
    negative: str,
    neutral: str,
    rows: int | None,
) -> Iterator[Progress | Edited]:
    """The work behind `edit`, once everything that was asked for is known to be possible."""
    texts = dict.fromkeys(text for job in jobs for text in (job.asked.wish, *job.texts))
    words: dict[str | None, Conditioning] = {text: backbone.encode([text]) for text in texts}
    words |= {neutral: backbone.encode([neutral])} if neutral else {}
    words[None] = backbone.encode_negative(negative)
    seen = {shown: backbone.see(pictures[shown : shown + 1]) for shown in sorted({job.shown for job in jobs})}
    before = 0
    for job in jobs:
        course = Course(backbone, combination, job, words, seen[job.shown], rows, neutral)
        for state in _denoise(backbone, job, course, solver, before, len(jobs)):
            yield Progress(done=state.done, calls=state.calls, state=state)
        before = state.done
        picture = finished(backbone, state.latents, f"wish {job.place + 1}")
        notes = (note for text in (job.asked.wish, *job.texts) for row in words[text].notes for note in row)
        yield Edited(
            place=job.place,
            seed=job.asked.seed,
            picture=picture,
            latents=state.latents[0],
            specifics=job.texts,
            which=job.which,
            maps=_enlarged(course.maps, (picture.shape[1], picture.shape[2])),
            notes=tuple(dict.fromkeys(notes)),
            calls=course.calls,
            rows=course.rows,
        )


def _denoise(
    backbone: Backbone, job: Job, course: Course, solver: Solver, before: int, jobs: int
) -> Iterator[State]:
    """From noise to latents, after so many denoising steps of other pictures."""
    size = course.size
    path = backbone.denoiser.start(solver, backbone.scheduler, size)
    generator = torch.Generator().manual_seed(derive(job.asked.seed, "solver"))
    noise = initial_noise([job.asked.seed], (backbone.denoiser.channels, *size))
    x = noise.to(backbone.device, backbone.dtype) * path.noise_scale
    total = len(path.timesteps)
    for index in range(total):
        with torch.inference_mode():
            move = path.move(course.guided(x, path, index), index, x, generator)
        x = move.latents
        yield State(
            steps=(job.place,),
            index=index,
            total=total,
            timestep=float(path.timesteps[index]),
            latents=x,
            denoised=move.denoised,
            done=before + index + 1,
            calls=total * jobs,
        )


def _enlarged(maps: Float[Tensor, "n h w"], size: tuple[int, int]) -> Float[ndarray, "n height width"]:
    """Maps of the latents on the grid of the picture."""
    if not len(maps):
        return np.zeros((0, *size), np.float32)
    return F.interpolate(maps[None].float(), size, mode="bilinear", align_corners=False)[0].cpu().numpy()
