"""The latents of pictures after each denoising step, kept in half precision, to redraw what reads them quickly."""

from pathlib import Path
from typing import TYPE_CHECKING

from comenius import files
from comenius.illustration.marked import KEY

if TYPE_CHECKING:
    from torch import Tensor


def trail_path(folder: Path, step: int) -> Path:
    """Where the latents of a step lie, counted from 0: `latents/01.safetensors`, 2·c·h·w bytes a denoising step."""
    return folder / "latents" / f"{step + 1:02}.safetensors"


def trail_key(path: Path) -> str:
    """From which inputs these latents come; empty when there are none, or none that are ours."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            return str((file.metadata() or {}).get(KEY, ""))
    except (OSError, SafetensorError):
        return ""


def keep_trail(path: Path, latents: list["Tensor"], key: str) -> None:
    """Keep the latents of one picture, `c h w` after each denoising step."""
    import torch
    from safetensors.torch import save

    files.write(path, save({"latents": torch.stack(latents)}, metadata={KEY: key}))


def read_trail(path: Path) -> "Tensor":
    """The latents of one picture, `steps c h w`, in half precision."""
    from safetensors.torch import load_file

    return load_file(path)["latents"]
