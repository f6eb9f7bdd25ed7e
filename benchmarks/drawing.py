"""How long the bundled model takes for the pictures of a guide, and where the seconds go.

    python benchmarks/drawing.py [--pictures 8] [--threads 2] [--repeats 3]

Held-out scenes are drawn from their captions, with guidance, solver and steps as the model's preset says, one warm-up
picture before. Words, denoising and decoding are timed inside the same run, so that their shares compare across
machines. The best run of some is shown. The last line is JSON.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import torch

from comenius.diffusion.backbones import Backbone, load, resolve
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.generate import Drawn, generate
from comenius.diffusion.guidance import Guidance
from comenius.lexicon.shot import describe
from comenius.world.scene import settle
from comenius.world.stream import sample

GOAL = 8.0  # seconds for 8 pictures on two cores
STAGES = {"text": ("encode", "encode_negative"), "denoising": ("predict",), "decoding": ("decode",)}


@contextmanager
def timed(spent: dict[str, float]) -> Iterator[None]:
    """Add the seconds of each stage to `spent` inside; a stage within another counts for the outer one."""
    inside: list[str] = []

    def watch(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            inside.append(stage)
            try:
                return work(*args, **kwargs)
            finally:
                inside.pop()
                if not inside:
                    spent[stage] += time.perf_counter() - began

        return run

    with ExitStack() as patches:
        for stage, names in STAGES.items():
            for name in names:
                patches.enter_context(patch.object(Backbone, name, watch(stage, getattr(Backbone, name))))
        yield


def draw(backbone: Backbone, captions: list[str]) -> dict[str, float]:
    """Seconds of each stage, and of the whole."""
    own = preset(backbone.directory)
    spent: defaultdict[str, float] = defaultdict(float)
    began = time.perf_counter()
    with timed(spent):
        events = generate(
            backbone,
            captions,
            seeds=range(len(captions)),
            guidance=Guidance(scale=own.guidance, rescale=own.rescale),
            solver=own.solver,
            steps=own.steps,
        )
        drawn = sum(isinstance(event, Drawn) for event in events)
    assert drawn == len(captions)
    whole = time.perf_counter() - began
    return {**spent, "rest": whole - sum(spent.values()), "all": whole}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    backbone = load(resolve("orbis"), name="orbis")
    captions = [describe(settle(*sample(seed)), looks=True) for seed in range(asked.pictures)]
    draw(backbone, captions[:1])
    best = min((draw(backbone, captions) for _ in range(asked.repeats)), key=lambda seconds: seconds["all"])
    shares = {stage: seconds / best["all"] for stage, seconds in best.items() if stage != "all"}
    own, (width, height) = preset(backbone.directory), backbone.default_size
    print(
        f"{asked.pictures} pictures of {width}x{height} px, {own.steps} steps, guidance {own.guidance:g}, "
        f"{asked.threads} threads: {best['all']:.2f} s (goal {GOAL:g} s for 8 on two cores)"
    )
    for stage, share in shares.items():
        print(f"  {stage:10} {best[stage]:6.2f} s  {share:5.1%}")
    result = {
        "pictures": asked.pictures,
        "threads": asked.threads,
        "size": [width, height],
        "steps": own.steps,
    }
    rounded = {name: round(value, 3) for name, value in best.items()}
    print(json.dumps(result | {"seconds": rounded, "shares": {k: round(v, 3) for k, v in shares.items()}}))


if __name__ == "__main__":
    main()
