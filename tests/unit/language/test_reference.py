"""What a step means by `the bird`, `the pasta`, `the dry`: things that are there under another name."""

from small_recipes import looks, shots


def test_a_chicken_patted_dry_is_a_chicken() -> None:
    (shot,) = shots("Pat the chicken dry.", ingredients="whole chicken, flour")
    assert [(food.name, food.form) for food in shot.foods] == [("chicken", "whole")]


def test_fish_patted_dry_and_mushrooms_wiped_clean_stay_what_they_are() -> None:
    fish, mushrooms = shots(
        "Pat the fish dry with paper towels.",
        "Wipe the mushrooms clean.",
        ingredients="salmon fillets, mushrooms",
    )
    assert (looks(fish), looks(mushrooms)) == (["salmon"], ["mushroom"])


def test_the_bird_is_the_poultry_and_juices_with_flour_are_gravy() -> None:
    *_, lifted, gravy, carved = shots(
        "Roast the turkey in a roasting tin.",
        "Lift the bird onto a board, cover with foil and rest.",
        "Stir the flour into the juices in the tin.",
        "Carve the turkey and serve with the gravy.",
        ingredients="turkey, bacon, flour",
    )
    assert (looks(lifted), lifted.vessel) == (["chicken"], "cutting board")
    assert (looks(gravy), gravy.vessel) == (["brown sauce"], "baking dish")
    assert looks(carved)[0] == "chicken"


def test_pasta_is_tossed_with_the_pesto_where_it_was_drained() -> None:
    *_, tossed = shots(
        "Boil the spaghetti in a pot of water.",
        "Blitz the basil, pine nuts and oil in a blender.",
        "Drain the pasta, reserving a little water, then toss with the pesto.",
        ingredients="spaghetti, basil, pine nuts, oil",
    )
    assert (looks(tossed)[0], tossed.vessel) == ("noodles", "pot")


def test_beef_seared_in_batches_is_alone_in_the_wok() -> None:
    _, seared = shots(
        "Boil the noodles, then drain and set aside.",
        "Heat a wok and sear the beef in batches.",
        ingredients="egg noodles, beef",
    )
    assert (looks(seared), seared.vessel) == (["beef"], "pan")


def test_rice_cooks_beside_the_curry_until_both_are_served() -> None:
    _, rice, served = shots(
        "Fry the chicken in a pan, pour in the coconut milk and simmer.",
        "Meanwhile, cook the rice following pack instructions.",
        "Serve the curry with the rice.",
        ingredients="chicken, coconut milk, rice",
        title="Chicken curry",
    )
    assert (looks(rice)[0], rice.vessel) == ("rice", "pot")
    assert "chicken" not in looks(rice)
    assert {"chicken", "rice"} <= {look for food in served.foods for look in (food.look, *food.parts)}


def test_the_wet_ingredients_are_what_was_whisked() -> None:
    *_, batter, served = shots(
        "Mix the flour and baking powder in a large bowl.",
        "Whisk the egg, milk and melted butter in a jug.",
        "Pour the wet ingredients into the dry and whisk until smooth.",
        "Serve with the maple syrup.",
        ingredients="flour, baking powder, egg, milk, butter, maple syrup",
        title="Pancakes",
    )
    assert looks(batter) == ["batter"]
    assert "maple syrup" in {name for food in served.foods for name in (food.name, *food.topped_names)}


def test_a_sponge_is_the_cake_that_was_baked() -> None:
    *_, filled = shots(
        "Beat the butter, sugar and eggs, then fold in the flour.",
        "Divide the batter between two cake tins and bake.",
        "Whip the cream with the icing sugar and vanilla.",
        "Put one sponge on a cake stand, spread with the jam, then the whipped cream.",
        ingredients="butter, sugar, eggs, flour, double cream, icing sugar, jam",
        title="Victoria sponge",
    )
    assert (looks(filled)[0], filled.vessel) == ("cake", "plate")
    assert "jam" in filled.foods[0].topped


def test_mince_is_broken_up_with_the_tool_that_is_named() -> None:
    said_first, said_last = (
        shots(text, ingredients="ground beef")[0]
        for text in (
            "Brown the ground beef in a pan with a wooden spoon, breaking it up.",
            "Brown the ground beef in a pan, breaking it up with a wooden spoon.",
        )
    )
    assert (said_first.tool, said_last.tool) == ("wooden spoon", "wooden spoon")
