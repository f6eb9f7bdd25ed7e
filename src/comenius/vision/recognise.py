"""A small network that reads kitchen pictures: what stands there, and which foods in which state."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn
from torch.nn import functional as F

from comenius import files, weights
from comenius.errors import ModelError
from comenius.vision.reading import FOODS, Classes, Reading, readings

INSIDE = 64  # side of the finest feature map
GRID = 32  # side of the dense answers


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The network's size: 1.2 million parameters as it stands; the coarse stages cost next to nothing."""

    size: int = 256  # side of a picture in pixels, 128 or 256; others are resized
    widths: tuple[int, int, int, int] = (48, 96, 160, 224)  # channels at 64, 32, 16 and 8 cells
    depths: tuple[int, int, int, int] = (1, 2, 4, 2)  # blocks at each


class Block(nn.Module):
    """A residual block: half the channels look around.

    A bottleneck with a full kernel learns from twice as many pictures a second as a depthwise one of its size.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        half = width // 2
        self.inner = nn.Sequential(
            nn.Conv2d(width, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(),
            nn.Conv2d(half, half, 3, padding=1, bias=False), nn.BatchNorm2d(half), nn.ReLU(),
            nn.Conv2d(half, width, 1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Features `b c h w`, as given."""
        out: Tensor = x + self.inner(x)
        return out


def blocks(width: int, depth: int) -> nn.Sequential:
    """That many blocks in a row, then unit variance."""
    return nn.Sequential(*(Block(width) for _ in range(depth)), nn.BatchNorm2d(width), nn.ReLU())


def into(before: int, after: int, kernel: int) -> nn.Sequential:
    """A convolution that changes the channels, and halves the side when its kernel is 2."""
    step = 2 if kernel == 2 else 1
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, step, padding=(kernel - step) // 2, bias=False),
        nn.BatchNorm2d(after),
    )


class Recogniser(nn.Module):
    """Down to 8 cells a side for the scene, up again to 32 for the foods."""

    def __init__(self, classes: Classes, shape: Shape | None = None) -> None:
        super().__init__()
        self.classes = {name: tuple(values) for name, values in classes.items()}
        self.shape = shape or Shape()
        w, depths = self.shape.widths, self.shape.depths
        self.fold = self.shape.size // INSIDE
        self.stem = into(3 * self.fold**2, w[0], 3)
        self.falls = nn.ModuleList(into(w[i], w[i + 1], 2) for i in range(3))
        self.down = nn.ModuleList(blocks(w[i], depths[i]) for i in range(4))
        self.sides = nn.ModuleList(into(w[i + 1], w[i], 1) for i in (1, 2))
        self.fine = blocks(w[1], 2)
        looks = len(self.classes["look"])
        self.dense = nn.ModuleDict({name: nn.Conv2d(w[1], len(self.classes[name]), 1) for name in FOODS})
        self.several = nn.ModuleDict({name: nn.Conv2d(w[1], looks, 1) for name in ("parts", "topped")})
        for name, weight in self.several.named_parameters():
            if name.endswith("bias"):
                nn.init.constant_(weight, -5.0)  # most looks are in no food
        scene = {name: len(values) for name, values in self.classes.items() if name not in FOODS}
        self.scene = nn.ModuleDict({name: nn.Linear(2 * w[3] + w[1], n) for name, n in scene.items()})

    def forward(self, pictures: Float[Tensor, "b 3 h w"]) -> dict[str, Tensor]:
        """Logits: `b n` for an attribute of the scene; `b n 32 32` for look, form, doneness, parts and topped."""
        x = self.stem(F.pixel_unshuffle(pictures * 2 - 1, self.fold))
        kept = []
        for i, stage in enumerate(self.down):
            x = stage(self.falls[i - 1](x) if i else x)
            kept.append(x)
        whole = [x.mean((2, 3)), x.amax((2, 3))]
        for i, side in ((2, self.sides[1]), (1, self.sides[0])):
            x = kept[i] + F.interpolate(side(x), scale_factor=2.0, mode="nearest")
        x = self.fine(x)
        pooled = torch.cat([*whole, x.mean((2, 3))], 1)
        out = {name: head(pooled) for name, head in self.scene.items()}
        out |= {name: head(x) for name, head in (*self.dense.items(), *self.several.items())}
        return out

    @torch.no_grad()
    def read(self, pictures: Float[Tensor, "b 3 h w"], least: int = 4) -> list[Reading]:
        """What each picture shows, values in [0, 1]; a food covers at least `least` of the 32×32 cells."""
        out = self(self.sized(pictures))
        return readings({name: logits.float().cpu() for name, logits in out.items()}, self.classes, least)

    def sized(self, pictures: Float[Tensor, "b 3 h w"]) -> Float[Tensor, "b 3 s s"]:
        """Pictures at the side that the network reads."""
        side = self.shape.size
        if pictures.shape[-2:] == (side, side):
            return pictures
        return F.interpolate(
            pictures, (side, side), mode="bilinear", antialias=True, align_corners=False
        ).clamp(0, 1)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write config.json, model.safetensors, weights in the precision that they have, and their hashes."""
        config = {"shape": asdict(self.shape), "classes": self.classes}
        folder = Path(folder)
        files.write(folder / "config.json", json.dumps(config, indent=1, ensure_ascii=False) + "\n")
        tensors = {name: tensor.contiguous() for name, tensor in self.state_dict().items()}
        files.write(folder / "model.safetensors", save(tensors))
        weights.sign(folder)

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> "Recogniser":
        """The recogniser of a directory, in evaluation mode and single precision."""
        folder = Path(folder)
        weights.verify(folder)
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            classes = {name: tuple(names) for name, names in config["classes"].items()}
            model = cls(classes, _shape(config["shape"]))
            model.load_state_dict(load_file(folder / "model.safetensors"))
        except (OSError, AttributeError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as e:
            raise ModelError(
                f"{folder} holds no recogniser that can be read ({e}); it needs config.json and model.safetensors."
            ) from e
        return model.float().eval()


def _shape(config: Mapping[str, Any]) -> Shape:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in config.items()}
    return Shape(**fields)
