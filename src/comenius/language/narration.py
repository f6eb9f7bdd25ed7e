"""Narrated steps turned into orders: `adding salt`, `the cook adds salt`, `salt is added` → add salt."""

from collections.abc import Sequence

from comenius.lexicon.matching import sense, verb_at
from comenius.lexicon.tables import lexicon, singular

SIDES = ("side", "back", "flat", "tip", "edge", "end", "handle", "prongs")  # parts of a tool


def ordered(tokens: Sequence[str]) -> list[str]:
    """The tokens of a sentence as an order; one that is an order already comes back as it is."""
    tokens = _used(tokens)
    start = 0
    while start < len(tokens) and (tokens[start] in lexicon().words["openers"] or tokens[start] == ","):
        start += 1
    head, body = list(tokens[:start]), list(tokens[start:])
    if not body:
        return list(tokens)
    told = _told(body)
    if told is not None:
        return head + told
    if _gerund(body, 0):
        return head + _as_orders(body, "ing")
    passive = _passive(body)
    return head + passive if passive else list(tokens)


def _used(tokens: Sequence[str]) -> list[str]:
    """`use it to line a tin` → line a tin with it."""
    for at, token in enumerate(tokens):
        to = next((i for i in range(at + 2, min(at + 9, len(tokens) - 1)) if tokens[i] == "to"), 0)
        hit = verb_at(tokens, to + 1) if token == "use" and to else None
        if hit and hit[2] == "base" and "," not in tokens[at:to]:
            end = next((i for i in range(to + 2, len(tokens)) if _goes_on(tokens, i)), len(tokens))
            tool = tokens[at + 1 : to]
            tool = tool[3:] if tool[1:2] and tool[1] in SIDES and tool[2:3] == ["of"] else tool
            return [*tokens[:at], *tokens[to + 1 : end], "with", *tool, *tokens[end:]]
    return list(tokens)


def _goes_on(tokens: Sequence[str], at: int) -> bool:
    """Whether another action begins at a joint: not at the `and` of `the lettuce and croutons`."""
    if tokens[at] not in (",", "and", "then"):
        return False
    after = next((i for i in range(at + 1, len(tokens)) if tokens[i] not in ("and", "then")), at)
    hit = verb_at(tokens, after)
    return tokens[at] == "then" or bool(hit and hit[2] == "base" and not sense(tokens[after]).food)


def _told(body: list[str]) -> list[str] | None:
    """`the person stirs the soup and adds salt` → stir the soup and add salt."""
    skip = 1 if body[0] in ("the", "a") else 0
    if len(body) <= skip + 1 or body[skip] not in lexicon().words["people"]:
        return None
    rest = body[skip + 1 :]
    while rest and rest[0] in lexicon().words["openers"]:
        rest = rest[1:]
    if rest[1:2] == ["by"] and _gerund(rest, 2):  # "starts by pouring"
        return _as_orders(rest[2:], "ing")
    hit = verb_at(rest, 0)
    return _as_orders(rest, hit[2]) if hit and hit[2] in ("s", "ing") else None


def _gerund(body: Sequence[str], index: int) -> bool:
    hit = verb_at(body, index)
    if len(body) == index + 1:  # "Filling:" is a heading
        return False
    if not hit or hit[2] != "ing" or body[index] in lexicon().words["prepositions"]:
        return False
    pair = tuple(singular(word) for word in body[index : index + 2])
    if pair in lexicon().foods or sense(body[index]).food:  # "baking powder", "seasoning"
        return False
    commas = [at for at in range(index + 1, len(body) - 1) if body[at] == ","]
    return not any(
        (after := verb_at(body, at + 1)) and after[2] == "base" and not after[0].noun for at in commas
    )


def _as_orders(body: list[str], inflection: str) -> list[str]:
    """Verbs of one inflection, at the start and after commas and conjunctions, in their base form."""
    result = list(body)
    for index, token in enumerate(body):
        opens = index == 0 or body[index - 1] in (",", "and", "then", "or")
        hit = verb_at(body, index)
        if (
            opens
            and hit
            and hit[2] == inflection
            and tuple(singular(word) for word in body[index : index + 2]) not in lexicon().foods
        ):
            result[index] = lexicon().inflections[token][0]
    return result


def _passive(body: list[str]) -> list[str] | None:
    """`the carrots are being cut into slices` → cut the carrots into slices."""
    first = body[0]
    if first in lexicon().words["subordinators"] | lexicon().words["prepositions"] or verb_at(body, 0):
        return None
    for index in range(1, len(body)):
        if body[index] in ("until", "till") or (body[index] in (",", "and") and verb_at(body, index + 1)):
            return None
        if body[index] not in ("is", "are", "was", "were"):
            continue
        at = index + 1
        while at < len(body) and (body[at] == "being" or body[at] in lexicon().words["openers"]):
            at += 1
        if at >= len(body):
            return None
        base, inflection = lexicon().inflections.get(body[at], ("", ""))
        hit = (
            verb_at([base], 0)
            if base
            and (
                inflection == "ed" or (base == body[at] and base in ("cut", "put", "set", "spread", "split"))
            )
            else None
        )
        if hit is None or hit[0].effect in ("none", "gather", "rest"):
            return None
        return [base, *body[:index], *body[at + 1 :]]
    return None
