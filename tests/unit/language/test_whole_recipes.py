"""Recipes of kinds that no other test has: pickles, choux, roasts with gravy, cold soups, noodles from a wok."""

from small_recipes import about, plan

from comenius.language.tracker import Tracked


def form(one: Tracked) -> str:
    return one.contents.shot.foods[0].form


def names(one: Tracked) -> set[str]:
    return {food.name for food in one.contents.shot.foods}


def test_onions_are_packed_into_a_jar_and_brine_goes_over_them() -> None:
    packed, brine, poured = plan(
        "Slice the red onions thinly. Pack into a clean jar.",
        "Warm the vinegar, water and sugar in a saucepan until dissolved.",
        "Pour the hot liquid over the onions, seal and refrigerate.",
    )
    assert packed.shot.vessel == "jar"
    assert about(brine) == "vinegar"
    assert (about(poured), form(poured)) == ("red onion", "sliced")


def test_choux_is_a_paste_that_bakes_to_buns() -> None:
    beaten, piped, filled = plan(
        "Heat the butter and water in a saucepan. Tip in the flour and beat until it leaves the sides clean.",
        "Spoon walnut-sized blobs onto a baking sheet. Bake until puffed and golden.",
        "Whip the cream. Pipe it into the buns.",
        title="Profiteroles",
    )
    assert about(beaten) == "dough"
    assert (about(piped), form(piped)) == ("profiterole", "whole")
    assert form(filled) == "whole"


def test_a_cold_soup_is_called_soup_in_its_bowls() -> None:
    *_, served = plan(
        "Put the tomatoes, cucumber and bread in a blender with the oil and vinegar. Blend until smooth.",
        "Pour into cold bowls and serve with diced cucumber.",
        title="Gazpacho",
    )
    assert (about(served), form(served)) == ("gazpacho", "liquid")


def test_eggs_are_scrambled_beside_what_was_pushed_away() -> None:
    _, scrambled = plan(
        "Fry the tofu and prawns in a wok.", "Push everything to one side, crack in the eggs and scramble."
    )
    assert about(scrambled) == "egg"


def test_gravy_is_made_of_the_juices_and_a_lemon_put_into_the_bird() -> None:
    stuffed, _, gravy = plan(
        "Take the chicken out of the fridge. Halve the lemon and put it in the cavity.",
        "Roast the chicken in a roasting tin. Lift onto a board.",
        "Stir the flour into the juices, then gradually add the stock. Bubble for 5 minutes.",
        title="Roast Chicken",
        foods=("1 whole chicken", "1 lemon", "1 tbsp flour", "300 ml stock"),
    )
    assert about(stuffed) == "chicken"
    assert about(gravy) == "gravy"


def test_cakes_of_crab_are_called_so_and_dressing_does_not_stay_on_a_board() -> None:
    *_, formed = plan(
        "Whisk the egg and mayonnaise in a bowl. Fold in the crab and crumbs.",
        "Form into 8 cakes.",
        title="Crab Cakes",
        foods=("500 g crab meat", "1 egg", "50 g mayonnaise", "100 g crumbs"),
    )
    assert (about(formed), form(formed)) == ("crab cake", "ball")
    _, dressed = plan(
        "Boil the potatoes, drain and slice.",
        "Whisk the stock with the mustard. Pour over the potatoes and let it soak in for 30 minutes.",
    )
    assert (dressed.shot.vessel, about(dressed)) == ("bowl", "potato")


def test_fudge_that_has_set_in_its_tin_is_cut() -> None:
    *_, cut = plan(
        "Put the condensed milk, sugar and butter into a saucepan and melt over a low heat, stirring.",
        "Take off the heat and beat with a wooden spoon until very thick.",
        "Pour into the tin and leave to cool. Cut into squares.",
        title="Vanilla Fudge",
    )
    assert about(cut) == "vanilla fudge"
    assert form(cut) != "liquid"


def test_everything_is_all_that_was_cut_and_risotto_more_than_its_rice() -> None:
    *_, together = plan(
        "Cut the tomatoes into wedges and slice a cucumber. Slice a red onion into rings.",
        "Put everything in a shallow bowl with a handful of olives.",
    )
    assert about(together) == "tomato"
    *_, served = plan(
        "Soften the onion in a pan. Add the rice and stir.",
        "Add the stock and simmer. Stir in the mushrooms.",
        "Serve in warm bowls with cheese.",
        title="Mushroom Risotto",
        foods=("300 g risotto rice", "1 onion", "250 g mushrooms", "1 l stock", "cheese"),
    )
    assert about(served) == "risotto"
