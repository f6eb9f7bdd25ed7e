"""Where the page finds a picture: inside itself as a data URI, or beside it as a relative link."""

import base64
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from comenius.errors import SourceError
from comenius.guides.model import Picture

SIGNATURES = (  # offset, first bytes, media type: what browsers draw and cannot run
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
)


def link(picture: Picture) -> str:
    """The picture's path as a URL relative to the folder. SourceError when it leaves the folder."""
    path = PurePosixPath(picture.path)
    if (
        not picture.path
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in picture.path
        or "\0" in picture.path
    ):
        raise SourceError(
            f"A picture has the path {picture.path[:80]!r}; it must lie in the guide's folder, as 'steps/01.png' does."
        )
    # A first part with a colon would read as a scheme, so the colon is quoted too.
    return quote(path.as_posix(), safe="/", errors="replace")


def data_uri(picture: Picture, folder: Path) -> str:
    """The picture's bytes as a data URI. SourceError when there is no picture at its path."""
    link(picture)
    path = folder / picture.path
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SourceError(f"{path} is a link out of the guide's folder. Put the picture itself there.")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise SourceError(f"The picture {path} cannot be read. Illustrate the guide again.") from error
    for offset, start, media in SIGNATURES:
        if data[offset : offset + len(start)] == start:
            return f"data:{media};base64,{base64.b64encode(data).decode('ascii')}"
    raise SourceError(f"{path} is no PNG, JPEG, GIF, WebP or AVIF picture. Illustrate the guide again.")
