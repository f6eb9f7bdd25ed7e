"""Ask a language model for a value: from the store if it was ever answered, else once, checked and kept."""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from comenius.language.budget import Budget, Cost
from comenius.language.keys import key_of
from comenius.language.model import (
    InvalidReply,
    LanguageModel,
    Message,
    Params,
    Permanent,
    Refused,
    Reply,
    Request,
    Stopped,
    Transient,
    TruncatedReply,
    assistant,
    user,
    workers,
)  # fmt: skip
from comenius.language.pace import Clock, Pace, Watch
from comenius.language.schema import Mismatch, extract
from comenius.language.store import Attempt, Outcome, Store
from comenius.language.template import Prompt, clean, prompt, prompt_versions, whole
from comenius.language.together import Gate, together

T = TypeVar("T")
V = TypeVar("V")
LONGEST_QUOTE = 4000  # characters of a bad answer that a repair turn shows


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[T]):
    """A checked value and where it came from."""

    value: T
    keys: tuple[str, ...]  # of the calls that made it, the last one gave the value
    cached: bool  # nothing was sent
    repaired: bool = False  # the first answer was refused, the second was good


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A language model with a memory, a purse and patience."""

    model: LanguageModel
    store: Store = field(default_factory=Store)
    budget: Budget = field(default_factory=Budget)
    pace: Pace = field(default_factory=Pace)
    clock: Clock = field(default_factory=Clock)
    retry_failed: bool = False  # ask again what was refused, cut off or invalid
    workers: int = 0  # questions asked side by side; 0: as many as the model says it takes
    gate: Gate = field(default_factory=Gate)
    watch: Watch = field(default_factory=Watch)
    stop: threading.Event = field(default_factory=threading.Event)  # set: nothing more is sent

    def prompt(self, name: str) -> Prompt:
        """The prompt of that name in the version that this model is asked: today's, in a replay the one kept."""
        kept = getattr(self.model, "versions", {}).get(name)
        return prompt(name, kept if kept in prompt_versions(name) else None)

    def ask(
        self,
        messages: Sequence[Message],
        *,
        asked: Prompt,
        read: Callable[[object], T],
        schema: dict[str, object] | None = None,
        params: Params | None = None,
        sample_index: int = 0,
    ) -> Answer[T]:
        """What `read` makes of the reply's JSON. When it raises `Mismatch`, one more turn shows the model why."""
        request = Request(
            model=self.model.name,
            messages=tuple(messages),
            prompt_id=asked.id,
            prompt_version=asked.version,
            params=params or asked.params,
            schema=schema,
            sample_index=sample_index,
        )
        seen = _Reading(read)
        reply, keys, cached = self._whole(request, seen)
        try:
            return Answer(value=seen(reply), keys=keys, cached=cached)
        except Mismatch as error:
            words = prompt("repair").render(problem=clean(str(error), 400))
            turn = assistant(reply.text[:LONGEST_QUOTE] or "(empty)"), user(words)
        again = replace(request, messages=(*request.messages, *turn))
        reply, more, cached_again = self._whole(again, seen)
        keys = (*keys, *more)
        try:
            return Answer(value=seen(reply), keys=keys, cached=cached and cached_again, repaired=True)
        except Mismatch as error:
            raise InvalidReply(
                f"The language model {self.model.name} answered twice, but not in the form that was asked for "
                f"({clean(str(error), 160)}). Ask again with --retry-failed, or try another model.",
                value=seen.json,
                keys=keys,
            ) from error

    def _whole(self, request: Request, seen: "_Reading[T]") -> tuple[Reply, tuple[str, ...], bool]:
        """A reply that was not cut off; a cut one is asked once more with twice the room."""
        reply, cached = self._call(request, seen)
        keys: tuple[str, ...] = (key_of(request),)
        if reply.finish == "length":
            room = replace(request.params, max_tokens=2 * request.params.max_tokens)
            request = replace(request, params=room)
            reply, cached_again = self._call(request, seen)
            keys, cached = (*keys, key_of(request)), cached and cached_again
        if reply.finish == "length":
            raise TruncatedReply(
                f"The language model {self.model.name} did not finish within {request.params.max_tokens} tokens. "
                "Ask again with --retry-failed, or try another model."
            )
        if reply.finish == "filter":
            raise Refused(
                f"The language model {self.model.name} refused to answer about this document. "
                "Ask again with --retry-failed, or try another model."
            )
        return reply, keys, cached

    def _call(self, request: Request, seen: "_Reading[T]") -> tuple[Reply, bool]:
        """The kept reply, or a new one that is kept before anybody sees it; equal questions share one call."""
        key = key_of(request)

        def kept_or_new() -> tuple[Reply, bool]:
            kept = self.store.get(key)
            if kept is not None and (kept.outcome == "ok" or not self.retry_failed):
                self.store.hit(key)
                return kept.reply, True
            patience = min(self.pace.patience_s, self._left(request.prompt_id))
            pace = replace(self.pace, patience_s=patience)
            return pace.insist(lambda n: self._attempt(n, key, request, seen), self.clock), False

        (reply, cached), shared = self.store.flights.join(key, kept_or_new)
        return reply, cached or shared

    def _attempt(self, n: int, key: str, request: Request, seen: "_Reading[T]") -> Reply:
        """One exchange, paid for and kept."""
        worst = self.budget.worst(request)
        with self.gate.place(self.clock):
            if self.stop.is_set():
                raise Stopped("Stopped before the next question; what was answered is kept.")
            self._left(request.prompt_id)
            ticket = self.store.reserve(key, n, self.budget, worst, stage=request.prompt_id, patient=True)
            try:
                start = time.monotonic()
                reply = self._sent(ticket, request)
                took = reply.latency_s or time.monotonic() - start
                reply = replace(reply, text=whole(reply.text), latency_s=took)
                cost = worst if reply.usage is None else self.budget.cost(reply.usage)
                self.store.settle(ticket, request, reply, seen.outcome(reply), cost)
            finally:
                self.store.leave(ticket)
        self.gate.good()
        return reply

    def _left(self, stage: str) -> float:
        """Seconds in which a question of a stage may still be sent; `OverBudget` when there are none."""
        run, here = self.watch.since(stage, self.clock.now())
        caps = self.budget.stages.get(stage)
        return min(self.budget.whole.left(run), caps.left(here, f" of {stage}") if caps else math.inf)

    def _sent(self, ticket: Attempt, request: Request) -> Reply:
        """The provider's reply; its errors are written into the ledger and told to the gate."""
        try:
            return self.model.complete(request)
        except (Transient, Permanent) as error:
            # Without a status nobody knows whether the server worked on it: count it in full.
            away = isinstance(error, Transient) and error.reason == "unreachable"
            unknown = error.status is None and not away
            wait = error.retry_after_s if isinstance(error, Transient) else None
            self.store.fail(ticket, "unknown" if unknown else "failed", error.status, wait, error.request_id)
            if isinstance(error, Permanent):
                self.gate.refused(error)
            elif error.reason == "busy":
                shared = wait if wait is not None and wait <= self.pace.patience_s else 0.0
                self.gate.busy(self.clock.now() + shared)
            raise

    def together(self, jobs: Sequence[Callable[[], V]]) -> Iterator[V]:
        """The results of jobs that ask this engine, in their order, as many at once as the model takes."""
        return together(jobs, self.workers or workers(self.model), self.stop)

    def spent(self) -> Cost:
        """What the store's ledger has cost so far."""
        return self.store.spent()


class _Reading(Generic[T]):
    """Reads replies, and remembers the last JSON for whoever wants to mend it."""

    def __init__(self, read: Callable[[object], T]) -> None:
        self.read = read
        self.json: object = None

    def __call__(self, reply: Reply) -> T:
        self.json = None
        self.json = extract(reply.text)
        return self.read(self.json)

    def outcome(self, reply: Reply) -> Outcome:
        if reply.finish != "stop":
            return "truncated" if reply.finish == "length" else "refused"
        try:
            self(reply)
        except Mismatch:
            return "invalid"
        return "ok"
