"""One step of a guide edited by a wish, as `comenius edit DIR --step` tells it."""

import json
from collections.abc import Iterable
from pathlib import Path

from comenius import log
from comenius.illustration.drawing import Advance, Kept
from comenius.illustration.edit_guide import Retouched, editing_guide, undoing
from comenius.illustration.editing import Asked, Understood, Wish


def edit(folder: Path, number: int, wish: Wish, asked: Asked, through: bool, as_json: bool) -> None:
    """Edit the picture of a step, and say what was done."""
    done, known = _watched(editing_guide(folder, number, wish, asked, through=through), as_json)
    dropped = known.specified.dropped if known else ()
    _tell(folder, number, done, dropped, as_json)


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
    places = () if done.undone and as_json else done.retouch.places
    if as_json:
        found = {
            "folder": str(folder), "step": number, "alt": picture.alt if picture else "",
            "edits": [{"step": place.step + 1, "edits": list(place.edits)} for place in places],
            "drawn": [step + 1 for step in done.drawn], "dropped": [list(pair) for pair in dropped],
            "notes": list(done.notes), "files": [str(path) for path in done.files],
        }  # fmt: skip
        print(json.dumps(found, ensure_ascii=False))
        return
    for place in places:
        log.say(f"Step {place.step + 1}: {'; '.join(place.edits) or 'the wish alone'}")
    for text, reason in dropped:
        log.warn(f"left out: {text!r} {reason}.")
    for note in done.notes:
        log.warn(f"{note}.")
    count = len(done.drawn)
    what = ("are" if count > 1 else "is") + " as before" if done.undone else "edited now"
    log.say(f"{count} picture{'s' * (count != 1)} {what}." if count else "All of it is there already.")
    print(folder / picture.path if picture else folder)
