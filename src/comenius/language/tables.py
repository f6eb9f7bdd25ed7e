"""The tables that kept calls lie in, and how a file of an earlier format becomes one of today's."""

import json
import sqlite3
from collections.abc import Iterable

from comenius.language.keys import canonical, sha256

SCHEMA_VERSION = 4
TABLES = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists calls (
  key text primary key, request text not null, reply text not null, outcome text not null, usage text,
  microusd integer not null, latency_ms integer not null, rung text not null, finish text not null,
  model_reported text not null, fingerprint text not null, created real not null,
  digest text not null, hits integer not null default 0, used real not null default 0,
  form text not null default '', wording text not null default '', parent text not null default '');
create table if not exists attempts (
  id integer primary key autoincrement, key text not null, n integer not null, started real not null, ended real,
  status text, http integer, retry_after_s real, reserved_tokens integer not null, settled_tokens integer,
  reserved_microusd integer not null, settled_microusd integer,
  stage text not null default '', request_id text not null default '',
  queued_s real);
create table if not exists blobs (
  sha256 text not null, width integer not null, height integer not null, png blob not null,
  primary key (sha256, width, height));
create table if not exists collected (key text primary key, removed real not null);
"""
ANSWER = """
select reply, outcome, usage, microusd, latency_ms, rung, finish, model_reported, fingerprint from calls where key = ?
"""
ANSWERED = "status not in ('failed', 'unknown')"  # of an attempt
# The hashes of the pictures in all questions.
SHOWN = """
select json_extract(part.value, '$.image') from calls, json_each(calls.request, '$.messages') turn,
json_each(turn.value, '$.parts') part where part.type = 'object'
"""


def digest(row: Iterable[object]) -> str:
    """The hash of what was answered: a row of `ANSWER`."""
    return sha256(canonical(list(row)))


def raised(db: sqlite3.Connection, version: str) -> str:
    """The format of the file once it has what later formats have more."""
    for known, raise_it in {"1": _from_1, "2": _from_2, "3": _from_3}.items():
        if version == known:
            raise_it(db)
            version = str(int(known) + 1)
    db.execute("update meta set value = ? where name = 'schema_version'", (version,))
    return version


def _from_1(db: sqlite3.Connection) -> None:
    for column in (
        "digest text not null default ''",
        "hits integer not null default 0",
        "used real not null default 0",
    ):
        db.execute(f"alter table calls add column {column}")
    for (key,) in db.execute("select key from calls").fetchall():
        row = db.execute(ANSWER, (key,)).fetchone()
        db.execute("update calls set digest = ? where key = ?", (digest(row), key))


def _from_2(db: sqlite3.Connection) -> None:
    for column in ("stage", "request_id"):
        db.execute(f"alter table attempts add column {column} text not null default ''")
    db.execute(
        "update attempts set stage = coalesce((select json_extract(request, '$.prompt[0]') from calls "
        "where calls.key = attempts.key), '')"
    )


MENDING = "That answer cannot be used: "  # how the first words of a repair turn went


def _from_3(db: sqlite3.Connection) -> None:
    """Formats before 4 kept a repair turn in the name of the prompt that it mends."""
    for column in ("form", "wording", "parent"):
        db.execute(f"alter table calls add column {column} text not null default ''")
    db.execute("alter table attempts add column queued_s real")
    for key, text in db.execute("select key, request from calls order by key").fetchall():
        request = json.loads(text)
        *before, _, last = request["messages"] if len(request["messages"]) > 2 else ("", {"parts": [""]})
        if not str(last["parts"][0]).startswith(MENDING):
            continue
        parent = sha256(canonical(request | {"messages": before}))
        mended = canonical(request | {"prompt": ["repair", 1]})
        known = db.execute("select key from calls where key = ?", (parent,)).fetchone()
        db.execute(
            "update or replace calls set key = ?, request = ?, parent = ? where key = ?",
            (sha256(mended), mended, parent if known else "", key),
        )
        db.execute("update attempts set key = ? where key = ?", (sha256(mended), key))
