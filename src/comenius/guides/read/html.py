"""A web page into a guide: its JSON-LD, else its microdata, else its headings and lists."""

import re
import warnings
from dataclasses import replace
from typing import Any

from comenius.errors import SourceError
from comenius.guides.model import Guide, Step
from comenius.guides.quantities import parse
from comenius.guides.read.jsonld import guide_in
from comenius.guides.read.lenient import load
from comenius.guides.read.markup import Page
from comenius.guides.read.matter import with_facts
from comenius.guides.read.outline import outline
from comenius.guides.read.plain import one_line


def read_html(text: str, called: str) -> Guide:
    """The guide that a page holds. `called` is the page's address, where it has one."""
    page = Page(text)
    stated = guide_in([value for script in page.scripts if (value := load(script)) is not None])
    if page.generator == "Comenius" and (stated is None or not stated.steps):
        raise SourceError(
            f"{called} is a page of Comenius, a storyboard without the recipe behind it. Give that recipe."
        )
    if stated is None or not stated.steps:
        scraped = _scraped(text, called)
        stated = scraped if stated is None or (scraped and scraped.steps) else stated
    if stated is None or not stated.steps:
        shown = outline(page.blocks)
        if stated is None:
            stated = shown
        else:
            stated = replace(stated, steps=shown.steps, notes=shown.notes, title=stated.title or shown.title)
    origin = stated.provenance
    address = origin.url or (page.address if page.address.startswith(("http://", "https://")) else "")
    language = [page.language] if page.language and stated.language == "en" else []
    stated = with_facts(stated, {"language": language})
    return replace(stated, title=stated.title or page.title, provenance=replace(origin, url=address))


def _scraped(text: str, called: str) -> Guide | None:
    """What recipe-scrapers finds: microdata, RDFa, and sites that it knows by their address."""
    address = called if re.match(r"https?://", called) else ""
    if not address and not re.search(r"\bitemtype\s*=|\btypeof\s*=|\bvocab\s*=", text, re.I):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from recipe_scrapers import scrape_html

            scraper: Any = scrape_html(text, org_url=address or "https://page.invalid/", supported_only=False)
            # Its own list of steps has the names of sections among them, so the raw record is read instead.
            guide = guide_in([scraper.schema.data]) if scraper.schema.data else None
            if guide and guide.steps:
                return guide
            steps = tuple(Step(text=line) for one in scraper.instructions_list() if (line := one_line(one)))
            lines = [line for one in scraper.ingredients() if (line := one_line(one))]
            return Guide(
                title=one_line(scraper.title() or ""), steps=steps, ingredients=tuple(map(parse, lines))
            )
        except Exception:  # noqa: BLE001 - a page it cannot read fails in any of its four parsers
            return None
