"""Pictures and masks of a shot, at any size, the same bytes every time."""

import numpy as np
from numpy.typing import NDArray

from comenius.lexicon.shot import Shot
from comenius.world.canvas import Brush
from comenius.world.scene import Layer, Setting, layers

CENTRE, ZOOM = (128.0, 160.0), 1.14


def _paint(brush: Brush, layer: Layer) -> None:
    name, draw = layer
    if name == "background":
        draw(brush)
        return
    x, y = CENTRE
    brush.canvas.save()
    brush.canvas.translate(x, y)
    brush.canvas.scale(ZOOM, ZOOM)
    brush.canvas.translate(-x, -y)
    draw(brush)
    brush.canvas.restore()


def picture(shot: Shot, setting: Setting, size: int = 256) -> NDArray[np.uint8]:
    """The shot as RGB, `size size 3`, 0 to 255."""
    brush, pixels = Brush.on_blank(size)
    for layer in layers(shot, setting):
        _paint(brush, layer)
    return np.ascontiguousarray(pixels[..., :3])


def masks(shot: Shot, setting: Setting, size: int = 256) -> dict[str, NDArray[np.bool_]]:
    """Which pixels show each object: a partition of the picture, `size size` each."""
    owner = np.zeros((size, size), np.int32)
    names: list[str] = []
    for layer in layers(shot, setting):
        if layer[0] not in names:
            names.append(layer[0])
        brush, pixels = Brush.on_blank(size)
        _paint(brush, layer)
        owner[pixels[..., 3] > 127] = names.index(layer[0])
    return {name: owner == i for i, name in enumerate(names)}
