from dataclasses import replace

import pytest
from language_server import Waits

from comenius.errors import SettingError
from comenius.language.ask import Engine
from comenius.language.budget import Budget, budget_of
from comenius.language.model import Reply, Request, Usage, user
from comenius.language.pace import Minute, Rate, Sent
from comenius.language.scripted import Scripted
from comenius.language.template import prompt
from comenius.language.together import Gate

ASKED = prompt("repair")


def test_a_rate_lets_a_request_go_when_it_fits_into_the_minute() -> None:
    minute, rate = Minute(), Rate(calls=2)
    for now in (0.0, 10.0):
        assert minute.wait(rate, 5, now) == 0
        minute.send(5, now)
    assert minute.wait(rate, 5, 15.0) == 45.0
    assert minute.wait(rate, 5, 60.0) == 0
    assert minute.wait(Rate(), 5, 60.0) == 0


def test_tokens_wait_for_as_many_to_leave_and_one_that_is_too_large_goes_alone() -> None:
    minute, rate = Minute(), Rate(tokens=100)
    assert minute.wait(rate, 500, 0.0) == 0
    minute.send(40, 0.0)
    minute.send(40, 20.0)
    assert minute.wait(rate, 20, 30.0) == 0
    assert minute.wait(rate, 60, 30.0) == 30.0
    assert minute.wait(rate, 61, 30.0) == 50.0
    assert minute.wait(rate, 500, 30.0) == 50.0


def test_what_an_answer_did_not_use_is_free_again() -> None:
    minute, rate = Minute(), Rate(tokens=100)
    sent = minute.send(90, 0.0)
    assert minute.wait(rate, 20, 1.0) > 0
    sent.tokens = 30
    assert minute.wait(rate, 20, 1.0) == 0


class Metered(Scripted):
    """Each answer takes 100 tokens."""

    def complete(self, request: Request) -> Reply:
        return replace(super().complete(request), usage=Usage(input=90, output=10))


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """When requests were let go."""
    noted: list[float] = []

    def note(self: Minute, tokens: int, now: float) -> Sent:
        noted.append(now)
        return send(self, tokens, now)

    send = Minute.send
    monkeypatch.setattr(Minute, "send", note)
    return noted


MODEL = Metered({"repair": lambda request: {"a": 1}})


def as_it_is(value: object) -> object:
    return value


def busiest(times: list[float]) -> int:
    """The most requests within a minute that begins with one."""
    return max(sum(start <= at < start + 60 for at in times) for start in times)


@pytest.mark.parametrize("words", ["7 calls/min", "700 tokens/min"])
def test_all_workers_share_one_minute(words: str, times: list[float]) -> None:
    engine = Engine(model=MODEL, budget=budget_of(words), clock=Waits().clock, workers=8)
    jobs = [
        lambda n=n: engine.ask([user("?")], asked=ASKED, read=as_it_is, sample_index=n) for n in range(40)
    ]
    assert len(list(engine.together(jobs))) == len(times) == 40
    assert busiest(times) <= 7


def test_who_waits_for_room_in_the_minute_goes_as_soon_as_an_answer_frees_some(times: list[float]) -> None:
    engine = Engine(model=MODEL, budget=budget_of("6000 tokens/min"), clock=Waits().clock)
    for n in range(40):  # each may need some 1100 tokens and takes 100
        engine.ask([user("?")], asked=ASKED, read=as_it_is, sample_index=n)
    assert max(times) == 0


def test_what_the_server_says_comes_before_the_rate() -> None:
    waits, gate, rate = Waits(), Gate(), Rate(calls=1)
    gate.busy(until=90.0)
    for _ in range(2):
        with gate.place(waits.clock, rate, 1):
            pass
    assert waits.slept[0] == 90.0
    assert sum(waits.slept) == 150.0


def test_a_rate_is_read_from_words_beside_the_caps() -> None:
    found = budget_of("9 calls, 60 calls/min, 90_000 tokens / minute")
    assert (found.calls, found.rate) == (9, Rate(calls=60, tokens=90_000))
    assert Budget().rate == Rate()
    for words in (
        "1 usd/min",
        "10 min/min",
        "links: 5 calls/min",
        "5/min",
        "5 calls/h",
        "5 calls/min, 6 calls/min",
    ):
        with pytest.raises(SettingError, match="budget"):
            budget_of(words, "free")
    with pytest.raises(SettingError, match="a minute"):
        budget_of("0 calls/min")
