"""Train a recogniser on pictures whose truth is known, and measure how well it reads others."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional as F

from comenius.training import loop
from comenius.vision.reading import FOODS, MIXTURE, Classes, Reading
from comenius.vision.recognise import Recogniser

Rows = dict[
    str, Tensor
]  # pictures `b h w 3` of uint8, and the labels of `world.labels`, each with the batch in front

LEAST = 4  # cells of a food that can be asked for


@dataclass(frozen=True, kw_only=True)
class Recognising:
    """The recipe of a recogniser."""

    batch: int = 64
    learning_rate: float = 2e-3
    warm_up: int = 50  # steps
    minutes: float = 4.0  # the learning rate falls over the last 60 % of this time
    decay: float = 0.998  # of the weights' average
    soften: float = 0.7  # share of the pictures that are blurred, tinted or made noisy
    nothing_weight: float = 0.3  # of the cells without food beside those with


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
    """Train and yield a report every minute, each with a whole checkpoint and an export in `folder`."""
    model.to(device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(
        model.parameters(), recipe.learning_rate, betas=(0.9, 0.99), weight_decay=0.02,
        fused=device.type == "cuda",
    )  # fmt: skip

    def loss_of(_: int) -> Tensor:
        rows = {name: values.to(device) for name, values in next(batches).items()}
        x = model.sized(softened(unit(rows["pictures"]), recipe.soften))
        with torch.autocast(device.type, torch.bfloat16):
            out = model(x.contiguous(memory_format=torch.channels_last))
        return loss({name: logits.float() for name, logits in out.items()}, rows, model.classes, recipe)

    def report(average: Any, step: int) -> dict[str, float]:
        average.save_pretrained(folder / "recogniser")
        return {"pictures": step * recipe.batch, **score(average, held_out, device=device)}

    pace = loop.Pace(
        minutes=recipe.minutes, rate=recipe.learning_rate, warm_up=recipe.warm_up, hold=0.4, floor=0.02,
        decay=recipe.decay, every=60.0,
    )  # fmt: skip
    file = folder / "checkpoint.safetensors"
    return loop.run(pace, model, optimizer, loss_of, report, file, seed=seed, until=until)


def unit(pictures: UInt8[Tensor, "b h w 3"]) -> Float[Tensor, "b 3 h w"]:
    """Bytes as floats in [0, 1]."""
    return pictures.permute(0, 3, 1, 2).float() / 255


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
    y = y + strength(0.05) * torch.randn_like(x)
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


def score(model: Recogniser, batches: Iterable[Rows], *, device: torch.device) -> dict[str, float]:
    """How often the model is right, from 0 to 1.

    One figure for each attribute of the scene; `foods 1`, `foods 2` …: pictures with so many foods, all and no
    others found by their looks; of the foods found, `form` and `doneness`, and `parts` and `topped` without a
    mistake.
    """
    hits: defaultdict[str, list[float]] = defaultdict(list)
    for rows in batches:
        read = model.read(unit(rows["pictures"].to(device)), LEAST)
        truth = {name: values.cpu() for name, values in rows.items()}
        for i, reading in enumerate(read):
            for name, value in _compare(model.classes, {name: v[i] for name, v in truth.items()}, reading):
                hits[name].append(value)
    return {name: sum(values) / len(values) for name, values in hits.items()}


def _compare(classes: Classes, truth: Rows, reading: Reading) -> Iterator[tuple[str, float]]:
    """What is asked of one reading, and 1.0 where it is right."""
    for i, (name, value) in enumerate(reading.attributes.items()):
        yield name, float(classes[name].index(value) == truth["attributes"][i])
    wanted = shown(classes, truth)
    found = {_key(food.look, food.form): food for food in reading.foods}
    same = sorted(key for key, *_ in wanted) == sorted(_key(f.look, f.form) for f in reading.foods)
    yield f"foods {len(wanted)}", float(same)
    for key, form, doneness, parts, topped in wanted:
        if key not in found:
            continue
        yield "form", float(found[key].form == form)
        yield "doneness", float(found[key].doneness == doneness)
        if form == MIXTURE:
            yield "parts", float({*found[key].parts} == parts)
        if topped or found[key].topped:
            yield "topped", float({*found[key].topped} == topped)


def shown(classes: Classes, truth: Rows) -> list[tuple[str, str, str, set[str], set[str]]]:
    """The foods that a picture's labels show in at least `LEAST` cells: key, form, doneness, parts and topped."""
    out = []
    for i in range(len(truth["parts"])):
        cells = truth["owner"] == i + 1
        if int(cells.sum()) < LEAST:
            continue
        look, form, doneness = (classes[name][int(truth[name][cells][0])] for name in FOODS)
        several = [
            {classes["look"][int(j)] for j in truth[name][i].nonzero()} for name in ("parts", "topped")
        ]
        out.append((_key(look, form), form, doneness, several[0], several[1]))
    return out


def _key(look: str, form: str) -> str:
    return MIXTURE if form == MIXTURE else look
