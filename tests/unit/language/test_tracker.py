"""What each step of a recipe must show."""

import random
from dataclasses import replace

import pytest

from comenius.guides.model import Guide, Ingredient, Quantity, Step
from comenius.language.tracker import Tracked, track
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Food, Shot


def follow(*steps: str, ingredients: str = "", title: str = "Supper") -> tuple[Tracked, ...]:
    listed = tuple(Ingredient(text=name, name=name) for name in ingredients.split(", ") if name)
    return track(Guide(title=title, steps=tuple(Step(text=text) for text in steps), ingredients=listed))


def last(*steps: str, ingredients: str = "", title: str = "Supper") -> Shot:
    return follow(*steps, ingredients=ingredients, title=title)[-1].shot


def main(shot: Shot) -> Food:
    return shot.foods[0]


@pytest.mark.parametrize(
    ("text", "look", "form", "vessel", "tool"),
    [
        ("Dice two onions.", "onion", "chopped", "cutting board", "knife"),
        ("Slice the cucumber thinly.", "cucumber", "sliced", "cutting board", "knife"),
        ("Grate the cheddar.", "cheese", "shredded", "cutting board", "grater"),
        ("Peel the potatoes.", "potato", "whole", "cutting board", "peeler"),
        ("Whisk four eggs.", "egg", "beaten", "bowl", "whisk"),
        ("Boil the spaghetti in a large saucepan.", "noodles", "noodles", "pot", ""),
        ("Grill the sausages.", "sausage", "whole", "grill", "tongs"),
        ("Blend the strawberries.", "jam", "liquid", "blender", ""),
        ("Roll out the pastry.", "dough", "flat", "table", "rolling pin"),
        ("Knead the dough for ten minutes.", "dough", "ball", "table", ""),
        ("Chill the cream for an hour.", "cream", "liquid", "fridge", ""),
        ("Pour the lemonade into a glass.", "oil", "liquid", "glass", ""),
        ("Sift the flour into a bowl.", "flour", "powder", "bowl", "sieve"),
    ],
)
def test_one_action_gives_its_picture(text: str, look: str, form: str, vessel: str, tool: str) -> None:
    shot = last(text)
    assert (main(shot).look, main(shot).form, shot.vessel, shot.tool) == (look, form, vessel, tool)


def test_the_last_action_of_a_step_is_shown() -> None:
    shot = last("Chop the leeks, then fry them in a skillet until golden.")
    assert shot.vessel == "pan"
    assert shot.fire
    assert (main(shot).form, main(shot).doneness) == ("chopped", "golden")


def test_boiling_shows_water_steam_and_fire() -> None:
    shot = last("Boil the eggs.")
    assert [food.look for food in shot.foods] == ["egg", "water"]
    assert shot.steam
    assert shot.fire


def test_flour_and_water_become_dough_and_then_bread() -> None:
    steps = (
        "Mix the flour, yeast and water in a bowl.",
        "Knead the dough.",
        "Shape it into a loaf and place it on a baking tray.",
        "Bake for 40 minutes.",
        "Let it cool.",
    )
    shots = [one.shot for one in follow(*steps, ingredients="flour, yeast, water", title="White bread")]
    assert [(main(shot).form, shot.vessel) for shot in shots] == [
        ("ball", "bowl"), ("ball", "table"), ("loaf", "baking tray"), ("loaf", "oven"), ("loaf", "baking tray"),
    ]  # fmt: skip
    assert main(shots[3]).doneness == "golden"
    assert main(shots[3]).name == "bread"


def test_flour_milk_and_eggs_become_batter_and_then_pancakes() -> None:
    steps = ("Whisk flour, milk and eggs to a smooth batter.", "Fry the batter in a pan until golden.")
    first, second = (one.shot for one in follow(*steps, ingredients="flour, milk, eggs", title="Pancakes"))
    assert (main(first).look, first.vessel) == ("batter", "bowl")
    assert (main(second).look, main(second).doneness) == ("tortilla", "golden")


@pytest.mark.parametrize(("title", "look"), [("Ginger cookies", "cookies"), ("Plum cake", "cake")])
def test_the_title_says_what_the_oven_makes(title: str, look: str) -> None:
    shot = last("Mix flour, sugar, butter and eggs.", "Bake for 20 minutes.", title=title)
    assert main(shot).look == look
    assert shot.vessel == "oven"


def test_soup_shows_its_liquid_then_its_pieces_and_a_puree_has_their_colour() -> None:
    steps = ("Dice the carrots.", "Boil them in the vegetable stock.", "Blend the soup.", "Serve.")
    shots = [one.shot for one in follow(*steps, ingredients="carrots, vegetable stock", title="Carrot soup")]
    assert [food.look for food in shots[1].foods] == ["broth", "carrot"]
    assert [food.look for food in shots[2].foods] == ["curry"]
    assert shots[2].vessel == "pot"
    assert shots[3].vessel == "bowl"


