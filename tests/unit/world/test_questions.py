"""Questions about the kitchen, checked against the shot by an oracle of their own."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot, plural
from comenius.world.actions import carry_out, why_not
from comenius.world.asking import noun
from comenius.world.asks import Question, aspects, gives_away, table
from comenius.world.labels import attributes
from comenius.world.questions import questions, step_questions
from comenius.world.recipes import Recipe, recipe
from comenius.world.render import masks
from comenius.world.scene import Setting, arranged, settle
from comenius.world.stream import sample

SEEDS = range(400)
RECIPES = range(12)
FOODS = tuple(kitchen().foods)


@cache
def asked(seed: int) -> tuple[Question, ...]:
    return questions(*sample(seed), seed)


@cache
def cooked(seed: int) -> Recipe:
    return recipe(seed)


@cache
def steps_asked(seed: int) -> tuple[tuple[Question, ...], ...]:
    made = cooked(seed)
    return tuple(step_questions(made, index) for index in range(len(made.stages)))


def everything() -> Iterator[Question]:
    for seed in SEEDS:
        yield from asked(seed)
    for seed in RECIPES:
        for about in steps_asked(seed):
            yield from about


def there(shot: Shot) -> set[str]:
    out = set()
    for food in shot.foods:
        out |= set(food.parts) if food.form == "mixture" else {food.look}
        out |= set(food.topped)
    return out


def middle(shot: Shot, setting: Setting, look: str) -> float:
    index = [food.look for food, _ in arranged(shot.foods)].index(look)
    mask = masks(shot, setting, 128)[f"food{index}"]
    return float((mask.sum(0) * range(128)).sum() / mask.sum())


def meant(question: Question, shot: Shot, setting: Setting) -> Food:
    """The food that a question without names points at."""
    drawn = [food for food, _ in arranged(shot.foods)]
    poured = [food for food in drawn if food.form in ("liquid", "beaten")]
    solid = [food for food in drawn if food not in poured]
    text = question.text
    if "the liquid in the" in text or "the liquid on the" in text:
        return poured[0]
    for words, index in (("at the back", 0), ("at the front left", 1), ("at the front right", 2)):
        if words in text:
            return solid[index]
    for words, index in ((" on the left", 0), (" on the right", 1)):
        if words in text:
            return sorted(solid, key=lambda food: middle(shot, setting, food.look))[index]
    assert len(solid) == 1, text
    return solid[0]


def by_name(text: str, shot: Shot) -> Food:
    """The food that a question names."""
    found = [
        f for f in shot.foods if re.search(rf"\bthe {noun(Food(**{**vars(f), 'name': f.look}))}\b", text)
    ]
    return max(found, key=lambda food: len(food.look))


def truths(question: Question, shot: Shot, setting: Setting) -> set[str]:
    """Every value that is true, as the simulator's own labels tell."""
    told, aspect, of = attributes(shot, setting), question.aspect, aspects()
    match aspect:
        case "food" | "topping" | "mixture":
            return there(shot)
        case "hand" | "steam" | "fire":
            props = {"a hand": "hand", "steam": "steam", "fire": "fire"}
            tool = told["tool"]
            words = {words for words, name in props.items() if told[name] == "yes"}
            return words | {tool, f"a {tool}", f"an {tool}", f"a {shot.vessel}", f"an {shot.vessel}"}
        case "tool" | "vessel" | "material" | "table" | "wall":
            return {told[aspect]}
        case "view":
            return {"by the cook" if told["view"] == "first-person" else "from the front"}
        case "held or not":
            return {"in a hand" if shot.hand else "on its own"}
        case "form":
            return {by_name(question.text, shot).form}
        case "doneness":
            return {of["doneness"].said[by_name(question.text, shot).doneness]}
        case "count":
            return {
                ("one", "two", "three")[food.count - 1]
                for food in shot.foods
                if plural(noun(Food(name=food.look, look=food.look))) in question.text
            }
        case "position" if question.kind == "yes_no":
            found = re.search(r"(?:is|are) the (.+) to the \w+ of the (.+)\?", question.text.lower())
            assert found, question.text
            looks = {_called(food): food.look for food in shot.foods}
            first, second = (middle(shot, setting, looks[name]) for name in found.groups())
            return {"left" if first < second else "right"}
        case "position":
            side = max if "right" in question.text else min
            solid = [f for f in shot.foods if f.form not in ("liquid", "beaten")]
            return {side(solid, key=lambda food: middle(shot, setting, food.look)).look}
        case "which food":
            return {meant(question, shot, setting).look}
        case "hot or cold":
            return {"hot" if shot.fire or shot.vessel == "oven" else "cold"}
        case "vegetarian":
            return {"not vegetarian" if there(shot) & set(table()["meat"]["looks"]) else "vegetarian"}
        case "right tool":
            return set(kitchen().tools) - set(never(meant(question, shot, setting), shot.vessel))
        case "what was done":
            food = meant(question, shot, setting)
            made = {"chopped": "cut into small pieces", "sliced": "cut into slices", "mashed": "mashed",
                    "shredded": "grated or torn into shreds", "beaten": "beaten", "flat": "rolled out",
                    "parcel": "folded around a filling", "loaf": "shaped into a loaf"}  # fmt: skip
            heat = "charred over strong heat" if food.doneness == "charred" else "browned by heat"
            return {made.get(food.form, heat)}
        case _:
            look = meant(question, shot, setting).look
            return {value for value, looks in of[aspect].of.items() if look in looks}


