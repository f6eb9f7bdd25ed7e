"""Whatever moment a process is killed at, no answer that was kept is asked for again, and no cap is passed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from language_server import Act, good, serving, soon

from comenius.errors import OutputError
from comenius.illustration.folder import only_writer
from comenius.language.keys import canonical

STEPS = (
    "Peel the onion.", "Chop it.", "Chop two carrots.", "Heat the oil.", "Fry the onion.", "Add the carrots.",
    "Pour in the broth.", "Boil it.", "Add the rice.", "Simmer for ten minutes.", "Stir in the parsley.", "Serve.",
)  # fmt: skip
QUESTIONS = len(STEPS) + 2
COMENIUS = [sys.executable, "-c", "from comenius.cli.main import run; run()"]


def test_a_guide_of_twelve_steps_killed_twice_pays_for_no_answer_twice(
    tmp_path: Path, xl_directory: Path
) -> None:
    recipe = tmp_path / "soup.md"
    recipe.write_text("# Soup\n\n" + "".join(f"{n}. {step}\n" for n, step in enumerate(STEPS, 1)))
    children: list[subprocess.Popen[bytes]] = []
    deaths = [3, 9]  # the server's count of requests, those of earlier runs with it

    def play(body: dict[str, Any], number: int) -> Act:
        if number in deaths:
            soon(lambda: len(children) == deaths.index(number) + 1)
            os.kill(children[-1].pid, signal.SIGKILL)
            return Act(drop=True)
        return good(body, number)

    with serving(play) as server:
        command = [
            *COMENIUS, "illustrate", str(recipe), "--out", str(tmp_path / "out"),
            "--model", str(xl_directory), "--steps", "1", "--size", "32", "--llm", server.url, "--llm-model", "tiny",
        ]  # fmt: skip
        for n in range(len(deaths) + 1):
            children.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            assert children[-1].wait(timeout=120) == (-signal.SIGKILL if n < len(deaths) else 0)
        sent = Counter(canonical(body) for body in server.bodies)
    assert len(sent) == QUESTIONS
    assert sorted(sent.values()) == [1] * (QUESTIONS - len(deaths)) + [2] * len(deaths)
    lost = {canonical(server.bodies[number]) for number in deaths}
    assert {body for body, count in sent.items() if count == 2} == lost
    assert (tmp_path / "out" / "index.html").is_file()
    stats = json.loads(
        subprocess.check_output([*COMENIUS, "calls", "stats", str(tmp_path / "out"), "--json"])
    )
    assert (stats["calls"], stats["orphans"], stats["attempts"]) == (QUESTIONS, 2, QUESTIONS + 2)
    assert subprocess.check_output([*COMENIUS, "calls", "verify", str(tmp_path / "out")]) == b"sound\n"


def test_a_plan_of_twelve_steps_killed_in_the_middle_goes_on_where_it_was(tmp_path: Path) -> None:
    recipe = tmp_path / "soup.md"
    recipe.write_text("# Soup\n\n" + "".join(f"{n}. {step}\n" for n, step in enumerate(STEPS, 1)))
    children: list[subprocess.Popen[str]] = []

    def play(body: dict[str, Any], number: int) -> Act:
        if number == 6:
            soon(lambda: bool(children))
            os.kill(children[0].pid, signal.SIGKILL)
            return Act(drop=True)
        return good(body, number)

    with serving(play) as server:
        command = [*COMENIUS, "plan", str(recipe), "--llm", server.url, "--llm-model", "tiny", "--json"]
        command += ["--calls", str(tmp_path / "calls.sqlite")]
        for _ in range(2):
            children.append(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            )
            printed, _ = children[-1].communicate(timeout=120)
        sent = Counter(canonical(body) for body in server.bodies)
    assert [child.returncode for child in children] == [-signal.SIGKILL, 0]
    assert sorted(sent.values()) == [1] * (QUESTIONS - 1) + [2]
    assert sent[canonical(server.bodies[6])] == 2
    assert len(json.loads(printed)["steps"]) == len(STEPS)


EVENTS = """
import os, sys
from pathlib import Path
from comenius.guides.model import Guide, Step
from comenius.language.http import Http
from comenius.language.recaption import recaption
from comenius.language.store import Store

url, folder, last = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
guide = Guide(title="Supper", steps=tuple(Step(text=f"Stir {n} times.") for n in range(1, 12)))

class Killed(Store):
    left = None
    def event(self):
        if self.left is not None:
            if self.left == 0:
                os.kill(os.getpid(), 9)
            self.left -= 1
    def _count_hits(self):
        super()._count_hits()
        if self.settling:
            self.event()  # before the commit
    settling = False
    def settle(self, *row):
        self.event()  # after the reply
        self.settling = True
        super().settle(*row)
        self.settling = False
        self.event()  # after the commit

class Watched(Http):
    def complete(self, request):
        self.store.event()  # before sending
        return super().complete(request)

def run(at, kill):
    store = Killed(folder / f"{at}.sqlite")
    store.left = at if kill else None
    model = Watched(base_url=url, model=f"tiny-{at}")
    model.store = store
    found = recaption(guide, model, store=store)
    (folder / f"{at}.txt").write_text(repr((found.states, found.shots, found.similarity, found.links)))

recaption(guide, Http(base_url=url, model="before"))  # tables are read once, before the forks
for at in range(last):
    for kill in (True, False):
        child = os.fork()
        if not child:
            run(at, kill)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert status == (9 if kill else 0), (at, kill, status)
