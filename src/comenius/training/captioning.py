"""Train a small BLIP: a picture in, the kitchen's full caption of it out (arXiv:2201.12086)."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from comenius.training import contrasting, readers
from comenius.training.readers import Reading
from comenius.vision.scoring import Rows
from comenius.vision.telling import hits

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[DEC]")
UNSAID = -100  # label of a token that nobody asks for


@dataclass(frozen=True, kw_only=True)
class Captioning(Reading):
    """The recipe of a captioner; its eye is a trained CLIP's: 1.8 million parameters."""

    layers: int = 3  # of the decoder
    inner: int = 384  # width inside its blocks
    heads: int = 2
    window: int = 72  # tokens of a caption, with room for one that does not end
    batch: int = 32
    learning_rate: float = 5e-3
    warm_up: int = 100  # steps


def learn(captions: Iterable[str], *, window: int) -> Any:
    """A BertTokenizer that knows the words of captions, and a caption of which begins with [DEC] where BLIP asks."""
    from transformers import BertTokenizer

    found = sorted({word for line in captions for word in re.findall(r"\w+|[^\w\s]", line.lower())})
    vocabulary = {word: i for i, word in enumerate((*SPECIAL, *found))}
    return BertTokenizer(vocab=vocabulary, bos_token="[DEC]", model_max_length=window)


def build(recipe: Captioning, clip: Any, tokenizer: Any, pictures: Tensor) -> Any:
    """A BlipForConditionalGeneration that sees as a CLIPModel does, as nearly as can be; judged on some pictures."""
    from transformers import BlipConfig, BlipForConditionalGeneration

    see = clip.config.vision_config
    vision = {
        "hidden_size": see.hidden_size,
        "intermediate_size": see.intermediate_size,
        "projection_dim": see.hidden_size,
        "num_hidden_layers": see.num_hidden_layers,
        "num_attention_heads": see.num_attention_heads,
        "image_size": see.image_size,
        "patch_size": see.patch_size,
        "hidden_act": see.hidden_act,
        "initializer_range": 0.02,
    }
    pad, _, _, sep, dec = tokenizer.convert_tokens_to_ids(SPECIAL)
    text = {
        "hidden_size": see.hidden_size,
        "encoder_hidden_size": see.hidden_size,
        "intermediate_size": recipe.inner,
        "projection_dim": see.hidden_size,
        "num_hidden_layers": recipe.layers,
        "num_attention_heads": recipe.heads,
        "max_position_embeddings": recipe.window,
        "vocab_size": len(tokenizer),
        "pad_token_id": pad,
        "bos_token_id": dec,
        "sep_token_id": sep,
        "eos_token_id": sep,
    }
    width = {"projection_dim": see.hidden_size, "image_text_hidden_size": see.hidden_size}
    model = BlipForConditionalGeneration(BlipConfig(text_config=text, vision_config=vision, **width))
    see_as(model.vision_model, clip.vision_model, contrasting.prepared(pictures, see.image_size))
    return model


@torch.no_grad()
def see_as(ours: Any, eye: Any, x: Tensor) -> None:
    """Give BLIP's tower the weights of CLIP's.

    CLIP normalises tokens before its first layer and BLIP does not: the normalisation is linear but for each token's
    own deviation, for which the mean over the patches of some pictures stands. The first token is met exactly.
    """
    theirs, norm = eye.embeddings, eye.pre_layrnorm
    places = theirs.position_embedding.weight
    patches = theirs.patch_embedding(x.to(places.dtype)).flatten(2).mT + places[1:]
    scale = norm.weight / patches.std(-1, correction=0).mean()
    kernel = theirs.patch_embedding.weight
    mine = ours.embeddings
    mine.patch_embedding.weight.copy_((kernel - kernel.mean(0)) * scale[:, None, None, None])
    mine.patch_embedding.bias.zero_()
    mine.class_embedding.zero_()
    mine.position_embedding[0, 0] = norm(theirs.class_embedding + places[0])
    mine.position_embedding[0, 1:] = (places[1:] - places[1:].mean(-1, keepdim=True)) * scale + norm.bias
    for own, of in zip(ours.encoder.layers, eye.encoder.layers, strict=True):
        three = (of.self_attn.q_proj, of.self_attn.k_proj, of.self_attn.v_proj)
        own.self_attn.qkv.weight.copy_(torch.cat([part.weight for part in three]))
        own.self_attn.qkv.bias.copy_(torch.cat([part.bias for part in three]))
        own.self_attn.projection.load_state_dict(of.self_attn.out_proj.state_dict())
        for name in ("layer_norm1", "layer_norm2", "mlp"):
            getattr(own, name).load_state_dict(getattr(of, name).state_dict())
    ours.post_layernorm.load_state_dict(eye.post_layernorm.state_dict())


