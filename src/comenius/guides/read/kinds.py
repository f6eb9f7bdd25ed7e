"""Whether a document that does not say so is a recipe or some other how-to."""

from comenius.guides.model import Guide, Kind

_KITCHEN = {
    "cup",
    "tablespoon",
    "teaspoon",
    "pinch",
    "dash",
    "splash",
    "clove",
    "knob",
    "sprig",
    "stalk",
    "ounce",
}
_KITCHEN |= {"pound", "pint", "g", "ml", "cl", "dl"}


def inferred(guide: Guide, *, neutral: bool) -> Kind:
    """A recipe is cooked or served, or something goes in.

    `neutral` says that what goes in stands below a heading that any work could have ("You need"), so that its
    measures must be a kitchen's.
    """
    if guide.servings or guide.times.cook:
        return "recipe"
    measured = any(item.quantity and item.quantity.unit in _KITCHEN for item in guide.ingredients)
    return "recipe" if measured or (guide.ingredients and not neutral) else "howto"


def stated(words: str) -> Kind | None:
    """The kind that a document calls itself: `HowTo`, `how-to`, `https://schema.org/Recipe`."""
    name = "".join(c for c in words.casefold().rsplit("/", 1)[-1].rsplit("#", 1)[-1] if c.isalpha())
    return "recipe" if name == "recipe" else "howto" if name == "howto" else None
