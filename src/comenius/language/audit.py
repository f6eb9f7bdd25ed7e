"""What a store of calls holds, whether it is sound, and what of it nobody needs any more."""

import json
import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from comenius.errors import SettingError, SourceError
from comenius.language.keys import sha256
from comenius.language.schema import Mismatch, extract
from comenius.language.store import Store
from comenius.language.tables import ANSWER, digest
from comenius.language.template import prompt_names, prompt_versions

CALLS = "calls.sqlite"
DAY_S = 86_400


def opened(place: str) -> Store:
    """The calls of a guide's folder, or of a file; a file of another kind is left as it is."""
    path = Path(place)
    path = path / CALLS if path.is_dir() else path
    if not path.is_file():
        raise SourceError(f"{path} is not there; name a guide's folder, or a file of language model calls.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error as error:
        raise SourceError(f"{path} is not a store of calls ({error}). Name another.") from error
    if not {"calls", "attempts", "meta"} <= tables:
        raise SourceError(f"{path} is not a store of calls. Name another.")
    return Store(path)


def stats(store: Store) -> dict[str, Any]:
    """Calls, hits, failures by cause, tokens, money and times, in all and by prompt."""
    total = store.query(
        "select count(*), coalesce(sum(hits), 0), coalesce(sum(hits * microusd), 0) from calls"
    )[0]
    tokens = store.query(
        "select coalesce(sum(json_extract(usage, '$.input')), 0), "
        "coalesce(sum(json_extract(usage, '$.cached_input')), 0), "
        "coalesce(sum(json_extract(usage, '$.output')), 0), coalesce(sum(usage is null), 0) from calls"
    )[0]
    spent = store.spent()
    times = _times(store, "")
    return {
        "calls": total[0],
        "hits": total[1],
        "outcomes": _counted(store, "select outcome, count(*) from calls group by 1 order by 1"),
        "rungs": _counted(store, "select rung, count(*) from calls group by 1 order by 1"),
        "models": list(store.models()),
        "attempts": spent.calls,
        "failures": _counted(
            store,
            "select coalesce(http, status), count(*) from attempts where status in ('failed', 'unknown') "
            "group by 1 order by 1",
        ),
        "orphans": store.query("select count(*) from attempts where ended is null")[0][0],
        "tokens": dict(zip(("input", "cached_input", "output"), tokens, strict=False)),
        "calls_without_usage": tokens[3],
        "usd": {"spent": spent.microusd / 1e6, "saved": total[2] / 1e6},
        "seconds": {"p50": _quantile(times, 0.5), "p95": _quantile(times, 0.95)},
        "prompts": {
            name: {
                "calls": calls,
                "hits": hits,
                "attempts": store.spent(name).calls,
                "usd": microusd / 1e6,
                "p95": _quantile(_times(store, name), 0.95),
            }
            for name, calls, hits, microusd in store.query(
                "select json_extract(request, '$.prompt[0]'), count(*), sum(hits), sum(microusd) from calls "
                "group by 1 order by 1"
            )
        },
    }


def _times(store: Store, stage: str) -> list[float]:
    """Seconds of every answer to a prompt, or to all, the shortest first."""
    rows = store.query(
        "select latency_ms from calls where ? in ('', json_extract(request, '$.prompt[0]')) order by 1", stage
    )
    return [ms / 1000 for (ms,) in rows]


def _counted(store: Store, sql: str) -> dict[str, int]:
    return {str(name): count for name, count in store.query(sql)}


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share does not exceed; None of nothing."""
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else None


def verify(store: Store) -> Iterator[str]:
    """What is wrong with a store, a line each; nothing when it is sound."""
    for (line,) in store.query("pragma quick_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    sound = set()
    for key, request, kept in store.query("select key, request, digest from calls order by key"):
        (row,) = store.query(ANSWER, key)
        if sha256(request) != key:
            yield f"call {key[:12]}: its question is not the one that it was kept for"
        elif digest(row) != kept:
            yield f"call {key[:12]}: its answer was changed after it was kept"
        else:
            sound.add(key)
            if row[1] == "ok" and json.loads(request)["schema"] is not None:
                try:
                    extract(row[0])
                except Mismatch as error:
                    yield f"call {key[:12]}: kept as good, but {error}"
    for key, microusd, usage, paid, tokens in store.query(
        "select c.key, c.microusd, c.usage, a.settled_microusd, a.settled_tokens from calls c left join attempts a "
        "on a.id = (select max(id) from attempts where key = c.key and status not in ('failed', 'unknown')) "
        "order by c.key"
    ):
        said = json.loads(usage) if usage and key in sound else None
        if paid is None:
            yield f"call {key[:12]}: no attempt in the ledger gave this answer"
        elif paid != microusd:
            yield f"call {key[:12]}: the ledger says {paid} micro-USD, the answer {microusd}"
        elif said and said["input"] + said["output"] != tokens:
            yield f"call {key[:12]}: the ledger says {tokens} tokens, the answer {said['input'] + said['output']}"
    for number, key in store.query(
        "select id, key from attempts where status not in ('failed', 'unknown') and key not in (select key from calls) "
        "and key not in (select key from collected) order by id"
    ):
        yield f"attempt {number}: its answer {key[:12]} is gone"


def rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every call with its question, sorted by key."""
    yield from store.records(
        "select key, json_extract(request, '$.model') as model, json_extract(request, '$.prompt[0]') as prompt, "
        "json_extract(request, '$.prompt[1]') as version, request, reply, outcome, usage, microusd, latency_ms, rung, "
        "finish, model_reported, fingerprint, created from calls order by key"
    )


def detail(store: Store, key: str) -> dict[str, Any]:
    """The call whose key begins so, with its attempts."""
    found = [row for row in rows(store) if row["key"].startswith(key)]
    if len(found) != 1:
        raise SettingError(
            f"The key of one call must begin with {key!r}; {len(found)} do. `comenius calls export` lists them."
        )
    tries = store.records(
        "select n, started, ended, status, http, retry_after_s, settled_tokens, settled_microusd, request_id "
        "from attempts where key = ? order by id",
        found[0]["key"],
    )
    return found[0] | {"attempts": tries}


def stale(store: Store, now: float, unused_days: float | None) -> dict[str, str]:
    """Keys that can go, and why: a prompt of another version asked, or nobody used them for so many days."""
    versions = {name: prompt_versions(name) for name in prompt_names()}
    found = {}
    for key, name, version, used in store.query(
        "select key, json_extract(request, '$.prompt[0]'), json_extract(request, '$.prompt[1]'), max(created, used) "
        "from calls order by key"
    ):
        if version not in versions.get(name, (version,)):
            found[key] = (
                f"{name} is at version {versions[name][0]}, and nobody has version {version} any more"
            )
        elif unused_days is not None and now - used > unused_days * DAY_S:
            found[key] = f"not used for {(now - used) / DAY_S:.0f} days"
    return found
