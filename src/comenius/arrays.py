"""Pictures as numbers: floats in [0, 1] inside Comenius, bytes only at a file's edge."""

import io
from pathlib import Path

import numpy as np
from jaxtyping import Float, UInt8
from numpy import ndarray
from PIL import Image

from comenius import files
from comenius.photographs import opaque

Picture = Float[ndarray, "3 h w"]
Pixels = UInt8[ndarray, "h w 3"]


def to_pixels(picture: Picture) -> Pixels:
    """Bytes, `h w c`: clipped to [0, 1] and rounded to the nearest of 256 values."""
    clipped = np.clip(picture.astype(np.float32), 0, 1)
    return np.ascontiguousarray(np.rint(clipped * 255).astype(np.uint8).transpose(1, 2, 0))


def from_pixels(pixels: Pixels) -> Picture:
    """Floats in [0, 1], `c h w`, from bytes; `to_pixels` gives the same bytes back."""
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)).astype(np.float32) / 255


def to_image(picture: Picture) -> Image.Image:
    """A Pillow image."""
    return Image.fromarray(to_pixels(picture))


def from_image(image: Image.Image) -> Picture:
    """A picture from a Pillow image of any mode; transparent parts become white."""
    return from_pixels(np.asarray(opaque(image)))


def save_png(path: str | Path, picture: Picture) -> None:
    """A PNG file at `path`, whole or not at all; the same picture always gives the same bytes."""
    buffer = io.BytesIO()
    to_image(picture).save(buffer, format="PNG")
    files.write(path, buffer.getvalue())
