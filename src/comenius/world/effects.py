"""What an action changes: one pure function an effect, from the bench before to the bench after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.shot import Doneness
from comenius.world.objects import MOST_ON_TOP, Bench, Thing

FAT = ("oil", "butter")
MOST_PARTS = 3  # of a mixture that a picture can tell apart


@dataclass(frozen=True, kw_only=True)
class Task:
    """What an effect is asked to do."""

    things: tuple[Thing, ...]
    place: str
    to: dict[str, Any] = field(default_factory=dict)  # fields of the thing afterwards
    named: str = ""
    absorbs: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The bench before, while it happens, and after."""

    before: Bench
    during: Bench
    after: Bench


Effect = Callable[[Bench, Task], Outcome | str]


def change(bench: Bench, task: Task) -> Outcome | str:
    """Another form, in the place where it is done; things are fetched there first."""
    moved = bench.with_(*(replace(thing, place=task.place, hot=False) for thing in task.things))
    after = []
    for thing in task.things:
        became = _became(replace(thing, place=task.place, hot=thing.hot and thing.place == task.place), task)
        if became.form not in kitchen().foods[became.look].forms:
            return f"{thing.name} cannot be made {became.form}"
        after.append(became)
    return Outcome(before=moved, during=moved, after=moved.with_(*after))


def move(bench: Bench, task: Task) -> Outcome | str:
    """To another vessel. What is poured onto fat takes it up; food on a hot vessel gets hot with it."""
    place, newcomers = task.place, list(task.things)
    fat = [t for t in bench.within(place) if t.look in FAT and t.poured]
    taken = fat if any(thing.poured for thing in newcomers) else []
    if taken:
        first = next(i for i, thing in enumerate(newcomers) if thing.poured)
        newcomers[first] = _flavoured(newcomers[first], taken)
    hot = place in bench.lit
    moved = [
        replace(thing, place=place, hot=thing.hot or hot, name=task.named or thing.name)
        for thing in newcomers
    ]
    after = bench.with_(*moved).without(taken)
    return Outcome(before=bench, during=after, after=after)


def join(bench: Bench, task: Task) -> Outcome | str:
    """One thing of several: what `to` says, or a mixture of the solids beside the liquid they lie in."""
    here = [thing for thing in bench.within(task.place) if thing in task.things]
    if len(here) != len(bench.within(task.place)):
        return f"something else is in the {task.place}"
    first = min(here, key=task.things.index)
    if task.to:
        one = _became(_with_parts(first, here), task)
        return Outcome(before=bench, during=bench, after=bench.without(here, one))
    solids = sorted((t for t in here if not t.poured), key=task.things.index)
    if len(solids) < 2:
        return "there is only one solid to mix"
    looks = tuple(dict.fromkeys(part for thing in solids for part in thing.looks))
    if len(looks) < 2:
        return "all of it is the same already"
    mixed = replace(
        _with_parts(solids[0], solids),
        name=task.named or "mixture",
        look=looks[0],
        form="mixture",
        parts=looks[:MOST_PARTS],
        doneness=_mixed_doneness(solids),
        count=1,
        hot=any(thing.hot for thing in solids),
    )
    return Outcome(before=bench, during=bench, after=bench.without(solids, mixed))


def absorb(bench: Bench, task: Task) -> Outcome | str:
    """Into what is there already, where it is seen no more."""
    here = [thing for thing in bench.within(task.place) if thing not in task.things]
    if not here:
        return f"nothing is in the {task.place}"
    main = here[-1]
    after = bench.with_(_flavoured(main, task.things)).without(task.things)
    return Outcome(before=bench, during=bench, after=after)


def cover(bench: Bench, task: Task) -> Outcome | str:
    """On top of what is there already; beside it when there is more than one thing to lie on."""
    if all(thing in task.things for thing in bench.within(task.place)):
        return f"nothing is in the {task.place}"
    base = bench.ground(task.place, *task.things)
    if base is None:
        return move(bench, task)
    hidden = next((thing.name for thing in task.things if thing.look in base.looks), "")
    if hidden:
        return f"{hidden} is not told from {base.name}"
    above = (*base.on, *(replace(thing, place=task.place, hot=False) for thing in task.things))
    if len(above) > MOST_ON_TOP:
        return f"more than {MOST_ON_TOP} things are on {base.name}"
    after = bench.without(task.things).with_(replace(base, on=above))
    return Outcome(before=bench, during=after, after=after)


