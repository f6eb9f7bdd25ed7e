"""From a guide to its storyboard: by the rules of the symbolic kitchen, or by a language model."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from comenius.errors import SourceError
from comenius.guides.model import Guide
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.language.saying import caption
from comenius.language.similarity import DOUBT, UNSURE, compared
from comenius.language.strange import guessed, known, strangers, understood
from comenius.language.tongue import ENGLISH, tongue
from comenius.language.tracker import Tracked, track

if TYPE_CHECKING:
    from comenius.language.budget import Budget
    from comenius.language.model import LanguageModel
    from comenius.language.store import Store


def plan(
    guide: Guide,
    *,
    seed: int = 0,
    model: "LanguageModel | None" = None,
    store: "Store | None" = None,
    budget: "Budget | None" = None,
    retry_failed: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Storyboard:
    """What each step's picture must show, and how alike the pictures should be.

    Without a `model` the rules decide. With one it is asked turn by turn, its answers kept in `store`, for no more
    than `budget`, with `retry_failed` also for those again that were of no use; the rules fill what it leaves open.
    `seed` chooses the kitchen: table, wall, the materials of the vessels.
    """
    if not guide.steps:
        raise SourceError(f"{guide.title!r} has no steps; a guide needs at least one to be illustrated.")
    if model is None and (spoken := tongue(guide)) != ENGLISH:
        raise SourceError(
            f"{guide.title!r} is in {spoken}, and the rules read only {ENGLISH}. "
            "Translate it, or let a language model plan it: --llm ADDRESS."
        )
    tracked = track(guide, seed=seed)
    if model is None:
        return by_rules(guide, tracked)
    from comenius.language.recaption import recaption

    offline = [one.shot for one in tracked]
    seen = recaption(
        guide,
        model,
        store=store,
        budget=budget,
        retry_failed=retry_failed,
        offline=offline,
        progress=progress,
    )
    frames = tuple(
        replace(
            _frame(one),
            state=seen.states[i],
            shot=seen.shots[i],
            caption=caption(seen.shots[i]),
            foods=(),
            origins=(),
            links=seen.links[i] if any(seen.links) else one.links,
            notes=seen.notes[i],
        )
        for i, one in enumerate(tracked)
    )
    return Storyboard(
        goal=guide.title,
        frames=frames,
        similarity=seen.similarity,
        raw_similarity=seen.raw_similarity,
        source=seen.source,
        repairs=seen.repairs,
    )


def by_rules(guide: Guide, tracked: tuple[Tracked, ...]) -> Storyboard:
    """The storyboard of what the symbolic kitchen saw."""
    frames = tuple(map(_frame, tracked))
    shots = [one.contents.shot if one.caption else one.shot for one in tracked]
    doubt = UNSURE if tracked and tracked[0].caption else DOUBT
    return Storyboard(goal=guide.title, frames=frames, similarity=compared(shots, doubt))


def _frame(one: Tracked) -> Frame:
    return Frame(
        step=one.step,
        action=one.action,
        state=one.state,
        shot=one.shot,
        caption=one.caption or caption(one.shot),
        foods=one.contents.shot.foods,
        origins=one.origins,
        tools=one.tools,
        drawn=one.drawn,
        links=one.links,
        notes=one.notes,
    )


def guesses(storyboard: Storyboard) -> int:
    """How many pictures rest mainly on a guess: on a stand-in, or on nothing that the step names.

    A language model chooses looks itself, so that of its storyboards nothing is counted.
    """
    return 0 if storyboard.source != "rules" else sum(map(_guessed, storyboard.frames))


def strange_words(storyboard: Storyboard) -> tuple[str, ...]:
    """What the guessed pictures name and the lexicon does not know, in the order of the steps."""
    found: list[str] = []
    for frame in storyboard.frames if storyboard.source == "rules" else ():
        if _guessed(frame):
            found += [
                *(name for food in frame.shot.foods for name in guessed(food)),
                *strangers(frame.action),
            ]
    heads: dict[str, str] = {}
    for name in found:
        heads.setdefault(name.split()[-1], name)
    return tuple(heads.values())


def _guessed(frame: Frame) -> bool:
    """Whether a picture rests mainly on a guess."""
    foods = frame.shot.foods
    if not understood(frame.action):
        return True
    strange = strangers(frame.action)
    if not foods:
        return bool(strange) or (frame.shot.vessel == "table" and not frame.shot.tool)
    names = [name for food in foods for name in (food.part_names or (food.name,))]
    if 2 * sum(not known(name) for name in names) >= len(names):
        return True
    words = frame.action.lower()
    return bool(strange) and not any(word in words for name in names for word in name.split())


def to_dict(storyboard: Storyboard) -> dict[str, Any]:
    """The storyboard as guide.json keeps it: dicts, lists, text and numbers."""
    plain: dict[str, Any] = _lists(asdict(storyboard))
    return plain


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_lists(item) for item in value]
    return value
