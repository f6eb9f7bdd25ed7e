"""Small recipes from start to plate: each step shows what the step before left."""

import pytest
from small_recipes import looks, shots


def test_flour_sifted_in_joins_what_is_in_the_bowl() -> None:
    creamed, batter = shots(
        "Cream the butter and sugar in a bowl.",
        "Add the eggs. Sift in the flour, add the zest and fold.",
        title="Orange cake",
    )
    assert looks(creamed) == ["cream"]
    assert (looks(batter), batter.vessel) == (["batter"], "bowl")


def test_a_glaze_poured_over_covers_the_cake_and_not_the_bowl() -> None:
    *_, baked, _, glazed, sliced = shots(
        "Whisk the flour, sugar, eggs and butter to a batter.",
        "Spoon into a loaf tin and bake for an hour.",
        "Stir the icing sugar into a little water.",
        "Prick the cake with a skewer and pour the icing over.",
        "Let it cool in the tin, then slice.",
        title="Vanilla cake",
    )
    assert (looks(baked), baked.vessel) == (["cake"], "oven")
    assert (looks(glazed), glazed.foods[0].topped, glazed.vessel) == (["cake"], ("cream",), "cake tin")
    assert (sliced.foods[0].form, sliced.foods[0].topped) == ("sliced", ("cream",))


def test_batter_sets_in_the_pan_before_it_is_a_pancake() -> None:
    batter, turned, stacked = shots(
        "Ladle in some batter and cook until bubbles form.",
        "Turn and cook until golden.",
        "Pile on a plate and scatter over the blueberries.",
    )
    assert (looks(batter), batter.tool) == (["batter"], "ladle")
    assert (turned.foods[0].name, turned.foods[0].doneness) == ("pancake", "golden")
    assert (looks(stacked), stacked.foods[0].topped) == (["pancakes"], ("blueberries",))


def test_a_jug_is_another_vessel_than_the_bowl() -> None:
    dry, wet = shots("Put the flour into a bowl.", "Beat the eggs and milk in a jug.")
    assert looks(dry) == ["flour"]
    assert (looks(wet), wet.vessel) == (["egg"], "bowl")


@pytest.mark.parametrize(
    ("text", "topped"),
    [
        ("Scatter over the basil.", ("herbs",)),
        ("Spoon over the tomato sauce.", ("tomato sauce",)),
        ("Finish with the parmesan.", ("cheese",)),
    ],
)
def test_what_is_strewn_over_lies_on_what_is_there(text: str, topped: tuple[str, ...]) -> None:
    assert shots("Put the toast on a plate.", text)[-1].foods[0].topped == topped


def test_sheets_of_pasta_carry_what_is_layered_with_them() -> None:
    layered, baked = shots(
        "Layer the spinach, the tomato sauce and the lasagne sheets in a baking dish, finish with mozzarella.",
        "Bake for half an hour.",
    )
    assert layered.vessel == "baking dish"
    assert layered.foods[0].topped == ("tomato sauce", "cheese")
    assert (baked.vessel, baked.foods[0].topped) == ("oven", ("tomato sauce", "cheese"))


def test_onion_goes_where_the_mushrooms_go_that_were_fried_with_it() -> None:
    shot = shots("Fry the chopped onion and sliced mushrooms.", "Put the mushrooms into a baking dish.")[1]
    assert set(looks(shot)) == {"onion", "mushroom"}


def test_nutmeg_is_gone_from_the_sauce_a_step_later() -> None:
    season, rest = shots("Season the white sauce with nutmeg.", "Pour the sauce into a bowl.")
    assert season.foods[0].topped == ("spice",)
    assert rest.foods[0].topped == ()


def test_a_lemon_squeezed_in_is_seen_beside_salt_and_pepper() -> None:
    shot = shots("Simmer the lentils in the stock.", "Squeeze in the lemon, season with salt and pepper.")[1]
    assert "lemon" in looks(shot)


def test_a_plus_sign_joins_two_foods() -> None:
    assert set(looks(shots("Fry the onion in a pot.", "Add garlic + cumin and stir.")[1])) == {
        "onion",
        "garlic",
    }


