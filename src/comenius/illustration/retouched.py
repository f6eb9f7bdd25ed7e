"""What finished pictures of a guide were edited with: a part of the guide that its recipe does not say."""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from comenius import settings
from comenius.errors import SettingError, SourceError
from comenius.guides.model import Guide
from comenius.guides.record import read_record
from comenius.illustration.editor import Editor, Way

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What an edit comes to in the picture of one step."""

    step: int  # from 0
    text: str  # of the step in the recipe: when that changes, this is void
    edits: tuple[str, ...]  # that act here, as they are told
    words: str  # what the wish is for the model,
    specifics: tuple[str, ...]  # and the edits


@dataclass(frozen=True, kw_only=True)
class Retouch:
    """A wish that was carried out in the picture of a step, and of later ones that show the same thing."""

    wish: str
    places: tuple[Place, ...]  # where it was wished for, then where it was carried to
    seed: int  # of the noise, the same in all places
    model: str
    way: Way

    def at(self, step: int) -> Place | None:
        """Its place in this step."""
        return next((place for place in self.places if place.step == step), None)

    @property
    def first(self) -> Place:
        """Where it was wished for; the other places read it."""
        return self.places[0]


@dataclass(frozen=True, kw_only=True)
class Retouches:
    """All edits of the pictures of a guide, in the order in which they were made."""

    all: tuple[Retouch, ...] = ()
    weights: Mapping[str, str] = field(default_factory=dict)  # hashes of the models by name

    @classmethod
    def of(cls, some: Sequence[Retouch]) -> "Retouches":
        """These edits; their models are found, not loaded."""
        names = {one.model for one in some}
        return cls(all=tuple(some), weights={name: Editor.find(name).identity.sha256 for name in names})

    def __bool__(self) -> bool:
        return bool(self.all)

    def of_step(self, step: int) -> tuple[Retouch, ...]:
        """The edits of a picture, the first first."""
        return tuple(one for one in self.all if one.at(step))

    def last(self, step: int) -> Retouch | None:
        """The last edit of a picture."""
        return next(reversed(self.of_step(step)), None)

    def before(self, one: Retouch, step: int) -> int:
        """How many edits the picture of a step has before this one."""
        return next(number for number, other in enumerate(self.of_step(step)) if other is one)

    def key(self, step: int, painted: Callable[[int], str], edits: int | None = None) -> str:
        """The hash of all inputs of a picture after so many of its edits, or all; `painted` is that before any."""
        made = self.of_step(step)[:edits]
        if not made:
            return painted(step)
        one, place = made[-1], made[-1].at(step)
        inputs: dict[str, Any] = {
            "before": self.key(step, painted, len(made) - 1),
            "model": self.weights[one.model],
            "way": asdict(one.way),
            "words": [place.words, place.specifics] if place else [],
            "seed": one.seed,
        }
        if place != one.first:
            read, edits = one.first, self.before(one, one.first.step)
            inputs["reads"] = [self.key(read.step, painted, edits), read.words, read.specifics]
        return hashlib.sha256(json.dumps(inputs, separators=(",", ":")).encode()).hexdigest()

    def touched(self, steps: Collection[int]) -> set[int]:
        """These steps and those whose edits read theirs."""
        return {*steps, *(p.step for one in self.all if one.first.step in steps for p in one.places)}

    def said(self, step: int) -> str:
        """What was changed in a picture, for its alternative text."""
        places = ((one, place) for one in self.of_step(step) if (place := one.at(step)))
        lines = [line for one, place in places for line in place.edits or (one.wish,)]
        return f" Edited: {'; '.join(dict.fromkeys(lines))}." if lines else ""


def with_one(some: Sequence[Retouch], one: Retouch) -> tuple[Retouch, ...]:
    """The edits with one more; the same wish said again takes the place of the last edit of its step."""
    last = Retouches(all=tuple(some)).last(one.first.step)
    again = last is not None and (last.wish, last.first.step) == (one.wish, one.first.step)
    return (*(other for other in some if not (again and other is last)), one)


def without(some: Sequence[Retouch], one: Retouch, step: int) -> tuple[Retouch, ...]:
    """The edits without one of them in a step; where it was wished for there, in all its places."""
    rest = () if one.first.step == step else tuple(place for place in one.places if place.step != step)
    kept = [replace(other, places=rest) if other is one else other for other in some]
    return tuple(other for other in kept if other.places)


def kept_retouches(record: Path, guide: Guide) -> tuple[Retouch, ...]:
    """What the record of an earlier run edited and this guide still has; one note for each step that it has not."""
    try:
        rows = read_record(record)["run"].get("edited", [])
        found = [settings.build(Retouch, row, where=str(record)) for row in rows]
    except (SourceError, SettingError, AttributeError, TypeError):
        return ()
    texts = [step.text for step in guide.steps]
    gone: set[int] = set()

    def now(places: Sequence[Place]) -> Iterator[Place]:
        for place in places:
            step = place_of(place.step, place.text, texts)
            if step is None:
                gone.add(place.step + 1)
            else:
                yield replace(place, step=step)

    kept = [replace(one, places=tuple(now(one.places))) for one in found]
    for number in sorted(gone):
        log.warning("Step %d says something else now; the edits of its picture are dropped.", number)
    return tuple(one for one in kept if one.places)


def place_of(step: int, text: str, texts: Sequence[str]) -> int | None:
    """Where a step with this text is now: at its place, or at the only other one with the same text."""
    if step < len(texts) and texts[step] == text:
        return step
    return texts.index(text) if texts.count(text) == 1 else None


def to_list(some: Sequence[Retouch]) -> list[Mapping[str, Any]]:
    """The edits as guide.json keeps them."""
    return [asdict(one) for one in some]
