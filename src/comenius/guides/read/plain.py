"""Plain text out of marked-up text: no tags, entities or control characters; breaks that were meant."""

import html
import re
import unicodedata
from itertools import zip_longest

from comenius.guides.emoji import RUN

_BLOCKS = r"p|div|li|ul|ol|br|h[1-6]|tr|table|section|article|blockquote|dd|dt|dl|hr|pre"
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,4000}>|<![^<>]{0,4000}>|</>")
_BREAKS = re.compile(rf"</?(?:{_BLOCKS})\b[^<>]{{0,4000}}>", re.I)
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_SILENT = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_KEPT = "\t\u200c"  # the non-joiner belongs to Persian spelling
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def plain(text: str, *, markup: bool = True) -> str:
    """Readable text: one space between words, one line feed where a break was meant.

    With `markup=False` tags and entities are taken for words, as in a plain text file.
    """
    if markup and ("<" in text or "&" in text):
        text = _COMMENTS.sub("", text)
        text = _SILENT.sub("", text)
        text = html.unescape(_TAGS.sub("", _BREAKS.sub("\n", text)))
        if "<" in text:  # entities may hold tags once more: &lt;p&gt;
            text = _TAGS.sub("", _BREAKS.sub("\n", text))
    return tidy(text)


def tidy(text: str) -> str:
    """The same words without control characters and spare space."""
    text = unicodedata.normalize(
        "NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    )
    return "\n".join(line for raw in text.split("\n") if (line := _tidy_line(raw)))


def _tidy_line(line: str) -> str:
    if not (line.isascii() and line.isprintable()):
        emoji = RUN.findall(line)
        words = map(_shown, RUN.split(line))
        line = "".join(part for pair in zip_longest(words, emoji, fillvalue="") for part in pair)
    return re.sub(r" ([,.;:!?])(?= |$)", r"\1", " ".join(line.split()))


def _shown(words: str) -> str:
    kept = (c for c in words if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
    return "".join(c for c in kept if c not in "\ufe0e\ufe0f\u20e3")


def one_line(text: str, *, markup: bool = True) -> str:
    """Plain text without any line break."""
    return " ".join(plain(text, markup=markup).split())
