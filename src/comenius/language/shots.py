"""What a language model says a picture shows, mended into a shot that can be drawn. Every change is on record."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import cast

from comenius.language.schema import Mismatch, load
from comenius.language.template import clean
from comenius.lexicon.looks import Kitchen, Look
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Doneness, Food, Form, Shot
from comenius.lexicon.tables import coerce

LONGEST_STATE = 25  # words
ALIKE = 0.9  # of difflib's ratio: "tomatoe" is tomato, "pears" are not peas
UNSEEN = re.compile(r"\b(then|will|should|until)\b", re.IGNORECASE)
TRAILER = re.compile(r"[\s(\[]*\bstate\s*\d+[\s)\].:]*$", re.IGNORECASE)
MOST_FOODS, MOST_PARTS, MOST_COUNT = 3, 3, 3
MOST_LISTED = 12  # foods of an answer that are looked at


@dataclass(frozen=True, kw_only=True)
class SeenFood:
    """A food as the model answers it."""

    name: str
    look: str
    form: str
    doneness: str
    parts: tuple[str, ...]
    count: int


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A photograph as the model answers it. The sentence comes first, so that the rest can follow from it."""

    state: str
    foods: tuple[SeenFood, ...]
    vessel: str
    material: str
    tool: str
    hand: bool
    steam: bool
    fire: bool


def read(value: object) -> Seen:
    """The answer in its form and within the rules, or `Mismatch` for the repair turn."""
    seen = load(Seen, value)
    state = sentence(seen.state)
    if not state:
        raise Mismatch("state is empty; it must be one sentence")
    if (words := len(state.split())) > LONGEST_STATE:
        raise Mismatch(f"state has {words} words; it must be one sentence of at most {LONGEST_STATE}")
    if len(seen.foods) > MOST_LISTED:
        raise Mismatch(f"foods lists {len(seen.foods)} foods; it must list one to three")
    if found := UNSEEN.search(state):
        raise Mismatch(f'state says "{found[0]}"; it must tell only what the photograph shows')
    return seen


def salvage(value: object) -> Seen:
    """What can be used of an answer that stayed out of form; gaps are empty."""
    row = value if isinstance(value, dict) else {}
    rows = row.get("foods") if isinstance(row.get("foods"), list) else []

    def text(of: dict[str, object], name: str) -> str:
        found = of.get(name)
        return found if isinstance(found, str) else ""

    foods = tuple(
        SeenFood(
            name=text(food, "name"),
            look=text(food, "look") or text(food, "name"),
            form=text(food, "form"),
            doneness=text(food, "doneness"),
            parts=tuple(part for part in _listed(food.get("parts")) if isinstance(part, str)),
            count=count if isinstance(count := food.get("count"), int) else 1,
        )
        for food in (rows or [])[:MOST_LISTED]
        if isinstance(food, dict)
    )
    return Seen(
        state=text(row, "state"),
        foods=foods,
        vessel=text(row, "vessel"),
        material=text(row, "material"),
        tool=text(row, "tool"),
        hand=row.get("hand") is True,
        steam=row.get("steam") is True,
        fire=row.get("fire") is True,
    )


def sentence(text: str) -> str:
    """A state as one clean line: no quotes around it, no "state 2" behind it."""
    return TRAILER.sub("", clean(text, 400)).strip().strip("\"'“”").strip()


