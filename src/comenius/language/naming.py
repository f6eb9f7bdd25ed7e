"""What things made on the way are called: the slaw of `Slaw: …`, the buns dough was rolled into, the frangipane."""

import re
from collections.abc import Iterable

from comenius.language.kitchen import Holder, Item, Kitchen
from comenius.lexicon.matching import Sense, sense
from comenius.lexicon.tables import lexicon, plain, singular

HEADED = re.compile(
    r"^(?:(?:now|next|then|first|meanwhile|finally),? )?"
    r"(?:(?:(?:for|make|prepare|start with|begin with|to make|to prepare|making) )(?:the |an? |your )?(?:\w+ )??(\w+)"
    r"(?= first\b|[,:.;]| by\b| while\b|$)|(?:the )?(?:\w+ )?(\w+)(?=:))",
    re.IGNORECASE,
)
ALONE = ("pasta", "bread", "cake", "dough")  # kinds that dishes are called after
JOINS = re.compile(r"\s*(?:[(:,/–—]| - | with | on | from | for | and | a la | & )")
DEFINITE = (
    "the ",
    "this ",
    "your ",
    "each ",
    "every ",
    "both ",
    "all ",
    "their ",
    "that ",
    "a ",
    "an ",
    "some of the ",
)
VAGUE = frozenset(
    {"mixture", "mix", "dough", "batter", "everything", "content", "contents", "ingredient", "half", "ball"}
)
VAGUER = VAGUE | {
    "meat",
    "liquid",
    "disc",
    "round",
    "log",
    "piece",
    "portion",
    "egg",
    "base",
    "pan",
    "rest",
    "egg mixture",
    "loaf",
}
VAGUER |= {
    "circle",
    "oval",
    "cone",
    "triangle",
    "rectangle",
    "square",
    "well",
    "sheet",
    "packet",
    "bundle",
    "leave",
    "leaf",
}
PREPARED = ("bowl", "pan", "pot", "blender", "table", "cutting board", "plate", "baking dish", "baking tray")
HANDLED = ("add", "place", "pour", "coat", "fill", "serve", "fold", "mix", "chill", "bake", "fry", "cut")
FEW = 2  # foods that make something of their own


def heading(kitchen: Kitchen, text: str, section: str) -> str:
    """What a step says it makes: `slaw` of `Slaw: shred …`, `salsa` of `For the salsa, husk …`; or nothing."""
    told = HEADED.match(plain(text))
    name = singular((told[1] or told[2]).lower()) if told else ""
    if not name and section:
        name = singular(plain(section).removeprefix("for ").removeprefix("the ").split()[-1])
    meaning = sense(name) if name else None
    if meaning is None or name in VAGUER | lexicon().words["vague"] | lexicon().words["times"]:
        return ""
    if meaning.vessel or meaning.tool is not None or (name,) in lexicon().verbs:
        return ""
    listed = any(name in item.name.split() for item in kitchen.stock)
    known = meaning.food is not None or meaning.mixture is not None or plain(text).startswith(f"{name}:")
    return name if known and not listed else ""


def dish_of(kitchen: Kitchen, items: Iterable[Item]) -> str:
    """The dish that the title names, where it is made of many things: `salad`, `ratatouille`, a word of its own."""
    head = titled(kitchen).split()[-1:]
    if own := own_word(kitchen):
        used = any(own in item.name.split() for item in kitchen.stock)
        solid = [leaf for item in items for leaf in item.leaves() if not leaf.minor]
        solid = [leaf for leaf in solid if leaf.kind not in ("liquid", "fat")]
        lone = len(solid) < FEW or any(item.kind in ALONE for item in solid)
        return "" if used or lone else " ".join(titled(kitchen).split()[-3:])
    if head and _composed(kitchen, head[0], items):
        return head[0]
    mixture = sense(head[0]).mixture if head else None
    glass = all(item.holder is not None and item.holder.vessel == "glass" for item in items)
    sorts = ("soup", "salad", "drink") if glass else ("soup", "salad")
    return head[0] if mixture and mixture.sort in sorts else ""


def _composed(kitchen: Kitchen, head: str, items: Iterable[Item]) -> bool:
    """Whether a food that the title names was put together from several: paella of rice, moussaka."""
    food = sense(head).food
    listed = any(head == item.name.split()[-1] for item in kitchen.stock)
    leaves = [leaf for item in items for leaf in item.leaves() if not leaf.minor]
    if food is None or listed or len(leaves) <= FEW:
        return False
    if food.kind in ("grain", "dish"):
        return any(leaf.look == food.look for leaf in leaves) or food.kind == "dish"
    return food.look == "cake" and not any(item.kind in ("dough", "cake") for item in items)


def bottled(kitchen: Kitchen, holder: Holder) -> None:
    """Call what runs into jars and was made of several things what the title calls it: `lemon curd`."""
    made = [item for item in holder.items if not item.minor]
    head = titled(kitchen).split()[-1:]
    if holder.vessel != "jar" or len(made) != 1 or len(made[0].leaves()) <= FEW or not head:
        return
    food = sense(head[0]).food
    if made[0].form in ("liquid", "beaten") and (own_word(kitchen) or (food and food.kind == "sauce")):
        made[0].label = titled(kitchen)


