"""What a dish is called once all is together, and what goes over what."""

from small_recipes import about, plan

from comenius.language.tracker import Tracked


def form(one: Tracked) -> str:
    return one.contents.shot.foods[0].form


def names(one: Tracked) -> set[str]:
    return {food.name for food in one.contents.shot.foods}


def test_meat_that_waits_in_its_pan_is_spooned_over_what_was_laid_in_a_dish() -> None:
    *_, layered, baked = plan(
        "Slice the aubergines and bake on a tray.",
        "Fry the onions and the lamb in a pan. Add the tomatoes and simmer.",
        "Lay the aubergines in an ovenproof dish and spoon over the lamb.",
        "Bake until browned.",
        title="Moussaka",
    )
    assert layered.shot.vessel == "baking dish"
    assert names(layered) >= {"aubergine", "lamb", "onion"}
    assert about(baked) == "moussaka"


def test_rice_that_was_cooked_with_much_is_the_dish_of_the_title() -> None:
    *_, served = plan(
        "Fry the squid and onion in a pan.",
        "Tip in the rice and pour over the stock. Simmer until absorbed.",
        "Serve from the pan with lemon wedges.",
        title="Squid Paella",
    )
    assert about(served) == "paella"


def test_a_dip_that_is_mixed_at_the_end_is_not_what_its_step_shows() -> None:
    *_, cut = plan(
        "Pour the batter into a pan and fry until crisp.",
        "Slide onto a cutting board and cut into squares. Mix the soy sauce and vinegar for dipping.",
        title="Kimchi Pancake",
    )
    assert (about(cut), cut.shot.vessel) == ("pancake", "cutting board")


def test_eggs_beaten_apart_go_into_the_mixture_which_jars_call_curd() -> None:
    *_, whisked, bottled = plan(
        "Juice the lemons into a bowl. Add the sugar and butter and stir over a pan of water until melted.",
        "Beat the eggs with a fork, then whisk into the lemon mixture.",
        "Pour into jars and seal.",
        title="Lemon Curd",
        foods=("4 lemons", "200 g sugar", "100 g butter", "3 eggs"),
    )
    assert names(whisked) & {"egg", "butter mixture", "lemon mixture"}
    assert about(bottled) == "lemon curd"


def test_what_was_shredded_on_a_board_is_tossed_in_a_bowl_of_its_own() -> None:
    *_, tossed = plan(
        "Cook the pork in a slow cooker.",
        "Shred the cabbage and toss it with the mayonnaise.",
        "Lift the pork onto a board and shred it. Toss with the barbecue sauce.",
        foods=("2 kg pork shoulder", "1 cabbage", "mayonnaise", "barbecue sauce"),
    )
    assert about(tossed) == "pork shoulder"
    assert "cabbage" not in names(tossed)


def test_whites_and_sugar_are_meringue_which_bakes_solid() -> None:
    *_, piled, baked, filled = plan(
        "Whisk the egg whites to stiff peaks. Add the sugar, whisking. Fold in the cornflour.",
        "Pile the meringue onto the paper and spread to a circle with a dip in the middle.",
        "Bake for an hour.",
        "Put the meringue on a plate and fill with the cream.",
        title="Pavlova",
        foods=("4 egg whites", "225 g sugar", "1 tsp cornflour", "300 ml cream"),
    )
    assert (about(piled), piled.shot.vessel) == ("meringue", "baking tray")
    assert (form(baked), form(filled)) == ("whole", "whole")


def test_dough_turned_in_oil_is_not_rolled_out() -> None:
    _, turned, dimpled = plan(
        "Mix the flour, yeast and water to a sticky dough in a bowl.",
        "Pour oil into a baking tin. Turn the dough out into it and roll it over to coat.",
        "Pour a little more oil over the dough and scatter with rosemary.",
        title="Focaccia",
    )
    assert turned.shot.vessel == dimpled.shot.vessel == "baking dish"
    assert about(dimpled).endswith("dough")


