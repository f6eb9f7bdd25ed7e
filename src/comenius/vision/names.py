"""Where a reader of pictures lies: local directory, then hub cache, then the hub itself."""

import json
from pathlib import Path

from comenius.errors import ModelError
from comenius.hub import HUB_ID, fetch

WANTED = ["*.json", "*.txt", "*.safetensors"]


def resolve(name: str, kinds: tuple[str, ...]) -> Path:
    """The directory of a network of one of these kinds, by transformers' `model_type`.

    The network is asked last, and never while HF_HUB_OFFLINE is set.
    """
    path = Path(name).expanduser()
    directory = path if path.is_dir() or not HUB_ID.fullmatch(name) else fetch(name, WANTED, _whole)
    try:
        kind = json.loads((directory / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ModelError(
            f"{name} is no model; the directory or hub id of a {' or '.join(kinds)} is needed."
        ) from e
    if kind not in kinds:
        raise ModelError(f"{name} is a {kind}; a {' or '.join(kinds)} is needed.")
    if not _whole(directory):
        raise ModelError(f"{directory} has no .safetensors file of weights. Copy the model again.")
    return directory


def _whole(directory: Path) -> bool:
    """Whether there are weights."""
    return any(directory.glob("*.safetensors"))