def processor(size: int, tokenizer: Any) -> Any:
    """The BlipProcessor that prepares pictures for the model and turns its tokens into words."""
    from transformers import BlipImageProcessorPil, BlipProcessor

    side = {"height": size, "width": size}
    images = BlipImageProcessorPil(
        size=side, image_mean=list(contrasting.MEAN), image_std=list(contrasting.STD)
    )
    return BlipProcessor(images, tokenizer)


def train(
    recipe: Captioning,
    model: Any,
    of: Any,
    batches: Iterator[Rows],
    held_out: Sequence[Rows],
    truth: Sequence[str],
    folder: Path,
    *,
    device: torch.device,
    seed: int = 0,
    until: float = math.inf,
) -> Iterator[dict[str, float]]:
    """Train and yield a report every two minutes, each with a whole checkpoint and an export in `folder`.

    Batches hold `pictures`, `b h w 3` of uint8, and `ids`, `b n`; `truth` are the captions of the first of the
    held-out batches; `of` is the processor that is exported too.
    """
    model.to(device)

    def loss_of(rows: Rows) -> Tensor:
        with torch.autocast(device.type, torch.bfloat16):
            logits, labels = tell(model, rows, recipe.soften)
        return F.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), ignore_index=UNSAID)

    def report(average: Any) -> dict[str, float]:
        contrasting.save(folder, average, of)
        right = accuracy(average, held_out, device=device)
        said = captions(average, of.tokenizer, held_out[0]["pictures"].to(device))
        return {"tokens": right, **score(said, truth)}

    return readers.train(
        recipe, model, batches, loss_of, report, folder, device=device, seed=seed, until=until
    )


def tell(model: Any, rows: Rows, soften: float = 0.0) -> tuple[Tensor, Tensor]:
    """Logits `b n-1 v` of the tokens that follow each other in captions, and which they are; `UNSAID` after the end."""
    own = model.config.text_config
    x = contrasting.prepared(rows["pictures"], model.config.vision_config.image_size, soften)
    ids = rows["ids"].long()
    ids = ids[:, : int((ids != own.pad_token_id).sum(1).max())].clone()
    ids[:, 0] = own.bos_token_id
    labels = ids[:, 1:].masked_fill(ids[:, 1:] == own.pad_token_id, UNSAID)
    said = (ids[:, :-1] != own.pad_token_id).long()
    return model(pixel_values=x, input_ids=ids[:, :-1], attention_mask=said).logits, labels


@torch.no_grad()
def accuracy(model: Any, batches: Iterable[Rows], *, device: torch.device) -> float:
    """The share of the captions' tokens that are told right after those before them, from 0 to 1."""
    right: list[Tensor] = []
    for rows in batches:
        logits, labels = tell(model, {name: values.to(device) for name, values in rows.items()})
        right.append((logits.argmax(-1) == labels)[labels != UNSAID].float())
    return float(torch.cat(right).mean())


@torch.no_grad()
def captions(model: Any, tokenizer: Any, pictures: Tensor) -> list[str]:
    """The likeliest next word after the other, for pictures `b h w 3` of uint8."""
    x = contrasting.prepared(pictures, model.config.vision_config.image_size)
    window = model.config.text_config.max_position_embeddings
    ids = model.generate(pixel_values=x, max_length=window, do_sample=False, num_beams=1)
    said: list[str] = tokenizer.batch_decode(ids, skip_special_tokens=True)
    return said


def score(said: Sequence[str], truth: Sequence[str]) -> dict[str, float]:
    """How often captions name the true ones' `food`, `form` and `vessel`, from 0 to 1."""
    return {name: sum(values) / max(1, len(values)) for name, values in hits(said, truth).items()}