def test_many_things_together_are_a_mixture_with_their_parts() -> None:
    shot = last("Put the beef, carrots, potatoes and peas in a pot.")
    (food,) = shot.foods
    assert food.form == "mixture"
    assert len(food.parts) == len(food.part_names) == 3
    assert food.parts[0] == "beef"


def test_things_meet_in_the_vessel_in_work() -> None:
    shots = follow("Heat oil in a pan.", "Chop an onion.", "Add the onion.", "Add the mince and stir.")
    assert shots[0].shot.foods[0].look == "oil"
    assert {food.look for food in shots[2].shot.foods} == {"onion"}
    assert shots[2].shot.vessel == "pan"
    last_shot = shots[3].shot
    assert {look for food in last_shot.foods for look in (food.parts or (food.look,))} == {
        "onion",
        "ground meat",
    }
    assert (last_shot.tool, last_shot.hand) == ("wooden spoon", True)


def test_it_means_what_was_said_last() -> None:
    shot = last("Peel the mango.", "Slice it.")
    assert (main(shot).name, main(shot).form) == ("mango", "sliced")


def test_things_set_aside_come_back() -> None:
    shots = follow(
        "Brown the chicken in a skillet, then remove it.",
        "Soften the leeks in the skillet.",
        "Return the chicken to the skillet.",
    )
    assert shots[0].shot.vessel == "plate"
    assert [food.look for food in shots[1].shot.foods] == ["leek"]
    assert {food.look for food in shots[2].shot.foods} == {"chicken", "leek"}
    assert main(shots[2].shot).doneness == "browned"


def test_two_vessels_keep_their_own_contents() -> None:
    shots = follow(
        "Whisk the eggs in a bowl.",
        "In another bowl, mix oats and honey.",
        "Fry the eggs in a pan.",
    )
    assert next(food.look for food in shots[1].shot.foods) == "oats"
    assert [food.look for food in shots[2].shot.foods] == ["egg"]


def test_drained_pasta_leaves_its_water() -> None:
    shot = last("Cook the penne in a pot of salted water.", "Drain the penne.")
    assert [food.look for food in shot.foods] == ["pasta"]
    assert shot.tool == "sieve"


def test_a_stuffed_dough_is_a_parcel_without_its_filling_beside_it() -> None:
    shot = last(
        "Roll out the dough.", "Place the mushrooms on the dough.", "Fold the dough over the mushrooms."
    )
    assert [(food.look, food.form) for food in shot.foods] == [("dough", "parcel")]


def test_heating_the_oven_shows_an_empty_oven_and_nothing_new() -> None:
    (one,) = follow("Preheat the oven to 200 degrees.")
    assert one.shot.vessel == "oven"
    assert one.shot.foods == ()
    assert not one.drawn


def test_waiting_repeats_the_last_picture() -> None:
    shots = follow("Fry the bacon in a pan.", "Wait a few minutes.", "Enjoy!")
    assert [one.drawn for one in shots] == [True, False, False]
    assert shots[1].shot.foods == shots[0].shot.foods
    assert shots[1].shot.vessel == "pan"


def test_a_guide_that_starts_with_talk_shows_its_ingredients() -> None:
    (one,) = follow("This is a dish of my aunt.", ingredients="beetroot, feta")
    assert {food.look for food in one.shot.foods} == {"beet", "cheese"}
    assert not one.drawn


def test_forbidden_actions_are_not_done() -> None:
    assert last("Put the rice in a pot.", "Do not add the peas.").foods[0].look == "rice"
    assert len(last("Put the rice in a pot.", "Do not add the peas.").foods) == 1


def test_serving_puts_the_dish_on_a_plate_with_what_goes_beside_it() -> None:
    shot = last("Grill the salmon.", "Serve with rice.")
    assert shot.vessel == "plate"
    assert [food.look for food in shot.foods] == ["salmon", "rice"]
    assert not shot.fire


def test_groups_of_ingredients_are_found() -> None:
    shot = last("Mix the dry ingredients in a bowl.", ingredients="flour, cocoa, milk, butter")
    assert main(shot).look == "flour"
    assert shot.vessel == "bowl"
    shot = last("Fry the vegetables in a wok.", ingredients="carrots, broccoli, soy sauce")
    assert {food.look for food in shot.foods} == {"carrot", "broccoli"}


def test_prepared_ingredients_arrive_prepared() -> None:
    ingredient = Ingredient(text="1 leek, sliced", name="leek", note="sliced")
    guide = Guide(title="Leek", steps=(Step(text="Put the leek in a bowl."),), ingredients=(ingredient,))
    assert main(track(guide)[0].shot).form == "sliced"


