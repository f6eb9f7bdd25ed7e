"""Guides that tell, `Boiling water in a kettle`, `Person uses a knife to …`, as the orders they mean."""

import re

from comenius.guides.model import Guide
from comenius.lexicon.household import household
from comenius.lexicon.tables import key, lexicon

OPENED = re.compile(
    r"^\W*(?:(?:gently|carefully|slowly|thoroughly|first|then|finally|next)\W+)?(\w+ing)\b", re.IGNORECASE
)
PLACE = re.compile(
    r"(^\W*(?:(?:gently|carefully|slowly|thoroughly|then)\W+)?|(?:,|\band\b|\bthen\b)\s+)(\w+ing)(?=\s+\w)",
    re.IGNORECASE,
)

TELLER = re.compile(
    r"^\W*(?:(?:a|the)\s+)?(?:person|people|someone|somebody|user|audience)\s+(?:is\s+|are\s+)?(?:\w+ly\s+)?(\w+)\b",
    re.IGNORECASE,
)


def ordered(guide: Guide) -> tuple[str, ...]:
    """The text of each step; as orders in a guide where half of the steps or more open with a participle."""
    texts = tuple(step.text for step in guide.steps)
    opened = sum(order(text) != text for text in texts)
    return tuple(map(order, texts)) if 2 * opened >= len(texts) > 0 else texts


def order(text: str) -> str:
    """One step as an order.

    >>> order("Filling a pot with soil and watering the plant.")
    'fill a pot with soil and water the plant.'
    """
    told = TELLER.match(text)
    if told and (verb := _told(told[1])):
        return f"{verb}{text[told.end() :]}"
    first = OPENED.match(text)
    if not first or not _base(first[1]):
        return text
    return PLACE.sub(lambda hit: hit[1] + (_base(hit[2]) or hit[2]), text)


def _told(word: str) -> str:
    """The verb of what somebody does: `uses` and `using` are use."""
    base, inflection = lexicon().inflections.get(word.lower(), ("", ""))
    return base if inflection in ("s", "ing") else ""


def _base(word: str) -> str:
    """The verb of a participle that is no noun of its own; `using` stays."""
    base, inflection = lexicon().inflections.get(word.lower(), ("", ""))
    noun = key(word) in household().things or key(word) in lexicon().foods
    return base if inflection == "ing" and base != "use" and not noun else ""
