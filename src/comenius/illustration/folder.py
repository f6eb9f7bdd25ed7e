"""The folder of a guide: one writer at a time, and nothing of anybody else's is touched."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from comenius.errors import OutputError, SourceError
from comenius.guides.record import read_record
from comenius.illustration.marked import marks
from comenius.illustration.trail import trail_key

RECORD = "guide.json"


def refuse_strangers(folder: Path, names: Iterable[str]) -> None:
    """Raise `OutputError` when one of these files is there and the folder is not a guide's own.

    A folder is a guide's own when its record is ours, or any of its pictures is.
    """
    taken = next((name for name in (RECORD, *names) if (folder / name).exists()), None)
    own = _recorded(folder / RECORD) or any(marks(path) for path in _pictures(folder))
    if taken and not own:
        raise OutputError(
            f"{folder} has a {taken} that is from no guide; it stays. Choose another folder with --out."
        )


def need_guide(folder: Path) -> None:
    """`SourceError` unless a folder holds the record of a guide."""
    if not (folder / RECORD).is_file():
        raise SourceError(f"{folder} is no guide's folder: it has no {RECORD}. Illustrate a recipe first.")


def clear(folder: Path, steps: int) -> None:
    """Remove our pictures and latents of steps that the guide no longer has, and leave every other file alone."""
    for path in _pictures(folder):
        if int(path.stem) > steps and marks(path):
            path.unlink()
    for path in (folder / "latents").glob("[0-9]*.safetensors"):
        if path.stem.isdigit() and int(path.stem) > steps and trail_key(path):
            path.unlink()


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold a folder alone; the hold ends with the process, however it ends. A folder left empty is removed."""
    path = folder / ".comenius.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as e:
        raise OutputError(
            f"{folder} cannot be written ({e.strerror or e}); make it writable, or choose another folder."
        ) from e
    try:
        _hold(lock, folder)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            with suppress(OSError):  # it is not empty: that is what it is for
                folder.rmdir()
    finally:
        os.close(lock)


def _hold(lock: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # not on this system: two writers at once are the user's to avoid
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as e:
        raise OutputError(
            f"{folder} is being written by another run; wait for it, or choose another folder."
        ) from e


def _pictures(folder: Path) -> list[Path]:
    """The files in `steps` that are named like pictures of steps."""
    return [path for path in sorted((folder / "steps").glob("[0-9]*.png")) if path.stem.isdigit()]


def _recorded(path: Path) -> bool:
    """Whether a file is the record of a guide."""
    try:
        read_record(path)
    except SourceError:
        return False
    return True
