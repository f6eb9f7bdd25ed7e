import threading
import time
from collections.abc import Callable

import pytest
from language_server import Waits, soon

from comenius.language.pace import Clock
from comenius.language.together import Flights, Gate, together


def test_equal_questions_share_one_flight_and_its_error() -> None:
    flights: Flights[int] = Flights()
    flown: list[int] = []
    waiting = threading.Semaphore(0)
    landed: list[tuple[int, bool]] = []

    def fly() -> int:
        flown.append(1)
        waiting.acquire()
        return 7

    threads = [threading.Thread(target=lambda: landed.append(flights.join("k", fly))) for _ in range(32)]
    for thread in threads:
        thread.start()
    assert soon(lambda: bool(flown))
    time.sleep(0.05)
    waiting.release(64)
    for thread in threads:
        thread.join()
    assert len(flown) == 1
    assert sorted(landed) == [(7, False), *[(7, True)] * 31]

    def crash() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        flights.join("k", crash)
    assert flights.join("k", lambda: 8) == (8, False)


def test_results_come_in_the_order_of_their_jobs_and_run_side_by_side() -> None:
    meeting = threading.Barrier(4, timeout=10)

    def job(n: int) -> Callable[[], int]:
        def run() -> int:
            meeting.wait()
            time.sleep(0.02 * (4 - n))
            return n

        return run

    assert list(together([job(n) for n in range(4)], 4, threading.Event())) == [0, 1, 2, 3]


def test_one_worker_is_the_callers_own_thread() -> None:
    names = together([lambda: threading.current_thread().name] * 3, 1, threading.Event())
    assert set(names) == {threading.current_thread().name}


def test_after_an_error_nothing_new_begins_and_what_runs_may_end() -> None:
    begun, ended = [], []
    stop, failed = threading.Event(), threading.Event()

    def slow() -> None:
        begun.append("slow")
        failed.wait(5)
        time.sleep(0.1)
        ended.append("slow")

    def bad() -> None:
        begun.append("bad")
        failed.set()
        raise ValueError("bad")

    def late() -> None:
        begun.append("late")

    with pytest.raises(ValueError, match="bad"):
        list(together([slow, bad, late, late], 2, stop))
    assert sorted(begun) == ["bad", "slow"]
    assert ended == ["slow"]
    assert stop.is_set()


def test_who_leaves_early_stops_the_rest() -> None:
    stop = threading.Event()
    running = together([lambda: 1, lambda: 2, *[lambda: time.sleep(0.01)] * 50], 2, stop)
    assert next(running) == 1
    running.close()  # type: ignore[attr-defined]
    assert stop.is_set()


def test_a_gate_settles_near_what_a_server_takes_and_recovers_after_a_burst() -> None:
    gate, capacity = Gate(most=16), 5
    seen = []
    for _ in range(600):  # the server refuses whenever more than its capacity is in the air
        if gate.limit > capacity:
            gate.busy()
        else:
            gate.good()
        seen.append(gate.limit)
    assert set(seen[100:]) <= {2, 3, 4, 5, 6}
    assert max(seen[100:]) == 6
    for _ in range(5):
        gate.busy()
    assert gate.limit == 1
    for _ in range(20 * 15):
        gate.good()
    assert gate.limit == 16


def test_no_more_than_the_limit_are_in_the_air() -> None:
    gate, clock = Gate(most=3), Clock()
    lock, flying, most = threading.Lock(), [0], [0]

    def go() -> None:
        with gate.place(clock):
            with lock:
                flying[0] += 1
                most[0] = max(most[0], flying[0])
            time.sleep(0.01)
            with lock:
                flying[0] -= 1

    threads = [threading.Thread(target=go) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 3


def test_everybody_waits_when_the_server_said_so() -> None:
    gate, waits = Gate(), Waits()
    gate.busy(until=7.0)
    with gate.place(waits.clock):
        pass
    with gate.place(waits.clock):
        pass
    assert waits.slept == [7.0]
