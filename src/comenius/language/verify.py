"""Whether a store of calls is sound: what was asked, answered and paid is what was kept."""

import json
from collections.abc import Iterator

from comenius.language.keys import hash_of, sha256
from comenius.language.pictures import decoded
from comenius.language.schema import Mismatch, extract, fits
from comenius.language.store import Store
from comenius.language.tables import ANSWER, ANSWERED, SHOWN, digest
from comenius.language.template import prompt, prompt_names, prompt_versions


def verify(store: Store) -> Iterator[str]:
    """What is wrong with a store, a line each; nothing when it is sound."""
    for (line,) in store.query("pragma quick_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"
    sound = set()
    for key, request, kept, form in store.query("select key, request, digest, form from calls order by key"):
        (row,) = store.query(ANSWER, key)
        if problem := _call(key, request, row, kept, form):
            yield f"call {key[:12]}: {problem}"
        else:
            sound.add(key)
    yield from _money(store, sound)
    yield from _ledger(store)
    yield from _origins(store)
    yield from _pictures(store)


def _call(key: str, request: str, row: tuple[object, ...], kept: str, form: str) -> str:
    """What is wrong with one question and its answer; "" for nothing."""
    if sha256(request) != key:
        return "its question is not the one that it was kept for"
    if digest(row) != kept:
        return "its answer was changed after it was kept"
    schema = json.loads(request)["schema"]
    if form and sha256(form) != schema:
        return "the form that it was kept with is not the one that was asked for"
    if row[1] == "ok" and schema is not None:
        try:
            value = extract(str(row[0]))
        except Mismatch as error:
            return f"kept as good, but {error}"
        if form and not fits(json.loads(form), value):
            return "kept as good, but it has not the form that was asked for"
    return ""


def _money(store: Store, sound: set[str]) -> Iterator[str]:
    """For every answer the ledger, the answer and the server's own count say the same."""
    for key, microusd, usage, number, paid, tokens, reserved in store.query(
        "select c.key, c.microusd, c.usage, a.id, "  # nosec B608 - put together from constants
        "a.settled_microusd, a.settled_tokens, a.reserved_tokens "
        "from calls c left join attempts a "
        f"on a.id = (select max(id) from attempts where key = c.key and {ANSWERED}) order by c.key"
    ):
        said = json.loads(usage) if usage and key in sound else None
        counted = said["input"] + said["output"] if said else reserved if usage is None else tokens
        if number is None:
            yield f"call {key[:12]}: no attempt in the ledger gave this answer"
        elif paid != microusd:
            yield f"call {key[:12]}: the ledger says {paid} micro-USD, the answer {microusd}"
        elif counted != tokens:
            yield f"call {key[:12]}: the ledger says {tokens} tokens, the answer {counted}"


def _ledger(store: Store) -> Iterator[str]:
    """No attempt is missing, and each that has ended has a call, was collected, or failed at its due cost."""
    count, last = store.query("select count(*), coalesce(max(id), 0) from attempts")[0]
    issued = max(
        [last, *(n for (n,) in store.query("select seq from sqlite_sequence where name = 'attempts'"))]
    )
    if count != issued:
        yield f"the ledger: {issued - count} of {issued} attempts are missing"
    for (number,) in store.query(
        "select id from attempts where (ended is null) != (status is null) or status = 'failed' and "
        "(settled_microusd != 0 or settled_tokens != 0) or status = 'unknown' and "
        "(settled_microusd != reserved_microusd or settled_tokens != reserved_tokens) order by id"
    ):
        yield f"attempt {number}: its end and its cost do not go together"
    for number, key in store.query(
        f"select id, key from attempts where {ANSWERED} "  # nosec B608 - a constant
        "and key not in (select key from calls) "
        "and key not in (select key from collected) order by id"
    ):
        yield f"attempt {number}: its answer {key[:12]} is gone"


def _origins(store: Store) -> Iterator[str]:
    """Every call that mends another has that other, and every prompt has the words that were asked."""
    for key, parent in store.query(
        "select key, parent from calls where parent != '' and parent not in (select key from calls) "
        "and parent not in (select key from collected) order by key"
    ):
        yield f"call {key[:12]}: the call that it mends, {parent[:12]}, is gone"
    for name, version, wording in store.query(
        "select distinct json_extract(request, '$.prompt[0]'), json_extract(request, '$.prompt[1]'), wording "
        "from calls where wording != '' order by 1, 2, 3"
    ):
        known = name in prompt_names() and version in prompt_versions(name)
        if known and prompt(name, version).sha256 != wording:
            yield f"prompt {name}: version {version} has other words now than when it was asked"


def _pictures(store: Store) -> Iterator[str]:
    """Every kept picture has the pixels that its name says, and some question shows it."""
    shown = {name for (name,) in store.query(SHOWN)}
    for name, png in store.query("select sha256, png from blobs order by sha256"):
        try:
            found = hash_of(decoded(png))
        except (OSError, ValueError, SyntaxError):
            found = ""
        if found != name:
            yield f"picture {name[:12]}: its pixels were changed after it was kept"
        elif name not in shown:
            yield f"picture {name[:12]}: no question shows it"
