"""Guides that a model draws for tests."""

from pathlib import Path
from typing import Any

from comenius.illustration.illustrate import Event, Finished, illustrate
from comenius.illustration.task import Drawing


def draw(recipe: Path, folder: Path, model: Path, **settings: Any) -> tuple[int, ...]:
    """The steps that illustrating the recipe draws."""
    events: list[Event] = []
    illustrate(recipe, folder, drawing=Drawing(model=str(model), **settings), watch=events.append)
    assert isinstance(events[-1], Finished)
    return events[-1].drawn
