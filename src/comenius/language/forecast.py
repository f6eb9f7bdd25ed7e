"""What asking would cost, before anything is asked: which answers are kept, and the worst the others can cost."""

import json
from dataclasses import dataclass, field

from comenius.guides.model import Guide
from comenius.language.ask import Engine
from comenius.language.budget import Budget, Cost
from comenius.language.keys import key_of
from comenius.language.model import Reply, Request
from comenius.language.pilot import Measured, measured
from comenius.language.recaption import recaption
from comenius.language.store import Store


@dataclass(frozen=True, kw_only=True)
class Stage:
    """The questions of one prompt."""

    hits: int = 0  # answers that are kept: free
    misses: int = 0
    worst: Cost = field(default_factory=Cost)
    likely: tuple[Cost, Cost, Cost] | None = None  # least, expected, most; None when nothing was measured

    def __add__(self, other: "Stage") -> "Stage":
        return Stage(
            hits=self.hits + other.hits,
            misses=self.misses + other.misses,
            worst=self.worst + other.worst,
            likely=_both(self.likely, other.likely),
        )


def _both(
    left: tuple[Cost, Cost, Cost] | None, right: tuple[Cost, Cost, Cost] | None
) -> tuple[Cost, Cost, Cost] | None:
    if left is None or right is None:
        return left or right
    return left[0] + right[0], left[1] + right[1], left[2] + right[2]


@dataclass(kw_only=True)
class Rehearsal:
    """Stands in for a model: gives what is kept, and for the rest notes the cost and says something harmless."""

    name: str
    store: Store
    budget: Budget
    steps: int
    stages: dict[str, Stage] = field(default_factory=dict)
    measured: Measured | None = None
    unheard: int = 0  # answers to steps that nobody knows yet, each as long as it may be

    def complete(self, request: Request) -> Reply:
        """The kept reply, or a stand-in."""
        kept = self.store.get(key_of(request))
        self._count(request.prompt_id, Stage(hits=1) if kept else self._miss(request))
        if kept:
            return kept.reply
        self.unheard += request.prompt_id == "recaption"
        return Reply(text=json.dumps(self._stand_in(request)))

    def _miss(self, request: Request) -> Stage:
        """A question at its longest: every unknown answer before it fills its room."""
        before = sum(message.role == "assistant" for message in request.messages)
        longer = min(self.unheard, before) * request.params.max_tokens
        worst, typical = self.budget.worst(request, more_input=longer), json.dumps(self._stand_in(request))
        likely = self.measured.likely(request, typical, self.budget) if self.measured else None
        return Stage(misses=1, worst=worst, likely=likely)

    def _count(self, prompt_id: str, one: Stage) -> None:
        self.stages[prompt_id] = self.stages.get(prompt_id, Stage()) + one

    def _stand_in(self, request: Request) -> object:
        n = self.steps
        link = {"name": "chopped onion", "relation": "same", "step": None}
        match request.prompt_id:
            case "similarity":
                return {"similarity": [[1.0] * n] * n}
            case "links":
                return {"steps": [{"links": [link, link]}] * n}
        if self.measured and request.prompt_id in self.measured.answers:
            return self.measured.answers[request.prompt_id]
        return {"state": "It stands on the table.", "foods": [], "vessel": "", "material": "", "tool": "",
                "hand": False, "steam": False, "fire": False}  # fmt: skip


def forecast(guide: Guide, name: str, store: Store, budget: Budget) -> dict[str, Stage]:
    """The questions that a recaption of a guide by the model `name` would ask, by prompt.

    The worst case holds as long as no answer has to be asked for twice; tokens of a question are counted as bytes.
    What is likely follows from the answers of that model in the store, if there are any.
    """
    rehearsal = Rehearsal(
        name=name, store=store, budget=budget, steps=len(guide.steps), measured=measured(store, name)
    )
    recaption(guide, rehearsal, engine=Engine(model=rehearsal, workers=1))
    return rehearsal.stages
