"""Write trained parts as a model that stock diffusers pipelines load."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch

from comenius import files, weights
from comenius.training import checkpoint
from comenius.training.denoising import SCHEDULE, Painter


def export(
    folder: Path, painter: Painter, vae: Any, tokenizer: Any, *, preset: dict[str, Any], words: Iterable[str],
    edits: bool = False,
) -> None:  # fmt: skip
    """A directory in the layout of StableDiffusionXLPipeline, weights in half precision, hashes beside them.

    `preset` says how the model likes to be used, `words` are those it has seen. What `edits` pictures is laid out for
    StableDiffusionXLInstructPix2PixPipeline.
    """
    import transformers

    transformers.utils.logging.disable_progress_bar()
    with checkpoint.whole(folder) as place:
        _write(place, painter, vae, tokenizer, edits)
        _json(place / "preset.json", preset)
        _json(place / "vocabulary.json", {"words": sorted(set(words))})
        weights.sign(place)


def _write(folder: Path, painter: Painter, vae: Any, tokenizer: Any, edits: bool) -> None:
    """The parts that stock pipelines read."""
    import copy

    from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler

    for name in ("text_encoder", "text_encoder_2", "unet"):
        copy.deepcopy(getattr(painter, name)).half().save_pretrained(folder / name)
    copy.deepcopy(vae).to(memory_format=torch.contiguous_format).half().save_pretrained(folder / "vae")
    config = json.loads((folder / "vae" / "config.json").read_text(encoding="utf-8"))
    config.pop("_name_or_path", None)  # where it lay on this machine
    if (
        "encoder_block_out_channels" in config
    ):  # stock pipelines ask an AutoencoderKL's names of any autoencoder
        config |= {"block_out_channels": config["encoder_block_out_channels"], "latents_mean": None}
    _json(folder / "vae" / "config.json", config)
    for name in ("tokenizer", "tokenizer_2"):
        tokenizer.save_pretrained(folder / name)
    DPMSolverMultistepScheduler(**SCHEDULE).save_pretrained(folder / "scheduler")
    alone = {"feature_extractor": [None, None], "image_encoder": [None, None]}
    index = {
        "_class_name": f"StableDiffusionXL{'InstructPix2Pix' if edits else ''}Pipeline",
        "_diffusers_version": _version("diffusers"),
        "force_zeros_for_empty_prompt": False,
        **({} if edits else alone | {"add_watermarker": None}),
        "scheduler": ["diffusers", "DPMSolverMultistepScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "tokenizer_2": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", type(vae).__name__],
    }
    _json(folder / "model_index.json", index)


def _json(path: Path, data: dict[str, Any]) -> None:
    files.write(path, json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def _version(package: str) -> str:
    from importlib.metadata import version

    return version(package)
