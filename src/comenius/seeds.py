"""Seeds: one integer grows into as many independent ones as there are pictures to draw."""

import hashlib
import json


def derive(seed: int, *labels: str | int) -> int:
    """A seed in [0, 2**63) that depends on `seed` and on every label, and on nothing else.

    `derive(7, "noise", 3)` is the same on every machine and in every version of Python, so a picture never
    depends on how many others are drawn, or in which order. Text and numbers are told apart (`3` is not
    `"3"`), and so is where one label ends (`"ab"` is not `"a", "b"`).
    """
    words = json.dumps([seed, *labels], separators=(",", ":"))
    digest = hashlib.sha256(words.encode("ascii")).digest()
    return int.from_bytes(digest[:8], "big") >> 1
