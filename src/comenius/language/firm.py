"""What stands by itself once it has left what it was made in: cream out of its mould, pancakes on a plate."""

from collections.abc import Iterable

from comenius.language.kitchen import DISHES, Item, Kitchen
from comenius.language.naming import titled

TURNED_OUT = ("turn out", "tip out", "unmould", "unmold", "invert", "turn over", "lift out")
CUPS = ("bowl", "glass", "jar")
SETS = {
    "cream": "tofu",
    "milk": "tofu",
    "yogurt": "tofu",
    "chocolate sauce": "chocolate",
}  # looks of what has set


def set_firm(kitchen: Kitchen, item: Item) -> Item:
    """Cream or jelly that has set in its mould, by the name of the dish."""
    runs = item.form == "liquid" and item.kind in ("dairy", "sauce", "sweet", "egg", "liquid")
    if runs and item.holder and item.holder.vessel in (*DISHES, *CUPS) and (name := titled(kitchen)):
        item.look, item.form, item.kind = SETS.get(item.look, "cake"), "whole", "cake"
        item.name, item.label = name, ""
    return item


def stacked(items: Iterable[Item]) -> None:
    """Pancakes on a plate lie one on the other."""
    for item in items:
        if item.name == "pancake" and item.look == "tortilla":
            item.look, item.form, item.kind = "pancakes", "whole", "cake"
