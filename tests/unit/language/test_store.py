import hashlib
import math
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pillow

from comenius.errors import OutputError, SettingError, SourceError
from comenius.language.budget import Budget, Caps, Cost, Price, budget_of
from comenius.language.dialect import Dialect
from comenius.language.http import Http
from comenius.language.keys import identity, key_of
from comenius.language.model import (
    Image,
    Message,
    OverBudget,
    Params,
    Reply,
    Request,
    Usage,
    assistant,
    system,
    user,
)
from comenius.language.pictures import Patches, Rule, Tiles, opened
from comenius.language.store import Store
from comenius.language.verify import verify

PLAIN = Request(model="m", messages=(user("Hi"),), prompt_id="p", prompt_version=1)
PICTURE = Image(width=1, height=1, rgb=b"\x01\x02\x03")
REQUESTS = {
    "plain": PLAIN,
    "chat": replace(
        PLAIN, messages=(system("Be brief."), user("Ein Löffel Öl"), assistant("{}"), user("más é"))
    ),
    "schema": replace(PLAIN, schema={"type": "object", "required": ["a"]}),
    "params": replace(PLAIN, params=Params(temperature=None, top_p=0.9, max_tokens=5, seed=3, stop=("\n",))),
    "picture": replace(PLAIN, messages=(Message(role="user", parts=("see", PICTURE)),)),
}
GOLDEN = {
    "plain": "f1e731e869f99228a00d166000800590886c2c6364bcf07e398d8c87d74b5d7d",
    "chat": "8bea843cabb4ebb85006d73c958be64c5fce23aa3e90d1ff2780c224bfed8170",
    "schema": "07aaeffe99af5b031c974a4a823dc0eb32ba2e5a4f8de9d82ac65c7b63610aa1",
    "params": "ef1440330b0683ddc867a451932aa7ca23c56a8438ebda09118ea25237c09be7",
    "picture": "be4f0c2deaaf3edd89c19d759fd69b719477f76354609d7896ecc3c4e6747c2d",
}


@pytest.mark.parametrize("name", REQUESTS)
def test_keys_never_change_within_a_key_version(name: str) -> None:
    assert key_of(REQUESTS[name]) == GOLDEN[name], (
        "stored answers would be lost: raise KEY_VERSION if this is meant"
    )


def test_a_key_is_the_hash_of_what_is_stored() -> None:
    assert identity(PLAIN) == (
        '{"messages":[{"parts":["Hi"],"role":"user"}],"model":"m","params":{"max_tokens":1024,"seed":null,"stop":[],'
        '"temperature":0.0,"top_p":null},"prompt":["p",1],"sample":0,"schema":null,"v":1}'
    )
    assert key_of(PLAIN) == hashlib.sha256(identity(PLAIN).encode()).hexdigest()


def test_every_field_of_a_request_changes_its_key() -> None:
    others = [
        *REQUESTS.values(),
        replace(PLAIN, model="n"),
        replace(PLAIN, messages=(system("Hi"),)),
        replace(PLAIN, messages=(user("Hi"), user("Hi"))),
        replace(PLAIN, prompt_id="q"),
        replace(PLAIN, prompt_version=2),
        replace(PLAIN, sample_index=1),
        replace(PLAIN, schema={"type": "object", "required": ["b"]}),
        replace(PLAIN, messages=(user("cafe\u0301"),)),
        replace(PLAIN, messages=(user("caf\u00e9"),)),
        *(
            replace(PLAIN, messages=(Message(role="user", parts=("see", picture)),))
            for picture in (
                replace(PICTURE, rgb=b"\x01\x02\x04"),
                replace(PICTURE, width=3, rgb=PICTURE.rgb * 3),
                replace(PICTURE, detail="high"),
            )
        ),
    ]
    assert len({key_of(request) for request in others}) == len(others)


def test_what_does_not_change_the_question_does_not_change_the_key() -> None:
    assert key_of(replace(PLAIN, params=Params(temperature=0))) == key_of(PLAIN)
    left, right = {"type": "object", "title": "x"}, {"title": "x", "type": "object"}
    assert key_of(replace(PLAIN, schema=left)) == key_of(replace(PLAIN, schema=right))


def test_where_and_how_long_a_server_is_asked_is_not_part_of_the_question() -> None:
    names = [
        Http(base_url="http://localhost:1/v1", model="m", timeout_s=1).name,
        Http(base_url="https://example.org/v1", model="m", workers=9, dialect=Dialect(rung="text")).name,
    ]
    assert {key_of(replace(PLAIN, model=name)) for name in names} == {key_of(PLAIN)}
    tagged = Http(base_url="http://localhost:1/v1", model="m", model_tag="q4").name
    assert key_of(replace(PLAIN, model=tagged)) != key_of(PLAIN)


