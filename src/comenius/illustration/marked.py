"""Pictures and masks that say of themselves from which inputs they were made, so that only what changed is redone."""

import io
from pathlib import Path
from typing import cast

from PIL import Image, PngImagePlugin

from comenius import files

KEY = "comenius-key"  # the PNG text, or the entry of a header, that holds the hash of all inputs
NOTES = "comenius-notes"  # the PNG text that says what of its prompt was not read


def keep(path: Path, image: Image.Image, key: str, notes: str = "") -> None:
    """A PNG with its key, and notes where there are any."""
    text = PngImagePlugin.PngInfo()
    text.add_text(KEY, key)
    if notes:
        text.add_text(NOTES, notes)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", pnginfo=text)
    files.write(path, buffer.getvalue())


def kept(path: Path, key: str) -> Image.Image | None:
    """A PNG that is there, whole, and made from these inputs; None for any other."""
    if marks(path).get(KEY) != key:
        return None
    try:
        with Image.open(path, formats=("PNG",)) as image:
            image.load()
            return image
    except (OSError, ValueError, SyntaxError):
        return None


def marks(path: Path) -> dict[str, str]:
    """What a picture of ours says of itself; nothing for any other file, whole or not."""
    try:
        with Image.open(path, formats=("PNG",)) as image:
            text = cast(PngImagePlugin.PngImageFile, image).info
    except (OSError, ValueError, SyntaxError):
        return {}
    return {name: text[name] for name in (KEY, NOTES) if KEY in text and name in text}
