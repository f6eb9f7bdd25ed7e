"""Which vessel a phrase means: the one in work, the one used last, or a new one."""

from comenius.language.kitchen import OVENWARE, Holder, Kitchen
from comenius.lexicon.matching import Sense
from comenius.lexicon.tables import singular

APART = frozenset({"jug", "cup", "bag", "mortar", "ramekin", "bucket"})  # no bowls, though drawn as some


def vessel(kitchen: Kitchen, meaning: Sense, noun: str) -> Holder:
    """The vessel a phrase means: a new one for `another bowl`, or for `a bowl` when the old one is full."""
    apart = singular(noun.split()[-1]) if singular(noun.split()[-1]) in APART else ""
    known = [holder for holder in kitchen.holders if holder.vessel == meaning.vessel and holder.word == apart]
    base = ("fat", "flour", "starch")
    full = bool(known) and any(not item.minor and item.kind not in base for item in known[-1].items)
    full = full and known[-1].made < kitchen.step
    indefinite = (
        noun.split()[0] in ("a", "an", "another", "large", "small", "medium", "big") or len(noun.split()) == 1
    )
    indefinite = indefinite or noun.endswith(("paper", "towel", "towels", "rack"))
    if meaning.vessel in ("oven", "fridge", "table", "grill"):
        full = False
    same = noun.endswith(("the pan", "the pot", "the same pan", "the same pot"))
    if same and not known and kitchen.focus and kitchen.focus.vessel in ("pan", "pot"):
        return kitchen.focus  # people call a pot a pan
    vague = noun.endswith(("the tin", "its tin", "the pan", "the dish", "the mould", "the mold", "the form"))
    if vague and not known and kitchen.focus and kitchen.focus.vessel in OVENWARE:
        return kitchen.focus
    home = kitchen.last[0].holder if kitchen.last else None
    if home in known and home is not None and home.items and noun.startswith("the ") and not meaning.another:
        return home
    if kitchen.focus in known and not (meaning.another or indefinite) and kitchen.focus is not None:
        return kitchen.focus
    pure = not any(word in noun for word in ("same", "the ", "that "))
    fresh = meaning.another or (
        full and (("serving" in noun and meaning.vessel == "bowl") or (indefinite and pure))
    )
    holder = known[-1] if known and not fresh else kitchen.hold(meaning.vessel, fresh=True)
    holder.word = apart
    holder.material = meaning.material or holder.material
    return holder


def on_stove(kitchen: Kitchen, noun: str) -> bool:
    """Whether the casserole that is meant is the pot that things cook in already."""
    dishes = any(holder.vessel == "baking dish" and holder.items for holder in kitchen.holders)
    pots = any(holder.vessel == "pot" and holder.fire for holder in kitchen.holders)
    return pots and not dishes and noun.startswith(("the ", "same "))
