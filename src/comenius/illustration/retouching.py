"""Finished pictures of a guide are edited, and what they were before is kept, so that an edit can be undone."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from comenius import files
from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.errors import SourceError
from comenius.illustration.editor import Editor, Framed
from comenius.illustration.marked import KEY, keep, kept, marks
from comenius.illustration.overlay import acted, hardly_changed, overlay
from comenius.illustration.retouched import Place, Retouch
from comenius.illustration.task import Task

if TYPE_CHECKING:
    from comenius.diffusion.edit import Edited
    from comenius.diffusion.generate import Progress

Version = tuple[int, int]  # a step, and how many edits its picture has


def picture_path(folder: Path, step: int) -> Path:
    """Where the picture of a step lies, counted from 0: `steps/01.png`."""
    return folder / "steps" / f"{step + 1:02}.png"


def version_path(folder: Path, work: Task, step: int, edits: int) -> Path:
    """Where a picture lies after so many of its edits: with all of them it is the one that the guide shows."""
    if edits == len(work.retouches.of_step(step)):
        return picture_path(folder, step)
    return _edits(folder, step) / f"{edits}.png"


def found(folder: Path, work: Task, step: int, edits: int) -> bool:
    """Whether a picture is there after so many of its edits; one that is kept elsewhere is put in its place."""
    path, key = version_path(folder, work, step, edits), work.retouches.key(step, work.painted, edits)
    if kept(path, key) is not None:
        return True
    versions = (one for one in sorted(_edits(folder, step).glob("*.png")) if one.stem.isdigit())
    for other in (picture_path(folder, step), *versions):
        if kept(other, key) is not None:
            files.write(path, other.read_bytes())
            return True
    return False


def lacking(folder: Path, work: Task, steps: Sequence[int]) -> tuple[list[int], dict[int, list[int]]]:
    """What has to be made for the pictures of these steps: those to paint, and by edit, in order, those to edit."""
    unpainted: list[int] = []
    unedited: dict[int, list[int]] = defaultdict(list)
    ahead: list[Version] = [(step, len(work.retouches.of_step(step))) for step in steps]
    for step, edits in ahead:
        if found(folder, work, step, edits):
            continue
        if not edits:
            unpainted.append(step)
            continue
        one = work.retouches.of_step(step)[edits - 1]
        number = next(place for place, other in enumerate(work.retouches.all) if other is one)
        unedited[number].append(step)
        head = one.first.step
        for version in ((step, edits - 1), (head, work.retouches.before(one, head))):
            if version not in ahead:
                ahead.append(version)
    return sorted(set(unpainted)), {number: sorted(set(unedited[number])) for number in sorted(unedited)}


def calls(work: Task, unedited: Mapping[int, Sequence[int]]) -> int:
    """Calls of denoisers that edits will take."""
    each = ((work.retouches.all[number], steps) for number, steps in unedited.items())
    return sum(one.way.steps * len({one.first.step, *steps}) for one, steps in each)


def retouch(folder: Path, work: Task, unedited: Mapping[int, Sequence[int]]) -> "Iterator[Progress | int]":
    """Carry out edits in pictures that are there up to them; what is done of all, and steps with one edit more."""
    before = 0
    for number, steps in unedited.items():
        done = 0
        for told in _carry_out(folder, work, work.retouches.all[number], steps):
            if isinstance(told, int):
                yield told
            else:
                done = told.done
                yield replace(told, done=before + done)
        before += done


def _carry_out(folder: Path, work: Task, one: Retouch, steps: Sequence[int]) -> "Iterator[Progress | int]":
    from comenius.diffusion.course import Asked
    from comenius.diffusion.edit import Edited

    editor = Editor.find(one.model)
    places = [one.first, *(place for place in one.places[1:] if place.step in steps)]
    before = [_opened(version_path(folder, work, p.step, work.retouches.before(one, p.step))) for p in places]
    framed = [editor.framed(image) for image in before]
    asked = [Asked(wish=place.words, specifics=place.specifics, seed=one.seed) for place in places]
    graph = StepGraph(steps=len(places), edges=tuple(Edge(place, 0, 1.0) for place in range(1, len(places))))
    events = editor.run(
        [frame.around for frame in framed], asked, one.way, device=work.model.device, graph=graph,
        only=[row for row, place in enumerate(places) if place.step in steps],
    )  # fmt: skip
    for event in events:
        if not isinstance(event, Edited):
            yield event
            continue
        place = places[event.place]
        _keep(folder, work, one, place, event, framed[event.place], before[event.place].size)
        yield place.step


def _keep(
    folder: Path,
    work: Task,
    one: Retouch,
    place: Place,
    edited: "Edited",
    framed: Framed,
    size: tuple[int, int],
) -> None:
    """An edited picture in the size that it had, and where each edit acted; the picture last."""
    from comenius.arrays import to_image

    number = work.retouches.before(one, place.step) + 1
    key = work.retouches.key(place.step, work.painted, number)
    image = to_image(edited.picture).crop(framed.box)
    for edit, share in acted(edited, framed, image).items():
        keep(map_path(folder, place.step, number, edit), overlay(image, share), key)
    path, large = version_path(folder, work, place.step, number), image.resize(size, Image.Resampling.LANCZOS)
    keep(path, large, key, json.dumps(edited.notes))


def unseen(folder: Path, work: Task, one: Retouch) -> tuple[int, ...]:
    """The steps in whose pictures nothing of an edit can be seen."""
    return tuple(
        place.step
        for place in one.places
        if hardly_changed(
            *(
                _opened(version_path(folder, work, place.step, work.retouches.before(one, place.step) + more))
                for more in (0, 1)
            )
        )
    )


def map_path(folder: Path, step: int, number: int, edit: int) -> Path:
    """Where it is shown which places of a picture its edit of a number, from 1, changed: `edits/04/1-2.png`."""
    return _edits(folder, step) / f"{number}-{edit + 1}.png"


def clear_edits(folder: Path, work: Task) -> None:
    """Remove what is kept of edits that are no more, and leave every file alone that is not ours."""
    for path in sorted((folder / "edits").glob("[0-9]*/[0-9]*.png")):
        number, dash, _ = path.stem.partition("-")
        if not (number.isdigit() and path.parent.name.isdigit()) or KEY not in (ours := marks(path)):
            continue
        step, edits = int(path.parent.name) - 1, int(number)
        needed = edits < len(work.retouches.of_step(step)) + bool(dash)
        if not needed or ours[KEY] != work.retouches.key(step, work.painted, edits):
            path.unlink()
            with suppress(OSError):  # others are left in it
                path.parent.rmdir()
                path.parent.parent.rmdir()


def _edits(folder: Path, step: int) -> Path:
    return folder / "edits" / f"{step + 1:02}"


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path, formats=("PNG",)) as image:
            image.load()
            return image.convert("RGB")
    except OSError as e:
        raise SourceError(f"{path} was there and is gone ({e.strerror or e}). Run it again.") from e
