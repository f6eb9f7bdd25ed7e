"""Draw a recipe with and without sharing, side by side: `python docs/strip.py RECIPE [OUT.png]`.

The words leave open which table, wall and material the kitchen has: so what stays the same is not said but seen.
"""

import sys
from pathlib import Path

import torch
from pictures import save, sheet

from comenius import plan, read
from comenius.arrays import to_image
from comenius.diffusion.attention.ladder import LADDER
from comenius.evaluation.bench import bundled
from comenius.evaluation.coherence import Sight, draw
from comenius.evaluation.stories import Story, open_caption
from comenius.seeds import derive
from comenius.world.scene import Setting

MOST = 8  # pictures side by side


def strip(recipe: Path) -> list[list[torch.Tensor]]:
    """The pictures of a recipe's first steps: without sharing, and below by the whole method."""
    board = plan(read(recipe))
    frames = board.frames[:MOST]
    count = len(frames)
    captions = tuple(open_caption(frame.shot) for frame in frames)
    told = Story(
        seed=derive(0, "strip"),
        setting=Setting(table="", wall="", materials={}, sleeve=""),
        shots=tuple(frame.shot for frame in frames),
        captions=captions,
        acts=captions,
        links=tuple(frame.links for frame in frames),
        similarity=tuple(row[:count] for row in board.similarity[:count]),
    )
    sight = Sight(bundled())
    plain = draw(sight, told, captions, LADDER["prompts"])
    return [[*plain], [*draw(sight, told, captions, LADDER["full"], plain)]]


if __name__ == "__main__":
    source, out = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "coherence.png"
    save(sheet([[to_image(one.numpy()) for one in row] for row in strip(source)], []), out)
