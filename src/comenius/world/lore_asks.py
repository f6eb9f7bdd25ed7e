"""What can be asked about one picture that needs a second thought: sight first, then what every cook knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, cast

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food
from comenius.world.asking import a_tool
from comenius.world.asks import Ask, Aspect, aspects, table
from comenius.world.scene_asks import Scene, disguised, synonyms

DONE = {  # form → what made it
    "chopped": "cut into small pieces",
    "sliced": "cut into slices",
    "shredded": "grated or torn into shreds",
    "mashed": "mashed",
    "beaten": "beaten",
    "flat": "rolled out",
    "parcel": "folded around a filling",
    "loaf": "shaped into a loaf",
}
# How often one asks what can be asked of nearly every picture: so that neither answer prevails.
OFTEN = {
    "hot": 0.6,
    "cold": 1.0,
    "vegetarian": 0.18,
    "not vegetarian": 0.7,
    "a plant": 0.4,
    "stay solid": 0.2,
    "in a dry cupboard": 0.5,
}
HEATED = {"golden": "browned by heat", "browned": "browned by heat", "charred": "charred over strong heat"}


def lore_asks(rng: Random, scene: Scene) -> Iterator[Ask]:
    """Everything that looking and knowing tell."""
    for key, food in scene.foods:
        ref = scene.ref(key)
        if ref and food.form != "mixture" and not food.topped and not disguised(food):
            for aspect in aspects().values():
                if aspect.of:
                    yield from _property(rng, scene, aspect, key, food, ref)
            yield from _tool(scene, key, food, ref)
            yield from _done(rng, key, food, ref)
    yield from _heat(rng, scene)
    yield from _diet(rng, scene)


def _property(rng: Random, scene: Scene, aspect: Aspect, key: str, food: Food, ref: str) -> Iterator[Ask]:
    truth = aspect.value(food.look)
    if not truth or (aspect.forms and food.form not in aspect.forms):
        return
    if rng.random() >= OFTEN.get(truth, 1.0):
        return
    if aspect.name == "storage" and (scene.shot.vessel == "fridge" or food.doneness != "raw"):
        return
    wrong = [value for value in aspect.of if value != truth]
    rng.shuffle(wrong)
    facts = (f"{key}.look = {food.look}", f"{food.look}: {aspect.name} = {truth}")
    yield Ask(aspect=aspect.name, truth=truth, wrong=wrong, words={"ref": ref}, facts=facts)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """When a tool fits."""

    fit: str
    job: str
    never: tuple[str, ...]
    forms: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    vessels: tuple[str, ...] = ()

    def holds(self, food: Food, vessel: str) -> bool:
        """Whether this food, here, is what it is for."""
        family = kitchen().foods[food.look].family
        asked = (
            (food.form, self.forms),
            (food.look, self.looks),
            (family, self.families),
            (vessel, self.vessels),
        )
        return all(not allowed or value in allowed for value, allowed in asked)


@cache
def rules() -> tuple[Rule, ...]:
    """Which tool fits, the first rule first."""
    rows: list[dict[str, Any]] = table()["tool"]
    return tuple(
        Rule(**cast(Any, {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()})) for row in rows
    )


def _tool(scene: Scene, key: str, food: Food, ref: str) -> Iterator[Ask]:
    rule = next((rule for rule in rules() if rule.holds(food, scene.shot.vessel)), None)
    if rule:
        facts = (f"{key}.look = {food.look}", f"{key}.form = {food.form}", f"vessel = {scene.shot.vessel}")
        yield Ask(
            aspect="right tool", truth=rule.fit, wrong=rule.never, words={"ref": ref, "job": rule.job}, say=a_tool,
            accepted=synonyms(rule.fit), facts=(*facts, f"{rule.job}: right tool = {rule.fit}"),
        )  # fmt: skip


def _done(rng: Random, key: str, food: Food, ref: str) -> Iterator[Ask]:
    cut = DONE.get(food.form, "") if food.doneness == "raw" else ""
    hot = HEATED.get(food.doneness, "") if food.form == "whole" else ""
    if food.look == "egg" and food.form != "beaten":  # scrambled eggs lie in pieces, too
        return
    if not (cut or hot) or (food.look in table()["unbrowned"]["looks"] and hot):
        return
    truth = cut or hot
    wrong = [way for way in dict.fromkeys((*DONE.values(), *HEATED.values())) if way != truth]
    if hot:  # golden, brown and black shade into one another
        wrong = [way for way in wrong if way not in HEATED.values()]
    rng.shuffle(wrong)
    facts = (f"{key}.form = {food.form}", f"{key}.doneness = {food.doneness}")
    yield Ask(aspect="what was done", truth=truth, wrong=wrong, words={"ref": ref}, facts=facts)


def _heat(rng: Random, scene: Scene) -> Iterator[Ask]:
    shot = scene.shot
    if shot.vessel not in ("pan", "pot"):  # the others are always hot, or never
        return
    hot = shot.fire and scene.shows("fire")
    cold = (
        not shot.fire
        and not shot.steam
        and all(food.doneness == "raw" and food.form != "fried" for food in shot.foods)
    )
    if (hot or cold) and rng.random() < (OFTEN["hot"] if hot else OFTEN["cold"]):
        truth, wrong = ("hot", "cold") if hot else ("cold", "hot")
        facts = (f"fire = {_word(shot.fire)}", f"steam = {_word(shot.steam)}", f"vessel = {shot.vessel}")
        yield Ask(
            aspect="hot or cold", truth=truth, wrong=[wrong], words={"vessel": shot.vessel}, facts=facts
        )


def _word(there: bool) -> str:
    return "yes" if there else "no"


def _diet(rng: Random, scene: Scene) -> Iterator[Ask]:
    meat, unknown = table()["meat"]["looks"], table()["meat"]["unknown"]
    if not scene.complete or not scene.present or any(map(disguised, scene.shot.foods)):
        return
    found = sorted(scene.present & set(meat))
    if not found and scene.present & set(unknown):
        return
    truth, wrong = ("not vegetarian", "vegetarian") if found else ("vegetarian", "not vegetarian")
    if rng.random() >= OFTEN[truth]:
        return
    facts = (f"foods = {', '.join(sorted(scene.present))}", f"meat = {', '.join(found) or 'none'}")
    yield Ask(aspect="vegetarian", truth=truth, wrong=[wrong], facts=facts)
