"""Which later pictures of a guide show the things that an edit of one of them changes, and how they call them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from comenius.illustration.storyboard import Frame
from comenius.language.shown import shown_in
from comenius.language.specifics import Specific
from comenius.language.wish_things import Known, Scene
from comenius.language.wishes import tokens


def carried(
    frames: Sequence[Frame], step: int, edits: Sequence[Specific]
) -> Mapping[int, tuple[Specific, ...]]:
    """The edits of the picture of a step that belong in later ones too, in the words of each.

    A thing is the same as far as links lead to it; table and wall are, while the shots have the same.
    """
    found: dict[int, tuple[Specific, ...]] = {}
    traces = [_trace(frames, step, edit) for edit in edits]
    for later in range(step + 1, len(frames)):
        here = [
            _called(edit, trace[step], trace[later])
            for edit, trace in zip(edits, traces, strict=True)
            if step in trace and later in trace
        ]
        if here:
            found[later] = tuple(here)
    return found


def _trace(frames: Sequence[Frame], step: int, edit: Specific) -> Mapping[int, str]:
    """What the thing that an edit changes is called in the step, and in each later one that shows it."""
    scene = Scene(shown_in(frames[step].shot))
    ground = {"table": scene.table, "wall": scene.wall}
    for name, one in ground.items():
        if one and tokens(one.short)[-1:] == tokens(edit.target)[-1:]:
            own = getattr(frames[step].shot, name)
            return {frame.step: one.short for frame in frames[step:] if getattr(frame.shot, name) == own}
    things = scene.named(tokens(edit.target))
    if not things:
        return {}
    names = {step: things[0].short}
    for frame in frames[step + 1 :]:
        if name := _follow(frames, frame, names):
            names[frame.step] = name
    return names


def _follow(frames: Sequence[Frame], frame: Frame, names: Mapping[int, str]) -> str:
    """What a frame calls the thing that earlier ones call by these names; empty when it does not show it."""
    here = Scene(shown_in(frame.shot))
    for link in frame.links:
        if link.step not in names or link.step is None:
            continue
        before = Scene(shown_in(frames[link.step].shot))
        same = (
            _short(before, link.name) or before.subject.short
        )  # under another name it was what all is about
        if same == names[link.step] and (name := _short(here, link.name)):
            return name
    return ""


def _short(scene: Scene, name: str) -> str:
    things: tuple[Known, ...] = scene.named(tokens(name)[-1:])
    return things[0].short if things else ""


def _called(edit: Specific, before: str, now: str) -> Specific:
    """The edit with its thing under another name."""
    if before == now:
        return edit
    text = re.sub(rf"\b{re.escape(before)}\b", now, edit.instruction)
    return replace(edit, target=now, instruction=text)
