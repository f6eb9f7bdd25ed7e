"""Ways of saying things that are easily misread, and what the picture must show all the same."""

import pytest
from small_recipes import looks, shots

from comenius.language.clauses import clauses
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import describe


def test_a_particle_finds_its_verb_behind_the_object() -> None:
    verbs = [clause.verb for clause in clauses("Roll the balls out into discs. Turn the oven on.")]
    assert verbs == ["roll out", "turn on"]


def test_turning_the_oven_on_turns_nothing_over() -> None:
    assert shots("Melt the butter in a pan.", "Turn on the oven.")[1].tool == ""


def test_dough_is_rolled_into_balls_by_hand_and_flat_with_the_pin() -> None:
    ball, flat = shots(
        "Halve the dough and roll both parts into balls.", "Roll the balls out with a rolling pin."
    )
    assert (ball.foods[0].form, ball.tool, ball.hand) == ("ball", "", True)
    assert (flat.foods[0].form, flat.tool) == ("flat", "rolling pin")


def test_a_twist_of_dough_is_not_stuffed() -> None:
    assert shots("Roll out the dough.", "Twist the dough.")[1].foods[0].form == "flat"


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("Fry a flatbread in a pan.", "spatula"),
        ("Fry the burgers in a pan.", "spatula"),
        ("Fry the mushrooms in a pan.", "wooden spoon"),
        ("Fry the burgers in a pan with tongs.", "tongs"),
    ],
)
def test_what_is_turned_piece_by_piece_is_fried_with_a_spatula(text: str, tool: str) -> None:
    assert shots(text)[0].tool == tool


@pytest.mark.parametrize(
    ("phrase", "name"), [("no-knead bread dough", "bread dough"), ("non-alcoholic beer", "beer")]
)
def test_a_name_never_keeps_what_it_denies(phrase: str, name: str) -> None:
    assert sense(phrase).name == name


def test_one_of_two_verbs_is_carried_out() -> None:
    found = clauses("Brush or drizzle the buns with milk.")
    assert [(clause.verb, clause.objects) for clause in found] == [("brush", ("the buns",))]


def test_a_tool_that_is_set_to_a_width_hides_no_cut() -> None:
    (shot,) = shots("Using a mandolin set on 3 mm, or a knife, cut the beets into thin slices.")
    assert (looks(shot), shot.foods[0].form, shot.tool) == (["beet"], "sliced", "knife")


def test_a_tool_used_to_do_something_hides_nothing() -> None:
    assert [clause.verb for clause in clauses("Using a bread knife to slice the bun in half.")] == ["slice"]


def test_patties_are_formed_of_any_mixture() -> None:
    shot = shots("Mix the mashed beans and oats in a bowl.", "Shape the mixture into patties.")[1]
    assert looks(shot) == ["meatball"]


def test_draining_the_fat_leaves_the_meat_in_sight() -> None:
    shot = shots("Brown the mince in a pan, then drain the excess fat.")[0]
    assert (looks(shot), shot.vessel) == (["ground meat"], "pan")


def test_a_count_inside_a_list_does_not_end_the_list() -> None:
    (found,) = clauses("Add the ham folded in 3, grated gouda, mustard.")
    assert found.objects == ("the ham folded", "grated gouda", "mustard")


def test_taking_the_top_off_leaves_the_rest_whole() -> None:
    assert shots("Slice the top off the peppers.")[0].foods[0].form == "whole"


def test_the_stuffed_thing_is_seen_with_its_filling_on_top() -> None:
    shot = shots("Fry the mince and rice in a pan.", "Fill the peppers with the mixture.")[1]
    assert shot.foods[0].look == "red pepper"
    assert (len(shot.foods), shot.foods[0].topped) == (1, ("ground meat", "rice"))


def test_a_sandwich_lies_on_a_plate_and_is_no_mixture() -> None:
    shot = shots("Spread four slices of bread on the counter, add mustard, ham and grated gouda.")[0]
    assert (set(looks(shot)), shot.vessel) == ({"bread"}, "plate")
    assert shot.foods[0].topped == ("ham", "cheese")
    assert {food.form for food in shot.foods}.isdisjoint({"mixture"})


def test_egg_is_brushed_onto_what_lies_there() -> None:
    shot = shots("Whisk an egg in a bowl.", "Lay out the pastry and brush the beaten egg over.")[1]
    assert (looks(shot)[0], shot.vessel) == ("dough", "table")


def test_tomato_paste_that_simmers_is_called_after_the_dish() -> None:
    steps = ("Fry the onion in a pot.", "Add the tomato paste and water and bring to a boil.")
    assert "soup" in describe(shots(*steps, title="Tomato soup")[1])
    assert "tomato paste" not in describe(shots(*steps)[1])


def test_what_is_pressed_through_a_sieve_comes_out_smooth() -> None:
    shot = shots("Simmer the tomatoes in a pot.", "Press them through a sieve.")[1]
    assert (looks(shot), shot.foods[0].form, shot.tool) == (["tomato sauce"], "liquid", "sieve")


def test_nobody_fries_the_oil_alone() -> None:
    assert looks(shots("Shape the patties.", "Heat the oil in a pan.", "Fry for five minutes.")[2]) == [
        "meatball"
    ]
    assert looks(shots("Shape the patties.", "Heat the oil in a pan and fry them.")[1]) == ["meatball"]


def test_what_is_deep_fried_swims() -> None:
    shot = shots("Heat oil in a pot.", "Add the sliced potatoes to the hot oil.")[1]
    assert set(looks(shot)) == {"oil", "potato"}
    assert "oil" not in looks(shots("Heat oil in a pan.", "Add the onion to the hot oil.")[1])


def test_it_means_what_was_forbidden_last() -> None:
    shot = shots(
        "Fry the chips in oil in a pan.", "Remove the chips.", "Don't throw away the oil! Pour it into a jar."
    )
    assert looks(shot[2]) == ["oil"]


def test_everything_comes_together_from_all_the_bowls() -> None:
    steps = (
        "Whisk the soy sauce and honey in a bowl.",
        "Brown the beef in a wok.",
        "Mix everything in the wok.",
    )
    assert set(looks(shots(*steps)[2])) == {"soy sauce", "beef"}


def test_people_call_a_saucepan_a_pan() -> None:
    assert shots("Boil the plums in a saucepan.", "Mash the contents of the pan.")[1].vessel == "pot"


def test_yogurt_and_egg_thicken_a_soup_and_make_no_batter() -> None:
    steps = (
        "Boil rice in a pot of water.",
        "Mix yogurt, egg and flour in a bowl.",
        "Stir the yogurt mixture into the soup.",
    )
    bowl, pot = shots(*steps, title="Yogurt soup")[1:]
    assert looks(bowl) == ["cream"]
    assert set(looks(pot)) == {"cream", "rice"}


def test_salt_and_sugar_vanish_in_what_cooks() -> None:
    assert looks(shots("Fry the potatoes in a pan and add some salt.")[0]) == ["potato"]
    assert looks(shots("Boil the tomato sauce with vinegar and sugar in a pot.")[0]) == ["tomato sauce"]


def test_small_things_are_many() -> None:
    assert "macadamia nuts" in describe(shots("Put the macadamia nuts in a bowl.")[0])
