"""Train a small CLIPSeg: a picture and a phrase in, the mask of what the phrase means out (arXiv:2112.10003)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from comenius.training import contrasting, readers
from comenius.training.naming import mask
from comenius.training.readers import Reading
from comenius.vision.scoring import Rows, iou

SEEN = 0.005  # share of the picture from which an object counts


@dataclass(frozen=True, kw_only=True)
class Segmenting(Reading):
    """The recipe of a segmenter; its towers are a trained CLIP's."""

    window: int = 16  # tokens of a phrase
    width: int = 64  # of the decoder
    inner: int = 256  # width inside its blocks
    heads: int = 1  # of its attention; wide ones are fast
    layers: tuple[int, ...] = (0, 2, 4)  # of the tower that sees, from which the decoder takes
    phrases: int = 4  # asked of a picture at once
    batch: int = 24
    learning_rate: float = 4e-3
    warm_up: int = 100  # steps


def build(recipe: Segmenting, clip: Any) -> Any:
    """A CLIPSegForImageSegmentation around a CLIPModel, with masks of half the side of its pictures."""
    from transformers import CLIPSegConfig, CLIPSegForImageSegmentation

    text, vision = (
        {name: value for name, value in own.to_dict().items() if name != "model_type"}
        for own in (clip.config.text_config, clip.config.vision_config)
    )
    config = CLIPSegConfig(
        text_config=text, vision_config=vision, projection_dim=clip.config.projection_dim,
        reduce_dim=recipe.width, decoder_num_attention_heads=recipe.heads,
        decoder_intermediate_size=recipe.inner, extract_layers=list(recipe.layers),
        use_complex_transposed_convolution=True,
    )  # fmt: skip
    model = CLIPSegForImageSegmentation(config)
    model.clip.load_state_dict(clip.state_dict())
    decoder = model.decoder
    for part in (decoder.film_mul, decoder.film_add, *decoder.reduces, *decoder.transposed_convolution):
        if hasattr(part, "reset_parameters"):
            part.reset_parameters()  # the stock class begins with weights of variance 1
    nn.init.ones_(decoder.film_mul.bias)
    return model


def processor(clip: Any) -> Any:
    """The CLIPSegProcessor that prepares pictures and phrases as a CLIPProcessor does."""
    from transformers import CLIPSegProcessor

    return CLIPSegProcessor(clip.image_processor, clip.tokenizer)


def train(
    recipe: Segmenting,
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
    """Train and yield a report every two minutes, each with a whole checkpoint and an export in `folder`.

    Batches are rows of `naming.Phrases`; `of` is the processor that is exported too.
    """
    model.to(device)
    contrasting.steady(model, device)

    def loss_of(rows: Rows) -> Tensor:
        rows = some(rows, recipe.phrases)
        with torch.autocast(device.type, torch.bfloat16):
            logits = ask(model, rows, recipe.soften).float()
        truth = mask(rows["owner"], rows["means"])
        return loss(logits, F.interpolate(truth, logits.shape[-2:], mode="area"))

    def report(average: Any) -> dict[str, float]:
        contrasting.save(folder, average, of)
        return score(average, held_out, device=device)

    return readers.train(
        recipe, model, batches, loss_of, report, folder, device=device, seed=seed, until=until
    )


def some(rows: Rows, count: int) -> Rows:
    """The same with so many of their phrases each, at random."""
    b, n = rows["means"].shape
    which = torch.rand(b, n, device=rows["means"].device).argsort(1)[:, :count]
    at = torch.arange(b, device=which.device)[:, None]
    return rows | {"ids": rows["ids"][at, which], "means": rows["means"][at, which]}


def ask(model: Any, rows: Rows, soften: float = 0.0) -> Float[Tensor, "b k h w"]:
    """Logits of the masks of `k` phrases a picture, each picture seen once; gradients reach the towers too."""
    side = model.config.vision_config.image_size
    x = contrasting.prepared(rows["pictures"], side, soften)
    b, k = rows["means"].shape
    hidden = model.clip.get_image_features(pixel_values=x, output_hidden_states=True).hidden_states
    phrases = model.clip.get_text_features(input_ids=rows["ids"].flatten(0, 1).long()).pooler_output
    seen = [hidden[i + 1].repeat_interleave(k, 0) for i in model.config.extract_layers]
    logits: Tensor = model.decoder(seen, phrases).logits.unflatten(0, (b, k))
    return logits


def loss(logits: Float[Tensor, "b k h w"], truth: Float[Tensor, "b k h w"]) -> Float[Tensor, ""]:
    """Binary cross-entropy of the pixels and Dice of the masks, V-Net (arXiv:1606.04797, section 3), in equal parts.

    An empty mask costs what is claimed nevertheless. Masks that are told for certain lose nothing.
    """
    p = logits.sigmoid()
    both, all_of = (p * truth).sum((-2, -1)), (p + truth).sum((-2, -1))
    dice = 1 - (2 * both + 1) / (all_of + 1)
    return F.binary_cross_entropy_with_logits(logits, truth) + dice.mean()


@torch.no_grad()
def score(model: Any, batches: Sequence[Rows], *, device: torch.device) -> dict[str, float]:
    """Of phrases for what is seen the mean `iou` at 0.5, of phrases for what is not the share left `empty`."""
    ious: list[Tensor] = []
    empty: list[Tensor] = []
    for batch in batches:
        rows = {name: values.to(device) for name, values in batch.items()}
        truth = mask(rows["owner"], rows["means"]) > 0
        logits = F.interpolate(ask(model, rows), truth.shape[-2:], mode="bilinear", align_corners=False)
        ious.append(iou(logits > 0, truth)[truth.float().mean((-2, -1)) >= SEEN])
        claimed = (logits > 0).float().mean((-2, -1))
        empty.append((claimed < SEEN)[rows["means"] == 0].float())
    return {"iou": float(torch.cat(ious).mean()), "empty": float(torch.cat(empty).mean())}
