"""The bundled models against what the kitchen knows: the truth of scenes that no training has seen."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.backbones.unet import Backbone
from comenius.diffusion.generate import Drawn, generate
from comenius.diffusion.guidance import Guidance
from comenius.evaluation.gates import Gate, mean, share
from comenius.lexicon.shot import Shot, describe
from comenius.vision.recognise import Recogniser
from comenius.vision.scoring import LEAST, Rows, answers, unit
from comenius.world import labels
from comenius.world.render import picture
from comenius.world.scene import Setting, settle
from comenius.world.stream import sample

FIRST = 10_000  # seed of the first scene; trainings neither learn from these nor are watched on them
RANKED = 256  # captions among which a picture must find its own
AT_ONCE = 32  # pictures that are encoded or read together

DRAWN = {  # what a drawn picture must get right, and how often
    "vessel": 0.95, "material": 0.95, "table": 0.95, "wall": 0.95, "tool": 0.95,
    "foods 1": 0.90, "foods 2": 0.80, "form": 0.90, "doneness": 0.90,
}  # fmt: skip
RULER = {"foods 1": 0.98, "foods 2": 0.98}  # what a recogniser must read in rendered pictures


@dataclass(frozen=True, kw_only=True)
class Section:
    """What was measured of one thing, in the order it was measured."""

    name: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A part of the models that is not there, so nothing was measured of it."""

    name: str


@dataclass(frozen=True)
class Bench:
    """So many held-out scenes with their pictures, labels and captions, and the models of a directory."""

    home: Path
    count: int
    watch: Callable[[int, int], None] = lambda done, of: (
        None
    )  # is told how many pictures of how many are drawn
    first: int = FIRST  # seed of the first scene

    @cached_property
    def scenes(self) -> list[tuple[Shot, Setting]]:
        """Shots with their settings."""
        return [sample(seed) for seed in range(self.first, self.first + self.count)]

    @cached_property
    def backbone(self) -> Backbone:
        """The model that draws."""
        return load(self.home / "text-to-image")

    @cached_property
    def size(self) -> int:
        """Side of a picture in pixels."""
        return self.backbone.default_size[0]

    @cached_property
    def truth(self) -> Rows:
        """The labels of every scene."""
        rows = labels.stack([labels.labels(*scene) for scene in self.scenes])
        return {name: torch.from_numpy(values) for name, values in rows.items()}

    @cached_property
    def rendered(self) -> Float[Tensor, "b 3 h w"]:
        """The pictures as the kitchen draws them, in [0, 1]."""
        return unit(torch.from_numpy(np.stack([picture(*scene, self.size) for scene in self.scenes])))

    @cached_property
    def captions(self) -> list[str]:
        """The full captions."""
        return [describe(settle(*scene), looks=True) for scene in self.scenes]

    @cached_property
    def kept(self) -> Float[Tensor, "b 3 h w"]:
        """The pictures after the autoencoder."""
        model = self.backbone
        with torch.no_grad():
            parts = [
                model.decode(model.encode_picture(part.to(model.dtype))).float()
                for part in self.rendered.split(AT_ONCE)
            ]
        return torch.cat(parts)

    @cached_property
    def drawn(self) -> Float[Tensor, "b 3 h w"]:
        """What the model draws from the captions, as its preset says."""
        own = preset(self.home / "text-to-image")
        events = generate(
            self.backbone,
            self.captions,
            seeds=range(self.count),
            noise="shared" if own.noise == "shared" else "independent",
            guidance=Guidance(scale=own.guidance, rescale=own.rescale),
            solver=own.solver,
            steps=own.steps,
        )
        done: list[Tensor] = []
        for event in events:
            if isinstance(event, Drawn):
                done.append(torch.from_numpy(event.picture))
                self.watch(len(done), self.count)
        return torch.stack(done)


def bundled() -> Path:
    """The directory of the bundled models."""
    return Path(str(files("comenius"))) / "orbis"


def evaluate(
    home: Path | None = None, count: int = 500, watch: Callable[[int, int], None] = lambda done, of: None
) -> Iterator[Section | Missing]:
    """Measure the models of a directory (the bundled ones by default), one section after the other.

    A directory holds `text-to-image`, `recogniser` and `clip`; what is not there is `Missing`. `count` scenes are
    asked, at least two; `watch` is told how many pictures of how many are drawn.
    """
    bench = Bench(home or bundled(), count, watch)
    yield Section(name="autoencoder", gates=(mean("PSNR", psnr(bench.kept, bench.rendered), 30.0),))
    if (bench.home / "recogniser").is_dir():
        reader = Recogniser.from_pretrained(bench.home / "recogniser")
        for name, pictures, goals in (
            ("recogniser on rendered pictures", "rendered", RULER),
            ("recogniser on autoencoded pictures", "kept", {}),
            ("text-to-image", "drawn", DRAWN),
        ):
            yield Section(name=name, gates=read(reader, getattr(bench, pictures), bench.truth, goals))
    else:
        yield Missing(name="recogniser")
    if (bench.home / "clip").is_dir():
        yield Section(name="clip", gates=(recall(bench),))
    else:
        yield Missing(name="clip")


def psnr(ours: Float[Tensor, "b 3 h w"], truth: Float[Tensor, "b 3 h w"]) -> list[float]:
    """Peak signal-to-noise ratio of each picture in dB, values in [0, 1]; an equal picture counts 100."""
    errors = (ours - truth).square().mean((1, 2, 3)).clamp_min(1e-10)
    return [float(value) for value in -10 * errors.log10()]


def read(
    reader: Recogniser, pictures: Float[Tensor, "b 3 h w"], truth: Rows, goals: dict[str, float]
) -> tuple[Gate, ...]:
    """How often a recogniser sees in pictures what they should show; goals by the names of `answers`."""
    hits: defaultdict[str, list[float]] = defaultdict(list)
    readings = [reading for part in pictures.split(AT_ONCE) for reading in reader.read(part, LEAST)]
    for name, value in answers(reader.classes, truth, readings):
        hits[name].append(value)
    return tuple(share(name, hits[name], goals.get(name)) for name in sorted(hits))


@torch.no_grad()
def recall(bench: Bench) -> Gate:
    """How often a picture's own caption is the most alike of 256 (of fewer when there are fewer)."""
    from transformers import CLIPModel, CLIPProcessor

    folder = bench.home / "clip"
    # a local directory: nothing is downloaded that a revision could pin
    model = CLIPModel.from_pretrained(folder, use_safetensors=True, local_files_only=True)  # nosec B615
    prepare = CLIPProcessor.from_pretrained(folder, local_files_only=True)  # nosec B615
    hits: list[float] = []
    for rows in distinct(bench.captions, RANKED):
        inputs = prepare(
            text=[bench.captions[i] for i in rows], images=list(bench.rendered[rows]), do_rescale=False,
            padding="max_length", truncation=True, return_tensors="pt",
        )  # fmt: skip
        best = model.eval()(**inputs).logits_per_image.argmax(1)
        hits += (best == torch.arange(len(rows))).float().tolist()
    return share(f"recall@1 of {min(len(hits), RANKED)}", hits, 0.90)


def distinct(captions: Sequence[str], size: int) -> list[list[int]]:
    """Places of captions in groups of `size`, each caption once over all; a smaller rest counts only when alone."""
    first: dict[str, int] = {}
    for place, caption in enumerate(captions):
        first.setdefault(caption, place)
    places = list(first.values())
    return [places[i : i + size] for i in range(0, len(places) - size + 1, size)] or [places]
