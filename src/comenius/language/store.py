"""Every answer ever paid for, in one SQLite file, with a ledger of the attempts.

A call is committed when it ends, so a killed process loses at most the calls in flight. An attempt that has no
end was in flight when its process died: it counts at its full reservation, because it may have been billed.
"""

import hashlib
import json
import logging
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, cast

from comenius.errors import OutputError, SourceError
from comenius.language.budget import Budget, Cost
from comenius.language.model import Finish, Image, Message, Reply, Request, Rung, Usage

KEY_VERSION = 1
SCHEMA_VERSION = 1
Outcome = Literal["ok", "invalid", "refused", "truncated"]

TABLES = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists calls (
  key text primary key, request text not null, reply text not null, outcome text not null, usage text,
  microusd integer not null, latency_ms integer not null, rung text not null, finish text not null,
  model_reported text not null, fingerprint text not null, created real not null);
create table if not exists attempts (
  id integer primary key autoincrement, key text not null, n integer not null, started real not null, ended real,
  status text, http integer, retry_after_s real, reserved_tokens integer not null, settled_tokens integer,
  reserved_microusd integer not null, settled_microusd integer);
"""


def canonical(value: object) -> str:
    """JSON that is the same for the same value: sorted keys, no blanks, no NaN, no Unicode normalisation."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    """The hexadecimal hash of the UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def identity(request: Request) -> str:
    """What makes a request the same question, as canonical JSON; addresses and keys are not part of it."""
    params = request.params
    return canonical(
        {
            "v": KEY_VERSION,
            "model": request.model,
            "prompt": [request.prompt_id, request.prompt_version],
            "messages": [_turn(message) for message in request.messages],
            "params": {  # typed here: 0 and 0.0 are different JSON
                "temperature": None if params.temperature is None else float(params.temperature),
                "top_p": None if params.top_p is None else float(params.top_p),
                "max_tokens": int(params.max_tokens),
                "seed": params.seed,
                "stop": list(params.stop),
            },
            "schema": None if request.schema is None else sha256(canonical(request.schema)),
            "sample": request.sample_index,
        }
    )


def key_of(request: Request) -> str:
    """The name under which the answer to a request is kept."""
    return sha256(identity(request))


def _turn(message: Message) -> dict[str, object]:
    return {
        "role": message.role,
        "parts": [_picture(p) if isinstance(p, Image) else p for p in message.parts],
    }


def _picture(image: Image) -> dict[str, object]:
    pixels = hashlib.sha256(image.rgb).hexdigest()
    return {"image": pixels, "size": [image.width, image.height], "detail": image.detail}


