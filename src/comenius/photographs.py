"""Pictures from anybody's files: upright, opaque, in eight bits a colour, and never larger than is safe to unpack."""

import hashlib
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from comenius.errors import SourceError

LARGEST = 64_000_000  # pixels; beyond it a file is taken for an attack, not a photograph
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP")
LONGEST = 4  # times the side of a square of the same area, however narrow a picture is


@dataclass(frozen=True, kw_only=True, eq=False)
class Photograph:
    """A picture as it is meant to be seen."""

    image: Image.Image  # RGB
    notes: tuple[str, ...] = ()  # what of the file is not in it

    @property
    def sha256(self) -> str:
        """Of its pixels."""
        return hashlib.sha256(f"{self.image.size}".encode() + self.image.tobytes()).hexdigest()


def photograph(path: str | Path) -> Photograph:
    """The picture in a file, turned as its camera says; transparent parts become white, of several it is the first.

    `SourceError` when it is none, damaged, or larger than 64 million pixels.
    """
    try:
        with warnings.catch_warnings(), Image.open(path, formats=FORMATS) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is our own
            if image.width * image.height > LARGEST:
                raise SourceError(
                    f"{path} has {image.width} x {image.height} pixels; at most 64 million can be read. Shrink it."
                )
            frames = getattr(image, "n_frames", 1)
            notes = (f"{path} has {frames} pictures; the first is taken",) if frames > 1 else ()
            return Photograph(image=opaque(ImageOps.exif_transpose(image)), notes=notes)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as e:
        if isinstance(e, FileNotFoundError):
            raise SourceError(f"There is no file {path}; a PNG, JPEG or WebP file is needed.") from e
        raise SourceError(
            f"{path} is not a picture that can be read; a PNG, JPEG or WebP file is needed."
        ) from e


def opaque(image: Image.Image) -> Image.Image:
    """An image of any mode in RGB: 16 bits are scaled to 8, and what is transparent becomes white."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        most = 65535.0 if values.max(initial=0) > 255 else 255.0 if values.max(initial=0) > 1 else 1.0
        image = Image.fromarray(np.rint(np.clip(values / most, 0, 1) * 255).astype(np.uint8))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(paper, layer)
    return image.convert("RGB")


def scaled(image: Image.Image, side: int) -> Image.Image:
    """The image with the area of a square of this side and its own proportions, at most `LONGEST` sides long."""
    factor = min(side / (image.width * image.height) ** 0.5, LONGEST * side / max(image.size))
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def padded(image: Image.Image, multiple: int) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """The image mirrored at its borders up to multiples of some pixels, and its box: left, top, right, bottom."""
    (left, right), (top, bottom) = (_around(length, multiple) for length in image.size)
    pixels = np.pad(np.asarray(image), ((top, bottom), (left, right), (0, 0)), mode="symmetric")
    return Image.fromarray(pixels), (left, top, left + image.width, top + image.height)


def _around(length: int, multiple: int) -> tuple[int, int]:
    """How much is missing before and behind."""
    missing = -length % multiple
    return missing // 2, missing - missing // 2
