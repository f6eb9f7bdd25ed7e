"""`comenius calls plan`: what asking a language model about a recipe would cost."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

from comenius import log
from comenius.cli.asking import price_of_model
from comenius.cli.sources import read_source
from comenius.errors import SettingError
from comenius.guides.model import Guide
from comenius.language import audit
from comenius.language.budget import Cost, budget_of
from comenius.language.forecast import Stage, forecast
from comenius.language.model import LanguageModel
from comenius.language.pilot import pilot
from comenius.language.providers import from_environment, kept_calls, named
from comenius.language.store import Store


def tell(
    source: str,
    llm: str | None,
    llm_model: str | None,
    kept: str,
    price: str,
    most: int | None,
    budget: str,
    as_json: bool,
) -> None:
    """Prints the calls of every stage, what is kept of them, the worst that they can cost and what is likely."""
    if budget and most is None:
        raise SettingError("--budget caps what --pilot asks, and without it nothing is asked. Leave it out.")
    guide = read_source(source, "")
    model = from_environment(llm, llm_model)
    if model is None:
        raise SettingError("Which model would be asked? Name its server or directory with --llm.")
    cost, known = price_of_model(*named(llm, llm_model), price)
    with closing(_store(guide, model, kept, most, budget, cost)) as store:
        stages = forecast(guide, model.name, store, budget_of("", cost))
    total = sum(stages.values(), Stage())
    if as_json:
        rows = {name: _row(stage, cost is not None) for name, stage in stages.items()}
        found = {
            "model": model.name,
            "price": known or None,
            "stages": rows,
            "total": _row(total, cost is not None),
        }
        print(json.dumps(found, indent=2))
        return
    print(f"{model.name}: {total.misses} calls to make, {total.hits} answers kept")
    for name, stage in (*stages.items(), ("all", total)):
        worst, likely = _said(stage.worst, cost is not None), _likely(stage, cost is not None)
        print(f"  {name:12} {stage.misses:4} calls {stage.hits:4} kept; at worst {worst}{likely}")
    if cost is None:
        print(
            f"  No price is known for {model.name}: --price 0.15,0.60 (USD for a million tokens in and out) says it."
        )
    else:
        print(f"  Price: {known}.")


def _store(guide: Guide, model: LanguageModel, kept: str, most: int | None, budget: str, cost: Any) -> Store:
    """The answers that count as kept; with a pilot, after so many more."""
    if most is None:
        return audit.opened(kept) if kept else Store()
    place = Path(kept) if kept else kept_calls(guide.title)
    store = Store(place / audit.CALLS if place.is_dir() else place)
    try:
        pilot(guide, model, store, budget_of(budget, cost), most)
    except BaseException:
        store.close()
        raise
    log.say(f"The answers are kept in {store.path}.")
    return store


def _said(cost: Cost, priced: bool) -> str:
    return f"{cost.tokens} tokens" + (f", {cost.microusd / 1e6:.4f} USD" if priced else "")


def _likely(stage: Stage, priced: bool) -> str:
    """The forecast with its interval; nothing where nothing is left to ask or nothing was measured."""
    if not stage.likely:
        return ""
    least, expected, most = (
        f"{cost.microusd / 1e6:.4f}" if priced else str(cost.tokens) for cost in stage.likely
    )
    return f"; likely {expected} {'USD' if priced else 'tokens'} ({least} to {most})"


def _row(stage: Stage, priced: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "calls": stage.misses,
        "kept": stage.hits,
        "worst_tokens": stage.worst.tokens,
        "worst_usd": stage.worst.microusd / 1e6 if priced else None,
    }
    if stage.likely:
        row["likely_tokens"] = [cost.tokens for cost in stage.likely]
        row["likely_usd"] = [cost.microusd / 1e6 for cost in stage.likely] if priced else None
    return row
