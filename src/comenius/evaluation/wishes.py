"""Vague wishes for held-out scenes, with the truth about them: what they may change, what must stay, what is asked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from jaxtyping import Bool
from numpy import ndarray

from comenius.language.shown import shown_in
from comenius.language.specify import Specific, Specified, specify
from comenius.language.wish_edits import Offer, offers
from comenius.language.wish_orders import read_wish
from comenius.language.wish_things import Scene
from comenius.language.wishes import wishes
from comenius.lexicon.shot import Shot, bare
from comenius.world import labels
from comenius.world.render import picture
from comenius.world.scene import Setting, settle
from comenius.world.stream import sample
from comenius.world.told_changes import changed

FIRST = 30_000  # seed of the first scene
EDITS = 3  # that a wish becomes
SEEN = 0.04  # difference of a colour, of 1, from which on a pixel counts as changed
LEAST = 0.005  # of a picture must be changed by an edit
ASPECTS = ("look", "form", "doneness", "topped", "count")
NOUNS = ("Christmas", "Easter", "Halloween", "winter", "summer", "spring", "autumn",
         "breakfast", "lunch", "dinner")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """One specific edit, and the truth of it alone."""

    instruction: str
    kind: str
    after: Shot


@dataclass(frozen=True, kw_only=True)
class Case:
    """A vague wish for a scene."""

    seed: int
    wish: str
    sense: str
    before: Shot
    after: Shot  # all its edits done
    setting: Setting
    edits: tuple[Told, ...]
    captions: tuple[str, str]  # before and after these edits
    others: tuple[str, ...]  # edits of another reading of the same wish
    other_captions: tuple[str, str]
    may: frozenset[str]  # attributes of the scene that something the wish comes to would change
    may_of: tuple[frozenset[str], ...]  # the same of each food

    @property
    def instructions(self) -> tuple[str, ...]:
        """The edits in words."""
        return tuple(one.instruction for one in self.edits)


def each(first: int = FIRST) -> Iterator[Case]:
    """Held-out scenes without end, each with a wish whose edits can be drawn, all senses in turn."""
    used: Counter[str] = Counter()
    for seed in count(first):
        shot, setting = sample(seed)
        before = settle(shot, setting)
        if not before.foods or before.view != "front":
            continue
        turns = sorted(wishes().senses, key=lambda name: used[name])
        found = next((one for name in turns if (one := case(seed, name, before, setting))), None)
        if found is not None:
            used[found.sense] += 1
            yield found


def wording(sense: str) -> str:
    """A wish for a sense, in the fewest words."""
    return f"make it feel like {sense}" if sense in NOUNS else f"make it {sense}"


def case(seed: int, sense: str, before: Shot, setting: Setting) -> Case | None:
    """A wish for a scene; None unless it becomes edits of three things whose pictures are known."""
    wish, inventory = wording(sense), shown_in(before, looks=True)
    scene = Scene(inventory)
    found = [offer for one in read_wish(wish, scene).senses for offer in offers(one, scene)]
    first, other = (specify(wish, inventory, n=EDITS, seed=seed, sample=sample) for sample in (0, 1))
    edits = _told(first, found, before, setting)
    if edits is None:
        return None
    after = _together(first, found, before, setting)
    if after is None:
        return None
    may, may_of = _allowed(found, before, setting)
    return Case(
        seed=seed, wish=wish, sense=sense, before=before, after=after, setting=setting, edits=edits,
        captions=(first.before, first.after), others=tuple(edit.instruction for edit in other.edits),
        other_captions=(other.before, other.after), may=may, may_of=may_of,
    )  # fmt: skip


def _told(
    known: Specified, found: Sequence[Offer], before: Shot, setting: Setting
) -> tuple[Told, ...] | None:
    """The edits of a wish, each with its own truth; None when one of them has no picture that differs enough."""
    out = []
    for edit in known.edits:
        offer = _offer(edit, found)
        after = None if offer is None else _done(offer, before, before, setting)
        if offer is None or after is None or differs(before, after, setting).mean() < LEAST:
            return None
        out.append(Told(instruction=edit.instruction, kind=offer.slot, after=after))
    return tuple(out) if len(out) == EDITS else None


def _together(known: Specified, found: Sequence[Offer], before: Shot, setting: Setting) -> Shot | None:
    """The shot after all edits of a wish."""
    after: Shot | None = before
    for edit in known.edits:
        offer = _offer(edit, found)
        after = None if offer is None or after is None else _done(offer, before, after, setting)
    return after


def _offer(edit: Specific, found: Sequence[Offer]) -> Offer | None:
    """What an edit was made of."""
    return next((one for one in found if one.target == edit.target and edit.instruction in one.lines()), None)


def _done(offer: Offer, before: Shot, now: Shot, setting: Setting) -> Shot | None:
    """A shot after an offer that was made when it looked as before; what is only counted is not read."""
    names = [bare(food, looks=True) for food in before.foods]
    food = names.index(offer.target) if offer.target in names else None
    return None if offer.slot == "more" else changed(now, setting, offer.slot, offer.value, food)


def differs(before: Shot, after: Shot, setting: Setting, size: int = 256) -> Bool[ndarray, "size size"]:
    """The pixels that a change changes to be seen."""
    one, other = (picture(shot, setting, size).astype(np.int16) for shot in (before, after))
    out: Bool[ndarray, "size size"] = np.abs(one - other).max(-1) > SEEN * 255
    return out


def _allowed(
    found: Sequence[Offer], before: Shot, setting: Setting
) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """What any offer would change: attributes of the scene, and aspects of each food."""
    old = labels.attributes(before, setting)
    may: set[str] = set()
    may_of: list[set[str]] = [set() for _ in before.foods]
    for offer in found:
        after = _done(offer, before, before, setting)
        if after is None:
            continue
        may |= _otherwise(old, labels.attributes(after, setting))
        for place, (was, now) in enumerate(zip(before.foods, after.foods, strict=False)):
            may_of[place] |= {name for name in ASPECTS if getattr(was, name) != getattr(now, name)}
    return frozenset(may), tuple(frozenset(one) for one in may_of)


def _otherwise(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    return {name for name in old if old[name] != new[name]}
