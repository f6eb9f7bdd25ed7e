"""Masks of what a phrase names by two networks: one puts boxes around it, one cuts out what is in a box."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.arrays import to_image
from comenius.vision.stock import load
from comenius.weights import Identity, identify, joined

SURE = 0.3  # least score of a box, in (0, 1); the detector's authors take .3 to .35

Picture = Float[Tensor, "3 height width"]
Boxes = Float[Tensor, "boxes 4"]  # left, top, right, bottom in pixels
Masks = Float[Tensor, "boxes height width"]


@final
class Grounded:
    """A segmenter of a GroundingDINO (arXiv:2303.05499) and a SAM (arXiv:2304.02643), directories as saved."""

    def __init__(self, detector: Path, cutter: Path, *, sure: float = SURE) -> None:
        self.detector = detector
        self.cutter = cutter
        self.sure = sure

    @property
    def identity(self) -> Identity:
        """Name and hash of both weights."""
        return joined([identify(part.name, part, ("",)) for part in (self.detector, self.cutter)])

    def __call__(self, picture: Picture, phrases: Sequence[str]) -> Float[Tensor, "phrases height width"]:
        """For each phrase how likely each pixel shows it, in [0, 1]; nowhere when no box is sure enough."""
        return found(picture, phrases, self.boxes, self.cut)

    @torch.inference_mode()
    def boxes(self, picture: Picture, phrase: str) -> Boxes:
        """Where a phrase is; asked alone, for in longer texts phrases change each other's scores."""
        model, processor = self._detector
        height, width = picture.shape[-2:]
        inputs = processor(images=to_image(picture.numpy()), text=f"{phrase.lower()}.", return_tensors="pt")
        out = processor.post_process_grounded_object_detection(
            model(**inputs), inputs.input_ids, threshold=self.sure, target_sizes=[(height, width)]
        )
        boxes: Tensor = out[0]["boxes"]
        return boxes.clamp(min=0).minimum(torch.tensor([width, height, width, height]))

    @torch.inference_mode()
    def cut(self, picture: Picture, boxes: Boxes) -> Masks:
        """How likely each pixel belongs to what is in each box."""
        model, processor = self._cutter
        inputs = processor(
            images=to_image(picture.numpy()), input_boxes=[boxes.tolist()], return_tensors="pt"
        )
        logits = processor.post_process_masks(
            model(**inputs, multimask_output=False).pred_masks,
            inputs.original_sizes,
            inputs.reshaped_input_sizes,
            binarize=False,
        )
        masks: Tensor = logits[0][:, 0].sigmoid()
        return masks

    @cached_property
    def _detector(self) -> tuple[Any, Any]:
        return load("detector", self.detector)

    @cached_property
    def _cutter(self) -> tuple[Any, Any]:
        return load("cutter", self.cutter)


def found(
    picture: Picture,
    phrases: Sequence[str],
    boxes_of: Callable[[Picture, str], Boxes],
    cut: Callable[[Picture, Boxes], Masks],
) -> Float[Tensor, "phrases height width"]:
    """For each phrase all that is cut out of its boxes; one without a box is nowhere."""
    boxes = [boxes_of(picture, phrase) for phrase in phrases]
    nowhere = picture.new_zeros(picture.shape[-2:])
    if not any(map(len, boxes)):
        return nowhere.expand(len(phrases), -1, -1)
    parts = cut(picture, torch.cat(boxes)).split([len(some) for some in boxes])
    return torch.stack([part.amax(0) if len(part) else nowhere for part in parts])
