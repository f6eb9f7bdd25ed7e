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
        return json.loads(text, strict=False, parse_constant=lambda _: None)
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


def fault(text: str) -> str:
    """Where a text stops being JSON: `line 3, column 7`; "" where it is JSON all through."""
    try:
        json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}"
    except RecursionError:
        return "too many brackets in one another"
    except ValueError as error:  # a number of thousands of digits
        return str(error)[:60]
    return ""
