"""Which of several sauces is meant, and what the rest is."""

from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.lexicon.matching import Sense

PALE = ("white", "cream", "creamy", "cheese", "bechamel")  # sauces


def called(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """All of the sauce of that sort, where the phrase says which: `the meat sauce`."""
    said = [word for word in meaning.text.split()[:-1] if word != "the"]
    if not said or meaning.mixture is None or meaning.mixture.sort != "sauce":
        return []
    ours = [holder for holder in kitchen.holders if holder is not into and _is_called(holder, said[-1])]
    return list(ours[-1].items) if ours else []


def _is_called(holder: Holder, word: str) -> bool:
    """Whether a sauce in a hot vessel is the one of that sort: the meat sauce, not the white one beside it."""
    white = any(item.form == "liquid" and item.look in ("cream", "milk") for item in holder.items)
    if holder.vessel not in HOT or word in PALE:
        return holder.vessel in HOT and white
    return any(word == "meat" and item.kind == "meat" for item in holder.items)


def remaining(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """What no step has taken yet; with it, what lies cut on a board while another vessel is worked in."""
    boards = [holder for holder in kitchen.holders if holder.vessel == "cutting board" and holder is not into]
    cut = [item for board in boards for item in board.items] if "rest" in meaning.text.split() else []
    return [*cut, *kitchen.unused()]
