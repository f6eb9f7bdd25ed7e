"""Every answer ever paid for, in one SQLite file, with a ledger of the attempts.

A call is committed when it ends, so a killed process loses at most the calls in flight. An attempt that has no
end was in flight when its process died: it counts at its full reservation, because it may have been billed.
"""

import json
import logging
import sqlite3
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from comenius.errors import OutputError, SourceError
from comenius.language.budget import Budget, Cost
from comenius.language.keys import canonical, hash_of, identity
from comenius.language.model import Finish, Image, OverBudget, Reply, Request, Rung, Usage
from comenius.language.pictures import decoded, encoded
from comenius.language.tables import ANSWER, SCHEMA_VERSION, SHOWN, TABLES, digest, raised
from comenius.language.together import Flights

Outcome = Literal["ok", "invalid", "refused", "truncated"]


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
    queued_s: float = 0.0  # how long it waited before


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an answer comes from, beside its question; none of it is part of the key."""

    form: str = ""  # the JSON schema that it satisfies
    wording: str = ""  # sha256 of the body of its prompt
    parent: str = ""  # key of the call whose answer it mends or completes


class Store:
    """Answers by key, and what they cost; safe for threads and for several processes on one file."""

    def __init__(self, path: Path | None = None, *, keep_images: bool = False) -> None:
        self.path = path
        self.keep_images = keep_images  # else a picture is its hash
        self.flights: Flights[tuple[Reply, bool]] = Flights()
        self._lock = threading.RLock()
        self._ended = threading.Condition(self._lock)
        self._flying: set[int] = set()  # attempts of this process without an end
        self._hits: Counter[str] = Counter()  # written along with the next attempt, for statistics only
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
        with self._transaction():
            for table in TABLES.split(";")[:-1]:
                self._db.execute(table)
            self._db.execute(
                "insert or ignore into meta values ('schema_version', ?)", (str(SCHEMA_VERSION),)
            )
            version = self._db.execute("select value from meta where name = 'schema_version'").fetchone()[0]
            version = raised(self._db, version)
            if version != str(SCHEMA_VERSION):
                raise SourceError(
                    f"{self.path} holds calls in format {version}; this version reads format {SCHEMA_VERSION}. "
                    "Use a newer Comenius, or another file."
                )

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            if self._hits:
                with self._transaction():
                    pass  # every transaction writes the hits
            self._db.close()

    def get(self, key: str) -> Call | None:
        """The kept answer, if there is one."""
        found = self.query(ANSWER, key)
        if not found:
            return None
        text, outcome, usage, microusd, latency_ms, rung, finish, reported, fingerprint = found[0]
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

    def picture(self, name: str) -> Image | None:
        """A picture that was asked about, by the hash of its pixels, if it was kept."""
        found = self.query("select png from blobs where sha256 = ? limit 1", name)
        return decoded(found[0][0]) if found else None

    def hit(self, key: str) -> None:
        """Counts that a kept answer was used."""
        with self._lock:
            self._hits[key] += 1

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a question to the tables."""
        with self._lock, self._guard():
            return self._db.execute(sql, values).fetchall()

    def records(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """The same, each row by the names of its columns."""
        with self._lock, self._guard():
            found = self._db.execute(sql, values)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

    def reserve(
        self, key: str, n: int, budget: Budget, worst: Cost, *, stage: str = "", patient: bool = False
    ) -> Attempt:
        """Sets the worst case aside before sending, or raises `OverBudget`.

        Who is `patient` waits for calls in flight of this process, which may cost less than was set aside.
        """
        with self._ended:
            while True:
                try:
                    return self._reserve(key, n, budget, worst, stage)
                except OverBudget:
                    if not patient or not self._flying:
                        raise
                self._ended.wait()

    def _reserve(self, key: str, n: int, budget: Budget, worst: Cost, stage: str) -> Attempt:
        with self._transaction():
            budget.admit(self.spent(), worst)
            if stage in budget.stages:
                budget.stages[stage].admit(self.spent(stage), worst, f" of {stage}")
            done = self._db.execute(
                "insert into attempts (key, n, started, reserved_tokens, reserved_microusd, stage) "
                "values (?, ?, ?, ?, ?, ?)",
                (key, n, time.time(), worst.tokens, worst.microusd, stage),
            )
            attempt = Attempt(id=int(done.lastrowid or 0), key=key, reserved=worst)
            self._flying.add(attempt.id)
        return attempt

    def leave(self, attempt: Attempt) -> None:
        """The attempt is no longer in flight; without an end it stays an orphan."""
        with self._ended:
            self._flying.discard(attempt.id)
            self._ended.notify_all()

    def fail(
        self,
        attempt: Attempt,
        status: str,
        http: int | None,
        retry_after_s: float | None,
        request_id: str = "",
    ) -> None:
        """Ends an attempt without an answer; it cost nothing unless the server may have worked on it."""
        billed = attempt.reserved if status == "unknown" else Cost()
        with self._transaction():
            self._end(attempt, status, billed, http, retry_after_s, request_id)

    def settle(
        self,
        attempt: Attempt,
        request: Request,
        reply: Reply,
        outcome: Outcome,
        cost: Cost,
        origin: Origin = Origin(),
    ) -> None:
        """Ends an attempt with its answer: both are committed together."""
        row = (
            reply.text, outcome, None if reply.usage is None else canonical(asdict(reply.usage)), cost.microusd,
            round(reply.latency_s * 1000), reply.rung, reply.finish, reply.model_reported, reply.fingerprint,
        )  # fmt: skip
        now = time.time()
        with self._transaction():
            self._db.execute(
                "insert or replace into calls (key, request, reply, outcome, usage, microusd, latency_ms, rung, "
                "finish, model_reported, fingerprint, created, digest, used, form, wording, parent) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (attempt.key, identity(request), *row, now, digest(row), now, *asdict(origin).values()),
            )
            for picture in request.pictures if self.keep_images else ():
                name = hash_of(picture)
                self._db.execute(
                    "insert or ignore into blobs values (?, ?, ?, ?)",
                    (name, picture.width, picture.height, encoded(picture)),
                )
            self._db.execute("delete from collected where key = ?", (attempt.key,))
            self._end(attempt, outcome, cost, 200, None, reply.request_id)

    def _end(
        self,
        attempt: Attempt,
        status: str,
        cost: Cost,
        http: int | None,
        wait_s: float | None,
        request_id: str,
    ) -> None:
        self._db.execute(
            "update attempts set ended = ?, status = ?, http = ?, retry_after_s = ?, settled_tokens = ?, "
            "settled_microusd = ?, request_id = ?, queued_s = ? where id = ?",
            (
                time.time(), status, http, wait_s, cost.tokens, cost.microusd, request_id, attempt.queued_s,
                attempt.id,
            ),
        )  # fmt: skip

    def spent(self, stage: str = "") -> Cost:
        """Everything settled, and everything in flight or orphaned at its reservation; of one stage, or of all."""
        row = self.query(
            "select count(*), coalesce(sum(coalesce(settled_tokens, reserved_tokens)), 0), "
            "coalesce(sum(coalesce(settled_microusd, reserved_microusd)), 0) from attempts where ? in ('', stage)",
            stage,
        )[0]
        return Cost(calls=row[0], tokens=row[1], microusd=row[2])

    def models(self) -> tuple[str, ...]:
        """The names of the models that have answered."""
        rows = self.query("select distinct json_extract(request, '$.model') from calls order by 1")
        return tuple(name for (name,) in rows)

    def versions(self, model: str) -> dict[str, int]:
        """In which version each prompt was asked of a model last."""
        rows = self.query(
            "select json_extract(request, '$.prompt[0]'), json_extract(request, '$.prompt[1]') from calls "
            "where json_extract(request, '$.model') = ? order by created",
            model,
        )
        return dict(rows)

    def requests(self) -> Iterator[dict[str, object]]:
        """Every question that has an answer, oldest first."""
        for (text,) in self.query("select request from calls order by created, key"):
            yield json.loads(text)

    def remove(self, keys: Sequence[str]) -> None:
        """Forgets answers; what they cost stays in the ledger."""
        with self._transaction():
            for key in keys:
                self._db.execute("delete from calls where key = ?", (key,))
                self._db.execute("insert or replace into collected values (?, ?)", (key, time.time()))
            self._db.execute(f"delete from blobs where sha256 not in ({SHOWN})")  # nosec B608 - a constant
        with self._lock, self._guard():
            self._db.execute("vacuum")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, self._guard():
            self._db.execute("begin immediate")
            try:
                yield
                self._count_hits()
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back already
                    self._db.execute("rollback")
                raise
            self._db.execute("commit")
            self._hits.clear()

    def _count_hits(self) -> None:
        self._db.executemany(
            "update calls set hits = hits + ?, used = ? where key = ?",
            [(n, time.time(), key) for key, n in self._hits.items()],
        )

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
