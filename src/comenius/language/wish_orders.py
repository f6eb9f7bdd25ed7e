"""A wish read by rules: the orders that it already spells out, and what is left vague."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile

from comenius.language.wish_swaps import reworded
from comenius.language.wish_things import Known, Scene
from comenius.language.wishes import Sense, lemmas, meant, refused, senses_in, slip, tokens, turned, wishes
from comenius.lexicon.looks import kitchen
from comenius.lexicon.matching import sense
from comenius.lexicon.tables import lexicon, singular

JOINTS = "and then|then|but|and|to make|so that|plus"
CUTS = re.compile(rf"(\s*(?:[.;!?\n]+(?:\s|$)|,\s*(?:(?:and|then|but)\s+)?|&|\b(?:{JOINTS})\b)\s*)")
COURTESY = re.compile(
    r"^\s*(?:please|now|also|then|and|can you|could you|i want to|i would like to|let us|let's)\s+", re.I
)


@dataclass
class Wished:
    """What a wish says."""

    orders: list[str] = field(default_factory=list)  # as they were typed
    senses: list[Sense] = field(default_factory=list)
    foods: list[str] = field(default_factory=list)  # looks that are asked for: "with more cheese"
    only: list[Known] = field(default_factory=list)  # what the vague part is about: "a festive table"
    about: dict[str, list[Known]] = field(default_factory=dict)  # the same, of each sense alone
    more: list[Known] = field(default_factory=list)  # things that there should be more of
    less: list[Sense] = field(default_factory=list)  # what is wanted less of, and has no opposite
    gone: list[str] = field(default_factory=list)  # things that are spoken of and not seen
    notes: list[str] = field(default_factory=list)


def read_wish(wish: str, scene: Scene) -> Wished:
    """The orders and the senses of a wish."""
    found = Wished()
    last, looks = "", set(wishes().words["attributes"])  # the verb that the next piece may go without
    for joint, piece in _pieces(wish):
        words = tokens(piece)
        verb = verb_of(words)
        if order := reworded(_plain(piece), scene):
            found.orders.append(order)
            last = ""
        elif _ordered(words, scene):
            found.orders.append(_plain(piece))
            last = verb
        elif found.orders and not verb and last in wishes().words["inherits"] and _inherits(words, scene):
            found.orders.append(_plain(f"{last} {piece}"))
        elif found.orders and not verb and (not meant(words) or set(words) <= looks):
            found.orders[-1] = f"{found.orders[-1]}{joint}{_plain(piece)}"
        else:
            _vague(words, scene, found)
            last = ""
    if not (found.orders or found.senses or found.foods) and (near := slip(tokens(wish))):
        word, meaning = near
        found.senses.append(meaning)
        found.notes.append(f"{word!r} was read as {meaning.name}")
    return found


def _pieces(wish: str) -> list[tuple[str, str]]:
    """Pieces of a wish, each with what joins it to the piece before."""
    parts = CUTS.split(wish)
    joints = ["", *parts[1::2]]
    return [(joint, piece) for joint, piece in zip(joints, parts[::2], strict=True) if tokens(piece)]


def _plain(piece: str) -> str:
    """An order without courtesies and without its full stop."""
    text = COURTESY.sub("", piece.strip())
    return text.strip(" .,;!?")


def verb_of(words: Sequence[str]) -> str:
    """The order that a piece begins with, or nothing."""
    said = _started(words)
    table = wishes().words
    known = (*table["orders"], *table["vague_orders"], *table["removal"])
    return said[0] if said and said[0] in known else ""


def _started(words: Sequence[str]) -> Sequence[str]:
    courtesies = wishes().words["courtesies"]
    start = 0
    while start < len(words) and words[start] in courtesies:
        start += 1
    return words[start:]


def _ordered(words: Sequence[str], scene: Scene) -> bool:
    """Whether a piece says what to do with what, rather than how things should feel."""
    verb = verb_of(words)
    if not verb:
        return False
    rest = _started(words)[1:]
    table = wishes()
    if any(start <= len(words) - len(rest) - 1 < end - 1 for start, end, _ in senses_in(words)):
        return False  # the verb is part of a known name: double portion
    grounds = {*table.words["tables"], *table.words["walls"]} - {"kitchen"}
    things = scene.named(rest) or any(word in grounds for word in rest)
    things = things or any((singular(word),) in {*lexicon().vessels, *lexicon().tools} for word in rest)
    drawn = any(table.has("visible", word) for word in rest) or _foods(rest, scene)
    if verb in table.words["swaps"] and not set(rest) & set(table.words["by"]):
        return False  # it does not say for what
    attribute = any(table.has("attributes", word) for word in rest)
    if verb in table.words["vague_orders"]:
        feels = [
            one
            for start, end, one in senses_in(rest)
            if not set(rest[start:end]) <= set(table.words["attributes"])
        ]
        said = bool(things) or bool(missing(" ".join(rest), scene))
        return bool(said and attribute and not feels) or (bool(drawn) and not feels and "more" not in rest)
    if any(True for _ in senses_in(rest)) and not (things or drawn):
        return False
    return bool(things or drawn or [word for word in rest if not table.has("small", word)])


def _inherits(words: Sequence[str], scene: Scene) -> bool:
    """Whether a piece goes on with the verb before it: `make the bowl blue and | the table green`."""
    things = scene.named(words) or any(word in (*wishes().words["tables"], "wall") for word in words)
    return bool(things) and any(wishes().has("attributes", word) for word in words)


def _vague(words: Sequence[str], scene: Scene, found: Wished) -> None:
    amounts = _amounts(words, scene)
    found.more += [one for one, less in amounts if not less]
    found.orders += [order for one, less in amounts if less and (order := _fewer(less, one))]
    counted = {lemmas(one.short)[-1] for one, _ in amounts}
    senses = tuple(one for one in meant(words) if not (amounts and one.vague) and one.name not in counted)
    found.less += [one for one in refused(words) if one.name not in counted]
    used = {i for start, end, _ in senses_in(words) for i in range(start, end)}
    there = {i for i, word in enumerate(words) if i and words[i - 1] in ("the", "my", "our", "this")}
    rest = [word for i, word in enumerate(words) if i not in used]
    if not any(wishes().has("negative", word) for word in words):
        wanted = [
            word for i, word in enumerate(words) if i not in used | there and singular(word) not in counted
        ]
        found.foods += [look for look in _foods(wanted, scene) if look not in found.foods]
    if found.foods:
        senses = tuple(one for one in senses if not one.vague)
    things = [
        one for one in scene.named(rest) if not set(wishes().words["everything"]) & set(lemmas(one.short))
    ]
    anew = set(words) & set(wishes().words["anew"])
    whole = set(_started(words)[:1]) & anew and set(lemmas(" ".join(words))) & set(
        wishes().words["everything"]
    )
    if anew and (things or whole) and not (senses or amounts or found.foods):
        senses = tuple(wishes().senses[name] for name in ("appetising", "colourful"))  # any other will do
    if senses:
        found.only += things
        for one in senses:
            found.about.setdefault(one.name, []).extend(things)
        if not things and (name := missing(" ".join(rest), scene)):
            found.gone.append(name)
    found.senses += [one for one in senses if one not in found.senses]


def _amounts(words: Sequence[str], scene: Scene) -> list[tuple[Known, str]]:
    """Things that there should be more of, and those that there should be less of, with the word that says so."""
    table, found = wishes().words, []
    for one in scene.things:
        name = set(lemmas(one.short))
        heads = [i for i, word in enumerate(words) if singular(word) == lemmas(one.short)[-1]]
        for head in heads:
            start = head
            while start and (
                singular(words[start - 1]) in name or words[start - 1] in ("of", "the", "a", "any")
            ):
                start -= 1
            before = words[start - 1] if start else ""
            if before in table["amounts"] and one.kind == "food" and not turned(words, head):
                found.append((one, ""))
            elif before in (*table["fewer"], *table["absent"]) and not one.subject:
                found.append((one, before))
    return found


def _fewer(word: str, one: Known) -> str:
    """The order to take something away, or one of several."""
    if word in wishes().words["absent"]:
        return f"remove {one.the}"
    *before, last = one.short.split()
    return f"take one {' '.join((*before, singular(last)))} away" if one.plural else ""


def _foods(words: Sequence[str], scene: Scene) -> list[str]:
    """Looks of the foods that are named and not there yet, with vessels and tools left out."""
    foods, found = lexicon().foods, []
    singulars = lemmas(" ".join(words))
    at = 0
    while at < len(singulars):
        for length in (3, 2, 1):
            word = foods.get(singulars[at : at + length]) or lexicon().mixtures.get(
                singulars[at : at + length]
            )
            if word is not None and at + length <= len(singulars):
                more = at and singulars[at - 1] in wishes().words["amounts"]
                if word.look in kitchen().foods and (more or singulars[at] not in scene.words):
                    found.append(word.look)
                at += length
                break
        else:
            at += 1
    return list(dict.fromkeys(found))


def target_of(instruction: str, scene: Scene) -> str:
    """What an order is about: what it lies on, else the thing that it names, else what is added."""
    words = tokens(instruction)
    after = [
        i for i, word in enumerate(words) if word in ("on", "over", "in", "into", "onto", "to", "of", "under")
    ]
    verb = words[0] if words else ""
    onto = (
        scene.named(words[after[0] :])
        if after and verb not in ("make", "turn", "change", "transform")
        else ()
    )
    things = onto or scene.named(words)
    if things:
        return min(things, key=lambda one: _place(one, words)).thing.name
    if gone := missing(instruction, scene):
        return gone
    ground = next(
        (word for word in words if word in (*wishes().words["tables"], *wishes().words["walls"])), ""
    )
    if ground:
        return ground
    if after and verb not in ("make", "turn", "change", "transform"):
        words = ["", *words[after[0] + 1 :]]
    rest = [
        word for word in words[1:] if not wishes().has("small", word) and not wishes().has("attributes", word)
    ]
    named = sense(" ".join(rest)).name if rest else ""
    return named or (" ".join(rest[-2:]) if rest else scene.subject.thing.name)


def missing(order: str, scene: Scene) -> str:
    """A thing that an order speaks of as if it were there, and the inventory does not name."""
    words, table = tokens(order), wishes().words
    known = {
        *scene.words,
        *table["everything"],
        *table["abstract"],
        *table["visible"],
        *table["tables"],
        *table["sides"],
    }
    looks = {*table["attributes"], *table["qualities"], *table["small"]}
    after = ""
    for at, word in enumerate(words):
        if word == "the" and not after:
            noun = list(dropwhile(lambda other: other in looks, words[at + 1 :]))
            named = list(takewhile(lambda other: other not in looks, noun))[:2]  # or "frying pan"
            pair = " ".join(named)
            after = pair if sense(pair).vessel or sense(pair).tool else "".join(named[:1])
            after = "" if known & {singular(other) for other in named} else after
    first = words[0] in (*table["replacing"], *table["removal"]) if words else False
    return "" if scene.named(words) and not first else after


def _place(one: Known, words: Sequence[str]) -> int:
    last = lemmas(one.short)[-1]
    said = [lemmas(word)[-1] if lemmas(word) else "" for word in words]
    return said.index(last) if last in said else len(said)
