"""Heads beside a tower that sees: they teach it what lies where, and stay behind when it is exported."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from comenius.training import recognising
from comenius.training.recognising import Recognising
from comenius.vision.reading import FOODS, Classes
from comenius.vision.scoring import Rows

RARE = ("parts", "topped")  # of each look whether it is there; of most it is not


class Heads(nn.Module):
    """What a recogniser is asked, answered by the tokens of a tower: the first for the scene, the others for cells."""

    def __init__(self, width: int, classes: Classes) -> None:
        super().__init__()
        self.classes = {name: tuple(values) for name, values in classes.items()}
        looks = len(self.classes["look"])
        self.cell = {name: len(self.classes[name]) for name in FOODS} | dict.fromkeys(RARE, looks)
        self.whole = {name: len(values) for name, values in self.classes.items() if name not in FOODS}
        self.norm = nn.LayerNorm(width)
        self.cells = nn.Linear(width, sum(self.cell.values()))
        self.scene = nn.Linear(width, sum(self.whole.values()))
        nn.init.constant_(self.cells.bias[-len(RARE) * looks :].detach(), -5.0)

    def forward(self, tokens: Float[Tensor, "b n d"]) -> dict[str, Tensor]:
        """Logits: `b k` for an attribute of the scene; `b k s s` for what is asked of cells."""
        tokens = self.norm(tokens)
        side = math.isqrt(tokens.shape[1] - 1)
        scene = self.scene(tokens[:, 0]).split([*self.whole.values()], 1)
        cells = self.cells(tokens[:, 1:]).transpose(1, 2).unflatten(2, (side, side))
        return dict(zip(self.whole, scene, strict=True)) | dict(
            zip(self.cell, cells.split([*self.cell.values()], 1), strict=True)
        )

    def loss(self, tokens: Float[Tensor, "b n d"], rows: Rows) -> Tensor:
        """That of a recogniser, on cells as large as the tower's."""
        out = {name: logits.float() for name, logits in self(tokens).items()}
        return recognising.loss(out, coarse(rows, out["look"].shape[-1]), self.classes, Recognising())

    @torch.no_grad()
    def right(self, tokens: Float[Tensor, "b n d"], rows: Rows) -> float:
        """The share of the cells with food whose look is told, from 0 to 1."""
        best = self(tokens)["look"].argmax(1)
        truth = coarse(rows, best.shape[-1])
        return float((best == truth["look"])[truth["owner"] > 0].float().mean())


def coarse(rows: Rows, side: int) -> Rows:
    """The same labels on `side` × `side` cells: each shows the food that lies somewhere in it, the upper of two."""
    owner = rows["owner"]
    _, at = F.max_pool2d(owner[:, None].float(), owner.shape[-1] // side, return_indices=True)
    cells = {name: rows[name].flatten(1).gather(1, at.flatten(1)) for name in ("owner", *FOODS)}
    return rows | {name: values.view(-1, side, side) for name, values in cells.items()}
