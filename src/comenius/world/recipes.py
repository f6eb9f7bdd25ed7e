"""Random recipes that somebody could cook, with everything a picture of each step shows."""

from dataclasses import dataclass
from random import Random

from comenius.guides.model import Guide, Ingredient, Provenance, Step, Times, Tool
from comenius.lexicon.shot import Link, Shot
from comenius.seeds import derive
from comenius.world.actions import Deed, actions
from comenius.world.cook import Cook
from comenius.world.dishes import DISHES
from comenius.world.objects import Bench
from comenius.world.pantry import pantry
from comenius.world.render import masks
from comenius.world.scene import Setting, settle
from comenius.world.truth import Matrix, Sight, links, similarity
from comenius.world.wording import ingredient, listed, wordings

MEASURED_AT = 64  # pixels: enough to weigh objects by their area


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step: what is done, how it can be said, and its three pictures. Nothing in the shots is left open."""

    deed: Deed
    text: str
    wordings: tuple[str, ...]  # `text` is one of them
    before: Shot
    during: Shot
    after: Shot
    made_of: tuple[frozenset[int], ...]  # beside after.foods: ids of the ingredients in and on them
    links: tuple[Link, ...]  # of the picture after the step

    @property
    def shots(self) -> dict[str, Shot]:
        """The three pictures by name."""
        return {"before": self.before, "during": self.during, "after": self.after}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A guide and the truth about it."""

    seed: int
    dish: str
    guide: Guide
    setting: Setting  # the kitchen, the same in every picture
    start: Bench  # the ingredients in the cupboard
    stages: tuple[Stage, ...]
    similarity: Matrix  # of the pictures after each step


def recipe(seed: int) -> Recipe:
    """The recipe of a seed: 3 to 12 steps, the same on every machine."""
    chance = Random(derive(seed, "dish"))
    dish = chance.choice(tuple(DISHES))
    cook = Cook(chance)
    DISHES[dish](cook)
    setting = Setting.draw(Random(derive(seed, "setting")))
    sights = tuple(_sight(cook, index, setting) for index in range(len(cook.deeds)))
    truth = links(sights)
    words = Random(derive(seed, "words"))
    stages: list[Stage] = []
    for index, (deed, done) in enumerate(zip(cook.deeds, cook.done, strict=True)):
        ways = wordings(deed, cook.benches[index], known=[earlier.place for earlier in cook.deeds[:index]])
        stages.append(
            Stage(
                deed=deed,
                text=words.choice(ways),
                wordings=ways,
                before=settle(done.before, setting),
                during=settle(done.during, setting),
                after=sights[index].shot,
                made_of=sights[index].made_of,
                links=truth[index],
            )
        )
    return Recipe(
        seed=seed,
        dish=dish,
        guide=_guide(seed, dish, cook, stages, words),
        setting=setting,
        start=Bench(things=tuple(cook.bought)),
        stages=tuple(stages),
        similarity=similarity(sights),
    )


def _sight(cook: Cook, index: int, setting: Setting) -> Sight:
    deed, done = cook.deeds[index], cook.done[index]
    shot = settle(done.after, setting)
    areas = {name: float(mask.mean()) for name, mask in masks(shot, setting, MEASURED_AT).items()}
    return Sight(
        shot=shot, made_of=tuple(thing.all_of for thing in done.bench.within(deed.place)), areas=areas
    )


def _guide(seed: int, dish: str, cook: Cook, stages: list[Stage], words: Random) -> Guide:
    stars = cook.stars or [""]
    title = words.choice(pantry().titles[dish]).format(main=stars[0], all=listed(stars))
    heated = [
        stage.deed.minutes for stage in stages if actions()[stage.deed.action].effect in ("heat", "cool")
    ]
    return Guide(
        title=title[0].upper() + title[1:],
        steps=tuple(Step(text=stage.text) for stage in stages),
        ingredients=tuple(_ingredients(cook, words)),
        tools=tuple(Tool(name=name) for name in _tools(stages)),
        times=Times(cook=60 * sum(heated) or None),
        tags=("synthetic", dish.replace("_", " ")),
        provenance=Provenance(source=f"comenius world, seed {seed}"),
    )


def _ingredients(cook: Cook, words: Random) -> list[Ingredient]:
    return [ingredient(thing, words.random()) for thing in cook.bought]


def _tools(stages: list[Stage]) -> list[str]:
    """Vessels and tools in the order they are needed."""
    names = [
        name for stage in stages for name in (stage.during.vessel, stage.after.vessel, stage.during.tool)
    ]
    return [name for name in dict.fromkeys(names) if name and name != "table"]
