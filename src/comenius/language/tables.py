"""The tables that kept calls lie in, and how a file of an earlier format becomes one of today's."""

import sqlite3
from collections.abc import Iterable

from comenius.language.keys import canonical, sha256

SCHEMA_VERSION = 3
TABLES = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists calls (
  key text primary key, request text not null, reply text not null, outcome text not null, usage text,
  microusd integer not null, latency_ms integer not null, rung text not null, finish text not null,
  model_reported text not null, fingerprint text not null, created real not null,
  digest text not null, hits integer not null default 0, used real not null default 0);
create table if not exists attempts (
  id integer primary key autoincrement, key text not null, n integer not null, started real not null, ended real,
  status text, http integer, retry_after_s real, reserved_tokens integer not null, settled_tokens integer,
  reserved_microusd integer not null, settled_microusd integer,
  stage text not null default '', request_id text not null default '');
create table if not exists collected (key text primary key, removed real not null);
"""
ANSWER = """
select reply, outcome, usage, microusd, latency_ms, rung, finish, model_reported, fingerprint from calls where key = ?
"""


def digest(row: Iterable[object]) -> str:
    """The hash of what was answered: a row of `ANSWER`."""
    return sha256(canonical(list(row)))


def raised(db: sqlite3.Connection, version: str) -> str:
    """The format of the file once it has what later formats have more."""
    if version not in ("1", "2"):
        return version
    if version == "1":
        _from_1(db)
    _from_2(db)
    db.execute("update meta set value = '3' where name = 'schema_version'")
    return "3"


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