def own_word(kitchen: Kitchen, folded: tuple[str, ...] = ()) -> str:
    """The last word of the dish's name where no table knows it, or as one of a `folded` kind: `pelmeni`."""
    words = titled(kitchen).split()
    if not words or "in" in words or words[-1] in lexicon().words["meals"] or (words[-1],) in lexicon().verbs:
        return ""
    meaning = sense(words[-1])
    food = meaning.food is not None and meaning.food.kind not in folded
    known = food or meaning.mixture or meaning.vessel or meaning.pronoun or meaning.tool is not None
    return "" if known else words[-1]


def titled(kitchen: Kitchen) -> str:
    """What the title calls the dish, without what it comes with: `panna cotta` of `Panna Cotta with Berries`."""
    name = JOINS.split(plain(kitchen.heading).lower())[0]
    return " ".join(singular(word) for word in re.findall(r"[a-z]+", name))


def christen(kitchen: Kitchen, name: str, holder: Holder | None, *, sure: bool = False) -> None:
    """Call what a step put together by the name that the step gives it; `sure` when one thing can be it, too."""
    if not name or name in VAGUER or holder is None or holder.vessel not in PREPARED:
        return
    made = [item for item in holder.items if not item.minor and item.look != "water"]
    leaves = [leaf for item in made for leaf in item.leaves() if not leaf.minor]
    worked = any(item.touched == kitchen.step for item in holder.items)
    mixed = any(item.parts or item.blended for item in made)
    if not worked or not made or not (mixed or (sure and len(made) == 1)):
        return
    if len(made) == 1 and (made[0].parts or sure):
        made[0].label = name
    if len(leaves) >= FEW or made[0].parts:
        kitchen.christened[name] = frozenset().union(*(item.tracks for item in holder.items))
        kitchen.mention(sense(name), holder.items, 0.0)


def known_as(kitchen: Kitchen, meaning: Sense, into: Holder | None) -> list[Item]:
    """What was given the name that a phrase says, wherever it is now."""
    name = meaning.name.split()[-1] if meaning.name else ""
    tracks = kitchen.christened.get(name)
    if not tracks:
        return []
    homes = [
        holder
        for holder in kitchen.holders
        if holder is not into and any(item.tracks & tracks for item in holder.items)
    ]
    if not homes:
        return []
    home = max(homes, key=lambda one: sum(len(item.tracks & tracks) for item in one.items))
    return [item for item in home.items if item.tracks & tracks]


def renamed(kitchen: Kitchen, meaning: Sense, items: Iterable[Item]) -> None:
    """Call a thing that was made what the guide calls it now: `cut a lid from each bun`."""
    found = [item for item in items if not item.minor]
    name = meaning.name
    formed = bool(name) and name.split()[-1] in lexicon().words["formed"]
    said = formed or meaning.text.startswith(DEFINITE)
    if len(found) != 1 or not name or meaning.pronoun or not said:
        return
    item, head = found[0], name.split()[-1]
    own = {word for one in (item, *item.leaves()) for word in one.name.split()}
    vague = VAGUER | lexicon().words["vague"] | lexicon().words["parts"] | lexicon().words.shapes.keys()
    titled = " " in name and set(name.split()) <= {singular(word) for word in kitchen.title}
    if not item.parts or (not titled and (head in vague or head in own)):
        return
    if meaning.mixture is None and meaning.food is None:
        return
    item.label = name


def unheard(kitchen: Kitchen, meaning: Sense, into: Holder | None, effect: str) -> list[Item]:
    """What a word that no table knows must mean where nothing else can: what was mixed last, `the frangipane`."""
    name = meaning.name
    if any(set(name.split()) <= set(item.name.split()) for item in kitchen.stock):
        return []
    if (
        not name
        or meaning.food
        or meaning.mixture
        or meaning.vessel
        or meaning.tool is not None
        or meaning.pronoun
    ):
        return []
    if effect not in HANDLED or not meaning.text.startswith(
        ("the ", "your ", "a quarter of the ", "half the ", "half of the ")
    ):
        return []
    words = lexicon().words
    head = name.split()[-1]
    titled = head in {singular(word) for word in kitchen.title}
    small = (
        words["abstract"]
        | words["parts"]
        | words["vague"]
        | words["times"]
        | words["units"]
        | words.shapes.keys()
    )
    if (
        head in small
        or (head in lexicon().inflections and not titled)
        or head.endswith(("ing", "ness", "lay", "hang", "ction"))
    ):
        return []
    for holder in reversed(kitchen.holders):
        if holder is into or holder.vessel not in ("bowl", "pan", "pot", "blender"):
            continue
        made = [item for item in holder.items if not item.minor]
        if any(item.parts for item in made) or len(made) > 1:
            kitchen.christened[head] = frozenset().union(*(item.tracks for item in holder.items))
            if len(made) == 1:
                made[0].label = name
            return list(holder.items)
    return []
