"""Pictures in questions: from a file to pixels, from pixels to what is sent, and the tokens that they cost at most."""

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from comenius.errors import SourceError
from comenius.language.model import Image

LONGEST_SIDE = 2048  # pixels that are sent; no model of the price table looks at more


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """A picture costs `base`, and `tile` for each square of 512 pixels once its short side is 768 at most."""

    base: int
    tile: int

    def tokens(self, picture: Image) -> int:
        """The most that a picture costs, whatever detail is asked for."""
        longer, shorter = sorted((picture.width, picture.height), reverse=True)
        scale = min(1.0, 2048 / longer, 768 / shorter)
        count = math.ceil(round(longer * scale) / 512) * math.ceil(round(shorter * scale) / 512)
        return self.base + self.tile * count


@dataclass(frozen=True, kw_only=True)
class Patches:
    """A picture costs `times` for each patch of `side` pixels, no more than `most` of them counted."""

    side: int
    most: int
    times: float = 1.0

    def tokens(self, picture: Image) -> int:
        """The most that a picture costs."""
        count = math.ceil(picture.width / self.side) * math.ceil(picture.height / self.side)
        return math.ceil(min(count, self.most) * self.times)


Rule = Tiles | Patches


def tokens(picture: Image, rule: Rule | None) -> int:
    """The most that a picture costs; without a rule every patch of 14 pixels is a token, and some stand around it."""
    return rule.tokens(picture) if rule else picture.width * picture.height // 14**2 + 256


def opened(path: Path, detail: str = "auto") -> Image:
    """The pixels of a picture file, upright and without transparency: the same for every lossless format."""
    from PIL.Image import DecompressionBombError

    try:
        return decoded(path.read_bytes(), detail)
    except (OSError, ValueError, SyntaxError, DecompressionBombError) as error:
        raise SourceError(f"{path} is not a picture that can be read ({error}).") from error


def decoded(data: bytes, detail: str = "auto") -> Image:
    """The pixels of a picture in the bytes of its file."""
    import PIL.Image
    from PIL import ImageOps

    with PIL.Image.open(io.BytesIO(data)) as file:
        rgb = ImageOps.exif_transpose(file).convert("RGB")
    return Image(width=rgb.width, height=rgb.height, rgb=rgb.tobytes(), detail=detail)


@lru_cache(maxsize=32)
def encoded(picture: Image, longest: int = 0) -> bytes:
    """The picture as PNG, no side longer than `longest` pixels; encoded once, however often it is sent."""
    import PIL.Image

    found = PIL.Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    if longest:
        found.thumbnail((longest, longest))
    file = io.BytesIO()
    found.save(file, "PNG")
    return file.getvalue()
