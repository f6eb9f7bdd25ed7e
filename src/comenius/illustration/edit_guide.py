"""A wish carried out in one picture of a finished guide, and in later ones that show the same; all else stays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from comenius.errors import SettingError, SourceError
from comenius.guides.model import Guide
from comenius.illustration.carrying import carried
from comenius.illustration.drawing import Advance, Kept, draw, ready
from comenius.illustration.editing import Asked, Understood, Wish, understand, understood
from comenius.illustration.editor import Editor
from comenius.illustration.folder import need_guide, only_writer
from comenius.illustration.illustrate import noted, with_pictures
from comenius.illustration.redraw import Recorded
from comenius.illustration.redrawn import applied, shown
from comenius.illustration.retouched import Place, Retouch, Retouches, to_list, with_one, without
from comenius.illustration.retouching import clear_edits, lacking, picture_path, unseen
from comenius.illustration.storyboard import Frame
from comenius.illustration.task import Task
from comenius.language.shown import shown_in
from comenius.language.specifics import Specific
from comenius.photographs import photograph
from comenius.seeds import derive


@dataclass(frozen=True, kw_only=True)
class Retouched:
    """The guide with its edited pictures is on disk."""

    guide: Guide
    retouch: Retouch  # that was made, or undone
    undone: bool
    drawn: tuple[int, ...]  # steps whose picture was made in this run
    notes: tuple[str, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class _Open:
    """A guide as its record has it."""

    folder: Path
    before: Recorded
    work: Task
    frames: tuple[Frame, ...]  # as the pictures show them

    @classmethod
    def read(cls, folder: Path, number: int, device: str) -> "_Open":
        """All of a guide that has such a step."""
        before = Recorded.read(folder, device)
        steps = len(before.guide.steps)
        if not 1 <= number <= steps:
            raise SettingError(f"There is no step {number}; {before.guide.title!r} has steps 1 to {steps}.")
        work = applied(before.work, before.storyboard, before.changes)
        frames = shown(before.storyboard, before.changes, work.model).frames
        return cls(folder=folder, before=before, work=work, frames=frames)


def editing_guide(
    folder: Path, number: int, wish: Wish, asked: Asked, *, through: bool = False
) -> Iterator[Understood | Advance | Kept | Retouched]:
    """Edit the picture of the step of a number, from 1, as a wish says; the work event by event.

    What other pictures read of this one is the picture before any edit, so no other changes. `through` carries the
    edits to the later steps that show the same things, and these read the first so that the same looks the same. The
    same wish said again takes the place of the last edit; another one goes on top of it.
    """
    need_guide(folder)
    with only_writer(folder):
        there, known, one, notes = _planned(folder, number, wish, asked, through)
        yield known
        yield from _made(there, with_one(there.work.retouches.all, one), one, notes)


def planning(
    folder: Path, number: int, wish: Wish, asked: Asked, *, through: bool = False
) -> tuple[Understood, Retouch]:
    """What `editing_guide` would do, from the guide's record alone: the edits, and which steps they reach."""
    need_guide(folder)
    _, known, one, notes = _planned(folder, number, wish, asked, through)
    return replace(known, specified=replace(known.specified, notes=notes)), one


def _planned(
    folder: Path, number: int, wish: Wish, asked: Asked, through: bool
) -> tuple[_Open, Understood, Retouch, tuple[str, ...]]:
    there = _Open.read(folder, number, wish.device)
    editor = Editor.find(wish.model)
    known = _understand(there.frames[number - 1], folder, wish, editor, asked)
    one, notes = _retouch(there, number - 1, wish, editor, known.specified.edits, through)
    return there, known, one, (*known.specified.notes, *notes)


def undoing(folder: Path, number: int, device: str) -> Iterator[Advance | Kept | Retouched]:
    """Take the last edit of a picture back, and where it was carried to."""
    need_guide(folder)
    with only_writer(folder):
        there = _Open.read(folder, number, device)
        last = there.work.retouches.last(number - 1)
        if last is None:
            raise SettingError(f"The picture of step {number} has no edit that could be undone.")
        some = without(there.work.retouches.all, last, number - 1)
        gone = (
            last
            if last.first.step == number - 1
            else replace(last, places=(last.at(number - 1) or last.first,))
        )
        yield from _made(there, some, gone, (), undone=True)