def test_rinsing_in_a_sieve_shows_the_sieve() -> None:
    assert shots("Rinse the rice in a sieve.")[0].tool == "sieve"


def test_rubbed_flour_is_crumbs_and_lies_on_the_fruit() -> None:
    rubbed, strewn, baked = shots(
        "Rub the butter into the flour.",
        "Put the plums into a baking dish and scatter the crumble over the plums.",
        "Bake until golden.",
        title="Plum crumble",
    )
    assert (looks(rubbed), rubbed.vessel) == (["crumbs"], "bowl")
    assert strewn.foods[0].topped == ("crumbs",)
    assert (baked.vessel, baked.foods[0].topped) == ("oven", ("crumbs",))


def test_rubbed_flour_with_water_is_dough() -> None:
    assert looks(shots("Rub the lard into the flour.", "Stir in the water to a dough.")[1]) == ["dough"]


def test_sugar_egg_and_flour_without_kneading_are_batter() -> None:
    steps = (
        "Mash the bananas and whisk in the eggs and sugar.",
        "Stir through the flour.",
        "Scrape into a loaf tin.",
    )
    _, mixed, filled = shots(*steps, title="Banana bread")
    assert looks(mixed) == ["batter"]
    assert (looks(filled), filled.vessel) == (["batter"], "cake tin")


def test_egg_is_an_omelette_once_it_has_cooked() -> None:
    beaten, cooked, filled = shots(
        "Beat the eggs with the milk and season.",
        "Pour into a hot pan and cook until nearly set.",
        "Scatter over the spinach and fold it.",
        title="Spinach omelette",
    )
    assert (looks(beaten), beaten.tool) == (["egg"], "whisk")
    assert (cooked.foods[0].name, cooked.foods[0].doneness) == ("omelette", "golden")
    assert filled.foods[0].form == "parcel"


def test_a_lined_and_filled_tin_is_a_quiche_when_baked() -> None:
    lined, filled, baked = shots(
        "Roll out the pastry and use it to line a tart tin.",
        "Spread the spinach over the pastry case and grate over the cheese.",
        "Pour over the beaten eggs and bake.",
        title="Spinach quiche",
    )
    assert (looks(lined), lined.vessel) == (["dough"], "cake tin")
    assert (looks(filled), filled.foods[0].topped, filled.tool) == (
        ["dough"],
        ("spinach", "cheese"),
        "grater",
    )
    assert (baked.foods[0].name, baked.foods[0].topped, baked.vessel) == (
        "quiche",
        ("spinach", "cheese"),
        "oven",
    )


def test_a_filled_crust_is_the_pie_of_the_title_when_baked() -> None:
    steps = ("Line a pie dish with the pastry.", "Fill with the apples and bake until golden.")
    assert looks(shots(*steps, title="Apple pie")[-1]) == ["pie"]


def test_eggs_over_vegetables_bake_to_a_frittata() -> None:
    steps = ("Fry the leeks in a pan.", "Pour in the beaten eggs.", "Bake in the oven until firm.")
    assert looks(shots(*steps, title="Leek frittata")[-1]) == ["cake"]


def test_what_is_mixed_to_make_a_dressing_is_the_dressing() -> None:
    mixed, tossed = shots(
        "Mash the garlic, then stir in the mayonnaise and lemon juice to make the dressing.",
        "Put the lettuce into a large bowl. Add the dressing and toss.",
    )
    assert looks(mixed) == ["yogurt"]
    assert set(looks(tossed)) == {"yogurt", "lettuce"}


def test_the_pepper_that_is_cut_is_the_vegetable() -> None:
    cut, fried, seasoned = shots(
        "Dice the pepper.",
        "Fry the onion and pepper.",
        "Put the rice on a plate and season with pepper.",
        ingredients="red pepper, onion, rice",
    )
    assert looks(cut) == ["red pepper"]
    assert set(looks(fried)) == {"onion", "red pepper"}
    assert "red pepper" not in looks(seasoned)


def test_meanwhile_begins_an_order() -> None:
    shot = shots("Roast the beef.", "Meanwhile, peel the carrots and cut them into chunks.")[1]
    assert (looks(shot), shot.foods[0].form) == (["carrot"], "chopped")


