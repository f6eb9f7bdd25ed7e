"""When to ask again: back-off with full jitter, `Retry-After`, and a limit to patience."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from comenius.errors import SettingError
from comenius.language.model import Transient

T = TypeVar("T")


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
class Pace:
    """How long to insist."""

    tries: int = 6
    tries_unreachable: int = 3  # when nobody listens at the address
    tries_slow: int = 2  # when the time for one answer ran out
    patience_s: float = 900.0  # from the first try to the last wait
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0

    def __post_init__(self) -> None:
        if (least := min(self.tries, self.tries_unreachable, self.tries_slow)) < 1:
            raise SettingError(f"tries is {least}; it must be 1 or more.")

    def insist(self, attempt: Callable[[int], T], clock: Clock | None = None) -> T:
        """What `attempt(0)`, `attempt(1)`, … first returns; only `Transient` errors are tried again."""
        clock = clock or Clock()
        start = clock.now()
        few = {"unreachable": self.tries_unreachable, "slow": self.tries_slow}
        for n in range(self.tries):
            try:
                return attempt(n)
            except Transient as error:
                limit = few.get(error.reason, self.tries)
                wait = self.wait(n, error, clock.chance())
                spent = clock.now() - start
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
