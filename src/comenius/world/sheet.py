"""A contact sheet: a recipe a row, a picture a step, its words below."""

import io
import textwrap
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from comenius.world.rows import SceneRow

TILE, GAP, LINE = 160, 8, 11  # pixels
LINES, LETTERS = 6, 29  # of text under a picture
MOST_ROWS = 40  # more is no sheet any more
PAPER, INK, FAINT = (255, 255, 255), (30, 26, 24), (120, 112, 106)


def contact_sheet(scenes: Iterable[SceneRow]) -> NDArray[np.uint8]:
    """The first recipes among these scenes, each by its pictures after the steps, as RGB."""
    recipes: dict[int, list[SceneRow]] = {}
    for scene in sorted(scenes, key=lambda one: (one.recipe, one.step)):
        if scene.moment == "after":
            recipes.setdefault(scene.recipe, []).append(scene)
    rows = list(recipes.values())[:MOST_ROWS]
    columns = max((scene.step + 1 for steps in rows for scene in steps), default=1)
    height = 2 * LINE + TILE + LINES * LINE + GAP
    sheet = Image.new("RGB", (GAP + columns * (TILE + GAP), GAP + max(1, len(rows)) * height), PAPER)
    draw, small, bold = ImageDraw.Draw(sheet), ImageFont.load_default(10), ImageFont.load_default(13)
    for row, steps in enumerate(rows):
        top = GAP + row * height
        draw.text((GAP, top), f"{steps[0].title} · seed {steps[0].recipe}", INK, font=bold)
        for scene in steps:
            left = GAP + scene.step * (TILE + GAP)
            with Image.open(io.BytesIO(scene.picture.bytes)) as image:
                sheet.paste(image.resize((TILE, TILE), Image.Resampling.LANCZOS), (left, top + 2 * LINE))
            words = [(line, INK) for line in textwrap.wrap(f"{scene.step + 1}. {scene.instruction}", LETTERS)]
            words += [(line, FAINT) for line in textwrap.wrap(scene.caption, LETTERS)]
            for number, (line, colour) in enumerate(words[:LINES]):
                draw.text((left, top + 2 * LINE + TILE + 2 + number * LINE), line, colour, font=small)
    return np.asarray(sheet)