def test_a_picture_has_one_key_in_every_lossless_format(tmp_path: Path) -> None:
    found = Pillow.effect_noise((40, 30), 80).convert("RGB")
    found.save(tmp_path / "a.png")
    found.save(tmp_path / "b.webp", lossless=True)
    found.quantize(8).convert("RGB").save(tmp_path / "c.png")
    keys = []
    for name in ("a.png", "b.webp", "c.png"):
        picture = opened(tmp_path / name)
        keys.append(key_of(replace(PLAIN, messages=(Message(role="user", parts=(picture,)),))))
    assert keys[0] == keys[1] != keys[2]
    (tmp_path / "d.png").write_bytes(b"no picture")
    with pytest.raises(SourceError, match=r"d\.png is not a picture"):
        opened(tmp_path / "d.png")


def test_an_answer_is_found_again_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "new" / "calls.sqlite"
    reply = Reply(
        text="Größe 🍲", finish="length", usage=Usage(input=9, cached_input=1, output=4, reasoning=2),
        model_reported="m-1", fingerprint="f", latency_s=1.25, rung="json_object",
    )  # fmt: skip
    store = Store(path)
    ticket = store.reserve(key_of(PLAIN), 0, Budget(), Cost(calls=1, tokens=100))
    store.settle(ticket, PLAIN, reply, "truncated", Cost(calls=1, tokens=13, microusd=5))
    store.close()
    call = Store(path).get(key_of(PLAIN))
    assert call is not None
    assert (call.reply, call.outcome, call.microusd) == (reply, "truncated", 5)
    assert Store(path).get("another") is None


