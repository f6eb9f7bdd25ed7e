"""The models that read pictures of the kitchen: rulers for those that draw."""

from collections.abc import Iterable, Iterator
from typing import Any

import torch

from comenius.errors import ModelError
from comenius.training import captioning, contrasting, data, naming, recognising, segmenting
from comenius.training.contrasting import Contrasting
from comenius.training.run import HELD_OUT, USES, Run
from comenius.vision.recognise import Recogniser, Shape
from comenius.vision.scoring import Rows
from comenius.vision.stock import load
from comenius.world import labels

READ = 64  # pictures that are read together


def recogniser(run: Run) -> Iterator[dict[str, float]]:
    """Train the recogniser of scenes and foods, when the recipe has one."""
    own, folder = run.recipe.recogniser, run.folder / "recogniser"
    if own is None or run.done(folder / "checkpoint.safetensors", own.minutes):
        return
    draw = data.Labelled(run.recipe.size)
    torch.manual_seed(run.recipe.seed)
    model = Recogniser(labels.classes(), Shape(size=run.recipe.size))
    stream = run.store(draw, uses=USES).batches(own.batch)
    yield from recognising.train(
        own, model, stream, held_out(draw(range(HELD_OUT))), folder,
        device=run.device, seed=run.recipe.seed, until=run.until,
    )  # fmt: skip


def clip(run: Run) -> Iterator[dict[str, float]]:
    """Train the small CLIP, when the recipe has one."""
    own, folder = run.recipe.clip, run.folder / "clip"
    if own is None or run.done(folder / "checkpoint.safetensors", own.minutes):
        return
    draw = data.Told(data.Scenes(own.size, run.tokenizer, run.recipe.unsaid))
    torch.manual_seed(run.recipe.seed)
    model = contrasting.build(own, run.tokenizer)
    rows = draw(range(HELD_OUT))
    held = held_out(rows | {"ids": rows["ids"][:, 0]})
    stream = captioned(run.store(draw, uses=USES).batches(own.batch))
    yield from contrasting.train(
        own, model, contrasting.processor(own, run.tokenizer), stream, held, folder,
        device=run.device, seed=run.recipe.seed, until=run.until,
    )  # fmt: skip


def segmenter(run: Run) -> Iterator[dict[str, float]]:
    """Train the segmenter out of the small CLIP, when the recipe has one."""
    own, folder = run.recipe.segmenter, run.folder / "segmenter"
    if own is None or run.done(folder / "checkpoint.safetensors", own.minutes):
        return
    clip = eye(run)
    size = clip.config.vision_config.image_size
    draw = naming.Phrases(size, run.tokenizer, own.window)
    torch.manual_seed(run.recipe.seed)
    model = segmenting.build(own, clip)
    stream = run.store(draw, uses=USES).batches(own.batch)
    of = segmenting.processor(contrasting.processor(Contrasting(size=size), run.tokenizer))
    yield from segmenting.train(
        own, model, of, stream, held_out(draw(range(READ))), folder,
        device=run.device, seed=run.recipe.seed, until=run.until,
    )  # fmt: skip


def captioner(run: Run) -> Iterator[dict[str, float]]:
    """Train the captioner, whose eye begins as the small CLIP's, when the recipe has one."""
    own, folder = run.recipe.captioner, run.folder / "captioner"
    if own is None or run.done(folder / "checkpoint.safetensors", own.minutes):
        return
    clip = eye(run)
    tokenizer = captioning.learn(run.told, window=own.window)
    draw = data.Scenes(clip.config.vision_config.image_size, tokenizer, 0.0, captions=1)
    rows = draw(range(HELD_OUT))
    torch.manual_seed(run.recipe.seed)
    model = captioning.build(own, clip, tokenizer, rows["pictures"][:READ])
    truth = data.captions(0, READ)
    of = captioning.processor(draw.size, tokenizer)
    yield from captioning.train(
        own, model, of, first(run.store(draw, uses=USES).batches(own.batch)), [*first(held_out(rows))], truth, folder,
        device=run.device, seed=run.recipe.seed, until=run.until,
    )  # fmt: skip


def eye(run: Run) -> Any:
    """The CLIP that the run has trained."""
    folder = run.folder / "clip"
    if not (folder / "config.json").exists():
        raise ModelError(f"{folder} is missing; train the clip first.")
    return load("clip", folder)[0]


def captioned(stream: Iterator[Rows]) -> Iterator[Rows]:
    """The same with one caption each, as often full as not."""
    for rows in stream:
        ids = rows["ids"]
        which = data.told(len(ids), ids.device)
        yield rows | {"ids": ids[torch.arange(len(ids), device=ids.device), which]}


def first(stream: Iterable[Rows]) -> Iterator[Rows]:
    """The same with the full caption each."""
    for rows in stream:
        yield rows | {"ids": rows["ids"][:, 0]}


def held_out(rows: Rows) -> list[Rows]:
    """Rows in parts that are read together."""
    parts = {name: values.split(READ) for name, values in rows.items()}
    return [{name: part[i] for name, part in parts.items()} for i in range(len(parts["pictures"]))]
