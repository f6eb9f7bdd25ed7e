"""A picture with a place of it in colour: where an edit acted, to be seen at a glance."""

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from PIL import Image

INK = (214, 51, 132)  # of what is marked, a pink that no food has
DIM, STRONG = 0.55, 0.75  # of the brightness elsewhere, and of the ink at the strongest


def overlay(image: Image.Image, share: Float[ndarray, "height width"]) -> Image.Image:
    """The image in grey and paler, with `share` in [0, 1] of each pixel's place in ink."""
    grey = np.asarray(image.convert("L").convert("RGB"), dtype=np.float32)
    pale = 255 - DIM * (255 - grey)
    alpha = STRONG * np.clip(share, 0, 1).astype(np.float32)[..., None]
    mixed = (1 - alpha) * pale + alpha * np.asarray(INK, dtype=np.float32)
    return Image.fromarray(np.rint(mixed).astype(np.uint8))