def test_a_process_killed_in_a_call_loses_that_call_only_and_counts_it_in_full(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    script = f"""
import os, pathlib
from dataclasses import replace
from comenius.language.budget import Budget, Cost
from comenius.language.model import Reply, Request, user
from comenius.language.keys import key_of
from comenius.language.pictures import Patches, Rule, Tiles, opened
from comenius.language.store import Store
from comenius.language.verify import verify
store = Store(pathlib.Path({str(path)!r}))
for i in range(3):
    request = Request(model="m", messages=(user(str(i)),), prompt_id="p", prompt_version=1)
    ticket = store.reserve(key_of(request), 0, Budget(), Cost(calls=1, tokens=100))
    if i == 2:
        os.kill(os.getpid(), 9)
    store.settle(ticket, request, Reply(text=str(i)), "ok", Cost(calls=1, tokens=10))
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    store = Store(path)
    keys = [key_of(replace(PLAIN, messages=(user(str(i)),))) for i in range(3)]
    texts = [call.reply.text if (call := store.get(key)) else None for key in keys]
    assert texts == ["0", "1", None]
    assert store.spent() == Cost(calls=3, tokens=120)


def test_caps_hold_for_threads_that_reserve_at_once() -> None:
    store, budget, granted = Store(), Budget(tokens=1000), []

    def take() -> None:
        for _ in range(10):
            try:
                granted.append(store.reserve("k", 0, budget, Cost(calls=1, tokens=30)))
            except OverBudget:
                return

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 33
    assert store.spent().tokens == 990


def test_a_failed_attempt_is_free_and_an_unknown_one_is_not() -> None:
    store = Store()
    for status in ("failed", "unknown"):
        ticket = store.reserve("k", 0, Budget(), Cost(calls=1, tokens=30, microusd=4))
        store.fail(ticket, status, None, None)
    assert store.spent() == Cost(calls=2, tokens=30, microusd=4)


def test_money_is_counted_in_whole_micro_dollars_and_rounded_up() -> None:
    budget = Budget(microusd=100, price=Price(input=2_500_000, output=10_000_000, cached_input=1_250_000))
    assert budget.cost(Usage(input=10, cached_input=4, output=3)).microusd == 15 + 5 + 30
    assert budget.cost(Usage(input=1)).microusd == 3
    worst = budget.worst(replace(PLAIN, params=Params(max_tokens=7)))
    assert worst.tokens >= len(b"Hi") + 7
    assert worst.microusd > budget.cost(Usage(input=1, output=7)).microusd
    with pytest.raises(OverBudget, match="The budget is 100 micro-USD"):
        budget.admit(Cost(microusd=90), Cost(microusd=11))
    budget.admit(Cost(microusd=90), Cost(microusd=10))
    with pytest.raises(SettingError, match="price"):
        Budget(microusd=5)
    with pytest.raises(SettingError, match="-1"):
        Budget(calls=-1)


def test_thinking_is_reserved_at_its_price_and_settled_at_what_it_took() -> None:
    budget = Budget(price=Price(input=0, output=1_000_000, reasoning=3_000_000))
    assert budget.cost(Usage(output=10, reasoning=4)).microusd == 6 + 3 * 4
    assert budget.worst(replace(PLAIN, params=Params(max_tokens=10))).microusd == 30
    cheap = Budget(price=Price(input=0, output=1_000_000, reasoning=0))
    assert cheap.worst(replace(PLAIN, params=Params(max_tokens=10))).microusd == 10


def test_a_picture_is_reserved_by_the_rule_of_the_model() -> None:
    def bound(rule: Rule | None, width: int, height: int) -> int:
        picture = Image(width=width, height=height, rgb=b"")
        request = replace(PLAIN, messages=(Message(role="user", parts=(picture,)),))
        price = Price(input=1_000_000, output=0, picture=rule)
        return Budget(price=price).worst(request).microusd - Budget(price=price).worst(empty).microusd

    empty = replace(PLAIN, messages=(Message(role="user", parts=()),))
    tiles = Tiles(base=85, tile=170)
    assert bound(tiles, 512, 512) == 85 + 170
    assert bound(tiles, 513, 512) == 85 + 2 * 170
    assert bound(tiles, 1024, 1024) == 85 + 4 * 170  # scaled to 768
    assert bound(tiles, 2048, 4096) == 85 + 6 * 170  # scaled to 768 × 1536
    patches = Patches(side=32, most=1536, times=1.62)
    assert bound(patches, 1024, 1024) == math.ceil(1024 * 1.62)
    assert bound(patches, 1800, 2400) == math.ceil(1536 * 1.62)
    assert bound(None, 140, 140) == 100 + 256


def test_pictures_are_kept_by_their_hash_unless_they_are_asked_for(tmp_path: Path) -> None:
    for keep in (False, True):
        with closing(Store(tmp_path / f"{keep}.sqlite", keep_images=keep)) as store:
            request = REQUESTS["picture"]
            ticket = store.reserve(key_of(request), 0, Budget(), Cost(calls=1))
            store.settle(ticket, request, Reply(text="red"), "ok", Cost(calls=1))
            name = hashlib.sha256(PICTURE.rgb).hexdigest()
            assert name in store.query("select request from calls")[0][0]
            assert store.picture(name) == (PICTURE if keep else None)
            assert list(verify(store)) == []
            if keep:
                store.query("update blobs set png = x'00'")
                assert "its pixels were changed" in next(verify(store))
            store.remove([key_of(request)])
            assert store.picture(name) is None


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    with pytest.raises(SourceError, match=r"calls\.sqlite is not a store of calls"):
        Store(path)


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("update meta set value = '99' where name = 'schema_version'")
    db.close()
    with pytest.raises(SourceError, match="format 99"):
        Store(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="Cannot keep language model calls"):
        Store(tmp_path / "file" / "calls.sqlite")


@pytest.mark.parametrize(
    ("words", "calls", "tokens", "microusd"),
    [
        ("", None, None, None),
        ("2 usd", None, None, 2_000_000),
        ("$0.5", None, None, 500_000),
        ("0.000001USD", None, None, 1),
        ("100 calls, 50_000 tokens", 100, 50_000, None),
        ("1 call", 1, None, None),
        ("0 usd", None, None, 0),
        ("10 min, 3 calls", 3, None, None),
    ],
)
def test_a_budget_is_read_from_words(
    words: str, calls: int | None, tokens: int | None, microusd: int | None
) -> None:
    found = budget_of(words, "free")
    assert (found.calls, found.tokens, found.microusd) == (calls, tokens, microusd)


@pytest.mark.parametrize(
    "words",
    [
        "2",
        "two usd",
        "-1 calls",
        "1.5 calls",
        "0.0000001 usd",
        "$2 calls",
        "1 call, 2 calls",
        "inf usd",
        "3 weeks",
        "soup: 1 call",
        "links: 1 call, links: 2 calls",
        "links:",
        "1 h, 60 min",
    ],
)
def test_a_budget_that_cannot_be_read_is_one_line(words: str) -> None:
    with pytest.raises(SettingError):
        budget_of(words, "free")


def test_caps_in_words_hold_for_time_and_for_a_stage() -> None:
    found = budget_of("1.5 min, links: 2 calls, links: $0.5, similarity: 1 h", "free")
    assert found.seconds == 90
    assert found.stages == {"links": Caps(calls=2, microusd=500_000), "similarity": Caps(seconds=3600)}
    with pytest.raises(SettingError, match="price"):
        budget_of("links: 1 usd")


def test_a_cap_on_a_stage_leaves_the_others_alone() -> None:
    store, budget = Store(), budget_of("4 calls, links: 1 call")
    for stage in ("links", "recaption", "recaption"):
        store.reserve("k", 0, budget, Cost(calls=1), stage=stage)
    with pytest.raises(OverBudget, match=r"The budget of links is 1 calls; 1 are spent"):
        store.reserve("k", 0, budget, Cost(calls=1), stage="links")
    store.reserve("k", 0, budget, Cost(calls=1), stage="similarity")
    with pytest.raises(OverBudget, match="The budget is 4 calls"):
        store.reserve("k", 0, budget, Cost(calls=1), stage="recaption")


def test_a_cap_in_money_without_a_price_is_refused() -> None:
    with pytest.raises(SettingError, match=r"0\.15,0\.60"):
        budget_of("2 usd")
    assert budget_of("2 usd", "0.15,0.60,0.075").price == Price(
        input=150_000, output=600_000, cached_input=75_000
    )
    assert budget_of("", "1,2,3,4.5").price == Price(
        input=1_000_000, output=2_000_000, cached_input=3_000_000, reasoning=4_500_000
    )
    for price in ("1", "1,2,3,4,5", "a,b", "-1,2", "nan,1", "1e3,1"):
        with pytest.raises(SettingError, match="cannot be read"):
            budget_of("2 usd", price)
