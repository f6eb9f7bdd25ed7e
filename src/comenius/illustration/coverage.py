"""How much of a guide the lexicon knows, and what of it not."""

from dataclasses import dataclass

from comenius.guides.model import Guide
from comenius.language.clauses import clauses
from comenius.language.strange import handled, known, strangers, understood
from comenius.lexicon.matching import sense
from comenius.lexicon.tables import singular


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many."""

    known: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What the rules can build on."""

    ingredients: Share
    steps: Share  # with at least one action that is known
    things: Share  # that the steps handle
    unknown: tuple[str, ...]  # in the guide's order, each once

    def __str__(self) -> str:
        """One line: `The lexicon knows 9 of 10 ingredients, …; not teff.`"""
        parts = [
            f"{share.known} of {share.of} {name}"
            for name, share in (
                ("ingredients", self.ingredients),
                ("steps", self.steps),
                ("things", self.things),
            )
        ]
        missing = f"; not {', '.join(self.unknown)}" if self.unknown else ""
        return f"The lexicon knows {', '.join(parts)}{missing}."


def coverage(guide: Guide) -> Coverage:
    """How many of a guide's ingredients, steps and things the lexicon knows, and the names that it does not."""
    names = [name for one in guide.ingredients if (name := one.name.strip() or one.text.strip())]
    foreign = [name for name in names if not (known(name) or sense(name).vessel)]
    strange = [name for step in guide.steps for name in strangers(step.text)]
    things = [
        noun
        for step in guide.steps
        for clause in clauses(step.text)
        if handled(clause)
        for noun in clause.objects
    ]
    unknown: dict[str, str] = {}
    for name in (*foreign, *strange):
        unknown.setdefault(singular(name.split()[-1].lower()), name)
    return Coverage(
        ingredients=Share(known=len(names) - len(foreign), of=len(names)),
        steps=Share(known=sum(understood(step.text) for step in guide.steps), of=len(guide.steps)),
        things=Share(known=len(things) - len(strange), of=len(things)),
        unknown=tuple(unknown.values()),
    )
