from dataclasses import replace
from pathlib import Path

import pytest

from comenius.language.ask import Engine
from comenius.language.model import Permanent, ReplayMiss, Request, Transient, user
from comenius.language.scripted import Fault, Replay, Scripted, difference
from comenius.language.store import Store
from comenius.language.template import prompt

ASK = Request(model="scripted:1", messages=(user("Hi"),), prompt_id="p", prompt_version=1)


def test_rules_answer_and_without_a_rule_the_answer_depends_on_the_request_alone() -> None:
    model = Scripted({"p": lambda request: {"words": request.messages[-1].text}})
    assert model.complete(ASK).text == '{"words": "Hi"}'
    other = replace(ASK, prompt_id="q")
    assert Scripted().complete(other) == Scripted().complete(other)
    assert Scripted().complete(other).text != Scripted().complete(replace(other, sample_index=1)).text


@pytest.mark.parametrize("fault", ["429", "500", "timeout", "drop"])
def test_faults_that_pass_are_transient(fault: Fault) -> None:
    model = Scripted(faults={0: fault})
    with pytest.raises(Transient):
        model.complete(ASK)
    assert model.complete(ASK).text


def test_faults_that_stay_are_permanent_or_bad_replies() -> None:
    faults: dict[int, Fault] = {
        0: "html",
        1: "empty",
        2: "bad json",
        3: "truncated",
        4: "refusal",
        5: "wrong schema",
    }
    model = Scripted({"p": lambda request: {"a": 1234}}, faults)
    with pytest.raises(Permanent):
        model.complete(ASK)
    replies = [model.complete(ASK) for _ in range(5)]
    assert [reply.text for reply in replies] == ["", '{"a": 1234', '{"a":', "", '{"surprise": true}']
    assert [reply.finish for reply in replies] == ["stop", "stop", "length", "filter", "stop"]


def test_a_replay_gives_what_was_kept_and_names_the_difference_of_what_was_not(tmp_path: Path) -> None:
    store = Store(tmp_path / "calls.sqlite")
    live = Engine(model=Scripted({"repair": lambda request: [1]}, name="scripted:7"), store=store)
    asked = prompt("repair")
    kept = live.ask([user("Stir the soup.")], asked=asked, read=lambda value: value)
    replay = Engine(model=Replay(store, "scripted:7"), store=Store())
    assert (
        replay.ask([user("Stir the soup.")], asked=asked, read=lambda value: value).value == kept.value == [1]
    )
    with pytest.raises(ReplayMiss, match=r"request\.messages\.0\.parts\.0: .*stew.* is asked, .*soup.* kept"):
        replay.ask([user("Stir the stew.")], asked=asked, read=lambda value: value)
    with pytest.raises(ReplayMiss, match="holds no calls"):
        Engine(model=Replay(Store(), "scripted:7")).ask([user("Hi")], asked=asked, read=lambda value: value)


def test_the_first_difference_is_found() -> None:
    assert difference({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == ("request.a.1.b", "2", "3")
    assert difference({"a": [1]}, {"a": [1, 2]}) == ("request.a.1", "null", "2")
    assert difference({"a": 1}, {"a": 1}) == ("", "", "")
    long = "x" * 500
    found = difference({"a": long + "left" + long}, {"a": long + "right" + long})
    assert found[1].startswith('"' + "x" * 20 + "left")
    assert found[2].startswith('"' + "x" * 20 + "right")
    assert max(map(len, found)) == 60