def _understand(frame: Frame, folder: Path, wish: Wish, editor: Editor, asked: Asked) -> Understood:
    """The edits that a wish means for the picture of a step, which the storyboard knows, unless told to look."""
    if wish.described or wish.captioner or asked.model is not None:
        return understand(photograph(picture_path(folder, frame.step)), wish, editor, asked)
    return understood(shown_in(frame.shot), wish, asked)


def _retouch(
    there: _Open, step: int, wish: Wish, editor: Editor, edits: Sequence[Specific], through: bool
) -> tuple[Retouch, tuple[str, ...]]:
    """The wish as a part of the guide, and notes on where it is carried to."""
    by_step: dict[int, Sequence[Specific]] = {step: edits}
    notes: tuple[str, ...] = ()
    if through:
        later: Mapping[int, Sequence[Specific]] = carried(there.frames, step, edits)
        by_step |= later
        if not later:
            notes = (f"no step after {step + 1} shows what is edited: nothing is carried on",)
    places = []
    for place, some in by_step.items():
        told = tuple(edit.instruction for edit in some)
        specifics = tuple(_in_looks(text, there.frames[place], editor) for text in told)
        whole = wish.text if len(some) == len(edits) else " and ".join(specifics)
        words, more = editor.wording(whole, specifics)
        text = there.before.guide.steps[place].text
        places.append(Place(step=place, text=text, edits=told, words=words, specifics=specifics))
        notes = (*notes, *more)
    return Retouch(
        wish=wish.text, places=tuple(places), seed=derive(wish.seed, "edit", 0), model=wish.model,
        way=wish.way(editor),
    ), tuple(dict.fromkeys(notes))  # fmt: skip


def _in_looks(text: str, frame: Frame, editor: Editor) -> str:
    """An instruction in the words that a model knows, where these are few: the look in place of each food's name."""
    for food in frame.shot.foods if editor.vocabulary is not None else ():
        names = zip(
            (food.name, *food.part_names, *food.topped_names),
            (food.look, *food.parts, *food.topped),
            strict=False,
        )
        for name, look in names:
            text = re.sub(rf"\b{re.escape(name)}\b", look, text)
    return text


def _made(
    there: _Open, some: Sequence[Retouch], one: Retouch, notes: tuple[str, ...], *, undone: bool = False
) -> Iterator[Advance | Kept | Retouched]:
    """The pictures with these edits, then pages and record."""
    folder, before = there.folder, there.before
    work = replace(there.work, retouches=Retouches.of(some))
    kept = ready(folder, work)
    missing = [step for step in range(len(there.frames)) if step not in kept]
    if gone := lacking(folder, work, missing)[0]:
        raise SourceError(
            f"In {folder} what {steps_named(gone)} showed is missing or made from other inputs; illustrate the recipe "
            "again first."
        )
    for event in draw(folder, work, missing):
        if isinstance(event, Kept):
            kept[event.step] = event
        yield event
    if not undone and (same := unseen(folder, work, one)):
        notes = (
            *notes,
            f"hardly anything has changed in {steps_named(same)}; say it otherwise, or try another --seed",
        )
    guide = with_pictures(before.guide, [there.frames[step] for step in missing], kept, work.retouches)
    written = before.write(
        folder, guide, {"edited": to_list(some), "notes": noted(work, kept, before.changes)}
    )
    clear_edits(folder, work)
    yield Retouched(
        guide=guide,
        retouch=one,
        undone=undone,
        drawn=tuple(missing),
        notes=notes,
        files=written,
    )


def steps_named(some: Sequence[int]) -> str:
    """`step 3`, `steps 3, 4`."""
    return f"step{'s' * (len(some) > 1)} {', '.join(str(step + 1) for step in some)}"
