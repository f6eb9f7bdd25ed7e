"""How a model likes to be used: its own `preset.json`, or the habits of its kind."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from comenius import settings
from comenius.errors import ModelError, SettingError

Long = Literal["clauses", "cut"]


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Defaults of a model; each may be overruled."""

    guidance: float = 5.0
    image_guidance: float = 1.5  # of an edit model: how strongly it keeps to the picture it sees
    rescale: float = 0.0  # share of rescaled guidance, in [0, 1]
    solver: str = "dpm++"
    steps: int = 25
    noise: Literal["independent", "shared", "coupled"] = "coupled"
    coherence: str = "graph"  # how pictures agree: a name of the ladder
    sharing_start: float = 0.0  # share of the denoising before pictures read each other
    style: str = ""  # words that every prompt ends with
    neutral: str = ""  # of an edit model: an instruction that changes nothing, to tell edits apart by
    long: Long = "clauses"  # texts beyond the window: read in pieces, or the first piece alone

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= 1000:
            raise SettingError(f"steps is {self.steps}; it must lie in [1, 1000].")
        for name in ("rescale", "sharing_start"):
            if not 0 <= getattr(self, name) <= 1:
                raise SettingError(f"{name} is {getattr(self, name)}; it must lie in [0, 1].")
        for name in ("guidance", "image_guidance"):
            if not math.isfinite(getattr(self, name)):
                raise SettingError(f"{name} is {getattr(self, name)}; a number is needed.")


STYLE = "clean cookbook illustration, three-quarter view, soft light"
FLOW = {"solver": "euler", "steps": 28, "guidance": 4.5}  # as the makers of Stable Diffusion 3.5 draw with it
DEV = FLOW | {"guidance": 3.5}  # FLUX.1, told how strongly to follow the words
SCHNELL = FLOW | {"guidance": 1.0, "steps": 4}  # FLUX.1 for few steps


def preset(directory: Path) -> Preset:
    """The preset of the model in a directory; that of its kind when it brings none."""
    path = directory / "preset.json"
    if not path.exists():
        return Preset(style=STYLE, **_habits(directory))
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise ValueError("it must hold an object")
        return settings.build(Preset, data, where=str(path))
    except SettingError as e:
        where = "" if str(path) in str(e) else f"{path}: "
        raise ModelError(f"{where}{e} Copy the model again.") from e
    except (OSError, ValueError) as e:
        raise ModelError(f"{path} is damaged: {e}. Copy the model again.") from e


def _habits(directory: Path) -> dict[str, Any]:
    """What a kind of model likes; nothing for one that is not known to like anything."""
    kind = _read(directory / "model_index.json").get("_class_name")
    if kind == "StableDiffusion3Pipeline":
        return FLOW
    if kind == "FluxPipeline":
        told = _read(directory / "transformer" / "config.json").get("guidance_embeds", False)
        return DEV if told else SCHNELL
    return {}


def _read(path: Path) -> dict[str, Any]:
    """A JSON object, or an empty one: who loads the model says what is wrong with it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def halved(vae: Mapping[str, Any]) -> int:
    """Pixels of a picture for one of its latents, along each side, from the configuration of an autoencoder.

    AutoencoderKL states the channels of its levels, AutoencoderDC those of its encoder's; KeyError for neither.
    """
    levels = vae.get("block_out_channels") or vae["encoder_block_out_channels"]
    return int(2 ** (len(levels) - 1))


def vocabulary(directory: Path) -> frozenset[str] | None:
    """The words that a small model knows, from its `vocabulary.json`; None when it brings none and reads any."""
    path = directory / "vocabulary.json"
    if not path.exists():
        return None
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        words = data.get("words") if isinstance(data, dict) else None
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ValueError('it must hold {"words": ["…"]}')
    except (OSError, ValueError) as e:
        raise ModelError(f"{path} is damaged: {e}. Copy the model again.") from e
    return frozenset(words)
