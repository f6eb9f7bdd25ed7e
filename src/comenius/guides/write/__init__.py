"""Guides out: the pages and files that a finished guide is written to."""

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path

from comenius.errors import SettingError
from comenius.guides.model import Guide
from comenius.guides.record import write_text_atomic
from comenius.guides.write import html, jsonld, markdown

FORMATS: dict[str, tuple[str, Callable[[Guide, Path], str]]] = {
    "html": ("index.html", lambda guide, folder: html.page(guide, folder=folder)),
    "md": ("guide.md", lambda guide, _: markdown.text(guide)),
    "jsonld": ("guide.jsonld", lambda guide, _: jsonld.text(guide)),
}


def write(guide: Guide, folder: Path, formats: Iterable[str] = ("html",)) -> tuple[Path, ...]:
    """Write the guide into `folder`, beside its pictures; the paths of what was written.

    Nothing is written when one of the formats is unknown or a picture is missing.
    """
    formats = tuple(formats)
    check(formats)
    pages = {}
    for name in formats:
        file, compose = FORMATS[name]
        pages[folder / file] = compose(guide, folder)
    for path, text in pages.items():
        write_text_atomic(path, text)
    return tuple(pages)


def check(formats: Iterable[str]) -> None:
    """Refuse a format that guides are not written in, before any work is done for it."""
    for name in formats:
        if name not in FORMATS:
            near = difflib.get_close_matches(name, FORMATS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Choose from {', '.join(FORMATS)}."
            raise SettingError(f"{name[:40]!r} is not a format that guides are written in. {hint}")
