"""What two steps have in common: which things of an earlier picture a later one may look at."""

from dataclasses import dataclass

from comenius.diffusion.attention.graph import StepGraph
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.lexicon.shot import Food, Link, bare

Thing = tuple[int, int]  # a step and the place among its things: its foods in order, then its vessel
KEPT = ("same", "same-shape", "same-texture")  # what is merely similar has changed too much to be copied


@dataclass(frozen=True, kw_only=True)
class Common:
    """Phrases for the things of a source: those its reader shows as well, and those it does not."""

    shared: tuple[str, ...]
    others: tuple[str, ...]


def common(storyboard: Storyboard, graph: StepGraph, *, looks: bool) -> dict[tuple[int, int], Common]:
    """What the reader and the source of each edge share; phrases by drawable `looks`, or in the reader's words."""
    frames = storyboard.frames
    kinds = tracks(frames)
    out = {}
    for reader, source, _ in graph.edges:
        mine = {kinds[reader, place] for place in range(len(_things(frames[reader])))}
        named = [
            (kinds[source, place] in mine, _phrase(frames[source], place, looks))
            for place in range(len(_things(frames[source])))
        ]
        out[reader, source] = Common(
            shared=tuple(phrase for both, phrase in named if both),
            others=tuple(phrase for both, phrase in named if not both),
        )
    return out


def tracks(frames: tuple[Frame, ...]) -> dict[Thing, int]:
    """For each thing of each step a number, the same wherever it is the same thing: links, followed to their ends."""
    out: dict[Thing, int] = {}
    for step, frame in enumerate(frames):
        for place, thing in enumerate(_things(frame)):
            name = thing if isinstance(thing, str) else thing.name
            link = next((link for link in frame.links if link.name == name), None)
            before = None if link is None else _meant(frames, link, thing)
            out[step, place] = len(out) if before is None else out[before]
    return out


def _meant(frames: tuple[Frame, ...], link: Link, thing: str | Food) -> Thing | None:
    """The earlier thing that a link means: of its name, else of its look; none where it has changed too much."""
    if link.step is None or link.relation not in KEPT:
        return None
    earlier = _things(frames[link.step])
    if isinstance(thing, str):
        return next(((link.step, i) for i, other in enumerate(earlier) if other == thing), None)
    foods = [(i, other) for i, other in enumerate(earlier) if isinstance(other, Food)]
    by_name = [i for i, other in foods if other.name == thing.name]
    by_look = [i for i, other in foods if other.look == thing.look]
    return next(((link.step, i) for i in (*by_name, *by_look)), None)


def _things(frame: Frame) -> list[str | Food]:
    """The foods of a shot, and its vessel when it has one."""
    return [*frame.shot.foods, *([frame.shot.vessel] if frame.shot.vessel != "table" else [])]


def _phrase(frame: Frame, place: int, looks: bool) -> str:
    """What a thing is called in a picture."""
    thing = _things(frame)[place]
    if isinstance(thing, Food):
        return bare(thing, looks=looks)
    return f"{frame.shot.material} {thing}".strip()
