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


def test_what_a_machine_leaves_coarse_is_shaped_into_what_the_title_says() -> None:
    *_, pulsed, shaped, fried = plan(
        "Soak the chickpeas.",
        "Tip the chickpeas into a food processor with the onion and parsley. Pulse until coarse.",
        "Stir in the cumin, then shape into balls with wet hands.",
        "Fry the falafel in hot oil until brown.",
        title="Falafel",
    )
    assert form(pulsed) == "mixture"
    assert [(about(one), form(one)) for one in (shaped, fried)] == [("falafel", "ball")] * 2


def test_cream_that_has_set_stands_by_itself_when_it_is_turned_out() -> None:
    *_, served = plan(
        "Warm the cream and milk with the sugar in a pot.",
        "Pour into 4 moulds and chill overnight.",
        "Dip each mould in hot water and turn out onto a plate.",
        title="Panna Cotta with Berries",
    )
    assert (about(served), form(served)) == ("panna cotta", "whole")
    (invert,) = clauses("Invert onto a plate.")
    assert cooked(invert).verb == "turn out"


def test_a_served_mix_is_called_what_the_title_calls_it() -> None:
    *_, tossed = plan(
        "Chop the tomatoes, cucumbers and peppers.",
        "Put them in a bowl with the olives. Toss together and serve.",
        title="Village Salad",
    )
    assert about(tossed) == "salad"
    *_, stew = plan(
        "Fry the aubergines and peppers in a large casserole.",
        "Add the tomatoes and simmer.",
        "Return the courgettes to the casserole and simmer.",
        "Serve with bread.",
        title="Ratatouille",
    )
    assert about(stew) == "ratatouille"


def test_dumplings_are_called_by_their_own_name_even_in_butter() -> None:
    *_, folded, boiled, tossed = plan(
        "Mix the pork with the onion in a bowl.",
        "Roll the dough out and stamp out circles.",
        "Put a teaspoon of filling on each circle, fold over and bring the corners together.",
        "Drop the pelmeni into boiling water and cook.",
        "Fish them out with a slotted spoon, toss with butter and serve with sour cream.",
        title="Pelmeni",
        foods=("300 g ground pork", "1 onion", "500 g dough", "butter", "sour cream"),
    )
    assert [(about(one), form(one)) for one in (folded, boiled, tossed)] == [("pelmeni", "parcel")] * 3
    assert (folded.shot.vessel, tossed.shot.vessel) == ("table", "plate")


def test_peel_that_gave_its_juice_is_sliced_and_boils_to_marmalade() -> None:
    _, sliced, boiled = plan(
        "Halve the oranges and squeeze the juice into a pan.",
        "Slice the peel and add it to the pan with the water. Boil until soft.",
        "Add the sugar and boil hard for 15 minutes.",
        title="Orange Marmalade",
        foods=("1 kg oranges", "2 l water", "2 kg sugar"),
    )
    assert about(sliced) == "orange"
    assert about(boiled) == "orange marmalade"


def test_carrots_in_a_cake_are_in_its_batter_and_frosting_goes_over_it() -> None:
    *_, folded, baked, iced = plan(
        "Tip the sugar, oil and eggs into a bowl and mix. Stir in the carrots.",
        "Sift in the flour and fold together.",
        "Pour into the tin and bake until it springs back.",
        "Beat the cream cheese with the icing sugar until smooth, then swirl over the cake.",
        title="Carrot Cake",
    )
    assert [about(one) for one in (folded, baked, iced)] == ["batter", "cake", "cake"]


def test_vegetables_cook_in_the_pot_that_the_bacon_left_its_fat_in() -> None:
    bacon, onion = plan(
        "In a Dutch oven cook bacon till crisp. Fish out with a slotted spoon and drain on paper towels.",
        "Cook the onion in the drippings until soft.",
    )
    assert (bacon.shot.vessel, onion.shot.vessel) == ("plate", "pot")


def test_balls_of_something_are_made_from_it() -> None:
    (rolled,) = clauses("Roll small balls of the mixture.")
    assert (cooked(rolled).verb, cooked(rolled).objects) == ("shape", ("the mixture",))
    (made,) = clauses("Make patties from the beans.")
    assert (cooked(made).verb, cooked(made).objects) == ("shape", ("the beans",))


def test_how_dry_something_is_squeezed_is_no_food() -> None:
    assert clauses("Drain, squeeze very dry and chop.")[1].objects == ()


