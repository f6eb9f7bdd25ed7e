"""Where a model of this name lies: bundled name, then local directory, then hub cache, then the hub itself."""

import difflib
import json
import os
import re
from importlib.resources import files
from pathlib import Path

from comenius.errors import ModelError

BUNDLED = {"orbis": "orbis/text-to-image"}  # name → directory inside the package
WANTED = [
    "model_index.json",
    "hashes.json",
    "vocabulary.json",
    "preset.json",
    "*/*.json",
    "*/*.txt",
    "*/*.safetensors",
]
HUB_ID = re.compile(r"[\w.-]+/[\w.-]+(@[\w./-]+)?")  # owner/name, and a revision if one is wanted


def resolve(name: str | Path) -> Path:
    """The directory of a model; the network is asked last, and never while HF_HUB_OFFLINE is set."""
    text = str(name)
    if text in BUNDLED:
        return _bundled(text)
    path = Path(text).expanduser()
    if text and path.is_dir():
        return path
    if text and path.exists():
        raise ModelError(
            f"{text} is a file; a model is a directory with model_index.json in it, as diffusers saves it."
        )
    if HUB_ID.fullmatch(text) and not text.startswith("."):
        return _from_hub(text)
    near = difflib.get_close_matches(text, BUNDLED, n=1)
    advice = f" Did you mean {near[0]!r}?" if near else ""
    raise ModelError(f"There is no model {text!r}.{advice} {_possible()}")


def _bundled(name: str) -> Path:
    """A model that travels with the package."""
    path = Path(str(files("comenius"))) / BUNDLED[name]
    if not path.is_dir():
        raise ModelError(
            f"The bundled model {name!r} is missing from this installation ({path}). Reinstall it."
        )
    return path


def _from_hub(name: str) -> Path:
    """A model of the hub: what the cache holds of it if that is all of it, else a download of its safetensors."""
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    repo, _, revision = name.partition("@")
    revision = revision or "main"
    try:
        cached = Path(
            snapshot_download(repo, revision=revision, allow_patterns=WANTED, local_files_only=True)
        )
        if _complete(cached):
            return cached
    except (LocalEntryNotFoundError, ValueError):  # a ValueError says that the id itself is impossible
        pass
    if constants.HF_HUB_OFFLINE or os.environ.get("TRANSFORMERS_OFFLINE", "0") not in ("", "0"):
        raise ModelError(
            f"{name} is not in the hub cache, and the hub may not be asked (offline). {_possible()}"
        )
    try:
        return Path(snapshot_download(repo, revision=revision, allow_patterns=WANTED))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as e:
        reason = str(e).strip().partition("\n")[0] or type(e).__name__
        raise ModelError(f"{name} cannot be fetched from the hub ({reason}). {_possible()}") from e


def _complete(directory: Path) -> bool:
    """Whether every component that the index names has come with its weights or vocabulary."""
    try:
        index = json.loads((directory / "model_index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    parts = [part for part in ("unet", "vae", "text_encoder", "text_encoder_2") if index.get(part)]
    return bool(parts) and all(any((directory / part).glob("*.safetensors")) for part in parts)


def _possible() -> str:
    """What a model may be called."""
    return (
        f"A model is a bundled name ({', '.join(sorted(BUNDLED))}), a directory with model_index.json, "
        'or a hub id such as "stabilityai/stable-diffusion-xl-base-1.0".'
    )
