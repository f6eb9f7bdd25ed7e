"""A guide for search engines and other programs: schema.org Recipe or HowTo."""

import json
from typing import Any, cast

from comenius.guides.model import Guide, Picture, Step
from comenius.guides.write.embedding import link
from comenius.guides.write.wording import iso_duration, parts, readable

Node = dict[str, Any]


def document(guide: Guide) -> Node:
    """The schema.org object; pictures are relative links. What the guide does not say is left out."""
    recipe = guide.kind == "recipe"
    needed = [ingredient.text for ingredient in guide.ingredients]
    times, origin = guide.times, guide.provenance
    pictures = [step.picture for step in guide.steps if step.picture]
    node: Node = {
        "@context": "https://schema.org",
        "@type": "Recipe" if recipe else "HowTo",
        "name": guide.title,
        "description": guide.summary,
        "inLanguage": guide.language,
        "image": _picture(pictures[-1]) if pictures else None,
        "author": {"@type": "Person", "name": origin.author} if origin.author else None,
        "keywords": ", ".join(guide.tags),
        "license": origin.licence,
        "isBasedOn": origin.url,
        "recipeYield" if recipe else "yield": guide.servings,
        "prepTime": _duration(times.prepare),
        "cookTime" if recipe else "performTime": _duration(times.cook),
        "totalTime": _duration(times.total),
        "recipeIngredient": needed if recipe else [],
        "supply": [] if recipe else [{"@type": "HowToSupply", "name": text} for text in needed],
        "tool": [{"@type": "HowToTool", "name": tool.name} for tool in guide.tools],
        "recipeInstructions" if recipe else "step": _instructions(guide),
        "comment": [{"@type": "Comment", "text": note} for note in guide.notes],
    }
    return cast(Node, _said(node))


def text(guide: Guide) -> str:
    """The JSON-LD file."""
    return json.dumps(document(guide), ensure_ascii=False, indent=2) + "\n"


def script(guide: Guide) -> str:
    """The same for the inside of a script element: no character in it can end the element."""
    data = json.dumps(document(guide), ensure_ascii=True)  # U+2028 and lone surrogates are escaped as well
    return data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _instructions(guide: Guide) -> list[Node]:
    nodes: list[Node] = []
    number = 0  # of the step in the guide, which is its anchor in the page
    for section, steps in parts(guide.steps):
        inside: list[Node] = []
        for step in steps:
            number += 1
            inside.append(_step(step, number, position=len(inside if section else nodes + inside) + 1))
        if section:
            nodes.append(
                {
                    "@type": "HowToSection",
                    "name": section,
                    "position": len(nodes) + 1,
                    "itemListElement": inside,
                }
            )
        else:
            nodes += inside
    return nodes


def _step(step: Step, number: int, *, position: int) -> Node:
    return {
        "@type": "HowToStep",
        "position": position,
        "name": step.title,
        "text": step.text,
        "url": f"index.html#step-{number}",
        "image": _picture(step.picture) if step.picture else None,
    }


def _picture(picture: Picture) -> Node:
    return {
        "@type": "ImageObject",
        "url": link(picture),
        "caption": picture.alt,
        "width": picture.width,
        "height": picture.height,
    }


def _duration(seconds: int | None) -> str | None:
    return None if seconds is None else iso_duration(seconds)


def _said(value: Any) -> Any:
    """The value without what is empty, and its text without control characters."""
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items() if item not in (None, "", [])}
    if isinstance(value, list):
        return [_said(item) for item in value]
    return readable(value) if isinstance(value, str) else value
