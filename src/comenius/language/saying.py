"""What a picture shows, in words for people: no rolled out pancakes, and no potato under another name."""

from dataclasses import replace

from comenius.language.strange import known
from comenius.lexicon.shot import Food, Shot, describe, plural


def caption(shot: Shot) -> str:
    """The shot in the reader's words, with what is really drawn where that is a guess."""
    return _plain(describe(replace(shot, foods=tuple(map(_retold, shot.foods))), prose=True))


def sentence(shot: Shot) -> str:
    """The state a shot shows, without table, wall, material and sleeve."""
    told = replace(shot, foods=tuple(map(_retold, shot.foods)))
    text = _plain(describe(told, prose=True, keep=lambda _: False))
    return f"{text[0].upper()}{text[1:]}."


def _plain(text: str) -> str:
    return text.replace("nothing yet on a", "an empty", 1) if text.startswith("nothing yet on a") else text


def _retold(food: Food) -> Food:
    """The food as people would call it."""
    if food.form == "whole" and food.count > 1 and not known(food.name):
        food = replace(food, name=plural(food.name), count=1)
    food = replace(
        food,
        name=honest(food.name, food.look),
        part_names=tuple(map(honest, food.part_names, food.parts)),
        topped_names=tuple(map(honest, food.topped_names, food.topped)),
    )
    baked = food.look == "tortilla" or food.doneness != "raw"
    return replace(food, form="loaf") if food.form == "flat" and baked else food  # said without its form


def honest(name: str, look: str) -> str:
    """The name, and what is drawn for it where no table knows it: `quorn (drawn as tofu)`."""
    return name if known(name) or set(look.split()) & set(name.split()) else f"{name} (drawn as {look})"
