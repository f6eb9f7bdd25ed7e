"""A language model in this process: a directory as transformers saves it, no server and no network.

Requests that arrive while the model is busy, or within 20 ms, are answered together when they are greedy.
Only this module of the room knows torch, and only once a question is asked.
"""

import hashlib
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comenius.errors import ModelError, SettingError
from comenius.language.chats import chat_ids
from comenius.language.generating import Memory, generate, greedy, pad, padding, positions, window
from comenius.language.model import Permanent, Reply, Request
from comenius.language.template import clean
from comenius.weights import sha256

FAILURES = (
    RuntimeError,
    MemoryError,
    IndexError,
    ValueError,
)  # a full memory, tokens that do not fit, odd settings
PARTS = (".safetensors", ".json", ".jinja", ".model")  # files that decide an answer


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which of some fixed answers a model finds most likely."""

    index: int
    log_likelihoods: tuple[float, ...]  # natural logarithm, summed over an option's tokens


@dataclass(kw_only=True)
class Job:
    """A request on its way through the model."""

    request: Request
    ids: list[int]
    answer: Future[Reply] = field(default_factory=Future)


@dataclass(kw_only=True)
class Local:
    """A chat model of a directory. It is read when the first question comes; one thread at a time runs it."""

    directory: Path
    device: str = ""  # empty: the GPU if there is one
    together: int = 8  # most requests in one batch
    gather_s: float = 0.02  # how long a batch waits for company
    sight: bool = field(default=False, init=False)  # words only
    _loaded: tuple[Any, Any] | None = field(default=None, repr=False)
    _memory: Memory = field(default_factory=Memory, repr=False)
    _waiting: list[Job] = field(default_factory=list, repr=False)
    _page: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _door: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _desk: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.directory = Path(self.directory)
        if self.together < 1:
            raise SettingError(f"together is {self.together}; it must be 1 or more.")
        if not (self.directory / "config.json").is_file():
            raise ModelError(
                f"{self.directory} has no config.json; a language model is a directory that transformers has saved."
            )
        if not any(self.directory.glob("*.safetensors")):
            raise ModelError(f"{self.directory} has no weights; .safetensors files are needed.")
        self._name = f"local:{self.directory.resolve().name}@{_digest(self.directory)[:12]}"

    @property
    def workers(self) -> int:
        """Who asks that much at once fills a batch."""
        return self.together

    @property
    def name(self) -> str:
        """`local:<directory>@<hash>`, the hash over weights, tokenizer and chat template."""
        return self._name

    def complete(self, request: Request) -> Reply:
        """One reply, greedy unless a temperature is asked for."""
        with self._page:  # neither reading a model nor its tokenizer is for two threads at once
            tokenizer, model = self._model()
            job = Job(request=request, ids=chat_ids(request, tokenizer, self.name))
        if len(job.ids) >= window(model):
            raise Permanent(
                f"The question has {len(job.ids)} tokens; {self.name} reads {window(model)}. "
                "Try a shorter document, or another model."
            )
        with self._door:
            self._waiting.append(job)
        with self._desk:
            if not job.answer.done():
                time.sleep(self.gather_s)
                self._answer(self._batch(job, window(model)), tokenizer, model)
        return job.answer.result()

    def choose(self, request: Request, options: Sequence[str]) -> Choice:
        """Which option is the likeliest answer, by the sum of its tokens' log-probabilities; nothing is parsed."""
        import torch

        with self._page, self._desk:
            tokenizer, model = self._model()
            entry = chat_ids(request, tokenizer, self.name)
            ends = [tokenizer(option, add_special_tokens=False).input_ids for option in options]
            if not ends or not all(ends):
                raise SettingError("There must be options, and none of them empty.")
            ids, mask = pad([entry + end for end in ends], padding(tokenizer, model), model.device)
            with torch.inference_mode():
                seen = model(input_ids=ids, attention_mask=mask, position_ids=positions(mask)).logits
                logs = torch.log_softmax(seen.float(), dim=-1)
        sums = []
        for row, end in zip(range(len(ends)), ends, strict=True):
            before = logs[row, -len(end) - 1 : -1]  # what stands at a place foretells the next
            sums.append(float(before[torch.arange(len(end)), torch.tensor(end)].sum()))
        return Choice(index=max(range(len(sums)), key=sums.__getitem__), log_likelihoods=tuple(sums))

    def _batch(self, job: Job, most: int) -> list[Job]:
        """The job and those waiting that can go with it."""
        with self._door:
            alike = [other for other in self._waiting if other is not job and _fit(job, other, most)]
            batch = [job, *alike[: self.together - 1]]
            self._waiting = [other for other in self._waiting if other not in batch]
        return batch

    def _answer(self, batch: Sequence[Job], tokenizer: Any, model: Any) -> None:
        """Every job of a batch gets its reply, or all of them the error."""
        try:
            for job, reply in zip(
                batch,
                generate([j.ids for j in batch], batch[0].request, tokenizer, model, self._memory),
                strict=True,
            ):
                job.answer.set_result(reply)
        except BaseException as error:
            told: BaseException = error
            if isinstance(error, FAILURES):
                told = Permanent(
                    f"{self.name} could not answer ({clean(str(error), 160) or type(error).__name__}). "
                    "Try a smaller model or a shorter document."
                )
                told.__cause__ = error
            for job in batch:
                if not job.answer.done():
                    job.answer.set_exception(told)
            if not isinstance(error, Exception):
                raise

    def _model(self) -> tuple[Any, Any]:
        """Tokenizer and network, read once."""
        if self._loaded is None:
            self._loaded = load(self.directory, self.device)
        return self._loaded


def load(directory: Path, device: str = "") -> tuple[Any, Any]:
    """Tokenizer and network of a directory, from safetensors, offline, without remote code."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from comenius.quiet import quiet

    # a local directory: nothing is downloaded that a revision could pin
    only: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(directory, **only)  # nosec B615
            model, report = AutoModelForCausalLM.from_pretrained(
                directory, dtype="auto", use_safetensors=True, output_loading_info=True, **only
            )  # nosec B615
            model = model.to(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    except Exception as error:
        raise ModelError(
            f"{directory} does not load as a language model ({clean(str(error), 160) or type(error).__name__}). "
            "Copy it again, or choose another."
        ) from error
    if missing := sorted(report["missing_keys"]):
        raise ModelError(
            f"{directory} lacks {len(missing)} weights, {missing[0]} first. Copy the model again."
        )
    if not tokenizer.chat_template:
        raise ModelError(
            f"{directory} has no chat template, so nobody can know how to talk to it; choose a model for chats."
        )
    return tokenizer, model.eval().requires_grad_(False)


def _fit(one: Job, other: Job, most: int) -> bool:
    """Whether two requests give in one batch what they give alone."""
    params = one.request.params
    roomy = max(len(one.ids), len(other.ids)) + params.max_tokens <= most
    return roomy and greedy(one.request) and params == other.request.params


def _digest(directory: Path) -> str:
    """The hash of everything in a directory that decides an answer."""
    digest = hashlib.sha256()
    for path in sorted(p for p in directory.iterdir() if p.suffix in PARTS and p.is_file()):
        digest.update(f"{path.name} {sha256(path)}\n".encode())
    return digest.hexdigest()
