"""From a look at the kitchen to a shot: which foods are drawn, in which order, in what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from comenius.language.kitchen import GLASSES, HOT, Holder, Item
from comenius.language.mixing import COLOUR
from comenius.language.orders import View
from comenius.language.setting import Setting
from comenius.language.toppings import ground, lies, seen
from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.shot import Doneness, Food, Shot, plural
from comenius.lexicon.tables import lexicon

MOST = 3  # foods in a shot, and parts of a mixture
BASES = ("bread", "dough", "cake")
SOUPY = ("pot", "pan", "bowl", "blender", *GLASSES)


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A shot with the identity of what is in it."""

    shot: Shot
    tracks: tuple[frozenset[int], ...]  # beside shot.foods: the things each food is made of
    standing: str  # which vessel: "pan 2"


def sight(view: View, step: int, decor: Setting) -> Sight:
    """What a view shows of its vessel."""
    holder = view.holder or Holder(vessel="table", number=1)
    items = [*holder.items, *view.also]
    upper = [item for item in items if lies(item)]
    drawn = _foods([item for item in items if item not in upper], view, holder, step)
    drawn = _topped(drawn, upper, step, hot=holder.fire)
    shown = holder.shown
    heated = shown in kitchen().heated
    steam = view.steam if view.steam is not None else holder.steam
    shot = Shot(
        foods=tuple(food for food, _ in drawn),
        vessel=shown,
        material=(holder.material if not holder.inside else "") or decor.materials.get(shown, ""),
        tool=view.tool if drawn else "",
        hand=view.hand and bool(drawn),
        steam=bool(steam) and shown not in ("oven", "fridge", "table", "cutting board"),
        fire=heated and holder.fire,
        table=decor.table,
        wall=decor.wall,
        sleeve=decor.sleeve,
    )
    return Sight(shot=shot, tracks=tuple(tracks for _, tracks in drawn), standing=holder.standing)


Drawn = tuple[Food, frozenset[int]]


def _foods(items: Sequence[Item], view: View, holder: Holder, step: int) -> list[Drawn]:
    """At most three foods: what runs in a pot first, then the solids by weight, a mixture when they are many."""

    def salience(item: Item) -> float:
        fresh = item in view.focus
        return item.weight + (1.6 if fresh else 0.5 if item.touched == step else 0.0)

    main = sorted((item for item in items if item.deep or not item.minor), key=salience, reverse=True)
    if not main:
        return _distinct(_food(item) for item in sorted(items, key=salience, reverse=True))[:MOST]
    runny = [
        item
        for item in main
        if item.form == "liquid" and (item.kind != "fat" or item.deep) and item.look != "batter"
    ]
    coloured = [item for item in runny if item.look != "water"]
    solids = [item for item in main if item not in runny]
    fats = [item for item in solids if item.kind == "fat"]
    if len(solids) > len(fats):
        solids = [item for item in solids if item not in fats or item in view.focus]
    liquid: list[Drawn] = []
    if runny:
        strongest = min(coloured or runny, key=lambda item: (_order(item.look), items.index(item)))
        food, tracks = _food(strongest)
        liquid = [(food, tracks.union(*(item.tracks for item in runny)))]
    lumps = [item for item in solids if item.kind not in ("fat", "flour", "sweet", "starch")]
    flour = any(item.kind == "flour" and not item.minor for item in solids)
    lumps = [item for item in lumps if item.kind != "egg" or not flour or holder.vessel != "bowl"]
    if lumps and len(lumps) < len(solids):  # what dissolves or clings is not seen beside lumps
        solids = [item for item in solids if item in lumps or (item in view.focus and len(view.focus) == 1)]
    if liquid:  # sugar dissolves once it is in
        solids = [item for item in solids if item.kind not in ("sweet", "starch") or view.focus == (item,)]
    room = MOST - len(liquid)
    stirred = [item for item in solids if item.blended]
    if len(stirred) > 1:
        beside = [item for item in solids if not item.blended]
        pieces = [_mixture(solids)] if len(beside) >= room else [_mixture(stirred), *map(_food, beside)]
    elif len(solids) > room and _layered(solids, holder):
        base = next(item for item in solids if item.kind in BASES)
        pieces = [_food(item) for item in [base, *(item for item in solids if item is not base)]]
    elif len(solids) > room:
        pieces = [_mixture(solids)]
    else:
        pieces = [_food(item) for item in solids]
    topped = any(item.kind in ("dough", "bread", "cake", "pasta") for item in solids)
    soup = bool(coloured) and holder.vessel in SOUPY and not topped
    drawn = [*liquid, *pieces] if soup else [*pieces, *liquid]
    if len(drawn) < MOST:
        fresh = [item for item in items if item.minor and item in view.focus and item.placed in (step, -1)]
        unseen = {"oil", "salt", "pepper"} if holder.vessel in HOT else {"oil"}  # they vanish in what cooks
        drawn += [
            _food(item) for item in sorted(fresh, key=salience, reverse=True)[:1] if item.look not in unseen
        ]
    return _distinct(drawn)[:MOST]


