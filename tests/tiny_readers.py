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
