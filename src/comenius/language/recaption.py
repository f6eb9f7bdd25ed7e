"""What can be seen after each step, asked turn by turn (Phung, Ge, Huang, arXiv:2406.04337).

One chat: a user turn per step; then, each on its own, the similarity of the states and the links between objects.
Turn i depends on the steps up to i alone, so an edited step asks again for itself and what follows, and for nothing
before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from comenius.errors import SettingError
from comenius.guides.model import Guide
from comenius.language.ask import Engine
from comenius.language.budget import Budget
from comenius.language.dialogue import Dialogue
from comenius.language.model import LanguageModel
from comenius.language.similarity import Matrix
from comenius.language.store import Store
from comenius.lexicon.shot import Link, Shot

Mode = Literal["act", "act_act", "state_act", "result"]


@dataclass(frozen=True, kw_only=True)
class Recaptioned:
    """A guide as a language model sees it: one entry per step, and how the steps hang together."""

    states: tuple[str, ...]
    shots: tuple[Shot, ...]
    similarity: Matrix
    raw_similarity: Matrix  # as the model gave it, as far as it was numbers; empty when it was not asked
    links: tuple[tuple[Link, ...], ...]
    notes: tuple[tuple[str, ...], ...]  # for each step: what was mended or cut
    repairs: tuple[str, ...]  # of the matrix and the links
    source: str  # the model's name
    keys: tuple[str, ...]  # of every call, in order


def prompts(actions: Sequence[str], states: Sequence[str], mode: Mode = "state_act") -> tuple[str, ...]:
    """The picture prompts: p_1 = a_1, p_i = a_i ⊕ s_{i-1} (arXiv:2406.04337, Eq. 1), ⊕ being concatenation.

    `act` is a_i alone, `act_act` is a_i ⊕ a_{i-1}; `result` is our own a_i ⊕ s_i. One step is a_1 in all but that.
    """
    if len(actions) != len(states):
        raise SettingError(f"{len(actions)} actions and {len(states)} states; each action needs its state.")
    before: dict[str, Sequence[str]] = {
        "act": [""] * len(actions),
        "act_act": ["", *actions[:-1]],
        "state_act": ["", *states[:-1]],
        "result": states,
    }
    if mode not in before:
        raise SettingError(f"The prompt mode is {mode!r}; it must be one of {', '.join(before)}.")
    return tuple(join(action, context) for action, context in zip(actions, before[mode], strict=True))


def join(action: str, context: str) -> str:
    """Two sentences as one prompt, the action first."""
    action, context = action.strip(), context.strip()
    if not action or not context:
        return action or context
    return f"{action} {context}" if action.endswith((".", "!", "?", "…")) else f"{action}. {context}"


def recaption(
    guide: Guide,
    model: LanguageModel,
    *,
    store: Store | None = None,
    budget: Budget | None = None,
    engine: Engine | None = None,
    retry_failed: bool = False,
    offline: Sequence[Shot] = (),
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Recaptioned:
    """The states, shots, similarity and links of a guide, in the model's eyes.

    Answers are kept in `store`, and `budget` caps all that it ever cost; with `retry_failed`
    those that were of no use are asked for again; an `engine` brings all three of its own.
    `offline` are the shots that rules would make, one a step: they fill what the model leaves open. `progress` is told
    after every turn how many of how many are done. A reply without any usable form is an `Unusable`.
    """
    if not guide.steps:
        raise SettingError("A guide without steps cannot be recaptioned.")
    if offline and len(offline) != len(guide.steps):
        raise SettingError(
            f"{len(offline)} offline shots for {len(guide.steps)} steps; there must be one a step."
        )
    engine = engine or Engine(
        model=model, store=store or Store(), budget=budget or Budget(), retry_failed=retry_failed
    )
    chat = Dialogue(guide, engine, offline, progress)
    states, shots, notes = zip(*chat.states(), strict=True)
    (similarity, raw, repairs), (links, mended) = chat.comparisons(shots)
    return Recaptioned(
        states=states,
        shots=shots,
        similarity=similarity,
        raw_similarity=raw,
        links=links,
        notes=notes,
        repairs=(*repairs, *mended),
        source=engine.model.name,
        keys=tuple(key for keys in chat.keys.values() for key in keys),
    )
