"""What single steps of a guide were redrawn with: a part of the guide that its recipe does not say."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from comenius import settings
from comenius.diffusion.variation import Variation
from comenius.errors import SettingError, SourceError
from comenius.guides.model import Guide
from comenius.guides.record import read_record
from comenius.illustration.drawing import ready
from comenius.illustration.painter import prompts
from comenius.illustration.retouched import place_of
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.illustration.task import Model, Task, changed
from comenius.language.saying import caption
from comenius.lexicon.shot import Shot

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Redrawn:
    """Other noise or other words for one step."""

    step: int  # from 0
    text: str  # of the step in the recipe: when that changes, this is void
    variation: Variation | None = None
    caption: str = ""  # what the picture is to show, as it was asked for
    shot: Shot | None = None  # and what of it can be drawn
    notes: tuple[str, ...] = ()  # what was substituted or left out
    through: bool = False  # readers read the new picture; else the one the guide had
    quick: bool = False  # drawn from kept latents


def kept_changes(record: Path, guide: Guide) -> tuple[Redrawn, ...]:
    """What the record of an earlier run redrew and this guide still has; one note for each step that it has not."""
    try:
        rows = read_record(record)["run"].get("redrawn", [])
        found = [settings.build(Redrawn, row, where=str(record)) for row in rows]
    except (SourceError, SettingError, AttributeError, TypeError):
        return ()
    texts = [step.text for step in guide.steps]
    places = [place_of(change.step, change.text, texts) for change in found]
    for number in sorted(
        {change.step + 1 for change, place in zip(found, places, strict=True) if place is None}
    ):
        log.warning("Step %d says something else now; what it was redrawn with is dropped.", number)
    return tuple(
        replace(change, step=place) for change, place in zip(found, places, strict=True) if place is not None
    )


def applied(work: Task, storyboard: Storyboard, changes: Sequence[Redrawn]) -> Task:
    """The work with these changes: some for all who read the step, the others for its own picture alone."""
    through = [change for change in changes if change.through]

    def with_(some: Sequence[Redrawn]) -> Task:
        board = shown(storyboard, some, work.model)
        words = [change for change in some if change.caption]
        return changed(
            work,
            board,
            {change.step: _prompt(board.frames[change.step], work.model) for change in words},
            {change.step: change.variation for change in some if change.variation is not None},
        )

    alone = {
        one.step: replace(with_([*(c for c in through if c.step != one.step), one]), quick=one.quick)
        for one in changes
        if not one.through
    }
    return replace(with_(through), alone=alone)


def settled(
    folder: Path, work: Task, storyboard: Storyboard, changes: Sequence[Redrawn]
) -> tuple[Task, tuple[Redrawn, ...]]:
    """The work with these changes, and the changes: a picture once drawn quickly that is gone is drawn exactly."""
    quick = applied(work, storyboard, changes)
    there = ready(folder, quick) if any(change.quick for change in changes) else {}
    exact = tuple(replace(change, quick=change.quick and change.step in there) for change in changes)
    return (quick, exact) if exact == tuple(changes) else (applied(work, storyboard, exact), exact)


def shown(storyboard: Storyboard, changes: Iterable[Redrawn], model: Model) -> Storyboard:
    """The storyboard as the pictures show it."""
    frames = list(storyboard.frames)
    for change in sorted(changes, key=lambda change: not change.through):  # a picture's own change comes last
        if change.caption:
            frame, shot = frames[change.step], change.shot or frames[change.step].shot
            said = change.caption if model.vocabulary is None else caption(shot)
            frames[change.step] = replace(frame, shot=shot, caption=said, notes=change.notes)
    return replace(storyboard, frames=tuple(frames))


def _prompt(frame: Frame, model: Model) -> str:
    """The caption of one frame as the painter reads it."""
    alone = Storyboard(goal="", frames=(frame,), similarity=((1.0,),))
    return prompts(alone, vocabulary=model.vocabulary, style=model.preset.style)[0]


def to_list(changes: Iterable[Redrawn]) -> list[Mapping[str, Any]]:
    """The changes as guide.json keeps them."""
    return [asdict(change) for change in changes]
