import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from language_server import Act, asked, cook, good, say, serving
from typer.testing import CliRunner, Result

from comenius.cli.main import app
from comenius.guides.model import Guide, Step
from comenius.language.ask import Engine
from comenius.language.budget import Budget, price_of
from comenius.language.http import Http
from comenius.language.model import user
from comenius.language.recaption import recaption
from comenius.language.scripted import Scripted
from comenius.language.store import Store
from comenius.language.template import prompt

SUPPER = "# Supper\n\n1. Cut the onion.\n2. Fry it.\n3. Add a carrot.\n"
GUIDE = Guide(
    title="Supper", steps=tuple(Step(text=text) for text in ("Cut the onion.", "Fry it.", "Add a carrot."))
)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMENIUS_LLM_URL", "COMENIUS_LLM_MODEL", "COMENIUS_LLM_KEY_ENV"):
        monkeypatch.delenv(name, raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["calls", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A guide's folder with the five calls of a recaption in it."""
    store = Store(tmp_path / "calls.sqlite")
    with serving(good) as server:
        model = Http(base_url=server.url, model="tiny")
        recaption(GUIDE, model, engine=Engine(model=model, store=store, budget=Budget(price=price_of("1,2"))))
    store.close()
    return tmp_path


def test_stats_tell_what_was_asked_and_what_it_cost(folder: Path) -> None:
    done = run("stats", str(folder))
    assert done.exit_code == 0
    assert done.stdout.startswith("5 calls kept, used again 0 times; 5 attempts")
    assert "0.000350 spent" in done.stdout  # 50 tokens at 1 and 10 at 2 micro-USD, five times
    assert done.stdout.count(", reply 0.") == 1 + 3 + 3  # all, prompts, stages
    found = json.loads(run("stats", str(folder / "calls.sqlite"), "--json").stdout)
    assert found["tokens"] == {"input": 250, "cached_input": 100, "output": 50, "reasoning": 0}
    assert found["prompts"]["recaption"]["calls"] == 3


def test_a_call_is_shown_and_cannot_steer_the_terminal(tmp_path: Path) -> None:
    store = Store(tmp_path / "calls.sqlite")
    engine = Engine(model=Scripted({"repair": lambda request: '{"a": "\x1b[2J"}'}), store=store)
    answer = engine.ask([user("Stir \x1b]0;x\x07.")], asked=prompt("repair"), read=lambda value: value)
    store.close()
    done = run("show", str(tmp_path), answer.keys[0][:8])
    assert done.exit_code == 0
    assert "Stir" in done.stdout
    assert "\x1b" not in done.stdout
    assert json.loads(run("show", str(tmp_path), answer.keys[0], "--json").stdout)["outcome"] == "ok"


def test_verify_is_sound_or_lists_what_is_not(folder: Path) -> None:
    assert run("verify", str(folder)).stdout == "sound\n"
    store = Store(folder / "calls.sqlite")
    store.query("update calls set reply = reply || ' '")
    store.close()
    done = run("verify", str(folder))
    assert done.exit_code == 1
    assert done.stdout.count("its answer was changed") == 5
    assert not json.loads(run("verify", str(folder), "--json").stdout)["sound"]


def test_an_export_is_sorted_and_the_same_each_time(folder: Path, tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "c.parquet"]
    for file in files:
        assert run("export", str(folder), "--out", str(file)).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    rows = [json.loads(line) for line in files[0].read_text().splitlines()]
    assert [row["key"] for row in rows] == sorted(row["key"] for row in rows)
    assert pq.read_table(files[2]).to_pylist() == rows
    assert run("export", str(folder)).stdout == files[0].read_text()


def test_an_export_that_was_edited_is_found(folder: Path) -> None:
    for name in ("a.jsonl", "a.parquet"):
        file = folder / name
        assert run("export", str(folder), "--out", str(file)).exit_code == 0
        assert run("verify", str(folder), "--out", str(file)).stdout == "sound\n"
        file.write_bytes(file.read_bytes().replace(b"onion", b"union"))
        done = run("verify", str(folder), "--out", str(file))
        assert (done.exit_code, done.stdout) == (1, f"export {file}: it is not what these calls export\n")


def test_gc_lists_first_and_removes_when_told(folder: Path) -> None:
    assert "0 calls would go" in run("gc", str(folder)).stdout
    assert "5 calls would go" in run("gc", str(folder), "--unused-days", "0").stdout
    assert json.loads(run("stats", str(folder), "--json").stdout)["calls"] == 5
    assert "5 calls removed" in run("gc", str(folder), "--unused-days", "0", "--yes").stdout
    found = json.loads(run("stats", str(folder), "--json").stdout)
    assert (found["calls"], found["attempts"]) == (0, 5)
    assert run("verify", str(folder)).stdout == "sound\n"


def test_a_plan_says_what_would_be_asked_and_what_it_could_cost(folder: Path) -> None:
    recipe = folder / "recipe.md"
    recipe.write_text(SUPPER)
    words = ("plan", str(recipe), "--llm", "http://localhost:9/v1", "--llm-model", "tiny")
    done = run(*words, "--price", "0.15,0.60")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("tiny: 5 calls to make, 0 answers kept")
    assert "USD" in done.stdout
    assert "--price" in run(*words).stdout
    found = json.loads(run(*words, "--price", "0.15,0.60", "--json").stdout)
    assert found["total"]["calls"] == 5
    assert found["total"]["worst_usd"] > 0
    found = json.loads(run(*words, "--kept", str(folder), "--json").stdout)
    assert found["total"] == {"calls": 0, "kept": 5, "worst_tokens": 0, "worst_usd": None}


def metered(body: dict[str, Any], number: int) -> Act:
    """A good server that counts four bytes as a token."""
    text = cook(*asked(body))
    entry = sum(len(str(message["content"]).encode()) for message in body["messages"]) // 4
    return say(text, usage={"prompt_tokens": entry, "completion_tokens": len(text.encode()) // 4})


def test_a_pilot_asks_a_few_and_its_forecast_holds_what_the_rest_costs(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.md"
    steps = "".join(f"{n}. Stir the pot {n} times, then look at it.\n" for n in range(1, 9))
    recipe.write_text(f"# Supper\n\n{steps}")
    with serving(metered) as server:
        where = ("--llm", server.url, "--llm-model", "openai/gpt-4o-mini")
        words = ("plan", str(recipe), *where, "--kept", str(tmp_path), "--json")
        done = run(*words, "--pilot", "3")
        assert done.exit_code == 0, done.output
        assert f"kept in {tmp_path / 'calls.sqlite'}" in done.stderr.replace("\n", "")
        assert len(server.bodies) == 3
        found = json.loads(done.stdout)
        assert found["price"].startswith("0.15,0.6,0.075 USD")
        assert (found["total"]["calls"], found["total"]["kept"]) == (7, 3)
        before = json.loads(run("stats", str(tmp_path), "--json").stdout)["usd"]["spent"]
        given = ["plan", str(recipe), *where, "--calls", str(tmp_path)]
        assert CliRunner().invoke(app, given).exit_code == 0
        assert len(server.bodies) == 10  # nothing of the pilot was asked again
    spent = json.loads(run("stats", str(tmp_path), "--json").stdout)["usd"]["spent"] - before
    least, expected, most = found["total"]["likely_usd"]
    assert least <= spent <= most < found["total"]["worst_usd"]
    assert expected == pytest.approx(spent, rel=0.25)


def test_a_pilot_keeps_to_its_budget(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.md"
    recipe.write_text(SUPPER)
    with serving(good) as server:
        words = ("plan", str(recipe), "--llm", server.url, "--llm-model", "m", "--kept", str(tmp_path))
        done = run(*words, "--pilot", "3", "--budget", "1 call")
        assert done.exit_code == 2
        assert "The budget is 1 calls" in done.stderr
        assert len(server.bodies) == 1
        done = run(*words, "--pilot", "99")
        assert done.stdout.startswith("m: 0 calls to make, 5 answers kept")


def test_a_price_that_nobody_noted_is_said_to_be_unknown_and_gives_no_money(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.md"
    recipe.write_text(SUPPER)
    words = ("plan", str(recipe), "--llm", "http://localhost:9/v1", "--llm-model")
    done = run(*words, "tiny")
    assert "No price is known for tiny: --price 0.15,0.60" in done.stdout
    assert done.stdout.count("USD") == 1
    done = run(*words, "gpt-4o")
    assert "Price: 2.5,10,1.25 USD for a million tokens (OpenAI's price list, 2026-03-21)" in done.stdout
    assert run(*words, "gpt-4o", "--price", "1,2").stdout.endswith("Price: as --price says.\n")


def test_a_cap_in_money_takes_the_price_that_was_noted(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.md"
    recipe.write_text(SUPPER)
    with serving(good) as server:
        words = ["plan", str(recipe), "--llm", server.url, "--calls", str(tmp_path), "--budget", "0.001 usd"]
        done = CliRunner().invoke(app, [*words, "--llm-model", "gpt-4o"])
        assert done.exit_code == 2
        assert "gpt-4o costs 2.5,10,1.25 USD" in done.stderr
        assert "The budget is 1000 micro-USD" in done.stderr
        done = CliRunner().invoke(app, [*words, "--llm-model", "tiny"])
        assert "A cap in money needs the price of the model" in done.stderr
        assert server.bodies == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("dance", "{folder}"), "There is no 'dance'"),
        (("stats", "{folder}/nowhere"), "is not there"),
        (("stats", "{folder}/recipe.md"), "is not a store of calls"),
        (("show", "{folder}"), "5 do"),
        (("show", "{folder}", "zzz"), "0 do"),
        (("export", "{folder}", "--out", "{folder}/x.csv"), ".jsonl or .parquet"),
        (("verify", "{folder}", "--out", "{folder}/x.jsonl"), "is not there"),
        (("plan", "{folder}/recipe.md"), "Name its server"),
        (("plan", "{folder}/recipe.md", "--llm", "http://a/v1", "--llm-model", "m", "--budget", "1 call"), "--pilot"),
        (("plan", "{folder}/recipe.md", "--llm", "http://localhost:9/v1"), "--llm-model"),
        (("plan", "{folder}/recipe.md", "--llm", "http://a/v1", "--llm-model", "m", "--price", "?"), "0.15,0.60"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(words: tuple[str, ...], line: str, folder: Path) -> None:
    (folder / "recipe.md").write_text(SUPPER)
    done = run(*(word.format(folder=folder) for word in words))
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert line in done.stderr


def test_kept_calls_replay_a_plan_without_a_server(folder: Path) -> None:
    recipe = folder / "recipe.md"
    recipe.write_text(SUPPER)
    plan = ["plan", str(recipe), "--llm", str(folder / "calls.sqlite")]
    with serving(good) as server:
        live = CliRunner().invoke(app, ["plan", str(recipe), "--llm", server.url, "--llm-model", "tiny"])
    assert live.exit_code == 0, live.output
    assert CliRunner().invoke(app, plan).stdout == live.stdout
    recipe.write_text(SUPPER.replace("Fry it.", "Fry it well."))
    done = CliRunner().invoke(app, plan)
    assert done.exit_code == 2
    assert "is asked" in done.stderr
    assert "Fry it well." in done.stderr
    assert done.stderr.count("\n") == 1
