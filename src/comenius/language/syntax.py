"""Instructions parsed into trees, and cut into clauses, without a model or a download.

`parse` gives the constituents, `cut` the clauses: each joined order ("… | and fry them"), each condition ("| until
soft", "when it boils, |"), each participle beside the verb (", | leaving a rim"). Verbs that share an object stay
together ("peel and chop the leeks"), and so do lists of nouns, relative clauses and what stands in brackets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from comenius.language.grammar import Node, cheapest
from comenius.language.tagging import Token, joined, tag, tokens
from comenius.language.trees import SILENT, Span, Tree, borders
from comenius.lexicon.rules import classes

ENDS = frozenset({".", "!", "?", ";", "。"})
OPEN, CLOSE, QUOTES = ("(", "[", "{"), (")", "]", "}"), ('"', "'", "”", "’", "»")
LONGEST = 48  # words parsed at once; longer sentences are parsed in parts
LABELS = {
    "S1": "S",
    "B": "S",
    "GP": "VP",
    "EP": "VP",
    "FP": "VP",
    "NPS": "NP",
    "TN": "NP",
    "OFP": "PP",
    "SB": "SBAR",
    "PT": "PART",
    "A": "JJ",
    "AP": "ADJP",
    "VR": "CL",
    "TOP": "INF",
    "AB": "NP",
    "COMMA": ",",
    "COLON": ":",
    "DASH": ":",
    "THEN": "RB",
    "SUBF": "SUB",
    "M": "MD",
    "DO": "MD",
    "DONT": "MD",
    "NOT": "RB",
    "JU": "RB",
    "AS": "P",
    "OF": "P",
    "Q": "WH",
    "SURE": "JJ",
    "AM": "JJ",
    "D": "DT",
    "C": "CD",
    "N": "NN",
    "T": "NN",
    "R": "PRP",
    "f": "VBZ",
    "PS": "NP",
}


def parse(text: str) -> Tree:
    """The constituents of an instruction, sentence by sentence.

    >>> print(parse("Stir well."))
    (STEP (S (VP (VB Stir) (RB well)) (. .)))
    """
    found = tuple(_sentence(text, part) for part in _sentences(text))
    return Tree("STEP", Span(0, len(text)), found)


def cut(text: str) -> tuple[Span, ...]:
    """The clauses of an instruction: side by side, they are the whole text, and none is empty.

    >>> text = "Stir until the sugar has melted."
    >>> [text[start:stop] for start, stop in cut(text)]
    ['Stir ', 'until the sugar has melted.']
    """
    return tuple(_whole(text)) if text else ()


def _whole(text: str) -> Iterator[Span]:
    """The clauses of a text; one that falls apart when it is read alone is cut again."""
    todo = [(0, len(text))]
    while todo:
        first, last = todo.pop()
        starts = [first + start for start in _starts(text[first:last])]
        if starts:
            todo += reversed(list(pairwise((first, *starts, last))))
        else:
            yield Span(first, last)


def sentences(text: str) -> Iterator[Span]:
    """Where the sentences of an instruction stand, from their first word or sign to their last."""
    for words in _sentences(text):
        yield Span(words[0].start, words[-1].stop)


@lru_cache(maxsize=1024)
def _starts(text: str) -> tuple[int, ...]:
    """Where the second and further clauses of a text begin."""
    found: list[int] = []
    for index, sentence in enumerate(parse(text).parts):
        found += [sentence.span.start] * bool(index) + borders(sentence)
    return tuple(found)


def _sentences(text: str) -> Iterator[list[Token]]:
    """The words and signs of each sentence; a semicolon ends one, and so does a line that another point follows."""
    words = tokens(text)
    inside = _brackets(words)
    sentence: list[Token] = []
    spoken = False
    for index, token in enumerate(words):
        if spoken and _begins(text, words, index) and index not in inside:
            yield sentence
            sentence, spoken = [], False
        sentence.append(token)
        spoken = spoken or (token.word[0].isalpha() and index not in inside)
    if sentence:
        yield sentence


def _begins(text: str, words: Sequence[Token], index: int) -> bool:
    """Whether a sentence begins at a word, when one stands before it."""
    before, here = words[index - 1], words[index]
    between = text[before.stop : here.start]
    fresh = text[here.start].isupper()
    if "\n" in between or "\r" in between:
        return (
            fresh or not here.word[0].isalpha() or len(between.split("\n")) > 2 or before.word in ENDS | {":"}
        )
    if here.word in ENDS or here.word in CLOSE or here.word in QUOTES:
        return False
    while before.word in CLOSE or before.word in QUOTES:
        index -= 1
        if not index or words[index - 1].stop != before.start:
            return False
        before = words[index - 1]
    if before.word not in ENDS:
        return before.word in ("...", "…") and fresh
    if before.word == ".":
        last = words[index - 2].word if index > 1 else ""
        if last in classes().words["abbreviations"]:
            return fresh and last in classes().words["ending"]
        return fresh or bool(between) or text[before.stop : before.stop + 1].isspace()
    return True


def _brackets(words: Sequence[Token]) -> frozenset[int]:
    """The places inside brackets that are closed again, brackets included; no sentence or clause ends there."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for index, token in enumerate(words):
        if token.word in OPEN:
            opened.append(index)
        elif token.word in CLOSE and opened:
            pairs.append((opened.pop(), index))
    found: set[int] = set()
    for first, last in sorted(pairs):
        if first not in found:
            found |= set(range(first, last + 1))
    return frozenset(found)


