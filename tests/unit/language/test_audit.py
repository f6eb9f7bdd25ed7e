import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from language_server import Waits

from comenius.errors import SettingError, SourceError
from comenius.language import audit
from comenius.language.ask import Engine
from comenius.language.budget import Budget, budget_of, price_of
from comenius.language.keys import canonical, sha256
from comenius.language.model import user
from comenius.language.schema import schema_of
from comenius.language.scripted import Scripted
from comenius.language.store import Store
from comenius.language.tables import ANSWER, digest
from comenius.language.template import prompt
from comenius.language.verify import verify

ASKED = prompt("repair")
QUESTIONS = ("one", "two", "three")


def asking(store: Store, *questions: str, fault: bool = False) -> None:
    model = Scripted({"repair": lambda request: {"a": 1}}, {0: "500"} if fault else {})
    engine = Engine(model=model, store=store, budget=Budget(price=price_of("1,2")), clock=Waits().clock)
    for question in questions:
        engine.ask([user(question)], asked=ASKED, read=lambda value: value, schema={"type": "object"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three calls, the first after a failed try, the last used twice more."""
    store = Store(tmp_path / "calls.sqlite")
    asking(store, *QUESTIONS, fault=True)
    asking(store, "three", "three")
    store.close()
    return tmp_path / "calls.sqlite"


def test_stats_count_calls_hits_failures_tokens_and_money(path: Path) -> None:
    found = audit.stats(Store(path))
    assert (found["calls"], found["hits"], found["attempts"]) == (3, 2, 4)
    assert found["failures"] == {"500": 1}
    assert found["outcomes"] == {"ok": 3}
    assert found["orphans"] == 0
    assert found["models"] == ["scripted:1"]
    assert found["tokens"] == {"input": 300, "cached_input": 0, "output": 6, "reasoning": 0}
    assert found["usd"] == {"spent": 3 * 104 / 1e6, "saved": 2 * 104 / 1e6}  # 100 tokens at 1, 2 at 2
    seconds = found["seconds"]
    assert found["prompts"] == {"repair": {"calls": 3, "hits": 2, "usd": 3 * 104 / 1e6, "seconds": seconds}}
    assert found["stages"] == {"repair": {"attempts": 4, "usd": 3 * 104 / 1e6, "seconds": seconds}}
    assert seconds["reply"]["p50"] is not None


def test_half_and_95_of_100_are_times_that_occurred() -> None:
    assert audit._quantile([], 0.5) is None
    assert audit._quantile([1.0], 0.95) == 1.0
    hundred = [float(n) for n in range(1, 101)]
    assert (audit._quantile(hundred, 0.5), audit._quantile(hundred, 0.95)) == (50.0, 95.0)


def test_a_sound_store_has_no_findings(path: Path) -> None:
    assert list(verify(Store(path))) == []


def flipped_reply(db: sqlite3.Connection) -> None:
    db.execute("update calls set reply = replace(reply, '1', '2') where key = (select min(key) from calls)")


def flipped_question(db: sqlite3.Connection) -> None:
    db.execute("update calls set request = replace(request, 'two', 'ten')")


def deleted_attempt(db: sqlite3.Connection) -> None:
    db.execute("delete from attempts where key = (select min(key) from calls)")


def wrong_sum(db: sqlite3.Connection) -> None:
    db.execute("update attempts set settled_microusd = 1 where key = (select min(key) from calls)")


def wrong_tokens(db: sqlite3.Connection) -> None:
    db.execute("update attempts set settled_tokens = 1 where key = (select min(key) from calls)")


def deleted_failure(db: sqlite3.Connection) -> None:
    db.execute("delete from attempts where status = 'failed'")


def costly_failure(db: sqlite3.Connection) -> None:
    db.execute("update attempts set settled_microusd = 5 where status = 'failed'")


def endless_answer(db: sqlite3.Connection) -> None:
    db.execute("update attempts set ended = null where id = 2")


def other_form(db: sqlite3.Connection) -> None:
    db.execute("update calls set form = '{}' where key = (select min(key) from calls)")


def lost_parent(db: sqlite3.Connection) -> None:
    db.execute("update calls set parent = 'abc' where key = (select min(key) from calls)")


def changed_prompt(db: sqlite3.Connection) -> None:
    db.execute("update calls set wording = 'abc'")


def lost_answer(db: sqlite3.Connection) -> None:
    db.execute("delete from calls where key = (select min(key) from calls)")


def no_json(db: sqlite3.Connection) -> None:
    db.execute("update calls set usage = '{', digest = 'x' where key = (select min(key) from calls)")


DAMAGES: list[tuple[Callable[[sqlite3.Connection], None], str]] = [
    (flipped_reply, "its answer was changed"),
    (flipped_question, "its question is not the one"),
    (deleted_attempt, "no attempt in the ledger"),
    (wrong_sum, "the ledger says 1 micro-USD, the answer 104"),
    (wrong_tokens, "the ledger says 1 tokens, the answer 102"),
    (deleted_failure, "the ledger: 1 of 4 attempts are missing"),
    (costly_failure, "attempt 1: its end and its cost do not go together"),
    (endless_answer, "attempt 2: its end and its cost do not go together"),
    (other_form, "the form that it was kept with is not the one"),
    (lost_parent, "the call that it mends, abc, is gone"),
    (changed_prompt, "prompt repair: version 1 has other words now than when it was asked"),
    (lost_answer, "is gone"),
    (no_json, "its answer was changed"),
]


@pytest.mark.parametrize(("damage", "words"), DAMAGES)
def test_each_damage_is_found(damage: Callable[[sqlite3.Connection], None], words: str, path: Path) -> None:
    db = sqlite3.connect(path)
    with db:
        damage(db)
    db.close()
    findings = list(verify(Store(path)))
    assert words in findings[0]
    assert len(findings) <= 2


def test_a_good_answer_that_is_no_json_is_a_finding(tmp_path: Path) -> None:
    store = Store(tmp_path / "calls.sqlite")
    asking(store, "one")
    (row,) = store.query(ANSWER, store.query("select key from calls")[0][0])
    row = ("no JSON at all", *row[1:])
    store.query("update calls set reply = ?, digest = ?", row[0], digest(row))
    (finding,) = verify(store)
    assert "kept as good, but the reply holds no complete JSON" in finding


def test_a_good_answer_in_another_form_is_a_finding() -> None:
    @dataclass(frozen=True)
    class Form:
        a: int

    store = Store()
    asked = [user("one")]
    engine = Engine(model=Scripted({"repair": lambda request: {"a": 1}}), store=store)
    engine.ask(asked, asked=ASKED, read=lambda value: value, schema=schema_of(Form))
    assert list(verify(store)) == []
    (row,) = store.query(ANSWER, store.query("select key from calls")[0][0])
    row = ('{"a": "1"}', *row[1:])
    store.query("update calls set reply = ?, digest = ?", row[0], digest(row))
    (finding,) = verify(store)
    assert "kept as good, but it has not the form" in finding


def test_an_answer_that_its_caller_mends_is_sound_though_it_is_not_in_form() -> None:
    store = Store()
    engine = Engine(model=Scripted({"repair": lambda request: {"a": 1}}), store=store)
    engine.ask([user("one")], asked=ASKED, read=lambda value: value, schema={"type": "array"})
    assert store.query("select outcome, form from calls") == [("ok", "")]
    assert list(verify(store)) == []


def test_stats_tell_waiting_to_be_sent_from_waiting_for_the_answer() -> None:
    store, waits = Store(), Waits()
    model = Scripted({"repair": lambda request: {"a": 1}}, {2: "slow"})
    engine = Engine(model=model, store=store, clock=waits.clock, budget=budget_of("2 calls/min"))
    for question in QUESTIONS:
        engine.ask([user(question)], asked=ASKED, read=lambda value: value)
    seconds = audit.stats(store)["seconds"]
    assert seconds["queue"] == {"p50": 0.0, "p95": 60.0}
    assert seconds["reply"]["p50"] < 1
    assert seconds["reply"]["p95"] == 60.0
    assert audit.stats(Store())["seconds"]["queue"] == {"p50": None, "p95": None}


def test_what_mends_an_answer_goes_with_it() -> None:
    store = Store()
    model = Scripted({"similarity": lambda request: "no", "repair": lambda request: {"a": 1}})
    old = replace(prompt("similarity"), version=99)
    answer = Engine(model=model, store=store).ask([user("one")], asked=old, read=lambda value: value)
    assert answer.repaired
    found = audit.stale(store, 0.0, None)
    assert set(found) == set(answer.keys)
    store.remove(list(found))
    assert list(verify(store)) == []


def test_answers_to_old_prompts_and_unused_ones_can_go_and_their_cost_stays(path: Path) -> None:
    store = Store(path)
    now = store.query("select max(used) from calls")[0][0]
    assert audit.stale(store, now, None) == {}
    assert set(audit.stale(store, now + 3 * 86_400, 2).values()) == {"not used for 3 days"}
    engine = Engine(model=Scripted({"repair": lambda request: {"a": 1}}), store=store)
    old = replace(ASKED, version=ASKED.version + 7)
    answer = engine.ask([user("old")], asked=old, read=lambda value: value)
    assert audit.stale(store, now, None) == {
        answer.keys[
            0
        ]: f"repair is at version {ASKED.version}, and nobody has version {ASKED.version + 7} any more"
    }
    before = store.spent()
    store.remove(answer.keys)
    assert store.get(answer.keys[0]) is None
    assert store.spent() == before
    assert list(verify(store)) == []
    engine.ask([user("old")], asked=old, read=lambda value: value)
    assert store.get(answer.keys[0]) is not None
    assert list(verify(store)) == []


def test_a_call_is_shown_by_the_beginning_of_its_key(path: Path) -> None:
    store = Store(path)
    keys = [row["key"] for row in audit.rows(store)]
    assert keys == sorted(keys)
    found = audit.detail(store, keys[0][:10])
    assert found["key"] == keys[0]
    assert found["attempts"][-1]["status"] == "ok"
    for bad, count in (("", 3), ("zz", 0)):
        with pytest.raises(SettingError, match=f"{count} do"):
            audit.detail(store, bad)


def test_a_store_of_format_1_is_read_and_raised(path: Path) -> None:
    db = sqlite3.connect(path)
    with db:
        for column in ("digest", "hits", "used", "form", "wording", "parent"):
            db.execute(f"alter table calls drop column {column}")
        for column in ("stage", "request_id", "queued_s"):
            db.execute(f"alter table attempts drop column {column}")
        db.execute("drop table collected")
        db.execute("update meta set value = '1' where name = 'schema_version'")
    db.close()
    store = Store(path)
    assert list(verify(store)) == []
    assert audit.stats(store)["hits"] == 0
    asking(store, *QUESTIONS)
    assert store.spent().calls == 4  # nothing was asked again
    (stage,) = {stage for (stage,) in store.query("select stage from attempts")}
    assert store.spent(stage).calls == 4


def test_a_store_of_format_3_keeps_its_repair_turns_under_the_names_that_they_have_today(path: Path) -> None:
    asked = prompt("similarity")
    rules = {"similarity": lambda request: "no", "repair": lambda request: {"a": 1}}
    with closing(Store(path)) as store:
        engine = Engine(model=Scripted(rules), store=store)
        keys = engine.ask([user("one")], asked=asked, read=lambda value: value).keys
    with closing(sqlite3.connect(path)) as db, db:
        request = json.loads(db.execute("select request from calls where key = ?", (keys[1],)).fetchone()[0])
        before = canonical(request | {"prompt": ["similarity", asked.version]})
        names = (sha256(before), before, keys[1])
        db.execute("update calls set key = ?, request = ? where key = ?", names)
        db.execute("update attempts set key = ? where key = ?", (names[0], keys[1]))
        for column in ("form", "wording", "parent"):
            db.execute(f"alter table calls drop column {column}")
        db.execute("alter table attempts drop column queued_s")
        db.execute("drop table blobs")
        db.execute("update meta set value = '3' where name = 'schema_version'")
    with closing(Store(path)) as store:
        assert list(verify(store)) == []
        again = replace(engine, store=store).ask([user("one")], asked=asked, read=lambda value: value)
        assert (again.cached, again.keys) == (True, keys)
        assert store.query("select key, parent from calls where parent != ''") == [(keys[1], keys[0])]


def test_a_file_of_another_kind_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not there"):
        audit.opened(str(tmp_path))
    other = tmp_path / "other.sqlite"
    db = sqlite3.connect(other)
    with db:
        db.execute("create table calls (name text)")
    db.close()
    before = other.read_bytes()
    with pytest.raises(SourceError, match="is not a store of calls"):
        audit.opened(str(other))
    text = tmp_path / "recipe.md"
    text.write_text("# Soup\n" * 400)
    with pytest.raises(SourceError, match="is not a store of calls"):
        audit.opened(str(text))
    assert other.read_bytes() == before
