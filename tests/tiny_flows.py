"""Fixtures: tiny Stable Diffusion 3 and FLUX.1 of random weights, saved as diffusers saves real ones."""

from pathlib import Path
from typing import Any

import pytest
from tiny_models import LETTERS, save, text_encoder, tokenizer
from tiny_transformers import flux, sd3

WINDOW = 20  # of CLIP
SCHEDULE = {"num_train_timesteps": 1000, "shift": 3.0}


def t5_tokenizer() -> Any:
    """A T5 tokenizer that spells every word."""
    from transformers import T5Tokenizer

    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    spelled = [("▁", -1.0), *((letter, -2.0) for letter in LETTERS)]
    return T5Tokenizer(vocab=[*special, *spelled], extra_ids=0)


def t5_encoder() -> Any:
    """A T5 encoder of two layers."""
    from transformers import T5Config, T5EncoderModel

    config = T5Config(
        vocab_size=4 + len(LETTERS), d_model=12, d_kv=6, d_ff=24, num_layers=2, num_heads=2,
        relative_attention_num_buckets=8, feed_forward_proj="gated-gelu", dropout_rate=0.0,
    )  # fmt: skip
    return T5EncoderModel(config)


def build(path: Path, kind: str, *, t5: bool = True, dynamic: bool = False, told: bool = False) -> Path:
    """A whole model in a directory: sd3, with or without its T5; flux, that is `told` its guidance or not."""
    import torch
    from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler

    torch.manual_seed(0)
    parts: dict[str, Any] = {
        "vae": AutoencoderKL(
            block_out_channels=(8, 16), norm_num_groups=4, latent_channels=4, sample_size=16,
            down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
            scaling_factor=1.5, shift_factor=0.06,
        ),
        "scheduler": FlowMatchEulerDiscreteScheduler(**SCHEDULE, use_dynamic_shifting=dynamic),
        "tokenizer": tokenizer(WINDOW),
    }  # fmt: skip
    if kind == "sd3":
        parts |= {
            "transformer": sd3(pooled=4 + 6),
            "text_encoder": text_encoder("CLIPTextModelWithProjection", 4, WINDOW),
            "text_encoder_2": text_encoder("CLIPTextModelWithProjection", 6, WINDOW),
            "tokenizer_2": tokenizer(WINDOW),
        }
        if t5:
            parts |= {"text_encoder_3": t5_encoder(), "tokenizer_3": t5_tokenizer()}
    else:
        parts |= {
            "transformer": flux(told=told),
            "text_encoder": text_encoder("CLIPTextModel", 24, WINDOW),
            "text_encoder_2": t5_encoder(),
            "tokenizer_2": t5_tokenizer(),
        }
    names = {"sd3": "StableDiffusion3Pipeline", "flux": "FluxPipeline"}
    index: dict[str, Any] = {"_class_name": names[kind], "image_encoder": [None, None]}
    if kind == "sd3" and not t5:
        index |= {"text_encoder_3": [None, None], "tokenizer_3": [None, None]}
    return save(path, parts, index)


@pytest.fixture(scope="session")
def sd3_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny-sd3", "sd3")


@pytest.fixture(scope="session")
def flux_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny-flux", "flux", dynamic=True, told=True)