"""


def test_a_kill_at_any_of_the_first_fifty_moments_costs_the_call_in_flight_at_most(tmp_path: Path) -> None:
    moments, calls, kills = (
        ("before sending", "after the reply", "before the commit", "after the commit"),
        13,
        50,
    )
    with serving(good) as server:
        subprocess.run(
            [sys.executable, "-c", EVENTS, server.url, str(tmp_path), str(kills)], check=True, timeout=240
        )
        bodies = list(server.bodies)
    assert len({(tmp_path / f"{at}.txt").read_bytes() for at in range(kills)}) == 1
    for at in range(kills):
        sent = Counter(canonical(body) for body in bodies if body["model"] == f"tiny-{at}")
        moment = moments[at % len(moments)]
        again = sum(sent.values()) - len(sent)
        assert len(sent) == calls
        assert again == (moment in ("after the reply", "before the commit")), (at, moment)


SPENDING = """
import random, sys, threading, time
from pathlib import Path
from comenius.language.ask import Engine
from comenius.language.budget import budget_of
from comenius.language.model import LanguageError, OverBudget, user
from comenius.language.pace import Clock, Pace
from comenius.language.scripted import Scripted
from comenius.language.store import Store
from comenius.language.template import prompt

who, path, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
kinds = ["429", "500", "timeout", "drop", "html", "refusal"]
faults = {n: chance.choice(kinds) for n in range(400) if chance.random() < 0.4}

class Slow(Scripted):
    def complete(self, request):
        time.sleep(0.005 * random.random())
        return super().complete(request)

model = Slow({"repair": lambda request: {"a": "x" * 200}}, faults)
clock = Clock(sleep=lambda seconds: time.sleep(0.001))
engine = Engine(model=model, store=Store(path), budget=budget_of("0.02 usd, 400 calls", "1,2"), clock=clock,
                pace=Pace(tries=3))
over = []

def work(n):
    for i in range(40):
        try:
            engine.ask([user(f"{who} {n} {i % 30}")], asked=prompt("repair"), read=lambda value: value)
        except OverBudget:
            over.append(n)
            return
        except LanguageError:
            pass

threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert over, "the cap was never met"
"""


def test_no_cap_is_passed_at_any_moment_by_threads_of_three_processes(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    children = [
        subprocess.Popen([sys.executable, "-c", SPENDING, str(n), str(path), str(n)]) for n in range(3)
    ]
    assert [child.wait(timeout=120) for child in children] == [0, 0, 0]
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("select id, ended, reserved_microusd, settled_microusd from attempts").fetchall()
        ends = sorted((ended, number) for number, ended, _, _ in rows if ended is not None)
        starts = dict(db.execute("select id, started from attempts"))
    assert len(rows) > 20
    reserved = {number: (more, paid) for number, _, more, paid in rows}
    assert any(more != paid for more, paid in reserved.values())
    # Starts and ends are written one at a time, so their times put the ledger's changes in order.
    changes = sorted(
        [*((at, number, False) for number, at in starts.items()), *((at, n, True) for at, n in ends)]
    )
    spent = most = 0
    for _, number, ended in changes:
        more, paid = reserved[number]
        spent += (paid - more) if ended else more
        most = max(most, spent)
    assert 10_000 < most <= 20_000  # micro-USD


STOPPED = """
import signal, sys, time
from pathlib import Path
from comenius.guides.model import Guide, Step
from comenius.language import together
from comenius.language.ask import Engine
from comenius.language.http import Http
from comenius.language.recaption import recaption
from comenius.language.store import Store

signal.signal(signal.SIGINT, signal.default_int_handler)  # work in the background is born deaf to it
together.FAREWELL_S = 2.0
model = Http(base_url=sys.argv[1], model="tiny")
engine = Engine(model=model, store=Store(Path(sys.argv[2])), workers=3)
guides = [Guide(title=str(n), steps=(Step(text="Boil the water."),)) for n in range(6)]
try:
    list(engine.together([lambda g=g: recaption(g, model, engine=engine) for g in guides]))
except KeyboardInterrupt:
    print("stopped", flush=True)
    sys.exit(130)
"""


def test_ctrl_c_lets_calls_in_flight_end_and_begins_no_other(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    children: list[subprocess.Popen[bytes]] = []

    def play(body: dict[str, Any], number: int) -> Act:
        if number == 2:
            soon(lambda: bool(children))
            os.kill(children[0].pid, signal.SIGINT)
        # three are in flight: two end soon, one never
        return Act(wait_s=30) if number == 0 else Act(wait_s=0.7, body=good(body, number).body)

    with serving(play) as server:
        command = [sys.executable, "-c", STOPPED, server.url, str(path)]
        children.append(subprocess.Popen(command, stdout=subprocess.PIPE))
        started = time.monotonic()
        assert children[0].communicate(timeout=30)[0] == b"stopped\n"
        took = time.monotonic() - started
        assert children[0].returncode == 130
        assert len(server.bodies) == 3
    assert took < 15  # not the half minute of the one that hangs
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("select count(*) from calls").fetchone() == (2,)
        assert db.execute("select count(*) from attempts where ended is null").fetchone() == (1,)


HOLDING = """
import sys, time
from pathlib import Path
from comenius.illustration.folder import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_in_a_folder_is_refused_by_name_and_a_dead_ones_hold_is_taken_over(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "soup"
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(folder)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"held\n"
        with pytest.raises(OutputError, match=r"soup is being written by another run"), only_writer(folder):
            pass
        owner.kill()
    with only_writer(folder):
        assert folder.is_dir()
