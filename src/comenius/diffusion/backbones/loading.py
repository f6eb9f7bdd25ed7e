"""A directory as diffusers saves it becomes a `Backbone`: from safetensors only, offline, without remote code."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from comenius.diffusion.backbones.backbone import Backbone, Words
from comenius.diffusion.backbones.clip_words import ClipWords
from comenius.diffusion.backbones.joint_words import FluxWords, SD3Words, T5Encoder
from comenius.diffusion.backbones.presets import Long, preset, vocabulary
from comenius.diffusion.backbones.text import TextEncoder
from comenius.diffusion.backbones.transformer import SD3, Flux
from comenius.diffusion.backbones.unet import UNet
from comenius.diffusion.solvers import flows
from comenius.errors import ModelError
from comenius.quiet import quiet
from comenius.weights import verify

CLIP, POOLING, T5 = "CLIPTextModel", "CLIPTextModelWithProjection", "T5EncoderModel"
MODEL_TYPES = {CLIP: "clip_text_model", POOLING: "clip_text_model", T5: "t5"}  # as transformers names them
COMMON = {"vae": "AutoencoderKL|AutoencoderDC", "scheduler": ""}  # any scheduler will do
TEXT_TO_IMAGE = {
    "tokenizer": "CLIPTokenizer", "text_encoder": CLIP, "unet": "UNet2DConditionModel", **COMMON
}  # fmt: skip
XL = TEXT_TO_IMAGE | {"tokenizer_2": "CLIPTokenizer", "text_encoder_2": POOLING}
STABLE_3 = {
    "tokenizer": "CLIPTokenizer", "text_encoder": POOLING, "tokenizer_2": "CLIPTokenizer", "text_encoder_2": POOLING,
    "tokenizer_3": "T5Tokenizer", "text_encoder_3": T5, "transformer": "SD3Transformer2DModel", **COMMON,
}  # fmt: skip
FLUX = {
    "tokenizer": "CLIPTokenizer", "text_encoder": CLIP, "tokenizer_2": "T5Tokenizer", "text_encoder_2": T5,
    "transformer": "FluxTransformer2DModel", **COMMON,
}  # fmt: skip
OPTIONAL = {"StableDiffusion3Pipeline": ("tokenizer_3", "text_encoder_3")}  # to save memory
DRAW = {
    "StableDiffusionPipeline": TEXT_TO_IMAGE,
    "StableDiffusionXLPipeline": XL,
    "StableDiffusion3Pipeline": STABLE_3,
    "FluxPipeline": FLUX,
}
EDIT = {
    "StableDiffusionInstructPix2PixPipeline": TEXT_TO_IMAGE,
    "StableDiffusionXLInstructPix2PixPipeline": XL,
}
LAYOUTS = DRAW | EDIT
PREDICTIONS = ("epsilon", "v_prediction", "sample")
T5_WINDOW = {True: 512, False: 256}  # tokens that FLUX.1 dev was trained with; schnell and Stable Diffusion 3


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
    layout = index["_class_name"]
    kinds = _kinds(directory, layout, index)
    verify(directory)
    weighty = tuple(part for part in kinds if not part.startswith(("tokenizer", "scheduler")))
    for part in weighty:
        _check_weights(directory / part)
    scheduler = _json(directory / "scheduler" / "scheduler_config.json")
    _check_schedule(directory, scheduler, flow="transformer" in kinds)
    with quiet():
        parts = {part: _component(directory / part, kinds[part], dtype, device) for part in weighty}
        tokenizers = {
            part: _tokenizer(directory / part, kind)
            for part, kind in kinds.items()
            if part.startswith("tokenizer")
        }
    denoiser = _denoiser(directory, parts)
    return Backbone(
        name=name or directory.resolve().name,
        directory=directory,
        components=weighty,
        denoiser=denoiser,
        words=_words(layout, parts, tokenizers, denoiser, index, preset(directory).long),
        vae=parts["vae"],
        scheduler=scheduler,
        vocabulary=vocabulary(directory),
    )


def _kinds(directory: Path, layout: str, index: dict[str, Any]) -> dict[str, str]:
    """The class of each component that is there, all of them checked against the layout's."""
    out = {}
    for part, kind in LAYOUTS[layout].items():
        entry = index.get(part)
        if part in OPTIONAL.get(layout, ()) and (entry is None or entry == [None, None]):
            continue
        found = _check_kind(directory, part, kind, entry)
        out[part] = found if "|" in kind else kind
    return out


