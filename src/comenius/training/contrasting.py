"""Train a small CLIP on pictures and their captions: how alike a kitchen picture and a sentence are."""

import copy
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from comenius import files, weights
from comenius.training import checkpoint, readers
from comenius.training.looking import Heads
from comenius.training.readers import Reading
from comenius.training.recognising import softened
from comenius.vision.scoring import Rows, unit
from comenius.world import labels

MEAN = STD = (0.5, 0.5, 0.5)  # of the pictures, as the processor and the training take them


@dataclass(frozen=True, kw_only=True)
class Contrasting(Reading):
    """The recipe of a CLIP: 1.6 million parameters with a vocabulary of 1,100."""

    size: int = 128  # side of a picture in pixels
    patch: int = 8
    width: int = 128  # of both towers, and of what they share
    head: int = 64  # width of a head of attention; wide ones are fast
    layers: tuple[int, int] = (5, 3)  # of the tower that sees, and of the one that reads
    window: int = 48  # tokens of a caption
    batch: int = 96
    learning_rate: float = 1e-2
    looking: float = 0.3  # weight of what the tower that sees is asked beside, about foods and scene


def build(recipe: Contrasting, tokenizer: Any) -> Any:
    """A CLIPModel in transformers' format, for the tokens of a CLIPTokenizer."""
    from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

    tower = {
        "hidden_size": recipe.width,
        "intermediate_size": 3 * recipe.width,
        "num_attention_heads": max(1, recipe.width // recipe.head),
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
    """Write a model and its processor as one directory that their stock classes load, with hashes beside them.

    Weights lie in half precision, and are loaded in single.
    """
    of = copy.deepcopy(of)  # others may be using its tokenizer
    of.tokenizer.backend_tokenizer.no_padding()
    of.tokenizer.backend_tokenizer.no_truncation()
    with checkpoint.whole(folder) as place:
        copy.deepcopy(model).half().save_pretrained(place)
        of.save_pretrained(place)
        config = place / "config.json"
        files.write(config, config.read_text(encoding="utf-8").replace('"float16"', '"float32"'))
        weights.sign(place)


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
    """Train and yield a report every four minutes, each with a whole checkpoint and an export in `folder`.

    Batches hold `pictures`, `b h w 3` of uint8, and `ids`, `b n`, and where the recipe looks also the labels of the
    kitchen; `of` is the processor that is exported too.
    """
    heads = Heads(recipe.width, labels.classes()) if recipe.looking else None
    parts = nn.ModuleDict({"clip": model} | ({"heads": heads} if heads else {}))
    parts.to(device)
    steady(model, device)

    def loss_of(rows: Rows) -> Tensor:
        with torch.autocast(device.type, torch.bfloat16):
            out = look(model, rows, device, recipe.soften)
            beside = heads.loss(tokens(out), rows) if heads else 0.0
        scale = model.logit_scale.clamp(max=4.6).exp()
        loss = contrastive_loss(out.image_embeds.float(), out.text_embeds.float(), scale)
        return loss + recipe.looking * beside

    def report(average: Any) -> dict[str, float]:
        save(folder, average["clip"], of)
        found = {"recall": recall_at_1(average["clip"], held_out, device=device)}
        if heads:
            found["looks"] = looks(average, held_out[:2], device=device)
        return found

    return readers.train(
        recipe, parts, batches, loss_of, report, folder, device=device, seed=seed, until=until, every=240.0
    )


def steady(model: Any, device: torch.device) -> None:
    """On a processor attention is written out: in half precision that takes 0.6 of the fused one's time."""
    if device.type == "cpu":
        model.set_attn_implementation("eager")
        for part in model.modules():  # also of those that keep a copy of the settings
            if hasattr(part, "config"):
                part.config._attn_implementation = "eager"


def prepared(pictures: Tensor, side: int, soften: float = 0.0) -> Tensor:
    """Pictures `b h w 3` of uint8 as towers take them, `b 3 side side`."""
    x = unit(pictures)
    if x.shape[-1] != side:
        x = F.interpolate(x, (side, side), mode="bicubic", antialias=True, align_corners=False).clamp(0, 1)
    return (softened(x, soften) - MEAN[0]) / STD[0]


def look(model: Any, rows: Rows, device: torch.device, soften: float = 0.0) -> Any:
    """What a CLIPModel makes of pictures and captions."""
    pictures = prepared(rows["pictures"].to(device), model.config.vision_config.image_size, soften)
    return model(pixel_values=pictures, input_ids=rows["ids"].to(device).long())


def tokens(out: Any) -> Tensor:
    """The last tokens of the tower that sees, `b n d`."""
    found: Tensor = out.vision_model_output.last_hidden_state
    return found


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
    pairs = [look(model, rows, device) for rows in batches]
    pictures = torch.cat([pair.image_embeds for pair in pairs])
    best = (pictures @ torch.cat([pair.text_embeds for pair in pairs]).T).argmax(1)
    return (best == torch.arange(len(best), device=best.device)).float().mean().item()


@torch.no_grad()
def looks(parts: Any, batches: Sequence[Rows], *, device: torch.device) -> float:
    """The share of the patches with food whose look the tower's tokens tell, from 0 to 1."""
    right: list[float] = []
    for batch in batches:
        rows = {name: values.to(device) for name, values in batch.items()}
        right.append(parts["heads"].right(tokens(look(parts["clip"], rows, device)), rows))
    return sum(right) / len(right)
