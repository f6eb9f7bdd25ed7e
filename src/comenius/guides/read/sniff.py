"""Which format a document is in, by its name and by what it holds."""

import difflib
import re
from pathlib import PurePath
from typing import Literal, TypeAlias

from comenius.errors import SettingError
from comenius.guides.read.letter import letter

Format: TypeAlias = Literal["markdown", "html", "jsonld", "cooklang", "text"]

FORMATS: tuple[Format, ...] = ("markdown", "html", "jsonld", "cooklang", "text")

_ENDINGS: dict[str, Format] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".mdown": "markdown",
    ".qmd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "jsonld",
    ".jsonld": "jsonld",
    ".cook": "cooklang",
    ".txt": "text",
    ".text": "text",
}


def known(name: str) -> Format:
    """The format of that name, or a SettingError with the nearest one."""
    for one in FORMATS:
        if name == one:
            return one
    near = difflib.get_close_matches(name.casefold(), FORMATS, 1, 0.3)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise SettingError(f"The format {name!r} is unknown; there are {', '.join(FORMATS)}.{hint}")


def sniff(text: str, name: str) -> Format:
    """The format of a text. Contents that leave no doubt win over the name's ending."""
    ending = _ENDINGS.get(PurePath(re.sub(r"[?#].*", "", name)).suffix.casefold())
    start = text[:4000].lstrip("\ufeff \t\n")
    if ending != "cooklang":
        if re.match(
            r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", start, re.I | re.S
        ):
            return "html"
        if ending != "markdown" and re.match(r"\{\s*\"|\[\s*\{\s*\"", start):
            return "jsonld"
    return ending or _by_content(text[:100_000], start)


def _by_content(text: str, start: str) -> Format:
    if re.search(r"<script\b[^>]*ld\+json|\bitemscope\b[^>]*schema\.org", text, re.I):
        return "html"
    if re.search(r"[@#~][^\s@#~{}]*(?: [^@#~{}\n]{1,60})?\{[^{}\n]*\}", text) or re.match(
        r">>\s*\w[\w ]*:", start
    ):
        return "cooklang"
    if letter(start).mail and not re.search(r"^#{1,6} \S", text, re.M):
        return "text"  # rules and bullets in a mail are no Markdown
    if re.search(r"^#{1,6} \S", text, re.M) or re.match(r"---\n.*?\n---", start, re.S):
        return "markdown"
    if re.search(r"^\S[^\n]*\n(?:=+|-+)[ ]*$", text, re.M) or re.search(r"^[ \t]*[-*+] \S", text, re.M):
        return "markdown"
    if re.match(r"<(?:p|div|h[1-6]|ul|ol|section|article|main)\b", start, re.I):
        return "html"
    return "text"
