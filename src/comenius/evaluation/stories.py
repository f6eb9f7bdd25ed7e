"""Held-out recipes as pictures should tell them: captions that leave open what only the other pictures can say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comenius.lexicon.shot import Link, Shot, describe
from comenius.world.recipes import Recipe, recipe
from comenius.world.scene import Setting
from comenius.world.splits import split

FIRST = 20_000  # seed of the first recipe


@dataclass(frozen=True, kw_only=True)
class Story:
    """The pictures after each step of a recipe, and the truth about them."""

    seed: int
    setting: Setting
    shots: tuple[Shot, ...]
    captions: tuple[str, ...]  # of the states, without material, table, wall and sleeve
    acts: tuple[str, ...]  # of what the step itself touches, without the same
    links: tuple[tuple[Link, ...], ...]
    similarity: tuple[tuple[float, ...], ...]

    @property
    def linked(self) -> list[tuple[int, int]]:
        """Pairs of a step and an earlier one that show the same thing."""
        return [(i, link.step) for i, row in enumerate(self.links) for link in row if link.step is not None]


def stories(count: int, first: int = FIRST) -> list[Story]:
    """So many held-out recipes."""
    return [story(recipe(seed)) for seed in range(first, first + count)]


def story(told: Recipe) -> Story:
    """A recipe as pictures should tell it."""
    shots = tuple(stage.after for stage in told.stages)
    if split(told.seed, shots) == "train":
        raise ValueError(f"recipe {told.seed} is for training")
    return Story(
        seed=told.seed,
        setting=told.setting,
        shots=shots,
        captions=tuple(open_caption(shot) for shot in shots),
        acts=tuple(open_caption(_touched(told, i)) for i in range(len(shots))),
        links=tuple(stage.links for stage in told.stages),
        similarity=told.similarity,
    )


def open_caption(shot: Shot) -> str:
    """The caption of a shot that leaves open what a guide keeps without saying it."""
    return describe(shot, looks=True, keep=lambda _: False)


def _touched(told: Recipe, step: int) -> Shot:
    """The shot with those foods alone that the step's own words are about; all of them when it names none."""
    stage = told.stages[step]
    foods = tuple(
        food for food, ids in zip(stage.after.foods, stage.made_of, strict=True) if ids & {*stage.deed.on}
    )
    return replace(stage.after, foods=foods or stage.after.foods)


def changes(told: Story) -> Sequence[tuple[int, int]]:
    """Steps and places of foods whose form or browning is another than when they were last seen."""
    return [
        (step, place)
        for step, shot in enumerate(told.shots)
        for place, food in enumerate(shot.foods)
        for link in told.links[step]
        if link.name == food.name and link.relation in ("same-shape", "same-texture", "similar")
    ]
