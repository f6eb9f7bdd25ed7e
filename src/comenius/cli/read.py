"""`comenius read`: what Comenius understood of a document, before any picture is drawn."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Annotated

import typer

from comenius.cli.sources import FROM_URL, SOURCE, read_source
from comenius.guides.model import Guide


def command(
    source: Annotated[str, SOURCE] = "",
    from_url: Annotated[str, FROM_URL] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print every field as JSON.")] = False,
) -> None:
    """Show what a document says: title, ingredients, steps."""
    guide = read_source(source, from_url)
    if as_json:
        print(json.dumps(asdict(guide), ensure_ascii=False, indent=2))
    else:
        print("\n".join(page(guide)))


def page(guide: Guide) -> Iterator[str]:
    """The lines of a guide for a terminal."""
    yield guide.title
    yield "=" * len(guide.title)
    recipe = guide.kind == "recipe"
    facts = [f"{'serves' if recipe else 'makes'} {guide.servings}"] if guide.servings else []
    times = {
        "preparation": guide.times.prepare,
        "cooking" if recipe else "work": guide.times.cook,
        "in all": guide.times.total,
    }
    facts += [f"{name} {span(seconds)}" for name, seconds in times.items() if seconds]
    if facts:
        yield " · ".join(facts)
    if guide.ingredients:
        yield from ("", "Ingredients" if recipe else "You need")
    for section, group in groupby(guide.ingredients, key=lambda ingredient: ingredient.section):
        yield from [f"  {section}"] * bool(section)
        yield from (f"  - {ingredient.text}" for ingredient in group)
    if guide.tools:
        yield from ("", "Tools", *(f"  - {tool.name}" for tool in guide.tools))
    yield from ("", "Steps")
    section = ""
    for number, step in enumerate(guide.steps, 1):
        if step.section != section:
            section = step.section
            yield from [f"  {section}"] * bool(section)
        first, *rest = (f"{step.title}: {step.text}" if step.title else step.text).splitlines()
        yield f"{number:3}. {first}"
        yield from (f"     {line}" for line in rest)


def span(seconds: int) -> str:
    """A time as a cook says it: 5400 is `1 h 30 min`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min")) if n) or f"{seconds} s"
