"""A language model is one thing: a request goes in, a reply comes out, or one error of this tree.

ServiceError
└── LanguageError
    ├── Transient         may go away: busy, down, too slow, cut off     asked again
    ├── Permanent         will not: bad key, no such model, bad request
    │   └── NoSight       the model reads no pictures
    ├── Unusable          answered, but not what was asked for
    │   ├── InvalidReply
    │   ├── TruncatedReply
    │   └── Refused
    └── OverBudget · ReplayMiss · Stopped                                ours, before anything is sent
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from comenius.errors import ServiceError

Role = Literal["system", "user", "assistant"]
Finish = Literal["stop", "length", "filter"]
Rung = Literal["json_schema", "json_object", "text"]
Reason = Literal["busy", "unreachable", "slow", "broken"]


class LanguageError(ServiceError):
    """A language model gave no usable answer."""

    request_id = ""  # what the server calls the exchange that failed, when it says so
    queued_s = 0.0  # how long the request had waited before it was sent


class Transient(LanguageError):
    """The server may answer when asked again."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        reason: Reason = "broken",
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after_s = retry_after_s  # what the server asked for
        self.reason = reason


class Permanent(LanguageError):
    """Asking again cannot help."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class NoSight(Permanent):
    """The question holds a picture, and the model reads words only."""


class Unusable(LanguageError):
    """The model answered, and the answer is not what was asked for."""


class InvalidReply(Unusable):
    """The answer broke the agreed form, also after one repair turn."""

    def __init__(self, message: str, *, value: object = None, keys: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.value = value  # the JSON of the last answer, if it had any
        self.keys = keys  # of the calls that were made


class TruncatedReply(Unusable):
    """The answer was cut off, also with twice the room."""


class Refused(Unusable):
    """The model or its filter declined to answer."""


class OverBudget(LanguageError):
    """The next call could pass a cap."""


class ReplayMiss(LanguageError):
    """A replay was asked something that its store does not hold."""


class Stopped(LanguageError):
    """Somebody asked to stop before the question was sent."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture in a message, as decoded pixels."""

    width: int
    height: int
    rgb: bytes  # uint8, row by row, 3 bytes a pixel
    detail: str = "auto"


Part = str | Image


@dataclass(frozen=True, kw_only=True)
class Message:
    """One turn of a chat."""

    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The words of the turn, without its pictures."""
        return "\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def pictures(self) -> tuple[Image, ...]:
        """The pictures of the turn."""
        return tuple(part for part in self.parts if isinstance(part, Image))


@dataclass(frozen=True, kw_only=True)
class Params:
    """How to sample. None leaves the choice to the server."""

    temperature: float | None = 0.0
    top_p: float | None = None
    max_tokens: int = 1024
    seed: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Request:
    """Everything that decides an answer; its hash is the key under which the answer is kept."""

    model: str
    messages: tuple[Message, ...]
    prompt_id: str
    prompt_version: int
    params: Params = field(default_factory=Params)
    schema: Mapping[str, object] | None = None  # JSON schema of the answer
    sample_index: int = 0  # tells deliberate repeats apart

    @property
    def pictures(self) -> tuple[Image, ...]:
        """Every picture in it."""
        return tuple(picture for message in self.messages for picture in message.pictures)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens as the server counted them; `input` includes the cached ones, `output` the reasoning."""

    input: int = 0
    cached_input: int = 0
    output: int = 0
    reasoning: int = 0


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer."""

    text: str
    finish: Finish = "stop"
    usage: Usage | None = None  # None: the server did not say
    model_reported: str = ""
    fingerprint: str = ""
    request_id: str = ""  # what the server calls this exchange
    latency_s: float = 0.0
    rung: Rung = "text"


class LanguageModel(Protocol):
    """Answers a request with exactly one attempt; who calls decides about trying again.

    A model that takes several requests at once says so in an attribute `workers`, one that reads no pictures by
    `sight = False`.
    """

    @property
    def name(self) -> str:
        """What makes answers differ: `gpt-4o`, `local:Qwen2.5-7B@<hash>`, `scripted:3`."""
        ...

    def complete(self, request: Request) -> Reply:
        """One reply, or a `LanguageError`."""
        ...


def workers(model: LanguageModel) -> int:
    """How many requests a model takes at once; one, unless it says otherwise."""
    return int(getattr(model, "workers", 1))


def look(model: LanguageModel, request: Request) -> None:
    """Passes, or `NoSight` when a picture would be given to a model that is known to read none."""
    if request.pictures and not getattr(model, "sight", True):
        raise blind(model.name)


def blind(name: str) -> NoSight:
    """The error of a model without sight."""
    return NoSight(f"{name} reads words only, and this question holds a picture. Name a model that sees.")


def system(text: str) -> Message:
    """A system turn of words."""
    return Message(role="system", parts=(text,))


def user(text: str) -> Message:
    """A user turn of words."""
    return Message(role="user", parts=(text,))


def assistant(text: str) -> Message:
    """An assistant turn of words."""
    return Message(role="assistant", parts=(text,))
