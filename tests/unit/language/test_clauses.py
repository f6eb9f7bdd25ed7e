"""Instructions cut into actions."""

import pytest

from comenius.language.clauses import Clause, clauses


def shape(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(clause.verb, clause.objects) for clause in clauses(text) if clause.verb]


def one(text: str) -> Clause:
    (clause,) = clauses(text)
    return clause


def test_coordinated_orders_are_two_actions() -> None:
    assert shape("Dice the leeks and sauté them.") == [("dice", ("the leeks",)), ("saute", ("them",))]


def test_verbs_joined_by_and_share_their_objects() -> None:
    assert shape("Wash and quarter the radishes.") == [
        ("wash", ("the radishes",)),
        ("quarter", ("the radishes",)),
    ]


def test_a_list_of_objects_is_taken_apart() -> None:
    assert shape("Mix the rye flour, sugar and salt.") == [("mix", ("the rye flour", "sugar", "salt"))]


@pytest.mark.parametrize("text", ["Add salt and pepper to taste.", "Stir in milk, butter and flour."])
def test_nouns_that_look_like_verbs_stay_nouns(text: str) -> None:
    assert len(clauses(text)) == 1


def test_nouns_that_look_like_verbs_can_be_verbs() -> None:
    assert shape("Butter the tin and salt it.") == [("butter", ("the tin",)), ("salt", ("it",))]


def test_a_fronted_place_belongs_to_the_action() -> None:
    clause = one("In a wide bowl, beat the eggs.")
    assert clause.verb == "beat"
    assert clause.place == "a wide bowl"


def test_a_fronted_tool_belongs_to_the_action() -> None:
    assert one("Using a balloon whisk, beat the cream.").tool == "a balloon whisk"


def test_until_gives_the_result() -> None:
    clause = one("Fry the halloumi until golden on both sides")
    assert clause.result.startswith("golden")


def test_a_place_after_the_result_is_kept() -> None:
    assert one("Fry the leeks until soft, in a deep pot.").place == "a deep pot"


def test_conditions_are_told_from_orders() -> None:
    first, second = clauses("Once the milk bubbles, lower the heat and whisk in the polenta.")
    assert first.condition.startswith("once the milk")
    assert second.verb == "whisk in"
    assert shape("While the rice cooks, slice the mango.") == [("slice", ("the mango",))]
    assert shape("When the peas are tender take a sieve and drain the peas.")[-1] == ("drain", ("the peas",))


def test_a_gerund_says_how_an_action_is_done() -> None:
    cook, stir = clauses("Cook for 5 minutes, stirring all the time.")
    assert (cook.verb, cook.manner) == ("cook", False)
    assert (stir.verb, stir.manner) == ("stir", True)


def test_baking_powder_is_no_baking() -> None:
    assert shape("Add flour, baking powder and salt.") == [("add", ("flour", "baking powder", "salt"))]


def test_verb_and_particle_find_each_other() -> None:
    assert shape("Set the plums aside.") == [("set aside", ("the plums",))]


def test_a_causative_gives_way_to_its_verb() -> None:
    assert shape("Let the broth simmer for an hour.") == [("simmer", ("the broth",))]
    assert shape("Keep stirring until thick.") == [("stir", ())]


def test_put_in_the_oven_is_a_place_but_stir_in_the_oats_an_object() -> None:
    assert one("Put in the oven.").place == "the oven"
    assert one("Stir in the oats.").objects == ("the oats",)


def test_forbidden_and_optional_actions_are_marked() -> None:
    assert one("Do not stir the caramel.").negated
    assert one("You can sprinkle sugar over the buns.").optional


@pytest.mark.parametrize(
    "text",
    [
        "Peeling the pears and putting them into a pot.",
        "Next, the cook peels the pears and puts them into a pot.",
        "She starts by peeling the pears and putting them into a pot.",
    ],
)
def test_narrated_actions_are_read_like_orders(text: str) -> None:
    assert shape(text) == [("peel", ("the pears",)), ("put", ("them",))]


def test_passive_actions_are_read_like_orders() -> None:
    clause = one("The pears are being cut into cubes on a board.")
    assert (clause.verb, clause.objects, clause.place) == ("cut", ("the pears",), "a board")


def test_statements_are_no_actions() -> None:
    assert one("The surface looks dull now.").verb == ""


def test_a_purpose_is_not_part_of_the_action() -> None:
    clause = one("Keep some dill to garnish the soup later")
    assert clause.objects == ("some dill",)
    assert clause.phrases == ()


def test_asides_and_measures_do_not_break_sentences() -> None:
    assert shape("Pour in 1.5 l (about 3 pt.) of stock. Boil.") == [
        ("pour in", ("1.5 l of stock",)),
        ("boil", ()),
    ]


@pytest.mark.parametrize(
    "text", ["", "   ", "....", "12", "\n\n", "(", ":::", "and and and", "until", "😀 🍲"]
)
def test_any_text_can_be_read(text: str) -> None:
    assert all(isinstance(clause, Clause) for clause in clauses(text))
