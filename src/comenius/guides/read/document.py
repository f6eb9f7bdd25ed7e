"""The door: a file or bytes in, a guide out, or one line that says why not."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path, PurePath

from comenius.errors import SourceError
from comenius.guides.emoji import bare
from comenius.guides.model import Guide
from comenius.guides.read.decode import MOST, decode
from comenius.guides.read.plain import tidy
from comenius.guides.read.sniff import Format, known, sniff

MOST_STEPS = 2000
_TITLE = 200  # characters; what is longer is no title


def read(source: str | Path, *, format: str | None = None) -> Guide:  # noqa: A002 - the word users expect
    """The guide in a file or a pipe: Markdown, HTML, JSON-LD, Cooklang or plain text, told by name and contents."""
    path = Path(source)
    name = _called(str(source))
    if re.match(r"https?://", name, re.I):
        raise SourceError(f"{name} is an address, not a file. Read it with --from-url.")
    try:
        if path.is_dir():
            raise SourceError(f"{name} is a folder. Name one document in it.")
        if not (path.is_file() or path.is_fifo() or path.is_char_device()):
            there = "is not a file or a pipe" if path.exists() else "does not exist"
            raise SourceError(f"{name} {there}. Name a document to read.")
        with path.open("rb") as file:
            data = file.read(MOST + 1)
            size = max(len(data), path.stat().st_size)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{name} cannot be read ({reason}). Name a document to read.") from error
    if size > MOST:
        raise SourceError(
            f"{name} has {size / 1e6:.1f} MB; a document may have {MOST / 1e6:g} MB. Cut out the one recipe."
        )
    return read_bytes(data, "" if re.match(r"/(?:dev|proc)/", name) else str(source), format=format)


def read_bytes(data: bytes, name: str = "", *, format: str | None = None) -> Guide:  # noqa: A002
    """The guide in the bytes of a document; `name` tells its format, its title where it has none, and the reader."""
    called = _called(name) or "The document"
    chosen = known(format) if format is not None else None
    text = decode(data, called)
    chosen = chosen or sniff(text, name)
    guide = _parse(text, chosen, called)
    guide = replace(guide, steps=tuple(step for step in guide.steps if bare(step.text)))
    if not guide.steps:
        raise SourceError(
            f"{called} has no steps that could be found ({chosen}). Give it a numbered list, or a heading 'Directions'"
            " with one step a line."
        )
    if len(guide.steps) > MOST_STEPS:
        raise SourceError(
            f"{called} has {len(guide.steps):,} steps; a guide may have {MOST_STEPS:,}. Cut it into several documents."
        )
    title = tidy(guide.title).replace("\n", " ") or _from_name(name)
    if len(title) > _TITLE:
        title = title[: _TITLE - 1].rstrip() + "…"
    origin = replace(guide.provenance, source=name, format=chosen, sha256=hashlib.sha256(data).hexdigest())
    return replace(guide, title=title, provenance=origin)


def _parse(text: str, format: Format, called: str) -> Guide:  # noqa: A002
    """The reader of a format. Each is loaded when it is needed."""
    match format:
        case "markdown":
            from comenius.guides.read.markdown import read_markdown

            return read_markdown(text)
        case "html":
            from comenius.guides.read.html import read_html

            return read_html(text, called)
        case "jsonld":
            from comenius.guides.read.jsonld import read_jsonld

            return read_jsonld(text, called)
        case "cooklang":
            from comenius.guides.read.cooklang import read_cooklang

            return read_cooklang(text)
        case "text":
            from comenius.guides.read.text import read_text

            return read_text(text)


def _called(name: str) -> str:
    """A name fit for one line of a message."""
    return name if name.isprintable() and len(name) <= 300 else repr(name[-300:])


def _from_name(name: str) -> str:
    stem = PurePath(re.sub(r"[?#].*", "", name).rstrip("/")).stem
    words = tidy(re.sub(r"[-_+.\s]+", " ", stem)).strip()
    return words[:1].upper() + words[1:] if words else "Untitled"
