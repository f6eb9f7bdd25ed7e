"""The data card of an exported kitchen: README.md as data hubs and people read it."""

from importlib.resources import files
from string import Template

from comenius.lexicon.looks import kitchen
from comenius.records.manifest import Manifest
from comenius.records.schema import columns
from comenius.world.rows import PairRow, RecipeRow, SceneRow
from comenius.world.splits import ONE_IN, SPLITS, TRAINING_FROM, VALIDATION_FROM, combinations

ROWS: dict[str, type] = {"scenes": SceneRow, "recipes": RecipeRow, "edits": PairRow, "actions": PairRow}
ABOUT = {
    "scenes": "one picture of one step of a recipe: before, during or after it",
    "recipes": "one recipe without pictures",
    "edits": "a picture, an instruction, and the picture that it leads to",
    "actions": "the same as the cook sees it: first the things, then hands at work on them",
}


def card(made: Manifest) -> str:
    """The whole page."""
    page = Template((files("comenius.world") / "tables/card.md").read_text("utf-8"))
    there = {name for splits in made.counts.values() for name in splits}
    stock = kitchen()
    return _front(made) + page.substitute(
        size=made.settings["size"],
        counts="\n".join(_counts(made)),
        split=next((name for name in SPLITS if name in there), SPLITS[0]),
        training=TRAINING_FROM,
        validation=VALIDATION_FROM,
        held=len(combinations()),
        one_in=ONE_IN,
        columns="\n\n".join("\n".join(_columns(table)) for table in made.counts),
        foods=len(stock.foods),
        vessels=len(stock.vessels) - 1,  # the bare table is none
        tools=len(stock.tools),
    )


def _front(made: Manifest) -> str:
    """What data hubs read."""
    lines = ["---", "license: cc0-1.0", "pretty_name: Recipes of a simulated kitchen", "language: [en]"]
    lines += ["tags: [synthetic, recipes, visual-instructions, visual-question-answering]", "configs:"]
    for table, splits in made.counts.items():
        lines += [f"- config_name: {table}", "  data_files:"]
        for name in SPLITS:
            if name in splits:
                lines += [f"  - split: {name}", f"    path: {table}/{name}-*.parquet"]
    return "\n".join([*lines, "---", "", ""])


def _counts(made: Manifest) -> list[str]:
    out = [f"| table | a row is | {' | '.join(SPLITS)} |", "|---|---|" + "---:|" * len(SPLITS)]
    for table, splits in made.counts.items():
        numbers = " | ".join(str(splits.get(name, 0)) for name in SPLITS)
        out.append(f"| `{table}` | {ABOUT[table]} | {numbers} |")
    return out


def _columns(table: str) -> list[str]:
    rows = [f"| `{one.name}` | {one.kind} | {one.meaning} |" for one in columns(ROWS[table])]
    return [f"## Columns of `{table}`", "", "| column | kind | meaning |", "|---|---|---|", *rows]
