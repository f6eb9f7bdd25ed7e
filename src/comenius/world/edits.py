"""Two pictures and the instruction that leads from one to the other, endlessly, each from its own seed."""

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Any

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot
from comenius.seeds import derive
from comenius.world.actions import actions
from comenius.world.asking import (
    CUT,
    Verb,
    Words,
    a_tool,
    everything,
    fits,
    named,
    noun,
    put,
    says,
    verbs,
    vessel_words,
)
from comenius.world.changes import CHANGES, GROUPS, ready, suited
from comenius.world.cook import Cook
from comenius.world.dishes import DISHES
from comenius.world.food_changes import mix, newcomer, remade
from comenius.world.objects import POURED, STILL, undrawable
from comenius.world.scene import Setting, arranged, settle
from comenius.world.stream import shot as any_shot
from comenius.world.wording import wordings

SOURCES = {"recipe": 25.0, "identity": 8.0, "compound": 20.0, "one": 47.0}  # percent
SHARE = 8  # neighbouring seeds that share a recipe, so that it is cooked once
LATEST_RECIPES = 256
MOMENTS = {"change": 6.0, "work": 2.0, "next": 2.0}  # before → after, before → during, last after → after


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A triplet for an edit model. Both shots are settled: nothing is left open."""

    before: Shot
    instruction: str
    after: Shot
    setting: Setting
    kind: str
    touched: frozenset[str]  # names of the mask objects that change in either picture


def edit(seed: int) -> Edit:
    """The edit of a seed: one change, two joined, a step of a recipe, or a request that holds already."""
    rng = Random(derive(seed, "edit"))
    source = rng.choices(tuple(SOURCES), tuple(SOURCES.values()))[0]
    if source == "recipe":
        return _from_recipe(rng, seed)
    return {"identity": _nothing, "compound": _two, "one": _one}[source](rng)


def action(seed: int) -> Edit:
    """A first-person view of a thing, and the same with hands at work on it."""
    rng = Random(derive(seed, "action"))
    while True:
        setting, verb = Setting.draw(rng), rng.choice(verbs("action"))
        before = settle(_worktop(rng, verb), setting)
        if verb.company and len(before.foods) < 2:
            continue
        after, request = _worked(rng, before, verb)
        if made := _made(rng, before, request, settle(after, setting), setting, "action"):
            return made


def touched(before: Shot, after: Shot) -> frozenset[str]:
    """Names of the mask objects that differ between two settled shots, and of those one sees them through."""
    old, new = _drawn(before), _drawn(after)
    seen, now = list(old.values()), list(new.values())
    changed = {name for name, what in old.items() if what not in now}
    changed |= {name for name, what in new.items() if what not in seen}
    if changed:
        changed |= {"steam"} & (set(old) | set(new))
    sheer = {before.vessel, before.material, after.vessel, after.material} & SHEER
    return frozenset(changed | ({"vessel"} if changed and sheer else set()))


SHEER = {"glass", "clear", "jar", "blender", "oven", "fridge"}  # vessels and materials one sees through


def _drawn(shot: Shot) -> dict[str, tuple[Any, ...]]:
    """All that decides how each object of a shot is drawn, by the name of its mask."""
    view = shot.view
    out: dict[str, tuple[Any, ...]] = {"background": (shot.table, shot.wall, view)}
    if shot.vessel != "table":
        out["vessel"] = ("vessel", shot.vessel, shot.material, view)
    for i, (food, slot) in enumerate(arranged(shot.foods)):
        out[f"food{i}"] = (replace(food, name="", part_names=(), topped_names=()), slot, shot.vessel, view)
    if shot.tool:
        out["tool"] = ("tool", shot.tool, shot.hand, shot.vessel, view)
    if shot.hand:
        out["hand"] = ("hand", shot.tool, shot.sleeve, shot.vessel, view)
    if shot.fire:
        out["fire"] = ("fire", shot.vessel, view)
    if shot.steam:
        out["steam"] = ("steam", shot.vessel, view)
    return out


def _made(rng: Random, before: Shot, request: str, after: Shot, setting: Setting, kind: str) -> Edit | None:
    """The edit, unless it changes nothing that is drawn, cannot be drawn, or is too long to say."""
    changed = touched(before, after)
    if not fits(request) or undrawable(before) or undrawable(after) or (kind != "identity" and not changed):
        return None
    instruction = _styled(rng, request)
    return Edit(
        before=before, instruction=instruction, after=after, setting=setting, kind=kind, touched=changed
    )


def _styled(rng: Random, request: str) -> str:
    """As people type it, or as a recipe prints it."""
    if rng.random() < 0.5:
        return request.rstrip(".").lower()
    return f"{request[0].upper()}{request[1:].rstrip('.')}."


def _kind(rng: Random, *, beside: str = "") -> str:
    """A kind of change; of another group than the one it joins."""
    barred = CHANGES[beside].group if beside else ""
    kinds = [name for name, change in CHANGES.items() if change.group != barred]
    return rng.choices(kinds, [CHANGES[name].weight for name in kinds])[0]


def _one(rng: Random) -> Edit:
    kind = _kind(rng)
    while True:
        setting = Setting.draw(rng)
        before = settle(ready(rng, kind, any_shot(rng)), setting)
        change = CHANGES[kind].change(rng, before, setting)
        if change and (
            made := _made(rng, before, change.request, settle(change.after, setting), setting, kind)
        ):
            return made


def _two(rng: Random) -> Edit:
    first = _kind(rng)
    kinds = sorted((first, _kind(rng, beside=first)), key=lambda kind: GROUPS.index(CHANGES[kind].group))
    while True:
        setting = Setting.draw(rng)
        before = shot = settle(ready(rng, rng.choice(kinds), any_shot(rng)), setting)
        requests: list[str] = []
        for kind in kinds:
            change = CHANGES[kind].change(rng, shot, setting)
            after = settle(change.after, setting) if change else shot
            if change is None or undrawable(after) or not touched(shot, after):
                break
            shot = after
            requests.append(change.request)
        else:
            if made := _made(rng, before, " and ".join(requests), shot, setting, "compound"):
                return made


def _nothing(rng: Random) -> Edit:
    """A request that is fulfilled already."""
    while True:
        setting = Setting.draw(rng)
        before = settle(any_shot(rng), setting)
        request = _held(rng, before)
        if made := _made(rng, before, request, before, setting, "identity"):
            return made


def _held(rng: Random, shot: Shot) -> str:
    ways: list[tuple[str, Words]] = [("identity", {})]
    ways.append(("keep table", {"attribute": shot.table}))
    ways.append(("keep wall", {"attribute": shot.wall}))
    if shot.material:
        ways.append(("keep vessel", vessel_words(shot.vessel) | {"attribute": shot.material}))
    if shot.fire:
        ways.append(("keep fire", {}))
    elif shot.vessel in kitchen().heated:
        ways.append(("keep no fire", {}))
    if shot.steam:
        ways.append(("keep steam", {}))
    for food in shot.foods:
        cut = food.form in (*CUT, "whole") and food.doneness == "raw"
        state = food.form if cut else food.doneness if food.doneness != "raw" else "there"
        ways.append(("keep food", {"the": named(shot, food), "state": state}))
    key, words = ways[0] if rng.random() < 0.35 else rng.choice(ways)
    return put(rng, says(key), words)


@lru_cache(LATEST_RECIPES)
def _cooked(seed: int) -> tuple[Cook, Setting]:
    """A recipe carried out but not drawn, and its kitchen."""
    rng = Random(derive(seed, "edited recipe"))
    cook = Cook(rng)
    DISHES[rng.choice(tuple(DISHES))](cook)
    return cook, Setting.draw(rng)


def _from_recipe(rng: Random, seed: int) -> Edit:
    """What a step of a recipe changes, in the step's own words."""
    number = seed // SHARE
    while True:
        cook, setting = _cooked(number)
        for _ in range(2 * len(cook.deeds)):
            index = rng.randrange(len(cook.deeds))
            if made := _from_step(rng, cook, index, setting):
                return made
        number = derive(number, "another")


