"""Whether the edit model does what an instruction says, and leaves the rest of the picture as it was."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn.functional import max_pool2d

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.evaluation.bench import Bench, Missing, Section, autoencoded, draw, render
from comenius.evaluation.gates import Gate, mean, share
from comenius.evaluation.recogniser import readings
from comenius.lexicon.shot import Shot
from comenius.vision.reading import MIXTURE, Reading
from comenius.vision.scoring import shown
from comenius.world import labels
from comenius.world.edits import Edit, edit
from comenius.world.scene import Setting, arranged

DOES, LEAVES = 0.85, 25.0  # share of the instructions, dB
ENOUGH = 0.01  # of a picture must be unchanged for a ratio to mean something

Food = tuple[str, str, str, set[str], set[str]]  # key, form, doneness, parts, topped


@dataclass(frozen=True, kw_only=True)
class Change:
    """All that differs between the pictures before and after, and can be read."""

    attributes: dict[str, str]  # what is otherwise, as it is after
    foods: list[Food]  # that are new or otherwise, as they are after
    gone: frozenset[str]  # keys of the foods that are no longer there

    def __bool__(self) -> bool:
        return bool(self.attributes or self.foods or self.gone)


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """What is done, by the recogniser when there is one, and what is left."""
    folder = bench.home / "edit"
    if folder.is_dir():
        yield Section(name="edit", gates=tuple(gates(bench, load(folder))))
    else:
        yield Missing(name="edit")


def gates(bench: Bench, model: Backbone) -> Iterator[Gate]:
    """How the drawn pictures fare, and what the same rulers say of `after` itself, rendered and autoencoded."""
    edits = [edit(seed) for seed in bench.seeds]
    side = model.default_size[0]
    before = render([(one.before, one.setting) for one in edits], side)
    after = render([(one.after, one.setting) for one in edits], side)
    kept = autoencoded(model, after)
    drawn = draw(model, [one.instruction for one in edits], bench.watch, before)
    if bench.reader is not None:
        asked = [change(one) for one in edits]
        for name, pictures, goal in (
            ("does what is asked", drawn, DOES),
            ("asked, rendered", after, None),
            ("asked, autoencoded", kept, None),
        ):
            read = zip(asked, readings(bench.reader, pictures), strict=True)
            if hits := [float(followed(what, seen)) for what, seen in read if what]:
                yield share(name, hits, goal)
    place = rest(before, after)
    for name, pictures, goal in (("leaves the rest", drawn, LEAVES), ("rest, autoencoded", kept, None)):
        if len(ratios := psnr_within(pictures, after, place)) > 1:
            yield mean(name, ratios, goal)


def change(one: Edit) -> Change:
    """What the instruction of an edit changes; nothing when it changes nothing that can be read."""
    old, new = (labels.attributes(shot, one.setting) for shot in (one.before, one.after))
    were, are = (seen(shot, one.setting) for shot in (one.before, one.after))
    there = {_key(food.look, food.form) for food, _ in arranged(one.after.foods)} | {food[0] for food in are}
    return Change(
        attributes={name: value for name, value in new.items() if old[name] != value},
        foods=[food for food in are if food not in were],
        gone=frozenset(food[0] for food in were) - there,
    )


def seen(shot: Shot, setting: Setting) -> list[Food]:
    """The foods that a picture shows well enough to be asked for."""
    rows = labels.labels(shot, setting)
    return shown(labels.classes(), {name: torch.from_numpy(values) for name, values in rows.items()})


def followed(asked: Change, reading: Reading) -> bool:
    """Whether a picture is read as `asked`: every changed attribute and food as it is after, what is gone not found."""
    found = {_key(food.look, food.form): food for food in reading.foods}
    if asked.gone & found.keys() or any(reading.attributes.get(k) != v for k, v in asked.attributes.items()):
        return False
    return all(
        (food := found.get(key)) is not None
        and (food.form, food.doneness, {*food.topped}) == (form, doneness, topped)
        and (form != MIXTURE or {*food.parts} == parts)
        for key, form, doneness, parts, topped in asked.foods
    )


def rest(before: Float[Tensor, "b 3 h w"], after: Float[Tensor, "b 3 h w"]) -> Bool[Tensor, "b 1 h w"]:
    """The pixels that a change does not touch: those alike in both pictures, but for a narrow border."""
    reach = before.shape[-1] // 64
    differs = (before != after).any(1, keepdim=True).float()
    return max_pool2d(differs, 2 * reach + 1, 1, reach) == 0


def psnr_within(
    ours: Float[Tensor, "b 3 h w"], truth: Float[Tensor, "b 3 h w"], place: Bool[Tensor, "b 1 h w"]
) -> list[float]:
    """The ratio in dB within a place of each picture, at most 100; left out where the place is below 1 %."""
    errors = (ours - truth).square().mean(1, keepdim=True) * place
    return [
        float(-10 * (error.sum() / where.sum()).clamp_min(1e-10).log10())
        for error, where in zip(errors, place, strict=True)
        if where.float().mean() >= ENOUGH
    ]


def _key(look: str, form: str) -> str:
    return MIXTURE if form == MIXTURE else look
