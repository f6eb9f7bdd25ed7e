"""How well the segmenter finds what a phrase names."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import torch
from jaxtyping import Bool, Float
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import interpolate

from comenius.arrays import to_image
from comenius.evaluation.bench import Bench, Missing, Section
from comenius.evaluation.gates import Gate, mean
from comenius.lexicon.shot import Shot, bare
from comenius.vision.scoring import iou
from comenius.vision.stock import load
from comenius.world.render import masks
from comenius.world.scene import Setting, arranged, settle

LEAST = 0.005  # share of the picture that an object covers to be asked for
IOU = 0.80


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """The overlap of the masks, of all objects and by their kinds."""
    if (bench.home / "segmenter").is_dir():
        yield Section(name="segmenter", gates=overlaps(bench))
    else:
        yield Missing(name="segmenter")


@torch.no_grad()
def overlaps(bench: Bench) -> tuple[Gate, ...]:
    """Intersection over union of what is more likely than not with the true mask, a phrase at a time."""
    model, prepare = load("segmenter", bench.home / "segmenter")
    found: defaultdict[str, list[float]] = defaultdict(list)
    for pixels, scene in zip(bench.rendered, bench.scenes, strict=True):
        asked = objects(*scene, bench.size)
        inputs = prepare(
            text=[words for _, words, _ in asked], images=[to_image(pixels.numpy())] * len(asked),
            padding="max_length", truncation=True, return_tensors="pt",
        )  # fmt: skip
        logits = model(**inputs).logits
        guessed = likely(logits.reshape(len(asked), *logits.shape[-2:]), bench.size)
        for (kind, _, mask), guess in zip(asked, guessed, strict=True):
            found[kind].append(float(iou(guess, torch.from_numpy(mask))))
    every = [value for values in found.values() for value in values]
    kinds = [mean(f"IoU {kind}", found[kind]) for kind in sorted(found) if len(found[kind]) > 1]
    return (mean("IoU", every, IOU), *kinds)


def objects(shot: Shot, setting: Setting, size: int) -> list[tuple[str, str, NDArray[np.bool_]]]:
    """Kind, phrase and mask of every object that covers enough of the picture; the table and the wall are none."""
    named = phrases(settle(shot, setting))
    return [
        (name.rstrip("0123456789"), named[name], mask)
        for name, mask in masks(shot, setting, size).items()
        if name in named and mask.mean() >= LEAST
    ]


def phrases(shot: Shot) -> dict[str, str]:
    """What each object of a settled shot is called in its caption, by the names of the masks; toppings unsaid."""
    foods = {f"food{i}": bare(food, looks=True) for i, (food, _) in enumerate(arranged(shot.foods))}
    vessel = {} if shot.vessel == "table" else {"vessel": f"{shot.material} {shot.vessel}".strip()}
    tool = {"tool": shot.tool} if shot.tool else {}
    return foods | vessel | tool | {name: name for name in ("hand", "steam", "fire") if getattr(shot, name)}


def likely(logits: Float[Tensor, "n h w"], size: int) -> Bool[Tensor, "n size size"]:
    """The pixels of the picture that are more likely than not in each mask."""
    chance = logits.sigmoid()[:, None]
    return interpolate(chance, (size, size), mode="bilinear", align_corners=False)[:, 0] > 0.5
