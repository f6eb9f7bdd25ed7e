"""Sentences cut where a new action, an "until" or a condition begins."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from comenius.language.ellipsis import completed, laid
from comenius.language.narration import ordered
from comenius.language.sentences import described
from comenius.lexicon.matching import sense, verb_at
from comenius.lexicon.tables import lexicon, plain, singular

TOKEN = re.compile(r"[a-z][a-z']*|\d[\d./]*|[,;:/&]")
JOINTS = (",", "and", "or", "then", "but", "&", "/", ":")
EATING = ("eat", "devour", "drink")
BARRED = frozenset(
    {"to", "will", "can", "the", "a", "your", "you", "and", "i", "of", "in", "they", "should", "not"}
)  # no order stands behind these
STATES = frozenset(
    {"crisp", "brown", "warm", "cool", "dry", "clear", "thicken", "smooth", "open", "double", "level"}
)
RUN = 12  # words between a joint and its verb, at most: a longer run is no sentence, and takes for ever


@dataclass(frozen=True, kw_only=True)
class Segment:
    """The words of one action."""

    text: str
    tokens: tuple[str, ...] = ()  # from the verb on
    verb: str = ""
    length: int = 0  # words the verb takes
    fronted: tuple[str, ...] = ()  # "in a large bowl"
    result: str = ""
    condition: str = ""
    manner: bool = False
    optional: bool = False
    negated: bool = False
    joined: str = ""  # the bare "and" or "or" before it
    implied: bool = False  # the sentence has no verb of its own


@dataclass
class _Reading:
    """What is being gathered while a sentence is read from left to right."""

    done: list[Segment] = field(default_factory=list)
    fronted: list[str] = field(default_factory=list)
    condition: str = ""
    optional: bool = False


def segments(sentence: str) -> Iterator[Segment]:
    """The actions of one sentence; a sentence without any gives one segment without a verb."""
    tokens = ordered(laid(described(TOKEN.findall(plain(sentence)))))
    found = list(_read(tokens, sentence))
    if not any(segment.verb for segment in found):
        order = completed(tokens)
        found = [replace(one, implied=True) for one in _read(order, sentence)] if order else found
    yield from found


def _read(tokens: list[str], sentence: str) -> Iterator[Segment]:
    """The actions of one sentence by its tokens."""
    reading = _Reading()
    index = _front(tokens, reading)
    start = index
    pending: Segment | None = None
    while index < len(tokens):
        begun = _begin(tokens, index, first=index == start and pending is None)
        if begun is None:
            index += 1
            continue
        segment, at = begun
        if pending is not None:
            reading.done.append(_closed(pending, tokens[start:index]))
        elif index > start:
            reading.fronted += tokens[start:index]
        pending = segment
        start, index = at, at + segment.length
    if pending is not None:
        reading.done.append(_closed(pending, tokens[start:]))
    idle = len(reading.done) == 1 and lexicon().verbs[tuple(reading.done[0].verb.split())].effect == "none"
    hidden = _late(tokens) if idle and not reading.done[0].negated else None
    if hidden:
        reading.done = [hidden]
    if not reading.done:
        late = _late(tokens)
        yield (
            replace(late or Segment(text=sentence), text=sentence, condition=reading.condition, optional=True)
            if late
            else Segment(text=sentence)
        )
        return
    for number, segment in enumerate(reading.done):
        yield replace(
            segment,
            fronted=tuple(reading.fronted) if not number else (),
            condition=segment.condition or (reading.condition if not number else ""),
            optional=segment.optional or reading.optional,
        )


def _front(tokens: Sequence[str], reading: _Reading) -> int:
    """Read what stands before the first verb; the index where the main clause begins."""
    words = lexicon().words
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token in words["optional"] and token != "if":
            reading.optional = True
        ahead = verb_at(tokens, index + 1) if token == "meanwhile" else None
        if token == "meanwhile" and tokens[index + 1 : index + 2] == [","]:
            index += 2
        elif ahead and ahead[2] == "base" and not ahead[0].noun:  # "meanwhile fry the bacon, then drain it"
            index += 1
        elif token in words["subordinators"] or token in ("during", "meanwhile"):
            end = _end_of_condition(tokens, index)
            if end is None:
                return index
            reading.condition = " ".join(tokens[index:end]).strip(" ,")
            reading.optional = reading.optional or token == "if"
            index = end
        elif token in words["prepositions"] and not _imperative(tokens, index):
            end = _end_of_front(tokens, index)
            if end is None:
                return index
            reading.fronted += [word for word in tokens[index:end] if word != ","]
            index = end
        elif token == ",":
            index += 1
        else:
            return index
    return index


def _end_of_condition(tokens: Sequence[str], index: int) -> int | None:
    """Where the main clause begins after a fronted condition: after the comma, or at a bare imperative."""
    plain_order = ("add", "pour", "place", "remove", "cut", "mix", "whisk", "coat", "stir")
    for at in range(index + 3, len(tokens)):
        if tokens[at] == ",":
            break
        hit = verb_at(tokens, at)
        after = tokens[at + hit[1]] if hit and at + hit[1] < len(tokens) else ""
        object_follows = after in lexicon().words["articles"] or after[:1].isdigit()
        subject = tokens[at - 1] in ("to", "you", "i", "they", "the")
        if hit and hit[2] == "base" and hit[0].effect in plain_order and object_follows and not subject:
            return at
    for at in range(index + 1, len(tokens)):
        if tokens[at] == "," and _starts(tokens, at + 1):
            return at + 1
    for at in range(index + 3, len(tokens)):
        hit = verb_at(tokens, at)
        before = tokens[at - 1]
        if hit and hit[2] == "base" and not hit[0].noun and before not in BARRED and hit[0].effect != "none":
            return at
    return None


def _end_of_front(tokens: Sequence[str], index: int) -> int | None:
    """Where the main clause begins after a fronted phrase: `in a large bowl, mix`."""
    comma = next(
        (at for at in range(index + 1, len(tokens)) if tokens[at] == "," and _starts(tokens, at + 1)), None
    )
    barred = ("the", "a", "to", "your", "of")
    for at in range(index + 2, len(tokens) if comma is None else comma):
        hit = verb_at(tokens, at)
        if (
            hit
            and hit[2] == "base"
            and (not hit[0].noun or tokens[at + 1 : at + 2] == ["the"])
            and (tokens[at - 1] not in barred or (tokens[index], tokens[at - 1]) == ("using", "to"))
            and not _participle(tokens, at)
            and (comma is None or sense(tokens[at - 1]).vessel)
        ):
            return at
    return None if comma is None else comma + 1


def _participle(tokens: Sequence[str], at: int) -> bool:
    """Whether a verb with one form for everything says how a thing is: `a mandolin set on 2 mm`."""
    same = ("set", "cut", "put", "split", "spread")
    return (
        tokens[at] in same
        and tokens[at + 1 : at + 2] != []
        and tokens[at + 1] in lexicon().words["prepositions"]
    )


def _starts(tokens: Sequence[str], index: int) -> bool:
    """Whether an imperative, or one behind `you can`, starts here."""
    return index < len(tokens) and _begin(tokens, index, first=True) is not None


def _begin(tokens: Sequence[str], index: int, *, first: bool) -> tuple[Segment, int] | None:
    """The action that begins at `index`, with the place of its verb, or nothing.

    Inside a sentence an action begins after a comma, a conjunction, an "until" or a "while" only.
    """
    words = lexicon().words
    at, joined, optional, negated, link = index, "", False, False, False
    while at < min(len(tokens), index + RUN) and tokens[at] in JOINTS:
        joined = {"and": "and", "&": "and", "or": "or", "/": "or"}.get(tokens[at], "")
        link = True
        at += 1
    if at < len(tokens) and tokens[at] in ("until", "till"):
        return None
    if at < len(tokens) and tokens[at] in ("while", "making", "taking", "being", "when") and not first:
        if tokens[at] == "while" and at + 1 < len(tokens):
            hit = verb_at(tokens, at + 1)
            if hit and hit[2] == "ing":
                return Segment(text="", verb=hit[0].name, length=hit[1], manner=True), at + 1
            work = verb_at(tokens, at + 2) if tokens[at + 1] in ("you", "we") else None
            if work and work[2] == "base" and work[0].effect != "none":  # "bake while you chop the herbs"
                return Segment(text="", verb=work[0].name, length=work[1]), at + 2
        return None
    if not (first or link):
        return None
    if not first and _food_ahead(tokens, at):
        return None
    gerund = verb_at(tokens, at)
    end = min(len(tokens), at + RUN)
    while at < end and not _imperative(tokens, at, first=first and at == index):
        token = tokens[at]
        if token in words["optional"]:
            optional = True
        if token in words["negations"]:
            negated = True
        elif token not in words["adverbs"] | words["modals"] | words["subjects"] | {"let", "us", "sure"}:
            break
        at += 1
    hit = verb_at(tokens, at)
    if hit and hit[2] == "base" and _imperative(tokens, at, first=first and at == index):
        optional = optional or any(token in words["optional"] for token in tokens[index:at])
        spoken = {*tokens[index:at]} & {"you", "you'll", "you'd"}
        verb, length, at = _chained(tokens, at, hit[0].name, hit[1])
        if spoken and verb in EATING:
            return None  # "you'll want to eat it all" orders nothing
        return (
            Segment(text="", verb=verb, length=length, optional=optional, negated=negated, joined=joined),
            at,
        )
    chained = tokens[at - 1] if at > index else ""
    if (
        hit
        and hit[2] == "ing"
        and (chained in ("start", "begin", "keep", "continue", "stop", "finish", "avoid", "try"))
    ):
        return Segment(
            text="", verb=hit[0].name, length=hit[1], negated=negated or chained in ("stop", "avoid")
        ), at
    if gerund and gerund[2] == "ing" and link and not first:
        after = index + 1
        return Segment(text="", verb=gerund[0].name, length=gerund[1], manner=True), max(
            after, at if at > index else after
        )
    return None


def _food_ahead(tokens: Sequence[str], index: int) -> bool:
    """Whether a food of two words or more starts here: `baking powder`, `cream cheese`."""
    foods = lexicon().foods
    sizes = (size for size in (2, 3) if index + size <= len(tokens))
    return any(tuple(singular(word) for word in tokens[index : index + size]) in foods for size in sizes)


def _chained(tokens: Sequence[str], at: int, verb: str, length: int) -> tuple[str, int, int]:
    """Go on to the verb that says what is done: `start cooking`, `begin to stir`, `keep turning`."""
    if verb.split()[0] in (
        "start",
        "begin",
        "continue",
        "finish",
        "keep",
        "try",
        "use",
        "need",
        "want",
        "like",
        "set",
    ):
        step = at + length + (tokens[at + length : at + length + 1] == ["to"])
        hit = verb_at(tokens, step)
        if hit and hit[2] in ("ing", "base") and not (hit[0].noun and hit[2] == "base"):
            return hit[0].name, hit[1], step
    return verb, length, at


def _imperative(tokens: Sequence[str], index: int, *, first: bool = False) -> bool:
    """Whether the word here is a verb that orders something, not a noun that looks like one."""
    hit = verb_at(tokens, index)
    if hit is None or hit[2] != "base" or tokens[index : index + 2] == ["do", "not"]:
        return False
    words = lexicon().words
    after = tokens[index + hit[1]] if index + hit[1] < len(tokens) else ""
    if (hit[0].name == "skin" and after in ("side", "on", "off")) or (
        hit[0].name == "half" and (index or after == "of")
    ):
        return False
    if index and tokens[index] == "cream" and tokens[index - 1] == "and" and after not in words["articles"]:
        return False  # "whisk the eggs and cream together"
    if index and tokens[index] == "warm" and after in ("", ",", "with", "or", "and"):
        return False  # "serve one each, warm, with a salad"
    if (
        index
        and tokens[index] in STATES
        and after not in lexicon().words["articles"]
        and {"until", "till"} & {*tokens[:index]}
    ):
        return False  # "until brown and crisp"
    if tokens[index] in words["adverbs"] and (after in words["adverbs"] or verb_at(tokens, index + hit[1])):
        following = verb_at(tokens, index + hit[1])
        if following and following[2] in ("base", "ing"):
            return False
    slit = index and tokens[index] in ("slit", "split") and tokens[index - 1] in (",", "and")
    if slit and _food_ahead(tokens, index + 1):
        return False  # "add ginger, slit chillies and tomatoes"
    if not hit[0].noun:
        return True
    before = tokens[index - 1] if index and not first else ""
    if before in ("", ".", ":") or (before in words["adverbs"] and index < 3):
        return after not in (",", "and", "or", "") or (
            not before and after == "and" and bool(verb_at(tokens, index + 2))
        )
    if before in words["adverbs"] and before.endswith("ly") and after in words["articles"]:
        return True  # "chop the tomatoes into chunks and thinly slice the radishes"
    if before in ("and", ",", "or", "then", "to", "can", "may", "should"):
        is_food = sense(tokens[index]).food is not None
        if not after:
            made = sense(tokens[index]).mixture
            return not (is_food or (made is not None and made.sort == "sauce"))
        if is_food:
            return after in lexicon().words["articles"] and before != ","
        return after in lexicon().words["followers"] or (
            sense(after).food is not None and before in ("then", "to", "and")
        )
    return False


def _late(tokens: Sequence[str]) -> Segment | None:
    """An action said in passing: `now is the time to add the bacon`, `I usually serve it with rice`."""
    words = lexicon().words
    cues = {"to", "can", "should", "must", "usually"} | words["subjects"]
    for index in range(1, len(tokens)):
        hit = verb_at(tokens, index)
        if (
            not hit
            or hit[2] != "base"
            or hit[0].noun
            or tokens[index - 1] not in cues
            or hit[0].effect in ("none", "gather")
            or (hit[0].name in EATING and tokens[index - 1] != "usually")
        ):
            continue
        return _closed(Segment(text="", verb=hit[0].name, length=hit[1]), tokens[index:])
    return None


def _closed(segment: Segment, tokens: Sequence[str]) -> Segment:
    """The segment with its words, its `until …` and trailing condition taken off."""
    body = list(tokens)
    result = condition = ""
    for index in range(segment.length, len(body)):
        token = body[index]
        if token in ("until", "till") or (token == "to" and body[index + 1 : index + 2] == ["form"]):
            cut = _first_condition(body, index + 1)
            tail = next(
                (
                    at
                    for at in range(index + 1, cut - 1)
                    if body[at] == "," and body[at + 1] in lexicon().words["where"]
                ),
                cut,
            )
            late, cut = body[tail + 1 : cut], tail if tail < cut else cut
            result = " ".join(body[index + 1 : cut]).strip(" ,")
            condition = " ".join(body[cut + len(late) :]).strip(" ,")
            body = [*body[:index], *late]
            break
        if token in lexicon().words["conditions"] or (
            token == "as" and body[index + 1 : index + 2] not in (["well"], ["much"], ["many"])
        ):
            condition = " ".join(body[index:])
            body = body[:index]
            break
    while body and body[-1] in (",", "and", "or", "then", "but"):
        body.pop()
    text = " ".join(tokens).strip(" ,")
    return replace(segment, text=text, tokens=tuple(body), result=result, condition=condition)


def _first_condition(body: Sequence[str], start: int) -> int:
    """Where a condition begins inside an `until` part, or its end."""
    for index in range(start, len(body)):
        if body[index] in ("while", "if", "because", "unless", "which"):
            return index
    return len(body)
