"""Train a recogniser on pictures whose truth is known, and measure how well it reads others."""

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from comenius.training import checkpoint, readers
from comenius.training.readers import Reading
from comenius.vision.reading import FOODS, Classes
from comenius.vision.recognise import Recogniser
from comenius.vision.scoring import Rows, score, unit


@dataclass(frozen=True, kw_only=True)
class Recognising(Reading):
    """The recipe of a recogniser."""

    batch: int = 64
    learning_rate: float = 1e-2
    soften: float = 0.7
    nothing_weight: float = 3.0  # of the cells without food beside those with; little makes food of edges


def train(
    recipe: Recognising,
    model: Recogniser,
    batches: Iterator[Rows],
    held_out: Sequence[Rows],
    folder: Path,
    *,
    device: torch.device,
    seed: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, float]]:
    """Train and yield a report every four minutes, each with a whole checkpoint and an export in `folder`."""
    model.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def loss_of(rows: Rows) -> Tensor:
        x = model.sized(softened(unit(rows["pictures"]), recipe.soften))
        with torch.autocast(device.type, torch.bfloat16):
            out = model(x.contiguous(memory_format=torch.channels_last))
        return loss({name: logits.float() for name, logits in out.items()}, rows, model.classes, recipe)

    def report(average: Any) -> dict[str, float]:
        with checkpoint.whole(folder) as place:
            copy.deepcopy(average).half().save_pretrained(place)
        return score(average, held_out, device=device)

    return readers.train(
        recipe, model, batches, loss_of, report, folder, device=device, seed=seed, until=until, betas=(0.9, 0.99),
        hold=0.4, every=240.0,
    )  # fmt: skip


def softened(x: Float[Tensor, "b 3 h w"], share: float) -> Float[Tensor, "b 3 h w"]:
    """Pictures as an autoencoder or a painter would give them back: a share is blurred, spotted, tinted, noisy.

    Of the batch, so that it costs little; how much of it is drawn for each picture. A share of 0 changes nothing.
    """
    if share == 0:
        return x
    b, _, h, w = x.shape

    def strength(most: float) -> Tensor:
        some = torch.rand(b, 1, 1, 1, device=x.device) < share
        return some * most * torch.rand(b, 1, 1, 1, device=x.device)

    side = max(1, int(h * (0.25 + 0.5 * torch.rand(()).item())))
    small = F.interpolate(x, (side, side), mode="bilinear", antialias=True, align_corners=False)
    blurred = F.interpolate(small, (h, w), mode="bilinear", align_corners=False)
    y = x.lerp(blurred, strength(1.0))
    cell = (4, 8, 16)[int(torch.randint(3, ()))]
    spots = torch.randn(b, 3, -(-h // cell), -(-w // cell), device=x.device)
    y = y + strength(0.06) * F.interpolate(spots, (h, w), mode="bilinear", align_corners=False)
    y = y + strength(0.05) * torch.randn_like(
        x[:1]
    )  # of all alike: numbers at random cost more than a convolution
    tint = torch.randn(b, 3, 1, 1, device=x.device)
    y = (
        0.5
        + (y - 0.5) * (1 + strength(0.12) * torch.randn(b, 1, 1, 1, device=x.device))
        + strength(0.04) * tint
    )
    return y.clamp(0, 1)


def loss(out: dict[str, Tensor], rows: Rows, classes: Classes, recipe: Recognising) -> Tensor:
    """Cross-entropies of the scene's attributes, and of every cell; each food of a picture counts alike."""
    truth = rows["attributes"].long()
    scene = [name for name in classes if name not in FOODS]
    total = sum(
        (F.cross_entropy(out[name], truth[:, i]) for i, name in enumerate(scene)), out["look"].new_zeros(())
    )
    owner = rows["owner"].long()
    weight = weights(owner)
    look = F.cross_entropy(out["look"], rows["look"].long(), reduction="none")
    nothing = owner == 0
    total = (
        total
        + 2 * (look * weight).sum()
        + recipe.nothing_weight * (look * nothing).sum() / nothing.sum().clamp_min(1)
    )
    for name in ("form", "doneness"):
        rest = F.cross_entropy(out[name], rows[name].long(), reduction="none")
        total = total + (rest * weight).sum()
    b, y, x = owner.nonzero(as_tuple=True)
    for name in ("parts", "topped"):
        target = rows[name][b, owner[b, y, x] - 1].float()
        error = F.binary_cross_entropy_with_logits(out[name][b, :, y, x], target, reduction="none")
        total = total + (error.sum(1) * weight[b, y, x]).sum()
    return total


def weights(owner: Tensor) -> Tensor:
    """The weight of every cell, `b h w`, by its food: the square root of the food's share; they sum to 1."""
    shown = F.one_hot(owner).float()
    area = shown.sum((1, 2), keepdim=True).clamp_min(1)
    weight = (shown / area.sqrt()).sum(-1) * (owner > 0)
    return weight / weight.sum().clamp_min(1e-6)
