"""What coherence costs: seconds a picture without sharing, with ours and with full sharing, all in one run.

    python benchmarks/sharing.py [--steps 4] [--pictures 2 4 8] [--threads 1]

The network has the shape of a small bundled model: 8x8 latents of 32 channels, 40 text tokens, two levels,
random weights. Rows are ratios to drawing every picture by itself, so that they compare across machines.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

from comenius.diffusion.attention.graph import StepGraph, build_graph
from comenius.diffusion.attention.sharing import Sharing
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.backbones.unet import Backbone
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.sampling import sample
from comenius.diffusion.solvers import Solver

TOKENS, WIDTH, SIDE, CHANNELS = 40, 192, 8, 32


def miniature() -> Backbone:
    """A denoiser alone: neither words nor pictures take part."""
    from diffusers.models import UNet2DConditionModel

    torch.manual_seed(0)
    unet = UNet2DConditionModel(
        sample_size=SIDE, in_channels=CHANNELS, out_channels=CHANNELS, layers_per_block=1,
        block_out_channels=(96, 192), attention_head_dim=32, cross_attention_dim=WIDTH,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    )  # fmt: skip
    return Backbone(
        name="miniature", directory=Path(), components=(), unet=unet.eval().requires_grad_(False),
        vae=SimpleNamespace(config=None), texts=(), scheduler={"beta_schedule": "scaled_linear"},
    )  # fmt: skip


def draw(backbone: Backbone, n: int, steps: int, graph: StepGraph, batch: int) -> tuple[float, torch.Tensor]:
    """Seconds a picture, and the latents."""
    words = torch.randn(n + 1, TOKENS, WIDTH, generator=torch.Generator().manual_seed(1))
    noise = torch.randn(n, CHANNELS, SIDE, SIDE, generator=torch.Generator().manual_seed(2))
    began = time.perf_counter()
    states = sample(
        backbone,
        Conditioning(embeds=words[1:]),
        Conditioning(embeds=words[:1]),
        noise,
        seeds=range(n),
        solver=Solver(steps=steps),
        guidance=Guidance(),
        sharing=Sharing(graph=graph),
        batch=batch,
    )
    rows = {
        step: state.latents[row] for state in states if state.finished for row, step in enumerate(state.steps)
    }
    return (time.perf_counter() - began) / n, torch.stack([rows[step] for step in range(n)])


def compare(backbone: Backbone, n: int, steps: int, repeats: int) -> dict[str, float]:
    """Seconds a picture for each way of drawing n of them: the best of some runs, taken in turn."""
    ones = [[1.0] * n for _ in range(n)]
    ways: dict[str, tuple[StepGraph, int]] = {
        "alone": (StepGraph(steps=n), 1),
        "alone, one batch": (StepGraph(steps=n), n),
        "top-2": (build_graph(ones), 1),
        "top-2, widest batches": (build_graph(ones), n),
        "star": (build_graph(ones, mode="star"), 1),
        "complete": (build_graph(ones, mode="complete"), n),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(repeats):
        for way, (graph, batch) in ways.items():
            best[way] = min(best[way], draw(backbone, n, steps, graph, batch)[0])
    return best


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--steps", type=int, default=4, help="denoising steps of a picture")
    parser.add_argument("--pictures", type=int, nargs="+", default=[2, 4, 8])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options: Any = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    backbone = miniature()
    count = sum(weight.numel() for weight in backbone.unet.parameters()) / 1e6
    draw(backbone, 1, 1, StepGraph(steps=1), 1)  # the first call of a process pays for its libraries
    print(
        f"{count:.1f} M parameters, {options.threads} threads, {options.steps} denoising steps with guidance"
    )
    for n in options.pictures:
        seconds = compare(backbone, n, options.steps, options.repeats)
        alone = seconds["alone"]
        cells = ", ".join(f"{way} {value / alone:.2f}" for way, value in seconds.items() if way != "alone")
        print(f"n = {n}: alone {1000 * alone:.0f} ms a picture; {cells}")


if __name__ == "__main__":
    main()