def test_counts_come_from_the_ingredients() -> None:
    two = Ingredient(text="2 lemons", name="lemons", quantity=Quantity(low=2, high=2))
    guide = Guide(title="Lemons", steps=(Step(text="Put the lemons on a plate."),), ingredients=(two,))
    assert main(track(guide)[0].shot).count == 2


def test_substitutions_are_told_once() -> None:
    notes = [
        one.notes
        for one in follow("Slice the chorizo.", "Fry the chorizo.", "Add the zorbal.", ingredients="zorbal")
    ]
    assert notes[0] == ("'chorizo' is drawn as sausage",)
    assert notes[1] == ()
    assert notes[2] == ("'zorbal' is not in the lexicon and is not drawn",)


def test_a_stand_in_is_told_and_named_in_the_state() -> None:
    grams = Ingredient(text="250 g zorbal", name="zorbal", quantity=Quantity(low=250, high=250, unit="g"))
    guide = Guide(title="Zorbal", steps=(Step(text="Put the zorbal into a bowl."),), ingredients=(grams,))
    (one,) = track(guide)
    assert one.notes == ("'zorbal' is drawn as flour, a guess",)
    assert one.state == "Zorbal (drawn as flour) in a bowl."


@pytest.mark.parametrize(
    ("text", "ingredients", "state"),
    [
        ("Pull out the old tube.", "inner tube", "Tube."),
        ("Lift the wheel with a fork.", "inner tube", "Wheel, a hand holding a fork."),
        ("Peel the zorbals.", "zorbals", "An empty table, hands at work."),
        ("Fry the zorbals in a pan.", "zorbals, salt", "An empty pan, a hand holding a wooden spoon"),
    ],
)
def test_what_is_no_food_is_not_drawn_as_one(text: str, ingredients: str, state: str) -> None:
    (one,) = follow(text, ingredients=ingredients)
    assert not one.shot.foods
    assert one.state.startswith(state)


def test_the_state_is_one_sentence_without_the_setting() -> None:
    (one,) = follow("Slice\nthe cucumber.")
    assert one.action == "Slice the cucumber."
    assert one.state == "Sliced cucumber on a cutting board, a hand holding a knife."


def test_the_setting_is_the_same_in_every_step_and_changes_with_the_seed() -> None:
    guide = Guide(title="Eggs", steps=(Step(text="Fry an egg."), Step(text="Boil an egg in the pan.")))
    shots = [one.shot for one in track(guide, seed=3)]
    assert len({(shot.table, shot.wall, shot.sleeve, shot.material) for shot in shots}) == 1
    assert shots[0].sleeve in kitchen().sleeves
    longer = replace(guide, steps=(*guide.steps, Step(text="Serve.")))
    assert [one.shot for one in track(longer, seed=3)][:2] == shots
    settings = {
        (track(guide, seed=seed)[0].shot.table, track(guide, seed=seed)[0].shot.wall) for seed in range(12)
    }
    assert len(settings) > 3


def test_a_material_that_is_said_is_kept() -> None:
    for seed in range(4):
        guide = Guide(title="Cream", steps=(Step(text="Pour the cream into a glass bowl."),))
        assert track(guide, seed=seed)[0].shot.material == "glass"


WORDS = [
    "add",
    "chop",
    "the",
    "onion",
    "pan",
    "bowl",
    "and",
    "then",
    "until",
    "golden",
    ",",
    ".",
    "in",
    "with",
    "it",
    "oven",
    "stir",
    "dough",
    "fold",
    "remaining",
    "flour",
    "of",
    "a",
    "set",
    "aside",
    "serve",
    "eggs",
    "whisk",
    "to",
    "boil",
    "water",
    "(",
    ")",
    ":",
    ";",
    "over",
    "half",
    "2",
    "1/2",
    "mixture",
    "sauce",
    "them",
    "not",
    "you",
    "can",
    "bake",
    "while",
    "when",
    "knife",
]


def test_any_words_give_shots_that_can_be_drawn() -> None:
    noise = random.Random(7)
    for _ in range(150):
        steps = [" ".join(noise.choices(WORDS, k=noise.randint(0, 25))) for _ in range(noise.randint(1, 6))]
        tracked = follow(*steps, ingredients="flour, eggs, onion, water")
        assert len(tracked) == len(steps)
        for one in tracked:
            check(one.shot)


def check(shot: Shot) -> None:
    inventory = kitchen()
    assert shot.vessel in inventory.vessels
    assert shot.material in {*inventory.vessels[shot.vessel], ""}
    assert shot.tool in {*inventory.tools, ""}
    assert not shot.fire or shot.vessel in inventory.heated
    assert len(shot.foods) <= 3
    for food in shot.foods:
        assert food.form == "mixture" or food.form in inventory.foods[food.look].forms
        assert set(food.parts) <= set(inventory.foods)
        assert 1 <= food.count <= 3
        assert food.name
