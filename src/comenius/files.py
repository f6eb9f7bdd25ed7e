"""Files that are either whole or not there: what every picture and page is written with."""

import os
from pathlib import Path

from comenius.errors import OutputError


def write(path: str | Path, data: bytes | str) -> None:
    """A file at `path` that holds all of `data`: a kill or a full disk leaves the old file, never half a one.

    Text is written as UTF-8. The folder is made when it is missing. The temporary file stands beside its
    target under a fixed name, so that what a killed run left behind is overwritten by the next.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                file.write(data.encode() if isinstance(data, str) else data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as e:
        raise OutputError(
            f"{path} cannot be written ({e.strerror or e}); choose another folder or make room."
        ) from e
