"""The words a painter gets for each frame: few for one that knows few, the reader's own for any other."""

import re
from collections.abc import Collection
from typing import Literal

from comenius.illustration.storyboard import Storyboard
from comenius.lexicon.shot import describe

Wording = Literal["act", "act_act", "state_act", "result"]


def prompts(
    storyboard: Storyboard,
    *,
    vocabulary: Collection[str] | None = None,
    mode: Wording | None = None,
    style: str = "",
) -> tuple[str, ...]:
    """One prompt a frame.

    A painter with a `vocabulary` gets the shot in drawable looks. Any other gets the caption, or with a `mode` the
    action joined with a state as arXiv:2406.04337 does. `style` is put behind each.
    """
    if vocabulary is not None:
        lines = tuple(describe(frame.shot, looks=True) for frame in storyboard.frames)
    elif mode is None:
        lines = tuple(frame.caption for frame in storyboard.frames)
    else:
        from comenius.language.recaption import prompts as join

        lines = join(
            [frame.action for frame in storyboard.frames], [frame.state for frame in storyboard.frames], mode
        )
    return tuple(f"{line}, {style}" for line in lines) if style and vocabulary is None else lines


def unknown(prompt: str, vocabulary: Collection[str]) -> tuple[str, ...]:
    """The words of a prompt that a painter with this vocabulary has never seen, in order."""
    return tuple(
        dict.fromkeys(word for word in re.findall(r"[^\W\d_]+", prompt.lower()) if word not in vocabulary)
    )
