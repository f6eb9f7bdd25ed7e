"""How often a recogniser is right, on pictures whose truth is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor

from comenius.vision.reading import FOODS, MIXTURE, Classes, Reading
from comenius.vision.recognise import Recogniser

# Pictures `b h w 3` of uint8 and what they show in integers, each with the batch in front.
Rows = dict[str, Tensor]

LEAST = 4  # cells of a food that can be asked for


def unit(pictures: UInt8[Tensor, "b h w 3"]) -> Float[Tensor, "b 3 h w"]:
    """Bytes as floats in [0, 1]."""
    return pictures.permute(0, 3, 1, 2).float() / 255


def iou(ours: Bool[Tensor, "*rows h w"], truth: Bool[Tensor, "*rows h w"]) -> Float[Tensor, "*rows"]:
    """Intersection over union of masks, from 0 to 1; two empty ones are alike."""
    either = (ours | truth).sum((-2, -1))
    both = (ours & truth).sum((-2, -1))
    return torch.where(either > 0, both / either.clamp_min(1), 1.0)


def score(model: Recogniser, batches: Iterable[Rows], *, device: torch.device) -> dict[str, float]:
    """How often the model is right, from 0 to 1, by the names of `answers`."""
    hits: defaultdict[str, list[float]] = defaultdict(list)
    for rows in batches:
        read = model.read(unit(rows["pictures"].to(device)), LEAST)
        for name, value in answers(model.classes, rows, read):
            hits[name].append(value)
    return {name: sum(values) / len(values) for name, values in hits.items()}


def answers(classes: Classes, rows: Rows, readings: Iterable[Reading]) -> Iterator[tuple[str, float]]:
    """What is asked of each picture, and 1.0 where its reading is right, else 0.0.

    One question for each attribute of the scene; `foods 1`, `foods 2` …: of a picture with so many foods, whether all
    and no others are found by their looks; of each food found its `form` and `doneness`, and of a mixture its
    `parts`, of what has something on it `topped`, all of them and no others.
    """
    truth = {name: values.cpu() for name, values in rows.items()}
    for i, reading in enumerate(readings):
        yield from _compare(classes, {name: values[i] for name, values in truth.items()}, reading)


def _compare(classes: Classes, truth: Rows, reading: Reading) -> Iterator[tuple[str, float]]:
    """What is asked of one reading, and 1.0 where it is right."""
    for i, (name, value) in enumerate(reading.attributes.items()):
        yield name, float(classes[name].index(value) == truth["attributes"][i])
    wanted = shown(classes, truth)
    found = {_key(food.look, food.form): food for food in reading.foods}
    same = sorted(key for key, *_ in wanted) == sorted(_key(f.look, f.form) for f in reading.foods)
    yield f"foods {len(wanted)}", float(same)
    for key, form, doneness, parts, topped in wanted:
        if key not in found:
            continue
        yield "form", float(found[key].form == form)
        yield "doneness", float(found[key].doneness == doneness)
        if form == MIXTURE:
            yield "parts", float({*found[key].parts} == parts)
        if topped or found[key].topped:
            yield "topped", float({*found[key].topped} == topped)


def shown(classes: Classes, truth: Rows) -> list[tuple[str, str, str, set[str], set[str]]]:
    """The foods that a picture's labels show in at least `LEAST` cells: key, form, doneness, parts and topped."""
    out = []
    for i in range(len(truth["parts"])):
        cells = truth["owner"] == i + 1
        if int(cells.sum()) < LEAST:
            continue
        look, form, doneness = (classes[name][int(truth[name][cells][0])] for name in FOODS)
        several = [
            {classes["look"][int(j)] for j in truth[name][i].nonzero()} for name in ("parts", "topped")
        ]
        out.append((_key(look, form), form, doneness, several[0], several[1]))
    return out


def _key(look: str, form: str) -> str:
    return MIXTURE if form == MIXTURE else look
