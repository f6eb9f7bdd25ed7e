"""A directory as diffusers saves it becomes a `Backbone`: from safetensors only, offline, without remote code."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from comenius.diffusion.backbones.presets import preset, vocabulary
from comenius.diffusion.backbones.text import TextEncoder
from comenius.diffusion.backbones.unet import Backbone
from comenius.errors import ModelError
from comenius.quiet import quiet
from comenius.weights import verify

TEXT_TO_IMAGE = {"tokenizer": "CLIPTokenizer", "text_encoder": "CLIPTextModel"}
XL = TEXT_TO_IMAGE | {"tokenizer_2": "CLIPTokenizer", "text_encoder_2": "CLIPTextModelWithProjection"}
DRAW = {"StableDiffusionPipeline": TEXT_TO_IMAGE, "StableDiffusionXLPipeline": XL}
EDIT = {
    "StableDiffusionInstructPix2PixPipeline": TEXT_TO_IMAGE,
    "StableDiffusionXLInstructPix2PixPipeline": XL,
}
LAYOUTS = DRAW | EDIT
COMMON = {
    "unet": "UNet2DConditionModel",
    "vae": "AutoencoderKL|AutoencoderDC",
    "scheduler": "",  # any will do
}
DIFFUSERS = ("UNet2DConditionModel", "AutoencoderKL", "AutoencoderDC")
PREDICTIONS = ("epsilon", "v_prediction", "sample")
WEIGHTLESS = ("tokenizer", "tokenizer_2", "scheduler")


def load(
    directory: Path | str,
    *,
    name: str = "",
    dtype: torch.dtype = torch.float32,
    device: torch.device | str = "cpu",
) -> Backbone:
    """The model in a directory, ready to draw; `ModelError` in one line when it is incomplete or damaged."""
    directory = Path(directory)
    index = _index(directory)
    kinds = LAYOUTS[index["_class_name"]] | COMMON
    for part, kind in kinds.items():
        _check_kind(directory, part, kind, index.get(part))
    kinds = {
        part: str(index[part][1]).removesuffix("Fast") if "|" in kind else kind
        for part, kind in kinds.items()
    }
    verify(directory)
    weighty = tuple(part for part in kinds if part not in WEIGHTLESS)
    for part in weighty:
        _check_weights(directory / part)
    scheduler = _json(directory / "scheduler" / "scheduler_config.json")
    if (
        "FlowMatch" in scheduler.get("_class_name", "")
        or scheduler.get("prediction_type") == "flow_prediction"
    ):
        raise ModelError(
            f"{directory} was trained by flow matching; noise, velocity or sample prediction is needed."
        )
    said = scheduler.get("prediction_type", "epsilon")
    if said not in PREDICTIONS:
        raise ModelError(
            f"{directory / 'scheduler/scheduler_config.json'} says prediction_type {said!r}; one of "
            f"{', '.join(PREDICTIONS)} is needed. Copy the model again."
        )
    with quiet():
        parts = {part: _component(directory / part, kinds[part], dtype, device) for part in weighty}
        tokenizers = {part: _tokenizer(directory / part) for part in kinds if part.startswith("tokenizer")}
    if parts["unet"].config.time_cond_proj_dim is not None:
        raise ModelError(
            f"{directory} has its guidance distilled into the network; an undistilled model is needed."
        )
    xl = "text_encoder_2" in parts
    return Backbone(
        name=name or directory.resolve().name,
        directory=directory,
        components=weighty,
        unet=parts["unet"],
        vae=parts["vae"],
        texts=tuple(
            TextEncoder(tokenizer=tokenizers[t], model=parts[e], penultimate=xl)
            for t, e in (("tokenizer", "text_encoder"), ("tokenizer_2", "text_encoder_2"))
            if e in parts
        ),
        scheduler=scheduler,
        zero_empty=xl and bool(index.get("force_zeros_for_empty_prompt", True)),
        vocabulary=vocabulary(directory),
        long=preset(directory).long,
    )


def _index(directory: Path) -> dict[str, Any]:
    """The model's index, of a layout that we can draw with."""
    if not directory.is_dir():
        raise ModelError(f"{directory} is no directory; a model is a directory with model_index.json in it.")
    path = directory / "model_index.json"
    if not path.is_file():
        raise ModelError(
            f"{directory} has no model_index.json; save the model with diffusers' save_pretrained."
        )
    index = _json(path)
    if index.get("_class_name") not in LAYOUTS:
        raise ModelError(
            f"{path} describes {index.get('_class_name') or 'no pipeline'}; this can draw with {' and '.join(DRAW)}, "
            f"and edit with {' and '.join(EDIT)}."
        )
    return index


