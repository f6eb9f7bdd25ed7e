"""Guides of a few words, and what their pictures show, for tests of what the planner understands."""

from comenius.guides.model import Guide, Ingredient, Step
from comenius.guides.quantities import parse
from comenius.language.tracker import Tracked, track
from comenius.lexicon.shot import Shot


def shots(*steps: str, ingredients: str = "", title: str = "Supper") -> list[Shot]:
    """What each step shows; ingredients are names with commas between them."""
    listed = tuple(Ingredient(text=name, name=name) for name in ingredients.split(", ") if name)
    guide = Guide(title=title, steps=tuple(Step(text=text) for text in steps), ingredients=listed)
    return [one.shot for one in track(guide)]


def looks(shot: Shot) -> list[str]:
    """The looks of the foods of a shot."""
    return [food.look for food in shot.foods]


def plan(*steps: str, title: str = "Supper", foods: tuple[str, ...] = ()) -> tuple[Tracked, ...]:
    """What the tracker makes of each step; `foods` are lines of the ingredient list, with their amounts."""
    guide = Guide(
        title=title, steps=tuple(Step(text=text) for text in steps), ingredients=tuple(map(parse, foods))
    )
    return track(guide)


def about(one: Tracked) -> str:
    """The name of what a step is about."""
    return one.about.name if one.about else ""
