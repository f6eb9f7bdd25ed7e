"""Where a model of this name lies: bundled name, then local directory, then hub cache, then the hub itself."""

import difflib
import json
from importlib.resources import files
from pathlib import Path
from typing import Literal

from comenius.errors import ModelError
from comenius.hub import HUB_ID, fetch

Kind = Literal["text-to-image", "edit"]
BUNDLED = {
    "orbis": {"text-to-image": "orbis/text-to-image", "edit": "orbis/edit"}
}  # directories inside the package
WEIGHTY = (
    "unet",
    "transformer",
    "vae",
    "text_encoder",
    "text_encoder_2",
    "text_encoder_3",
)  # folders with weights
WANTED = [
    "model_index.json",
    "hashes.json",
    "vocabulary.json",
    "preset.json",
    "scheduler/*.json",
    "tokenizer*/*",
    *(f"{part}/*.{kind}" for part in WEIGHTY for kind in ("json", "safetensors")),
]


def weighty(directory: Path) -> list[str]:
    """The folders with weights that a model has."""
    return [part for part in WEIGHTY if (directory / part).is_dir()]


def resolve(name: str | Path, kind: Kind = "text-to-image") -> Path:
    """The directory of a model; of a bundled name the one of a kind.

    The network is asked last, and never while HF_HUB_OFFLINE is set.
    """
    text = str(name)
    if text in BUNDLED:
        return _bundled(text, kind)
    path = Path(text).expanduser()
    if text and path.is_dir():
        return path
    if text and path.exists():
        raise ModelError(
            f"{text} is a file; a model is a directory with model_index.json in it, as diffusers saves it."
        )
    if HUB_ID.fullmatch(text):
        return fetch(text, WANTED, _complete, _possible())
    near = difflib.get_close_matches(text, BUNDLED, n=1)
    advice = f" Did you mean {near[0]!r}?" if near else ""
    raise ModelError(f"There is no model {text!r}.{advice} {_possible()}")


def _bundled(name: str, kind: Kind) -> Path:
    """A model that travels with the package."""
    path = Path(str(files("comenius"))) / BUNDLED[name][kind]
    if not path.is_dir():
        raise ModelError(
            f"The bundled model {name!r} is missing from this installation ({path}). Reinstall it."
        )
    return path


def _complete(directory: Path) -> bool:
    """Whether every component that the index names has come with its weights or vocabulary."""
    try:
        index = json.loads((directory / "model_index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    parts = [part for part in WEIGHTY if any(index.get(part) or ())]
    return bool(parts) and all(any((directory / part).glob("*.safetensors")) for part in parts)


def _possible() -> str:
    """What a model may be called."""
    return (
        f"A model is a bundled name ({', '.join(sorted(BUNDLED))}), a directory with model_index.json, "
        'or a hub id such as "stabilityai/stable-diffusion-xl-base-1.0".'
    )
