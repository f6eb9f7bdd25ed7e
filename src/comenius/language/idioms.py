"""Turns of phrase that a parser of orders would misread, said so that it does not."""

import re
from functools import lru_cache

STIRRING = r"(?:stirring|whisking|tossing|shaking)"
OFTEN = r"(?:occasionally|constantly|frequently|continuously|regularly|gently|always|often)"
SOME = r"(?:an?|one|two|three|some)"
SMALL = r"(?:deep|shallow|small|large|long|short|vertical|horizontal|diagonal|little|few)"
REWRITES = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        # what eggs look like, how big things get, how long they take against a packet
        (r"\s+(?:sunny[- ]side[- ]up|over[- ]easy|over-(?:medium|hard))\b", ""),
        (r",? (?:about |roughly |around )?the size of (?:an? |your )?(?:small |large )?[a-z]+(?: balls?)?\b", ""),
        (
            r" (?:\w+|\d+)(?:[-–]\d+)? minutes? (?:less|longer|more|shorter) than [^.,;]*?"
            r"(?=[.,;]|$| and | then )",
            "",
        ),
        (r" once or twice\b", ""),
        (r"(?:^|(?<=[.!] ))(?:best|delicious|great) (?:eaten|enjoyed)\b[^.!]*", ""),
        # "for 5 minutes, occasionally stirring", "for 2 min stirring", "under constant stirring"
        (rf",? (?:while )?({OFTEN}) ({STIRRING})\b", r", \2 \1"),
        (rf",? (?:under|with) (?:constant|frequent|occasional|continuous) ({STIRRING})\b", r", \1"),
        (rf"((?:minutes?|mins?|hours?|seconds?|heat)) ({STIRRING})\b", r"\1, \2"),
        # what is cut into a surface is no food
        (rf"\b(?:cut|make|slash) {SOME} (?:{SMALL},? )*(?:cross|slit|slash|incision)(?:es|s)?\b", "score"),
        (rf"\bmake {SOME} (?:{SMALL},? )+cuts?\b", "score"),
        # "three plates: one with flour, one with egg"
        (
            r"\b(?:prepare|get|set up|set out|take|fill) (?:\w+ )*?(plates|bowls|dishes)[:,] (?:put )?one with "
            r"([^.;]*?),? (?:and )?one with ([^.;]*?)(?:,? and one with ([^.;]*?))?(?=[.;]|$)",
            r"put \2, \3, \4 on \1",
        ),
    )
)  # fmt: skip


@lru_cache(maxsize=512)
def said_plainly(text: str) -> str:
    """The same instruction without such turns.

    >>> said_plainly("Fry the eggs sunny side up.")
    'Fry the eggs.'
    """
    for pattern, said in REWRITES:
        text = pattern.sub(said, text)
    return text