def _sentence(text: str, words: Sequence[Token]) -> Tree:
    """The tree of one sentence; signs and brackets hang beside the word they follow."""
    inside = _brackets(words)
    runs = joined([token for index, token in enumerate(words) if index not in inside])
    seen = _read(runs)
    heads = {token.start: number for number, token in enumerate(seen)}
    beside: list[list[Tree]] = [[] for _ in range(len(seen) + 1)]  # by how many read words stand before
    aside = [words[index] for index in sorted(inside)]
    bracketed = {token.start for token in aside}
    number = 0
    for token in sorted((*runs, *aside), key=lambda token: token.start):
        if token.start in heads:
            number += 1
        else:
            label = "PRN" if token.start in bracketed else "CC" if token.word in classes().sets["CC"] else "."
            beside[number].append(_leaf(label, text, token))
    parts = list(beside[0])
    for first in range(0, len(seen), LONGEST):
        some = seen[first : first + LONGEST]
        leaves = _Leaves(text, some, [*beside[first + 1 : len(seen)], []])
        for node in cheapest(tag([token.word for token in some])):
            parts += leaves.tree(node)
    if seen:
        parts += beside[-1]
    whole = len(parts) > 1 and parts[0].label == "S" and all(part.label in SILENT for part in parts[1:])
    return _phrase("S", [*parts[0].parts, *parts[1:]] if whole else parts)


def _read(runs: Sequence[Token]) -> list[Token]:
    """The words the grammar reads: without list numbers, quotes and signs that join nothing."""
    sets = classes().sets
    signs = sets["COMMA"] | sets["COLON"] | sets["DASH"]
    seen: list[Token] = []
    for index, token in enumerate(runs):
        after = runs[index + 1].word if index + 1 < len(runs) else ""
        if not seen and (token.word in signs | sets["CC"] or (token.word.isdigit() and after in (".", ")"))):
            continue
        if token.word in signs and seen[-1].word in signs:
            continue
        if token.word[0].isalnum() or token.word[0] in "°º" or token.word in signs | sets["CC"]:
            seen.append(token)
    while seen and seen[-1].word in signs:
        seen.pop()
    return seen


@dataclass(frozen=True)
class _Leaves:
    """The words under a chart's nodes."""

    text: str
    words: Sequence[Token]
    beside: Sequence[list[Tree]]  # what hangs behind each word

    def tree(self, node: Node) -> list[Tree]:
        """The trees a node stands for: one, or several where it only helped to build."""
        if node.tags:
            leaves = [
                leaf
                for index, label in zip(range(node.start, node.stop), node.tags, strict=True)
                for leaf in (_leaf(_label(label), self.text, self.words[index]), *self.beside[index])
            ]
            return [_phrase("NP", leaves)] if node.symbol in ("NPS", "TN", "PS") else leaves
        label = _label(node.symbol)
        parts: list[Tree] = []
        for child in (node.left, node.right):
            if child is not None:
                below = self.tree(child)
                again = child.symbol == node.symbol and len(below) == 1 and bool(below[0].parts)
                again = again and (node.symbol not in ("S", "NP") or child.right is not None)
                parts += below[0].parts if again else below
        if node.symbol[0] == "_" or node.symbol[0].islower() or node.symbol in ("FR", "M"):
            return parts
        if len(parts) == 1 and (parts[0].label == label or (not parts[0].parts and label in ("RB", "ADJP"))):
            return parts
        return [_phrase("ADVP" if label == "RB" else label, parts)]


def _label(symbol: str) -> str:
    """What a symbol of the grammar is called in a tree."""
    if symbol[0].islower():
        return {"v": "VB", "g": "VBG", "e": "VBN", "f": "VBZ"}[symbol[0]]
    return LABELS.get(symbol, symbol)


def _leaf(label: str, text: str, token: Token) -> Tree:
    return Tree(label, Span(token.start, token.stop), word=text[token.start : token.stop])


def _phrase(label: str, parts: Sequence[Tree]) -> Tree:
    return Tree(label, Span(parts[0].span.start, parts[-1].span.stop), tuple(parts))
