"""What a picture shows, as words: things, where they are and how they look; told by people or by a model that sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from comenius.errors import SettingError
from comenius.language.ask import Engine
from comenius.language.budget import Budget
from comenius.language.model import Image, InvalidReply, LanguageModel, Message, system
from comenius.language.schema import Mismatch, schema_of
from comenius.language.store import Store
from comenius.language.template import clean

Where = Literal["left", "middle", "right", "background"]
Kind = Literal["food", "vessel", "tool", "place", "other"]
MOST_THINGS = 12  # that are asked for and sent
LONGEST_NAME = 60  # characters
LONGEST_PLACE = 120


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that a picture shows."""

    name: str
    where: Where = "middle"
    look: str = ""  # "golden, sliced"
    kind: Kind = "other"


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """What a picture shows."""

    subject: str  # what it is a picture of
    things: tuple[Thing, ...]
    place: str = ""
    light: str = ""

    def __post_init__(self) -> None:
        if not self.subject.strip() and not any(thing.name.strip() for thing in self.things):
            raise SettingError("The inventory is empty; name at least the subject of the picture.")


@dataclass(frozen=True, kw_only=True)
class SeenThing:
    """One object, as a model answers."""

    name: str
    where: Where
    look: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class SeenPicture:
    """The form of the answer."""

    subject: str
    objects: tuple[SeenThing, ...]
    place: str
    light: str


def inventory_of(
    picture: Image,
    model: LanguageModel,
    *,
    store: Store | None = None,
    budget: Budget | None = None,
    engine: Engine | None = None,
    retry_failed: bool = False,
) -> Inventory:
    """What a model sees in a picture; `NoSight` when it reads words only: then tell the inventory yourself."""
    engine = engine or Engine(
        model=model, store=store or Store(), budget=budget or Budget(), retry_failed=retry_failed
    )
    asked = engine.prompt("inventory")
    chat = [system(asked.render()), Message(role="user", parts=("Here is the photograph.", picture))]
    try:
        return engine.ask(chat, asked=asked, read=seen, schema=schema_of(SeenPicture)).value
    except InvalidReply as error:
        try:
            return seen(error.value, strict=False)
        except Mismatch:
            raise error from None


def seen(value: object, *, strict: bool = True) -> Inventory:
    """The inventory of an answer; what cannot be used of an object is left out, or `Mismatch` when nothing is left."""
    if not isinstance(value, Mapping):
        raise Mismatch('the answer must be an object: {"subject": …, "objects": […], "place": …, "light": …}')
    rows = value.get("objects")
    rows = rows if isinstance(rows, list) else []
    things: dict[tuple[str, str], Thing] = {}
    for row in rows:
        if isinstance(row, Mapping) and (thing := _thing(row)).name:
            things.setdefault((thing.name.lower(), thing.where), thing)
    subject = _text(value, "subject", LONGEST_NAME)
    if strict and (not subject or not things):
        raise Mismatch(
            "subject must be named, and objects must be a list of things with name, where and look"
        )
    if not subject and not things:
        raise Mismatch("nothing is named")
    return Inventory(
        subject=subject or next(iter(things.values())).name,
        things=tuple(things.values())[:MOST_THINGS],
        place=_text(value, "place", LONGEST_PLACE),
        light=_text(value, "light", LONGEST_PLACE),
    )


def _thing(row: Mapping[str, object]) -> Thing:
    where, kind = row.get("where"), row.get("kind")
    return Thing(
        name=_text(row, "name", LONGEST_NAME),
        where=where if where in get_args(Where) else "middle",  # type: ignore[arg-type]
        look=_text(row, "look", LONGEST_NAME),
        kind=kind if kind in get_args(Kind) else "other",  # type: ignore[arg-type]
    )


def _text(row: Mapping[str, object], name: str, longest: int) -> str:
    value = row.get(name)
    return clean(value, longest) if isinstance(value, str) else ""
