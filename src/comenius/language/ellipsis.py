"""Sentences without a verb as the orders they mean: `rice into bowls`, `in goes the pork`, `watercress to finish`."""

from collections.abc import Iterator, Sequence

from comenius.lexicon.matching import Sense, sense, verb_at
from comenius.lexicon.tables import lexicon

GOING = ("go", "goes", "come", "comes")
INWARD = frozenset(
    {"in", "on", "over", "next", "then", "top", "now", "last"}
)  # "in goes", "on top go", "next come"
LAST = frozenset({"finish", "serve", "garnish", "decorate", "top"})  # "watercress to finish"
PLACES = frozenset({"in", "into", "on", "onto", "over", "around", "under", "between"})
BARRED = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "it's",
        "that's",
        "they're",
        "has",
        "have",
        "will",
        "can",
        "may",
        "might",
        "should",
    }
    | {
        "would",
        "must",
        "i",
        "i'm",
        "my",
        "you",
        "we",
        "he",
        "she",
        "not",
        "never",
        "no",
        "if",
        "than",
        "like",
        "for",
    }
)  # words of sentences that tell something
LONG = 40  # words of a sentence that is read so


def completed(tokens: Sequence[str]) -> list[str] | None:
    """The tokens of a sentence without a verb as an order; None when it orders nothing.

    >>> completed("rice into bowls , an egg on each".split())
    ['put', 'rice', 'into', 'bowls', ',', 'put', 'an', 'egg', 'on', 'each']
    """
    words = list(tokens)
    while words and (words[0] in lexicon().words["openers"] | {"and", "meanwhile", ","}):
        words = words[1:]
    if not words or len(words) > LONG:
        return None
    if (moved := _going(words)) is not None:
        return moved
    if words[0] in ("into", "onto") and len(words) < 6 and sense(" ".join(words[1:])).vessel:
        return ["serve", *words]  # "into warm bowls"
    if any(token in BARRED or _finite(words, at) for at, token in enumerate(words)):
        return None
    pieces = list(_pieces(words))
    if "to" in words[1:-1] and words[-1] in LAST and words[-2] == "to" and _food(words[:-2]):
        return ["garnish", "with", *words[:-2]]
    if not pieces or not _food(_head(pieces[0])):
        return None
    placed = any(_place(piece) is not None for piece in pieces)
    foods = sum(_food(_head(piece)) for piece in pieces)
    if not placed and foods < 2:
        return None
    return _orders(pieces)


def laid(tokens: Sequence[str]) -> list[str]:
    """The tokens with the verb that is left out before what goes on top: `rice on plates , the stew on top`.

    >>> laid("pile onto plates , chicken on top".split())
    ['pile', 'onto', 'plates', ',', 'put', 'chicken', 'on', 'top']
    """
    pieces = list(_pieces(tokens))
    for number, piece in enumerate(pieces):
        on = next((at for at in range(1, len(piece) - 1) if piece[at] == "on"), 0)
        top = on and piece[on + 1 :] in (["top"], ["the", "side"])
        if (
            number
            and top
            and verb_at(piece, 0) is None
            and piece[0] not in ("and", "then", "with")
            and _food(piece[:on])
        ):
            pieces[number] = ["put", *piece]
    return [token for number, piece in enumerate(pieces) for token in ([","] if number else []) + piece]


def _going(words: Sequence[str]) -> list[str] | None:
    """`in goes the pork`, `on top go the onions`, `out come the aubergines`, `the butter goes in`."""
    at = next((index for index, token in enumerate(words[:8]) if token in GOING), None)
    if at is None:
        return None
    before, after = list(words[:at]), list(words[at + 1 :])
    if not before:
        return None
    if before[0] in ("out", "off") and after:
        return ["take", "out", *after]
    if before[0] in INWARD | PLACES and after:
        where = before if len(before) > 1 and before[0] in PLACES else []
        return ["add", *_listed(after), *([",", *where] if where and where != ["then"] else [])]
    if after[:1] and after[0] in PLACES and _food(before):
        return ["add", *before, *(after if len(after) > 1 else [])]
    return None


def _listed(after: Sequence[str]) -> list[str]:
    """The things named, without how each was cut: `the oranges cut in halves` is the oranges."""
    kept: list[str] = []
    skipping = False
    for at, token in enumerate(after):
        hit = verb_at(after, at)
        if (
            at
            and hit
            and (hit[2] == "ed" or token == "cut")
            and after[at - 1] not in (",", "and", "the", "a")
        ):
            skipping = True
        if token in (",", "and"):
            skipping = False
        if not skipping:
            kept.append(token)
    return kept


def _finite(words: Sequence[str], at: int) -> bool:
    """Whether a verb stands here that is no noun as well."""
    hit = verb_at(words, at)
    if hit is None or hit[0].noun or hit[2] in ("ed", "ing"):
        return False
    return not _food([words[at]]) and words[at] not in lexicon().words["adjectives"] | LAST


def _pieces(words: Sequence[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    for token in [*words, ","]:
        if token != ",":
            piece.append(token)
        elif piece:
            yield piece
            piece = []


def _place(piece: Sequence[str]) -> int | None:
    """Where the place begins in `an egg on each`."""
    return next((at for at, token in enumerate(piece) if at and token in PLACES), None)


def _head(piece: Sequence[str]) -> list[str]:
    return list(piece[: _place(piece)])


def _food(words: Sequence[str]) -> bool:
    meaning: Sense = sense(" ".join(words))
    return bool(words) and (meaning.food is not None or (meaning.mixture is not None and not meaning.vessel))


def _orders(pieces: Sequence[list[str]]) -> list[str]:
    """One order for each place, and one for all that is only listed."""
    said: list[str] = []
    listed: list[str] = []
    vessel = ""
    for piece in pieces:
        at = _place(piece)
        if at is None:
            listed += [*([","] if listed else []), *piece] if _food(piece) else []
            continue
        where = piece[at:]
        if where[-1] in ("one", "another") and vessel:  # "yolks in a small bowl, whites in a large one"
            where = [where[0], "another", vessel]
        vessel = where[-1] if sense(" ".join(where[1:])).vessel else vessel
        where = ["over"] if len(where) == 1 else where
        thing = [*listed, *([","] if listed else []), *piece[:at]]
        said += [*([","] if said else []), "put", *thing, *where]
        listed = []
    if listed:
        said += [*([","] if said else []), "assemble" if len(pieces) > 2 and not said else "add", *listed]
    return said
