"""When to ask: back-off with full jitter, `Retry-After`, a limit to patience, and so much in a minute."""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from comenius.errors import SettingError
from comenius.language.model import Transient

T = TypeVar("T")
MINUTE_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Time and chance, so that tests need no waiting."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random  # in [0, 1)


class Watch:
    """Since when a run asks, and since when each of its stages does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._starts: dict[str, float] = {}

    def since(self, stage: str, now: float) -> tuple[float, float]:
        """Seconds since the first question of the run, and since the first of the stage; the first time, 0."""
        with self._lock:
            return now - self._starts.setdefault("", now), now - self._starts.setdefault(stage, now)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """The most to send in any minute; None is no limit."""

    calls: int | None = None
    tokens: int | None = None

    def __post_init__(self) -> None:
        for name in ("calls", "tokens"):
            if (most := getattr(self, name)) is not None and most < 1:
                raise SettingError(f"{most} {name} a minute are none; it must be 1 or more.")

    def full(self, calls: int, tokens: int, more: int) -> bool:
        """Whether a request of `more` tokens must wait beside these; one that is too large goes alone."""
        return (self.calls is not None and calls >= self.calls) or (
            self.tokens is not None and calls > 0 and tokens + more > self.tokens
        )


@dataclass(kw_only=True)
class Sent:
    """A request that was sent, with its tokens: at most so many, then as the server counted them."""

    at: float
    tokens: int


class Minute:
    """What was sent in the last minute. Not for two threads at once."""

    def __init__(self) -> None:
        self._sent: deque[Sent] = deque()

    def wait(self, rate: Rate, tokens: int, now: float) -> float:
        """Seconds until a request of so many tokens keeps to the rate."""
        while self._sent and now - self._sent[0].at >= MINUTE_S:
            self._sent.popleft()
        calls, used, wait = len(self._sent), sum(one.tokens for one in self._sent), 0.0
        for one in self._sent:  # the oldest first: each leaves when its minute is over
            if not rate.full(calls, used, tokens):
                break
            calls, used, wait = calls - 1, used - one.tokens, one.at + MINUTE_S - now
        return wait

    def send(self, tokens: int, now: float) -> Sent:
        """Notes a request that is sent now."""
        self._sent.append(Sent(at=now, tokens=tokens))
        return self._sent[-1]


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long to insist."""

    tries: int = 6
    tries_unreachable: int = 3  # when nobody listens at the address
    tries_slow: int = 2  # when the time for one answer ran out
    patience_s: float = 900.0  # from the first try to the last wait, waiting for a place not counted
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0

    def __post_init__(self) -> None:
        if (least := min(self.tries, self.tries_unreachable, self.tries_slow)) < 1:
            raise SettingError(f"tries is {least}; it must be 1 or more.")

    def insist(self, attempt: Callable[[int], T], clock: Clock | None = None) -> T:
        """What `attempt(0)`, `attempt(1)`, … first returns; only `Transient` errors are tried again."""
        clock = clock or Clock()
        start, queued = clock.now(), 0.0
        few = {"unreachable": self.tries_unreachable, "slow": self.tries_slow}
        for n in range(self.tries):
            try:
                return attempt(n)
            except Transient as error:
                limit = few.get(error.reason, self.tries)
                wait = self.wait(n, error, clock.chance())
                queued += error.queued_s
                spent = clock.now() - start - queued
                if n + 1 >= limit:
                    raise Transient(
                        f"{error} Tried {times(n + 1)} in {spent:.0f} s.", status=error.status
                    ) from error
                if spent + wait > self.patience_s:
                    raise Transient(
                        f"{error} It asks to wait {wait:.0f} s more, past the patience of {self.patience_s:.0f} s. "
                        "Run again later: what was answered is kept.",
                        status=error.status,
                    ) from error
                clock.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def wait(self, n: int, error: Transient, chance: float) -> float:
        """Seconds until try n+1: what the server asked for, else full jitter below 1, 2, 4, … s."""
        if error.retry_after_s is not None:
            return error.retry_after_s
        return min(self.longest_wait_s, self.first_wait_s * 2.0**n) * chance


def times(n: int) -> str:
    """`once`, `twice`, `6 times`."""
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a server asks for: `retry-after-ms`, seconds, or an HTTP date. `now` is Unix time.

    What is no wait (nothing, less than nothing, a date gone by, not a number) is None: our own back-off decides.
    """
    fields = {name.lower(): value.strip() for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(fields.get(name, "")) * unit
        except ValueError:
            continue
        return seconds if 0 < seconds < float("inf") else None
    try:
        left = parsedate_to_datetime(fields.get("retry-after", "")).timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return None
    return left if left > 0 else None
