"""Clauses by Debian's link-grammar, where its `link-parser` is installed: a second opinion beside `language.syntax`."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from comenius.errors import MissingExtra
from comenius.language.syntax import sentences
from comenius.language.trees import Span

PROGRAM = "link-parser"
OPTIONS = ("-constituents=3", "-graphics=0", "-verbosity=0", "-spell=0", "-limit=100", "-timeout=2")
CONDITIONS = frozenset({"until", "till", "while", "when", "once", "if", "before", "after", "as"})
JOINTS = frozenset({"and", "or", "then", "but"})
SIGNS = frozenset({",", ".", ":", "!", "-"})
VERBS = ("v", "q")
WORD = re.compile(r"(?<![^\s)])[^\s()]+")  # not the label after a bracket
LEAF = re.compile(r"^[\[{]?(.+?)(?:\{[^}]*\})?(?:\.([a-z][\w-]*))?(?:\[[^\]]*\])?[\]}]?$")
SECONDS = 60  # for all sentences of a text


def available() -> bool:
    """Whether `link-parser` is there to be run."""
    return shutil.which(PROGRAM) is not None


def cut(text: str) -> tuple[Span, ...]:
    """The clauses of an instruction, cut where link-grammar's constituents are joined.

    As with `syntax.cut` the clauses lie side by side, are the whole text, and none is empty. Raises `MissingExtra` when
    `link-parser` is not installed. A sentence that it cannot parse stays whole.
    """
    if not text:
        return ()
    spans = [Span(first, last) for first, last in sentences(text)]
    borders = {0}
    for span, tree in zip(spans, _trees([text[span.start : span.stop] for span in spans]), strict=True):
        inner = _borders([*_leaves(tree, text[span.start : span.stop])])
        borders |= {span.start, *(span.start + at for at in inner)}
    return tuple(Span(start, stop) for start, stop in pairwise((*sorted(borders - {len(text)}), len(text))))


@dataclass(frozen=True)
class _Leaf:
    word: str
    tag: str  # link-grammar's: "v" a verb, "j-v" what joins verbs, "g" a participle
    start: int  # in its sentence


def _trees(lines: list[str]) -> list[str]:
    """The bracketed constituents of each sentence, empty where there are none."""
    if not available():
        raise MissingExtra(
            f"{PROGRAM} is not installed; this needs it. Install it with: apt install link-grammar"
        )
    flat = [" ".join(line.split()).lstrip("!*%") or "." for line in lines]
    trees = _run("\n".join(flat))
    return trees if len(trees) == len(flat) else [next(iter(_run(line)), "") for line in flat]


def _run(lines: str) -> list[str]:
    command = [PROGRAM, "en", *OPTIONS]
    done = subprocess.run(
        command, input=f"{lines}\n", capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return [line for line in done.stdout.splitlines() if line.startswith("(")]


def _leaves(tree: str, sentence: str) -> Iterator[_Leaf]:
    """The words of a bracketed tree that are found again in its sentence, from left to right."""
    plain, at = sentence.lower(), 0
    for piece in WORD.findall(tree):
        if found := LEAF.match(piece):
            start = plain.find(found[1].lower(), at)
            if start >= 0:
                at = start + len(found[1])
                yield _Leaf(found[1].lower(), found[2] or "", start)


def _borders(leaves: Sequence[_Leaf]) -> Iterator[int]:
    """Where clauses begin: conditions and what follows them, joined orders, participles after a comma."""
    ordered = False  # whether an order or a condition was said since the last border
    acted = False  # whether it has its object
    spoken = False  # whether anything was said
    for index, leaf in enumerate(leaves):
        before = leaves[index - 1].word if index else ""
        after = leaves[index + 1] if index + 1 < len(leaves) else leaf
        orders = leaf.tag.startswith(VERBS) and before in (",", ":", "then")
        joins = leaf.word in JOINTS and (leaf.tag == "j-v" or after.tag.startswith(VERBS)) and acted
        trails = leaf.tag == "g" and before == "," and acted
        if spoken and (leaf.word in CONDITIONS or (orders and ordered) or joins or trails):
            linked = before in JOINTS
            yield leaves[index - 1].start if linked else leaf.start
            ordered = acted = spoken = False
        spoken = spoken or leaf.word not in SIGNS | JOINTS
        verb = leaf.tag.startswith((*VERBS, "g")) and before != "to" and leaf.word != "using"
        ordered = ordered or verb or leaf.word in CONDITIONS
        noun = leaf.tag[:1] in ("n", "s", "u") or not leaf.tag
        acted = acted or (noun and ordered and leaf.word not in SIGNS | JOINTS | CONDITIONS)
