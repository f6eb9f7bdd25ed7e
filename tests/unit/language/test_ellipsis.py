"""Sentences without a verb, and turns of phrase, as the orders they mean."""

import pytest

from comenius.language.clauses import clauses
from comenius.language.ellipsis import completed
from comenius.language.idioms import said_plainly


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("rice into bowls , an egg on each", "put rice into bowls , put an egg on each"),
        ("in goes the cabbage", "add the cabbage"),
        ("out come the potatoes", "take out the potatoes"),
        ("two buns , lettuce and a slice of cheese", "add two buns , lettuce and a slice of cheese"),
        ("dill to finish", "garnish with dill"),
        (
            "yolks in a small bowl , whites in a large one",
            "put yolks in a small bowl , put whites in another bowl",
        ),
    ],
)
def test_a_sentence_without_a_verb_is_the_order_it_means(said: str, meant: str) -> None:
    assert completed(said.split()) == meant.split()


@pytest.mark.parametrize(
    "said", ["the cake is better tomorrow", "a lovely soup", "leftovers keep well", "my own rice"]
)
def test_a_sentence_that_tells_something_orders_nothing(said: str) -> None:
    assert completed(said.split()) is None


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("Lay the fillets skin-side down in the pan.", "Lay the fillets in the pan."),
        ("Lower in the doughnuts, three at a time, and fry.", "Lower in the doughnuts, and fry."),
        ("Spread it thinly, taking care not to tear the crust.", "Spread it thinly."),
        ("Cut up the chicken.", "Cut up the chicken."),
        ("Simmer the beans and the ham you saved.", "Simmer the beans and the ham."),
        ("Oven to 200 degrees.", "preheat the Oven to 200 degrees."),
    ],
)
def test_turns_of_phrase_are_said_plainly(said: str, plainly: str) -> None:
    assert said_plainly(said) == plainly


def test_a_comma_between_adjectives_parts_nothing() -> None:
    (clause,) = clauses("Put the fish in a cold, dry frying pan.")
    assert (clause.verb, clause.place) == ("put", "a cold dry frying pan")


def test_a_state_after_until_is_no_order() -> None:
    (clause,) = clauses("Fry the pork until brown and crisp.")
    assert clause.result == "brown and crisp"
