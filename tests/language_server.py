"""A server on this machine that speaks chat completions and misbehaves as told, and a model that plays the cook."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from comenius.language.pace import Clock


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the server does with one request."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0  # before the first byte
    drop: bool = False  # hang up without a word
    cut: bool = False  # hang up in the middle of the body
    drip: bool = False  # a blank every tenth of a second, for ever


Play = Callable[[dict[str, Any], int], Act]


def say(text: str, *, finish: str = "stop", **more: Any) -> Act:
    """A well-formed completion with this text."""
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 50, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 20}}
    reply = {"model": "tiny-1", "choices": [{"message": message, "finish_reason": finish}], "usage": usage}
    return Act(body=json.dumps(reply | more))


def fail(status: int, message: str = "no", **headers: str) -> Act:
    """An error in the usual JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Act(status=status, body=json.dumps({"error": {"message": message}}), headers=named)


@dataclass(kw_only=True)
class Server:
    """Where it listens, and what it was asked."""

    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    leaving: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(play: Play) -> Iterator[Server]:
    """A running server; `play` decides about each request by its body and its number from 0."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                number = len(server.bodies)
                server.bodies.append(body)
                server.keys.append(self.headers.get("authorization", ""))
            try:
                self.act(play(body, number))
            except OSError:
                pass  # the client has left

        def act(self, act: Act) -> None:
            server.leaving.wait(act.wait_s) if act.wait_s else None
            if act.drop:
                return
            data = act.body.encode()
            self.send_response(act.status)
            for name, value in act.headers.items():
                self.send_header(name, value)
            if not act.drip:
                self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if act.cut else data)
            while act.drip and not server.leaving.wait(0.1):
                self.wfile.write(b" ")

        def log_message(self, *args: object) -> None:
            pass

    lock = threading.Lock()
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    server = Server(url=f"http://127.0.0.1:{listener.server_port}/v1")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.leaving.set()
        listener.shutdown()
        thread.join()
        listener.server_close()


class Waits:
    """A clock that stands still while code runs and jumps when it sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.clock = Clock(now=lambda: sum(self.slept), sleep=self.slept.append, chance=lambda: 0.5)


def cook(*turns: str) -> str:
    """What a good model answers to the user's turns of a recaption: a request to mend means the one before."""
    question = next(turn for turn in reversed(turns) if "cannot be used" not in turn)
    if found := re.search(r"Step (\d+): <data[^>]*>(.*)</data>", question):
        number, words = int(found[1]), json.loads(found[2])
        food = "onion" if number % 2 else "carrot"
        return json.dumps(
            {
                "state": f"After {len(words)} letters a chopped {food} lies in a red pan.",
                "foods": [
                    {"name": f"{food}s", "look": food, "form": "chopped", "doneness": "golden", "parts": [], "count": 1}
                ],
                "vessel": "pan", "material": "red", "tool": "spatula", "hand": True, "steam": True, "fire": True,
            }
        )  # fmt: skip
    found = re.search(r"(?:all|each of the) (\d+) steps", question)
    assert found, question
    n = int(found[1])
    if "similarity" in question.split("Answer with")[1][:200]:
        rows = [[1.0 if i == j else round(1 - 0.1 * abs(i - j), 1) for j in range(n)] for i in range(n)]
        return json.dumps({"similarity": rows})
    first = [{"name": "red pan", "relation": "new", "step": None}]
    later = [[{"name": "red pan", "relation": "same", "step": i}] for i in range(1, n)]
    return json.dumps({"steps": [{"links": links} for links in (first, *later)]})


def asked(body: dict[str, Any]) -> list[str]:
    """The user's turns of a request."""
    return [str(message["content"]) for message in body["messages"] if message["role"] == "user"]


def good(body: dict[str, Any], number: int) -> Act:
    """The server on a good day."""
    return say(cook(*asked(body)))


def soon(condition: Callable[[], bool], within_s: float = 5.0) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()
