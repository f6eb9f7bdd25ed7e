"""What is to be drawn: a model, a way for pictures to agree, and everything that each picture depends on."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from comenius.devices import AUTO
from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.ladder import rung
from comenius.diffusion.backbones import resolve
from comenius.diffusion.backbones.names import weighty
from comenius.diffusion.backbones.presets import Preset, preset, vocabulary
from comenius.diffusion.variation import Variation
from comenius.errors import ModelError, SettingError
from comenius.illustration.finder import Finder, finder
from comenius.illustration.retouched import Retouches
from comenius.illustration.storyboard import Storyboard
from comenius.lexicon.common import Common, common
from comenius.seeds import derive
from comenius.weights import Identity, identify

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How the pictures are drawn. What is None is left to the model's preset."""

    model: str = "orbis"  # a bundled name, a directory, or a hub id
    seed: int = 0
    steps: int | None = None  # of denoising
    size: int | None = None  # pixels, square; a multiple of what the model halves
    guidance: float | None = None
    solver: str | None = None
    noise: Literal["independent", "shared", "coupled"] | None = None
    coherence: str | None = None  # how pictures agree: a name in `ladder.LADDER`
    segmenter: str | None = None  # what finds things for masks, as `finder` takes it; None: what there is
    device: str = AUTO  # where it is computed: a GPU if there is one; changes a picture by rounding alone
    keep_latents: bool = False  # of every picture at each denoising step, to redraw it quickly

    def __post_init__(self) -> None:
        if self.steps is not None and not 1 <= self.steps <= 1000:
            raise SettingError(
                f"steps is {self.steps}; it must lie in [1, 1000]. Leave it out for the model's own."
            )
        if self.size is not None and not 32 <= self.size <= 4096:
            raise SettingError(
                f"size is {self.size} px; it must lie in [32, 4096]. Leave it out for the model's own."
            )
        if self.coherence is not None:
            rung(self.coherence)


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model before it is loaded: where it is, which it is, how it likes to be used."""

    name: str
    directory: Path
    identity: Identity
    preset: Preset
    vocabulary: frozenset[str] | None
    segmenter: Finder = field(default_factory=Finder)  # what finds things in its pictures
    device: str = AUTO  # where it is to compute

    @classmethod
    def find(cls, drawing: Drawing) -> "Model":
        """The model that a drawing names, and what finds things in its pictures.

        Nothing is loaded; its files are hashed.
        """
        name = drawing.model
        directory = resolve(name)
        parts = weighty(directory)
        if not (directory / "model_index.json").is_file() or not parts:
            raise ModelError(
                f"{directory} is no model; a directory with model_index.json and its parts is needed."
            )
        return cls(
            name=name,
            directory=directory,
            identity=identify(name, directory, parts),
            preset=preset(directory),
            vocabulary=vocabulary(directory),
            segmenter=finder(directory, drawing.segmenter),
            device=drawing.device,
        )


@dataclass(frozen=True, kw_only=True)
class Task:
    """Everything that the pictures of a guide depend on."""

    model: Model
    prompts: tuple[str, ...]
    seeds: tuple[int, ...]
    graph: StepGraph
    similarity: tuple[tuple[float, ...], ...]
    settings: dict[str, Any]  # after the preset: guidance, rescale, solver, steps, size, noise, coherence …
    common: Mapping[tuple[int, int], Common] = field(default_factory=dict)  # of the edges that have masks
    varied: Mapping[int, Variation] = field(default_factory=dict)  # whose noise is not that of their seeds
    alone: Mapping[int, "Task"] = field(default_factory=dict)  # pictures that nobody reads as they are shown
    quick: bool = False  # of a task for one picture: what it reads follows the latents kept of it
    retouches: Retouches = field(default_factory=Retouches)  # of finished pictures; nobody reads these

    def key(self, step: int) -> str:
        """The hash of all inputs of the picture of a step as it is shown."""
        return self.retouches.key(step, self.painted)

    def painted(self, step: int) -> str:
        """The same before it is edited."""
        return self.alone.get(step, self).path(step)

    def prompt(self, step: int) -> str:
        """The words of the picture of a step as it is shown."""
        return self.alone.get(step, self).prompts[step]

    def path(self, step: int) -> str:
        """The hash of all inputs of a picture as others read it: its own and those of all it reads itself."""
        closure = sorted(self.graph.closure({step}))
        inputs: dict[str, Any] = {
            "model": self.model.identity.sha256,
            "settings": self.settings,
            "pictures": [[self.prompts[i], self.seeds[i]] for i in closure],
            "edges": [
                [closure.index(i), closure.index(source), weight]
                for i in closure
                for source, weight in self.graph.sources(i)
            ],
            "place": closure.index(step),
        }
        if self.common:
            pairs = [pair for pair in self.common if pair[0] in closure]
            inputs["masks"] = [
                [closure.index(i), closure.index(j), asdict(self.common[i, j])] for i, j in pairs
            ]
        if self.settings["noise"] == "coupled":  # the noise of a picture follows that of every earlier one
            last = closure[-1] + 1
            inputs["noise"] = [self.seeds[:last], [row[:last] for row in self.similarity[:last]]]
        if varied := [[closure.index(i), asdict(self.varied[i])] for i in closure if i in self.varied]:
            inputs["varied"] = varied
        if self.quick:
            inputs["quick"] = True
        return hashlib.sha256(json.dumps(inputs, separators=(",", ":")).encode()).hexdigest()


def task(storyboard: Storyboard, prompts: Sequence[str], model: Model, drawing: Drawing) -> Task:
    """The work that a storyboard, a model and the settings amount to."""
    own = model.preset
    coherence = drawing.coherence or own.coherence
    way = rung(coherence)
    settings = {
        "guidance": drawing.guidance if drawing.guidance is not None else own.guidance,
        "rescale": own.rescale,
        "solver": drawing.solver or own.solver,
        "steps": drawing.steps or own.steps,
        "size": drawing.size,
        "noise": drawing.noise or way.noise or own.noise,
        "sharing_start": own.sharing_start,
        "coherence": coherence,
    }
    graph = way.graph(storyboard.similarity, storyboard.linked)
    if way.masked:
        settings["segmenter"] = model.segmenter.identity(model.identity).sha256
        if model.segmenter.attends and not model.segmenter.chosen:
            log.warning("%s has no segmenter; things are found by its own attention", model.name)
    shared = settings["noise"] == "shared"
    seeds = tuple(
        derive(drawing.seed, "guide") if shared else derive(drawing.seed, "picture", p) for p in prompts
    )
    return Task(
        model=model,
        prompts=tuple(prompts),
        seeds=seeds,
        graph=graph,
        similarity=storyboard.similarity,
        settings=settings,
        common=_common(storyboard, graph, looks=model.vocabulary is not None) if way.masked else {},
    )


def changed(
    work: Task, storyboard: Storyboard, prompts: Mapping[int, str], varied: Mapping[int, Variation]
) -> Task:
    """The same work with other words or other noise for some steps; seeds and graph stay, so no other noise changes.

    The storyboard shows what those words say.
    """
    lines = tuple(prompts.get(step, line) for step, line in enumerate(work.prompts))
    looks = work.model.vocabulary is not None
    common = _common(storyboard, work.graph, looks=looks) if work.common else {}
    return replace(work, prompts=lines, varied=dict(varied), common=common)


def _common(storyboard: Storyboard, graph: StepGraph, *, looks: bool) -> dict[tuple[int, int], Common]:
    """What the reader and the source of each edge both show."""
    frames = storyboard.frames
    pairs = [edge[:2] for edge in graph.edges]
    return common([f.shot for f in frames], [f.links for f in frames], pairs, looks=looks)


def settings_of(drawing: Drawing) -> dict[str, Any]:
    """The settings as they were asked for, for the record."""
    return asdict(drawing)
