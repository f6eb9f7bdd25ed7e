"""Phrases of cooks and what they are taken for."""

import pytest

from comenius.lexicon.looks import kitchen
from comenius.lexicon.matching import alternative, doneness_of, guess, sense, verb_at


@pytest.mark.parametrize(
    ("phrase", "name", "look", "form"),
    [
        ("3 large red onions", "red onion", "red onion", None),
        ("masa harina", "masa harina", "flour", None),
        ("a ring of chorizo", "chorizo", "sausage", "sliced"),
        ("some finely chopped cilantro", "cilantro", "herbs", "chopped"),
        ("grated Parmesan", "parmesan", "cheese", "shredded"),
        ("two tablespoons of olive oil", "olive oil", "oil", None),
        ("tomato purée", "tomato puree", "tomato sauce", None),
        ("double cream", "double cream", "cream", None),
        ("garam masala", "garam masala", "spice", None),
        ("skinless chicken thighs", "chicken thigh", "chicken", None),
        ("cubes of squash", "squash", "pumpkin", "chopped"),
        ("courgette slices", "courgette", "zucchini", "sliced"),
        ("the juice of two lemons", "lemon juice", "water", None),
        ("minced beef", "minced beef", "ground meat", "chopped"),
        ("vegetable stock", "vegetable stock", "broth", None),
        ("green peppers", "green pepper", "green pepper", None),
        ("peppers", "pepper", "red pepper", None),
        ("black pepper", "black pepper", "pepper", None),
        ("a clove of garlic", "garlic", "garlic", None),
    ],
)
def test_foods_are_known_by_the_name_recipes_use(phrase: str, name: str, look: str, form: str | None) -> None:
    meaning = sense(phrase)
    assert meaning.food is not None
    assert (meaning.name, meaning.food.look, meaning.form) == (name, look, form)


@pytest.mark.parametrize(
    ("phrase", "vessel"),
    [("a heavy Dutch oven", "pot"), ("the cast-iron skillet", "pan"), ("a loaf tin", "cake tin"),
     ("a wire rack", "baking tray"),
     ("a lined baking sheet", "baking tray"), ("the refrigerator", "fridge"), ("a jar", "jar"),
     ("a springform tin", "cake tin")],
)  # fmt: skip
def test_vessels_are_known(phrase: str, vessel: str) -> None:
    assert sense(phrase).vessel == vessel


def test_a_phrase_tells_more_than_its_noun() -> None:
    assert sense("a glass bowl").material == "glass"
    assert sense("another saucepan").another
    assert sense("the remaining butter").rest
    assert sense("the browned mince").doneness == "browned"
    assert sense("them").pronoun
    water = sense("a bowl of iced water")
    assert water.held
    assert water.vessel == "bowl"


def test_a_tool_is_no_food() -> None:
    meaning = sense("a rolling pin")
    assert meaning.tool == "rolling pin"
    assert meaning.food is None
    assert sense("a thermometer").tool == ""


def test_mixtures_are_words_of_their_own() -> None:
    for phrase, sort in (("the batter", "batter"), ("dry ingredients", "dry"), ("the rest", "rest")):
        meaning = sense(phrase)
        assert meaning.mixture is not None
        assert meaning.mixture.sort == sort


@pytest.mark.parametrize(
    ("name", "unit", "note", "look"),
    [
        ("zorbal powder", "", "", "spice"),
        ("zorbal", "teaspoon", "", "spice"),
        ("zorbal", "litre", "", "milk"),
        ("zorbal", "g", "", "flour"),
        ("zorbal", "bunch", "", "herbs"),
        ("zorbal nuts", "g", "", "nuts"),
    ],
)
def test_an_unknown_food_is_guessed_from_its_words_and_its_unit(
    name: str, unit: str, note: str, look: str
) -> None:
    word = guess(name, unit, note)
    assert word is not None
    assert word.look == look
    assert word.form in kitchen().foods[look].forms


def test_what_neither_its_name_nor_a_unit_tells_is_not_guessed() -> None:
    assert guess("zorbal") is None
    assert guess("inner tube", "piece") is None


@pytest.mark.parametrize(
    ("token", "verb", "inflection"),
    [("chopping", "chop", "ing"), ("fried", "fry", "ed"), ("whisks", "whisk", "s"), ("beaten", "beat", "ed")],
)
def test_verbs_are_known_in_every_form(token: str, verb: str, inflection: str) -> None:
    hit = verb_at([token], 0)
    assert hit is not None
    assert (hit[0].name, hit[2]) == (verb, inflection)


def test_the_longest_verb_wins() -> None:
    hit = verb_at(["roll", "out", "the", "dough"], 0)
    assert hit is not None
    assert hit[0].name == "roll out"
    assert hit[1] == 2
    assert verb_at(["saucepan"], 0) is None


def test_doneness_is_read_from_any_text() -> None:
    assert doneness_of("until golden brown and crunchy") == "golden"
    assert doneness_of("until charred") == "charred"
    assert doneness_of("for ten minutes") == "raw"


def test_one_of_two_alternatives_is_taken() -> None:
    assert alternative("chicken", "beef broth") == "beef broth"
    assert alternative("rice", "naan") == "rice"
