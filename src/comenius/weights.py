"""Which weights these are: hashes that a model brings along are checked, and every model gets an identity."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from comenius import files
from comenius.errors import ModelError

HASHES = "hashes.json"
CHECKPOINT = "checkpoint.safetensors"  # of a training; lies beside what it exports, and is no part of it


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A model's name and the hash of its weights: equal identities draw equal pictures."""

    name: str
    sha256: str


def sha256(path: Path) -> str:
    """The hash of a file's bytes; a large file of the hub cache is named by its hash, which spares reading it."""
    blob = path.resolve().name
    if path.is_symlink() and re.fullmatch(r"[0-9a-f]{64}", blob):
        return blob
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def identify(name: str, directory: Path, components: Iterable[str]) -> Identity:
    """The identity of a model: a hash over its weight files' hashes, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(path for part in components for path in (directory / part).glob("*.safetensors")):
        digest.update(f"{path.relative_to(directory).as_posix()} {sha256(path)}\n".encode())
    return Identity(name=name, sha256=digest.hexdigest())


def joined(parts: Sequence[Identity]) -> Identity:
    """The identity of models that work as one; that of a single one is its own."""
    if len(parts) == 1:
        return parts[0]
    digest = hashlib.sha256("".join(f"{part.sha256}\n" for part in parts).encode())
    return Identity(name="+".join(part.name for part in parts), sha256=digest.hexdigest())


def sign(directory: Path) -> None:
    """Write `hashes.json` (relative path → sha256) of every weight file of a model, for `verify`."""
    found = {
        path.relative_to(directory).as_posix(): _digest(path)
        for path in sorted(directory.rglob("*.safetensors"))
        if path.name != CHECKPOINT
    }
    files.write(directory / HASHES, json.dumps(found, indent=2) + "\n")


def verify(directory: Path) -> None:
    """Check every file that `hashes.json` (relative path → sha256) lists; without that file nothing is asked."""
    path = directory / HASHES
    if not path.exists():
        return
    try:
        hashes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise ModelError(f"{path} is damaged: {e}. Copy the model again.") from e
    if not isinstance(hashes, dict):
        raise ModelError(f"{path} must map relative paths to sha256 sums. Copy the model again.")
    root = directory.resolve()
    for name, wanted in hashes.items():
        file = directory / str(name)
        if not (root / str(name)).is_relative_to(root) or ".." in Path(name).parts:
            raise ModelError(f"{path} names {name!r}, which lies outside the model. Do not use this copy.")
        if not file.is_file():
            raise ModelError(f"{file} is missing, though {path.name} lists it. Copy the model again.")
        found = _digest(file)
        if found != wanted:
            raise ModelError(
                f"{file} is not the file that was published: its sha256 begins with {found[:12]}, "
                f"{path.name} says {str(wanted)[:12]}. Copy the model again."
            )
