"""Which pictures of a guide are still to be drawn, and the drawing of them, each kept as soon as it is ready."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comenius.arrays import to_image
from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.ladder import rung
from comenius.illustration import masking, retouching
from comenius.illustration.marked import NOTES, keep, kept
from comenius.illustration.retouching import picture_path, version_path
from comenius.illustration.task import Task
from comenius.illustration.trail import keep_trail, read_trail, trail_key, trail_path

if TYPE_CHECKING:
    from torch import Tensor

    from comenius.diffusion.backbones import Backbone
    from comenius.diffusion.generate import Drawn, Progress


@dataclass(frozen=True, kw_only=True)
class Advance:
    """Some of the drawing is done."""

    done: int
    calls: int  # of the denoiser, in the whole run


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A picture is drawn and on disk."""

    step: int
    size: tuple[int, int]
    notes: tuple[str, ...] = ()


def ready(folder: Path, work: Task) -> dict[int, Kept]:
    """The pictures that are there, whole, and made from these inputs."""
    found = (_ready(folder, work, step) for step in range(len(work.prompts)))
    return {kept.step: kept for kept in found if kept}


def _ready(folder: Path, work: Task, step: int) -> Kept | None:
    if (image := kept(picture_path(folder, step), work.key(step))) is not None:
        with suppress(ValueError, KeyError):
            return Kept(step=step, size=image.size, notes=tuple(json.loads(image.info[NOTES])))
    return None


def lacking(folder: Path, work: Task) -> list[int]:
    """The steps whose latents are not kept, or are those of other pictures."""
    steps = range(len(work.prompts))
    return [step for step in steps if trail_key(trail_path(folder, step)) != work.path(step)]


def draw(
    folder: Path, work: Task, missing: Sequence[int], unkept: Sequence[int] = ()
) -> Iterator[Advance | Kept]:
    """Draw the missing pictures and keep each as soon as it is ready. Closing the generator stops the work.

    Of the steps `unkept` the latents at each denoising step are kept too. Pictures that nobody reads as they are
    shown are drawn one by one, each with all that it reads. What was edited is edited after all is drawn.
    """
    unpainted, unedited = retouching.lacking(folder, work, missing)
    for step in missing:
        if there := _ready(folder, work, step):  # it was kept elsewhere
            yield there
    later, last = retouching.calls(work, unedited), Advance(done=0, calls=0)
    for event in _paint(folder, work, unpainted, unkept) if unpainted or unkept else ():
        if isinstance(event, Advance):
            last = event
            yield Advance(done=event.done, calls=event.calls + later)
        elif event.step in missing and not work.retouches.of_step(event.step):
            yield event
    for told in retouching.retouch(folder, work, unedited):
        if not isinstance(told, int):
            yield Advance(done=last.done + told.done, calls=last.calls + later)
        elif told in missing and (there := _ready(folder, work, told)):
            yield there


def _paint(
    folder: Path, work: Task, missing: Sequence[int], unkept: Sequence[int]
) -> Iterator[Advance | Kept]:
    """Draw pictures as they are before any edit."""
    from comenius.devices import device
    from comenius.diffusion.backbones import load
    from comenius.diffusion.backbones.places import precision

    where, directory = device(work.model.device), work.model.directory
    backbone = load(directory, name=work.model.name, device=where, dtype=precision(where, directory))
    together = [step for step in missing if step not in work.alone]
    jobs = [_Job(folder=folder, work=work, pictures=together, paths=unkept)] if together or unkept else []
    for step in missing:
        if step in work.alone:
            alone = work.alone[step]
            known = {s: work.path(s) for s, _ in work.graph.sources(step)} if alone.quick else {}
            jobs.append(_Job(folder=folder, work=alone, pictures=[step], known=known))
    done = 0
    for place, job in enumerate(jobs):
        later = sum(job.calls for job in jobs[place + 1 :])
        last = 0
        for event in job.run(backbone):
            if isinstance(event, Advance):
                last = event.done
                yield Advance(done=done + event.done, calls=done + event.calls + later)
            else:
                yield event
        done += last


@dataclass(frozen=True, kw_only=True)
class _Job:
    """Pictures that are drawn in one run."""

    folder: Path
    work: Task
    pictures: Sequence[int]  # to keep
    paths: Sequence[int] = ()  # whose latents to keep
    known: Mapping[int, str] = field(default_factory=dict)  # whose latents are kept, and under which key

    @property
    def wanted(self) -> list[int]:
        """The steps that have to come out."""
        return sorted({*self.pictures, *self.paths})

    @property
    def graph(self) -> StepGraph:
        """Who reads whom: what is known reads nobody any more."""
        whole = self.work.graph
        if not self.known:
            return whole
        own = tuple(edge for edge in whole.edges if edge.reader in self.pictures)
        return StepGraph(steps=whole.steps, edges=own)

    @property
    def calls(self) -> int:
        """Calls of the denoiser, but for a first look at what is read."""
        return int(self.work.settings["steps"]) * len(self.graph.closure(self.wanted))

    def run(self, backbone: "Backbone") -> Iterator[Advance | Kept]:
        """The pictures, each kept as soon as it is ready.

        Where pictures read only what they have in common, the pictures that are read are drawn once before, from
        their words alone and the same noise, to see where things are; what was seen is kept.
        """
        from comenius.diffusion.generate import Drawn

        work, folder = self.work, self.folder
        graph, done = self.graph, 0
        looked_at = masking.unknown(folder, work, self.wanted, graph)
        calls = work.settings["steps"] * len(looked_at) + self.calls
        if looked_at:
            first = _run(backbone, work, StepGraph(steps=len(work.prompts)), {}, {}, looked_at)
            for _ in masking.look(folder, work, backbone, first):
                done += 1
                yield Advance(done=done, calls=calls)
        masks = masking.found(folder, work, self.wanted, graph) if work.common else {}
        known = {step: read_trail(trail_path(folder, step)) for step in self.known}
        trails: dict[int, list[Tensor]] = {step: [] for step in self.paths}
        for event in _run(backbone, work, graph, masks, known, self.wanted):
            if not isinstance(event, Drawn):
                for step, latents in zip(event.state.steps, event.state.latents, strict=True):
                    if step in trails:
                        trails[step].append(latents.half().cpu())
                yield Advance(done=done + event.done, calls=done + event.calls)
                continue
            if event.step in trails:
                keep_trail(trail_path(folder, event.step), trails.pop(event.step), work.path(event.step))
            if event.step in self.pictures:
                image = to_image(event.picture)
                notes = json.dumps(event.notes)
                keep(version_path(folder, work, event.step, 0), image, work.path(event.step), notes)
                yield Kept(step=event.step, size=image.size, notes=event.notes)


def _run(
    backbone: "Backbone",
    work: Task,
    graph: StepGraph,
    masks: dict[tuple[int, int], Any],
    known: "Mapping[int, Tensor]",
    only: Sequence[int],
) -> Iterator["Drawn | Progress"]:
    """Some pictures of a guide, along a graph."""
    from comenius.diffusion.attention.masks import drop_empty
    from comenius.diffusion.generate import generate
    from comenius.diffusion.guidance import Guidance

    s = work.settings
    return generate(
        backbone,
        work.prompts,
        seeds=work.seeds,
        sharing=rung(s["coherence"]).sharing(drop_empty(graph, masks), s["sharing_start"], masks),
        noise=s["noise"],
        similarity=work.similarity,
        variations=work.varied,
        known=known,
        guidance=Guidance(scale=s["guidance"], rescale=s["rescale"]),
        solver=s["solver"],
        steps=s["steps"],
        size=s["size"],
        only=only,
    )
