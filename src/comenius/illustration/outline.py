"""The storyboard as an author reads it: for each step the foods by their names, the vessel, the tools, the links."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from comenius.guides.model import Guide
from comenius.illustration.coverage import coverage
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.lexicon.hues import hue
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Doneness, Form, Link
from comenius.lexicon.tables import one, plain, singular

Row = dict[str, Any]


def outline(guide: Guide, storyboard: Storyboard) -> dict[str, Any]:
    """What `comenius plan --json` prints: `title`, `steps`, `similarity`, `planner`.

    A step holds `number` from 1, `text`, `caption`, `foods` with the main one first, `vessel`, `tools`, `drawn`
    (whether there is anything new to see) and `substitutions`. A food has `name`, `form`, `colour`, `doneness`, and
    where it comes from: `relation` to the step `from_step`, None when it is new. Names are the recipe's own, in the
    singular; what the painter draws in their place stands in `substitutions`. `planner` says who planned, what was
    mended in a language model's answer, and how much of the guide the lexicon knows.
    """
    spell = _spelling(guide)
    return {
        "title": guide.title,
        "steps": [
            {
                "number": frame.step + 1,
                "text": guide.steps[frame.step].text,
                "caption": frame.caption,
                "foods": [
                    row | {"name": " ".join(spell.get(word, word) for word in row["name"].split())}
                    for row in _foods(frame)
                ],
                "vessel": frame.shot.vessel,
                "tools": list(frame.tools or ((frame.shot.tool,) if frame.shot.tool else ())),
                "drawn": frame.drawn,
                "substitutions": list(frame.notes),
            }
            for frame in storyboard.frames
        ],
        "similarity": [list(row) for row in storyboard.similarity],
        "planner": {
            "source": storyboard.source,
            "repairs": list(storyboard.repairs),
            "coverage": asdict(coverage(guide)),
        },
    }


def _foods(frame: Frame) -> Iterator[Row]:
    """Every food that a frame shows, the main one first."""
    if frame.foods:
        for food, link in zip(frame.foods, frame.origins, strict=True):
            yield _row(food.name, food.look, food.form, food.doneness, link)
        return
    links = {link.name: link for link in frame.links}
    for food in frame.shot.foods:
        link = links.get(food.name, Link(name=food.name, relation="new"))
        names = tuple(zip(food.part_names, food.parts, strict=False)) or ((food.name, food.look),)
        for name, look in (*names, *zip(food.topped_names, food.topped, strict=False)):
            yield _row(
                name,
                look,
                food.form if look not in food.topped else kitchen().foods[look].forms[0],
                food.doneness,
                link,
            )


def _row(name: str, look: str, form: Form, doneness: Doneness, link: Link) -> Row:
    return {
        "name": one(name or look),
        "form": form,
        "colour": hue(look, form, doneness, name),
        "doneness": doneness,
        "relation": link.relation,
        "from_step": None if link.step is None else link.step + 1,
    }


def _spelling(guide: Guide) -> dict[str, str]:
    """From a name in plain letters to the guide's own spelling of it: `rosti` to `rösti`."""
    texts = [guide.title, *(one.text for one in guide.ingredients), *(step.text for step in guide.steps)]
    said = {word.lower() for text in texts for word in re.findall(r"\w+", text)}
    return {singular(plain(word)): singular(word) for word in sorted(said) if plain(word) != word}
