"""What cooks leave unsaid: which pot is meant, what hides what, what is only a tip."""

from small_recipes import about, plan

from comenius.language.clauses import clauses
from comenius.language.roles import cooked
from comenius.language.tracker import Tracked


def form(one: Tracked) -> str:
    return one.contents.shot.foods[0].form


def names(one: Tracked) -> set[str]:
    return {food.name for food in one.contents.shot.foods}


def test_the_side_of_a_knife_is_the_tool_and_what_it_mashes_the_object() -> None:
    (mash,) = clauses("Use the side of the knife blade to mash into a paste.")
    assert (mash.verb, mash.tool) == ("mash", "the knife blade")
    (toss,) = clauses("Use your hands to toss the lettuce and croutons with the dressing.")
    assert (toss.objects, toss.tool) == (("the lettuce", "croutons"), "your hands")


def test_together_may_stand_before_what_is_chopped() -> None:
    assert clauses("Chop together the anchovies and garlic.")[0].objects == ("the anchovies", "garlic")


def test_a_colon_after_an_order_ends_no_heading() -> None:
    first, second = clauses("Cook the flatbreads: 2 minutes on the first side until it is charred in spots.")
    assert (first.verb, first.objects, second.verb) == ("cook", ("the flatbreads",), "cook")


def test_what_is_left_to_taste_changes_no_picture() -> None:
    (strained,) = clauses("Strain if you like.")
    assert strained.optional
    _, blended = plan(
        "Simmer the tomatoes.", "Tip into a blender and puree until smooth. Strain if you like."
    )
    assert blended.shot.vessel == "blender"


def test_meat_is_pulled_off_its_bones_and_bread_drawn_through_hot_oil() -> None:
    pulled, drawn = clauses("Pull the meat off the bones with two forks. Pass the tortillas through the oil.")
    assert (cooked(pulled).verb, cooked(drawn).verb) == ("shred", "fry")


def test_a_dutch_oven_is_a_pot() -> None:
    (browned,) = plan("Heat the oil in a Dutch oven and brown the chicken.")
    assert browned.shot.vessel == "pot"


def test_what_was_whisked_in_a_bowl_goes_into_the_pot_and_meat_back_into_the_stew() -> None:
    *_, stirred, back = plan(
        "Brown the chicken in a pan. Transfer to a plate.",
        "Fry the onions in a pot. Add the tomatoes and stock and simmer.",
        "Whisk the peanut butter with a ladle of stock in a bowl, then stir into the pot.",
        "Put the chicken back in, along with the sweet potatoes. Cover and simmer.",
        title="Peanut Stew",
    )
    assert stirred.shot.vessel == back.shot.vessel == "pot"
    assert names(back) >= {"chicken", "sweet potato"}


def test_potatoes_boil_in_water_of_their_own_beside_a_stew() -> None:
    stew, boiled = plan(
        "Fry the mince in a pot. Pour in the stock and simmer.",
        "Meanwhile, boil the potatoes in salted water.",
    )
    assert "mince" not in names(boiled)
    assert stew.standing != boiled.standing


def test_mash_and_crumble_hide_what_they_lie_on() -> None:
    *_, topped, baked = plan(
        "Fry the mince in a pan.",
        "Mash the potatoes.",
        "Spoon the mince into an ovenproof dish. Top with the mash and sprinkle on the cheese.",
        "Bake until golden.",
    )
    assert about(topped) == about(baked) == "potato"
    assert form(baked) == "mashed"
    *_, strewn, crisp, served = plan(
        "Put the sliced apples in a baking dish.",
        "Rub the butter into the flour in a bowl.",
        "Scatter the crumble over the apples.",
        "Bake until crisp.",
        "Leave for a minute, then serve with custard.",
        title="Apple Crumble",
    )
    assert [about(one) for one in (strewn, crisp, served)] == ["crumble"] * 3


def test_a_cup_that_measures_is_no_glass_to_drink_from() -> None:
    _, served = plan("Simmer 1 cup of cream with the stock.", "Serve the sauce.")
    assert served.shot.vessel != "glass"


def test_tomato_paste_is_not_what_a_pan_of_onions_is_about() -> None:
    (fried,) = plan(
        "Fry the onions. Add the tomato paste and stir.", foods=("2 onions", "2 tbsp tomato paste")
    )
    assert about(fried) == "onion"


def test_fish_that_is_looked_over_is_what_is_cut_then() -> None:
    _, cut = plan(
        "Boil the potatoes.",
        "Meanwhile, check the salmon for bones and cut it into cubes.",
        foods=("potatoes", "500 g salmon fillet"),
    )
    assert about(cut) == "salmon fillet"


def test_butter_melted_with_garlic_stays_in_its_pan() -> None:
    set_aside, _ = plan(
        "Melt the butter in a small pan with the garlic. Set aside.",
        "Knock back the dough and roll it out.",
    )
    assert (set_aside.shot.vessel, about(set_aside)) == ("pan", "melted butter")
