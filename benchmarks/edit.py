"""What specific edits cost beside a plain edit, what each saving saves, and how near its pictures are to the whole.

    python benchmarks/edit.py [--pictures 6] [--steps 18] [--image 1.5] [--repeats 3]

The bundled edit model changes held-out pictures of the kitchen: each wish is an instruction of the kitchen's, beside
which three other changes of the same picture are the specific edits. `--image` is the scale of the picture; at 1, the
bundled model's own, a plain edit needs two rows of each call and not three. Time is the processor's for whole pictures,
the least of several turns; ratios are to a plain edit of the same run. Rows are those of a denoising step. Nearness is
the mean PSNR to "plus" in full; "plain" tells what not to do the edits at all would be. Memory is what a process grows
by, as `benchmarks/sharing.py` measures it. The last line is the table as JSON.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from random import Random
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.backbones import Backbone, load
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited, edit
from comenius.diffusion.savings import PRESETS, Savings
from comenius.evaluation.bench import bundled, render
from comenius.world.changes import CHANGES
from comenius.world.edits import Edit
from comenius.world.edits import edit as kitchens

sharing: Any = import_module("sharing")  # the benchmark beside this one: its clock and its scales
FIRST = 20_000  # seed of the first picture
GOAL = 1.3  # times a plain edit
PLAIN, FULL = "InstructPix2Pix", "plus, in full"
SAVINGS = {
    "interval 0 to .6": Savings(interval=(0, 0.6)),
    "interval 0 to .8": Savings(interval=(0, 0.8)),
    "collapse at .3": Savings(collapse=0.3),
    "collapse at .5": Savings(collapse=0.5),
    "edits kept 2": Savings(refresh=2),
    "edits kept 3": Savings(refresh=3),
    "edits kept 2, to .6": Savings(interval=(0, 0.6), refresh=2),
    "edits kept 2, to .8": Savings(interval=(0, 0.8), refresh=2),
    "edits kept 2, collapse": Savings(refresh=2, collapse=0.5),
    "guidance kept 2, fast": PRESETS["fast"],
    "guidance kept 3, fastest": PRESETS["fastest"],
    "guidance kept 4": Savings(refresh=4, keeps="guidance"),
    "guidance 2, collapse": Savings(refresh=2, keeps="guidance", collapse=0.5),
}


def scenes(count: int) -> list[Edit]:
    """The first edits of the kitchen that change something."""
    found: list[Edit] = []
    seed = FIRST
    while len(found) < count:
        one = kitchens(seed)
        found += [] if one.kind == "identity" else [one]
        seed += 1
    return found


def others(one: Edit, seed: int) -> tuple[str, ...]:
    """Three changes of the same picture, of different kinds."""
    rng, found = Random(seed), dict[str, str]()
    for kind in rng.sample(sorted(CHANGES), len(CHANGES)):
        change = CHANGES[kind].change(rng, one.before, one.setting)
        if change and kind != "view" and change.request.lower() not in one.instruction.lower():
            found.setdefault(CHANGES[kind].group, change.request)
    return tuple(found.values())[:3]


class Way:
    """One way to make all pictures, and what it made last."""

    def __init__(
        self,
        model: Backbone,
        before: Float[Tensor, "b 3 h w"],
        asked: Sequence[Asked],
        how: Combination,
        steps: int,
    ) -> None:
        self.model, self.before, self.asked, self.how, self.steps = model, before, asked, how, steps
        self.made: list[Edited] = []

    def __call__(self) -> list[float]:
        """Make them; the seconds they took."""
        clock = sharing.watch(self.model.device.type)
        began = clock()
        events = edit(self.model, self.before, self.asked, combination=self.how, steps=self.steps)
        self.made = [event for event in events if isinstance(event, Edited)]
        return [clock() - began]

    @property
    def rows(self) -> float:
        """Rows of a denoising step."""
        return sum(one.rows for one in self.made) / len(self.made) / self.steps


def ways(model: Backbone, count: int, steps: int, image: float, text: float) -> dict[str, Way]:
    """All that is compared, by name."""
    edits = scenes(count)
    before = render([(one.before, one.setting) for one in edits], model.default_size[0])
    asked = [
        Asked(wish=one.instruction, specifics=others(one, place), seed=place)
        for place, one in enumerate(edits)
    ]
    plus = Combination(text=text, image=image)
    combinations = {
        "SANE": Combination(mode="paper", text=text, specific=text, image=image),
        FULL: plus,
        **{name: replace(plus, savings=savings) for name, savings in SAVINGS.items()},
    }
    plain = Way(model, before, [replace(one, specifics=()) for one in asked], plus, steps)
    return {PLAIN: plain} | {
        name: Way(model, before, asked, how, steps) for name, how in combinations.items()
    }


def nearness(ours: Sequence[Edited], full: Sequence[Edited]) -> float:
    """Mean PSNR in dB, at most 100."""
    errors = [np.square(a.picture - b.picture).mean() for a, b in zip(ours, full, strict=True)]
    return float(np.mean([-10 * np.log10(max(error, 1e-10)) for error in errors]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", type=int, default=6)
    parser.add_argument("--steps", type=int, default=18, help="denoising steps of a picture")
    parser.add_argument("--image", type=float, default=1.5, help="scale of the picture")
    parser.add_argument("--repeats", type=int, default=3)
    options: Any = parser.parse_args(arguments)
    torch.set_num_threads(1)
    model = load(bundled() / "edit", device="cuda" if torch.cuda.is_available() else "cpu")
    compared = ways(model, options.pictures, options.steps, options.image, preset(model.directory).guidance)
    alone = ways(model, 1, 2, options.image, preset(model.directory).guidance)
    alone[FULL]()  # the first call of a process pays for its libraries
    memory = {name: sharing.peak(way, model.device.type, 2**32) for name, way in alone.items()}
    sharing.steady()
    seconds = {name: float("inf") for name in compared}
    for _ in range(options.repeats):
        for name, way in compared.items():
            seconds[name] = min(seconds[name], *way())
    plain, rows = compared[PLAIN], []
    print(f"{options.pictures} pictures, {options.steps} denoising steps, picture scale {options.image:g}")
    print(f"{'':<25} time  s a picture   rows     of plain  PSNR   MiB   (goal {GOAL:g} times a plain edit)")
    for name, way in compared.items():
        ratio, each = seconds[name] / seconds[PLAIN], seconds[name] / options.pictures
        near, mebibytes = nearness(way.made, compared[FULL].made), memory[name] / 2**20
        print(
            f"{name:<25}{ratio:5.2f}{each:13.3f}{way.rows:7.2f}{way.rows / plain.rows:13.2f}{near:6.1f}{mebibytes:6.0f}"
        )
        rows.append(
            {"way": name, "ratio": ratio, "seconds": each, "rows": way.rows, "PSNR": near, "MiB": mebibytes}
        )
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
