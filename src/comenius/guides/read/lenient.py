"""JSON as pages really hold it: wrapped in comments, with trailing commas, broken strings, missing brackets."""

import json
import re
from typing import Any

_MOST_REPAIRED = 400_000  # characters; what is longer and broken is given up
_MOST_BRACKETS = 20_000  # the repair's time grows with their square


def load(text: str) -> Any:
    """The value in a text that means to be JSON, or None."""
    text = (
        re.sub(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*$", "", text)
        .strip()
        .rstrip(";")
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    if len(text) > _MOST_REPAIRED or text.count("{") + text.count("[") > _MOST_BRACKETS:
        return None
    if not text.startswith(("{", "[", "/", "#")):
        return None
    import json_repair

    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError, IndexError, TypeError, KeyError, AttributeError):
        return None
