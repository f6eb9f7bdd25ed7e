"""Emoji are kept as they were written, and passed over where words are compared or counted."""

import re

_ONE = (
    "[\U0001f000-\U0001faff\u2600-\u2775\u2794-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b"
    "\u23e9-\u23fa][\ufe0e\ufe0f]?"
)
EMOJI = (  # a run of them, as a pattern: flags, digits on keys, pictures and what they are joined to
    rf"(?:\U0001f3f4[\U000e0020-\U000e007f]+|[0-9#*]\ufe0f?\u20e3|{_ONE}(?:\u200d{_ONE})*)+"
)
RUN = re.compile(EMOJI)
_OPENING = re.compile(rf"(?:(?![0-9#*]){EMOJI}\s*)+")


def bare(text: str) -> str:
    """The same words without emoji: for comparing and counting, never for keeping."""
    return text if text.isascii() else " ".join(RUN.sub(" ", text).split())


def emoji_first(text: str) -> tuple[str, str]:
    """The emoji that a text opens with, and the rest of it: `🥚 2 eggs` gives ("🥚 ", "2 eggs")."""
    found = None if text[:1].isascii() else _OPENING.match(text)
    return (found[0], text[found.end() :]) if found else ("", text)
