"""How well the small CLIP tells the caption of a picture from those of others."""

from collections.abc import Iterator, Sequence

import torch

from comenius.evaluation.bench import Bench, Missing, Section
from comenius.evaluation.gates import Gate, share
from comenius.vision.stock import load

RANKED = 256  # captions among which a picture must find its own
RECALL = 0.90


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """The share of pictures that find their captions."""
    if (bench.home / "clip").is_dir():
        yield Section(name="clip", gates=(recall(bench),))
    else:
        yield Missing(name="clip")


@torch.no_grad()
def recall(bench: Bench) -> Gate:
    """How often a picture's own caption is the most alike of 256 (of fewer when there are fewer)."""
    model, prepare = load("clip", bench.home / "clip")
    hits: list[float] = []
    for rows in distinct(bench.captions, RANKED):
        inputs = prepare(
            text=[bench.captions[i] for i in rows], images=list(bench.rendered[rows]), do_rescale=False,
            padding="max_length", truncation=True, return_tensors="pt",
        )  # fmt: skip
        best = model(**inputs).logits_per_image.argmax(1)
        hits += (best == torch.arange(len(rows))).float().tolist()
    return share(f"recall@1 of {min(len(hits), RANKED)}", hits, RECALL)


def distinct(captions: Sequence[str], size: int) -> list[list[int]]:
    """Places of captions in groups of `size`, each caption once over all; a smaller rest counts only when alone."""
    first: dict[str, int] = {}
    for place, caption in enumerate(captions):
        first.setdefault(caption, place)
    places = list(first.values())
    return [places[i : i + size] for i in range(0, len(places) - size + 1, size)] or [places]
