"""A guide as Markdown that reads well as it stands, and reads back as the same guide."""

import json
import re

from comenius.guides.model import Guide, Step
from comenius.guides.write.embedding import link
from comenius.guides.write.wording import duration, parts, readable

MARKUP = re.compile(
    r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)"
)  # an underscore inside a word is itself
AT_START = re.compile(
    r"^(?:[#+=>:|-]|(\d+)(?=[.)]))"
)  # what would open a heading, a list, a quotation, a table


def text(guide: Guide) -> str:
    """The Markdown document; pictures are relative links."""
    blocks = [
        *_front(guide),
        f"# {_heading(guide.title)}",
        *(escape(line) for line in _lines(guide.summary)),
        *_facts(guide),
    ]
    if guide.ingredients:
        blocks.append("## Ingredients" if guide.kind == "recipe" else "## You need")
        for section, ingredients in parts(guide.ingredients):
            blocks += [f"### {_heading(section)}"] if section else []
            blocks.append("\n".join(f"- {escape(item.text)}" for item in ingredients))
    if guide.tools:
        blocks += ["## Tools", "\n".join(f"- {escape(tool.name)}" for tool in guide.tools)]
    blocks.append("## Directions")
    # Titles become headings where every step has one: a list cannot go on below a heading.
    headed = all(step.title for step in guide.steps)
    number = 0
    for section, steps in parts(guide.steps):
        blocks += [f"### {_heading(section)}"] if section else []
        for step in steps:
            number += 1
            mark = (
                f"{'####' if section else '###'} {number}. {_heading(step.title)}\n\n"
                if headed
                else f"{number}. "
            )
            blocks.append(mark + _step(step, indent="" if headed else " " * len(mark), titled=headed))
    if guide.notes:
        blocks += ["## Notes", "\n".join(f"- {escape(note)}" for note in guide.notes)]
    return readable("\n\n".join(block for block in blocks if block)) + "\n"


def escape(text: str) -> str:
    """The text on one line, saying in Markdown what it says in plain words: `2. *go*` is `2\\. \\*go\\*`."""
    line = MARKUP.sub(lambda found: "\\" + found[0], " ".join(text.split()))
    return AT_START.sub(lambda found: found[1] + "\\" if found[1] else "\\" + found[0], line)


def _front(guide: Guide) -> list[str]:
    origin = guide.provenance
    said = {
        "type": guide.kind if guide.kind != "recipe" else "",
        "author": origin.author,
        "source": origin.url,
        "licence": origin.licence,
        "language": guide.language if guide.language != "en" else "",
        "tags": list(guide.tags),
    }
    # JSON's strings and lists are YAML's too.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value]
    return ["\n".join(["---", *lines, "---"])] if lines else []


def _facts(guide: Guide) -> list[str]:
    times, recipe = guide.times, guide.kind == "recipe"
    work = "Cook time" if recipe else "Work time"
    named = (("Prep time", times.prepare), (work, times.cook), ("Total time", times.total))
    facts = [f"- {name}: {duration(seconds)}" for name, seconds in named if seconds is not None]
    if guide.servings:
        facts.append(f"- {'Servings' if recipe else 'Makes'}: {escape(guide.servings)}")
    return ["\n".join(facts)]


def _step(step: Step, *, indent: str, titled: bool) -> str:
    """What a step says and shows, each line but the first behind `indent`."""
    first, *points = _lines(step.text) or [""]
    block = escape(first)
    if step.title and not titled:
        stop = "" if step.title.endswith((".", ":", "!", "?")) else "."
        block = f"**{escape(step.title)}{stop}** {block}"
    if points:
        block += ("\n\n" if titled else "\n") + "\n".join(f"{indent}- {escape(point)}" for point in points)
    if step.picture:
        block += f"\n\n{indent}![{escape(step.picture.alt)}]({link(step.picture)})"
    return block


def _heading(text: str) -> str:
    """Escaped for a heading, where a number sign at the end counts as markup too."""
    return re.sub(r"#(?=#*$)", r"\\#", escape(text))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
