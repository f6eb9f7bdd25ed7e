"""What the verbs that may ask a language model have in common: which one, for how much, kept where."""

from pathlib import Path

import typer

from comenius.errors import SettingError
from comenius.language.budget import Budget, budget_of
from comenius.language.providers import named

LLM = typer.Option(
    "--llm",
    help="A language model that plans: the address of an OpenAI-compatible server, such as "
    "http://localhost:8000/v1, the directory of a chat model, or a file of kept calls.",
)
LLM_MODEL = typer.Option("--llm-model", help="Name of the model on that server.")
BUDGET = typer.Option(
    "--budget",
    help="The most to ask of it: '2 usd', '100 calls', '50000 tokens', '10 min', 'links: 1 call', or several.",
)
PRICE = typer.Option("--price", help="USD for a million tokens in and out, such as 0.15,0.60, or free.")


def asked(
    llm: str | None, llm_model: str | None, budget: str, price: str, calls: Path | None = None
) -> Budget:
    """What may be asked of the model that is meant. SettingError for terms without a model."""
    terms, (where, _) = budget_of(budget, price), named(llm, llm_model)
    given = {"--budget": budget, "--price": price, "--calls": calls}
    if not where and (idle := [name for name, value in given.items() if value]):
        raise SettingError(
            f"{' and '.join(idle)} without a language model: the rules plan, and they ask nobody. "
            "Name a model with --llm, or leave that out."
        )
    return terms