def _check_schedule(directory: Path, scheduler: dict[str, Any], flow: bool) -> None:
    """That the model's schedule is of the kind that its denoiser was trained for."""
    if flow != flows(scheduler):
        trained, needed = ("flow matching", "noise, velocity or sample prediction")[:: -1 if flow else 1]
        raise ModelError(f"{directory} was trained by {trained}; {needed} is needed.")
    said = scheduler.get("prediction_type", "epsilon")
    if not flow and said not in PREDICTIONS:
        raise ModelError(
            f"{directory / 'scheduler/scheduler_config.json'} says prediction_type {said!r}; one of "
            f"{', '.join(PREDICTIONS)} is needed. Copy the model again."
        )


def _denoiser(directory: Path, parts: dict[str, Any]) -> UNet | SD3 | Flux:
    """What denoises."""
    if "transformer" in parts:
        network = parts["transformer"]
        return Flux(network=network) if type(network).__name__.startswith("Flux") else SD3(network=network)
    if parts["unet"].config.time_cond_proj_dim is not None:
        raise ModelError(
            f"{directory} has its guidance distilled into the network; an undistilled model is needed."
        )
    return UNet(network=parts["unet"])


def _words(
    layout: str,
    parts: dict[str, Any],
    tokenizers: dict[str, Any],
    denoiser: UNet | SD3 | Flux,
    index: dict[str, Any],
    long: Long,
) -> Words:
    """What reads prompts."""
    xl = "text_encoder_2" in parts
    clips = tuple(
        TextEncoder(
            tokenizer=tokenizers[part.replace("text_encoder", "tokenizer")],
            model=parts[part],
            penultimate=xl and layout != "FluxPipeline",
        )
        for part in parts
        if part.startswith("text_encoder") and type(parts[part]).__name__ != T5
    )
    if isinstance(denoiser, UNet):
        zeros = xl and bool(index.get("force_zeros_for_empty_prompt", True))
        return ClipWords(texts=clips, zero_empty=zeros, long=long)
    last = "2" if isinstance(denoiser, Flux) else "3"
    t5 = None
    if f"text_encoder_{last}" in parts:
        window = T5_WINDOW[denoiser.distilled]
        t5 = T5Encoder(
            tokenizer=tokenizers[f"tokenizer_{last}"], model=parts[f"text_encoder_{last}"], window=window
        )
    if isinstance(denoiser, SD3):
        channels = int(denoiser.network.config.joint_attention_dim)
        return SD3Words(texts=(clips[0], clips[1]), t5=t5, channels=channels)
    assert t5 is not None
    return FluxWords(clip=clips[0], t5=t5)


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


def _check_kind(directory: Path, part: str, kind: str, entry: Any) -> str:
    """The class of a component that is there and that we know how to use."""
    found = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
    if not found or not (directory / part).is_dir():
        raise ModelError(f"{directory} has no {part}; the model is incomplete. Copy it again.")
    if kind and found.removesuffix("Fast") not in kind.split("|"):
        raise ModelError(f"The {part} of {directory} is a {found}; a {kind.replace('|', ' or ')} is needed.")
    return str(found).removesuffix("Fast")


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
    key, wanted = ("model_type", MODEL_TYPES[kind]) if kind in MODEL_TYPES else ("_class_name", kind)
    if config.get(key) != wanted:
        raise ModelError(
            f"{folder / 'config.json'} says {key} {config.get(key)!r}; {wanted!r} is needed. Copy the model again."
        )
    model_class = getattr(transformers if kind in MODEL_TYPES else models, kind)
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


def _tokenizer(folder: Path, kind: str) -> Any:
    """A tokenizer of CLIP or T5."""
    import transformers

    try:
        # a local directory: nothing is downloaded that a revision could pin
        return getattr(transformers, kind).from_pretrained(folder, local_files_only=True)  # nosec B615
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
