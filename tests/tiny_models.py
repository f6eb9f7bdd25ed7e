"""Fixtures: tiny models of random weights, saved as diffusers saves real ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789,.;:!?-'"
UNET: dict[str, Any] = {
    "sample_size": 8,
    "block_out_channels": (16, 32),
    "layers_per_block": 1,
    "norm_num_groups": 8,
    "down_block_types": ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
}
SCHEDULE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": False}


def tokenizer(window: int) -> Any:
    """A CLIP tokenizer that spells every word."""
    from transformers import CLIPTokenizer

    words = ["<|startoftext|>", "<|endoftext|>", *LETTERS, *(f"{letter}</w>" for letter in LETTERS)]
    return CLIPTokenizer(vocab={word: i for i, word in enumerate(words)}, merges=[], model_max_length=window)


def text_encoder(kind: str, width: int, window: int) -> Any:
    """A CLIP text encoder of two layers."""
    import transformers

    config = transformers.CLIPTextConfig(
        vocab_size=2 + 2 * len(LETTERS), hidden_size=width, intermediate_size=2 * width, projection_dim=width,
        num_hidden_layers=2, num_attention_heads=2, max_position_embeddings=window,
        bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    return getattr(transformers, kind)(config)


def build(path: Path, *, xl: bool = False, edits: bool = False, window: int = 40) -> Path:
    """A whole model in a directory; one that `edits` sees four channels more."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel

    torch.manual_seed(0)
    more: dict[str, Any] = {"cross_attention_dim": 24, "attention_head_dim": 8}
    if xl:
        more = {
            "cross_attention_dim": 48, "attention_head_dim": (2, 4), "use_linear_projection": True,
            "addition_embed_type": "text_time", "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 48 + 24, "transformer_layers_per_block": (1, 2),
        }  # fmt: skip
    if edits:
        more["in_channels"] = 8
    parts = {
        "unet": UNet2DConditionModel(**UNET, **more),
        "vae": AutoencoderKL(
            block_out_channels=(8, 16), norm_num_groups=4, latent_channels=4, sample_size=16,
            down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        ),
        "text_encoder": text_encoder("CLIPTextModel", 24, window),
        "tokenizer": tokenizer(window),
        "scheduler": DDIMScheduler(**SCHEDULE, set_alpha_to_one=False, steps_offset=1),
    }  # fmt: skip
    if xl:
        parts["text_encoder_2"] = text_encoder("CLIPTextModelWithProjection", 24, window)
        parts["tokenizer_2"] = tokenizer(window)
    index: dict[str, Any] = {
        "_class_name": f"StableDiffusion{'XL' if xl else ''}{'InstructPix2Pix' if edits else ''}Pipeline"
    }
    return save(path, parts, index)


def save(path: Path, parts: dict[str, Any], index: dict[str, Any]) -> Path:
    """The parts in their folders, and in the index of the whole."""
    for name, part in parts.items():
        part.save_pretrained(path / name)
        library = "transformers" if "text" in name or "token" in name else "diffusers"
        index[name] = [library, type(part).__name__]
    (path / "model_index.json").write_text(json.dumps(index))
    return path


@pytest.fixture(scope="session")
def sd_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny-sd")


@pytest.fixture(scope="session")
def xl_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny-xl", xl=True)


@pytest.fixture(scope="session")
def edit_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny-edit", xl=True, edits=True)


@pytest.fixture(scope="session")
def sd(sd_directory: Path) -> Any:
    from comenius.diffusion.backbones import load

    return load(sd_directory)


@pytest.fixture(scope="session")
def xl(xl_directory: Path) -> Any:
    from comenius.diffusion.backbones import load

    return load(xl_directory)


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Path], Path]:
    """A copy that a test may damage."""
    import shutil

    def copy(directory: Path) -> Path:
        return Path(shutil.copytree(directory, tmp_path / "copy"))

    return copy
