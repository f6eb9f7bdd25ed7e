"""Small recipes from start to plate: each step shows what the step before left."""

import pytest

from comenius.guides.model import Guide, Ingredient, Step
from comenius.language.tracker import track
from comenius.lexicon.shot import Shot


def shots(*steps: str, ingredients: str = "", title: str = "Supper") -> list[Shot]:
    listed = tuple(Ingredient(text=name, name=name) for name in ingredients.split(", ") if name)
    guide = Guide(title=title, steps=tuple(Step(text=text) for text in steps), ingredients=listed)
    return [one.shot for one in track(guide)]


def looks(shot: Shot) -> list[str]:
    return [food.look for food in shot.foods]


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
    assert (looks(glazed), glazed.foods[0].topped, glazed.vessel) == (["cake"], ("cream",), "baking dish")
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
