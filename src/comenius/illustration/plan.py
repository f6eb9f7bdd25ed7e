"""From a guide to its storyboard: by the rules of the symbolic kitchen, or by a language model."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from comenius.errors import SourceError
from comenius.guides.model import Guide
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.language.similarity import similarity
from comenius.language.tracker import Tracked, track
from comenius.lexicon.shot import describe

if TYPE_CHECKING:
    from comenius.language.model import LanguageModel
    from comenius.language.store import Store


def plan(
    guide: Guide,
    *,
    seed: int = 0,
    model: "LanguageModel | None" = None,
    store: "Store | None" = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Storyboard:
    """What each step's picture must show, and how alike the pictures should be.

    Without a `model` the rules decide. With one it is asked turn by turn, its answers kept in `store`; the rules
    fill what it leaves open. `seed` chooses the kitchen: table, wall, the materials of the vessels.
    """
    if not guide.steps:
        raise SourceError(f"{guide.title!r} has no steps; a guide needs at least one to be illustrated.")
    tracked = track(guide, seed=seed)
    if model is None:
        return by_rules(guide, tracked)
    from comenius.language.recaption import recaption

    seen = recaption(guide, model, store=store, offline=[one.shot for one in tracked], progress=progress)
    frames = tuple(
        Frame(
            step=one.step,
            action=one.action,
            state=seen.states[i],
            shot=seen.shots[i],
            caption=describe(seen.shots[i]),
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
    frames = tuple(
        Frame(
            step=one.step,
            action=one.action,
            state=one.state,
            shot=one.shot,
            caption=describe(one.shot),
            links=one.links,
            notes=one.notes,
        )
        for one in tracked
    )
    return Storyboard(goal=guide.title, frames=frames, similarity=similarity(tracked))


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
