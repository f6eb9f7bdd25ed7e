"""Objects of a picture and the phrases that mean them: what a segmenter learns from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import COUNTS, Food, Shot, article, bare, plural
from comenius.training import words
from comenius.vision.scoring import Rows
from comenius.world import props
from comenius.world.render import masks, picture
from comenius.world.scene import Setting, arranged, settle
from comenius.world.stream import sample

OBJECTS = ("wall", "table", "vessel", "tool", "hand", "steam", "fire", "food0", "food1", "food2")
FOOD = 4.0  # how often a food is named beside any other object
SAID, ABSENT = 10, 2  # phrases of a picture for what it shows, and for what it does not
PLAIN = ("chopped", "sliced", "whole", "shredded", "mashed")  # forms that are named of what is not there

Named = tuple[str, int]  # a phrase, and the objects it means: a bit each, in the order of OBJECTS


@dataclass(frozen=True)
class Phrases:
    """Pictures with an index of objects a pixel, `size size 3` and `size size` of uint8 a scene, and phrases.

    Of a phrase `ids`, and `means`, a bit for each object.
    """

    size: int
    tokenizer: Any
    window: int  # tokens of a phrase

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        drawn = [sample(seed) for seed in seeds]
        owner = [index(*scene, self.size) for scene in drawn]
        said = [
            chosen(settle(*scene), shown, Random(seed * 31 + 3))
            for seed, scene, shown in zip(seeds, drawn, owner, strict=True)
        ]
        ids = words.ids(self.tokenizer, [text for row in said for text, _ in row])[:, : self.window]
        return {
            "pictures": torch.from_numpy(np.stack([picture(*scene, self.size) for scene in drawn])),
            "owner": torch.from_numpy(np.stack(owner)),
            "ids": ids.to(torch.int16).view(len(drawn), SAID + ABSENT, -1),
            "means": torch.tensor([[means for _, means in row] for row in said], dtype=torch.int16),
        }


def index(shot: Shot, setting: Setting, size: int) -> NDArray[np.uint8]:
    """Which of OBJECTS each pixel shows, `size size`."""
    out = np.zeros((size, size), np.uint8)
    edge = props.STEEP_EDGE if settle(shot, setting).view == "first-person" else props.EDGE
    out[round(edge * size / 256) :] = OBJECTS.index("table")
    for name, mask in masks(shot, setting, size).items():
        if name != "background":
            out[mask] = OBJECTS.index(name)
    return out


def mask(owner: Tensor, means: Tensor) -> Tensor:
    """Where the objects of phrases are, `b k h w` in {0, 1}, by an index `b h w` and their bits `b k`."""
    bits: Tensor = means.int()[..., None, None] >> owner.int()[:, None]
    return (bits & 1).float()


def chosen(shot: Shot, owner: NDArray[np.uint8], rng: Random) -> list[Named]:
    """Phrases at random for a settled shot, `SAID` of what its index shows and `ABSENT` of what is not there."""
    seen = sum(1 << int(i) for i in np.unique(owner))
    known = named(shot)
    of: dict[int, list[Named]] = {}
    for text, means in known:
        if means & seen:
            of.setdefault(means, []).append((text, means))
    often = [FOOD if means >= 1 << OBJECTS.index("food0") else 1.0 for means in of]
    said = [rng.choice(of[means]) for means in rng.choices([*of], often, k=SAID)]
    return said + [(absent(shot, rng, {text for text, _ in known}), 0) for _ in range(ABSENT)]


def named(shot: Shot) -> list[Named]:
    """All phrases for the objects of a settled shot; one that fits several foods means them all."""
    out: dict[str, int] = {}
    for i, (food, _) in enumerate(arranged(shot.foods)):
        for text in calls(food):
            for said in (text, f"the {text}"):
                out[said] = out.get(said, 0) | 1 << OBJECTS.index(f"food{i}")
    for name, texts in _things(shot):
        for text in texts:
            for said in (text, f"the {text}"):
                out[said] = 1 << OBJECTS.index(name)
    return [*out.items()]


def calls(food: Food) -> Iterator[str]:
    """What a food is called: `onion`, `chopped onion`, `golden chopped onion`, `two whole onions`, `mixture`."""
    if food.form == "mixture":
        yield "mixture"
    else:
        yield food.look
    if food.form == "whole" and food.count > 1:
        yield plural(food.look)
        yield f"{COUNTS[food.count]}{plural(food.look)}"
    yield bare(replace(food, doneness="raw", count=1), looks=True)
    yield bare(food, looks=True)


def absent(shot: Shot, rng: Random, known: set[str]) -> str:
    """A phrase for something that a shot does not show, as often a near miss as not."""
    stock = kitchen()
    plain = [food for food in shot.foods if food.form != "mixture"]
    there = {look for food in shot.foods for look in (food.look, *food.parts, *food.topped)}
    while True:
        kind = rng.choice(("food", "food", "form", "vessel", "material", "tool"))
        look = rng.choice([*stock.foods])
        if kind == "form" and plain:
            look = rng.choice(plain).look
            text = f"{rng.choice([form for form in PLAIN if form in stock.foods[look].forms] or [''])} {look}"
        elif kind == "vessel":
            text = rng.choice([*stock.vessels])
        elif kind == "material":
            text = f"{rng.choice(stock.vessels[shot.vessel] or ('',))} {shot.vessel}"
        elif kind == "tool":
            text = rng.choice(stock.tools)
            text = rng.choice((text, f"{article(text)} {text}"))
        else:
            form = rng.choice(("", *PLAIN))
            text = f"{form} {look}" if form in stock.foods[look].forms else look
            if look in there:
                continue
        text = text.strip()
        if text not in known and text not in there and "table" not in text:
            return rng.choice((text, f"the {text}"))  # as what is there is called, or words alone tell


def _things(shot: Shot) -> Iterator[tuple[str, list[str]]]:
    """The objects that are no food, and what they are called."""
    yield "wall", ["wall", f"{shot.wall} wall"]
    yield "table", ["table", f"{shot.table} table"]
    if shot.vessel != "table":
        yield "vessel", [shot.vessel, *([f"{shot.material} {shot.vessel}"] if shot.material else [])]
    if shot.tool:
        yield "tool", [shot.tool, f"{article(shot.tool)} {shot.tool}"]
    if shot.hand:
        sleeve = [f"hand in {article(shot.sleeve)} {shot.sleeve} sleeve"] if shot.sleeve else []
        yield "hand", ["hand", "hands", *sleeve]
    if shot.steam:
        yield "steam", ["steam"]
    if shot.fire:
        yield "fire", ["fire"]
