"""Readers of pictures by their classes in transformers, each with its processor."""

from pathlib import Path
from typing import Any

from comenius import weights
from comenius.errors import ModelError
from comenius.quiet import quiet

KINDS = {
    "clip": ("CLIPModel", "CLIPProcessor"),
    "segmenter": ("CLIPSegForImageSegmentation", "CLIPSegProcessor"),
    "detector": ("AutoModelForZeroShotObjectDetection", "AutoProcessor"),
    "cutter": ("SamModel", "SamProcessor"),
    "captioner": ("BlipForConditionalGeneration", "BlipProcessor"),
}


def load(kind: str, folder: Path) -> tuple[Any, Any]:
    """The model and the processor of a directory, for one of `KINDS`, in evaluation mode and single precision.

    Nothing is downloaded. Raises ModelError when a file is missing, damaged or not the one that was published.
    """
    import torch
    import transformers

    weights.verify(folder)
    model, processor = (getattr(transformers, name) for name in KINDS[kind])
    try:
        with quiet():
            read = model.from_pretrained(
                folder, dtype=torch.float32, use_safetensors=True, local_files_only=True
            )
            return read.eval(), processor.from_pretrained(folder, local_files_only=True)
    except (ImportError, OSError, ValueError, RuntimeError, KeyError, TypeError) as e:
        raise ModelError(
            f"{folder} holds no {kind} that can be read ({str(e).splitlines()[0]}). Copy the model again."
        ) from e
