"""The loop every training shares: learning rate, clipping, running average, checkpoints, reports."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from comenius.training import checkpoint
from comenius.training.ema import follow, shadow

LOOK = 25  # steps between two looks at whether the loss is a number; each look waits for the device


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast and how long."""

    minutes: float
    rate: float  # learning rate after the warm-up
    warm_up: int  # steps
    hold: float  # share of the time before the rate falls along half a cosine
    floor: float  # share of the rate at the end
    decay: float  # of the weights' average, per step
    every: float = 120.0  # seconds between reports

    def at(self, share: float, step: int) -> float:
        """The learning rate when a share of the time, in [0, 1], and a number of steps are done."""
        late = max(0.0, share - self.hold) / max(1e-9, 1 - self.hold)
        fall = 0.5 + 0.5 * math.cos(math.pi * late)
        return self.rate * min(1.0, (step + 1) / self.warm_up) * max(self.floor, fall)


def run(
    pace: Pace,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_of: Callable[[int], Tensor],
    report: Callable[[Any, int], dict[str, float]],
    file: Path,
    *,
    seed: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, float]]:
    """Train until the pace's minutes are spent, over all calls; yield reports, each after a whole checkpoint.

    `loss_of(step)` gives the loss of the next batch, `report(average, step)` looks at the averaged model and may export
    it. This call ends when `time.monotonic()` passes `until`; the next one goes on from `file`.
    Raises FloatingPointError when the loss is no number.
    """
    average = shadow(model)
    weights = [p for group in optimizer.param_groups for p in group["params"]]
    spent, step = checkpoint.resume(file, model, average, optimizer)
    torch.manual_seed(seed + step)
    started, reported = time.monotonic() - spent, spent
    running: Tensor | None = None
    while spent < 60 * pace.minutes:
        seconds = time.monotonic() - started
        share = min(1.0, seconds / (60 * pace.minutes))
        for group in optimizer.param_groups:
            group["lr"] = pace.at(share, step)
        loss = loss_of(step)
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        running = loss.detach() if running is None else running.lerp(loss.detach(), 0.02)
        if step % 4 == 0:
            follow(average, model, min(pace.decay**4, (1 + step) / (20 + step)))
        last = share >= 1 or time.monotonic() > until
        due = last or seconds - reported > pace.every
        if (due or step % LOOK == 1) and not torch.isfinite(running):
            raise FloatingPointError(
                f"the loss is {running.item()} at step {step - 1}; the last good checkpoint is {file}"
            )
        if due:
            reported = seconds
            checkpoint.keep(file, model, average, optimizer, seconds=seconds, step=step)
            yield {
                "minutes": seconds / 60,
                "step": step,
                "loss": running.item(),
                **report(average, step),
            }
        if last:
            return
