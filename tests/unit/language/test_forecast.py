from dataclasses import replace
from pathlib import Path

from language_server import cook

from comenius.guides.model import Guide, Step
from comenius.language.ask import Engine
from comenius.language.budget import Budget, price_of
from comenius.language.forecast import Stage, forecast
from comenius.language.model import Reply, Request, Usage
from comenius.language.recaption import recaption
from comenius.language.scripted import Scripted
from comenius.language.store import Store

GUIDE = Guide(title="Supper", steps=tuple(Step(text=f"Stir the pot {n} times.") for n in range(1, 7)))
BUDGET = Budget(price=price_of("1,2"))


class Wordy(Scripted):
    """A model that bills every byte of a question and all the room for its answer."""

    def complete(self, request: Request) -> Reply:
        asked = sum(len(message.text.encode()) for message in request.messages)
        usage = Usage(input=asked, output=request.params.max_tokens)
        return replace(super().complete(request), usage=usage)


def answers(request: Request) -> str:
    return cook(*(message.text for message in request.messages if message.role == "user"))


def model() -> Wordy:
    return Wordy(dict.fromkeys(("recaption", "similarity", "links"), answers), name="m")


def test_a_forecast_counts_every_question_and_bounds_its_cost() -> None:
    stages = forecast(GUIDE, "m", Store(), BUDGET)
    assert {name: (stage.misses, stage.hits) for name, stage in stages.items()} == {
        "recaption": (6, 0),
        "similarity": (1, 0),
        "links": (1, 0),
    }
    worst = sum(stages.values(), Stage()).worst
    store = Store()
    recaption(GUIDE, model(), engine=Engine(model=model(), store=store, budget=BUDGET))
    spent = store.spent()
    assert spent.calls == worst.calls == 8
    assert spent.tokens <= worst.tokens
    assert spent.microusd <= worst.microusd
    assert worst.microusd < 3 * spent.microusd  # a bound that says something


def test_answers_that_are_kept_are_free() -> None:
    store = Store()
    recaption(GUIDE, model(), store=store)
    asked = store.spent().calls
    stages = forecast(GUIDE, "m", store, BUDGET)
    assert sum(stages.values(), Stage()) == Stage(hits=8)
    edited = replace(GUIDE, steps=(*GUIDE.steps[:4], Step(text="Rest."), GUIDE.steps[5]))
    total = sum(forecast(edited, "m", store, BUDGET).values(), Stage())
    assert (total.hits, total.misses) == (4, 4)
    assert sum(forecast(GUIDE, "another", store, BUDGET).values(), Stage()).hits == 0
    assert store.spent().calls == asked


def test_a_forecast_asks_nobody_and_keeps_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "calls.sqlite")
    forecast(GUIDE, "m", store, BUDGET)
    assert store.spent().calls == 0
    assert list(store.requests()) == []
