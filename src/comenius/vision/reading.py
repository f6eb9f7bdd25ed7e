"""From a recogniser's answers to words: the attributes of a scene, and foods as connected regions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

Classes = Mapping[str, tuple[str, ...]]  # the names behind the integers, by attribute

FOODS = ("look", "form", "doneness")  # what is asked of every cell; the rest is asked of the whole picture
MIXTURE = "mixture"
SURE, POSSIBLE, SMALL = 0.7, 0.1, 15  # measured on rendered scenes: what is right is mostly surer


@dataclass(frozen=True, kw_only=True)
class Found:
    """A food that was found in a picture."""

    look: str
    form: str
    doneness: str
    parts: tuple[str, ...] = ()  # looks in a mixture
    topped: tuple[str, ...] = ()  # looks that lie on it
    share: float  # of the picture, in (0, 1]
    confidence: float  # mean probability of the look over its cells


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a recogniser sees in one picture."""

    attributes: dict[str, str]
    confidence: dict[str, float]  # probability of each attribute's value
    foods: tuple[Found, ...]  # the largest first


def readings(logits: Mapping[str, Tensor], classes: Classes, least: int) -> list[Reading]:
    """One reading a picture, from the logits of `Recogniser`; regions of fewer cells than `least` are dropped."""
    scene = {name: logits[name].softmax(1).max(1) for name in classes if name not in FOODS}
    cells = {name: _known(name, logits[name]) for name in FOODS}
    cells |= {name: logits[name].sigmoid() for name in ("parts", "topped")}
    out = []
    for row in range(len(logits["look"])):
        best = {name: found.indices[row].item() for name, found in scene.items()}
        out.append(
            Reading(
                attributes={name: classes[name][int(i)] for name, i in best.items()},
                confidence={name: found.values[row].item() for name, found in scene.items()},
                foods=_foods({name: values[row] for name, values in cells.items()}, classes, least),
            )
        )
    return out


def _known(name: str, logits: Tensor) -> Tensor:
    """Probabilities `b n h w`; only a look may be none."""
    if name != "look":
        logits = logits.clone()
        logits[:, 0] = -torch.inf
    return logits.softmax(1)


def _foods(cells: Mapping[str, Tensor], classes: Classes, least: int) -> tuple[Found, ...]:
    """The foods of one picture: regions of one look, or of mixture, joined when they are alike."""
    look = cells["look"]
    mixed = cells["form"].argmax(0) == classes["form"].index(MIXTURE)
    key = torch.where(mixed, len(look), look[1:].argmax(0) + 1)
    key = torch.where(look[0] < 0.5, key, 0)
    mixture = cells["form"][classes["form"].index(MIXTURE)]
    alike: dict[tuple[str, str], list[Tensor]] = {}
    for region in regions(absorbed(key, torch.cat([look, mixture[None]]))):
        if int(region.sum()) < least:
            continue
        form = _most(cells["form"], region, classes["form"])
        same = MIXTURE if form == MIXTURE else _most(look[1:], region, classes["look"][1:])
        alike.setdefault((same, form), []).append(region)
    found = [_found(cells, torch.stack(parts).any(0), classes) for parts in alike.values()]
    return tuple(sorted(found, key=lambda food: -food.share))


def absorbed(key: Tensor, likely: Tensor) -> Tensor:
    """The keys `h w` with doubtful regions given to a larger one that they touch, the smallest first.

    `likely` holds the probability of every key, `n h w`. Doubtful is a region whose key is less than `SURE` on average,
    and whose neighbour's key is `POSSIBLE` there, or which has less than `SMALL` cells: a corner of an orange that
    looks like pumpkin is orange.
    """
    key = key.clone()
    for region in sorted(regions(key), key=lambda region: int(region.sum())):
        if likely[int(key[region][0])][region].mean() >= SURE:
            continue
        near = F.max_pool2d(region[None].float(), 3, 1, 1)[0].bool() & ~region
        touching = [other for other in regions(key) if (other & near).any()]
        largest = max(touching, key=lambda other: int(other.sum()), default=region)
        taken = int(key[largest][0])
        possible = likely[taken][region].mean() >= POSSIBLE or region.sum() < SMALL
        if possible and largest.sum() > region.sum():
            key[region] = taken
    return key


def regions(key: Tensor) -> Iterator[Tensor]:
    """Masks `h w` of the connected regions of equal keys, 0 left out; neighbours share a side."""
    rows = key.tolist()
    height, width = key.shape
    seen = [[value == 0 for value in row] for row in rows]
    for start in range(height * width):
        y, x = divmod(start, width)
        if seen[y][x]:
            continue
        seen[y][x] = True
        mask, todo = torch.zeros_like(key, dtype=torch.bool), [(y, x)]
        while todo:
            i, j = todo.pop()
            mask[i, j] = True
            for a, b in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                if 0 <= a < height and 0 <= b < width and not seen[a][b] and rows[a][b] == rows[i][j]:
                    seen[a][b] = True
                    todo.append((a, b))
        yield mask


def _most(probabilities: Tensor, region: Tensor, names: tuple[str, ...]) -> str:
    return names[int(probabilities[:, region].mean(1).argmax())]


def _found(cells: Mapping[str, Tensor], region: Tensor, classes: Classes) -> Found:
    """One food, by the mean of its cells."""
    looks = classes["look"]
    mean = {name: values[:, region].mean(1) for name, values in cells.items()}
    several = {name: _above(mean[name], looks) for name in ("parts", "topped")}
    form = classes["form"][int(mean["form"].argmax())]
    look = int(mean["look"][1:].argmax()) + 1
    return Found(
        look=looks[look],
        form=form,
        doneness=classes["doneness"][int(mean["doneness"].argmax())],
        parts=several["parts"] if form == MIXTURE else (),
        topped=several["topped"],
        share=region.float().mean().item(),
        confidence=mean["look"][look].item(),
    )


def _above(probabilities: Tensor, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that are more likely than not, the likeliest first."""
    order = probabilities.argsort(descending=True).tolist()
    return tuple(names[i] for i in order if probabilities[i] > 0.5)
