"""Object links: what a step shows and which earlier step it looks like, from the tracker or from a language model."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

from comenius.lexicon.shot import Food, Link, Shot

Relation = Literal["new", "same", "similar", "same-shape", "same-texture"]
# The first keyword found in a relation as a model words it decides: "total similar" is the same thing.
KEYWORDS: tuple[tuple[tuple[str, ...], Relation], ...] = (
    (("total", "same-shape", "same shape"), "same"),
    (("shape",), "same-shape"),
    (("texture",), "same-texture"),
    (("same", "identical"), "same"),
    (("similar",), "similar"),
    (("new",), "new"),
)


class Sighting(Protocol):
    """A shot whose things can be told apart."""

    @property
    def shot(self) -> Shot:
        """What is shown."""

    @property
    def tracks(self) -> tuple[frozenset[int], ...]:
        """Beside shot.foods: which things each food is made of."""

    @property
    def standing(self) -> str:
        """Which vessel of its kind."""


def links_of(tracked: Sequence[Sighting]) -> tuple[tuple[Link, ...], ...]:
    """The links of every step: each food and the vessel, with the latest earlier step that shows them."""
    return tuple(
        tuple(
            [
                _link(tracked[:index], food, tracks)
                for food, tracks in zip(one.shot.foods, one.tracks, strict=True)
            ]
            + _vessel(tracked[:index], one)
        )
        for index, one in enumerate(tracked)
    )


def _link(earlier: Sequence[Sighting], food: Food, tracks: frozenset[int]) -> Link:
    for step in range(len(earlier) - 1, -1, -1):
        shared = [
            (len(tracks & before) / len(tracks | before), number)
            for number, before in enumerate(earlier[step].tracks)
            if tracks & before
        ]
        if shared:
            overlap, number = max(shared)
            relation = _relation(earlier[step].shot.foods[number], food, overlap)
            return Link(name=food.name, relation=relation, step=step)
    return Link(name=food.name, relation="new")


def _relation(before: Food, after: Food, overlap: float) -> Relation:
    """Same when nothing changed; same shape, other surface; same surface, other shape; else similar."""
    if before.look != after.look or overlap < 0.5:
        return "similar"
    if before.form == after.form:
        alike = (before.doneness, before.topped) == (after.doneness, after.topped)
        return "same" if alike else "same-shape"
    return "same-texture" if before.doneness == after.doneness else "similar"


def _vessel(earlier: Sequence[Sighting], one: Sighting) -> list[Link]:
    if one.shot.vessel == "table":
        return []
    for step in range(len(earlier) - 1, -1, -1):
        if earlier[step].standing == one.standing and earlier[step].shot.vessel == one.shot.vessel:
            return [Link(name=one.shot.vessel, relation="same", step=step)]
    return [Link(name=one.shot.vessel, relation="new")]


def read_links(answer: Any, steps: int) -> tuple[tuple[tuple[Link, ...], ...], tuple[str, ...]]:
    """The links a language model gave for `steps` steps, and every repair in words.

    An answer is a list of steps, each a list of objects `{"name", "relation", "step"}` or triples in that order,
    steps counted from 1. What cannot be mended is left out; a missing step has no links.
    """
    repairs: list[str] = []
    rows = _rows(answer, repairs)
    if len(rows) != steps:
        repairs.append(f"links: {len(rows)} steps for a guide of {steps}")
    found: list[tuple[Link, ...]] = []
    for index in range(steps):
        row = rows[index] if index < len(rows) else []
        links: list[Link] = []
        for entry in row:
            link = _read(entry, index, found, repairs)
            if link is not None:
                links.append(link)
        found.append(tuple(links))
    return tuple(found), tuple(repairs)


def _rows(answer: Any, repairs: list[str]) -> list[list[Any]]:
    if isinstance(answer, Mapping):
        inner = next((value for value in answer.values() if isinstance(value, list)), None)
        answer = inner if inner is not None else []
    if not isinstance(answer, list):
        repairs.append(f"links: a list of steps was expected, not {type(answer).__name__}")
        return []
    rows: list[list[Any]] = []
    for row in answer:
        if isinstance(row, Mapping):
            row = next((value for value in row.values() if isinstance(value, list)), [row])
        if not isinstance(row, list):
            repairs.append(f"links of step {len(rows) + 1}: a list was expected, not {type(row).__name__}")
        rows.append(row if isinstance(row, list) else [])
    return rows


def _read(entry: Any, index: int, found: Sequence[tuple[Link, ...]], repairs: list[str]) -> Link | None:
    """One object of a step; its reference checked against what earlier steps name."""
    where = f"links of step {index + 1}"
    if isinstance(entry, Mapping):
        name, wording, reference = entry.get("name"), entry.get("relation"), entry.get("step")
    elif isinstance(entry, (list, tuple)) and entry:
        name, wording, reference = (*entry, None, None)[:3]
    else:
        repairs.append(f"{where}: an entry is not an object")
        return None
    if not isinstance(name, str) or not name.strip():
        repairs.append(f"{where}: an entry has no name")
        return None
    name = name.strip()
    relation = _relation_of(wording, f"{where}: {name}", repairs)
    if relation == "new":
        if reference not in (None, "", 0, "null", "none"):
            repairs.append(f"{where}: {name} is new, its reference was dropped")
        return Link(name=name, relation="new")
    step = _reference(reference, index)
    if step is not None:
        return Link(name=name, relation=relation, step=step)
    step = _latest(name, found)
    repairs.append(
        f"{where}: {name} refers to {reference!r}, "
        + (f"read as step {step + 1}" if step is not None else "read as new")
    )
    return Link(name=name, relation=relation if step is not None else "new", step=step)


def _relation_of(wording: Any, where: str, repairs: list[str]) -> Relation:
    text = str(wording or "").strip().lower().replace("_", "-")
    if text in ("new", "same", "similar", "same-shape", "same-texture"):
        return text  # type: ignore[return-value]
    for keywords, relation in KEYWORDS[1:] if "total" not in text else KEYWORDS:
        if any(keyword in text for keyword in keywords):
            return relation
    repairs.append(f"{where}: the relation {wording!r} was read as similar")
    return "similar"


def _reference(value: Any, index: int) -> int | None:
    """An earlier step from 0, when `value` is one: `2`, `"2"`, `"step 2"`; never a score, never the step itself."""
    if isinstance(value, str):
        digits = value.lower().replace("step", "").strip(" #.")
        value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) > 1e6:
        return None
    if value != int(value) or not 1 <= int(value) <= index:
        return None
    return int(value) - 1


def _latest(name: str, found: Sequence[tuple[Link, ...]]) -> int | None:
    """The latest earlier step that names the object."""
    for step in range(len(found) - 1, -1, -1):
        if any(link.name.lower() == name.lower() for link in found[step]):
            return step
    return None
