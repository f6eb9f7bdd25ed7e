"""Models that read pictures, tiny and of random weights, saved as transformers saves real ones."""

from pathlib import Path
from typing import Any

from tiny_models import text_encoder, tokenizer

WINDOW = 48
TOWER: dict[str, Any] = {
    "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
}  # fmt: skip
SIGHT: dict[str, Any] = TOWER | {"image_size": 32, "patch_size": 8}
SIDE = {"height": 32, "width": 32}


def segmenter(folder: Path) -> Path:
    """A CLIPSeg with its processor."""
    from transformers import (
        CLIPSegConfig,
        CLIPSegForImageSegmentation,
        CLIPSegProcessor,
        ViTImageProcessorPil,
    )

    words = text_encoder("CLIPTextModel", 16, WINDOW).config
    config = CLIPSegConfig(
        text_config=TOWER | {
            "vocab_size": words.vocab_size, "max_position_embeddings": WINDOW, "eos_token_id": 1,
            "bos_token_id": 0, "pad_token_id": 1,
        },
        vision_config=SIGHT, projection_dim=16, extract_layers=[0, 1], reduce_dim=8, conditional_layer=0,
        decoder_num_attention_heads=2, decoder_intermediate_size=16,
    )  # fmt: skip
    CLIPSegForImageSegmentation(config).save_pretrained(folder)
    CLIPSegProcessor(ViTImageProcessorPil(size=SIDE), tokenizer(WINDOW)).save_pretrained(folder)
    return folder


def captioner(folder: Path) -> Path:
    """A BLIP with its processor."""
    from transformers import (
        BertTokenizer,
        BlipConfig,
        BlipForConditionalGeneration,
        BlipImageProcessorPil,
        BlipProcessor,
    )

    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", "onion", "in", "a", "pan"]
    config = BlipConfig(
        text_config=TOWER | {
            "vocab_size": len(marks), "encoder_hidden_size": 16, "max_position_embeddings": WINDOW,
            "bos_token_id": 5, "eos_token_id": 3, "sep_token_id": 3, "pad_token_id": 0,
        },
        vision_config=SIGHT, projection_dim=16,
    )  # fmt: skip
    BlipForConditionalGeneration(config).save_pretrained(folder)
    images = BlipImageProcessorPil(size=SIDE)
    words = BertTokenizer(vocab={word: i for i, word in enumerate(marks)}, bos_token="[DEC]")
    BlipProcessor(images, words).save_pretrained(folder)
    return folder


def detector(folder: Path) -> Path:
    """A GroundingDINO with its processor."""
    from transformers import (
        BertConfig,
        BertTokenizer,
        GroundingDinoConfig,
        GroundingDinoForObjectDetection,
        GroundingDinoImageProcessorPil,
        GroundingDinoProcessor,
        SwinConfig,
    )

    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "?", "red", "onion", "steel", "pot"]
    config = GroundingDinoConfig(
        backbone_config=SwinConfig(
            image_size=64, embed_dim=8, depths=[1] * 4, num_heads=[1] * 4, window_size=2, out_indices=[2, 3, 4]
        ),
        text_config=BertConfig(
            vocab_size=len(marks), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
            max_position_embeddings=WINDOW,
        ),
        num_queries=5, encoder_layers=1, decoder_layers=2, encoder_ffn_dim=16, decoder_ffn_dim=16,
        encoder_attention_heads=2, decoder_attention_heads=2, d_model=64, max_text_len=WINDOW,
        disable_custom_kernels=True,
    )  # fmt: skip
    GroundingDinoForObjectDetection(config).save_pretrained(folder)
    images = GroundingDinoImageProcessorPil(size={"shortest_edge": 64, "longest_edge": 64})
    words = BertTokenizer(vocab={word: i for i, word in enumerate(marks)})
    GroundingDinoProcessor(images, words).save_pretrained(folder)
    return folder


def cutter(folder: Path) -> Path:
    """A SAM with its processor."""
    from torch.nn.init import normal_
    from transformers import SamConfig, SamImageProcessorPil, SamModel, SamProcessor

    both = {"hidden_size": 8, "image_size": 64, "patch_size": 8}
    model = SamModel(SamConfig(
        vision_config=TOWER | both | {
            "output_channels": 8, "num_hidden_layers": 1, "window_size": 4, "global_attn_indexes": [0], "mlp_dim": 8,
            "num_pos_feats": 4,
        },
        prompt_encoder_config=both | {"mask_input_channels": 4},
        mask_decoder_config={
            "hidden_size": 8, "mlp_dim": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "iou_head_hidden_dim": 8,
            "iou_head_depth": 2,
        },
    ))  # fmt: skip
    for weight in model.parameters():  # as made, all of its masks are one grey
        normal_(weight, std=0.5)
    model.save_pretrained(folder)
    SamProcessor(SamImageProcessorPil(
        size={"longest_edge": 64}, pad_size={"height": 64, "width": 64}, mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )).save_pretrained(folder)  # fmt: skip
    return folder
