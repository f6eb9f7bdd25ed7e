"""What a plan says where a kind of dish is made: breads, white sauces, minced meat, dumplings, breaded cutlets."""

import pytest
from small_recipes import about, plan

from comenius.language.tracker import Tracked


def form(one: Tracked) -> str:
    return one.contents.shot.foods[0].form


def test_mince_is_in_pieces_and_a_meatball_is_whole() -> None:
    mixed, shaped = plan("Mix the minced pork with the egg.", "Shape into meatballs.")
    assert (form(mixed), form(shaped)) == ("mixture", "ball")
    assert form(plan("Brown the minced pork in a pan.")[0]) == "chopped"


def test_dough_takes_up_what_was_added_to_it() -> None:
    *_, tray = plan(
        "Mix the flour and the yogurt to a dough.",
        "Add a splash of milk.",
        "Place the dough on a baking tray.",
        title="Flat loaf",
    )
    assert {food.name for food in tray.contents.shot.foods} == {"dough"}


def test_flour_in_melted_butter_is_a_roux_and_with_milk_a_sauce() -> None:
    roux, sauce, rich = plan(
        "Melt the butter in a pot, add the flour and stir for a minute.",
        "Pour in the milk while whisking.",
        "Take off the heat and beat in an egg yolk.",
    )
    assert (about(roux), form(roux)) == ("roux", "liquid")
    assert about(sauce) in ("milk", "sauce")
    assert [food.form for food in rich.shot.foods] == ["liquid"]


def test_dried_peas_are_no_vegetables_to_soften() -> None:
    *_, soft = plan(
        "Rinse the green split peas.", "Dice the leek.", "Soften the vegetables in a pot.", title="Potage"
    )
    assert about(soft) == "leek"


@pytest.mark.parametrize("verb", ["Butterfly", "Spatchcock"])
def test_a_bird_that_is_opened_stays_whole(verb: str) -> None:
    assert form(plan(f"{verb} the chicken.")[0]) == "whole"


def test_the_meat_sauce_is_not_the_white_one_beside_it() -> None:
    *_, covered = plan(
        "Fry the veal with the tomatoes in a pan.",
        "Melt the butter in a pot, stir in the flour and whisk in the milk.",
        "Lay the sliced courgettes in a baking dish and cover with the meat sauce.",
    )
    assert "veal" in {food.name for food in covered.contents.shot.foods}


def test_what_is_browned_and_set_aside_leaves_its_pan_when_that_is_used_again() -> None:
    plate, pan = plan("Brown the pork in a pan, then set aside.", "Fry the leeks in the same pan.")
    assert (plate.shot.vessel, about(plate)) == ("plate", "pork")
    assert "pork" not in {food.name for food in pan.contents.shot.foods}


def test_work_goes_back_to_the_pot_that_waits_while_rice_cooks() -> None:
    *_, added = plan(
        "Simmer the lamb and the tomatoes in a pot.",
        "Meanwhile, cook the rice.",
        "Drain the beans and add them.",
        title="Lamb pot",
    )
    assert "lamb" in {food.name for food in added.contents.shot.foods}


def test_what_is_spooned_over_rice_is_served() -> None:
    *_, served = plan("Cook the rice.", "Stew the lamb in another pot.", "Spoon over the rice.")
    assert served.shot.vessel == "plate"


def test_the_rest_is_what_was_not_kept_back() -> None:
    *_, blended = plan(
        "Boil the beans.",
        "Drain the beans and keep a few for later.",
        "Put the rest in a blender and blend.",
        foods=("200 g beans", "1 lemon", "2 cloves garlic"),
    )
    assert about(blended).startswith("bean")


def test_a_crust_is_fried_on_the_meat_it_covers() -> None:
    *_, fried = plan(
        "Put flour, beaten egg and breadcrumbs on plates.",
        "Dip the pork in the flour, the egg and the breadcrumbs.",
        "Fry the pork in hot oil.",
    )
    assert form(fried) == "whole"
    assert {food.look for food in fried.contents.shot.foods} <= {"pork", "oil"}


def test_circles_of_dough_become_what_the_title_calls_them() -> None:
    *_, closed, boiled = plan(
        "Mix the flour and water to a dough and roll it out.",
        "Cut out circles with a glass.",
        "Put some cheese in the middle of each circle, fold in half and pinch the edges.",
        "Boil the ravioli in salted water.",
        title="Ravioli",
    )
    assert (form(closed), about(boiled), form(boiled)) == ("parcel", "ravioli", "parcel")


def test_a_soup_is_served_as_the_soup() -> None:
    *_, served = plan(
        "Simmer the carrots and the leeks in the broth.", "Serve with bread.", title="Leek soup"
    )
    assert about(served) == "soup"


def test_when_the_pasta_is_done_it_is_lifted_out() -> None:
    *_, tossed = plan(
        "Cook the linguine.",
        "Fry the pancetta in a pan.",
        "When the pasta is done, lift it into the pan with tongs.",
    )
    assert about(tossed) == "linguine"


def test_a_mixture_that_is_fried_in_pieces_is_what_the_title_says() -> None:
    _, dropped, fried = plan(
        "Mix the grated carrots with the egg, the flour and the sliced leek.",
        "Drop spoonfuls into a hot pan and flatten them a bit.",
        "Fry until golden, turning once.",
        title="Carrot fritters",
    )
    assert dropped.tools == ("spatula",)
    assert about(fried) == "fritter"


def test_a_dip_is_called_by_its_name() -> None:
    *_, served = plan(
        "Dice the radish.", "Mash the avocados in a bowl.", "Mix in the radish.", title="Guacamole"
    )
    assert about(served) == "guacamole"


def test_what_a_dough_is_made_of_is_flour_before_egg() -> None:
    (mixed,) = plan("Put the flour in a bowl, pour in the milk and add the egg.", title="Buns")
    assert about(mixed) == "flour"


def test_the_rest_is_what_lies_cut_on_the_board() -> None:
    *_, mixed = plan("Chop the leek and the dill.", "Mash the potatoes in a bowl.", "Add the rest and mix.")
    assert {"leek", "dill"} <= {food.name for food in mixed.contents.shot.foods}


def test_water_squeezed_out_shows_what_it_came_from() -> None:
    _, pressed = plan("Grate the cucumber.", "Squeeze out the water with your hands.")
    assert (about(pressed), pressed.tools, pressed.drawn) == ("cucumber", (), True)


def test_crumble_ends_a_sentence_as_work_and_not_as_a_pudding() -> None:
    (broken,) = plan("Fry the pancetta, let it cool and crumble.")
    assert {food.look for food in broken.shot.foods} == {"bacon"}


def test_what_goes_into_a_pan_that_cooks_comes_from_its_last_picture() -> None:
    *_, poured = plan("Fry the leeks in a pan.", "Pour in the cream.")
    assert poured.origins[0].step == 0
