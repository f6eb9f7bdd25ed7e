"""A vague wish decomposed by a language model: one question, checks, one repair turn, then what is good of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import get_args

from comenius.language.ask import Engine
from comenius.language.inventory import MOST_THINGS, Inventory, Where
from comenius.language.model import (
    InvalidReply,
    LanguageError,
    OverBudget,
    ReplayMiss,
    Stopped,
    Unusable,
    system,
    user,
)
from comenius.language.schema import Mismatch, schema_of
from comenius.language.specifics import LONGEST_CAPTION, LONGEST_WISH, Specific
from comenius.language.template import clean, fence
from comenius.language.wish_checks import sifted
from comenius.language.wish_things import Scene

LONGEST_INSTRUCTION = 160  # characters that are kept of an answer
LONGEST_READING = 240


@dataclass(frozen=True, kw_only=True)
class PlannedEdit:
    """One edit, as a model answers."""

    target: str
    instruction: str
    where: Where


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The form of the answer."""

    reading: str
    edits: tuple[PlannedEdit, ...]


@dataclass(frozen=True, kw_only=True)
class BothCaptions:
    """The form of the answer about captions."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What came of asking."""

    reading: str
    edits: tuple[Specific, ...]
    dropped: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]


@dataclass
class Asking:
    """One wish about one inventory, asked of one model."""

    engine: Engine
    inventory: Inventory
    scene: Scene
    wish: str
    sample: int = 0
    seed: int | None = None
    given: Sequence[str] = ()
    barred: Collection[str] = ()

    def edits(self, n: int) -> Found:
        """At most n edits that pass the checks. An answer without any JSON, twice, is an `InvalidReply`."""
        asked = self.engine.prompt("specify")
        seen: list[Found] = []
        question = {
            "inventory": material(self.inventory),
            "wish": clean(self.wish, LONGEST_WISH),
            "chosen": list(self.given),
            "untouchable": list(self.barred),
        }
        try:
            answer = self.engine.ask(
                [system(asked.render(n=str(n))), user(fence(question))],
                asked=asked,
                read=self._reader(n, seen),
                schema=schema_of(Planned),
                params=replace(asked.params, seed=self.seed),
                sample_index=self.sample,
            )
        except InvalidReply as error:
            if not seen:
                raise
            best = max(seen, key=lambda one: len(one.edits))
            return replace(best, keys=error.keys)
        return replace(answer.value, keys=answer.keys)

    def _reader(self, n: int, seen: list[Found]) -> Callable[[object], Found]:
        """Reads an answer; `seen` gets what was good of it, whether or not all was."""

        def read(value: object) -> Found:
            found, complaint = self._read(value, n)
            seen.append(found)
            if complaint:
                raise Mismatch(complaint)
            return found

        return read

    def _read(self, value: object, n: int) -> tuple[Found, str]:
        if not isinstance(value, Mapping) or not isinstance(value.get("edits"), list):
            raise Mismatch(
                'the answer must be an object: {"reading": …, "edits": [{"target", "instruction", "where"}]}'
            )
        rows = [row for row in value["edits"] if isinstance(row, Mapping)]
        edits = [edit for row in rows if (edit := self._edit(row)).instruction]
        good, bad = sifted(edits, self.wish, self.scene, given=self.given, barred=self.barred)
        told = value.get("reading")
        reading = clean(told, LONGEST_READING) if isinstance(told, str) else ""
        more = tuple((edit.instruction, f"more than the {n} that were asked for") for edit in good[n:])
        found = Found(reading=reading, edits=good[:n], dropped=(*bad, *more), keys=())
        complaints = [f"the edit {text!r} {why}" for text, why in bad]
        if len(rows) != n:
            complaints.insert(0, f"edits holds {len(rows)}; exactly {n} are needed")
        elif len(edits) != n:
            complaints.insert(0, "every edit needs target, instruction and where as text")
        return found, "; ".join(complaints)

    def _edit(self, row: Mapping[str, object]) -> Specific:
        target, order, where = (row.get(name) for name in ("target", "instruction", "where"))
        name = clean(target, 60) if isinstance(target, str) else ""
        things = self.scene.named(name.split())
        if where not in get_args(Where):
            where = things[0].thing.where if things else "middle"
        text = clean(order, LONGEST_INSTRUCTION).rstrip(" .") if isinstance(order, str) else ""
        return Specific(target=name, instruction=text, where=str(where), origin="model")

    def captions(self, edits: Sequence[Specific]) -> tuple[tuple[str, str] | None, tuple[str, ...], str]:
        """Both captions, or none when the model gave none of use; the calls; what went wrong."""
        asked = self.engine.prompt("edit_captions")
        question = {"inventory": material(self.inventory), "edits": [edit.instruction for edit in edits]}
        chat = [system(asked.render()), user(fence(question))]
        try:
            answer = self.engine.ask(chat, asked=asked, read=captioned, schema=schema_of(BothCaptions))
        except (OverBudget, ReplayMiss, Stopped):
            raise
        except Unusable as error:
            return (
                None,
                getattr(error, "keys", ()),
                "captions: none of use from the model → from the inventory",
            )
        except LanguageError:
            raise
        return answer.value, answer.keys, ""


def captioned(value: object) -> tuple[str, str]:
    """Both captions of an answer, or `Mismatch`."""
    if not isinstance(value, Mapping):
        raise Mismatch('the answer must be an object: {"before": …, "after": …}')
    texts = [value.get(name) for name in ("before", "after")]
    both = [clean(text, 200).rstrip(" .") for text in texts if isinstance(text, str)]
    if len(both) != 2 or not all(both):
        raise Mismatch("before and after must both be a caption")
    for name, text in zip(("before", "after"), both, strict=True):
        if len(text.split()) > LONGEST_CAPTION:
            raise Mismatch(f"{name} has {len(text.split())} words; at most {LONGEST_CAPTION} are allowed")
    if both[0].lower() == both[1].lower():
        raise Mismatch("before and after are the same; after must show what was edited")
    return both[0], both[1]


def material(inventory: Inventory) -> dict[str, object]:
    """An inventory as it is sent: capped, and clean of what cannot be seen."""
    things = [
        {name: clean(str(text), 60) for name, text in asdict(thing).items()} for thing in inventory.things
    ]
    return {
        "subject": clean(inventory.subject, 120),
        "objects": things[: 2 * MOST_THINGS],
        "place": clean(inventory.place, 120),
        "light": clean(inventory.light, 120),
    }