@dataclass(frozen=True, kw_only=True)
class Call:
    """A kept answer."""

    reply: Reply
    outcome: Outcome
    microusd: int


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A request that was allowed to be sent."""

    id: int
    key: str
    reserved: Cost


class Store:
    """Answers by key, and what they cost; safe for threads and for several processes on one file."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise self._unwritable(error) from error
        weakref.finalize(self, self._db.close)  # an in-memory store has no owner who closes it
        try:
            self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        with self._guard():
            mode = str(self._db.execute("pragma journal_mode=wal").fetchone()[0])
            if self.path is not None and mode != "wal":  # network file systems
                logging.getLogger("comenius").warning(
                    "%s: no write-ahead log here (%s), slower", self.path, mode
                )
            self._db.execute("pragma synchronous=full")
            self._db.executescript(TABLES)
            self._db.execute(
                "insert or ignore into meta values ('schema_version', ?)", (str(SCHEMA_VERSION),)
            )
            version = self._db.execute("select value from meta where name = 'schema_version'").fetchone()[0]
        if version != str(SCHEMA_VERSION):
            raise SourceError(
                f"{self.path} holds calls in format {version}; this version reads format {SCHEMA_VERSION}. "
                "Use a newer Comenius, or another file."
            )

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._db.close()

    def get(self, key: str) -> Call | None:
        """The kept answer, if there is one."""
        with self._lock, self._guard():
            row = self._db.execute(
                "select reply, outcome, usage, microusd, latency_ms, rung, finish, model_reported, fingerprint "
                "from calls where key = ?",
                (key,),
            ).fetchone()
        if row is None:
            return None
        text, outcome, usage, microusd, latency_ms, rung, finish, reported, fingerprint = row
        reply = Reply(
            text=text,
            finish=cast(Finish, finish),
            usage=Usage(**json.loads(usage)) if usage else None,
            model_reported=reported,
            fingerprint=fingerprint,
            latency_s=latency_ms / 1000,
            rung=cast(Rung, rung),
        )
        return Call(reply=reply, outcome=cast(Outcome, outcome), microusd=microusd)

    def reserve(self, key: str, n: int, budget: Budget, worst: Cost) -> Attempt:
        """Sets the worst case aside before sending, or raises `OverBudget`."""
        with self._transaction():
            budget.admit(self.spent(), worst)
            done = self._db.execute(
                "insert into attempts (key, n, started, reserved_tokens, reserved_microusd) values (?, ?, ?, ?, ?)",
                (key, n, time.time(), worst.tokens, worst.microusd),
            )
            return Attempt(id=int(done.lastrowid or 0), key=key, reserved=worst)

    def fail(self, attempt: Attempt, status: str, http: int | None, retry_after_s: float | None) -> None:
        """Ends an attempt without an answer; it cost nothing unless the server may have worked on it."""
        billed = attempt.reserved if status == "unknown" else Cost()
        with self._transaction():
            self._end(attempt, status, billed, http, retry_after_s)

    def settle(self, attempt: Attempt, request: Request, reply: Reply, outcome: Outcome, cost: Cost) -> None:
        """Ends an attempt with its answer: both are committed together."""
        usage = None if reply.usage is None else canonical(asdict(reply.usage))
        with self._transaction():
            self._db.execute(
                "insert or replace into calls values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    attempt.key, identity(request), reply.text, outcome, usage, cost.microusd,
                    round(reply.latency_s * 1000), reply.rung, reply.finish, reply.model_reported,
                    reply.fingerprint, time.time(),
                ),
            )  # fmt: skip
            self._end(attempt, outcome, cost, 200, None)

    def _end(self, attempt: Attempt, status: str, cost: Cost, http: int | None, wait_s: float | None) -> None:
        self._db.execute(
            "update attempts set ended = ?, status = ?, http = ?, retry_after_s = ?, settled_tokens = ?, "
            "settled_microusd = ? where id = ?",
            (time.time(), status, http, wait_s, cost.tokens, cost.microusd, attempt.id),
        )

    def spent(self) -> Cost:
        """Everything settled, and everything in flight or orphaned at its reservation."""
        with self._lock, self._guard():
            row = self._db.execute(
                "select count(*), coalesce(sum(coalesce(settled_tokens, reserved_tokens)), 0), "
                "coalesce(sum(coalesce(settled_microusd, reserved_microusd)), 0) from attempts"
            ).fetchone()
        return Cost(calls=row[0], tokens=row[1], microusd=row[2])

    def requests(self) -> Iterator[dict[str, object]]:
        """Every question that has an answer, oldest first."""
        with self._lock, self._guard():
            rows = self._db.execute("select request from calls order by created, key").fetchall()
        for (text,) in rows:
            yield json.loads(text)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, self._guard():
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back already
                    self._db.execute("rollback")
                raise
            self._db.execute("commit")

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:  # locked, full, read-only
            raise self._unwritable(error) from error
        except sqlite3.DatabaseError as error:
            raise SourceError(
                f"{self.path} is not a store of calls ({error}). Remove it, or name another."
            ) from error

    def _unwritable(self, error: Exception) -> OutputError:
        return OutputError(
            f"Cannot keep language model calls in {self.path} ({error}). Free or choose another place."
        )
