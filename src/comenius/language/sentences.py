"""Instructions cut into sentences, asides left out."""

import re
from collections.abc import Iterator, Sequence

from comenius.language.idioms import said_plainly
from comenius.lexicon.matching import sense, verb_at
from comenius.lexicon.tables import lexicon


def sentences(text: str) -> Iterator[str]:
    """The sentences of an instruction; a short lead with a colon is one of its own, asides are left out."""
    text = said_plainly(text)
    text = re.sub(r"\(([^()]*)\)", lambda aside: " " if aside.start() else f" {aside[1]}. ", text)
    text = re.sub(r"(?<![.!?:;\n])\n(?=[a-z])", " ", text)  # a wrapped line, not a point of its own
    text = re.sub(r"(?<=[^\W\d_])\s*\+\s*(?=[^\W\d_])", " and ", text)
    text = re.sub(r"(?<=\d)\s*(?:°|º)\s*[cfCF]?\b", " degrees ", text)
    for line in re.split(r"[\n\r;!?¸•]+|\s[-–—]+\s|\.{2,}", text):
        start = 0
        for stop in re.finditer(r"[.:]+(?=\s|$)", line):
            before = line[start : stop.start()].split()
            short = before[-1].lower().strip("(") if before else ""
            ends = short in lexicon().words["times"] and line[stop.end() :].lstrip()[:1].isupper()
            if stop[0][0] == "." and short in lexicon().words["abbreviations"] and not ends:
                continue
            if stop[0][0] == ":" and len(before) > 8:
                continue
            heads = stop[0][0] == ":" and 0 < len(before) < 4 and _thing(before)
            if heads:  # "Quick pickle:" orders nothing
                yield f"the {line[start : stop.start()].strip()}"
            elif before:
                yield line[start : stop.start()].strip()
            start = stop.end()
        if line[start:].strip():
            yield line[start:].strip()


def _thing(words: Sequence[str]) -> bool:
    """Whether a heading names what a step makes or works on."""
    small = lexicon().words["determiners"] | lexicon().words["prepositions"] | {"meanwhile", "make"}
    meaning = sense(" ".join(words))
    if (
        verb_at([word.lower() for word in words], 0)
        and words[1:2]
        and words[1] in lexicon().words["articles"]
    ):
        return False  # "Cook the flatbreads:"
    return words[0].lower() not in small and bool(
        meaning.food or meaning.mixture or words[-1].lower() == "pickle"
    )


def described(tokens: Sequence[str]) -> list[str]:
    """The tokens without the commas between two adjectives of one noun: `a cold, dry pan`."""
    words = lexicon().words

    def says_how(at: int) -> bool:
        return tokens[at] in words["adjectives"] or (tokens[at].endswith("ly") and at + 1 < len(tokens))

    def holds(at: int) -> bool:
        return any(token == "one" or bool(sense(token).vessel) for token in tokens[at : at + 3])

    kept: list[str] = []
    for at, token in enumerate(tokens):
        between = token == "," and 1 < at < len(tokens) - 2 and says_how(at - 1) and says_how(at + 1)
        into = between and tokens[at - 2] in ("into", "of")  # "into tight, smooth balls"
        if into or (between and holds(at + 2) and {*tokens[at - 3 : at - 1]} & {"a", "an", "the", "your"}):
            continue
        kept.append(token)
    return kept
