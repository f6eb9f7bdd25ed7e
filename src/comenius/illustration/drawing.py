"""Which pictures of a guide are still to be drawn, and the drawing of them, each kept as soon as it is ready."""

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from PIL import Image, PngImagePlugin

from comenius import files
from comenius.arrays import to_image
from comenius.diffusion.attention.graph import StepGraph, build_graph
from comenius.diffusion.backbones import resolve
from comenius.diffusion.backbones.presets import Preset, preset, vocabulary
from comenius.errors import ModelError, SettingError
from comenius.illustration.storyboard import Storyboard
from comenius.seeds import derive
from comenius.weights import Identity, identify

KEY = "comenius-key"  # the PNG text that says from which inputs a picture was made
NOTES = "comenius-notes"  # and the one that says what of its prompt was not read
PARTS = ("text_encoder", "text_encoder_2", "unet", "vae")

Coherence = Literal["full", "independent"]


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
    coherence: Coherence = "full"  # full: pictures read the earlier ones they resemble

    def __post_init__(self) -> None:
        if self.steps is not None and not 1 <= self.steps <= 1000:
            raise SettingError(
                f"steps is {self.steps}; it must lie in [1, 1000]. Leave it out for the model's own."
            )
        if self.size is not None and not 32 <= self.size <= 4096:
            raise SettingError(
                f"size is {self.size} px; it must lie in [32, 4096]. Leave it out for the model's own."
            )
        if self.coherence not in ("full", "independent"):
            raise SettingError(f"coherence is {self.coherence!r}; it must be 'full' or 'independent'.")


@dataclass(frozen=True, kw_only=True)
class Model:
    """A model before it is loaded: where it is, which it is, how it likes to be used."""

    name: str
    directory: Path
    identity: Identity
    preset: Preset
    vocabulary: frozenset[str] | None

    @classmethod
    def find(cls, name: str) -> "Model":
        """The model of a name. Nothing is loaded; its files are hashed."""
        directory = resolve(name)
        parts = [part for part in PARTS if (directory / part).is_dir()]
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
        )


@dataclass(frozen=True, kw_only=True)
class Task:
    """Everything that the pictures of a guide depend on."""

    model: Model
    prompts: tuple[str, ...]
    seeds: tuple[int, ...]
    graph: StepGraph
    similarity: tuple[tuple[float, ...], ...]
    settings: dict[str, Any]  # after the preset: guidance, rescale, solver, steps, size, noise, sharing_start

    def key(self, step: int) -> str:
        """The hash of all inputs of one picture: its own and those of the pictures it reads, directly or not."""
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
        if self.settings["noise"] == "coupled":  # the noise of a picture follows that of every earlier one
            last = closure[-1] + 1
            inputs["noise"] = [self.seeds[:last], [row[:last] for row in self.similarity[:last]]]
        return hashlib.sha256(json.dumps(inputs, separators=(",", ":")).encode()).hexdigest()


def task(storyboard: Storyboard, prompts: Sequence[str], model: Model, drawing: Drawing) -> Task:
    """The work that a storyboard, a model and the settings amount to."""
    own = model.preset
    settings = {
        "guidance": drawing.guidance if drawing.guidance is not None else own.guidance,
        "rescale": own.rescale,
        "solver": drawing.solver or own.solver,
        "steps": drawing.steps or own.steps,
        "size": drawing.size,
        "noise": drawing.noise or own.noise,
        "sharing_start": own.sharing_start,
        "coherence": drawing.coherence,
    }
    n = len(prompts)
    if drawing.coherence == "independent":
        graph = StepGraph(steps=n, mode="none")
    else:
        links = [
            (i, link.step)
            for i, f in enumerate(storyboard.frames)
            for link in f.links
            if link.step is not None
        ]
        graph = build_graph(storyboard.similarity, mode="topk", links=links)
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
    )


def picture_path(folder: Path, step: int) -> Path:
    """Where the picture of a step lies, counted from 0: `steps/01.png`."""
    return folder / "steps" / f"{step + 1:02}.png"


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
    out = {}
    for step in range(len(work.prompts)):
        path = picture_path(folder, step)
        text = marks(path)
        if text.get(KEY) != work.key(step):
            continue
        try:
            with Image.open(path, formats=("PNG",)) as image:
                image.load()
                out[step] = Kept(step=step, size=image.size, notes=tuple(json.loads(text[NOTES])))
        except (OSError, ValueError, SyntaxError, KeyError):
            continue
    return out


def marks(path: Path) -> dict[str, str]:
    """What a picture of ours says of itself; nothing for any other file, whole or not."""
    try:
        with Image.open(path, formats=("PNG",)) as image:
            text = cast(PngImagePlugin.PngImageFile, image).info
    except (OSError, ValueError, SyntaxError):
        return {}
    return {name: text[name] for name in (KEY, NOTES) if KEY in text and name in text}


def draw(folder: Path, work: Task, missing: Sequence[int]) -> Iterator[Advance | Kept]:
    """Draw the missing pictures and keep each as soon as it is ready. Closing the generator stops the work."""
    if not missing:
        return
    from comenius.diffusion.attention.sharing import Sharing, Window
    from comenius.diffusion.backbones import load
    from comenius.diffusion.generate import Drawn, generate
    from comenius.diffusion.guidance import Guidance

    s = work.settings
    events = generate(
        load(work.model.directory, name=work.model.name),
        work.prompts,
        seeds=work.seeds,
        sharing=Sharing(graph=work.graph, windows=(Window(start=s["sharing_start"]),)),
        noise=s["noise"],
        similarity=work.similarity,
        guidance=Guidance(scale=s["guidance"], rescale=s["rescale"]),
        solver=s["solver"],
        steps=s["steps"],
        size=s["size"],
        only=missing,
    )
    for event in events:
        if isinstance(event, Drawn):
            image = to_image(event.picture)
            kept = Kept(step=event.step, size=image.size, notes=event.notes)
            _save(picture_path(folder, event.step), image, work.key(event.step), kept.notes)
            yield kept
        else:
            yield Advance(done=event.done, calls=event.calls)


def _save(path: Path, image: Image.Image, key: str, notes: tuple[str, ...]) -> None:
    """A PNG that says from which inputs it was made."""
    text = PngImagePlugin.PngInfo()
    text.add_text(KEY, key)
    text.add_text(NOTES, json.dumps(notes))
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", pnginfo=text)
    files.write(path, buffer.getvalue())


def settings_of(drawing: Drawing) -> dict[str, Any]:
    """The settings as they were asked for, for the record."""
    return asdict(drawing)
