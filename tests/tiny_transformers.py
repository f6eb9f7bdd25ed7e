"""Tiny transformers of random weights in which text and image attend to each other, and pipelines around them."""

from typing import Any

from tiny_models import SCHEDULE, UNET, text_encoder, tokenizer

TEXT = 5
SIDE = 4  # of the image's grid of tokens
FLOW = {"num_train_timesteps": 1000, "shift": 3.0}


def sd3(pooled: int = 24) -> Any:
    """An SD3.5: its first block has a second attention of the image alone, its last drops the text."""
    import torch
    from diffusers import SD3Transformer2DModel

    torch.manual_seed(0)
    return SD3Transformer2DModel(
        sample_size=8, patch_size=2, in_channels=4, out_channels=4, num_layers=3, attention_head_dim=8,
        num_attention_heads=2, joint_attention_dim=12, caption_projection_dim=16, pooled_projection_dim=pooled,
        pos_embed_max_size=8, dual_attention_layers=(0,), qk_norm="rms_norm",
    ).eval()  # fmt: skip


def flux(told: bool = False) -> Any:
    """A FLUX.1 of two double and two single blocks, that is told how strongly to follow the words or not."""
    import torch
    from diffusers import FluxTransformer2DModel

    torch.manual_seed(0)
    return FluxTransformer2DModel(
        in_channels=16, num_layers=2, num_single_layers=2, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=12, pooled_projection_dim=24, axes_dims_rope=(4, 6, 6), guidance_embeds=told,
    ).eval()  # fmt: skip


def qwen() -> Any:
    """A Qwen-Image of two blocks."""
    import torch
    from diffusers import QwenImageTransformer2DModel

    torch.manual_seed(0)
    return QwenImageTransformer2DModel(
        in_channels=16, out_channels=4, num_layers=2, attention_head_dim=16, num_attention_heads=2,
        joint_attention_dim=12, axes_dims_rope=(4, 6, 6),
    ).eval()  # fmt: skip


def inputs(kind: str, x: Any, words: Any) -> dict[str, Any]:
    """What a network is called with for latents `rows 4 8 8` and text tokens `rows 5 12`."""
    import torch

    rows = len(x)
    given = {"encoder_hidden_states": words, "return_dict": False}
    if kind == "sd3":
        pooled = words.mean(1).repeat(1, 2)
        return given | {
            "hidden_states": x,
            "timestep": torch.full((rows,), 500.0),
            "pooled_projections": pooled,
        }
    packed = x.reshape(rows, 4, SIDE, 2, SIDE, 2).permute(0, 2, 4, 1, 3, 5).reshape(rows, SIDE * SIDE, 16)
    given |= {"hidden_states": packed, "timestep": torch.full((rows,), 0.5)}
    if kind == "qwen":
        return given | {"img_shapes": [[(1, SIDE, SIDE)]] * rows}
    ids = torch.cartesian_prod(torch.arange(1), torch.arange(SIDE), torch.arange(SIDE))
    return given | {
        "img_ids": ids, "txt_ids": torch.zeros(words.shape[1], 3), "pooled_projections": words.mean(1).repeat(1, 2)
    }  # fmt: skip


def vae(channels: int) -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 16), norm_num_groups=4, latent_channels=channels, sample_size=16,
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        scaling_factor=1.0, shift_factor=0.0,
    )  # fmt: skip


def pipeline(kind: str) -> Any:
    """A stock pipeline without its text encoders: it is called with embeddings."""
    import torch
    from diffusers import (
        DDIMScheduler,
        FlowMatchEulerDiscreteScheduler,
        FluxPipeline,
        QwenImagePipeline,
        StableDiffusion3Pipeline,
        StableDiffusionPipeline,
        UNet2DConditionModel,
    )

    torch.manual_seed(0)
    nobody: dict[str, Any] = dict.fromkeys(("text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2"))
    if kind == "sd":
        pipe = StableDiffusionPipeline(
            unet=UNet2DConditionModel(**UNET, cross_attention_dim=12, attention_head_dim=8), vae=vae(4),
            scheduler=DDIMScheduler(**SCHEDULE, set_alpha_to_one=False, steps_offset=1),
            text_encoder=text_encoder("CLIPTextModel", 12, 40), tokenizer=tokenizer(40),
            safety_checker=None, feature_extractor=None, requires_safety_checker=False,
        )  # fmt: skip
    elif kind == "sd3":
        nobody |= dict.fromkeys(("text_encoder_3", "tokenizer_3"))
        pipe = StableDiffusion3Pipeline(
            transformer=sd3(), vae=vae(4), scheduler=FlowMatchEulerDiscreteScheduler(**FLOW), **nobody
        )
    elif kind == "qwen":  # whose pictures are eight times their latents without an autoencoder
        pipe = QwenImagePipeline(
            transformer=qwen(), vae=None, scheduler=FlowMatchEulerDiscreteScheduler(**FLOW),
            text_encoder=None, tokenizer=None,
        )  # fmt: skip
    else:
        pipe = FluxPipeline(
            transformer=flux(), vae=vae(4), scheduler=FlowMatchEulerDiscreteScheduler(**FLOW), **nobody
        )
    pipe.set_progress_bar_config(disable=True)
    return pipe
