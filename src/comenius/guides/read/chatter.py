"""What a page says around its recipe: links elsewhere, dates of posting, other people's comments."""

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from comenius.guides.read.blocks import Block, Listing, Paragraph, text_of
from comenius.guides.read.splitting import sentences

_LONGEST = 120  # characters; what is longer says more
_POSTED = re.compile(
    r"(?:(?:re)?posted|published|(?:last )?(?:updated|modified)|filed|veröffentlicht|publié)\s+"
    r"(?:on|in|under|at|am|le)?\b(?!.*(?:https?:|licen[cs]e|\bCC\b)).*"
    r"|\d{1,3} min(?:ute)?s? (?:to )?read"
    r"|[\d.,]+ (?:stars? )?from [\d.,]+ (?:votes?|reviews?|ratings?)"
    r"|[\d.,]+ (?:comments?|replies|reviews?|votes?|shares?)"
    r"|(?:this (?:post|page) )?(?:may )?contains? affiliate links\b.*",
    re.I,
)
_SAID = re.compile(
    r"[^\W\d_][\w .'’-]{0,40}?\s(?:says|said|writes|wrote|commented|replied|replies)(?: on .{4,40})?\s*:"
    r"|.{1,40}\b\d{4},? (?:at|um|à)\b.{0,20}\d{1,2}[:.]\d{2}",
    re.I,
)  # fmt: skip


@cache
def _words(name: str) -> frozenset[str]:
    table = tomllib.loads(files("comenius.guides.read").joinpath("tables/chatter.toml").read_text("utf-8"))
    return frozenset(table[name])


def leads_elsewhere(line: str) -> bool:
    """Whether a line is nothing but links: `Jump to Recipe | Print | Pin`, `Share on Facebook`."""
    if len(line) > _LONGEST:
        return False
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", line.casefold())
    at, found = 0, False
    while at < len(words):
        size = next((n for n in range(5, 0, -1) if " ".join(words[at : at + n]) in _words("links")), 0)
        if not size and words[at] not in _words("between"):
            return False
        at, found = at + (size or 1), found or bool(size)
    return found


def cleared(block: Block) -> Block | None:
    """A block without such lines and sentences; None where nothing else is in it."""
    if isinstance(block, Listing):
        items = tuple(item for item in block.items if not _around(text_of(item)))
        return replace(block, items=items) if items else None
    if not isinstance(block, Paragraph):
        return block
    lines = [line for line in block.lines if not _around(line)]
    if not lines or _around(block.text) or _SAID.match(block.text):
        return None
    text = block.text if len(lines) == len(block.lines) else "\n".join(lines)
    said = sentences(text)
    kept = [one for one in said if len(one.split()) < 2 or not leads_elsewhere(one)]
    if len(kept) < len(said):
        text = " ".join(kept)
        lines = text.split("\n")
    return replace(block, text=text, lines=tuple(lines)) if text else None


def _around(line: str) -> bool:
    return leads_elsewhere(line) or (len(line) <= _LONGEST and _POSTED.fullmatch(line.strip()) is not None)