def _topped(drawn: list[Drawn], upper: Sequence[Item], step: int, *, hot: bool) -> list[Drawn]:
    """The foods with what lies on them; they stay the things they were."""
    laid: dict[int, list[Item]] = {}
    for item in upper:
        base = ground(item)
        at = next((i for i, (_, tracks) in enumerate(drawn) if base.track in tracks), None)
        if at is not None:
            laid.setdefault(at, []).append(item)
    for at, toppings in laid.items():
        food, tracks = drawn[at]
        leaves = [leaf for item in toppings for leaf in (item.leaves() if item.form == "mixture" else [item])]
        tops = [item for item in seen(leaves, step, hot=hot) if item.look not in (food.look, *food.parts)]
        names = tuple(_called(item) for item in tops)
        drawn[at] = replace(food, topped=tuple(item.look for item in tops), topped_names=names), tracks
    return drawn


def _layered(solids: Iterable[Item], holder: Holder) -> bool:
    """Whether things lie on bread or dough: a sandwich is no mixture."""
    return holder.vessel not in SOUPY and any(item.kind in BASES and not item.blended for item in solids)


def _order(look: str) -> int:
    return COLOUR.index(look) if look in COLOUR else len(COLOUR)


def _food(item: Item) -> Drawn:
    if item.form == "mixture":
        food, _ = _mixture(item.leaves(), item)
        return food, item.tracks
    food = Food(
        name=_called(item).removeprefix(f"{item.form} "),
        look=item.look,
        form=item.form,
        doneness=_done(item),
        count=max(1, min(3, item.count)) if item.form == "whole" else 1,
    )
    return food, item.tracks


def _called(item: Item) -> str:
    """The name the caption uses: many small things in the plural."""
    name = item.label or item.name
    return plural(name) if name.split()[-1] in lexicon().words["several"] else name


def _done(item: Item) -> Doneness:
    look = kitchen().foods[item.look]
    return item.doneness if item.form == "mixture" or browns(look, item.form) else "raw"


def _mixture(solids: Iterable[Item], whole: Item | None = None) -> Drawn:
    """Several things as one: the parts that matter most, each look once."""
    leaves: list[Item] = []
    for item in solids:
        leaves += item.leaves() if item.form == "mixture" else [item]
    leaves = [leaf for leaf in leaves if not leaf.minor] or leaves
    solid = [leaf for leaf in leaves if leaf.form != "liquid"] + [
        leaf for leaf in leaves if leaf.form == "liquid"
    ]
    parts: dict[str, Item] = {}
    for leaf in solid:
        parts.setdefault(leaf.look, leaf)
    chosen = list(parts.values())[:MOST]
    votes = Counter(_done(leaf) for leaf in solid if browns(kitchen().foods[leaf.look], leaf.form))
    done: Doneness = votes.most_common(1)[0][0] if votes else "raw"
    if whole is not None and whole.doneness != "raw":
        done = whole.doneness
    if len(chosen) == 1:
        food, _ = (
            _food(chosen[0])
            if chosen[0].form != "mixture"
            else (Food(name=_called(chosen[0]), look=chosen[0].look), None)
        )
        return food, frozenset().union(*(leaf.tracks for leaf in solid))
    food = Food(
        name=whole.name if whole is not None else "mixture",
        look=chosen[0].look,
        form="mixture",
        doneness=done,
        parts=tuple(leaf.look for leaf in chosen),
        part_names=tuple(_called(leaf) for leaf in chosen),
    )
    return food, frozenset().union(*(leaf.tracks for leaf in solid))


def _distinct(drawn: Iterable[Drawn]) -> list[Drawn]:
    """Each look and form once."""
    seen: dict[tuple[str, str], Drawn] = {}
    for food, tracks in drawn:
        known = seen.get((food.look, food.form))
        seen[food.look, food.form] = (known[0], known[1] | tracks) if known else (food, tracks)
    return list(seen.values())
