import base64
import io
import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from language_server import Act, Play, Waits, fail, say, serving
from PIL import Image as Pillow

from comenius.errors import SettingError
from comenius.language.dialect import Dialect, body, usage
from comenius.language.http import Http
from comenius.language.model import (
    Image,
    LanguageError,
    Message,
    NoSight,
    Params,
    Permanent,
    Request,
    Transient,
    Usage,
    user,
)
from comenius.language.pace import Pace, retry_after
from comenius.language.pictures import encoded

ASK = Request(
    model="tiny",
    messages=(user("What is in the pot?"),),
    prompt_id="test",
    prompt_version=1,
    params=Params(temperature=0.0, seed=7),
    schema={"type": "object"},
)


def always(act: Act) -> Play:
    return lambda body, number: act


def test_a_good_answer_arrives_with_its_usage() -> None:
    with serving(always(say('{"a": 1}'))) as server:
        reply = Http(base_url=server.url, model="tiny").complete(ASK)
    assert reply.text == '{"a": 1}'
    assert reply.usage == Usage(input=50, cached_input=20, output=10)
    assert (reply.finish, reply.rung, reply.model_reported) == ("stop", "json_schema", "tiny-1")
    sent = server.bodies[0]
    assert sent["model"] == "tiny"
    assert sent["messages"] == [{"role": "user", "content": "What is in the pot?"}]
    assert sent["response_format"]["json_schema"]["schema"] == {"type": "object"}


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (fail(429, "slow down", retry_after="3"), Transient, "too busy"),
        (fail(429, "You exceeded your current quota", retry_after="3"), Permanent, "no credit"),
        (fail(402, "pay"), Permanent, "no credit"),
        (fail(500, "boom"), Transient, "answered 500: boom"),
        (Act(status=503, body="<html><style>x</style><h1>Bad\nGateway</h1></html>"), Transient, "503: Bad Gateway"),
        (fail(401, "who are you"), Permanent, "COMENIUS_LLM_KEY_ENV"),
        (fail(403), Permanent, "does not allow"),
        (fail(404, "no such model"), Permanent, "/v1"),
        (fail(413), Permanent, "too long"),
        (fail(400, "bad luck"), Permanent, "bad luck"),
        (Act(body="<!doctype html><title>Welcome</title>"), Permanent, "web page"),
        (Act(body=""), Transient, "empty answer"),
        (Act(body='{"choices": [{"mess'), Transient, "broken JSON"),
        (Act(body="[" * 100_000), Transient, "broken JSON"),
        (Act(body='{"hello": "world"}'), Permanent, "no chat completion"),
        (Act(body='{"choices": []}'), Permanent, "no chat completion"),
        (Act(body='{"error": {"message": "overloaded", "code": 503}}'), Transient, "503: overloaded"),
        (Act(body='{"error": {"message": "nope"}}'), Permanent, "nope"),
        (Act(drop=True), Transient, "broke the connection"),
        (replace(say("x" * 5000), cut=True), Transient, "broke the connection"),
    ],
)  # fmt: skip
def test_each_fault_has_its_kind_and_one_clear_line(act: Act, kind: type[LanguageError], words: str) -> None:
    with serving(always(act)) as server, pytest.raises(LanguageError) as caught:
        Http(base_url=server.url, model="tiny").complete(ASK)
    assert type(caught.value) is kind
    line = str(caught.value)
    assert words in line
    assert server.url in line
    assert "\n" not in line
    assert len(line) < 400


@pytest.mark.parametrize("act", [Act(wait_s=30), Act(drip=True)], ids=["silent", "dripping"])
def test_a_slow_server_is_left_at_the_deadline(act: Act) -> None:
    with serving(always(act)) as server, pytest.raises(Transient, match=r"did not answer within 0\.3 s"):
        Http(base_url=server.url, model="tiny", timeout_s=0.3).complete(ASK)


def test_a_server_that_is_down_is_named_after_a_few_tries() -> None:
    with serving(always(say("x"))) as server:
        pass
    model = Http(base_url=server.url, model="tiny")
    waits = Waits()
    with pytest.raises(Transient, match=r"cannot be reached .*Is it running.*Tried 3 times"):
        Pace().insist(lambda n: model.complete(ASK), waits.clock)
    assert waits.slept == [0.5, 1.0]


