"""What a captioner in BLIP's layout says of pictures, word by word the likeliest."""

from collections.abc import Sequence
from typing import Any

import torch
from PIL import Image


@torch.no_grad()
def captions(model: Any, processor: Any, images: Sequence[Image.Image], longest: int) -> list[str]:
    """One caption a picture, of at most `longest` tokens."""
    inputs = processor(images=list(images), return_tensors="pt")
    ids = model.generate(
        pixel_values=inputs.pixel_values, max_new_tokens=longest, do_sample=False, num_beams=1
    )
    said: list[str] = processor.batch_decode(ids, skip_special_tokens=True)
    return said
