import itertools
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
import torch
from torch.nn import functional as F

from comenius.training import words
from comenius.training.contrasting import Contrasting, build, contrastive_loss, processor, recall_at_1, train
from comenius.vision.scoring import Rows
from comenius.world.render import picture
from comenius.world.scene import settle
from comenius.world.stream import caption, sample

CPU = torch.device("cpu")
SCENES = [sample(seed) for seed in range(16)]
CAPTIONS = [caption(settle(*scene), Random(0)) for scene in SCENES]


def pairs(tokenizer: object) -> Rows:
    pictures = torch.stack([torch.from_numpy(picture(*scene, 64)) for scene in SCENES])
    return {"pictures": pictures, "ids": words.ids(tokenizer, CAPTIONS)}


def test_the_clip_that_is_shipped_is_small() -> None:
    tokenizer = words.learn(CAPTIONS, window=48)
    model = build(Contrasting(), tokenizer)
    assert sum(weight.numel() for weight in model.parameters()) <= 1_600_000


def test_sixteen_pairs_are_found_again_also_by_stock_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import CLIPModel, CLIPProcessor

    steps = itertools.count()  # a second a batch, however busy the machine is
    clock = SimpleNamespace(now=0.0)
    clock.monotonic = lambda: clock.now
    monkeypatch.setattr("comenius.training.loop.time", clock)

    torch.manual_seed(0)
    recipe = Contrasting(
        size=64, patch=16, width=64, layers=(2, 2), minutes=2.5, warm_up=10, decay=0.9, soften=0.0, looking=0.0,
    )  # fmt: skip
    tokenizer = words.learn(CAPTIONS, window=recipe.window)
    model, rows = build(recipe, tokenizer), pairs(tokenizer)

    def forever() -> Iterator[Rows]:
        for clock.now in steps:
            yield rows

    assert recall_at_1(model, [rows], device=CPU) < 0.5
    reader = processor(recipe, tokenizer)
    *_, report = train(recipe, model, reader, forever(), [rows], tmp_path, device=CPU)
    assert report["recall"] >= 0.9

    stock = CLIPModel.from_pretrained(tmp_path).eval()
    prepare = CLIPProcessor.from_pretrained(tmp_path)
    ready = prepare(
        text=CAPTIONS, images=list(rows["pictures"].numpy()), padding="max_length", return_tensors="pt"
    )
    with torch.no_grad():
        best = stock(**ready).logits_per_image.argmax(1)
    assert (best == torch.arange(16)).float().mean().item() == pytest.approx(report["recall"])


def test_one_pair_loses_nothing_and_strangers_lose_the_logarithm_of_their_number() -> None:
    one = F.normalize(torch.randn(1, 8), dim=1)
    assert contrastive_loss(one, one, torch.tensor(10.0)).item() == 0
    same = one.expand(5, -1)
    assert contrastive_loss(same, same, torch.tensor(10.0)).item() == pytest.approx(math.log(5))
