"""What a plan shows where recipes leave much unsaid: drinks, rolls, tins, tools, what is poured over what."""

import pytest
from small_recipes import about, plan


def test_a_drink_is_about_its_spirit() -> None:
    poured, shaken = plan(
        "Pour the rum, lime juice and egg white into a shaker.", "Shake hard.", title="Flip"
    )
    assert (about(poured), poured.shot.vessel) == ("rum", "glass")
    assert (about(shaken), shaken.shot.vessel) == ("rum", "glass")


def test_what_is_rolled_in_a_sheet_is_one_thing_from_then_on() -> None:
    laid, rolled, cut = plan(
        "Lay a sheet of nori on a bamboo mat and spread the rice over it.",
        "Place strips of carrot along the edge and roll up tightly.",
        "Slice the roll.",
        title="Carrot rolls",
    )
    assert laid.shot.vessel == rolled.shot.vessel == "table"
    assert about(rolled) == "roll"
    assert cut.links[0].step == 1


def test_a_little_filling_in_a_wrapper_makes_a_dumpling_and_leaves_the_rest() -> None:
    filled, fried = plan(
        "Mix the minced pork with the leek in a bowl. Put a teaspoon of the mixture on a wrapper and fold over.",
        "Fry the dumplings, flat side down.",
        title="Pork dumplings",
        foods=("200 g minced pork", "1 leek", "20 wrappers"),
    )
    assert (about(filled), filled.shot.foods[0].form) == ("dumpling", "parcel")
    assert (about(fried), fried.shot.vessel) == ("dumpling", "pan")


def test_a_dressing_shaken_in_a_jar_is_poured_over_the_salad() -> None:
    shaken, dressed = plan(
        "Slice the cucumber into a bowl. Shake the oil, vinegar and mustard in a jar.",
        "Pour the dressing over and toss.",
        foods=("1 cucumber", "2 tbsp oil", "1 tbsp vinegar", "1 tsp mustard"),
    )
    assert (shaken.shot.vessel, dressed.shot.vessel, about(dressed)) == ("jar", "bowl", "cucumber")


@pytest.mark.parametrize(
    ("text", "vessel"),
    [
        ("Fry the eggs in a pan and serve straight from the pan.", "pan"),
        ("Brown the beef in a large casserole.", "pot"),
        ("Boil the potatoes in a large pan.", "pot"),
        ("Mix the flour and eggs to a batter and pour it into a muffin tin.", "cake tin"),
        ("Wash the leeks in a sieve. Heat the oil in a saucepan and fry the leeks.", "pot"),
    ],
)
def test_things_stand_where_the_words_put_them(text: str, vessel: str) -> None:
    assert plan(text)[0].shot.vessel == vessel


def test_oil_that_only_heats_is_not_the_picture() -> None:
    assert about(plan("Cut the cod into strips. Heat the oil in a pot.")[0]) == "cod"


def test_a_pressed_out_liquid_leaves_the_food() -> None:
    assert about(plan("Shred the cabbage and squeeze out the water.")[0]) == "cabbage"


def test_dough_in_cling_film_is_no_parcel() -> None:
    made, chilled = plan("Knead the dough into a ball.", "Wrap and chill for an hour.")
    assert (made.shot.foods[0].form, chilled.shot.foods[0].form) == ("ball", "ball")


def test_what_is_done_while_the_oven_works_is_shown() -> None:
    shown = plan("Roast the carrots for ten minutes while you slice the fennel.")[0]
    assert (about(shown), shown.shot.vessel) == ("fennel", "cutting board")


def test_a_sample_on_a_saucer_leaves_the_pot_in_work() -> None:
    _, tried, skimmed = plan(
        "Boil the plums and sugar in a pot.",
        "Drop a teaspoon of the jam onto a cold saucer.",
        "Skim off the foam.",
        title="Plum jam",
    )
    assert (tried.shot.vessel, skimmed.shot.vessel) == ("plate", "pot")


def test_eating_advice_orders_nothing() -> None:
    assert (
        plan("Stir the chives into the quark in a bowl. You'll want to eat it with a spoon.")[0].shot.vessel
        == "bowl"
    )


def test_vegetables_are_those_that_no_later_step_names() -> None:
    softened = plan(
        "Dice the onion and carrot.",
        "Soften the vegetables in a pot.",
        "Add the spinach.",
        foods=("1 onion", "1 carrot", "200 g spinach"),
    )[1]
    assert "spinach" not in {food.name for food in softened.contents.shot.foods}


def test_the_other_half_of_a_dough_covers_the_filling() -> None:
    *_, covered, baked = plan(
        "Rub the butter into the flour, add water and bring together to a dough.",
        "Roll out half of the pastry and line a pie dish with it.",
        "Pile in the sliced pears.",
        "Roll out the remaining pastry and lay it over the pears. Crimp the edges.",
        "Bake until golden.",
        title="Pear pie",
    )
    assert covered.shot.vessel == "baking dish"
    assert (about(baked), baked.shot.vessel) == ("pie", "oven")


