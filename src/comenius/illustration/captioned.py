"""A caption in anybody's words becomes a shot that can be drawn: an instruction carried out, or a scene read."""

import re
from dataclasses import dataclass, replace

from comenius.errors import SettingError
from comenius.guides.model import Guide
from comenius.language.setting import setting
from comenius.language.strange import known, strangers, understood
from comenius.language.tracker import track
from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.matching import Sense, guess, sense
from comenius.lexicon.shot import INSIDE, Food, Form, Shot
from comenius.lexicon.tables import coerce, default_form

LONGEST = 300  # characters
MOST_FOODS, MOST_TOPS = 3, 2
DETERMINERS = {"the", "a", "an", "some", "all", "it", "them", "both", "each"}
COUNTED = {"two": 2, "three": 3, "2": 2, "3": 3, "several": 3, "some": 3, "many": 3}
SPLIT = re.compile(r"[,;.]|\b(?:and|with|beside|next to)\b", re.IGNORECASE)
PLACE = re.compile(r"\b(?:in|into|inside|on|onto|from)\b", re.IGNORECASE)
STEAM = re.compile(r"\bsteam rising\b", re.IGNORECASE)  # no order to steam anything
SHAPES: dict[str, Form] = {
    "rolled out": "flat",
    "ball of": "ball",
    "stuffed": "parcel",
    "fried": "fried",
    "beaten": "beaten",
}
ASIDE = re.compile(r"\b(?:view|sleeves?|background|light)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Captioned:
    """What a caption comes to."""

    shot: Shot
    notes: tuple[str, ...] = ()  # what is drawn as something else, or not at all


def captioned(caption: str, guide: Guide, step: int, before: Shot, *, seed: int) -> Captioned:
    """What a caption shows at a step of a guide, in the guide's own kitchen.

    An instruction ("fry the shallots until golden") is carried out after the steps before it; anything else is read
    as a scene ("golden chopped onion in a red pan"), in which vessel, table and wall stay as `before` when unsaid.
    `SettingError` says when nothing in it can be drawn.
    """
    text = " ".join(caption.split())
    if len(text) > LONGEST:
        raise SettingError(
            f"The caption has {len(text)} characters; say in at most {LONGEST} what is to be seen."
        )
    orders = understood(STEAM.sub("", text)) and not _names(text)
    found = _done(text, guide, step, seed) if orders else _scene(text, guide, before, seed)
    shot = found.shot
    drawn = {word for food in shot.foods for name in (food.name, *food.part_names) for word in name.split()}
    strange = found.notes and not any(word in text.lower() for word in drawn)
    if strange or not (shot.foods or shot.tool or _vessels(text)):
        raise SettingError(
            f"Nothing in the caption {text!r} can be drawn by this model; name foods, a vessel or a tool it knows, "
            "such as 'golden chopped onion in a red pan'."
        )
    return Captioned(shot=shot, notes=tuple(dict.fromkeys((*_substituted(shot), *found.notes))))


def _done(text: str, guide: Guide, step: int, seed: int) -> Captioned:
    """What is seen when an instruction stands in the step's place."""
    steps = list(guide.steps)
    steps[step] = replace(steps[step], text=text)
    shot = track(replace(guide, steps=tuple(steps)), seed=seed)[step].shot
    drawn = {word for food in shot.foods for name in (food.name, *food.part_names) for word in name.split()}
    left = [name for name in strangers(text) if not drawn & {*name.split()}]
    return Captioned(shot=shot, notes=tuple(map(_unknown, left)))


def _names(text: str) -> bool:
    """Whether what begins like an order is a food: `bread on a table`."""
    first, _, rest = text.lower().partition(" ")
    return sense(first).food is not None and rest.partition(" ")[0] not in DETERMINERS


def _scene(text: str, guide: Guide, before: Shot, seed: int) -> Captioned:
    """What is seen when the words describe it."""
    shot = replace(before, foods=(), tool="", hand=False, steam=False, fire=False, view="front")
    foods: list[Food] = []
    notes: list[str] = []
    topping = False
    mixed = re.search(r"\b(?:mixture|mix) of ([^,;.]+?)(?=\s+(?:in|on)\b|[,;.]|$)", text, re.IGNORECASE)
    if mixed:
        parts = [food for part in SPLIT.split(mixed[1]) if (food := _food(part, notes))]
        foods += [_mixture(parts)] if len(parts) > 1 else parts
        text = text.replace(mixed[0], "", 1)
    for piece in filter(None, (piece.strip() for piece in SPLIT.split(text))):
        lower = piece.lower()
        if "steam" in lower:
            shot = replace(shot, steam=True)
        elif re.search(r"\b(?:over|on)\b.*\b(?:fire|flames?|heat)\b", lower):
            shot = replace(shot, fire=True)
        elif re.search(r"\bhands?\b", lower):
            shot = replace(shot, hand=True, tool=sense(re.sub(r".*\bholding\b", "", lower)).tool or shot.tool)
        elif "wall" in lower:
            shot = replace(shot, wall=next((wall for wall in kitchen().walls if wall in lower), shot.wall))
        elif not ASIDE.search(lower):
            thing, *places = PLACE.split(piece)
            meaning = sense(thing)
            if meaning.tool:
                shot = replace(shot, tool=meaning.tool)
            elif meaning.vessel and not meaning.food and not meaning.mixture:
                places.insert(0, thing)
            elif food := _food(re.sub(r"\s+topped$", "", thing), notes):
                if topping and foods:
                    foods[-1] = _topped(foods[-1], food)
                else:
                    foods.append(food)
            if meaning.vessel and (meaning.food or meaning.mixture):
                places.insert(0, thing.partition(" of ")[0])
            topping = (topping and not places) or lower.endswith(" topped")
            for place in places:
                within = sense(place)
                if not within.vessel and (within.food or within.mixture):  # onions in butter
                    foods += [food] if (food := _food(place, notes)) else []
                else:
                    shot = _placed(shot, within, place, guide, seed, notes)
    if len(foods) > MOST_FOODS:
        notes.append(f"{len(foods)} foods are named; the first {MOST_FOODS} are drawn")
    foods = foods[:MOST_FOODS]
    if _vessels(text) == {"table"}:
        shot = replace(shot, vessel="table", material="")
    if any(food.form == "liquid" for food in foods) and shot.vessel not in INSIDE:
        shot = _placed(shot, sense("bowl"), "bowl", guide, seed, notes)
    fire = shot.fire and shot.vessel in kitchen().heated
    return Captioned(shot=replace(shot, foods=tuple(foods), fire=fire), notes=tuple(notes))


def _food(words: str, notes: list[str]) -> Food | None:
    """One food of a scene, or None and a note."""
    meaning = sense(words)
    tokens = words.lower().split()
    if not meaning.name or not tokens or meaning.pronoun:
        return None
    word = meaning.food or (None if meaning.mixture else guess(meaning.name))
    if word is None and meaning.mixture is None:
        notes.append(_unknown(" ".join(tokens)))
        return None
    look = word.look if word else meaning.mixture.look if meaning.mixture else ""
    offered = kitchen().foods[look].forms
    shape = next((form for said, form in SHAPES.items() if f" {said} " in f" {words.lower()} "), None)
    form = (
        shape if shape in offered else coerce(look, meaning.form) if meaning.form else default_form(look)
    )  # fmt: skip
    if meaning.mixture and not word and meaning.mixture.form in offered:
        form = meaning.mixture.form
    brown = meaning.doneness if browns(kitchen().foods[look], form) else "raw"
    count = next((COUNTED[token] for token in tokens if token in COUNTED), 1)
    said = {form, brown, "fried", "stuffed", "beaten"}
    name = " ".join(token for token in meaning.name.split() if token not in said) or meaning.name
    return Food(name=name, look=look, form=form, doneness=brown, count=count if form == "whole" else 1)


def _topped(food: Food, top: Food) -> Food:
    return replace(
        food, topped=(*food.topped, top.look)[:MOST_TOPS], topped_names=(*food.topped_names, top.name)[:MOST_TOPS]
    )  # fmt: skip


def _mixture(parts: list[Food]) -> Food:
    parts = parts[:MOST_FOODS]
    return Food(
        name="mixture",
        look=parts[0].look,
        form="mixture",
        parts=tuple(food.look for food in parts),
        part_names=tuple(food.name for food in parts),
    )


def _placed(shot: Shot, meaning: Sense, words: str, guide: Guide, seed: int, notes: list[str]) -> Shot:
    """The shot with a place that its caption names: a vessel, or the table."""
    words = " ".join(words.lower().split())
    if meaning.vessel in ("", "table"):
        if meaning.vessel == "" and "table" not in words:
            notes.append(_unknown(words))
            return shot
        told = next((table for table in kitchen().tables if table in words), "")
        return replace(shot, table=told or shot.table)
    kept = shot.material if meaning.vessel == shot.vessel else ""
    own = kept or setting(guide.title, seed).materials.get(meaning.vessel, "")
    return replace(shot, vessel=meaning.vessel, material=meaning.material or own)


def _vessels(text: str) -> set[str]:
    """The vessels that a caption names."""
    pieces = [piece for part in SPLIT.split(text) for piece in PLACE.split(part)]
    return {sense(piece).vessel for piece in pieces} - {""}


def _substituted(shot: Shot) -> list[str]:
    """What is drawn as something else."""
    pairs = [
        pair
        for food in shot.foods
        for pair in (
            *(zip(food.part_names, food.parts, strict=False) if food.parts else [(food.name, food.look)]),
            *zip(food.topped_names, food.topped, strict=False),
        )
    ]
    return [
        f"{name!r} is drawn as {look}{'' if known(name) else ', a guess'}"
        for name, look in pairs
        if look not in name and name not in look and name not in ("mixture", "sauce")
    ]


def _unknown(name: str) -> str:
    return f"{name!r} is not in the lexicon and is not drawn"
