"""A vague wish and the specific edits that fulfil it become one picture: SANE (arXiv:2407.20232), and more."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import final

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.branches import REGIONAL
from comenius.diffusion.combination import Combination
from comenius.diffusion.companions import Companions, Reads
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
    acts: Float[
        ndarray, "height width"
    ]  # from 0 where no edit does anything to 1 where one does as on average
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
    graph: StepGraph | None = None,
    reads: Reads = "same",
    only: Collection[int] | None = None,
    rows: int | None = None,
) -> Iterator[Progress | Edited]:
    """Change pictures, RGB in [0, 1], as is asked, each from its own seed; settings are checked before the first.

    `of` says which picture each wish is for, in order when it is left out; several may be for one. A picture is made
    after another, all its branches in one call of the network, or in calls of at most so many `rows` where memory is
    short, which gives the same pictures to 1e-5. So its bytes depend on its own inputs alone. `steps` counts denoising
    steps; a `Solver` brings its own. `neutral` is an instruction that changes nothing, where the model knows one:
    several edits are told apart by what they change beyond it, for one row more. Closing the generator stops the work.

    `graph`, over what was asked, says who reads whose keys in self-attention: the same instruction the same, so that
    an edit looks alike in several pictures, which are then made at the same time. Where the other picture does not have
    an edit, or where `reads` is "image", its branch without an instruction is read. What sees no picture shares with
    nobody. With `only`, those alone come out, byte for byte as in the whole run.
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
    graph = graph or StepGraph(steps=len(asked))
    if graph.steps != len(asked):
        raise SettingError(f"The graph has {graph.steps} steps, but {len(asked)} pictures are asked for.")
    if strangers := sorted({*(only or ())} - {*range(len(asked))}):
        raise SettingError(f"Nothing is asked in place {strangers[0]}; {len(asked)} are, counted from 0.")
    wanted = frozenset(range(len(asked)) if only is None else only)
    together = _together(graph, wanted)
    return _edit(
        backbone, pictures, jobs, combination, solver, negative, neutral, rows, graph, reads, wanted, together
    )  # fmt: skip


def _together(graph: StepGraph, wanted: Collection[int]) -> list[tuple[int, ...]]:
    """The places that have to be made, those that are joined by edges together, sources before readers."""
    order = [place for batch in graph.batches(1, wanted) for place in batch]
    if len(graph.batches(1, wanted)) < len(order):
        raise SettingError("The graph has a cycle; pictures that are edited read only those before them.")
    parts: list[tuple[int, ...]] = []
    for place in order:
        near = {source for source, _ in graph.sources(place)}
        joined = [part for part in parts if near & {*part}]
        parts = [part for part in parts if part not in joined]
        parts.append((*(one for part in joined for one in part), place))
    return parts


def _edit(
    backbone: Backbone,
    pictures: Float[Tensor, "pictures 3 height width"],
    jobs: Sequence[Job],
    combination: Combination,
    solver: Solver,
    negative: str,
    neutral: str,
    rows: int | None,
    graph: StepGraph,
    reads: Reads,
    wanted: Collection[int],
    together: Sequence[tuple[int, ...]],
) -> Iterator[Progress | Edited]:
    """The work behind `edit`, once everything that was asked for is known to be possible."""
    made = [jobs[place] for part in together for place in part]
    texts = dict.fromkeys(text for job in made for text in (job.asked.wish, *job.texts))
    words: dict[str | None, Conditioning] = {text: backbone.encode([text]) for text in texts}
    words |= {neutral: backbone.encode([neutral])} if neutral else {}
    words[None] = backbone.encode_negative(negative)
    seen = {shown: backbone.see(pictures[shown : shown + 1]) for shown in sorted({job.shown for job in made})}
    before = 0
    for part in together:
        courses = [
            Course(backbone, combination, jobs[place], words, seen[jobs[place].shown], rows, neutral)
            for place in part
        ]
        if len(part) > 1:
            _join(backbone, graph, courses, reads)
        for state, course in _denoise(backbone, courses, solver, before, len(made)):
            yield Progress(done=state.done, calls=state.calls, state=state)
            before = state.done
            if state.finished and course.job.place in wanted:
                yield _edited(backbone, course, state, words)


def _join(backbone: Backbone, graph: StepGraph, courses: Sequence[Course], reads: Reads) -> None:
    """Let courses read each other along the graph."""
    branches = {course.job.place: (*course.words, REGIONAL) for course in courses}
    edits = {course.job.place: course.specifics for course in courses}
    companions = Companions(backbone, graph, branches, edits, courses[0].size, reads=reads)
    for course in courses:
        course.companions = companions


def _edited(
    backbone: Backbone, course: Course, state: State, words: Mapping[str | None, Conditioning]
) -> Edited:
    """A finished picture, with where its edits acted and what it has cost."""
    job = course.job
    picture = finished(backbone, state.latents, f"wish {job.place + 1}")
    size = picture.shape[1], picture.shape[2]
    notes = (note for text in (job.asked.wish, *job.texts) for row in words[text].notes for note in row)
    return Edited(
        place=job.place,
        seed=job.asked.seed,
        picture=picture,
        latents=state.latents[0],
        specifics=job.texts,
        which=job.which,
        maps=_enlarged(course.maps, size),
        acts=_enlarged(course.acts, size)[0],
        notes=tuple(dict.fromkeys(notes)),
        calls=course.calls,
        rows=course.rows,
    )


def _denoise(
    backbone: Backbone, courses: Sequence[Course], solver: Solver, before: int, pictures: int
) -> Iterator[tuple[State, Course]]:
    """From noise to latents, all courses a denoising step at a time, after so many denoising steps of others."""
    size = courses[0].size
    paths = [backbone.denoiser.start(solver, backbone.scheduler, size) for _ in courses]
    seeds = [course.job.asked.seed for course in courses]
    generators = [torch.Generator().manual_seed(derive(seed, "solver")) for seed in seeds]
    x = [
        initial_noise([seed], (backbone.denoiser.channels, *size)).to(backbone.device, backbone.dtype)
        * path.noise_scale
        for seed, path in zip(seeds, paths, strict=True)
    ]
    total = len(paths[0].timesteps)
    for done, (index, row) in enumerate(product(range(total), range(len(courses))), before + 1):
        course, path = courses[row], paths[row]
        with torch.inference_mode():
            move = path.move(course.guided(x[row], path, index), index, x[row], generators[row])
        x[row] = move.latents
        state = State(
            steps=(course.job.place,),
            index=index,
            total=total,
            timestep=float(path.timesteps[index]),
            latents=x[row],
            denoised=move.denoised,
            done=done,
            calls=total * pictures,
        )
        yield state, course


def _enlarged(maps: Float[Tensor, "n h w"], size: tuple[int, int]) -> Float[ndarray, "n height width"]:
    """Maps of the latents on the grid of the picture."""
    if not len(maps):
        return np.zeros((0, *size), np.float32)
    return F.interpolate(maps[None].float(), size, mode="bilinear", align_corners=False)[0].cpu().numpy()