def _called(food: Food) -> str:
    return noun(Food(**{**vars(food), "name": food.look}))


def never(food: Food, vessel: str) -> list[str]:
    """The useless tools, straight from the table."""
    family = kitchen().foods[food.look].family
    for rule in table()["tool"]:
        tests = (("forms", food.form), ("looks", food.look), ("families", family), ("vessels", vessel))
        if all(value in rule.get(key, [value]) for key, value in tests):
            return list(rule["never"])
    raise AssertionError("no rule")


def claim(question: Question, values: set[str]) -> set[str]:
    """The values that a yes/no question may be claiming: the longest that stand in it."""
    said = aspects()[question.aspect].said
    text = question.text.lower()
    found = [v for v in values if re.search(rf"\b{re.escape(said.get(v, v).lower())}s?\b", text)]
    longest = max((len(said.get(v, v)) for v in found), default=0)
    return {v for v in found if len(said.get(v, v)) == longest}


def values_of(question: Question, shot: Shot) -> set[str]:
    """Every value that a question of this aspect could name."""
    aspect, stock = aspects()[question.aspect], kitchen()
    tools = {f"{article} {name}" for name in stock.tools for article in ("a", "an")}
    vessels = {f"{article} {name}" for name in stock.vessels for article in ("a", "an")}
    group = "hand" if aspect.name in ("steam", "fire") else aspect.name
    known: dict[str, set[str]] = {
        "food": set(FOODS), "topping": set(FOODS) - {food.look for food in shot.foods},
        "mixture": set(FOODS), "which food": set(FOODS),
        "tool": set(stock.tools), "vessel": set(stock.vessels) - {"table"}, "right tool": set(stock.tools),
        "material": {"white", "blue", "glass", "wooden", "steel", "black", "red", "green", "dark", "silver"},
        "table": set(stock.tables), "wall": set(stock.walls), "position": {"left", "right"},
        "hand": {"a hand", "steam", "fire"} | tools | vessels | {"chopsticks", "tongs", "scissors"},
        "form": {form for look in stock.foods.values() for form in look.forms},
        "doneness": set(aspects()["doneness"].said.values()), "count": {"one", "two", "three", "four"},
        "what was done": set(aspects()["what was done"].accepted),
    }  # fmt: skip
    return known.get(group, set(aspect.of) | set(aspect.said))


@pytest.mark.parametrize("seed", SEEDS[::20])
def test_answers_follow_from_the_shot(seed: int) -> None:
    for number in range(seed, seed + 20):
        shot, setting = sample(number)
        shot = settle(shot, setting)
        for question in asked(number):
            true = truths(question, shot, setting)
            if question.kind == "choice":
                right = question.options["ABCD".index(question.answer)]
                assert right in true, (number, question)
                assert not (set(question.options) - {right}) & true, (number, question)
            elif question.kind == "open":
                assert question.answer in true, (number, question)
            else:
                said = claim(question, values_of(question, shot))
                assert said, (number, question)
                assert bool(said & true) == (question.answer == "yes"), (number, question, said, true)


def test_the_same_seed_asks_the_same() -> None:
    assert questions(*sample(7), 7) == asked(7)
    assert questions(*sample(7), 8) != asked(7)
    assert step_questions(cooked(0), 1) == steps_asked(0)[1]


def test_every_yes_has_its_no_beside_it_in_the_same_words() -> None:
    for seed in SEEDS:
        rows = [question for question in asked(seed) if question.kind == "yes_no"]
        for one, other in zip(rows[::2], rows[1::2], strict=True):
            assert {one.answer, other.answer} == {"yes", "no"}
            assert one.pair == other.pair >= 0
            assert (one.aspect, one.facts, one.text.split()[0]) == (
                other.aspect,
                other.facts,
                other.text.split()[0],
            )
            assert one.text != other.text


