"""One step of a guide edited by a wish, as `comenius edit DIR --step` tells it."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from comenius import log
from comenius.illustration.drawing import Advance, Kept
from comenius.illustration.edit_guide import Retouched, editing_guide, planning, steps_named, undoing
from comenius.illustration.editing import Asked, Understood, Wish
from comenius.illustration.retouched import Retouch


def edit(folder: Path, number: int, wish: Wish, asked: Asked, through: bool, as_json: bool) -> None:
    """Edit the picture of a step, and say what was done."""
    done, known = _watched(editing_guide(folder, number, wish, asked, through=through), as_json)
    dropped = known.specified.dropped if known else ()
    _tell(folder, number, done, dropped, as_json)


def plan(folder: Path, number: int, wish: Wish, asked: Asked, through: bool, as_json: bool) -> None:
    """Say what an edit of a step would be, and which later steps it would reach."""
    known, one = planning(folder, number, wish, asked, through=through)
    if as_json:
        print(json.dumps(asdict(known.specified) | {"inventory": asdict(known.inventory), "steps": _places(one)},
                         ensure_ascii=False))  # fmt: skip
        return
    log.say(known.specified.reading)
    _say(one)
    for text, reason in known.specified.dropped:
        log.warn(f"left out: {text!r} {reason}.")
    for note in known.specified.notes:
        log.warn(f"{note}.")


def _places(one: Retouch) -> list[dict[str, object]]:
    return [{"step": place.step + 1, "edits": list(place.edits)} for place in one.places]


def _say(one: Retouch) -> None:
    for place in one.places:
        log.say(f"Step {place.step + 1}: {'; '.join(place.edits) or 'the wish alone'}")


def undo(folder: Path, number: int, device: str, as_json: bool) -> None:
    """Take the last edit of a step back, and say so."""
    done, _ = _watched(undoing(folder, number, device), as_json)
    _tell(folder, number, done, (), as_json)


def _watched(
    events: Iterable[Understood | Advance | Kept | Retouched], as_json: bool
) -> tuple[Retouched, Understood | None]:
    known = None
    with log.progress(quiet=as_json) as bar:
        row = bar.add_task("Editing", total=None)
        for event in events:
            match event:
                case Understood():
                    known = event
                    if not as_json:
                        log.say(event.specified.reading)
                case Advance():
                    bar.update(row, completed=event.done, total=event.calls)
                case Retouched():
                    done = event
                case Kept():
                    pass
    return done, known


def _tell(
    folder: Path, number: int, done: Retouched, dropped: Iterable[tuple[str, str]], as_json: bool
) -> None:
    picture = done.guide.steps[number - 1].picture
    if as_json:
        found = {
            "folder": str(folder), "step": number, "alt": picture.alt if picture else "", "undone": done.undone,
            "edits": _places(done.retouch), "drawn": [step + 1 for step in done.drawn],
            "dropped": [list(pair) for pair in dropped], "notes": list(done.notes),
            "files": [str(path) for path in done.files],
        }  # fmt: skip
        print(json.dumps(found, ensure_ascii=False))
        return
    _say(done.retouch)
    for text, reason in dropped:
        log.warn(f"left out: {text!r} {reason}.")
    for note in done.notes:
        log.warn(f"{note}.")
    what = "taken back" if done.undone else "edited"
    log.say(
        f"{what.capitalize()}: {steps_named(done.drawn)}." if done.drawn else "All of it is there already."
    )
    print(folder / picture.path if picture else folder)