def test_what_a_server_refuses_by_name_is_left_out_and_remembered() -> None:
    def picky(body: dict[str, object], number: int) -> Act:
        form = body.get("response_format")
        if isinstance(form, dict):
            return fail(400, f"response_format {form['type']} is not supported")
        if "max_tokens" in body:
            return fail(400, "Unsupported parameter: max_tokens. Use max_completion_tokens instead.")
        for name in ("temperature", "seed"):
            if name in body:
                return fail(422, f"{name}: extra inputs are not permitted")
        return say('{"a": 1}')

    with serving(picky) as server:
        model = Http(base_url=server.url, model="tiny")
        first = model.complete(ASK)
        assert len(server.bodies) == 6  # two rungs, three parameters, and the answer
        model.complete(ASK)
    assert first.rung == "text"
    assert len(server.bodies) == 7
    assert "JSON schema" in server.bodies[-1]["messages"][-1]["content"]
    assert model.dialect == Dialect(
        rung="text", max_tokens="max_completion_tokens", refused=frozenset({"temperature", "seed"})
    )


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    words = "response_format max_completion_tokens temperature top_p seed stop"
    with serving(always(fail(400, words))) as server, pytest.raises(Permanent):
        Http(base_url=server.url, model="tiny").complete(ASK)
    assert len(server.bodies) <= 9


@pytest.mark.parametrize(
    ("message", "finish", "text"),
    [
        ({"content": None, "refusal": "I cannot"}, "filter", ""),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "stop", "ab"),
        ({"content": None}, "stop", ""),
    ],
)
def test_messages_of_other_shapes_are_read(message: dict[str, object], finish: str, text: str) -> None:
    with serving(always(Act(body=json.dumps({"choices": [{"message": message}]})))) as server:
        reply = Http(base_url=server.url, model="tiny").complete(ASK)
    assert (reply.finish, reply.text, reply.usage) == (finish, text, None)


def test_the_key_comes_from_the_named_variable_and_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_KEY", "sk-secret-123")
    with serving(always(fail(401, "Incorrect API key provided: sk-secret-123"))) as server:
        model = Http(base_url=server.url, model="tiny", key_env="OUR_KEY")
        with pytest.raises(Permanent) as caught:
            model.complete(ASK)
    assert server.keys == ["Bearer sk-secret-123"]
    assert "sk-secret" not in f"{caught.value} {model!r}"
    assert "***" in str(caught.value)


def test_no_key_of_another_service_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    with serving(always(say("x"))) as server:
        Http(base_url=server.url, model="tiny").complete(ASK)
    assert server.keys == ["Bearer none"]


def test_a_proxy_of_the_environment_does_not_stand_before_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(always(say("x"))) as server:
        assert Http(base_url=server.url, model="tiny").complete(ASK).text == "x"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://host/v1",
        "http://",
        "http://[::1",
        "http://h:99999/v1",
        "http://u:p@host/v1",
    ],
)
def test_an_address_that_cannot_be_one_is_a_setting_error(url: str) -> None:
    with pytest.raises(SettingError):
        Http(base_url=url, model="tiny")


PICTURE = Image(width=2, height=1, rgb=bytes([255, 0, 0, 0, 0, 255]))
SHOWN = replace(ASK, messages=(Message(role="user", parts=("look", PICTURE)),))


def test_a_picture_travels_as_png() -> None:
    content = body(SHOWN, "tiny", Dialect())["messages"][0]["content"]  # type: ignore[index]
    assert content[0] == {"type": "text", "text": "look"}
    assert content[1]["image_url"]["url"].startswith("data:image/png;base64,")


def test_a_large_picture_is_scaled_before_it_travels_and_its_key_stays() -> None:
    large = Image(width=300, height=100, rgb=bytes(300 * 100 * 3))
    request = replace(ASK, messages=(Message(role="user", parts=(large,)),))
    content = body(request, "tiny", Dialect(longest_side=30))["messages"][0]["content"]  # type: ignore[index]
    data = base64.b64decode(content[0]["image_url"]["url"].partition(",")[2])
    with Pillow.open(io.BytesIO(data)) as sent:
        assert sent.size == (30, 10)
    assert encoded(large, 30) is encoded(large, 30)  # made once