def test_letters_are_uniform() -> None:
    letters = Counter(question.answer for question in everything() if question.kind == "choice")
    expected = letters.total() / 4
    assert set(letters) == set("ABCD")
    chi_square = sum((count - expected) ** 2 / expected for count in letters.values())
    assert chi_square < 16.3, letters  # p = .001 with three degrees of freedom


def test_a_choice_has_four_different_options() -> None:
    for question in everything():
        if question.kind == "choice":
            assert len({option.lower() for option in question.options}) == 4


def test_no_question_tells_its_answer() -> None:
    for question in everything():
        if question.kind == "choice":
            assert not gives_away(question.text, question.options["ABCD".index(question.answer)])
        elif question.kind == "open":
            assert not gives_away(question.text, question.answer)
            assert question.answer not in question.accepted


def test_every_aspect_is_asked_about_in_every_way_it_has() -> None:
    found = {(question.aspect, question.kind) for question in everything()}
    found |= {(q.aspect, q.kind) for seed in range(400, 900) for q in asked(seed) if q.aspect == "topping"}
    wanted = {
        (name, kind)
        for name, aspect in aspects().items()
        for kind in ("yes_no", "choice", "open")
        if aspect.lines(kind)
    }
    assert wanted - found == set()


def test_questions_are_one_clean_sentence() -> None:
    for question in everything():
        assert question.text[0].isupper()
        assert question.text.endswith("?") or question.text.startswith("Name one")
        assert not re.search(r"\ba [aeio]|\ban [^aeiou]|  |\{|\}|\bany (a|an)\b", question.text), (
            question.text
        )
        assert "caption" not in question.text.lower()
        assert len(question.text.split()) <= 60
        assert question.facts


def test_a_question_that_needs_knowledge_does_not_name_the_food() -> None:
    for seed in SEEDS:
        shown = there(sample(seed)[0])
        for question in asked(seed):
            if question.level == "knowledge" and question.kind != "yes_no":
                assert not [name for name in shown if gives_away(question.text, name)], question.text


def test_no_look_has_two_values_of_one_property() -> None:
    for aspect in aspects().values():
        looks = [look for of in aspect.of.values() for look in of]
        assert len(looks) == len(set(looks)), aspect.name
        assert set(looks) <= set(FOODS)
    for words in (table()["same"]["words"], table()["sort"].values()):
        assert {name for group in words for name in group} <= set(FOODS)


@pytest.mark.parametrize("seed", RECIPES)
def test_what_comes_next_is_what_the_simulator_does_next(seed: int) -> None:
    made = cooked(seed)
    bench = made.start
    texts = [stage.text.rstrip(".") for stage in made.stages]
    for index, stage in enumerate(made.stages):
        bench = carry_out(bench, stage.deed).bench
        possible = {other.text.rstrip(".") for other in made.stages if not why_not(bench, other.deed)}
        for question in steps_asked(seed)[index]:
            if question.aspect == "next step":
                for text in offered(question, texts):
                    assert (text == texts[index + 1]) == is_right(question, text)
                    assert is_right(question, text) or text not in possible
            if question.aspect == "step before":
                for text in offered(question, texts):
                    assert (text == texts[index]) == is_right(question, text)


def offered(question: Question, texts: list[str]) -> list[str]:
    if question.kind == "choice":
        return list(question.options)
    return [text for text in texts if f"'{text}'" in question.text]


def is_right(question: Question, text: str) -> bool:
    if question.kind == "choice":
        return question.options["ABCD".index(question.answer)] == text
    return question.answer == "yes"


@pytest.mark.parametrize("seed", RECIPES)
def test_what_was_added_is_new(seed: int) -> None:
    for stage, about in zip(cooked(seed).stages, steps_asked(seed), strict=True):
        new = there(stage.after) - there(stage.before)
        for question in about:
            assert question.sees in (("before", "after"), ("after",))
            if question.aspect == "what was added" and question.kind == "choice":
                assert {option for option in question.options if option in new} == {
                    question.options["ABCD".index(question.answer)]
                }
            if question.aspect == "what changed":
                claims = list(question.options) or [question.text]
                right = [c for c in claims if is_right(question, c)]
                for what in claims:
                    for look in re.findall(r"the ([\w ]+?) (?:was|were) added", what):
                        named = {noun(Food(name=n, look=n, count=c)) for n in new for c in (1, 2, 3)}
                        assert (what in right) == (look in named)
