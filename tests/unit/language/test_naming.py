"""What things made on the way are called, and which of them a word means."""

from comenius.guides.model import Guide, Ingredient, Step
from comenius.language.tracker import Tracked, track
from comenius.lexicon.shot import Food


def plan(*steps: str, ingredients: str = "", title: str = "Supper") -> tuple[Tracked, ...]:
    listed = tuple(Ingredient(text=name, name=name) for name in ingredients.split(", ") if name)
    return track(Guide(title=title, steps=tuple(Step(text=text) for text in steps), ingredients=listed))


def main(one: Tracked) -> Food:
    return one.contents.shot.foods[0]


def test_dough_is_called_what_it_is_rolled_into() -> None:
    steps = (
        "Mix the flour, yeast and water to a dough.",
        "Divide it and roll into small buns.",
        "Bake the buns until golden.",
    )
    _, rolled, baked = plan(*steps, ingredients="flour, yeast, water")
    assert (main(rolled).name, main(rolled).form) == ("bun", "ball")
    assert main(baked).name == "bun"


def test_a_step_names_what_it_makes_and_a_later_step_finds_it() -> None:
    steps = (
        "Fry the pork chops in a pan.",
        "Slaw: shred the cabbage, grate the carrot and toss with the mayonnaise in a bowl.",
        "Pile the slaw on a plate.",
    )
    _, made, served = plan(*steps, ingredients="pork chops, cabbage, carrot, mayonnaise")
    assert main(made).name == main(served).name == "slaw"
    assert served.shot.vessel == "plate"


def test_an_unknown_word_means_what_was_mixed_last() -> None:
    steps = (
        "Beat the butter, the sugar and the eggs in a bowl, then stir in the ground almonds.",
        "Line a tin with the pastry.",
        "Spread the frangipane over the pastry.",
    )
    spread = plan(*steps, ingredients="butter, sugar, eggs, ground almonds, puff pastry")[-1]
    assert "frangipane" in {food.name for food in spread.contents.shot.foods}
    assert spread.shot.vessel == "cake tin"


def test_meat_closed_round_something_is_a_ball_of_both() -> None:
    steps = (
        "Boil the eggs.",
        "Divide the sausage meat into four portions.",
        "Flatten each portion, put an egg in the middle and mould the meat around it.",
    )
    closed = plan(*steps, ingredients="eggs, sausage meat", title="Scotch eggs")[-1]
    assert (main(closed).form, closed.shot.vessel) == ("ball", "table")


def test_leaves_are_filled_and_rolled() -> None:
    steps = (
        "Boil the cabbage in a pot, take it out and peel away the leaves.",
        "Mix the mince with the rice in a bowl.",
        "Put some filling on each leaf, fold in the sides and roll it up.",
        "Pack the rolls into a baking dish.",
    )
    rolled, packed = plan(*steps, ingredients="cabbage, mince, rice", title="Cabbage rolls")[2:]
    assert (main(rolled).name, main(rolled).form) == ("roll", "parcel")
    assert (main(packed).name, packed.shot.vessel) == ("roll", "baking dish")


def test_things_go_by_what_the_list_counts_them_in() -> None:
    rubbed = plan("Rub both racks with the paprika.", ingredients="racks pork ribs, paprika")[-1]
    assert main(rubbed).name == "pork rib"


def test_whipped_cream_is_beaten_and_whites_have_a_bowl_of_their_own() -> None:
    steps = ("Separate the eggs.", "Beat the whites until stiff.", "Whip the cream to soft peaks.")
    parted, whites, cream = plan(*steps, ingredients="eggs, cream")
    assert (main(parted).name, main(whites).name) == ("egg yolk", "egg white")
    assert [main(one).form for one in (whites, cream)] == ["beaten", "beaten"]


def test_what_comes_out_of_the_oven_goes_back_into_it() -> None:
    steps = (
        "Lay the aubergines on a baking tray and roast for 20 minutes.",
        "Out come the aubergines. Spread the miso over them.",
        "Put them back for 5 minutes.",
    )
    _, out, back = plan(*steps, ingredients="aubergines, miso")
    assert [one.shot.vessel for one in (out, back)] == ["baking tray", "oven"]


def test_a_wet_edge_moves_nothing_and_the_wrapper_closes_round_its_filling() -> None:
    steps = (
        "Chop the prawns and mix with the ginger.",
        "Lay out a wrapper, put a teaspoon of the prawn mixture in the middle, dampen the edges and press together.",
        "Boil the wontons.",
    )
    closed, boiled = plan(*steps, ingredients="prawns, ginger, wonton wrappers", title="Prawn wontons")[1:]
    assert (main(closed).name, main(closed).form, closed.shot.vessel) == ("wonton", "parcel", "table")
    assert (main(boiled).name, boiled.shot.vessel) == ("wonton", "pot")


def test_what_was_coated_goes_by_the_name_of_what_it_becomes() -> None:
    steps = (
        "Dip the chicken in the egg and coat it with breadcrumbs.",
        "Fry the cutlets in a pan until golden.",
    )
    fried = plan(*steps, ingredients="chicken breast, egg, breadcrumbs")[-1]
    assert (main(fried).name, fried.shot.vessel) == ("cutlet", "pan")


def test_biscuits_are_blitzed_to_crumbs_and_soaked_rice_is_ground_to_batter() -> None:
    (crumbs,) = plan("Blitz the biscuits to crumbs in a food processor.", ingredients="digestive biscuits")
    assert (main(crumbs).name, main(crumbs).form) == ("crumb", "powder")
    batter = plan("Soak the rice.", "Drain and grind it to a smooth batter.", ingredients="rice")[-1]
    assert (main(batter).name, main(batter).form) == ("batter", "liquid")