def heat(bench: Bench, task: Task) -> Outcome | str:
    """Browner, hot, and sometimes another thing."""
    here = bench.within(task.place)
    fat = [t for t in here if t.look in FAT and t not in task.things] if task.absorbs else []
    during = bench.lighted(task.place).with_(*(replace(thing, hot=True) for thing in here))
    after: list[Thing] = []
    for thing in here:
        if thing in fat:
            continue
        done = replace(_became(thing, task) if thing in task.things else thing, hot=True)
        if thing in task.things and ORDER[done.doneness] < ORDER[thing.doneness]:
            return f"{thing.name} is {thing.doneness} already"
        after.append(done)
    if not after:
        return "there is nothing but fat"
    if fat:
        after[0] = _flavoured(after[0], fat)
    end = bench.lighted(task.place).without(here, *after)
    closed = task.place not in kitchen().heated  # in the oven it is seen as it comes out
    return Outcome(before=bench, during=end if closed else during, after=end)


def drain(bench: Bench, task: Task) -> Outcome | str:
    """Without the water."""
    water = [thing for thing in bench.within(task.place) if thing.look == "water"]
    off = replace(bench, lit=bench.lit - {task.place})
    return Outcome(before=bench, during=off, after=off.without(water))


def blend(bench: Bench, task: Task) -> Outcome | str:
    """A liquid in the colour of what went in."""
    here = bench.within(task.place)
    solids = [thing for thing in here if not thing.poured] or list(here)
    looks = [kitchen().foods[part] for thing in solids for part in thing.looks]
    goal = [sum(look.inside[i] + look.skin[i] for look in looks) / (2 * len(looks)) for i in range(3)]
    liquids = [look for look in kitchen().foods.values() if look.family == "liquid"]
    nearest = min(liquids, key=lambda look: sum((look.skin[i] - goal[i]) ** 2 for i in range(3)))
    one = _with_parts(task.things[0], here)
    puree = replace(
        one, name=task.named or "puree", look=nearest.name, form="liquid", doneness="raw", parts=(), count=1
    )
    return Outcome(before=bench, during=bench, after=bench.without(here, puree))


def wrap(bench: Bench, task: Task) -> Outcome | str:
    """Flat dough around or under the rest."""
    base, *others = task.things
    if kitchen().foods[base.look].family != "dough" or base.form != "flat" or base.place != task.place:
        return f"no flat dough is in the {task.place}"
    if not others or any(thing.poured or thing.form == "powder" for thing in others):
        return "there is nothing solid to fill it with"
    one = _became(_with_parts(base, others), task)
    during = bench.with_(*(replace(thing, place=task.place) for thing in others))
    return Outcome(before=bench, during=during, after=bench.with_(one).without(others))


def cool(bench: Bench, task: Task) -> Outcome | str:
    """No steam any more."""
    after = bench.with_(*(replace(thing, hot=False) for thing in task.things))
    return Outcome(before=bench, during=after, after=after)


EFFECTS: dict[str, Effect] = {
    "change": change, "move": move, "join": join, "absorb": absorb, "heat": heat, "drain": drain, "blend": blend,
    "wrap": wrap, "cool": cool, "cover": cover,
}  # fmt: skip
ORDER: dict[Doneness, int] = {"raw": 0, "golden": 1, "browned": 2, "charred": 3}


def _became(thing: Thing, task: Task) -> Thing:
    """The thing with the fields of `to`; what cannot brown stays as it is."""
    to = dict(task.to)
    done = cast(Doneness, to.pop("doneness", thing.doneness))
    new = replace(thing, **to)
    if "look" in to:
        new = replace(new, count=1)
    if task.named:
        new = replace(new, name=task.named, count=1)
    if "form" in to or "look" in to:
        new = replace(new, parts=())
        if new.form != "sliced":  # a slice keeps what lies on it
            new = _with_parts(new, ())
    if new.form == "mixture":
        return replace(new, doneness="browned" if done == "charred" else done)
    able = browns(kitchen().foods[new.look], new.form)
    return replace(new, doneness=done if able else "raw")


def _with_parts(thing: Thing, others: Sequence[Thing]) -> Thing:
    """The thing made of all of it, and of what lay on any."""
    every = [whole for one in (thing, *others) for whole in (one, *one.on)]
    return replace(
        thing,
        made_of=frozenset().union(*(one.made_of for one in every)),
        flavour=frozenset().union(*(one.flavour for one in every)),
        on=(),
    )


def _flavoured(thing: Thing, others: Sequence[Thing]) -> Thing:
    """The thing with others that are seen no more."""
    return replace(thing, flavour=thing.flavour.union(*(other.all_of | other.flavour for other in others)))


def _mixed_doneness(solids: Sequence[Thing]) -> Doneness:
    least = min((thing.doneness for thing in solids), key=lambda done: ORDER[done])
    return "browned" if least == "charred" else least
