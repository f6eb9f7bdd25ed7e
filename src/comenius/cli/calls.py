"""`comenius calls`: what language models were asked, what it cost, and what asking would cost."""

import io
import json
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from comenius import files, log
from comenius.errors import SettingError, SourceError
from comenius.language import audit
from comenius.language.store import Store
from comenius.language.verify import verify


def command(
    action: Annotated[str, typer.Argument(help="stats, show, verify, export, gc or plan.")],
    source: Annotated[
        str,
        typer.Argument(
            help="A guide's folder or a file of calls; for plan a recipe, as `illustrate` reads it."
        ),
    ],
    key: Annotated[str, typer.Argument(help="For show: how the key of the call begins.")] = "",
    out: Annotated[
        str,
        typer.Option(
            help="For export: a file that ends in .jsonl or .parquet; else standard output. For verify: an export that "
            "must be the same."
        ),
    ] = "",
    unused_days: Annotated[
        float | None, typer.Option(min=0, help="For gc: also drop what was not used for so many days.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="For gc: drop it, instead of listing it.")] = False,
    llm: Annotated[
        str | None, typer.Option(help="For plan: the server or directory that would be asked.")
    ] = None,
    llm_model: Annotated[
        str | None, typer.Option(help="For plan: the name of the model on that server.")
    ] = None,
    kept: Annotated[
        str, typer.Option(help="For plan: a guide's folder or a file of calls; what it answers is free.")
    ] = "",
    price: Annotated[
        str,
        typer.Option(
            help="For plan: USD for a million tokens in and out, such as 0.15,0.60, or free; by default as noted for "
            "the model's name."
        ),
    ] = "",
    pilot: Annotated[
        int | None,
        typer.Option(
            min=1, help="For plan: ask so many questions now, and say what the others are likely to cost."
        ),
    ] = None,
    budget: Annotated[str, typer.Option(help="For plan: the most that --pilot may ask, as in `plan`.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Show what language models were asked and what it cost, or what it would cost.

    stats: calls, hits, failures, tokens, money, times. show: one call. verify: whether all is as it was kept; exit
    code 1 if not. export: every call, sorted by key. gc: drop answers that nobody can ask for any more. plan: the calls
    that a recipe would need, without asking; with --pilot after the first few of them.
    """
    if action == "plan":
        from comenius.cli.forecasting import tell

        tell(source, llm, llm_model, kept, price, pilot, budget, as_json)
        return
    actions: dict[str, Callable[[Store], None]] = {
        "stats": lambda store: _stats(store, as_json),
        "show": lambda store: _show(store, key, as_json),
        "verify": lambda store: _verify(store, out, as_json),
        "export": lambda store: _export(store, out),
        "gc": lambda store: _collect(store, unused_days, yes, as_json),
    }
    if action not in actions:
        raise SettingError(f"There is no {action!r}; choose one of {', '.join(actions)} and plan.")
    with closing(audit.opened(source)) as store:
        actions[action](store)


def _stats(store: Store, as_json: bool) -> None:
    found = audit.stats(store)
    if as_json:
        print(json.dumps(found, indent=2))
        return
    usd, tokens = found["usd"], found["tokens"]
    print(f"{found['calls']} calls kept, used again {found['hits']} times; {found['attempts']} attempts")
    print(f"models    {', '.join(found['models']) or '-'}")
    for name in ("outcomes", "failures", "rungs"):
        print(f"{name:9} {', '.join(f'{key} {n}' for key, n in found[name].items()) or '-'}")
    print(f"orphans   {found['orphans']}")
    print(
        f"tokens    {tokens['input']} in ({tokens['cached_input']} cached), {tokens['output']} out "
        f"({tokens['reasoning']} to think)"
    )
    print(f"USD       {usd['spent']:.6f} spent, {usd['saved']:.6f} saved")
    print(f"seconds   {_times(found)} (half / 95 of 100)")
    for title, count in (("prompt", "calls"), ("stage", "attempts")):
        for name, row in found[f"{title}s"].items():
            hits = f"{row['hits']:5} hits" if "hits" in row else " " * 10
            print(
                f"  {title:6} {name:12} {row[count]:5} {count:8} {hits} {row['usd']:12.6f} USD  {_times(row)}"
            )


def _times(row: dict[str, Any]) -> str:
    """How long requests waited to be sent, and how long for their answers."""
    shown = (
        f"{name} {'-' if times['p50'] is None else '{p50:.2f} / {p95:.2f}'.format(**times)}"
        for name, times in row["seconds"].items()
    )
    return ", ".join(shown)


def _show(store: Store, key: str, as_json: bool) -> None:
    found = audit.detail(store, key)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print(
        f"{found['key']}\n{found['prompt']} (version {found['version']}), {found['model']}: {found['outcome']}"
    )
    for message in json.loads(found["request"])["messages"]:
        words = (part if isinstance(part, str) else json.dumps(part) for part in message["parts"])
        print(f"\n--- {message['role']}\n{_shown(chr(10).join(words))}")
    print(f"\n--- answer, rung {found['rung']}, {found['microusd'] / 1e6:.6f} USD\n{_shown(found['reply'])}")


def _shown(text: str) -> str:
    """The words of others without what could steer a terminal."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\ufffd" for sign in text)


def _verify(store: Store, out: str, as_json: bool) -> None:
    found = list(verify(store))
    if out:
        path = Path(out)
        if not path.is_file():
            raise SourceError(f"{path} is not there; name an export of these calls.")
        if path.read_bytes() != _exported(list(audit.rows(store)), path):
            found.append(f"export {path}: it is not what these calls export")
    if as_json:
        print(json.dumps({"sound": not found, "findings": found}, indent=2))
    else:
        print("\n".join(found) or "sound")
    if found:
        raise typer.Exit(1)


def _export(store: Store, out: str) -> None:
    rows = list(audit.rows(store))
    if not out:
        print(_lines(rows), end="")
        return
    path = Path(out)
    files.write(path, _exported(rows, path))
    log.say(f"{len(rows)} calls written to {path}.")


def _exported(rows: list[dict[str, Any]], path: Path) -> bytes:
    """What a file of that name holds of these calls."""
    if path.suffix == ".jsonl":
        return _lines(rows).encode()
    if path.suffix == ".parquet":
        return _parquet(rows)
    raise SettingError(f"--out {path} must end in .jsonl or .parquet.")


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False, sort_keys=True)}\n" for row in rows)


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not rows:
        raise SourceError("There are no calls to export.")
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


def _collect(store: Store, unused_days: float | None, yes: bool, as_json: bool) -> None:
    found = audit.stale(store, time.time(), unused_days)
    if yes:
        store.remove(list(found))
    if as_json:
        print(json.dumps({"removed": yes, "calls": found}, indent=2))
        return
    for key, why in found.items():
        print(f"{key[:12]}  {why}")
    print(f"{len(found)} calls {'removed' if yes else 'would go; --yes removes them'}")
