"""Ask a language model for a value: from the store if it was ever answered, else once, checked and kept."""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from comenius.language.budget import Budget, Cost
from comenius.language.keys import canonical, key_of
from comenius.language.model import (
    InvalidReply,
    LanguageModel,
    Message,
    NoSight,
    Params,
    Permanent,
    Refused,
    Reply,
    Request,
    Stopped,
    Transient,
    TruncatedReply,
    assistant,
    look,
    user,
    workers,
)  # fmt: skip
from comenius.language.pace import Clock, Pace, Watch
from comenius.language.schema import Mismatch, extract, fits
from comenius.language.store import Attempt, Origin, Outcome, Store
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
        look(self.model, request)
        first = _Turn(request=request, asked=asked, stage=asked.id, seen=_Reading(read))
        reply, keys, cached = self._whole(first)
        try:
            return Answer(value=first.seen(reply), keys=keys, cached=cached)
        except Mismatch as error:
            second = self._mending(first, reply, clean(str(error), 400), keys[-1])
        reply, more, cached_again = self._whole(second)
        keys = (*keys, *more)
        try:
            return Answer(value=first.seen(reply), keys=keys, cached=cached and cached_again, repaired=True)
        except Mismatch as error:
            raise InvalidReply(
                f"The language model {self.model.name} answered twice, but not in the form that was asked for "
                f"({clean(str(error), 160)}). Ask again with --retry-failed, or try another model.",
                value=first.seen.json,
                keys=keys,
            ) from error

    def _mending(self, turn: "_Turn[T]", reply: Reply, problem: str, parent: str) -> "_Turn[T]":
        """The turn after an answer that cannot be used: a call of its own, in the version of its own prompt."""
        asked = self.prompt("repair")
        more = assistant(reply.text[:LONGEST_QUOTE] or "(empty)"), user(asked.render(problem=problem))
        request = replace(
            turn.request,
            messages=(*turn.request.messages, *more),
            prompt_id=asked.id,
            prompt_version=asked.version,
        )
        return replace(turn, request=request, asked=asked, parent=parent)

    def _whole(self, turn: "_Turn[T]") -> tuple[Reply, tuple[str, ...], bool]:
        """A reply that was not cut off; a cut one is asked once more with twice the room."""
        reply, cached = self._call(turn)
        keys: tuple[str, ...] = (key_of(turn.request),)
        if reply.finish == "length":
            params = turn.request.params
            room = replace(params, max_tokens=2 * params.max_tokens)
            turn = replace(turn, request=replace(turn.request, params=room), parent=keys[0])
            reply, cached_again = self._call(turn)
            keys, cached = (*keys, key_of(turn.request)), cached and cached_again
        if reply.finish == "length":
            raise TruncatedReply(
                f"The language model {self.model.name} did not finish within {turn.request.params.max_tokens} "
                "tokens. Ask again with --retry-failed, or try another model."
            )
        if reply.finish == "filter":
            raise Refused(
                f"The language model {self.model.name} refused to answer about this document. "
                "Ask again with --retry-failed, or try another model."
            )
        return reply, keys, cached

    def _call(self, turn: "_Turn[T]") -> tuple[Reply, bool]:
        """The kept reply, or a new one that is kept before anybody sees it; equal questions share one call."""
        key = key_of(turn.request)

        def kept_or_new() -> tuple[Reply, bool]:
            kept = self.store.get(key)
            if kept is not None and (kept.outcome == "ok" or not self.retry_failed):
                self.store.hit(key)
                return kept.reply, True
            patience = min(self.pace.patience_s, self._left(turn.stage))
            pace = replace(self.pace, patience_s=patience)
            return pace.insist(lambda n: self._attempt(n, key, turn), self.clock), False

        (reply, cached), shared = self.store.flights.join(key, kept_or_new)
        return reply, cached or shared

    def _attempt(self, n: int, key: str, turn: "_Turn[T]") -> Reply:
        """One exchange, paid for and kept."""
        request, worst = turn.request, self.budget.worst(turn.request)
        start = self.clock.now()
        with self.gate.place(self.clock, self.budget.rate, worst.tokens) as sent:
            if self.stop.is_set():
                raise Stopped("Stopped before the next question; what was answered is kept.")
            self._left(turn.stage)
            ticket = self.store.reserve(key, n, self.budget, worst, stage=turn.stage, patient=True)
            sent.at = self.clock.now()
            ticket = replace(ticket, queued_s=sent.at - start)
            try:
                begun = time.monotonic()
                reply = self._sent(ticket, request)
                took = time.monotonic() - begun
                inside = max(0.0, took - reply.latency_s) if reply.latency_s else 0.0  # a queue in the model
                ticket = replace(ticket, queued_s=ticket.queued_s + inside)
                reply = replace(reply, text=whole(reply.text), latency_s=reply.latency_s or took)
                cost = worst if reply.usage is None else self.budget.cost(reply.usage)
                sent.tokens = cost.tokens
                self.store.settle(ticket, request, reply, turn.outcome(reply), cost, turn.origin())
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
            error.queued_s = ticket.queued_s
            self.store.fail(ticket, "unknown" if unknown else "failed", error.status, wait, error.request_id)
            if isinstance(error, Permanent):
                if not isinstance(error, NoSight):  # words are welcome
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


@dataclass(frozen=True, kw_only=True)
class _Turn(Generic[T]):
    """A question on its way: what is sent, and what is kept beside the answer."""

    request: Request
    asked: Prompt
    stage: str  # the prompt whose answer it is for
    seen: _Reading[T]
    parent: str = ""

    def outcome(self, reply: Reply) -> Outcome:
        """Whether the reply can be used."""
        if reply.finish != "stop":
            return "truncated" if reply.finish == "length" else "refused"
        try:
            self.seen(reply)
        except Mismatch:
            return "invalid"
        return "ok"

    def origin(self) -> Origin:
        """Where the reply that was read last comes from."""
        schema = self.request.schema
        form = canonical(schema) if schema is not None and fits(schema, self.seen.json) else ""
        return Origin(form=form, wording=self.asked.sha256, parent=self.parent)
