"""What a verb means when it is said of food."""

import pytest

from comenius.language.clauses import clauses
from comenius.language.roles import cooked


@pytest.mark.parametrize(
    ("said", "verb"),
    [
        ("Roll each ball in flour.", "coat"),
        ("Roll each ball into a rope.", "roll"),
        ("Toss in the cornflour.", "coat"),
        ("Toss in the olives.", "toss in"),
        ("Pack the rolls in a dish.", "place"),
        ("Mop with the sauce.", "brush"),
        ("Drape the pastry over the dish.", "place"),
        ("Gather it into a soft dough.", "bring together"),
        ("Push the potatoes through a ricer.", "mash"),
        ("Get the rice on.", "boil"),
        ("Put the potatoes on to boil.", "boil"),
        ("Pipe the filling into the cannelloni.", "fill"),
        ("Press together to seal.", "seal"),
        ("Fold in the sides.", "fold"),
        ("Fold in the cream.", "fold in"),
        ("Tuck the tomatoes around the fish.", "place"),
        ("Whisk the eggs and cream together.", "whisk together"),
    ],
)
def test_a_verb_is_read_as_a_cook_means_it(said: str, verb: str) -> None:
    assert cooked(clauses(said)[0]).verb == verb


def test_what_comes_after_a_particle_is_the_object() -> None:
    assert cooked(clauses("Tumble in the raspberries.")[0]).objects == ("the raspberries",)
    assert cooked(clauses("Pour on the custard.")[0]).objects == ("the custard",)


def test_the_jug_of_the_gravy_is_not_where_the_dish_is_served() -> None:
    assert cooked(clauses("Serve with the gravy in a jug.")[0]).place == ""
