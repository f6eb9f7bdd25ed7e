"""A vague wish and an inventory of a picture become specific edits (SANE, arXiv:2407.20232): by rules or by a model."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from random import Random

from comenius.errors import SettingError
from comenius.language.ask import Engine
from comenius.language.budget import Budget
from comenius.language.inventory import Inventory, Thing, inventory_of
from comenius.language.model import LanguageModel
from comenius.language.specifics import LONGEST_WISH, MOST, Specific, Specified
from comenius.language.store import Store
from comenius.language.template import clean
from comenius.language.wish_captions import captions
from comenius.language.wish_checks import same
from comenius.language.wish_doubts import absent, accordant, agreed, barred_in, idle, legible, unknown
from comenius.language.wish_edits import Offer, choose, mentions, more_of, offers
from comenius.language.wish_model import Asking
from comenius.language.wish_orders import Wished, missing, read_wish, target_of
from comenius.language.wish_things import Known, Scene
from comenius.language.wishes import Sense, lemmas, tokens
from comenius.lexicon.tables import Key
from comenius.seeds import derive

__all__ = ["Inventory", "Specific", "Specified", "Thing", "inventory_of", "specify"]

BARRED = "touches what must be left alone"
NAMED = 30.0  # times the weight of what is done to the very thing that a wish names


def specify(
    wish: str,
    inventory: Inventory,
    *,
    n: int = 3,
    seed: int = 0,
    sample: int = 0,
    given: Sequence[str] = (),
    forbidden: Sequence[str] = (),
    model: LanguageModel | None = None,
    store: Store | None = None,
    budget: Budget | None = None,
    engine: Engine | None = None,
    retry_failed: bool = False,
) -> Specified:
    """At most `n` edits that make a wish come true in a picture of these things.

    `given` are the user's own instructions: they come first, count among the n and are only dropped where they repeat
    one another. `forbidden` are words whose things are left alone. Without a `model` the rules decide; another `sample`
    or `seed` gives another decomposition, the same one the same. A model's answers are kept in `store`, for no more
    than `budget`; an `engine` brings all three of its own.
    """
    wish = clean(wish, LONGEST_WISH + 1)
    check(wish, n, given)
    scene = Scene(inventory)
    own, dropped = _own(given, scene)
    open_ = max(0, n - len(own))
    engine = engine or (
        Engine(model=model, store=store or Store(), budget=budget or Budget(), retry_failed=retry_failed)
        if model is not None
        else None
    )
    notes = (f"{len(own)} instructions were given, more than {n}: all are kept",) if len(own) > n else ()
    known = Specified(wish=wish, reading="", edits=own, before="", after="", dropped=dropped, notes=notes)
    if engine is not None:
        asking = Asking(
            engine=engine, inventory=inventory, scene=scene, wish=wish, sample=sample, seed=seed or None,
            given=[edit.instruction for edit in own], barred=tuple(forbidden),
        )  # fmt: skip
        return _asked(known, asking, open_)
    if not open_:
        before, after = captions(scene, own, ())
        reading = "As the given instructions say." if own else "No edits were asked for."
        notes = (*notes, *idle(forbidden, scene, [edit.instruction for edit in own]))
        return replace(known, reading=reading, before=before, after=after, notes=notes)
    rng = Random(derive(seed, "specify", sample, wish))
    return _ruled(known, scene, open_, rng, tuple(forbidden))


def check(wish: str, n: int, given: Sequence[str]) -> None:
    """Raise `SettingError` unless a wish, a number of edits and instructions are such as can be taken."""
    if not tokens(wish):
        raise SettingError(
            "The wish is empty or has no words; say how the picture should change, such as 'make it festive'."
        )
    if len(wish) > LONGEST_WISH:
        raise SettingError(f"The wish is longer than {LONGEST_WISH} characters; say it in a sentence or two.")
    if not 0 <= n <= MOST:
        raise SettingError(f"{n} edits were asked for; it must be 0 to {MOST}. Try 3.")
    if len(given) > MOST:
        raise SettingError(f"{len(given)} instructions were given; at most {MOST} go into one picture.")


def _own(given: Sequence[str], scene: Scene) -> tuple[tuple[Specific, ...], tuple[tuple[str, str], ...]]:
    """The user's own instructions as edits, and those that repeat another or say nothing."""
    kept: list[Specific] = []
    dropped: list[tuple[str, str]] = []
    for text in (clean(line, LONGEST_WISH) for line in given):
        if not tokens(text):
            dropped.append((text, "says nothing"))
        elif any(same(text, other.instruction) for other in kept):
            dropped.append((text, "says the same as another"))
        else:
            kept.append(_typed(text, scene))
    return tuple(kept), tuple(dropped)


def _typed(text: str, scene: Scene) -> Specific:
    target = target_of(text, scene)
    things = scene.named(tokens(target))
    ground = next(
        (one for one in (scene.table, scene.wall) if one and lemmas(one.short) == lemmas(target)), None
    )
    thing = things[0] if things else ground
    where = thing.thing.where if thing else scene.subject.thing.where
    return Specific(target=target, instruction=text, where=where, origin="user")


