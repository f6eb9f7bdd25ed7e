"""What can be asked about a step of a recipe: what changed, how, what comes next. The simulator is the judge."""

from collections.abc import Iterator
from random import Random

from comenius.lexicon.looks import browns, kitchen
from comenius.lexicon.shot import Doneness, Food, Shot
from comenius.world.actions import Action, actions, carry_out, why_not
from comenius.world.asking import noun
from comenius.world.asks import Ask, table
from comenius.world.effects import ORDER
from comenius.world.objects import Bench
from comenius.world.recipes import Recipe, Stage
from comenius.world.scene_asks import Scene, a_food, absent, disguised, is_plural, named, synonyms

BECAME = {  # form → what happened
    "chopped": "{was} chopped",
    "sliced": "{was} sliced",
    "shredded": "{was} shredded",
    "mashed": "{was} mashed",
    "beaten": "{was} beaten",
    "flat": "{was} rolled out",
    "parcel": "{was} folded around a filling",
    "loaf": "{was} shaped into a loaf",
}
TURNED: dict[Doneness, str] = {"golden": "turned golden", "browned": "turned brown", "charred": "got charred"}
BOTH = ("before", "after")


def step_asks(rng: Random, recipe: Recipe, index: int) -> Iterator[Ask]:
    """Everything that can be asked of a step."""
    stage = recipe.stages[index]
    yield from _changed(rng, recipe, stage)
    yield from _added(rng, recipe, stage)
    yield from _work(rng, stage)
    yield from _order(rng, recipe, index)


def bench_after(recipe: Recipe, index: int) -> Bench:
    """The kitchen after a step: everything up to it is done again."""
    bench = recipe.start
    for stage in recipe.stages[: index + 1]:
        bench = carry_out(bench, stage.deed).bench
    return bench


def happenings(before: Shot, after: Shot) -> list[str]:
    """All that happened to foods, hearth and company between two pictures of a vessel, in words."""
    old, new = _by_look(before), _by_look(after)
    called = _names(before, after)
    out: list[str] = []
    for look, food in new.items():
        if look not in old:
            out.append(_says(called[look], "{was} added"))
        elif food != old[look]:
            if food.form != old[look].form and food.form in BECAME:
                out.append(_says(called[look], BECAME[food.form]))
            if food.doneness != old[look].doneness and food.doneness in TURNED:
                out.append(_says(called[look], TURNED[food.doneness]))
            laid = [name for name in food.topped if name not in old[look].topped]
            out += [_says(noun(Food(name=name, look=name)), "{was} put on top") for name in laid]
    out += [_says(called[look], "{was} taken away") for look in old if look not in new]
    if before.fire != after.fire:
        out.append("the fire was lit" if after.fire else "the fire was put out")
    return out


def _by_look(shot: Shot) -> dict[str, Food]:
    return {food.look: food for food in shot.foods}


def _names(before: Shot, after: Shot) -> dict[str, str]:
    """What each look is called in both pictures, by the first that shows it."""
    return {look: noun(named(food)) for look, food in {**_by_look(after), **_by_look(before)}.items()}


def _says(name: str, what: str) -> str:
    return f"the {name} {what.format(was='were' if is_plural(name) else 'was')}"


def _plain(stage: Stage) -> bool:
    """Whether every food can be followed from picture to picture by its look."""
    shots = (stage.before, stage.after)
    return all(len(_by_look(shot)) == len(shot.foods) for shot in shots) and not any(
        food.form == "mixture" or disguised(food) for shot in shots for food in shot.foods
    )


def _facts(stage: Stage) -> tuple[str, ...]:
    return (
        f"action = {stage.deed.action}",
        f"before = {', '.join(_state(food) for food in stage.before.foods) or 'nothing'}",
        f"after = {', '.join(_state(food) for food in stage.after.foods) or 'nothing'}",
    )


def _state(food: Food) -> str:
    return " ".join((food.doneness, food.form, food.look))


