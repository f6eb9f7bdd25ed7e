"""`comenius train`: a recipe of `recipes/` becomes models."""

import json
import math
import time
from pathlib import Path
from typing import Annotated

import typer

from comenius import devices, log, settings


def command(
    recipe: Annotated[Path, typer.Argument(help="A recipe in TOML, such as recipes/orbis.toml.")],
    out: Annotated[Path, typer.Option(help="Folder of the run: checkpoints, latents, the finished model.")],
    part: Annotated[
        str | None,
        typer.Option(
            help="One of sketch, autoencoder, painter, edit, recogniser, clip, segmenter, captioner."
        ),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Processor threads.")] = 2,
    device: Annotated[str, typer.Option(help="Where to train: cpu, cuda, mps.")] = "cpu",
    workers: Annotated[int, typer.Option(min=0, help="Processes that draw scenes beside the training.")] = 0,
    max_minutes: Annotated[
        float | None, typer.Option(min=0, help="Stop after so many minutes; the same command goes on.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each report as a line of JSON.")] = False,
) -> None:
    """Train the bundled models by a recipe; the same command resumes after a stop or a kill."""
    import torch

    from comenius.training.orbis import train
    from comenius.training.run import Orbis

    devices.device(device)
    torch.set_num_threads(threads)
    until = math.inf if max_minutes is None else time.monotonic() + 60 * max_minutes
    plan = settings.load(Orbis, recipe)
    for report in train(plan, out, part=part, device=device, workers=workers, until=until):
        if as_json:
            print(json.dumps(report), flush=True)
            continue
        figures = ", ".join(
            f"{name} {value:.4g}" if isinstance(value, float) else f"{name} {value}"
            for name, value in report.items()
        )
        log.say(figures)
