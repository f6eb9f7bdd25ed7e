"""Where a reader of pictures lies: local directory, then hub cache, then the hub itself."""

import json
import os
import re
from pathlib import Path

from comenius.errors import ModelError

HUB_ID = re.compile(r"[\w-][\w.-]*/[\w.-]+(@[\w./-]+)?")  # owner/name, and a revision if one is wanted
WANTED = ["*.json", "*.txt", "*.safetensors"]


def resolve(name: str, kinds: tuple[str, ...]) -> Path:
    """The directory of a network of one of these kinds, by transformers' `model_type`.

    The network is asked last, and never while HF_HUB_OFFLINE is set.
    """
    path = Path(name).expanduser()
    directory = path if path.is_dir() or not HUB_ID.fullmatch(name) else _from_hub(name)
    try:
        kind = json.loads((directory / "config.json").read_text(encoding="utf-8"))["model_type"]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise ModelError(
            f"{name} is no model; the directory or hub id of a {' or '.join(kinds)} is needed."
        ) from e
    if kind not in kinds:
        raise ModelError(f"{name} is a {kind}; a {' or '.join(kinds)} is needed.")
    if not any(directory.glob("*.safetensors")):
        raise ModelError(f"{directory} has no .safetensors file of weights. Copy the model again.")
    return directory


def _from_hub(name: str) -> Path:
    """What the cache holds of a model of the hub if that is all of it, else a download of its safetensors."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    repo, _, revision = name.partition("@")
    revision = revision or "main"
    try:
        cached = Path(
            snapshot_download(repo, revision=revision, allow_patterns=WANTED, local_files_only=True)
        )
        if any(cached.glob("*.safetensors")):
            return cached
    except (LocalEntryNotFoundError, ValueError):
        pass
    if constants.HF_HUB_OFFLINE or os.environ.get("TRANSFORMERS_OFFLINE", "0") not in ("", "0"):
        raise ModelError(f"{name} is not in the hub cache, and the hub may not be asked (offline).")
    try:
        return Path(snapshot_download(repo, revision=revision, allow_patterns=WANTED))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as e:
        reason = str(e).strip().partition("\n")[0] or type(e).__name__
        raise ModelError(f"{name} cannot be fetched from the hub ({reason}).") from e
