"""Train a small CLIP on pictures and their captions: how alike a kitchen picture and a sentence are."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from comenius.training import loop
from comenius.training.recognising import softened
from comenius.vision.scoring import Rows, unit

MEAN = STD = (0.5, 0.5, 0.5)  # of the pictures, as the processor and the training take them


@dataclass(frozen=True, kw_only=True)
class Contrasting:
    """The recipe of a CLIP: 1.5 million parameters with a vocabulary of 1,000."""

    size: int = 128  # side of a picture in pixels
    patch: int = 16
    width: int = 128  # of both towers, and of what they share
    layers: tuple[int, int] = (4, 3)  # of the tower that sees, and of the one that reads
    window: int = 48  # tokens of a caption
    batch: int = 256
    learning_rate: float = 1.5e-3
    warm_up: int = 200  # steps
    minutes: float = 4.0  # the learning rate falls over the last 70 % of this time
    decay: float = 0.998  # of the weights' average
    soften: float = 0.5  # share of the pictures that are blurred, tinted or made noisy


def build(recipe: Contrasting, tokenizer: Any) -> Any:
    """A CLIPModel in transformers' format, for the tokens of a CLIPTokenizer."""
    from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

    tower = {
        "hidden_size": recipe.width,
        "intermediate_size": 3 * recipe.width,
        "num_attention_heads": max(1, recipe.width // 32),
        "projection_dim": recipe.width,
        "initializer_factor": 1.0,
    }
    text = CLIPTextConfig(
        **tower, num_hidden_layers=recipe.layers[1], vocab_size=len(tokenizer),
        max_position_embeddings=recipe.window, bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    vision = CLIPVisionConfig(
        **tower, num_hidden_layers=recipe.layers[0], image_size=recipe.size, patch_size=recipe.patch
    )
    return CLIPModel(
        CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=recipe.width)
    )


def processor(recipe: Contrasting, tokenizer: Any) -> Any:
    """The CLIPProcessor that prepares pictures and captions for the model."""
    from transformers import CLIPImageProcessorPil, CLIPProcessor

    side = {"height": recipe.size, "width": recipe.size}
    images = CLIPImageProcessorPil(
        size={"shortest_edge": recipe.size}, crop_size=side, image_mean=list(MEAN), image_std=list(STD)
    )
    return CLIPProcessor(images, tokenizer)


def save(folder: Path, model: Any, of: Any) -> None:
    """Write a model and its processor as one directory that CLIPModel and CLIPProcessor load."""
    model.save_pretrained(folder)
    of.save_pretrained(folder)


def train(
    recipe: Contrasting,
    model: Any,
    of: Any,
    batches: Iterator[Rows],
    held_out: Sequence[Rows],
    folder: Path,
    *,
    device: torch.device,
    seed: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, float]]:
    """Train and yield a report every minute, each with a whole checkpoint and an export in `folder`.

    Batches hold `pictures`, `b h w 3` of uint8, and `ids`, `b n`; `of` is the processor that is exported too.
    """
    model.to(device).train()
    optimizer = torch.optim.AdamW(
        model.parameters(), recipe.learning_rate, betas=(0.9, 0.98), weight_decay=0.05,
        fused=device.type == "cuda",
    )  # fmt: skip

    def loss_of(_: int) -> Tensor:
        rows = next(batches)
        with torch.autocast(device.type, torch.bfloat16):
            pictures, texts = embed(model, rows, device, recipe.soften)
        return contrastive_loss(pictures, texts, model.logit_scale.clamp(max=4.6).exp())

    def report(average: Any, step: int) -> dict[str, float]:
        save(folder, average, of)
        return {"pictures": step * recipe.batch, "recall": recall_at_1(average, held_out, device=device)}

    pace = loop.Pace(
        minutes=recipe.minutes, rate=recipe.learning_rate, warm_up=recipe.warm_up, hold=0.3, floor=0.02,
        decay=recipe.decay, every=60.0,
    )  # fmt: skip
    file = folder / "checkpoint.safetensors"
    return loop.run(pace, model, optimizer, loss_of, report, file, seed=seed, until=until)


def embed(model: Any, rows: Rows, device: torch.device, soften: float = 0.0) -> tuple[Tensor, Tensor]:
    """Unit embeddings `b d` of pictures and of captions."""
    side = model.config.vision_config.image_size
    x = unit(rows["pictures"].to(device))
    if x.shape[-1] != side:
        x = F.interpolate(x, (side, side), mode="bicubic", antialias=True, align_corners=False).clamp(0, 1)
    out = model(
        pixel_values=(softened(x, soften) - MEAN[0]) / STD[0], input_ids=rows["ids"].to(device).long()
    )
    return out.image_embeds.float(), out.text_embeds.float()


def contrastive_loss(
    pictures: Float[Tensor, "b d"], texts: Float[Tensor, "b d"], scale: Float[Tensor, ""]
) -> Float[Tensor, ""]:
    """Each picture finds its text and each text its picture: CLIP, figure 3 (arXiv:2103.00020).

    Embeddings have unit length. With one pair the loss is 0.
    """
    logits = scale * pictures @ texts.T
    own = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


@torch.no_grad()
def recall_at_1(model: Any, batches: Iterable[Rows], *, device: torch.device) -> float:
    """The share of pictures whose own caption is the most alike of all the captions, from 0 to 1."""
    pairs = [embed(model, rows, device) for rows in batches]
    pictures, texts = (torch.cat(side) for side in zip(*pairs, strict=True))
    best = (pictures @ texts.T).argmax(1)
    return (best == torch.arange(len(best), device=best.device)).float().mean().item()
