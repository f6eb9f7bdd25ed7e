"""Addresses are read only where they are public, small and quick; a redirect is checked like the first."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from comenius.errors import SourceError
from comenius.guides.read.address import fetch, is_public, read_url
from comenius.guides.read.decode import MOST

PAGE = b"<html><h1>Tea</h1><h2>Steps</h2><ol><li>Boil water.</li><li>Steep the leaves.</li></ol></html>"


class Kettle(BaseHTTPRequestHandler):
    """A server with a page for every trouble."""

    def do_GET(self) -> None:
        """Answers by path."""
        where = {
            "/once": "/page",
            "/loop": "/loop",
            "/inside": "http://inside.example/",
            "/file": "file:///etc/passwd",
        }
        if self.path in where:
            self.send_response(302)
            self.send_header("Location", where[self.path])
            self.end_headers()
        elif self.path == "/gone":
            self.send_error(404)
        else:
            self.send_response(200)
            kind = {"/picture": "image/png", "/json": "application/ld+json"}.get(
                self.path, "text/html; charset=utf-8"
            )
            self.send_header("Content-Type", kind)
            self.end_headers()
            if self.path == "/huge":
                for _ in range(MOST // 100_000 + 2):
                    self.wfile.write(b" " * 100_000)
            elif self.path == "/slow":
                for _ in range(40):
                    self.wfile.write(b" ")
                    time.sleep(0.05)
            elif self.path == "/json":
                self.wfile.write(
                    b'{"@type": "Recipe", "name": "Tea", "recipeInstructions": ["Boil.", "Steep."]}'
                )
            else:
                self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Kettle)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # readers hang up on purpose
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def resolve(host: str, port: int) -> list[str]:
    return {
        "kettle.example": ["127.0.0.1"],
        "inside.example": ["10.0.0.7"],
        "two.example": ["127.0.0.1", "10.0.0.7"],
    }[host]


def allow(address: str) -> bool:
    return address == "127.0.0.1"


def refusal(url: str, seconds: float = 20.0) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url, resolve=resolve, allow=allow, seconds=seconds)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_is_read_and_remembers_its_address(port: int) -> None:
    guide = read_url(f"http://kettle.example:{port}/page", resolve=resolve, allow=allow)
    assert [step.text for step in guide.steps] == ["Boil water.", "Steep the leaves."]
    assert guide.provenance.source == f"http://kettle.example:{port}/page"
    assert read_url(f"http://kettle.example:{port}/json", resolve=resolve, allow=allow).title == "Tea"


def test_a_redirect_is_followed_and_named(port: int) -> None:
    data, name = fetch(f"http://kettle.example:{port}/once", resolve=resolve, allow=allow)
    assert (data, name) == (PAGE, f"http://kettle.example:{port}/page")


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/loop", "redirects more than 5 times"),
        ("/inside", "inside.example is 10.0.0.7, which is not a public address"),
        ("/file", "is not a web address"),
        ("/gone", "answers 404"),
        ("/picture", "is image/png"),
        ("/huge", "more than 5 MB"),
    ],
)
def test_trouble_is_one_line(port: int, path: str, found: str) -> None:
    assert found in refusal(f"http://kettle.example:{port}{path}")


def test_a_dripping_page_is_given_up_in_time(port: int) -> None:
    start = time.monotonic()
    assert "0.3 seconds" in refusal(f"http://kettle.example:{port}/slow", seconds=0.3)
    assert time.monotonic() - start < 1.5


def test_one_private_address_among_many_is_enough_to_refuse(port: int) -> None:
    assert "10.0.0.7" in refusal(f"http://two.example:{port}/page")


def test_the_checked_address_is_the_one_connected_to(port: int) -> None:
    """A name that answers differently the second time is asked only once."""
    asked: list[str] = []

    def turncoat(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.7"]

    data, _ = fetch(f"http://kettle.example:{port}/page", resolve=turncoat, allow=allow)
    assert data == PAGE
    assert asked == ["kettle.example"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://kettle.example/",
        "file:///etc/passwd",
        "kettle.example",
        "http://",
        "http://a b/",
        "http://[::1",
        "http://x:99999/",
        "",
    ],
)
def test_only_web_addresses_are_tried(url: str) -> None:
    assert "https://example.org/soup" in refusal(url)


def test_this_machine_is_refused_without_an_exception(port: int) -> None:
    with pytest.raises(SourceError, match="not a public address"):
        fetch(f"http://127.0.0.1:{port}/page")


INNER = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"]
INNER += ["224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "nonsense"]
INNER += ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"]


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111"])
def test_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)