def _json(path: Path) -> dict[str, Any]:
    """A JSON object from a file of the model."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as e:
        raise ModelError(f"{path} is missing; the model is incomplete. Copy it again.") from e
    except (OSError, ValueError) as e:
        raise ModelError(f"{path} is damaged: {e}. Copy the model again.") from e
    if not isinstance(value, dict):
        raise ModelError(f"{path} must hold a JSON object. Copy the model again.")
    return value


def _check_kind(directory: Path, part: str, kind: str, entry: Any) -> None:
    """That a component is there and is of the class that we know how to use."""
    found = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
    if not found or not (directory / part).is_dir():
        raise ModelError(f"{directory} has no {part}; the model is incomplete. Copy it again.")
    if kind and found.removesuffix("Fast") not in kind.split("|"):
        raise ModelError(f"The {part} of {directory} is a {found}; a {kind.replace('|', ' or ')} is needed.")


def _check_weights(folder: Path) -> None:
    """That there are weights, that they are safetensors, and that each file is whole."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        pickled = next(
            (p.name for p in sorted(folder.iterdir()) if p.suffix in (".bin", ".pt", ".ckpt")), None
        )
        found = f"has only {pickled}, which could run code when it is read" if pickled else "has no weights"
        raise ModelError(f"{folder} {found}; a .safetensors file is needed.")
    for file in files:
        try:
            with safe_open(file, framework="pt"):
                pass
        except (SafetensorError, OSError) as e:
            raise ModelError(f"{file} is damaged ({_first_line(e)}). Copy the model again.") from e


def _component(folder: Path, kind: str, dtype: torch.dtype, device: torch.device | str) -> Any:
    """A network in evaluation mode, every one of its weights from the files."""
    import transformers
    from diffusers import models

    config = _json(folder / "config.json")
    key, wanted = ("_class_name", kind) if kind in DIFFUSERS else ("model_type", "clip_text_model")
    if config.get(key) != wanted:
        raise ModelError(
            f"{folder / 'config.json'} says {key} {config.get(key)!r}; {wanted!r} is needed. Copy the model again."
        )
    model_class = getattr(models if kind in DIFFUSERS else transformers, kind)
    if kind == "AutoencoderKL" and dtype == torch.float16 and config.get("force_upcast", True):
        dtype = torch.float32  # SDXL's decoder overflows in half precision
    try:
        model, report = model_class.from_pretrained(
            folder,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
            variant=_variant(folder),
        )
    except Exception as e:
        raise ModelError(f"{folder} does not load: {_complaint(e)} Copy the model again.") from e
    if missing := sorted(report["missing_keys"]):
        raise ModelError(f"{folder} lacks {len(missing)} weights, {missing[0]} first. Copy the model again.")
    return model.to(device).eval().requires_grad_(False)


def _variant(folder: Path) -> str | None:
    """The variant to ask for when a folder holds weights of one only, as `….fp16.safetensors`."""
    names = [file.name.removesuffix(".safetensors") for file in folder.glob("*.safetensors")]
    if any("." not in name for name in names):
        return None
    return min(name.split(".")[1].partition("-")[0] for name in names)


def _tokenizer(folder: Path) -> Any:
    """A CLIP tokenizer."""
    from transformers import CLIPTokenizer

    try:
        # a local directory: nothing is downloaded that a revision could pin
        return CLIPTokenizer.from_pretrained(folder, local_files_only=True)  # nosec B615
    except Exception as e:
        raise ModelError(f"{folder} does not load: {_complaint(e)} Copy the model again.") from e


def _complaint(e: BaseException) -> str:
    """The same as `_first_line`, where another library says more to programmers than to people."""
    if "ignore_mismatched_sizes" in str(e) or "size mismatch" in str(e):
        return "its weights do not fit its config.json."
    return f"it lacks {e}." if isinstance(e, KeyError) else _first_line(e)


def _first_line(e: BaseException) -> str:
    """What another library complains about, in one line that ends like a sentence."""
    line = " ".join(str(e).strip().partition("\n")[0].split()) or type(e).__name__
    return line if line.endswith(".") else f"{line}."