def test_bread_that_warms_beside_the_meat_is_what_its_step_is_about() -> None:
    *_, warmed, served = plan(
        "Shape the lamb into sausages.",
        "Grill the kofta until brown.",
        "Warm pitas on the grill.",
        "Slide the kofta into the pitas and top with yogurt.",
        title="Lamb Kofta",
    )
    assert about(warmed) == "pita"
    assert warmed.origins[0].relation == "new"
    assert served.shot.vessel == "plate"


def test_sugar_dissolved_in_water_is_syrup_in_its_pan_and_lemonade_is_there_at_the_end() -> None:
    syrup, blended, _, poured = plan(
        "Put the sugar in a small pan with water. Heat, stirring, until dissolved. Let the syrup cool.",
        "Blend the strawberries with the syrup until smooth, then press through a sieve into a jug.",
        "Add the lemon juice and top up with sparkling water.",
        "Fill glasses with ice and pour in the lemonade.",
        title="Strawberry Lemonade",
    )
    assert (about(syrup), syrup.shot.vessel) == ("syrup", "pan")
    assert (about(blended), blended.shot.vessel) == ("strawberry puree", "bowl")
    assert (about(poured), poured.shot.vessel) == ("lemonade", "glass")


def test_meat_that_was_cut_goes_back_into_the_pot_it_came_from() -> None:
    *_, back = plan(
        "Simmer the beef in a pot of water.",
        "Fry the onions in a pan.",
        "Take the beef out, cut it into chunks and return it.",
    )
    assert (back.shot.vessel, about(back)) == ("pot", "beef")


def test_to_pot_is_to_fill_jars() -> None:
    _, potted = plan("Simmer the tomatoes and onions in a pan.", "Pot into hot jars and label.")
    assert potted.shot.vessel == "jar"


def test_cheese_sprinkled_into_a_mixture_is_mixed_in_and_scones_rise() -> None:
    rubbed, cut_out, glazed, baked = plan(
        "Put the flour in a bowl and rub in the butter. Sprinkle the cheese into the mixture.",
        "Stir in the milk. Pat the dough out on the worktop and stamp out rounds with a cutter.",
        "Glaze the tops with milk, scatter with the rest of the cheese and slide onto the hot tray.",
        "Bake until golden and eat warm, split and buttered.",
        title="Cheese Scones",
    )
    assert form(rubbed) == "powder"
    assert form(cut_out) == "flat"
    assert glazed.shot.vessel == "baking tray"
    assert (about(baked), form(baked)) == ("scone", "whole")


def test_boiled_eggs_are_mashed_to_bits_and_not_beaten() -> None:
    _, mashed = plan(
        "Boil the eggs and peel.", "Put the eggs in a bowl and mash with a fork. Mix in the mayonnaise."
    )
    assert form(mashed) in ("chopped", "mixture")


def test_biscuits_line_a_dish_and_the_cream_that_was_beaten_goes_over_them() -> None:
    *_, layered, dusted = plan(
        "Make the coffee and pour it into a bowl.",
        "Whip the yolks with the sugar, then beat in the mascarpone.",
        "Dip the biscuits in the coffee and line a dish with them. Spread over half the cream.",
        "Refrigerate for hours. Dust with cocoa.",
        title="Tiramisu",
        foods=("2 egg yolks", "100 g sugar", "500 g mascarpone", "coffee", "300 g biscuits", "cocoa"),
    )
    assert layered.shot.vessel == dusted.shot.vessel == "baking dish"
    assert names(layered) >= {"biscuit"}


def test_what_is_broken_on_its_tray_stays_there() -> None:
    *_, broken = plan(
        "Toss the oats, pecans and honey in a bowl.",
        "Spread on a tray and bake until golden.",
        "Cool, then break into clusters and stir in the cranberries.",
    )
    assert broken.shot.vessel == "baking tray"
    assert names(broken) >= {"oat", "pecan"}


def test_fish_is_served_in_one_piece_and_soup_stays_in_its_bowl() -> None:
    *_, served = plan(
        "Put the tomatoes and olives into a roasting tin. Lay the cod on top and roast.",
        "Serve with bread.",
    )
    assert (about(served), form(served)) == ("cod", "whole")
    *_, topped = plan(
        "Simmer the chicken in the stock in a pot.",
        "Boil the noodles, drain and divide between bowls.",
        "Lay the chicken over the noodles and ladle over the broth.",
        "Top with the herbs and serve with lime.",
    )
    assert topped.shot.vessel == "bowl"


def test_what_is_whisked_to_an_icing_is_icing() -> None:
    (iced,) = plan("Whisk the icing sugar with the egg white to a thick icing.")
    assert about(iced) == "icing"


def test_sugar_melts_with_butter() -> None:
    (melted,) = plan("Melt the butter, honey and sugar together in a saucepan.")
    assert about(melted) != "sugar"
