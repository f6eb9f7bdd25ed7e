"""Guides of a few words, and what their pictures show, for tests of what the planner understands."""

from comenius.guides.model import Guide, Ingredient, Step
from comenius.language.tracker import track
from comenius.lexicon.shot import Shot


def shots(*steps: str, ingredients: str = "", title: str = "Supper") -> list[Shot]:
    """What each step shows; ingredients are names with commas between them."""
    listed = tuple(Ingredient(text=name, name=name) for name in ingredients.split(", ") if name)
    guide = Guide(title=title, steps=tuple(Step(text=text) for text in steps), ingredients=listed)
    return [one.shot for one in track(guide)]


def looks(shot: Shot) -> list[str]:
    """The looks of the foods of a shot."""
    return [food.look for food in shot.foods]
