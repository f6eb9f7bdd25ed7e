"""Language models without a network: one follows rules and fails on schedule, one replays what was kept."""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from typing import Literal

from comenius.language.keys import canonical, identity, key_of, sha256
from comenius.language.model import Permanent, ReplayMiss, Reply, Request, Transient, Usage
from comenius.language.store import Store
from comenius.language.template import clean

Fault = Literal[
    "429",
    "500",
    "timeout",
    "drop",
    "html",
    "empty",
    "bad json",
    "truncated",
    "refusal",
    "wrong schema",
    "slow",
]
SLOW_S = 60.0  # what a slow answer says that it took
Rule = Callable[[Request], object]


class Scripted:
    """Answers by the rule of the prompt's id; `faults` go wrong at their call number, counted from 0.

    A rule gives a text, or a value that is sent as JSON. Without a rule the answer is drawn from the request. A turn
    that asks to mend an answer has the id `repair`.
    """

    def __init__(
        self,
        rules: Mapping[str, Rule] | None = None,
        faults: Mapping[int, Fault] | None = None,
        *,
        name: str = "scripted:1",
    ) -> None:
        self.rules = dict(rules or {})
        self.faults = dict(faults or {})
        self.requests: list[Request] = []  # everything that was asked, in order
        self._name = name
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """`scripted:1`: an honest name in every record."""
        return self._name

    def complete(self, request: Request) -> Reply:
        """The scripted reply or the scripted fault."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
        rule = self.rules.get(request.prompt_id, drawn)
        answer = rule(request)
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        fault = self.faults.get(number)
        if fault is not None:
            return faulty(fault, text)
        return Reply(text=text, usage=Usage(input=100, output=len(text) // 4), model_reported=self.name)


def drawn(request: Request) -> object:
    """An answer that depends on nothing but the request."""
    return {"value": int(hashlib.sha256(identity(request).encode()).hexdigest()[:8], 16)}


def faulty(fault: Fault, text: str) -> Reply:
    """The reply that a fault makes of a good answer, or the error it raises."""
    match fault:
        case "429":
            raise Transient("The scripted server is busy.", status=429, retry_after_s=2.0, reason="busy")
        case "500":
            raise Transient("The scripted server failed.", status=500)
        case "timeout":
            raise Transient("The scripted server did not answer in time.", reason="slow")
        case "drop":
            raise Transient("The scripted server broke the connection.")
        case "html":
            raise Permanent("The scripted server sent a web page.", status=200)
        case "truncated":
            return Reply(text=text[: len(text) // 2], finish="length")
        case "refusal":
            return Reply(text="", finish="filter")
        case "empty":
            return Reply(text="")
        case "bad json":
            return Reply(text=text[:-1])
        case "wrong schema":
            return Reply(text='{"surprise": true}')
        case "slow":
            return Reply(text=text, latency_s=SLOW_S)


class Replay:
    """Answers from a store; what is not there is an error that names the nearest question kept."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self.versions = store.versions(name)  # of the prompts, as they were asked last

    @property
    def name(self) -> str:
        """The name of the model whose answers are replayed."""
        return self._name

    def complete(self, request: Request) -> Reply:
        """The kept reply, or `ReplayMiss`."""
        call = self._store.get(key_of(request))
        if call is not None:
            return call.reply
        wanted = identity(request)
        kept = [canonical(other) for other in self._store.requests()]
        if not kept:
            raise ReplayMiss(
                f"Nothing to replay: {self._store.path} holds no calls. Record with a real model first."
            )
        nearest = max(kept, key=lambda other: _shared(wanted, other))
        field, asked, there = difference(json.loads(wanted), json.loads(nearest))
        raise ReplayMiss(
            f"No kept answer for {request.prompt_id} (version {request.prompt_version}): the nearest question kept, "
            f"{sha256(nearest)[:12]}, differs first in {field}: {asked} is asked, {there} is kept. "
            "Record it with the real model, or undo the change."
        )


def _shared(left: str, right: str) -> int:
    """How many characters two texts have in common from their start."""
    return next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )


def difference(left: object, right: object, path: str = "request") -> tuple[str, str, str]:
    """The first place, in key order, at which two JSON values differ, and what each has there; "" when equal."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in sorted({*left, *right}):
            found = difference(left.get(name), right.get(name), f"{path}.{name}")
            if found[0]:
                return found
        return "", "", ""
    if isinstance(left, list) and isinstance(right, list):
        for n in range(max(len(left), len(right))):
            ends = [side[n] if n < len(side) else None for side in (left, right)]
            found = difference(ends[0], ends[1], f"{path}.{n}")
            if found[0]:
                return found
        return "", "", ""
    if left == right:
        return "", "", ""
    if isinstance(left, str) and isinstance(right, str):
        start = max(0, _shared(left, right) - 20)
        left, right = left[start:], right[start:]
    return path, _brief(left), _brief(right)


def _brief(value: object) -> str:
    return clean(json.dumps(value, ensure_ascii=False), 60)
