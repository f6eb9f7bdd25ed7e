"""What a vague wish comes to: edits that can be read, switched off and reworded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Origin = Literal["rules", "model", "user"]
MOST = 6  # edits of one picture
LONGEST_WORDS = 12  # of an edit that nobody typed
LONGEST_WISH = 400  # characters
LONGEST_CAPTION = 10  # words


@dataclass(frozen=True, kw_only=True)
class Specific:
    """One edit that can be seen."""

    target: str  # a thing of the inventory, or what is added
    instruction: str
    where: str = "middle"
    origin: Origin = "rules"


@dataclass(frozen=True, kw_only=True)
class Specified:
    """A vague wish as concrete edits."""

    wish: str
    reading: str  # how the wish was understood, in one sentence
    edits: tuple[Specific, ...]
    before: str  # captions of at most ten words, as alike as possible
    after: str
    dropped: tuple[tuple[str, str], ...] = ()  # instructions that were not taken, and why
    notes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # of the calls of a language model, in order


def spoken(wish: str, edits: Sequence[str], vocabulary: Collection[str] | None) -> str:
    """What a wish is for a model: its own words; for one of few words, which was taught orders, the edits together."""
    return wish if vocabulary is None or not edits else " and ".join(edits)
