"""A model that edits: what it is, how it likes to be asked, and the pictures it makes of pictures."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from PIL import Image

from comenius.devices import AUTO
from comenius.diffusion.backbones import resolve
from comenius.diffusion.backbones.names import weighty
from comenius.diffusion.backbones.presets import Preset, halved, preset, vocabulary
from comenius.errors import ModelError
from comenius.illustration.painter import unknown
from comenius.language.specifics import spoken
from comenius.photographs import padded, scaled
from comenius.weights import Identity, identify

if TYPE_CHECKING:
    from comenius.diffusion.attention.graph import StepGraph
    from comenius.diffusion.course import Asked
    from comenius.diffusion.edit import Edited
    from comenius.diffusion.generate import Progress

Mode = Literal["plus", "paper"]
Strength = tuple[float, float, float]  # of the picture, the wish and the edits


@dataclass(frozen=True, kw_only=True)
class Way:
    """How an edit is computed, with all that was left to the model's preset filled in."""

    image: float  # how strongly the picture is kept,
    text: float  # the wish is followed
    specific: float  # and the edits
    neutral: str  # an instruction that changes nothing, or empty
    mode: Mode
    savings: str  # a name of `diffusion.savings.PRESETS`
    solver: str
    steps: int  # of denoising


@dataclass(frozen=True, kw_only=True)
class Framed:
    """A picture in the size that a model edits, and mirrored around up to what its grid needs."""

    image: Image.Image
    around: Image.Image
    box: tuple[int, int, int, int]  # of the image in it: left, top, right, bottom


@dataclass(frozen=True, kw_only=True)
class Editor:
    """A model that edits, before it is loaded."""

    name: str
    directory: Path
    identity: Identity
    preset: Preset
    vocabulary: frozenset[str] | None

    @classmethod
    def find(cls, name: str) -> Self:
        """The edit model of a name; `ModelError` names the kind of one that does not edit."""
        directory = resolve(name, "edit")
        try:
            kind = json.loads((directory / "model_index.json").read_text(encoding="utf-8"))["_class_name"]
        except (OSError, ValueError, KeyError, TypeError):
            kind = ""
        if "InstructPix2Pix" not in kind:
            found = f"a {kind}" if kind else "no model"
            raise ModelError(
                f"{directory} is {found}; an edit model in InstructPix2Pix' layout is needed, such as "
                "timbrooks/instruct-pix2pix."
            )
        parts = weighty(directory)
        return cls(
            name=name,
            directory=directory,
            identity=identify(name, directory, parts),
            preset=preset(directory),
            vocabulary=vocabulary(directory),
        )

    def way(
        self, *, mode: Mode = "plus", strength: Strength | None = None, savings: str | None = None,
        steps: int | None = None,
    ) -> Way:  # fmt: skip
        """How it edits; its preset decides what is left out.

        As published, wish and edits each have the model's whole scale, and nothing is saved.
        """
        own, published = self.preset, mode == "paper"
        share = own.guidance if published else own.guidance / 2
        image, text, specific = strength or (own.image_guidance, share, share)
        return Way(
            image=image, text=text, specific=specific, neutral=own.neutral, mode=mode,
            savings=savings or ("exact" if published else "fast"), solver=own.solver, steps=steps or own.steps,
        )  # fmt: skip

    def wording(self, wish: str, specifics: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """What a wish is for the model, and a note on words in it that the model does not know."""
        words = spoken(wish, specifics, self.vocabulary)
        read = " ".join(specifics) or wish
        strange = unknown(read.lower(), self.vocabulary) if self.vocabulary is not None else ()
        names = ", ".join(map(repr, strange))
        return words, (f"the model does not know {names}, and guesses",) if strange else ()

    def framed(self, image: Image.Image) -> Framed:
        """A picture as the model is shown it."""
        side, multiple = self._sizes()
        image = scaled(image, side)
        around, box = padded(image, multiple)
        return Framed(image=image, around=around, box=box)

    def _sizes(self) -> tuple[int, int]:
        """Side of the pictures that it was trained with, and what sides are multiples of, in pixels."""
        try:
            unet, vae = (
                json.loads((self.directory / part / "config.json").read_text(encoding="utf-8"))
                for part in ("unet", "vae")
            )
            factor, sample = halved(vae), unet["sample_size"]
            halvings = 2 ** (len(unet["block_out_channels"]) - 1)
            return int(sample if isinstance(sample, int) else max(sample)) * factor, factor * halvings
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise ModelError(f"{self.directory} is incomplete or damaged ({e}). Copy the model again.") from e

    def run(
        self,
        pictures: Sequence[Image.Image],
        asked: "Sequence[Asked]",
        way: Way,
        *,
        device: str = AUTO,
        of: Sequence[int] | None = None,
        graph: "StepGraph | None" = None,
        only: Collection[int] | None = None,
    ) -> "Iterator[Progress | Edited]":
        """Make what is asked of pictures that `framed` gave, all of one size, as `edit` does."""
        import numpy as np
        import torch

        from comenius.arrays import from_image
        from comenius.devices import device as there
        from comenius.diffusion.backbones import load
        from comenius.diffusion.backbones.places import precision
        from comenius.diffusion.combination import Combination
        from comenius.diffusion.edit import edit
        from comenius.diffusion.savings import PRESETS

        where = there(device)
        backbone = load(self.directory, name=self.name, device=where, dtype=precision(where, self.directory))
        total, savings = way.text + way.specific, PRESETS[way.savings]
        combination = (
            Combination(mode="paper", image=way.image, text=way.text, specific=way.specific, savings=savings)
            if way.mode == "paper"
            else Combination(
                image=way.image, text=total, share=way.specific / total if total else 0.0, savings=savings
            )
        )
        shown = torch.from_numpy(np.stack([from_image(picture) for picture in pictures]))
        yield from edit(
            backbone, shown, asked, of=of, combination=combination, solver=way.solver, steps=way.steps,
            neutral=way.neutral, graph=graph, only=only,
        )  # fmt: skip
