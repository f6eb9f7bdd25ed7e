"""A guide as one HTML page that opens from disk, asks the network for nothing and runs no script."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from comenius.guides.model import Guide, Picture
from comenius.guides.write import jsonld
from comenius.guides.write.embedding import data_uri, link
from comenius.guides.write.theme import style_hash, template, theme
from comenius.guides.write.wording import amount, duration, iso_duration, parts, readable, tongue

if TYPE_CHECKING:
    from jinja2 import Template


def page(guide: Guide, *, folder: Path, embed: bool = True) -> str:
    """The page. Pictures are read from `folder`; with `embed=False` they are linked and must stay beside it."""
    style = theme("cookbook.css")
    tag = tongue(guide.language)
    labels = dict(tag.labels)
    if guide.kind == "howto":
        labels |= {"ingredients": labels["needed"], "cook": labels["work"], "servings": labels["makes"]}

    def source(picture: Picture) -> str:
        return data_uri(picture, folder) if embed else link(picture)

    pictures = [step.picture for step in guide.steps if step.picture]
    text = _template().render(
        guide=guide,
        tongue=tag,
        say=labels,
        facts=_facts(guide, labels),
        hero=pictures[-1] if pictures else None,  # the last step shows what one gets
        source=source,
        address=_web(guide.provenance.url) or _web(guide.provenance.source),
        style=style,
        style_hash=style_hash(style),
        jsonld=jsonld.script(guide),
        images="data:" if embed else "'self' data:",
    )
    return readable(text)


def _facts(guide: Guide, say: dict[str, str]) -> list[tuple[str, str, str]]:
    """Label, value and machine-readable duration of what stands under the title."""
    facts = []
    if guide.servings:
        bare = not any(c.isalpha() for c in guide.servings)  # "4", "2/3", but not "12 muffins"
        facts.append((say["servings"] if bare else say["makes"], guide.servings, ""))
    for label, seconds in (
        ("prepare", guide.times.prepare),
        ("cook", guide.times.cook),
        ("total", guide.times.total),
    ):
        if seconds is not None:
            facts.append((say[label], duration(seconds), iso_duration(seconds)))
    facts.append((say["steps"], str(len(guide.steps)), ""))
    return facts


def _web(text: str) -> str:
    """The text when it is an address that may be linked: http or https with a host, else nothing."""
    try:
        parsed = urlsplit(text)
    except ValueError:
        return ""
    return text if parsed.scheme in ("http", "https") and parsed.netloc else ""


@cache
def _template() -> "Template":
    return template("cookbook.html.j2", amount=amount, parts=lambda items: list(parts(items)))