def test_what_is_lifted_out_leaves_the_pan_to_the_next() -> None:
    lifted, fried = shots(
        "Fry the sausages until browned. Lift out and keep warm.",
        "Slice the onions and cook in the same pan.",
    )
    assert (looks(lifted), lifted.vessel) == (["sausage"], "plate")
    assert (looks(fried), fried.vessel) == (["onion"], "pan")


def test_absorbed_stock_is_gone() -> None:
    shot = shots("Fry the rice in a pan.", "Add the stock and simmer until absorbed.")[1]
    assert looks(shot) == ["rice"]


def test_a_burger_is_no_burger_bun() -> None:
    steps = (
        "Shape the mince into four patties.",
        "Cook the burgers in a pan.",
        "Split the buns and toast the cut sides.",
    )
    _, cooked, split = shots(*steps, ingredients="beef mince, burger buns")
    assert looks(cooked) == ["meatball"]
    assert (looks(split), split.foods[0].doneness) == (["bun"], "golden")


def test_chocolate_melts_in_the_bowl_over_the_pan_and_darkens_the_eggs() -> None:
    melted, mixed = shots(
        "Melt the chocolate with the butter in a bowl set over a pan of simmering water.",
        "Whisk the eggs. Pour the melted chocolate over the eggs and fold together.",
    )
    assert (melted.vessel, "water" in looks(melted)) == ("bowl", False)
    assert looks(mixed) == ["brown sauce"]


def test_cake_and_bread_are_served_in_slices_and_cool_on_a_rack() -> None:
    cooled, served = shots("Bake the bread in a loaf tin. Cool on a wire rack.", "Serve in slices.")
    assert cooled.vessel == "baking tray"  # the nearest thing to a rack
    assert served.foods[0].form == "sliced"


def test_scrambled_eggs_lie_on_the_toast() -> None:
    cooked, piled = shots(
        "Beat the eggs. Melt the butter in a pan, pour in the eggs and stir until scrambled.",
        "Toast the bread. Pile the eggs onto the toast and snip over the chives.",
    )
    assert (looks(cooked), cooked.foods[0].form) == (["egg"], "chopped")
    assert (looks(piled), piled.foods[0].topped) == (["bread"], ("egg", "herbs"))


def test_bread_dipped_in_egg_is_fried_in_the_pan() -> None:
    dipped, fried = shots(
        "Whisk the eggs in a shallow dish. Dip the brioche into the eggs.",
        "Melt the butter in a pan and cook the brioche until golden.",
    )
    assert (set(looks(dipped)), dipped.vessel) == ({"bun", "egg"}, "baking dish")
    assert (looks(fried), fried.vessel) == (["bun"], "pan")


def test_fruit_and_sugar_boil_to_jam() -> None:
    boiled, kept = shots(
        "Put the cherries and sugar in a pan. Bring slowly to the boil.",
        "Ladle into jars.",
        title="Cherry jam",
    )
    assert (looks(boiled), boiled.steam) == (["jam"], True)
    assert (looks(kept), kept.vessel) == (["jam"], "jar")


def test_tomatoes_simmer_to_the_sauce_that_pasta_is_tossed_with() -> None:
    simmered, boiled, served = shots(
        "Soften the onion in oil, add the chopped tomatoes and simmer.",
        "Cook the spaghetti in a pan of boiling water. Drain.",
        "Toss the spaghetti with the sauce and divide between plates.",
    )
    assert looks(simmered) == ["tomato sauce", "onion"]
    assert simmered.foods[1].form == "chopped"
    assert boiled.vessel == "pot"
    assert {"noodles", "tomato sauce"} <= set(looks(served))
    assert served.vessel == "plate"


def test_mince_is_rolled_into_balls() -> None:
    shot = shots("Mix the beef mince and egg.", "Roll into small balls.")[1]
    assert (looks(shot), shot.foods[0].count) == (["meatball"], 3)


def test_all_that_was_cut_in_a_step_goes_on_the_tray() -> None:
    shot = shots("Halve the tomatoes and slice the onion. Arrange on a baking tray.")[0]
    assert (set(looks(shot)), shot.vessel) == ({"tomato", "onion"}, "baking tray")


