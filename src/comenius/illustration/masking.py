"""What of a picture its readers may see, found in a first drawing and kept as masks beside the guide."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.ladder import rung
from comenius.illustration.marked import keep, kept
from comenius.illustration.task import Task
from comenius.lexicon.common import phrases_of

if TYPE_CHECKING:
    from comenius.diffusion.backbones import Backbone
    from comenius.diffusion.generate import Drawn, Progress

Pair = tuple[int, int]


def unknown(folder: Path, work: Task, missing: Sequence[int], graph: StepGraph) -> list[int]:
    """The steps that have to be drawn once to see where things are, for these pictures to be drawn."""
    pairs = [
        pair
        for pair in _pairs(work, missing, graph)
        if _asks(work, pair) and kept(_path(folder, pair), _key(work, pair)) is None
    ]
    return sorted({source for _, source in pairs})


def look(
    folder: Path, work: Task, backbone: "Backbone", drawing: Iterator["Drawn | Progress"]
) -> Iterator["Progress"]:
    """Pass on how a first drawing goes, find things in its pictures and keep a mask for each of their readers."""
    import torch

    from comenius.diffusion.attention.crossing import columns, crossing
    from comenius.diffusion.attention.masks import decided, mask_of
    from comenius.diffusion.generate import Drawn

    finder, pictures = work.model.segmenter, {}
    phrases = {source: _phrases(work, source) for _, source in work.common}
    said = {source: work.prompts[source] for source in phrases}
    with (
        crossing(backbone.network, columns(backbone, said, phrases))
        if finder.attends
        else nullcontext() as seen
    ):
        for event in drawing:
            if isinstance(event, Drawn):
                pictures[event.step] = torch.from_numpy(event.picture)
                continue
            if seen is not None:
                seen.keep(event.state.steps, (event.state.latents.shape[-2], event.state.latents.shape[-1]))
            yield event
    segmenter = None if finder.attends else finder.load()
    scene = rung(work.settings["coherence"]).scene
    for source, picture in pictures.items():
        size = picture.shape[1], picture.shape[2]
        if segmenter is not None:
            likely = segmenter(picture, phrases[source])
        elif seen is not None:
            likely = seen.masks(source, size)
        there = decided(phrases[source], likely)
        for pair, one in work.common.items():
            if pair[1] == source and _asks(work, pair):
                mask = mask_of(there, one.shared, one.others, size, scene=scene)
                image = Image.fromarray((mask.numpy() > 0).astype(np.uint8) * 255)
                keep(_path(folder, pair), image, _key(work, pair))


def _phrases(work: Task, source: int) -> list[str]:
    """What to look for in the picture of a source."""
    return phrases_of(one for pair, one in work.common.items() if pair[1] == source and _asks(work, pair))


def found(folder: Path, work: Task, missing: Sequence[int], graph: StepGraph) -> dict[Pair, Any]:
    """The masks for these pictures by reader and source, `height width` tensors of 0 and 1; empty for nothing."""
    import torch

    out = {}
    for pair in _pairs(work, missing, graph):
        if _asks(work, pair):
            with Image.open(_path(folder, pair), formats=("PNG",)) as image:
                out[pair] = torch.from_numpy(np.asarray(image.convert("L")) > 127).float()
        else:
            out[pair] = torch.zeros(1, 1)
    return out


def _pairs(work: Task, missing: Sequence[int], graph: StepGraph) -> list[Pair]:
    """The edges of the graph that these pictures depend on."""
    steps, edges = graph.closure(missing), {edge[:2] for edge in graph.edges}
    return [pair for pair in work.common if pair[0] in steps and pair in edges]


def _asks(work: Task, pair: Pair) -> bool:
    """Whether there is anything to look for."""
    return bool(work.common[pair].shared) or rung(work.settings["coherence"]).scene


def _path(folder: Path, pair: Pair) -> Path:
    """What step 5 may see of step 2 lies in `masks/05-of-02.png`."""
    reader, source = pair
    return folder / "masks" / f"{reader + 1:02}-of-{source + 1:02}.png"


def _key(work: Task, pair: Pair) -> str:
    """The hash of everything that a mask depends on."""
    source = pair[1]
    inputs: dict[str, Any] = {
        "model": work.model.identity.sha256,
        "settings": work.settings,
        "picture": [work.prompts[source], work.seeds[source]],
        "common": asdict(work.common[pair]),
    }
    if source in work.varied:
        inputs["varied"] = asdict(work.varied[source])
    if work.settings["noise"] == "coupled":
        inputs["noise"] = [
            work.seeds[: source + 1],
            [row[: source + 1] for row in work.similarity[: source + 1]],
        ]
    return hashlib.sha256(json.dumps(inputs, separators=(",", ":")).encode()).hexdigest()
