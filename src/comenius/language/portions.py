"""Which of several things is meant, and which part: the meat sauce, both racks, each leaf, one half, the rest."""

from comenius.language.kitchen import HOT, OVENWARE, Holder, Item, Kitchen
from comenius.lexicon.matching import Sense
from comenius.lexicon.tables import FoodWord, lexicon, plain, singular

FITTED = frozenset(
    {"wire", "cooling", "oven", "baking", "top", "middle", "bottom", "lower"}
)  # racks and sheets
LEAFY = ("cabbage", "lettuce")
CITRUS = ("lemon", "lime", "orange")
PIECES = ("half", "piece", "quarter", "portion", "third", "slice")
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


def measured(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """A thing by what the list counts it in: `both racks` of 2 racks of ribs, `the block` of tofu."""
    words = [singular(word) for word in meaning.text.split()]
    how = lexicon().words["adjectives"] | lexicon().words["adverbs"] | {"tight"}
    while len(words) > 2 and words[-1] in how:  # "wrap the racks tight"
        words.pop()
    if (
        len(words) < 2
        or words[0] not in ("the", "each", "both", "your", "every", "all")
        or set(words) & FITTED
    ):
        return []
    if meaning.food or words[-1] in (
        "piece",
        "slice",
        "can",
        "tin",
        "jar",
        "cup",
        "bottle",
        "half",
        "bag",
        "clove",
    ):
        return []
    return [item for item in kitchen.items if item.measure == words[-1] and not item.minor][:1]


def squeezed(kitchen: Kitchen, noun: str) -> list[Item]:
    """The halves of citrus fruit that gave their juice: `slice the peel`."""
    if singular(noun.split()[-1]) not in ("peel", "rind", "skin", "shell"):
        return []
    fruit = [item for item in kitchen.items if item.look in CITRUS and item.form == "sliced" and item.holder]
    return fruit if any(item.name.endswith("juice") and item.holder for item in kitchen.items) else []


def bird(kitchen: Kitchen) -> list[Item]:
    """The bird or the fish that is stuffed: `put the lemon in the cavity`."""
    whole = [item for item in kitchen.items if item.kind in ("meat", "seafood") and item.form == "whole"]
    return whole[:1]


def leaves(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """The cabbage that `each leaf` is of; it is a wrapper from then on."""
    if meaning.food or meaning.text.split()[-1:] not in (["leaf"], ["leaves"]):
        return []
    found = [item for item in kitchen.items if item.look in LEAFY and item.holder and not item.parts][-1:]
    for item in found:
        item.leaved = True
    return found


def base(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """What was pressed into a tin or lines it: `the biscuit base`, `the crust`."""
    words = meaning.text.split()
    if not words or words[-1] not in ("base", "crust", "shell", "case"):
        return []
    tins = [holder for holder in kitchen.holders if holder.vessel in OVENWARE and holder.items]
    return (
        [item for item in tins[-1].items if item.kind in ("dough", "cake", "grain", "bread")][:1]
        if tins
        else []
    )


def section(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """The ingredients under the heading the phrase names: `the sauce ingredients`."""
    said = {singular(word) for word in plain(meaning.text).replace('"', "").split()}
    said -= {"ingredient", "the", "all", "for"}
    headed = [item for item in kitchen.stock if item in kitchen.items and said & set(item.section)]
    closest = min((len(set(item.section) - said) for item in headed), default=0)
    return [item for item in headed if len(set(item.section) - said) == closest]


def formed(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """What was shaped or coated just now, by the name of what it becomes: `fry the cutlets`, `the nuggets`."""
    head = meaning.name.split()[-1] if meaning.name else ""
    terse = head in {singular(word) for word in kitchen.title} and not any(
        head in item.name.split() for item in kitchen.stock
    )
    said = terse or meaning.text.split()[0] in ("the", "your", "each", "these")
    if head not in lexicon().words["formed"] or not said:
        return []
    baked = meaning.food is not None and meaning.food.kind in ("dough", "bread", "cake")
    baked = baked or (meaning.mixture is not None and meaning.mixture.sort == "dough")
    kinds = ("dough",) if baked else ("meat", "seafood", "protein", "legume", "vegetable")
    near = [
        item
        for item in kitchen.items
        if item.holder and item.kind in kinds and item.touched >= kitchen.step - 2
    ]
    found = [max(near, key=lambda one: (one.touched, one.weight))] if near else []
    for item in found:
        item.label = head
    return found


def pieces(kitchen: Kitchen, meaning: Sense) -> list[Item]:
    """What was cut or divided just now: `take one half`, `each piece`."""
    words = meaning.text.split()
    named = meaning.food or meaning.vessel or (meaning.mixture and meaning.mixture.sort != "any")
    head = singular(words[-1]) if words else ""
    if named or head not in PIECES or words[0] not in ("one", "each", "a", "every"):
        return []
    cut = [item for item in kitchen.items if item.holder and item.holder.vessel in ("table", "cutting board")]
    return [item for item in cut if item.touched >= kitchen.step - 1][-1:]


def filling(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """What was mixed to fill something, in whatever vessel it waits."""
    if meaning.name.split()[-1] not in ("filling", "stuffing"):
        return []
    mixed = [holder for holder in kitchen.holders if holder is not into and _is_filling(holder)]
    return list(mixed[-1].items) if mixed else []


def _is_filling(holder: Holder) -> bool:
    """Whether things were mixed in a vessel that could be a filling: they do not run."""
    solid = [item for item in holder.items if item.form != "liquid" and not item.minor]
    mixed = any(item.blended or item.form == "mixture" or len(item.parts) > 1 for item in holder.items)
    return bool(solid) and mixed and not any(map(_runs, holder.items))


def _runs(item: Item) -> bool:
    """Whether a thing is no part of a filling: dough, bread, sauce."""
    wet = item.form == "liquid" and item.kind in ("liquid", "sauce") and item.look != "water"
    return wet or item.kind in ("dough", "bread", "cake")


def unmade(kitchen: Kitchen, food: FoodWord) -> bool:
    """Whether a cake is spoken of that nobody can have made."""
    placed = [
        leaf for item in kitchen.items if item.holder or item in kitchen.stock for leaf in item.leaves()
    ]
    flour = any(leaf.kind in ("flour", "dough", "cake") for leaf in placed)
    return food.kind == "cake" and not flour and bool(kitchen.focus and kitchen.focus.items)


def more(kitchen: Kitchen, dough: Item) -> Item:
    """The other half of a dough that lines a tin already."""
    twin = kitchen.copy(dough)
    twin.parts, twin.form = list(dough.parts), "ball" if dough.kind == "dough" else dough.form
    return twin


def everything(kitchen: Kitchen) -> list[Item]:
    """All that stands about, without the water things were cooked in."""
    around = [item for item in kitchen.items if item.holder and item.look != "water"]
    return around or list(kitchen.last)
