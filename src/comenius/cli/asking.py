"""What the verbs that may ask a language model have in common: which one, for how much, kept where."""

from pathlib import Path

import typer

from comenius import log
from comenius.errors import SettingError
from comenius.language.budget import Budget, Price, budget_of, price_of
from comenius.language.prices import listed
from comenius.language.providers import named

LLM = typer.Option(
    "--llm",
    help="A language model that plans: the address of an OpenAI-compatible server, such as "
    "http://localhost:8000/v1, the directory of a chat model, or a file of kept calls.",
)
LLM_MODEL = typer.Option("--llm-model", help="Name of the model on that server.")
BUDGET = typer.Option(
    "--budget",
    help="The most to ask of it: '2 usd', '100 calls', '50000 tokens', '10 min', 'links: 1 call', '60 calls/min', or "
    "several.",
)
PRICE = typer.Option(
    "--price",
    help="USD for a million tokens in and out, such as 0.15,0.60, or free; by default as noted for its name.",
)
RETRY_FAILED = typer.Option(
    "--retry-failed", help="Ask again what it refused, broke off or answered in no usable form."
)


def price_of_model(where: str, model: str, price: str) -> tuple[Price | None, str]:
    """What a model costs, and how we know: as `--price` says, nothing in this process, else as its list says."""
    if price:
        return price_of(price), "as --price says"
    if Path(where).expanduser().exists():
        return Price(input=0, output=0), "free: it answers on this machine"
    found = listed(model)
    return (found.price, f"{found}; --price overrides it") if found else (None, "")


def asked(
    llm: str | None,
    llm_model: str | None,
    budget: str,
    price: str,
    retry_failed: bool,
    calls: Path | None = None,
) -> Budget:
    """What may be asked of the model that is meant. SettingError for terms without a model."""
    where, model = named(llm, llm_model)
    cost, known = price_of_model(where, model, price) if where else (price_of(price), "")
    given = {"--budget": budget, "--price": price, "--retry-failed": retry_failed, "--calls": calls}
    if not where and (idle := [name for name, value in given.items() if value]):
        raise SettingError(
            f"{' and '.join(idle)} without a language model: the rules plan, and they ask nobody. "
            "Name a model with --llm, or leave that out."
        )
    terms = budget_of(budget, cost)
    if not price and any(cap.microusd is not None for cap in (terms.whole, *terms.stages.values())):
        log.say(f"{model or where} costs {known}.")
    return terms
