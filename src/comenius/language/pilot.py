"""The first few questions asked for good, and what they tell about the others."""

import json
import statistics
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from comenius.guides.model import Guide
from comenius.language.ask import Engine
from comenius.language.budget import Budget, Cost
from comenius.language.model import LanguageModel, Reply, Request, Stopped, Usage
from comenius.language.recaption import recaption
from comenius.language.schema import Mismatch, extract
from comenius.language.store import Store

UNSEEN = (
    2.0  # how many times longer or shorter an answer to a question that was never asked may be than its form
)


class _Few:
    """A model that sets `stop` after so many answers."""

    def __init__(self, model: LanguageModel, most: int, stop: threading.Event) -> None:
        self.model, self.left, self.stop = model, most, stop

    @property
    def name(self) -> str:
        return self.model.name

    def complete(self, request: Request) -> Reply:
        reply = self.model.complete(request)
        self.left -= 1
        if self.left <= 0:
            self.stop.set()
        return reply


def pilot(guide: Guide, model: LanguageModel, store: Store, budget: Budget, most: int) -> None:
    """Asks the first `most` questions of a recaption that have no answer in the store yet; the answers stay there."""
    stop = threading.Event()
    few = _Few(model, most, stop)
    try:
        recaption(guide, few, engine=Engine(model=few, store=store, budget=budget, workers=1, stop=stop))
    except Stopped:
        pass


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a model's answers have cost in tokens, beside the bytes of questions and answers."""

    entry: tuple[float, ...]  # tokens for a byte of the question, of each call
    out: tuple[float, ...]  # tokens for a byte of the answer
    lengths: Mapping[str, tuple[int, ...]]  # tokens of the answers, by prompt
    answers: Mapping[str, object]  # an answer of middle length, by prompt
    cached: float  # share of the questions that was billed as cached

    def likely(self, request: Request, typical: str, budget: Budget) -> tuple[Cost, Cost, Cost]:
        """Least, expected and most cost of a request: as the measured calls, each at its least and at its most.

        The answer to a prompt that was never answered is taken as half to twice as long as `typical`.
        """
        asked = sum(len(message.text.encode("utf-8", "replace")) for message in request.messages)
        entries = _spread([ratio * asked for ratio in self.entry])
        if seen := self.lengths.get(request.prompt_id):
            outs = _spread(seen)
        else:
            middle = statistics.median(self.out) * len(typical.encode())
            outs = (middle / UNSEEN, middle, middle * UNSEEN)
        room = request.params.max_tokens
        least, expected, most = (
            budget.cost(
                Usage(input=round(entry), cached_input=int(entry * share), output=min(room, round(out)))
            )
            for entry, out, share in zip(entries, outs, (self.cached, self.cached, 0.0), strict=True)
        )
        return least, expected, most


def _spread(values: "list[float] | tuple[int, ...]") -> tuple[float, float, float]:
    return min(values), statistics.fmean(values), max(values)


def measured(store: Store, name: str) -> Measured | None:
    """What the answers of the model `name` in the store tell; None when none of them says its tokens."""
    rows = store.query(
        "select request, reply, usage from calls where outcome = 'ok' and usage is not null "
        "and json_extract(request, '$.model') = ? order by length(reply), key",
        name,
    )
    entry, out, lengths, answers = [], [], dict[str, list[int]](), dict[str, list[object]]()
    total = Usage()
    for request, reply, counted in rows:
        question, usage = json.loads(request), Usage(**json.loads(counted))
        parts = [part for turn in question["messages"] for part in turn["parts"] if isinstance(part, str)]
        asked = sum(len(part.encode("utf-8", "replace")) for part in parts)
        if not (asked and reply and usage.input and usage.output):
            continue
        entry.append(usage.input / asked)
        out.append(usage.output / len(reply.encode()))
        lengths.setdefault(question["prompt"][0], []).append(usage.output)
        try:
            answers.setdefault(question["prompt"][0], []).append(extract(reply))
        except Mismatch:
            pass
        total = Usage(input=total.input + usage.input, cached_input=total.cached_input + usage.cached_input)
    if not entry:
        return None
    return Measured(
        entry=tuple(entry),
        out=tuple(out),
        lengths={stage: tuple(found) for stage, found in lengths.items()},
        answers={stage: found[len(found) // 2] for stage, found in answers.items() if found},
        cached=total.cached_input / total.input,
    )
