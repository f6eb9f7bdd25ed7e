"""Any server that speaks OpenAI's chat completions: vLLM, llama.cpp, Ollama, OpenAI and the rest."""

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from comenius.errors import SettingError
from comenius.language.dialect import Dialect, body, no_sight, usage
from comenius.language.model import (
    Finish,
    LanguageError,
    NoSight,
    Permanent,
    Reply,
    Request,
    Rung,
    Transient,
    look,
)
from comenius.language.pace import retry_after

if TYPE_CHECKING:
    import openai

LARGEST_REPLY = 8_000_000  # bytes
FINISHES: dict[str, Finish] = {"length": "length", "max_tokens": "length", "content_filter": "filter"}
WHERE = "Is it the address of an OpenAI-compatible server? It usually ends in /v1."


@dataclass(kw_only=True)
class Http:
    """A model behind an address. One `complete` is one attempt, within `timeout_s` from start to end."""

    base_url: str
    model: str
    key_env: str = ""  # the name of the variable that holds the key, never the key
    model_tag: str = ""  # tells models apart where the server ignores `model`
    timeout_s: float = 180.0
    workers: int = (
        0  # requests at once; 0: 4, and 1 on this machine, where a second would only wait its time away
    )
    dialect: Dialect = field(default_factory=Dialect)
    _client: "openai.OpenAI | None" = field(default=None, repr=False)
    _key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self.base_url = self.base_url.strip().rstrip("/").removesuffix("/chat/completions")
        try:
            url = urlsplit(self.base_url)
            host, port = url.hostname, url.port
        except ValueError:
            host, port, url = None, None, urlsplit("")
        if url.scheme not in ("http", "https") or not host:
            raise SettingError(
                f"{self.base_url[:80]!r} is not the address of a language model server; "
                "it looks like http://localhost:8000/v1."
            )
        if url.username or url.password:
            raise SettingError(
                "The server's address holds a password. Put the key in a variable and name that."
            )
        if not self.model:
            raise SettingError(
                f"Which model of {self.base_url}? Name it with --llm-model or COMENIUS_LLM_MODEL."
            )
        if self.timeout_s <= 0:
            raise SettingError(f"timeout_s is {self.timeout_s}; it must be more than 0 seconds.")
        shown = f"[{host}]" if ":" in host else host
        self.address = f"{url.scheme}://{shown}{f':{port}' if port else ''}{url.path}"
        self._local = host == "localhost" or host.startswith("127.") or host == "::1"
        self.workers = self.workers or (1 if self._local else 4)
        if self.key_env:
            self._key = os.environ.get(self.key_env, "").strip()
            if not self._key.isascii() or not self._key.isprintable() or not self._key:
                raise SettingError(
                    f"The variable {self.key_env} should hold the key for {self.address}; it does not."
                )

    @property
    def name(self) -> str:
        """The model's name, with its tag if it has one."""
        return f"{self.model}@{self.model_tag}" if self.model_tag else self.model

    @property
    def sight(self) -> bool:
        """Whether pictures may be sent: until the server says that this model reads none."""
        return self.dialect.sight

    def complete(self, request: Request) -> Reply:
        """One reply. Parameters that the server refuses by name are left out from then on, pictures never."""
        look(self, request)
        start = time.monotonic()
        while True:
            dialect = self.dialect
            status, headers, text = self._send(body(request, self.model, dialect), start)
            known = one_line(headers.get("x-request-id") or headers.get("request-id") or "")
            try:
                if status == 200:
                    took = time.monotonic() - start
                    reply = self._read(text, dialect.rung if request.schema else "text", took)
                    return replace(reply, request_id=known)
                if request.pictures and status in (400, 404, 415, 422, 500, 501) and no_sight(text):
                    self.dialect = replace(self.dialect, sight=False)
                    raise self._error(
                        NoSight, f"reads no pictures ({self._words(text)})", "Name a model that sees.", status
                    )
                lower = dialect.after(text) if status in (400, 422, 500, 501) else None
                if lower is None:
                    raise self._refusal(status, headers, text)
            except LanguageError as error:
                error.request_id = known
                raise
            self.dialect = lower

    def _send(self, content: dict[str, object], start: float) -> tuple[int, Mapping[str, str], str]:
        """Status, headers and body of one exchange."""
        import httpx2
        import openai

        client = self._client = self._client or self._connect()
        left = self.timeout_s - (time.monotonic() - start)
        send = client.chat.completions.with_streaming_response.create
        keyed: dict[str, Any] = {**content}
        try:
            with send(**keyed, timeout=max(0.05, left)) as response:
                taken = bytearray()
                for chunk in response.iter_bytes():
                    taken += chunk
                    if time.monotonic() - start > self.timeout_s:
                        raise self._slow()
                    if len(taken) > LARGEST_REPLY:
                        raise self._error(Permanent, "sent more than 8 MB", WHERE)
                return response.status_code, response.headers, taken.decode("utf-8", "replace")
        except openai.APIStatusError as error:
            return error.status_code, error.response.headers, error.response.text
        except (openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise self._slow() from error
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise self._lost(error) from error
        except (openai.OpenAIError, httpx2.InvalidURL, UnicodeError) as error:
            raise self._error(Permanent, f"could not be asked ({one_line(str(error))})", WHERE) from error

    def _connect(self) -> "openai.OpenAI":
        import openai

        # A proxy of the environment must not stand between us and our own machine.
        own = openai.DefaultHttpxClient(trust_env=False) if self._local else None
        return openai.OpenAI(
            base_url=self.base_url,
            api_key=self._key or "none",
            max_retries=0,
            timeout=self.timeout_s,
            http_client=own,
        )

    def _read(self, text: str, rung: Rung, latency_s: float) -> Reply:
        if not text.strip():
            raise self._error(Transient, "sent an empty answer", "Look into its log.")
        if text.lstrip().startswith("<"):
            raise self._error(Permanent, "sent a web page instead of an answer", WHERE)
        try:
            reply = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise self._error(Transient, "sent broken JSON", "Look into its log.") from error
        try:
            choice = reply["choices"][0]
            message = choice["message"]
            content = message.get("content")
            if isinstance(content, list):  # some servers send parts
                content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
            if content is not None and not isinstance(content, str):
                raise TypeError
            finish = (
                "filter" if message.get("refusal") else FINISHES.get(str(choice.get("finish_reason")), "stop")
            )
        except (LookupError, TypeError, AttributeError) as error:
            if isinstance(reply, dict) and reply.get("error"):
                raise self._refusal(_code(reply["error"]), {}, text) from error
            raise self._error(Permanent, "sent JSON that is no chat completion", WHERE) from error
        return Reply(
            text=content or "",
            finish=finish,
            usage=usage(reply.get("usage")),
            model_reported=one_line(str(reply.get("model") or "")),
            fingerprint=one_line(str(reply.get("system_fingerprint") or "")),
            latency_s=latency_s,
            rung=rung,
        )

    def _refusal(self, status: int, headers: Mapping[str, str], text: str) -> LanguageError:
        words = self._words(text)
        said = f"answered {status}{f': {words}' if words else ''}"
        broke = re.search(
            r"insufficient_quota|exceeded your current quota|credit balance|billing", text, re.IGNORECASE
        )
        if status == 402 or (status == 429 and broke):
            return self._error(
                Permanent, said, "The account has no credit left: what was answered is kept.", status
            )
        if status in (408, 409, 425, 429) or status >= 500:
            wait = retry_after(headers, time.time())
            line = self._line("is too busy" if status == 429 else said, "Try again later.")
            return Transient(line, status=status, retry_after_s=wait, reason="busy")
        todo = {
            401: "Set COMENIUS_LLM_KEY_ENV to the name of the variable that holds the key.",
            403: "The key does not allow this model.",
            404: f"Is there a model of that name? {WHERE}",
            413: "The document is too long for this model.",
        }
        return self._error(Permanent, said, todo.get(status, "Another model or server may take it."), status)

    def _lost(self, error: Exception) -> Transient:
        inner: BaseException = error
        while inner.__cause__ is not None:
            inner = inner.__cause__
        words = one_line(str(inner)) or type(inner).__name__
        reached = not re.search(r"ConnectError|gaierror|ConnectionRefused", repr(_chain(error)))
        said = f"broke the connection ({words})" if reached else f"cannot be reached ({words})"
        todo = "Look into its log." if reached else "Is it running, and is the address right?"
        return Transient(self._line(said, todo), reason="broken" if reached else "unreachable")

    def _slow(self) -> Transient:
        said = f"did not answer within {self.timeout_s:g} s"
        todo = "Is it still loading the model? Try again, with a larger COMENIUS_LLM_TIMEOUT, or a smaller model."
        return Transient(self._line(said, todo), reason="slow")

    def _error(
        self, kind: type[Transient] | type[Permanent], said: str, todo: str, status: int | None = None
    ) -> LanguageError:
        return kind(self._line(said, todo), status=status)

    def _line(self, said: str, todo: str) -> str:
        return f"The language model server {self.address} (model {one_line(self.model)}) {said}. {todo}"

    def _words(self, text: str) -> str:
        """What an error body says, in one line and without our key."""
        try:
            found = json.loads(text)
            for name in ("error", "message", "detail"):
                found = found.get(name, found) if isinstance(found, dict) else found
        except (ValueError, RecursionError):
            found = re.sub(r"(?s)<(style|script).*?</\1>|<[^>]*>", " ", text)
        words = one_line(found if isinstance(found, str) else json.dumps(found)).rstrip(".")
        return words.replace(self._key, "***") if self._key else words


def one_line(text: str, longest: int = 160) -> str:
    """Foreign words for an error message: printable, one line, not long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[:2000]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _code(error: object) -> int:
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 400


def _chain(error: BaseException | None) -> list[str]:
    names = []
    while error is not None:
        names.append(type(error).__name__)
        error = error.__cause__
    return names
