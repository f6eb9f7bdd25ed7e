"""A picture with a place of it in colour: where an edit acted, to be seen at a glance."""

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from comenius.diffusion.edit import Edited
    from comenius.illustration.editor import Framed

INK = (214, 51, 132)  # of what is marked, a pink that no food has
DIM, STRONG = 0.55, 0.75  # of the brightness elsewhere, and of the ink at the strongest

LEAST = 0.01
FULL = 0.1  # difference of two pictures, of 1, from which on a place counts as wholly changed


def changed(before: Image.Image, after: Image.Image) -> Float[ndarray, "height width"]:
    """How much each place of two pictures of one size differs, in [0, 1]."""
    apart = ImageChops.difference(before, after).filter(ImageFilter.GaussianBlur(min(before.size) / 64))
    share: ndarray = np.asarray(apart, dtype=np.float32).max(-1) / (255 * FULL)
    return share.clip(0, 1)


def hardly_changed(before: Image.Image, after: Image.Image) -> bool:
    """Whether nobody would see what was edited: less than a hundredth of the places differ clearly."""
    return float((changed(before, after) > 0.5).mean()) < LEAST


def overlay(image: Image.Image, share: Float[ndarray, "height width"]) -> Image.Image:
    """The image in grey and paler, with `share` in [0, 1] of each pixel's place in ink."""
    grey = np.asarray(image.convert("L").convert("RGB"), dtype=np.float32)
    pale = 255 - DIM * (255 - grey)
    alpha = STRONG * np.clip(share, 0, 1).astype(np.float32)[..., None]
    mixed = (1 - alpha) * pale + alpha * np.asarray(INK, dtype=np.float32)
    return Image.fromarray(np.rint(mixed).astype(np.uint8))


def acted(
    edited: "Edited", framed: "Framed", after: Image.Image
) -> dict[int, Float[ndarray, "height width"]]:
    """Where each edit acted, in [0, 1], by its place among those asked for.

    Several are told apart by their maps, where any of them does something; what one alone did is seen in the picture.
    """
    left, top, right, bottom = framed.box
    if len(edited.maps) == 1:
        maps = changed(framed.image, after)[None]
    else:
        maps = (edited.maps * edited.acts)[:, top:bottom, left:right]
    return {place: maps[index] for place, index in enumerate(edited.which) if index is not None}
