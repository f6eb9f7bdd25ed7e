"""What a cook can do: preconditions and effects, read once from tables/actions.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from comenius.errors import Defect
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Shot
from comenius.world.effects import EFFECTS, Outcome, Task
from comenius.world.objects import CUPBOARD, Bench, Thing, undrawable


@dataclass(frozen=True, kw_only=True)
class Action:
    """One row of the table."""

    name: str
    effect: str
    places: tuple[str, ...]
    says: tuple[str, ...]
    forms: tuple[str, ...] = ()  # none means all
    families: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    solid: bool = False  # nothing liquid and no loose powder
    to: Mapping[str, str] = field(default_factory=dict)
    tool: str = ""
    through: str = ""  # a closed vessel, shown while it happens
    bare: bool = False  # no hand is at work
    keeps_fire: bool = False  # it can be done over fire
    absorbs: bool = False  # fat is taken up
    minutes: tuple[int, ...] = (5,)  # how long it may take


@dataclass(frozen=True, kw_only=True)
class Deed:
    """An action done to things, in a place."""

    action: str
    on: tuple[int, ...]  # ids of things
    place: str
    named: str = ""  # what the recipe calls the result
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Done:
    """A deed carried out: the bench after it, and the three pictures of it."""

    bench: Bench
    before: Shot
    during: Shot
    after: Shot


@cache
def actions() -> dict[str, Action]:
    """Every action by name."""
    text = (files("comenius.world") / "tables/actions.toml").read_text("utf-8")
    return {name: _action(name, row) for name, row in tomllib.loads(text).items()}


def _action(name: str, row: dict[str, Any]) -> Action:
    fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    return Action(name=name, **fields)


def why_not(bench: Bench, deed: Deed) -> str:
    """Why a deed cannot be done now, or nothing."""
    result = _attempt(bench, deed)
    return result if isinstance(result, str) else ""


def carry_out(bench: Bench, deed: Deed) -> Done:
    """The deed done; a deed that cannot be done is a `Defect` of whoever planned it."""
    result = _attempt(bench, deed)
    if isinstance(result, str):
        raise Defect(f"'{deed.action}' cannot be done in the {deed.place}: {result}. Plan another step.")
    return result


def _attempt(bench: Bench, deed: Deed) -> Done | str:
    action = actions().get(deed.action)
    if action is None:
        return "no such action"
    if deed.place not in action.places:
        return f"it is done in {', '.join(action.places)}"
    things = [thing for key in deed.on if (thing := bench.find(key))]
    if len(things) != len(deed.on) or not things:
        return "what it acts on is not there"
    if reason := next((r for thing in things if (r := _unfit(action, thing))), ""):
        return reason
    if reason := _lacking(action, bench, things, deed.place):
        return reason
    task = Task(
        things=tuple(things),
        place=deed.place,
        to=dict(action.to),
        named=deed.named,
        absorbs=action.absorbs,
    )
    outcome = EFFECTS[action.effect](bench, task)
    if isinstance(outcome, str):
        return outcome
    done = _pictures(action, deed.place, outcome)
    return next(
        (reason for shot in (done.before, done.during, done.after) if (reason := undrawable(shot))), done
    )


def _unfit(action: Action, thing: Thing) -> str:
    """Why this thing is not what the action is for, or nothing."""
    family = kitchen().foods[thing.look].family
    if action.forms and thing.form not in action.forms:
        return f"{thing.name} is {thing.form}"
    if action.families and family not in action.families:
        return f"{thing.name} is of the family {family}"
    if action.looks and thing.look not in action.looks:
        return f"it is not for {thing.name}"
    if action.solid and (thing.poured or thing.form == "powder"):
        return f"{thing.name} is not solid"
    return ""


def _lacking(action: Action, bench: Bench, things: list[Thing], place: str) -> str:
    """Why the place is not ready, or nothing."""
    here = bench.within(place)
    if place in bench.lit and action.effect == "change" and not action.keeps_fire:
        return f"the {place} is over fire"
    if action.effect in ("join", "heat", "drain", "blend", "cool") and any(t.place != place for t in things):
        return f"not everything is in the {place}"
    if action.effect in ("move", "absorb", "cover") and any(t.place == place for t in things):
        return f"it is already in the {place}"
    met = {
        "empty": not here,
        "filled": bool(here),
        "several": len(things) > 1,
        "liquid": any(thing.poured for thing in here),
        "powder": any(thing.form == "powder" for thing in things),
        "water": any(thing.look == "water" for thing in here) and len(here) > 1,
    }
    return next((f"the {place} lacks: {need}" for need in action.needs if not met[need]), "")


def _pictures(action: Action, place: str, outcome: Outcome) -> Done:
    at_work = not action.bare and not action.through
    during = outcome.during.shot(action.through or place, tool=action.tool if at_work else "", hand=at_work)
    if action.through:  # the closed vessel shows what stands in it
        inside = outcome.during.shot(place)
        during = Shot(foods=inside.foods, vessel=action.through)
    return Done(
        bench=outcome.after,
        before=outcome.before.shot(place),
        during=during,
        after=outcome.after.shot(place),
    )


def fresh(key: int, look: str, *, name: str = "", form: str = "", count: int = 1) -> Thing:
    """An ingredient in the cupboard."""
    known = kitchen().foods[look]
    chosen = next((f for f in known.forms if f == form), known.forms[0])
    return Thing(
        id=key,
        name=name or look,
        look=look,
        form=chosen,
        count=count,
        made_of=frozenset({key}),
        place=CUPBOARD,
    )