def _changed(rng: Random, recipe: Recipe, stage: Stage) -> Iterator[Ask]:
    looks = [set(_by_look(shot)) for shot in (stage.before, stage.after)]
    if looks[0] != looks[1] and actions()[stage.deed.action].effect not in ("move", "cover", "drain"):
        return  # what became another thing was neither added nor taken away
    true = happenings(stage.before, stage.after)
    if not true or not _plain(stage) or stage.before.vessel != stage.after.vessel:
        return
    if any(_by_look(stage.before)[f.look].form != f.form and f.form not in BECAME
           for f in stage.after.foods if f.look in _by_look(stage.before)):  # fmt: skip
        return
    called = _names(stage.before, stage.after)
    wrong: list[str] = []
    for food in stage.after.foods:
        look = kitchen().foods[food.look]
        wrong += [
            _says(called[food.look], BECAME[form])
            for form in look.forms
            if form in BECAME and form != food.form
        ]
        if browns(look, food.form):
            wrong += [
                _says(called[food.look], how) for d, how in TURNED.items() if ORDER[d] > ORDER[food.doneness]
            ]
    for food in stage.before.foods:
        wrong.append(_says(called[food.look], "{was} taken away"))
    scene = Scene(stage.after, recipe.setting)
    like = stage.after.foods[0].look if stage.after.foods else "onion"
    wrong += [_says(noun(Food(name=look, look=look)), "{was} added") for look in absent(rng, scene, like)[:2]]
    wrong = [what for what in dict.fromkeys(wrong) if what not in true]
    rng.shuffle(wrong)
    if actions()[stage.deed.action].effect == "heat" and any("chopped" in what for what in true):
        return  # scrambled eggs lie in pieces that nobody chopped
    yield Ask(aspect="what changed", truth=rng.choice(true), wrong=wrong, facts=_facts(stage), sees=BOTH)


def _added(rng: Random, recipe: Recipe, stage: Stage) -> Iterator[Ask]:
    old, new = _by_look(stage.before), _by_look(stage.after)
    added = [look for look in new if look not in old]
    if len(added) != 1 or actions()[stage.deed.action].effect not in ("move", "cover") or not _plain(stage):
        return
    scene = Scene(stage.after, recipe.setting)
    company = list(old)
    rng.shuffle(company)
    wrong = company[:2] + absent(rng, scene, added[0])[:6]
    form = new[added[0]].form
    yield Ask(
        aspect="what was added", truth=added[0], wrong=wrong, accepted=(*synonyms(added[0]), new[added[0]].name),
        say=lambda look: a_food(look, form).removeprefix("any "), facts=_facts(stage), sees=BOTH,
    )  # fmt: skip


def _work(rng: Random, stage: Stage) -> Iterator[Ask]:
    works = table()["work"]
    if stage.deed.action not in works or stage.before.foods == stage.after.foods:
        return
    done = actions()[stage.deed.action]
    like = {name for group in table()["alike"]["work"] if done.name in group for name in group}
    unlike = [name for name in works if name not in like and _trace(actions()[name]) != _trace(done)]
    wrong = [works[name] for name in unlike]
    rng.shuffle(wrong)
    yield Ask(
        aspect="work done", truth=works[done.name], wrong=wrong, facts=_facts(stage), sees=BOTH,
        accepted=tuple(table()["work_accepted"].get(done.name, ())),
    )  # fmt: skip


def _trace(action: Action) -> tuple[object, ...]:
    """What an action leaves to be seen."""
    return action.effect, tuple(sorted(action.to.items()))


def _order(rng: Random, recipe: Recipe, index: int) -> Iterator[Ask]:
    stage, words = recipe.stages[index], {"title": recipe.guide.title}
    bench = bench_after(recipe, index)
    possible = {other.text for other in recipe.stages if not why_not(bench, other.deed)}
    if index + 1 < len(recipe.stages):
        after = recipe.stages[index + 1]
        others = recipe.stages[index + 1 :] + tuple(s for s in recipe.stages[: index + 1] if not _again(s))
        wrong = [s.text for s in others if s.text not in possible and s.text != after.text]
        yield _line(
            rng, "next step", after, wrong, words, (f"step {index + 2} of {len(recipe.stages)} comes next",)
        )
    if stage.before.foods == stage.after.foods and stage.before.vessel == stage.after.vessel:
        return  # it left nothing to be seen
    later = [s.text for s in recipe.stages[index + 1 :] if s.after != stage.after and s.text != stage.text]
    yield _line(rng, "step before", stage, later, words, (f"after step {index + 1} of {len(recipe.stages)}",))


def _again(stage: Stage) -> bool:
    """Whether a step might as well be done once more: nobody can see that it was done."""
    return actions()[stage.deed.action].effect in ("absorb", "heat", "cool")


def _line(
    rng: Random, aspect: str, stage: Stage, wrong: list[str], words: dict[str, str], facts: tuple[str, ...]
) -> Ask:
    wrong = [text.rstrip(".") for text in dict.fromkeys(wrong)]
    rng.shuffle(wrong)
    return Ask(
        aspect=aspect, truth=stage.text.rstrip("."), wrong=wrong, words=words,
        facts=(*facts, f"action = {stage.deed.action}"), sees=("after",),
    )  # fmt: skip
