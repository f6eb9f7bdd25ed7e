"""A language model in this process: a directory as transformers saves it, no server and no network.

Requests that arrive while the model is busy, or within 20 ms, are answered together when they are greedy.
Only this module of the room knows torch, and only once a question is asked.
"""

import hashlib
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comenius.errors import ModelError, SettingError
from comenius.language.chats import chat_ids
from comenius.language.keys import key_of
from comenius.language.model import Finish, Permanent, Reply, Request, Usage
from comenius.language.template import clean
from comenius.weights import sha256

if TYPE_CHECKING:
    import torch

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
    _loaded: tuple[Any, Any] | None = field(default=None, repr=False)
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
        if len(job.ids) >= _window(model):
            raise Permanent(
                f"The question has {len(job.ids)} tokens; {self.name} reads {_window(model)}. "
                "Try a shorter document, or another model."
            )
        with self._door:
            self._waiting.append(job)
        with self._desk:
            if not job.answer.done():
                time.sleep(self.gather_s)
                self._answer(self._batch(job, _window(model)), tokenizer, model)
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
            ids, mask = pad([entry + end for end in ends], _padding(tokenizer, model), model.device)
            with torch.inference_mode():
                seen = model(input_ids=ids, attention_mask=mask, position_ids=_positions(mask)).logits
                logs = torch.log_softmax(seen.float(), dim=-1)
        sums = []
        for row, end in zip(range(len(ends)), ends, strict=True):
            before = logs[row, -len(end) - 1 : -1]  # what stands at a place foretells the next
            sums.append(float(before[torch.arange(len(end)), torch.tensor(end)].sum()))
        return Choice(index=max(range(len(sums)), key=sums.__getitem__), log_likelihoods=tuple(sums))

    def _batch(self, job: Job, window: int) -> list[Job]:
        """The job and those waiting that can go with it."""
        with self._door:
            alike = [other for other in self._waiting if other is not job and _fit(job, other, window)]
            batch = [job, *alike[: self.together - 1]]
            self._waiting = [other for other in self._waiting if other not in batch]
        return batch

    def _answer(self, batch: Sequence[Job], tokenizer: Any, model: Any) -> None:
        """Every job of a batch gets its reply, or all of them the error."""
        try:
            for job, reply in zip(
                batch, generate([j.ids for j in batch], batch[0].request, tokenizer, model), strict=True
            ):
                job.answer.set_result(reply)
        except BaseException as error:
            told: BaseException = error
            if isinstance(
                error, RuntimeError | MemoryError | IndexError
            ):  # full memory, or tokens that do not fit
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


def generate(entries: Sequence[list[int]], asked: Request, tokenizer: Any, model: Any) -> list[Reply]:
    """The replies to token lists of one setting, in one batch padded on the left."""
    import torch
    from transformers import GenerationConfig

    from comenius.quiet import quiet

    params, start = asked.params, time.monotonic()
    ends = _ends(tokenizer, model)
    ids, mask = pad(entries, _padding(tokenizer, model), model.device)
    room = min(params.max_tokens, _window(model) - ids.shape[1])
    sampled = not _greedy(asked)
    settings = GenerationConfig(
        max_new_tokens=room,
        do_sample=sampled,
        # said also where they have no effect: what is left out comes from the model's own settings
        temperature=params.temperature if sampled else 1.0,
        top_p=params.top_p if sampled else 1.0,
        top_k=None if sampled else 50,
        eos_token_id=ends or None,
        pad_token_id=_padding(tokenizer, model),
    )
    stops: dict[str, Any] = {"stop_strings": list(params.stop), "tokenizer": tokenizer} if params.stop else {}
    with quiet(), torch.inference_mode(), _seeded(asked, model):
        rows = model.generate(input_ids=ids, attention_mask=mask, generation_config=settings, **stops)
    fresh = rows[:, ids.shape[1] :].tolist()
    took = time.monotonic() - start
    return [
        _reply(len(entry), row, ends, room, params.stop, tokenizer, took)
        for entry, row in zip(entries, fresh, strict=True)
    ]


def _reply(
    entry: int,
    row: list[int],
    ends: list[int],
    room: int,
    stops: tuple[str, ...],
    tokenizer: Any,
    took: float,
) -> Reply:
    """A row of new tokens as a reply: nothing behind the first end token counts."""
    end = next((n for n, token in enumerate(row) if token in ends), None)
    kept = row if end is None else row[:end]
    text = str(tokenizer.decode(kept, skip_special_tokens=True))
    finish: Finish = "length" if end is None and len(row) >= room else "stop"
    if cuts := [text.index(stop) for stop in stops if stop in text]:
        text, finish = text[: min(cuts)], "stop"
    out = len(kept) + (end is not None)
    return Reply(text=text, finish=finish, usage=Usage(input=entry, output=out), latency_s=took)


def pad(
    rows: Sequence[list[int]], padding: int, device: "torch.device | str"
) -> "tuple[torch.Tensor, torch.Tensor]":
    """Token lists as a table, padded on the left, and the mask of what is real."""
    import torch

    longest = max(map(len, rows))
    ids = torch.tensor([[padding] * (longest - len(row)) + row for row in rows], device=device)
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows], device=device)
    return ids, mask


def _positions(mask: "torch.Tensor") -> "torch.Tensor":
    """Places counted from the first real token."""
    return (mask.cumsum(dim=-1) - 1).clamp(min=0)


@contextmanager
def _seeded(request: Request, model: Any) -> Iterator[None]:
    """Chance that belongs to the request: its seed, else its key, so that a repeat by `sample_index` differs."""
    import torch

    if _greedy(request):
        yield
        return
    params = request.params
    seed = int(key_of(request)[:15], 16) if params.seed is None else params.seed
    with torch.random.fork_rng(devices=[model.device] if model.device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield


def _greedy(request: Request) -> bool:
    return not request.params.temperature


def _fit(one: Job, other: Job, window: int) -> bool:
    """Whether two requests give in one batch what they give alone."""
    params = one.request.params
    roomy = max(len(one.ids), len(other.ids)) + params.max_tokens <= window
    return roomy and _greedy(one.request) and params == other.request.params


def _ends(tokenizer: Any, model: Any) -> list[int]:
    """The tokens that end an answer."""
    said = model.generation_config.eos_token_id
    found = [*(said if isinstance(said, list) else [said]), tokenizer.eos_token_id]
    return sorted({token for token in found if token is not None})


def _padding(tokenizer: Any, model: Any) -> int:
    """A token for the empty places; the mask hides it, so any will do."""
    return next(iter(_ends(tokenizer, model)), 0)


def _window(model: Any) -> int:
    """How many tokens the model can see."""
    return int(getattr(model.config.get_text_config(), "max_position_embeddings", None) or 2**31)


def _digest(directory: Path) -> str:
    """The hash of everything in a directory that decides an answer."""
    digest = hashlib.sha256()
    for path in sorted(p for p in directory.iterdir() if p.suffix in PARTS and p.is_file()):
        digest.update(f"{path.name} {sha256(path)}\n".encode())
    return digest.hexdigest()
