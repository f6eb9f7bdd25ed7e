"""What two steps have in common: which things of an earlier picture a later one may look at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comenius.lexicon.shot import Food, Link, Shot, bare

Thing = tuple[int, int]  # a step and the place among its things: its foods in order, then its vessel
KEPT = ("same", "same-shape", "same-texture")  # what is merely similar has changed too much to be copied


@dataclass(frozen=True, kw_only=True)
class Common:
    """Phrases for the things of a source: those its reader shows as well, and those it does not."""

    shared: tuple[str, ...]
    others: tuple[str, ...]


def common(
    shots: Sequence[Shot], links: Sequence[Sequence[Link]], pairs: Iterable[tuple[int, int]], *, looks: bool
) -> dict[tuple[int, int], Common]:
    """What readers share with their sources, in pairs of both; phrases by drawable `looks`, or in the reader's words.

    `links` say for each shot what of it an earlier one shows.
    """
    kinds = tracks(shots, links)
    out = {}
    for reader, source in pairs:
        mine = {kinds[reader, place] for place in range(len(things(shots[reader])))}
        named = [
            (kinds[source, place] in mine, _phrase(shots[source], thing, looks))
            for place, thing in enumerate(things(shots[source]))
        ]
        out[reader, source] = Common(
            shared=tuple(phrase for both, phrase in named if both),
            others=tuple(phrase for both, phrase in named if not both),
        )
    return out


def phrases_of(found: Iterable[Common]) -> list[str]:
    """What to look for in a picture of which readers share these, each phrase once."""
    return sorted({phrase for one in found for phrase in one.shared + one.others})


def tracks(shots: Sequence[Shot], links: Sequence[Sequence[Link]]) -> dict[Thing, int]:
    """For each thing of each step a number, the same wherever it is the same thing: links, followed to their ends."""
    out: dict[Thing, int] = {}
    for step, shot in enumerate(shots):
        for place, thing in enumerate(things(shot)):
            name = thing if isinstance(thing, str) else thing.name
            link = next((link for link in links[step] if link.name == name), None)
            before = None if link is None else _meant(shots, link, thing)
            out[step, place] = len(out) if before is None else out[before]
    return out


def things(shot: Shot) -> list[str | Food]:
    """The foods of a shot, and its vessel when it has one."""
    return [*shot.foods, *([shot.vessel] if shot.vessel != "table" else [])]


def _meant(shots: Sequence[Shot], link: Link, thing: str | Food) -> Thing | None:
    """The earlier thing that a link means: of its name, else of its look; none where it has changed too much."""
    if link.step is None or link.relation not in KEPT:
        return None
    earlier = things(shots[link.step])
    if isinstance(thing, str):
        return next(((link.step, i) for i, other in enumerate(earlier) if other == thing), None)
    foods = [(i, other) for i, other in enumerate(earlier) if isinstance(other, Food)]
    by_name = [i for i, other in foods if other.name == thing.name]
    by_look = [i for i, other in foods if other.look == thing.look]
    return next(((link.step, i) for i in (*by_name, *by_look)), None)


def _phrase(shot: Shot, thing: str | Food, looks: bool) -> str:
    """What a thing is called in a picture."""
    return bare(thing, looks=looks) if isinstance(thing, Food) else f"{shot.material} {thing}".strip()
