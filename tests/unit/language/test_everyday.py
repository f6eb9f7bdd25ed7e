"""Everyday recipes from start to plate: what their dishes are called, and what a picture of each step is about."""

from small_recipes import about, plan

from comenius.language.tracker import Tracked


def form(one: Tracked) -> str:
    return one.contents.shot.foods[0].form


def names(one: Tracked) -> set[str]:
    return {food.name for food in one.contents.shot.foods}


def test_batter_in_a_tin_bakes_to_what_the_title_calls_it() -> None:
    *_, baked, cooled = plan(
        "Whisk the flour, sugar, eggs and milk to a batter.",
        "Divide the batter among the muffin cups.",
        "Bake until golden.",
        "Cool in the tin, then turn out onto a rack.",
        title="Apple Muffins",
    )
    assert (about(baked), about(cooled)) == ("muffin", "muffin")


def test_what_gives_taste_only_is_not_the_subject_of_a_pan_of_onions() -> None:
    *_, spiced = plan("Fry the onions in the oil.", "Add the garlic and ginger and fry for a minute.")
    assert about(spiced) == "onion"


def test_a_drink_is_the_subject_of_the_glass_and_its_ice_is_not() -> None:
    *_, blended, poured = plan(
        "Put the mango and yogurt in a blender.",
        "Blend until smooth.",
        "Put the ice cubes in glasses, pour over the smoothie and sprinkle with almonds.",
        title="Mango Smoothie",
    )
    assert about(poured) == "smoothie"
    assert names(poured) >= {"smoothie", "ice cube", "almond"}
    assert form(blended) == "liquid"


def test_soup_that_is_ladled_out_is_soup_wherever_the_title_says_so() -> None:
    *_, served = plan(
        "Fry the leeks and carrots in a pot.",
        "Pour in the broth and simmer.",
        "Stir in the pasta and cook until tender.",
        "Ladle into bowls and top with parmesan.",
        title="Minestrone of the house",
    )
    assert about(served) == "minestrone"


def test_a_rind_that_is_thrown_away_takes_nothing_with_it() -> None:
    _, wilted = plan(
        "Simmer the beans and pasta in the broth.",
        "Fish out the stalk and throw it away. Add the spinach and stir.",
    )
    assert about(wilted) == "spinach"


def test_what_fills_a_pastry_case_is_seen_and_what_covers_it_hides_the_filling() -> None:
    *_, filled, baked = plan(
        "Roll out the pastry and use it to line a tart tin.",
        "Scatter the ham over the pastry case and pour over the beaten eggs.",
        "Bake until set.",
        title="Ham Quiche",
    )
    assert about(filled) in ("ham", "egg")
    assert about(baked) == "quiche"
    *_, covered = plan(
        "Fry the chicken and leeks in a pan and tip into a pie dish.",
        "Roll out the pastry and lay it over the filling.",
    )
    assert about(covered) == "pastry"


def test_batter_poured_round_sausages_bakes_solid_and_is_what_the_title_means() -> None:
    mixed, _, poured, baked, gravy, served = plan(
        "Make the batter: whisk the flour, eggs and milk in a bowl.",
        "Roast the sausages in a roasting tin.",
        "Pour the batter over the sausages.",
        "Return to the oven until risen and golden.",
        "For the gravy, fry the onion in a pan. Stir in the flour and stock and simmer.",
        "Cut the toad into wedges and serve with the gravy.",
        title="Toad in the Hole",
    )
    assert about(mixed) == "batter"
    assert poured.origins[0].step == 0
    assert (about(baked), form(baked), about(gravy)) == ("batter", "whole", "gravy")
    assert about(served) in ("sausage", "batter")


def test_fruit_is_spooned_over_the_toast_on_the_plate() -> None:
    *_, kept, served = plan(
        "Slice the strawberries.",
        "Dip the bread in the beaten egg.",
        "Fry the bread in butter.",
        "Keep the toasts warm in the oven while you cook the rest.",
        "Stack on plates and spoon over the strawberries.",
    )
    assert not kept.drawn
    assert (about(served), served.shot.vessel) == ("bread", "plate")


def test_tips_and_leftovers_are_not_drawn() -> None:
    _, tip, left = plan(
        "Stir the sauce into the pasta.",
        "Tip: add a little milk when it is too thick.",
        "Leftovers keep in the fridge for a day. Thin the sauce with milk.",
    )
    assert not tip.drawn
    assert not left.drawn


def test_adverbs_begin_an_order_and_leaves_are_of_their_herb() -> None:
    cut, picked = plan(
        "Chop the tomatoes into chunks, and thinly slice the radishes.",
        "Put the lettuce in a bowl. Pick the leaves from the mint and chop them.",
    )
    assert names(cut) == {"tomato", "radish"}
    assert about(picked) == "mint"


def test_bread_spread_on_a_tray_toasts_there() -> None:
    (toasted,) = plan("Cut the pita into squares. Spread out on a baking sheet and toast until golden.")
    assert toasted.shot.vessel in ("baking tray", "oven")


def test_no_knife_is_seen_beside_a_blender() -> None:
    (blended,) = plan("Chop the tomatoes and blend until smooth.")
    assert (blended.shot.vessel, blended.tools, form(blended)) == ("blender", (), "liquid")


def test_everything_that_was_cut_goes_into_the_bowl() -> None:
    _, mixed, served = plan(
        "Slice the tomatoes and the cucumber.",
        "Slice the onion and put everything in a large bowl with the olives.",
        "Serve with crusty bread to mop up the juices.",
    )
    assert names(mixed) == {"tomato", "cucumber", "onion", "olive"}
    assert (about(served), names(served)) == ("tomato", {*names(mixed), "crusty bread"})


def test_beans_stirred_into_a_stew_are_part_of_it_and_bowls_that_were_filled_are_served() -> None:
    *_, stirred, served = plan(
        "Fry the onion and the carrots in a pot.",
        "Stir in the beans and simmer.",
        "Spoon into bowls, top with parsley and serve with crackers.",
    )
    assert next(food.form for food in stirred.contents.shot.foods if food.name == "bean") == "mixture"
    assert served.shot.vessel == "bowl"
