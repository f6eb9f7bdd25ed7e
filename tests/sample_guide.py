"""A small guide with everything in it, and pictures drawn for it, for tests that write and show guides."""

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from comenius.guides.model import (
    Guide,
    Ingredient,
    Picture,
    Provenance,
    Quantity,
    Step,
    Times,
    Tool,
)

SOUP = Guide(
    title="Pea soup",
    summary="A green soup for a cold day.",
    steps=(
        Step(text="Chop the onion.\nKeep the pieces even.\nMind your fingers.", section="For the soup"),
        Step(text="Boil the peas for 20 minutes.", title="The peas", section="For the soup"),
        Step(text="Toast the bread.", section="To serve"),
    ),
    ingredients=(
        Ingredient(
            text="1/2 cup dried peas", name="dried peas", quantity=Quantity(low=0.5, high=0.5, unit="cup")
        ),
        Ingredient(text="1 onion, chopped", name="onion", quantity=Quantity(low=1, high=1), note="chopped"),
        Ingredient(text="Salt to taste", name="Salt", note="to taste"),
        Ingredient(
            text="2-3 slices bread", name="bread", quantity=Quantity(low=2, high=3), section="To serve"
        ),
    ),
    tools=(Tool(name="pot", quantity=Quantity(low=1, high=1)), Tool(name="toaster")),
    servings="4",
    times=Times(prepare=600, cook=5400, total=6000),
    tags=("soup", "winter"),
    notes=("It keeps for two days.",),
    provenance=Provenance(
        source="soup.md",
        format="markdown",
        sha256="ab" * 32,
        author="A. Cook",
        url="https://example.org/soup",
    ),
)


def illustrated(guide: Guide, folder: Path, *, size: int = 96) -> Guide:
    """The guide with one drawing for each step, written to `folder`/steps."""
    (folder / "steps").mkdir(parents=True, exist_ok=True)
    steps = []
    for number, step in enumerate(guide.steps, 1):
        image = Image.new("RGB", (size, size), (200, 220 - number % 60, 205))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, size // 2, size, size), fill=(170, 120, 70))
        draw.ellipse((size // 5, size // 3, size * 4 // 5, size * 4 // 5), fill=(180, 30 + number % 200, 40))
        path = f"steps/{number:02d}.png"
        image.save(folder / path)
        picture = Picture(path=path, alt=f"something red in step {number}", width=size, height=size)
        steps.append(replace(step, picture=picture))
    return replace(guide, steps=tuple(steps))
