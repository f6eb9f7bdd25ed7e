"""A guide is recaptioned by a server that misbehaves in every way we know."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from language_server import Act, Play, Waits, asked, cook, fail, good, say, serving, soon

from comenius.errors import ServiceError
from comenius.guides.model import Guide, Step
from comenius.language.ask import Engine
from comenius.language.http import Http
from comenius.language.keys import canonical
from comenius.language.pace import Pace
from comenius.language.recaption import Recaptioned, recaption
from comenius.language.store import Store
from comenius.language.together import Gate

STEPS = ("Cut the onion.", "Fry it.", "Add a carrot.", "Serve.")
GUIDE = Guide(title="Supper", steps=tuple(Step(text=text) for text in STEPS))


def run(url: str, store: Store | None = None, waits: Waits | None = None) -> Recaptioned:
    model = Http(base_url=url, model="tiny", timeout_s=0.5)
    clock = (waits or Waits()).clock
    return recaption(GUIDE, model, engine=Engine(model=model, store=store or Store(), clock=clock))


def answer(body: dict[str, Any]) -> str:
    return cook(*asked(body))


@pytest.fixture(scope="module")
def expected() -> Recaptioned:
    with serving(good) as server:
        return run(server.url)


PASSING: dict[str, Play] = {
    "429 with Retry-After": lambda body, n: fail(429, retry_after="7"),
    "500": lambda body, n: fail(500),
    "503 as a web page": lambda body, n: Act(status=503, body="<html>busy</html>"),
    "silence": lambda body, n: Act(wait_s=30),
    "dripping": lambda body, n: Act(drip=True),
    "hanging up": lambda body, n: Act(drop=True),
    "hanging up in the middle": lambda body, n: replace(say(answer(body) + " " * 5000), cut=True),
    "nothing": lambda body, n: Act(body=""),
    "half a JSON": lambda body, n: Act(body=say("x").body[:-9]),
    "prose around": lambda body, n: say(f"Of course, as in [1]:\n\n```json\n{answer(body)}\n```\nEnjoy!"),
    "thinking aloud": lambda body, n: say(f"<think>Maybe {{a: 1}}?</think>\n{answer(body)}"),
    "a trailing comma": lambda body, n: say(answer(body)[:-1] + ",}"),
    "half an answer": lambda body, n: say(answer(body)[:-9], finish="length"),
    "half an answer unsaid": lambda body, n: say(answer(body)[:-9]),
    "two answers": lambda body, n: say(answer(body) + '\n{"state": "no"}'),
    "an empty text": lambda body, n: say(""),
    "a sorry": lambda body, n: say("I am sorry, but I cannot help with that."),
    "another form": lambda body, n: say('{"caption": "soup"}'),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_fault_that_passes_changes_nothing(name: str, expected: Recaptioned) -> None:
    def play(body: dict[str, Any], number: int) -> Act:
        return PASSING[name](body, number) if number in (1, 6) else good(body, number)

    with serving(play) as server:
        found = run(server.url)
    assert replace(found, keys=()) == replace(expected, keys=())


STAYING: dict[str, tuple[Act, str]] = {
    "429": (fail(429, retry_after="7"), "too busy"),
    "429 for 32 years": (fail(429, retry_after="1000000000"), "1000000000 s more, past the patience"),
    "429 for a day": (fail(429, retry_after="86400"), "86400 s more, past the patience"),
    "no credit": (fail(429, "insufficient_quota"), "no credit left"),
    "500": (fail(500, "out of memory"), "500: out of memory"),
    "silence": (Act(wait_s=30), "did not answer within 0.5 s"),
    "hanging up": (Act(drop=True), "broke the connection"),
    "a web page": (Act(body="<!DOCTYPE html><p>hello"), "web page"),
    "nothing": (Act(body=""), "empty answer"),
    "half a JSON": (Act(body='{"choices": ['), "broken JSON"),
    "another service": (Act(body='{"weather": "fine"}'), "no chat completion"),
    "no such model": (fail(404, "model tiny not found"), "404: model tiny not found"),
    "a bad key": (fail(401, "no"), "COMENIUS_LLM_KEY_ENV"),
    "prose": (say("Lovely recipe!"), "answered twice"),
    "refusal": (say("", finish="content_filter"), "refused"),
    "an endless answer": (say("{", finish="length"), "did not finish"),
    "another form": (say('{"weather": "fine"}'), "answered twice"),
}


@pytest.mark.parametrize("name", STAYING)
def test_a_fault_that_stays_is_one_clear_line_and_what_came_before_is_kept(name: str) -> None:
    act, words = STAYING[name]
    store = Store()
    with serving(lambda body, number: good(body, number) if number < 2 else act) as server:
        with pytest.raises(ServiceError) as caught:
            run(server.url, store)
        line = str(caught.value)
    assert words in line
    assert "\n" not in line
    assert "tiny" in line
    assert len(line) < 400
    assert caught.value.exit_code == 2
    kept = [json.dumps(request) for request in store.requests()]
    assert sum("Step 1" in request for request in kept) >= 2
    with serving(good) as server:
        assert len(run(server.url, Store()).states) == 4


def test_a_server_that_is_down_is_named_with_what_to_do() -> None:
    with serving(good) as server:
        pass
    with pytest.raises(ServiceError, match=r"cannot be reached .*Is it running, and is the address right\?"):
        run(server.url)


def test_the_wait_is_what_the_server_asked_for() -> None:
    waits = Waits()
    with serving(lambda body, n: fail(429, retry_after="7") if n < 2 else good(body, n)) as server:
        run(server.url, waits=waits)
    assert waits.slept == [7.0, 7.0]


@pytest.mark.parametrize("lie", ["-5", "0", "Thu, 01 Jan 1970 00:00:10 GMT", "soon, dear", "nan", "-inf", ""])
def test_a_wait_that_is_none_is_answered_with_our_own(lie: str, expected: Recaptioned) -> None:
    waits = Waits()
    with serving(lambda body, n: fail(503, retry_after=lie) if n in (1, 2) else good(body, n)) as server:
        assert run(server.url, waits=waits) == expected
    assert waits.slept == [0.5, 1.0]


def test_a_question_that_waits_for_its_turn_is_not_too_slow() -> None:
    def steady(body: dict[str, Any], number: int) -> Act:
        return Act(wait_s=0.3, body=good(body, number).body)

    with serving(steady) as server:
        model = Http(base_url=server.url, model="tiny", timeout_s=0.8)
        engine = Engine(model=model, gate=Gate(most=1), pace=Pace(tries=1), workers=4)
        guides = [replace(GUIDE, title=title, steps=GUIDE.steps[:1]) for title in ("A", "B", "C", "D")]
        found = list(
            engine.together([lambda g=g: recaption(g, model, engine=engine) for g in guides])  # type: ignore[misc]
        )
    assert len(found) == 4
    assert len(server.bodies) == 8


def test_several_guides_share_an_engine_and_give_what_each_gives_alone() -> None:
    guides = [replace(GUIDE, title=f"Supper {n}") for n in range(6)]
    with serving(good) as server:
        model = Http(base_url=server.url, model="tiny")
        alone = [recaption(guide, model) for guide in guides]
        engine = Engine(model=model, workers=6)
        jobs = [lambda g=g: recaption(g, model, engine=engine) for g in [*guides, *guides]]
        found = list(engine.together(jobs))
    assert [replace(each, keys=()) for each in found] == [replace(each, keys=()) for each in [*alone, *alone]]
    assert len(server.bodies) == 6 * 6 * 2  # the second half of the jobs was answered by the first


def test_the_key_is_sent_and_never_kept_or_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OUR_KEY", "sk-secret-123")
    caplog.set_level("DEBUG")
    with serving(lambda body, n: fail(500, "sk-secret-123?") if n == 0 else good(body, n)) as server:
        model = Http(base_url=server.url, model="tiny", key_env="OUR_KEY")
        with closing(Store(tmp_path / "calls.sqlite")) as store:
            recaption(GUIDE, model, engine=Engine(model=model, store=store, clock=Waits().clock))
            files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert server.keys[0] == "Bearer sk-secret-123"
    assert b"tiny" in files
    assert b"secret" not in files
    assert caplog.records
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("act", "sent"), [(fail(401, "no"), 5), (fail(404, "no"), 5), (fail(500, "boom"), 12 * 6)]
)
def test_a_server_that_refuses_again_and_again_is_left_alone(act: Act, sent: int) -> None:
    with serving(lambda body, number: act) as server:
        model = Http(base_url=server.url, model="tiny")
        engine = Engine(model=model, clock=Waits().clock)
        lines = []
        for n in range(12):
            with pytest.raises(ServiceError) as caught:
                recaption(replace(GUIDE, title=f"Supper {n}"), model, engine=engine)
            lines.append(str(caught.value))
    assert len(server.bodies) == sent
    assert engine.spent().calls == sent
    if sent == 5:
        assert "nothing more was sent" not in lines[4]
        assert all("5 times in a row: nothing more was sent" in line for line in lines[5:])


def test_a_good_answer_between_refusals_keeps_the_server_in_use() -> None:
    store = Store()
    with serving(lambda body, n: fail(401, "no") if n % 5 else good(body, n)) as server:
        model = Http(base_url=server.url, model="tiny")
        engine = Engine(model=model, store=store, clock=Waits().clock)
        for _ in range(12):
            with pytest.raises(ServiceError):
                recaption(GUIDE, model, engine=engine)
    assert len(list(store.requests())) >= 2
    assert len(server.bodies) > 12


def test_the_ledger_knows_what_the_server_calls_each_exchange(tmp_path: Path) -> None:
    def play(body: dict[str, Any], number: int) -> Act:
        act = fail(500) if number == 0 else good(body, number)
        return replace(act, headers={"x-request-id": f"req-{number}\t\u00e9"})

    store = Store(tmp_path / "calls.sqlite")
    with closing(store), serving(play) as server:
        run(server.url, store)
        found = [name for (name,) in store.query("select request_id from attempts order by id")]
    assert [name[:5] for name in found] == [f"req-{n}" for n in range(7)]
    assert all(name.isprintable() for name in found)


def test_a_server_without_schemas_gives_the_same(expected: Recaptioned) -> None:
    def plain(body: dict[str, Any], number: int) -> Act:
        return (
            fail(400, "response_format is not supported") if "response_format" in body else good(body, number)
        )

    with serving(plain) as server:
        found = run(server.url)
    assert found == expected


CHILD = """
import sys
from pathlib import Path
from comenius.guides.model import Guide, Step
from comenius.language.http import Http
from comenius.language.pace import Pace
from comenius.language.recaption import recaption
from comenius.language.store import Store
guide = Guide(title="Supper", steps=tuple(Step(text=text) for text in {steps!r}))
found = recaption(guide, Http(base_url=sys.argv[1], model="tiny"), store=Store(Path(sys.argv[2])))
"""


@pytest.mark.parametrize("at", [0, 3, 5])
def test_a_process_killed_in_a_call_loses_that_call_only(
    at: int, tmp_path: Path, expected: Recaptioned
) -> None:
    children: list[subprocess.Popen[bytes]] = []

    def play(body: dict[str, Any], number: int) -> Act:
        if number == at:
            soon(lambda: bool(children))
            os.kill(children[0].pid, signal.SIGKILL)
            return Act(drop=True)
        return good(body, number)

    path = tmp_path / "calls.sqlite"
    with serving(play) as server:
        command = [sys.executable, "-c", CHILD.format(steps=STEPS), server.url, str(path)]
        children.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        assert children[0].wait(timeout=30) == -signal.SIGKILL
        assert len(server.bodies) == at + 1
        found = run(server.url, Store(path))
        sent = Counter(canonical(body) for body in server.bodies)
    assert found == expected
    assert len(sent) == 6
    assert [canonical(body) for body in server.bodies].count(canonical(server.bodies[at])) == 2
    assert sum(sent.values()) == 7  # only the call in flight was sent again


def test_who_watches_sees_how_many_questions_are_answered(tmp_path: Path, xl_directory: Path) -> None:
    from comenius import Drawing, illustrate
    from comenius.illustration.illustrate import Asked, Event

    seen: list[Event] = []
    with serving(good) as server:
        illustrate(
            GUIDE,
            tmp_path / "out",
            drawing=Drawing(model=str(xl_directory), steps=1, size=32),
            llm=server.url,
            llm_model="tiny",
            watch=seen.append,
        )
    counts = [(event.done, event.of) for event in seen if isinstance(event, Asked)]
    assert [done for done, _ in counts] == list(range(1, len(counts) + 1))
    assert counts[-1][0] == counts[-1][1]