REFUSALS = [  # in the words of OpenAI, vLLM twice, llama.cpp twice, Ollama, LM Studio, DeepSeek and OpenRouter
    (400, "Invalid content type. image_url is only supported by certain models."),
    (400, "At most 0 image(s) may be provided in one request."),
    (400, "tiny is not a multimodal model"),
    (500, 'Failed to parse messages: Unsupported content part type: "image_url"'),
    (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
    (400, "this model does not support image input"),
    (400, "Model does not support images. Please use a model that does"),
    (422, "messages[0]: unknown variant `image_url`, expected `text`"),
    (404, "No endpoints found that support image input"),
]


@pytest.mark.parametrize(("status", "words"), REFUSALS)
def test_a_model_without_sight_is_told_once_and_never_sent_a_picture_again(status: int, words: str) -> None:
    def play(body: dict[str, Any], number: int) -> Act:
        return fail(status, words) if "image_url" in str(body["messages"]) else say("fine")

    with serving(play) as server:
        model = Http(base_url=server.url, model="tiny")
        for _ in range(2):
            with pytest.raises(NoSight, match="Name a model that sees"):
                model.complete(SHOWN)
        assert not model.sight
        assert len(server.bodies) == 1
        assert model.complete(ASK).text == "fine"


@pytest.mark.parametrize("words", ["Unsupported image format: bmp", "The image is larger than 20 MB", "no"])
def test_a_picture_that_is_refused_for_another_reason_is_no_blindness(words: str) -> None:
    with serving(always(fail(400, words))) as server:
        model = Http(base_url=server.url, model="tiny")
        with pytest.raises(Permanent) as caught:
            model.complete(SHOWN)
    assert type(caught.value) is Permanent
    assert model.sight


@pytest.mark.parametrize(
    ("total", "expected"),
    [(150, Usage(input=50, output=100, reasoning=90)), (240, Usage(input=50, output=190, reasoning=90))],
)
def test_tokens_to_think_are_part_of_the_output_however_a_server_counts(total: int, expected: Usage) -> None:
    found = {
        "prompt_tokens": 50,
        "completion_tokens": 100,
        "completion_tokens_details": {"reasoning_tokens": 90},
        "total_tokens": total,
    }
    assert usage(found) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after-ms": "250", "Retry-After": "9"}, 0.25),
        ({"Retry-After": "Thu, 01 Jan 1970 00:01:40 GMT"}, 40.0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:10 GMT"}, None),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "1000000000"}, 1e9),
        ({"Retry-After": "1e400"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "-1"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_every_spelling(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, now=60.0) == seconds


def test_the_server_decides_how_long_to_wait_within_patience() -> None:
    waits, busy = Waits(), Transient("Busy.", status=429, retry_after_s=7.0)

    def attempt(n: int) -> str:
        if n < 2:
            raise busy
        return "done"

    assert Pace().insist(attempt, waits.clock) == "done"
    assert waits.slept == [7.0, 7.0]
    busy.retry_after_s = 7200.0
    with pytest.raises(Transient, match="wait 7200 s more, past the patience of 900 s"):
        Pace().insist(attempt, waits.clock)


def test_six_tries_back_off_and_then_say_so() -> None:
    waits = Waits()

    def attempt(n: int) -> str:
        raise Transient("Broken.")

    with pytest.raises(Transient, match=r"^Broken\. Tried 6 times in 16 s\.$"):
        Pace().insist(attempt, waits.clock)
    assert waits.slept == [0.5, 1.0, 2.0, 4.0, 8.0]


def test_a_slow_server_is_asked_twice_only() -> None:
    waits = Waits()

    def attempt(n: int) -> str:
        raise Transient("Slow.", reason="slow")

    with pytest.raises(Transient, match=r"Slow\. Tried twice"):
        Pace().insist(attempt, waits.clock)


def test_one_model_serves_several_threads() -> None:
    texts: list[str] = []
    with serving(always(say("x"))) as server:
        model = Http(base_url=server.url, model="tiny")
        threads = [threading.Thread(target=lambda: texts.append(model.complete(ASK).text)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert texts == ["x"] * 8