def _asked(known: Specified, asking: Asking, n: int) -> Specified:
    """The wish in the eyes of a model; its captions too."""
    edits, dropped, notes = known.edits, known.dropped, list(known.notes)
    keys: tuple[str, ...] = ()
    reading = "As the given instructions say." if edits else "No edits were asked for."
    if n:
        found = asking.edits(n)
        edits, dropped, keys = (*edits, *found.edits), (*dropped, *found.dropped), found.keys
        reading = found.reading or f"Read as: {known.wish}."
        notes += _short(len(found.edits), n)
    before, after = captions(asking.scene, edits, ())
    if edits:
        told, more, note = asking.captions(edits)
        before, after = told or (before, after)
        keys = (*keys, *more)
        notes += [note] if note else []
    return replace(
        known,
        reading=reading,
        edits=edits,
        before=before,
        after=after,
        dropped=dropped,
        notes=tuple(notes),
        keys=keys,
    )


def _short(found: int, n: int) -> list[str]:
    if found == n:
        return []
    if not found:
        return ["no edit of use was found: the wish alone guides the picture"]
    return [f"{found} of {n} edits: no more fit this picture and the wish"]


def _ruled(known: Specified, scene: Scene, n: int, rng: Random, barred: tuple[str, ...]) -> Specified:
    """The wish as rules read it."""
    legible(known.wish)
    found = read_wish(known.wish, scene)
    agreed(found)
    if not (found.orders or found.senses or found.foods or found.more):
        raise unknown(known.wish, scene)
    gone = [name for order in found.orders if (name := missing(order, scene))]
    alone = barred_in(barred, scene)
    edits, dropped = _orders(found.orders, known, scene, n, alone)
    pools = _pools(found, scene)
    taken = (*known.edits, *edits)
    accordant(taken)
    if dropped and not (taken or pools) and all(why == BARRED for _, why in dropped):
        raise SettingError(
            f"The wish {known.wish[:80]!r} asks only for what is forbidden. Allow it, or wish for more."
        )
    made = choose(pools, n - len(edits), rng, taken=taken, barred=alone) if n > len(edits) else []
    notes = [
        *known.notes,
        *found.notes,
        *absent(gone, scene),
        *absent(found.gone, scene, ": all of it is changed"),
        *_kept(found, scene),
    ]
    offered = (line for pool in pools for offer in pool for line in (offer.target, *offer.lines()))
    notes += idle(barred, scene, (*found.orders, *offered))
    if pools:
        notes += _short(len(edits) + len(made), n)
    kept = (*known.edits, *edits, *(one.edit for one in made))
    before, after = captions(scene, kept, made)
    return replace(
        known,
        reading=_reading(found),
        edits=kept,
        before=before,
        after=after,
        dropped=(*known.dropped, *dropped),
        notes=tuple(notes),
    )


def _kept(found: Wished, scene: Scene) -> list[str]:
    """That the subject stays, where the wish would replace it in another place."""
    subject = scene.subject
    for sense in found.senses:
        if "swap" in sense.first and (new := sense.swap.get(subject.look) or sense.swap.get(subject.sort)):
            order = f"replace {subject.the} with {new[0]}"
            return [f"the subject stays; to have another, give {order!r} yourself"]
    return []


def _orders(
    orders: Sequence[str], known: Specified, scene: Scene, n: int, barred: tuple[str, ...]
) -> tuple[tuple[Specific, ...], tuple[tuple[str, str], ...]]:
    """The orders that a wish spells out, as far as they are new, allowed and no more than n."""
    kept: list[Specific] = []
    dropped: list[tuple[str, str]] = []
    for order in orders:
        edit = _typed(order, scene)
        if any(same(order, other.instruction) for other in (*known.edits, *kept)):
            dropped.append((order, "says the same as another"))
        elif mentions(edit.target, barred) or mentions(order, barred):
            dropped.append((order, BARRED))
        elif len(kept) == n:
            dropped.append((order, f"more than the {n} that were asked for"))
        else:
            kept.append(edit)
    return tuple(kept), tuple(dropped)


def _pools(found: Wished, scene: Scene) -> list[list[Offer]]:
    """What each sense of a wish could change, only in the things that it names, if it names any."""
    senses = list(found.senses)
    if found.foods:
        looks = tuple(found.foods)
        lists = {"savoury": looks, "sweet": looks, "drink": looks}
        senses.insert(
            0, Sense(name="more of it", words=(), reads="", top=lists, beside=lists, first=("top", "beside"))
        )
    more = [list(more_of(one, scene)) for one in found.more]
    return [
        *more,
        *(_aimed(offers(sense, scene), found.about.get(sense.name) or found.only) for sense in senses),
    ]


def _aimed(pool: Iterable[Offer], only: Sequence[Known]) -> list[Offer]:
    """What is done to these things, if there are any; when the subject is one, what is around it may help."""
    names = {lemmas(one.thing.name) for one in only}
    if any(one.subject for one in only):
        return [_dearer(offer, names) for offer in pool]
    return [offer for offer in pool if not names or lemmas(offer.target) in names]


def _dearer(offer: Offer, names: Collection[Key]) -> Offer:
    return replace(offer, weight=offer.weight * NAMED) if lemmas(offer.target) in names else offer


def _reading(found: Wished) -> str:
    """How the wish was understood, in one sentence."""
    if not found.senses and not found.foods:
        return (
            f"Read as more {_and([one.short for one in found.more])}."
            if found.more
            else "As the wish itself says."
        )
    names = [sense.name for sense in found.senses]
    reads = [sense.reads for sense in found.senses]
    if found.foods:
        names.insert(0, f"more {' and '.join(found.foods)}")
    return f"Read as {_and(names)}: {'; '.join(reads)}." if reads else f"Read as {_and(names)}."


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])}{' and ' if names[1:] else ''}{names[-1]}"