def test_the_pot_goes_on_when_meat_was_set_aside_on_a_plate() -> None:
    _, softened = plan(
        "Heat oil in a pot, brown the steak and set aside on a plate.",
        "Add the onions and let them soften.",
    )
    assert (softened.shot.vessel, about(softened)) == ("pot", "onion")


def test_a_dessert_in_glasses_is_what_its_title_says() -> None:
    *_, rippled, served = plan(
        "Chop the rhubarb and cook in a pan with the sugar. Tip into a bowl and chill.",
        "Softly whip the cream and ripple the rhubarb through it.",
        "Divide between glasses and serve with shortbread.",
        title="Rhubarb Fool",
    )
    assert names(rippled) >= {"cream", "rhubarb"}
    assert about(served) == "rhubarb fool"


def test_to_season_and_stir_something_in_seasons_what_is_there() -> None:
    *_, stirred, cracked = plan(
        "Fry the leeks in a pan.",
        "Add the spinach and let it wilt. Season and stir in most of the coriander.",
        "Make four wells in the greens and crack an egg into each. Cover and cook.",
        foods=("2 leeks", "200 g spinach", "1 bunch coriander", "4 eggs"),
    )
    assert (stirred.shot.vessel, cracked.shot.vessel) == ("pan", "pan")
    assert (about(cracked), form(cracked)) == ("egg", "fried")


def test_a_drink_is_put_together_in_its_glass() -> None:
    whisked, poured, served = plan(
        "Sift the matcha into a bowl, add hot water and whisk until frothy.",
        "Fill a glass with ice and pour over the milk.",
        "Pour the matcha on top and serve.",
        title="Iced Matcha Latte",
    )
    assert about(whisked) == "matcha"
    assert poured.shot.vessel == served.shot.vessel == "glass"
    assert about(served) == "latte"


def test_dough_gathered_round_a_filling_is_closed() -> None:
    *_, closed, eaten = plan(
        "Mix the pork with the scallions in a bowl.",
        "Flatten each piece of the dough into a disc.",
        "Place a spoonful of filling in the center of each, gather the edges and pleat closed.",
        "Steam over boiling water. Eat hot.",
        title="Steamed Pork Buns",
    )
    assert [(about(one), form(one)) for one in (closed, eaten)] == [("bun", "parcel")] * 2


def test_a_white_sauce_has_a_pan_of_its_own_and_spreads_in_a_dish() -> None:
    meat, white, layered = plan(
        "Fry the mince in a pan. Pour in the passata and simmer.",
        "Make the béchamel: melt the butter, stir in the flour, then whisk in the milk.",
        "Spread a ladleful of meat sauce over the base of a large dish. Layer with pasta sheets and béchamel.",
        title="Lasagne",
    )
    assert meat.standing != white.standing
    assert form(white) == "liquid"
    assert layered.shot.vessel == "baking dish"


def test_grated_apples_go_into_the_oats_that_soaked_in_the_fridge() -> None:
    soaked, stirred = plan(
        "Soak the oats in the juice overnight in the fridge.",
        "Coarsely grate the apples, skin and all, and stir into the oats with the yogurt.",
    )
    assert (soaked.shot.vessel, stirred.shot.vessel) == ("fridge", "bowl")
    assert names(stirred) >= {"oat", "apple", "yogurt"}


def test_chillies_that_are_slit_go_in_with_the_rest() -> None:
    (added,) = plan("Fry the onions in a pan. Add grated ginger, slit green chillies and chopped tomatoes.")
    assert form(added) != "sliced"
    assert "ginger" in names(added)


def test_balls_of_meat_are_put_on_and_smashed_flat() -> None:
    *_, smashed, stacked = plan(
        "Divide the ground beef into 8 balls.",
        "Butter the rolls and toast on a griddle. Set aside.",
        "Heat the griddle. Put balls on and smash flat with a spatula.",
        "Stack two patties per roll and finish with onion, pickles and sauce.",
        title="Smash Burgers",
    )
    assert (smashed.shot.vessel, form(smashed)) == ("pan", "flat")
    assert "roll" not in names(smashed)
    assert stacked.shot.vessel == "plate"