def test_what_is_ladled_into_bowls_stays_there_when_cream_is_swirled_in() -> None:
    shot = shots("Simmer the tomato soup in a pot.", "Ladle into bowls and swirl in some cream.")[1]
    assert (looks(shot), shot.vessel) == (["tomato sauce"], "bowl")


def test_a_sauce_folded_into_lentils_goes_to_the_lentils() -> None:
    steps = ("Put the lentils into a bowl.", "Simmer the chopped tomatoes. Fold the sauce into the lentils.")
    assert shots(*steps)[1].vessel == "bowl"


def test_scones_rise_under_an_egg_wash_that_is_not_seen() -> None:
    shaped = (
        "Rub the butter into the flour, stir in the milk.",
        "Knead the dough and put it on a baking tray.",
    )
    assert looks(shots(*shaped, "Brush the tops with beaten egg and bake.", title="Scones")[-1]) == ["bun"]


def test_sponge_fingers_are_cakes_and_no_hands() -> None:
    shot = shots("Lay the sponge fingers in a dish and spread over the custard.")[0]
    assert (looks(shot), shot.foods[0].topped, shot.vessel) == (["cake"], ("cream",), "baking dish")


def test_a_squeeze_of_lime_is_juice() -> None:
    assert looks(shots("Heat the soup in a pot.", "Stir in a squeeze of lime.")[1]) == ["broth"]


def test_pasta_has_a_pot_of_its_own_beside_the_sauce() -> None:
    shot = shots("Simmer the minced beef and passata in a pot.", "Cook the spaghetti for 10 minutes.")[1]
    assert looks(shot) == ["noodles", "water"]


def test_stirring_the_vegetables_adds_none() -> None:
    steps = ("Fry the onion and carrot in a pan for 5 mins. Stir the veg often.",)
    assert set(looks(shots(*steps, ingredients="onion, carrot, leek")[0])) == {"onion", "carrot"}


def test_chicken_is_coated_in_turn_and_keeps_its_crumbs() -> None:
    coated, fried = shots(
        "Coat the chicken in the flour, dip in the beaten egg and press into the breadcrumbs.",
        "Fry the chicken in a pan until golden.",
    )
    assert looks(coated)[0] == "chicken"
    assert (fried.vessel, fried.foods[0].topped) == ("pan", ("crumbs",))


def test_dumplings_sit_on_the_stew() -> None:
    shot, served = shots(
        "Simmer the beef and carrots in the stock in a pot.",
        "Sit the dumplings on top of the stew and cook for ten minutes.",
        "Ladle into bowls.",
        title="Beef stew",
    )[1:]
    assert shot.vessel == "pot"
    assert {"broth", "dough"} <= {look for food in shot.foods for look in (food.look, *food.parts)}
    assert served.vessel == "bowl"


def test_batter_is_divided_between_tins_and_turned_out_on_a_rack() -> None:
    baked, turned = shots(
        "Beat the butter, sugar, eggs and flour to a batter. Divide between two sandwich tins and bake.",
        "Turn onto a cooling rack.",
        title="Sponge cake",
    )
    assert (looks(baked), baked.foods[0].count, baked.vessel) == (["cake"], 1, "oven")
    assert turned.vessel == "baking tray"


def test_fish_nestled_in_lies_beside_the_potatoes() -> None:
    shot = shots(
        "Roast the potatoes in a roasting tin.", "Take the tin from the oven and nestle in the cod."
    )[1]
    assert (set(looks(shot)), shot.vessel) == ({"potato", "fish"}, "baking dish")


def test_oil_is_not_seen_a_step_later() -> None:
    drizzled, roasted = shots("Put the leeks on a baking tray. Drizzle with oil.", "Roast for 20 minutes.")
    assert drizzled.foods[0].topped == ("oil",)
    assert roasted.foods[0].topped == ()


def test_juice_and_syrup_make_no_sauce() -> None:
    (one,) = shots("Combine the lemon juice, sugar syrup and water in a jug.")
    assert one.foods[0].name == "sugar syrup"
