"""Where a picture shows what a phrase names: masks of objects from a segmenter."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, final

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from comenius.arrays import to_image
from comenius.vision.stock import load
from comenius.weights import Identity, identify


class Segmenter(Protocol):
    """What finds objects in pictures."""

    @property
    def identity(self) -> Identity:
        """Name and hash of its weights, for the record."""

    def __call__(
        self, picture: Float[Tensor, "3 height width"], phrases: Sequence[str]
    ) -> Float[Tensor, "phrases height width"]:
        """For each phrase how likely each pixel of a picture in [0, 1] shows it, in [0, 1]."""


@final
class Phrases:
    """A segmenter in CLIPSeg's layout (arXiv:2112.10003): a directory as transformers saves it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.model, self.processor = load("segmenter", directory)

    @property
    def identity(self) -> Identity:
        """Name and hash of its weights."""
        return identify(self.directory.name, self.directory, ("",))

    @torch.inference_mode()
    def __call__(
        self, picture: Float[Tensor, "3 height width"], phrases: Sequence[str]
    ) -> Float[Tensor, "phrases height width"]:
        """For each phrase how likely each pixel shows it, in [0, 1]."""
        if not phrases:
            return picture.new_zeros(0, *picture.shape[1:])
        inputs: Any = self.processor(
            text=list(phrases), images=[to_image(picture.numpy())] * len(phrases),
            padding="max_length", truncation=True, return_tensors="pt",
        )  # fmt: skip
        logits = self.model(**inputs).logits.reshape(len(phrases), 1, *self._side)
        size = (picture.shape[-2], picture.shape[-1])
        likely: Tensor = F.interpolate(logits.sigmoid(), size, mode="bilinear", align_corners=False)
        return likely[:, 0]

    @property
    def _side(self) -> tuple[int, int]:
        """Height and width of the masks that the model makes."""
        side = int(self.model.config.vision_config.image_size)
        return (
            (side, side)
            if not self.model.config.use_complex_transposed_convolution
            else (side // 2, side // 2)
        )
