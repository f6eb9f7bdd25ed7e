"""What is measured on: held-out scenes with their pictures and captions, and the models of a directory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.generate import Drawn, generate
from comenius.diffusion.guidance import Guidance
from comenius.evaluation.gates import Gate
from comenius.lexicon.shot import Shot, describe
from comenius.vision.recognise import Recogniser
from comenius.vision.scoring import Rows, unit
from comenius.world import labels
from comenius.world.render import picture
from comenius.world.scene import Setting, settle
from comenius.world.stream import sample

FIRST = 10_000  # seed of the first scene; trainings neither learn from these nor are watched on them
AT_ONCE = 32  # pictures that are encoded or read together

Watch = Callable[[int, int], None]


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
    watch: Watch = lambda done, of: None  # is told how many pictures of how many are drawn
    first: int = FIRST  # seed of the first scene

    @property
    def seeds(self) -> range:
        """The seeds of the scenes."""
        return range(self.first, self.first + self.count)

    @cached_property
    def scenes(self) -> list[tuple[Shot, Setting]]:
        """Shots with their settings."""
        return [sample(seed) for seed in self.seeds]

    @cached_property
    def backbone(self) -> Backbone:
        """The model that draws."""
        return load(self.home / "text-to-image")

    @cached_property
    def reader(self) -> Recogniser | None:
        """The model that reads; None when there is none."""
        folder = self.home / "recogniser"
        return Recogniser.from_pretrained(folder) if folder.is_dir() else None

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
        return render(self.scenes, self.size)

    @cached_property
    def captions(self) -> list[str]:
        """The full captions."""
        return [describe(settle(*scene), looks=True) for scene in self.scenes]

    @cached_property
    def kept(self) -> Float[Tensor, "b 3 h w"]:
        """The pictures after the autoencoder."""
        return autoencoded(self.backbone, self.rendered)

    @cached_property
    def drawn(self) -> Float[Tensor, "b 3 h w"]:
        """What the model draws from the captions, as its preset says."""
        return draw(self.backbone, self.captions, self.watch)


def bundled() -> Path:
    """The directory of the bundled models."""
    return Path(str(files("comenius"))) / "orbis"


def render(scenes: Sequence[tuple[Shot, Setting]], size: int) -> Float[Tensor, "b 3 h w"]:
    """Scenes as the kitchen draws them, in [0, 1]."""
    return unit(torch.from_numpy(np.stack([picture(*scene, size) for scene in scenes])))


def autoencoded(model: Backbone, pictures: Float[Tensor, "b 3 h w"]) -> Float[Tensor, "b 3 h w"]:
    """Pictures after the autoencoder of a model."""
    with torch.no_grad():
        parts = [
            model.decode(model.encode_picture(part.to(model.dtype))).float()
            for part in pictures.split(AT_ONCE)
        ]
    return torch.cat(parts)


def draw(
    model: Backbone, words: Sequence[str], watch: Watch, before: Float[Tensor, "b 3 h w"] | None = None
) -> Float[Tensor, "b 3 h w"]:
    """What a model draws from words as its preset says, an edit model from the pictures `before` too."""
    own = preset(model.directory)
    events = generate(
        model,
        words,
        seeds=range(len(words)),
        noise="shared" if own.noise == "shared" else "independent",
        guidance=Guidance(scale=own.guidance, image=own.image_guidance, rescale=own.rescale),
        solver=own.solver,
        steps=own.steps,
        before=before,
    )
    done: list[Tensor] = []
    for event in events:
        if isinstance(event, Drawn):
            done.append(torch.from_numpy(event.picture))
            watch(len(done), len(words))
    return torch.stack(done)