def shorten(state: str) -> str:
    """At most 25 words, cut at a clause where there is one."""
    words = state.split()
    if len(words) <= LONGEST_STATE:
        return state
    cut = " ".join(words[:LONGEST_STATE])
    clause = cut.rfind(",")
    return (cut[:clause] if clause > len(cut) // 2 else cut).rstrip(" ,;:.") + "."


def mend(seen: Seen, kitchen: Kitchen, offline: Shot | None = None) -> tuple[Shot, tuple[str, ...]]:
    """The nearest shot that can be drawn, and what had to change. `offline` knows what the rules would show."""
    log: list[str] = []
    foods = [food for row in seen.foods if (food := _food(row, kitchen, offline, log))]
    if len(foods) > MOST_FOODS:
        log.append(f"foods: {len(foods)} → {MOST_FOODS}")
    if not foods and offline is not None and offline.foods:
        log.append("foods: none that can be drawn → rules")
        foods = list(offline.foods)
    vessel = _vessel(seen.vessel, kitchen, offline, log)
    material = _pick("material", seen.material, kitchen.vessels.get(vessel, ()), "", log)
    tool = _tool(seen.tool, kitchen, log)
    if seen.fire and vessel not in kitchen.heated:
        log.append(f"fire: under a {vessel} → off")
    shot = Shot(
        foods=tuple(foods[:MOST_FOODS]),
        vessel=vessel,
        material=material,
        tool=tool,
        hand=seen.hand,
        steam=seen.steam,
        fire=seen.fire and vessel in kitchen.heated,
        table=offline.table if offline else "",  # the room is the painter's choice, not the model's
        wall=offline.wall if offline else "",
        sleeve=offline.sleeve if offline else "",
    )
    return shot, tuple(log)


def _food(row: SeenFood, kitchen: Kitchen, offline: Shot | None, log: list[str]) -> Food | None:
    name = clean(row.name, 60) or clean(row.look, 60)
    drawn = _look(row.look, name, kitchen, offline)
    if drawn is None:
        log.append(f"look: {clean(row.look, 40)!r} ({name}) → left out")
        return None
    look = kitchen.foods[drawn]
    if drawn != row.look:
        log.append(f"look: {clean(row.look, 40)!r} → {drawn!r}")
    form, parts, names = _form(row, look, kitchen, log)
    doneness = _pick("doneness", row.doneness, kitchen.donenesses, "raw", log)
    count = min(MOST_COUNT, max(1, row.count)) if form == "whole" else 1
    if count != row.count:
        log.append(f"count: {row.count} → {count}")
    return Food(
        name=name,
        look=parts[0] if parts else drawn,
        form=form,
        doneness=cast(Doneness, doneness),
        parts=parts,
        part_names=names,
        count=count,
    )


def _form(
    row: SeenFood, look: Look, kitchen: Kitchen, log: list[str]
) -> tuple[Form, tuple[str, ...], tuple[str, ...]]:
    wanted = clean(row.form, 40).lower()
    if wanted == "mixture":
        found: dict[str, str] = {}  # look → the reader's word
        for part in row.parts[:MOST_LISTED]:
            drawn = _look(part, part, kitchen, None)
            if drawn is None:
                log.append(f"part: {clean(part, 40)!r} → left out")
            else:
                found.setdefault(drawn, clean(part, 60))
        if len(found) > 1:
            return "mixture", tuple(found)[:MOST_PARTS], tuple(found.values())[:MOST_PARTS]
        log.append(f"form: a mixture of {len(found)} → {look.forms[0]!r}")
        return look.forms[0], (), ()
    near = cast(Form, _near(wanted, look.forms) or wanted)
    return cast(Form, _logged("form", wanted, coerce(look.name, near), log)), (), ()


def _look(word: str, name: str, kitchen: Kitchen, offline: Shot | None) -> str | None:
    """The look that a word means: itself, a spelling near it, what the lexicon or the rules take it for."""
    if near := _near(word, kitchen.foods):
        return near
    for text in (word, name):
        if (food := sense(clean(text, 60)).food) is not None:
            return food.look
    known = {food.name.lower(): food.look for food in offline.foods} if offline else {}
    return known.get(name.lower())


def _vessel(word: str, kitchen: Kitchen, offline: Shot | None, log: list[str]) -> str:
    word = clean(word, 40)
    found = _near(word, kitchen.vessels) or sense(word).vessel or (offline.vessel if offline else "table")
    return _logged("vessel", word, found, log)


def _tool(word: str, kitchen: Kitchen, log: list[str]) -> str:
    word = clean(word, 40)
    return _logged("tool", word, (_near(word, kitchen.tools) or sense(word).tool or "") if word else "", log)


def _pick(what: str, word: str, allowed: Sequence[str], otherwise: str, log: list[str]) -> str:
    """The allowed word nearest to the given one, else `otherwise`."""
    word = clean(word, 40)
    return _logged(what, word, _near(word, allowed) or otherwise, log)


def _logged(what: str, before: str, after: str, log: list[str]) -> str:
    if after != before:
        log.append(f"{what}: {before!r} → {after!r}")
    return after


def _near(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word with this spelling or nearly."""
    options, word = list(allowed), clean(word, 60).lower()
    if word in options:
        return word
    return next(iter(get_close_matches(word, options, n=1, cutoff=ALIKE)), None)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
