"""Plain text out of marked-up text: no tags, entities, emoji or control characters; breaks that were meant."""

import html
import re
import unicodedata

_BLOCKS = r"p|div|li|ul|ol|br|h[1-6]|tr|table|section|article|blockquote|dd|dt|dl|hr|pre"
_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,4000}>|<![^<>]{0,4000}>|</>")
_BREAKS = re.compile(rf"</?(?:{_BLOCKS})\b[^<>]{{0,4000}}>", re.I)
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_SILENT = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u2775\u2794-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u231a\u231b\u23e9-\u23fa\ufe0e\ufe0f\u20e3\u200d\U000e0020-\U000e007f]+"
)
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
    """The same words without emoji, control characters and spare space."""
    text = unicodedata.normalize(
        "NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    )
    return "\n".join(line for raw in text.split("\n") if (line := _tidy_line(raw)))


def _tidy_line(line: str) -> str:
    if not (line.isascii() and line.isprintable()):
        line = "".join(c for c in line if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
        line = _EMOJI.sub("", " ".join(line.split()))
    return re.sub(r" ([,.;:!?])(?= |$)", r"\1", " ".join(line.split()))


def one_line(text: str, *, markup: bool = True) -> str:
    """Plain text without any line break."""
    return " ".join(plain(text, markup=markup).split())
