"""What the trainings of all models that read pictures share: the recipe's common part, and how the loop is run."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from comenius import weights
from comenius.training import loop
from comenius.training.muon import Muon
from comenius.vision.scoring import Rows


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What every recipe of a reader says."""

    batch: int
    learning_rate: float
    warm_up: int = 50  # steps
    minutes: float = 4.0  # the learning rate falls along half a cosine at the end of this time
    decay: float = 0.98  # of the weights' average: over a minute or two, as few steps are made
    soften: float = 0.5  # share of the pictures that are blurred, tinted or made noisy


def train(
    recipe: Reading,
    model: nn.Module,
    batches: Iterator[Rows],
    loss_of: Callable[[Rows], Tensor],
    report: Callable[[Any], dict[str, float]],
    folder: Path,
    *,
    device: torch.device,
    seed: int = 0,
    until: float = math.inf,
    betas: tuple[float, float] = (0.9, 0.98),
    hold: float = 0.3,
    every: float = 120.0,
) -> Iterator[dict[str, float]]:
    """Train a model that is on the device, and yield a report every so many seconds, after a checkpoint in `folder`.

    `loss_of` gives the loss of a batch on the device, `report` looks at the averaged model and may export it; `hold` is
    the share of the time before the learning rate falls.
    """
    model.train()
    optimizer = Muon(model, lr=recipe.learning_rate, betas=betas, weight_decay=0.02)

    def loss(_: int) -> Tensor:
        return loss_of({name: values.to(device) for name, values in next(batches).items()})

    def seen(average: Any, step: int) -> dict[str, float]:
        return {"pictures": step * recipe.batch, **report(average)}

    pace = loop.Pace(
        minutes=recipe.minutes, rate=recipe.learning_rate, warm_up=recipe.warm_up, hold=hold, floor=0.02,
        decay=recipe.decay, every=every,
    )  # fmt: skip
    file = folder / weights.CHECKPOINT
    return loop.run(pace, model, optimizer, loss, seen, file, seed=seed, until=until)
