"""Several questions in the air: equal ones share an answer, and the server decides how many it takes."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from queue import Queue
from typing import Generic, TypeVar

from comenius.language.model import Permanent
from comenius.language.pace import Clock, Minute, Rate, Sent

T = TypeVar("T")
REFUSALS = 5  # in a row after which a server is asked no more
CLEAN = 20  # good replies after which one request more is tried
NOD_S = 1.0  # how long to wait at a stretch for room in the minute: an answer may free some of it
FAREWELL_S = 10.0  # how long calls in flight may take once somebody stops


class Flights(Generic[T]):
    """Equal questions that are asked at the same time are asked once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flying: dict[str, Future[T]] = {}

    def join(self, key: str, fly: Callable[[], T]) -> tuple[T, bool]:
        """What `fly` gives, and whether somebody else's flight was joined; its error is shared, too."""
        with self._lock:
            flight = self._flying.get(key)
            if flight is None:
                mine = self._flying[key] = Future()
        if flight is not None:
            return flight.result(), True
        try:
            answer = fly()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(answer)
            return answer, False
        finally:
            with self._lock:
                del self._flying[key]


class Gate:
    """How many requests may be in flight at one server: one more after 20 good replies, half when it is busy.

    A rate, where there is one, holds for everybody who goes through.
    Five errors in a row that asking again cannot mend close the gate; what passes by itself never does.
    """

    def __init__(self, most: int = 64) -> None:
        self.most = most
        self.limit = most
        self._good = self._refusals = 0
        self._closed: Permanent | None = None
        self._flying = 0
        self._until = 0.0
        self._minute = Minute()
        self._change = threading.Condition()

    @contextmanager
    def place(self, clock: Clock, rate: Rate = Rate(), tokens: int = 0) -> Iterator[Sent]:  # noqa: B008 - frozen
        """The place in the air of a request of so many tokens, once there is one and nobody was told to wait."""
        if (last := self._closed) is not None:
            raise Permanent(
                f"{last} It said so {REFUSALS} times in a row: nothing more was sent.", status=last.status
            )
        while isinstance(sent := self._enter(clock, rate, tokens), float):
            clock.sleep(sent)
        try:
            yield sent
        finally:
            with self._change:
                self._flying -= 1
                self._change.notify_all()

    def _enter(self, clock: Clock, rate: Rate, tokens: int) -> Sent | float:
        """The request on its way, or the seconds after which it may try again."""
        with self._change:
            while self._flying >= self.limit:
                self._change.wait()
            now = clock.now()
            if self._until > now:
                return self._until - now
            if (wait := self._minute.wait(rate, tokens, now)) > 0:
                return min(wait, NOD_S)
            self._flying += 1
            return self._minute.send(tokens, now)

    def good(self) -> None:
        """A clean reply came."""
        with self._change:
            self._good, self._refusals = self._good + 1, 0
            if self._good >= CLEAN:
                self._good, self.limit = 0, min(self.most, self.limit + 1)
                self._change.notify_all()

    def refused(self, error: Permanent) -> None:
        """The server gave an error that asking again cannot mend."""
        with self._change:
            self._refusals += 1
            if self._refusals >= REFUSALS:
                self._closed = self._closed or error

    def busy(self, until: float | None = None) -> None:
        """The server refused for want of room; nobody goes before `until` on the clock."""
        with self._change:
            self._good, self.limit = 0, max(1, self.limit // 2)
            self._until = max(self._until, until or 0.0)


def together(jobs: Sequence[Callable[[], T]], workers: int, stop: threading.Event) -> Iterator[T]:
    """The results of jobs that run side by side, in the order of the jobs.

    When one fails or the caller leaves, `stop` is set, no further job begins, and those that run get 10 seconds to
    end. One worker is the caller's own thread.
    """
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield job()
        return
    waiting = iter(enumerate(jobs))
    ended: Queue[tuple[int, Future[T]]] = Queue()
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                n, job = (-1, None) if stop.is_set() else next(waiting, (-1, None))
            if job is None:
                return
            result: Future[T] = Future()
            try:
                result.set_result(job())
            except BaseException as error:  # noqa: BLE001 - it is raised where the results are read
                stop.set()
                result.set_exception(error)
            ended.put((n, result))

    # Daemons: a request that hangs must not keep the program from ending; what was answered is kept already.
    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(workers, len(jobs)))]
    found: dict[int, T] = {}
    try:
        for thread in threads:
            thread.start()
        for n in range(len(jobs)):
            while n not in found:
                at, result = ended.get()
                found[at] = result.result()
            yield found.pop(n)
    except BaseException:
        stop.set()
        end = time.monotonic() + FAREWELL_S
        for thread in threads:
            if thread.is_alive():
                thread.join(max(0.0, end - time.monotonic()))
        raise
