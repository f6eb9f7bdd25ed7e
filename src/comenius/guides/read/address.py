"""A guide from the web: public addresses only, little and soon, whatever the page redirects to."""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import quote, urljoin, urlsplit

from comenius.errors import SourceError
from comenius.guides.model import Guide
from comenius.guides.read.decode import MOST
from comenius.guides.read.document import read_bytes

LONGEST = 20.0  # seconds for everything: names, connections, redirects, reading
REDIRECTS = 5

Resolver: TypeAlias = Callable[[str, int], list[str]]  # host and port to addresses
Allow: TypeAlias = Callable[[str], bool]  # whether an address may be connected to

_TYPES = ("text/html", "application/xhtml+xml", "application/json", "application/ld+json", "text/plain")


def read_url(url: str, *, resolve: Resolver | None = None, allow: Allow | None = None) -> Guide:
    """The guide on a public web page."""
    data, name = fetch(url, resolve=resolve, allow=allow)
    return read_bytes(data, name)


def fetch(
    url: str, *, resolve: Resolver | None = None, allow: Allow | None = None, seconds: float = LONGEST
) -> tuple[bytes, str]:
    """The bytes at an address, and the address they came from in the end.

    Every address that a name stands for must be public, and the one that was checked is the one
    connected to: a name that changes its mind between the two gains nothing. So after each redirect.
    """
    found: list[tuple[bytes, str] | BaseException] = []

    def work() -> None:
        try:
            found.append(_follow(url, resolve or addresses, allow or is_public, time.monotonic() + seconds))
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            found.append(error)

    # A name server or a dripping page can hold a call for minutes; a thread can be left behind.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise SourceError(f"{url} took longer than {seconds:g} seconds. Try again, or save the page.")
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _follow(url: str, resolve: Resolver, allow: Allow, end: float) -> tuple[bytes, str]:
    """The bytes at an address or wherever it redirects to."""
    headers = {"Accept": ", ".join(_TYPES), "Accept-Encoding": "identity", "User-Agent": "comenius"}
    for _ in range(REDIRECTS + 1):
        connection, target = _connect(url, resolve, allow, end)
        try:
            connection.request("GET", target, headers=headers)
            with connection.getresponse() as answer:
                if answer.status in (301, 302, 303, 307, 308) and (location := answer.getheader("Location")):
                    url = urljoin(url, location)
                    continue
                return _body(answer, url, end), url
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SourceError(
                f"{url} could not be read ({_reason(error)}). Try again, or save the page."
            ) from error
        finally:
            connection.close()
    raise SourceError(f"{url} redirects more than {REDIRECTS} times. Give the page's own address.")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also behind IPv6 wrappings of IPv4."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def addresses(host: str, port: int) -> list[str]:
    """Every IP address that a host name stands for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _connect(url: str, resolve: Resolver, allow: Allow, end: float) -> tuple[http.client.HTTPConnection, str]:
    """An open connection to a checked address, and the path to ask it for."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SourceError(
            f"{url[:200]!r} is not an address. It must look like https://example.org/soup."
        ) from error
    if (
        parts.scheme.casefold() not in ("http", "https")
        or not host
        or re.search(r"[\s\x00-\x1f]", parts.netloc)
    ):
        raise SourceError(f"{url[:200]!r} is not a web address. It must look like https://example.org/soup.")
    secure = parts.scheme.casefold() == "https"
    port = port or (443 if secure else 80)
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise SourceError(
            f"{host} has no address that can be found. Check the spelling and the network."
        ) from error
    if not found:
        raise SourceError(f"{host} has no address that can be found. Check the spelling and the network.")
    if refused := next((one for one in found if not allow(one)), None):
        raise SourceError(
            f"{host} is {refused}, which is not a public address. Save the page and name the file."
        )
    reason: Exception | None = None
    for address in found:
        try:
            plain = socket.create_connection((address, port), timeout=_left(end, url))
            break
        except OSError as error:
            reason = error
    else:
        raise SourceError(
            f"{host} does not answer ({_reason(reason)}). Try again, or save the page."
        ) from reason
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(host, port, timeout=_left(end, url))
    connection.sock = plain
    if secure:
        try:
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except OSError as error:
            plain.close()
            raise SourceError(
                f"{host} has no valid certificate ({_reason(error)}). Save the page."
            ) from error
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return connection, f"{path}?{query}" if query else path


def _body(answer: http.client.HTTPResponse, url: str, end: float) -> bytes:
    if answer.status != 200:
        raise SourceError(f"{url} answers {answer.status} {answer.reason}. Open it in a browser to see why.")
    kind = (answer.getheader("Content-Type") or "text/html").split(";")[0].strip().casefold()
    if kind not in _TYPES and not kind.startswith("text/"):
        raise SourceError(f"{url} is {kind}; a page in HTML, JSON or text is needed.")
    data = b""
    while chunk := answer.read1(65_536):
        data += chunk
        if len(data) > MOST:
            raise SourceError(
                f"{url} has more than {MOST / 1e6:g} MB. Save the page and cut out the one recipe."
            )
        _left(end, url)
    return data


def _left(end: float, url: str) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise SourceError(f"{url} took too long. Try again, or save the page.")
    return left


def _reason(error: Exception | None) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:100]
