"""A contact sheet: a recipe a row, a picture a step, its words below."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from comenius.world.export import read

TILE, GAP, LINE = 160, 8, 11  # pixels
LINES, LETTERS = 6, 29  # of text under a picture
MOST_ROWS = 40  # more is no sheet any more
PAPER, INK, FAINT = (255, 255, 255), (30, 26, 24), (120, 112, 106)


def contact_sheet(folders: Sequence[Path]) -> NDArray[np.uint8]:
    """The first recipes of these folders side by side, as RGB."""
    recipes = [(folder, record) for folder in folders[:MOST_ROWS] if (record := read(folder))]
    columns = max((len(record["steps"]) for _, record in recipes), default=1)
    height = 2 * LINE + TILE + LINES * LINE + GAP
    sheet = Image.new("RGB", (GAP + columns * (TILE + GAP), GAP + max(1, len(recipes)) * height), PAPER)
    draw, small, bold = ImageDraw.Draw(sheet), ImageFont.load_default(10), ImageFont.load_default(13)
    for row, (folder, record) in enumerate(recipes):
        top = GAP + row * height
        draw.text((GAP, top), f"{record['guide']['title']} · seed {record['seed']}", INK, font=bold)
        for column, step in enumerate(record["steps"]):
            left, scene = GAP + column * (TILE + GAP), step["scenes"]["after"]
            with Image.open(folder / scene["picture"]) as image:
                sheet.paste(image.resize((TILE, TILE), Image.Resampling.LANCZOS), (left, top + 2 * LINE))
            words = [(line, INK) for line in textwrap.wrap(f"{column + 1}. {step['text']}", LETTERS)]
            words += [(line, FAINT) for line in textwrap.wrap(scene["caption"], LETTERS)]
            for number, (line, colour) in enumerate(words[:LINES]):
                draw.text((left, top + 2 * LINE + TILE + 2 + number * LINE), line, colour, font=small)
    return np.asarray(sheet)
