"""What a store of calls holds, and what of it nobody needs any more."""

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from comenius.errors import SettingError, SourceError
from comenius.language.store import Store
from comenius.language.tables import ANSWERED
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
        "coalesce(sum(json_extract(usage, '$.output')), 0), coalesce(sum(json_extract(usage, '$.reasoning')), 0), "
        "coalesce(sum(usage is null), 0) from calls"
    )[0]
    spent = store.spent()
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
        "tokens": dict(zip(("input", "cached_input", "output", "reasoning"), tokens, strict=False)),
        "calls_without_usage": tokens[4],
        "usd": {"spent": spent.microusd / 1e6, "saved": total[2] / 1e6},
        "seconds": _seconds(store),
        "prompts": {
            name: {
                "calls": calls,
                "hits": hits,
                "usd": microusd / 1e6,
                "seconds": _seconds(store, prompt=name),
            }
            for name, calls, hits, microusd in store.query(
                "select json_extract(request, '$.prompt[0]'), count(*), sum(hits), sum(microusd) from calls "
                "group by 1 order by 1"
            )
        },
        "stages": {
            name: {
                "attempts": spent.calls,
                "usd": spent.microusd / 1e6,
                "seconds": _seconds(store, stage=name),
            }
            for (name,) in store.query("select distinct stage from attempts order by 1")
            for spent in [store.spent(name)]
        },
    }


def _seconds(store: Store, *, prompt: str = "", stage: str = "") -> dict[str, dict[str, float | None]]:
    """How long requests waited to be sent, and how long their answers took: for half, and for 95 of 100."""
    of = "? in ('', json_extract(c.request, '$.prompt[0]')) and ? in ('', a.stage)"
    sources = {  # put together from constants
        "queue": "select a.queued_s from attempts a left join calls c using (key) "  # nosec B608
        f"where a.queued_s >= 0 and {of}",
        "reply": "select c.latency_ms / 1000.0 from calls c join attempts a on a.id = "  # nosec B608
        f"(select max(id) from attempts where key = c.key and {ANSWERED}) where {of}",
    }
    found = {}
    for name, sql in sources.items():
        times = sorted(value for (value,) in store.query(sql, prompt, stage))
        found[name] = {"p50": _quantile(times, 0.5), "p95": _quantile(times, 0.95)}
    return found


def _counted(store: Store, sql: str) -> dict[str, int]:
    return {str(name): count for name, count in store.query(sql)}


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share does not exceed; None of nothing."""
    return ordered[math.ceil(len(ordered) * share) - 1] if ordered else None


def rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every call with its question, sorted by key."""
    yield from store.records(
        "select key, json_extract(request, '$.model') as model, json_extract(request, '$.prompt[0]') as prompt, "
        "json_extract(request, '$.prompt[1]') as version, request, reply, outcome, usage, microusd, latency_ms, rung, "
        "finish, model_reported, fingerprint, created, parent from calls order by key"
    )


def detail(store: Store, key: str) -> dict[str, Any]:
    """The call whose key begins so, with its attempts."""
    found = [row for row in rows(store) if row["key"].startswith(key)]
    if len(found) != 1:
        raise SettingError(
            f"The key of one call must begin with {key!r}; {len(found)} do. `comenius calls export` lists them."
        )
    tries = store.records(
        "select n, started, ended, queued_s, status, http, retry_after_s, settled_tokens, settled_microusd, "
        "request_id "
        "from attempts where key = ? order by id",
        found[0]["key"],
    )
    return found[0] | {"attempts": tries}


def stale(store: Store, now: float, unused_days: float | None) -> dict[str, str]:
    """Keys that can go, and why: a prompt of another version asked, or nobody used them for so many days."""
    versions = {name: prompt_versions(name) for name in prompt_names()}
    found: dict[str, str] = {}
    for key, name, version, used, parent in store.query(
        "select key, json_extract(request, '$.prompt[0]'), json_extract(request, '$.prompt[1]'), max(created, used), "
        "parent from calls order by parent != '', created, key"
    ):
        if version not in versions.get(name, (version,)):
            found[key] = (
                f"{name} is at version {versions[name][0]}, and nobody has version {version} any more"
            )
        elif parent in found:
            found[key] = found[parent]
        elif unused_days is not None and now - used > unused_days * DAY_S:
            found[key] = f"not used for {(now - used) / DAY_S:.0f} days"
    return dict(sorted(found.items()))