def _from_step(rng: Random, cook: Cook, index: int, setting: Setting) -> Edit | None:
    deed, done = cook.deeds[index], cook.done[index]
    moment = rng.choices(tuple(MOMENTS), tuple(MOMENTS.values()))[0]
    closed = bool(actions()[deed.action].through)
    before = cook.done[index - 1].after if moment == "next" and index else done.before
    after = done.during if moment == "work" and not closed else done.after
    known = [earlier.place for earlier in cook.deeds[:index]]
    lines = [line for line in wordings(deed, cook.benches[index], known=known) if fits(line)]
    if not lines:
        return None
    return _made(rng, settle(before, setting), rng.choice(lines), settle(after, setting), setting, "recipe")


def _worktop(rng: Random, verb: Verb) -> Shot:
    """What the cook sees before the work, empty hands ready."""
    place = rng.choice(verb.places)
    foods = [suited(rng, verb, place)]
    lone = Shot(foods=tuple(foods), vessel=place)
    soup = foods[0].form in POURED
    if (
        (verb.company or rng.random() < 0.2)
        and (more := newcomer(rng, lone))
        and (not soup or more.form in CUT)
    ):
        foods.append(replace(more, form=foods[0].form) if verb.mixes and _can(more, foods[0]) else more)
    hot = place in kitchen().heated
    return Shot(
        foods=tuple(foods),
        vessel=place,
        steam=place not in STILL and rng.random() < (0.4 if hot else 0.05),
        fire=hot and rng.random() < 0.6,
        hand=True,
        view="first-person",
    )


def _can(food: Food, like: Food) -> bool:
    return like.form in kitchen().foods[food.look].forms


def _worked(rng: Random, before: Shot, verb: Verb) -> tuple[Shot, str]:
    """The same during the work or as it ends, and what was asked for."""
    food, done = before.foods[0], not verb.tool or rng.random() < 0.6
    shot = replace(before, tool=verb.tool)
    words = vessel_words(before.vessel) | {
        "the": named(before, food),
        "bare": noun(food),
        "all": everything(before),
        "with": f"with {a_tool(verb.tool)}" if verb.tool else "by hand",
    }
    if done and verb.mixes and (mixed := mix(rng, shot)):
        shot = mixed.after
    elif done and verb.to:
        new = remade(food, **verb.to)
        shot = replace(shot, foods=(new, *shot.foods[1:]))
    return shot, put(rng, verb.says, words)
