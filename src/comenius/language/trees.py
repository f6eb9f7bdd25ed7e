"""Trees of constituents over the characters of a text, and where their clauses begin."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

LINKING = frozenset({"CC", "SO", "RB", "ADVP"})  # what goes to the clause that follows
SILENT = frozenset({",", ":", ".", "PRN"})  # what goes to the clause before


class Span(NamedTuple):
    """A stretch of a text, from the character `start` up to `stop`."""

    start: int
    stop: int


@dataclass(frozen=True)
class Tree:
    """A constituent: a word with its tag, or a phrase with its parts."""

    label: str
    span: Span
    parts: tuple["Tree", ...] = ()
    word: str = ""  # as written; of leaves only

    def __str__(self) -> str:
        """The bracketed form: `(S (VP (VB Stir) (RB well)))`."""
        if not self.parts:
            return f"({self.label} {self.word.replace('(', '-LRB-').replace(')', '-RRB-')})"
        return f"({self.label} {' '.join(map(str, self.parts))})"

    def leaves(self) -> Iterator["Tree"]:
        """Every word from left to right."""
        for part in self.parts:
            yield from part.leaves()
        if not self.parts:
            yield self

    def phrases(self) -> Iterator["Tree"]:
        """This constituent and every one below it, from the outside in."""
        yield self
        for part in self.parts:
            yield from part.phrases()


def borders(tree: Tree) -> list[int]:
    """Where the clauses inside a sentence begin, in order.

    A condition (SBAR) and a participle beside the verb (PART) begin one, and where they stand in front, so does
    what comes after; so does each further member of joined orders, with its "and" or "then".
    """
    found: set[int] = set()
    for phrase in tree.phrases():
        if phrase.label in ("SBAR", "PART"):
            found.add(phrase.span.start)
        if phrase.label in ("S", "PART"):
            found |= set(_members(phrase))
    kept: list[int] = []
    said = False  # whether a word that means something was read since the last border
    for leaf in tree.leaves():
        if leaf.span.start in found and said:
            kept.append(leaf.span.start)
            said = False
        said = said or leaf.label not in LINKING | SILENT
    return kept


def _members(phrase: Tree) -> Iterator[int]:
    """Where the second and further members of a coordination begin, and what follows a fronted condition."""
    acted = False
    for index, part in enumerate(phrase.parts):
        first = index
        while first and phrase.parts[first - 1].label in LINKING:
            first -= 1
        joined = part.label == "VP" and (phrase.label == "PART" or first < index)
        if acted and (part.label == "S" or joined):
            yield phrase.parts[first].span.start
        acted = acted or part.label == "S" or (phrase.label == "PART" and part.label == "VP")
        later = [other for other in phrase.parts[index + 1 :] if other.label not in SILENT]
        if part.label in ("SBAR", "PART") and any(other.label in ("S", "VP") for other in later):
            yield later[0].span.start