def test_water_is_squeezed_out_of_what_stays() -> None:
    assert about(plan("Squeeze the water out of the chard and mix it with the ricotta.")[0]) == "chard"


def test_soup_that_is_in_its_bowl_stays_there_beside_the_bread() -> None:
    served = plan("Simmer the peas in the stock.", "Ladle into bowls and serve with toasted sourdough.")[1]
    assert (served.shot.vessel, about(served)) == ("bowl", "pea")


def test_them_means_all_that_was_cut_in_the_step() -> None:
    spread = plan("Halve the figs. Cut the fennel into wedges. Spread them out on a baking tray.")[0]
    assert {"fig", "fennel"} <= {food.name for food in spread.contents.shot.foods}


def test_buns_are_filled_on_a_plate_and_not_on_the_grill() -> None:
    filled = plan("Toast the buns on the grill.", "Fill the buns with the lettuce.")[1]
    assert filled.shot.vessel == "plate"


def test_cakes_that_are_sandwiched_are_the_picture() -> None:
    assert about(plan("Sandwich the cakes together with half the jam.", title="Jam cake")[0]) == "cake"


def test_small_hardware_is_whole_and_no_food() -> None:
    one = plan("Drive in the screw with a hammer.", "Tighten the nut with a wrench.", title="Mend a stool")
    assert [step.contents.shot.foods[0].name for step in one] == ["screw", "nut"]
    assert {step.contents.shot.foods[0].form for step in one} == {"whole"}


def test_berries_in_batter_do_not_run() -> None:
    folded = plan("Whisk the flour, eggs and milk to a batter.", "Fold in the blueberries.", title="Muffins")[
        1
    ]
    forms = {food.name: food.form for food in folded.contents.shot.foods}
    assert forms["blueberry"] != "liquid"


def test_a_filling_is_seen_before_the_base_it_lies_on() -> None:
    foods = ("200 g biscuits", "80 g butter", "500 g mascarpone", "90 g sugar")
    *_, filled = plan(
        "Crush the biscuits. Melt the butter and mix with the crumbs.",
        "Press the crumbs into the base of a cake tin and chill.",
        "Beat the mascarpone with the sugar.",
        "Spread the filling over the biscuit base.",
        title="Cheesecake",
        foods=foods,
    )
    assert filled.shot.vessel == "cake tin"
    assert about(filled) in ("filling", "mascarpone")


def test_sugar_and_water_boil_to_caramel() -> None:
    stirred, boiled = plan(
        "Stir the sugar and water in a saucepan over the heat.", "Boil until deep amber.", title="Caramel"
    )
    assert (about(stirred), about(boiled)) == ("sugar", "caramel")


def test_eggs_in_boiling_water_stay_whole_in_a_pot() -> None:
    shot = plan("Lower the eggs into boiling water and cook for six minutes.")[0].shot
    assert (shot.vessel, shot.foods[0].form) == ("pot", "whole")


def test_meanwhile_may_stand_right_before_its_order() -> None:
    fried = plan("Meanwhile fry the bacon in a pan until crisp, then drain on kitchen paper.")[0]
    assert (about(fried), fried.shot.vessel) == ("bacon", "plate")


def test_a_bird_sat_on_vegetables_is_roasted_with_them() -> None:
    laid, roasted = plan(
        "Put the carrots in a roasting tin and sit the chicken on top.", "Roast for an hour."
    )
    assert (about(laid), about(roasted), roasted.shot.vessel) == ("chicken", "chicken", "oven")


def test_bread_that_was_grilled_flat_is_the_bread_that_is_brushed() -> None:
    *_, brushed = plan(
        "Mix the flour and yogurt to a dough. Roll out flat.",
        "Grill the dough until charred.",
        "Brush the oil over the hot breads.",
    )
    assert brushed.shot.foods[0].form == "flat"


def test_a_paste_may_lose_its_last_word() -> None:
    whisked = plan(
        "Simmer the stock.", "Whisk in the miso.", title="Miso soup", foods=("1 l stock", "2 tbsp miso paste")
    )
    assert "miso paste" in {food.name for food in whisked[1].contents.shot.foods}


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Ladle the soup into bowls.", ("ladle",)),
        ("Mix the mince and egg with your hands.", ()),
        ("Brush the skewers with oil.", ("pastry brush",)),
        ("Brown the mince in a pan.", ("wooden spoon",)),
        ("Fry the sausages in a pan, turning once.", ("tongs",)),
        ("Run a knife round the edge of the cake.", ("knife",)),
        ("Crumble the feta over the salad.", ()),
        ("Dust the cake with icing sugar.", ("sieve",)),
        ("Drizzle the pancakes with honey.", ("spoon",)),
    ],
)
def test_tools_are_those_the_work_asks_for(text: str, tools: tuple[str, ...]) -> None:
    assert set(tools) <= set(plan(text)[0].tools)
    assert tools or not plan(text)[0].tools
