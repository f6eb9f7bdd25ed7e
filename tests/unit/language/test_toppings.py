"""What lies on what in a picture."""

import pytest

from comenius.guides.model import Guide, Ingredient, Step
from comenius.language.similarity import alike
from comenius.language.tracker import Tracked, track


def follow(*steps: str, ingredients: str = "", title: str = "A dish") -> tuple[Tracked, ...]:
    listed = tuple(
        Ingredient(text=text.strip(), name=text.strip()) for text in ingredients.split(",") if text.strip()
    )
    return track(Guide(title=title, ingredients=listed, steps=tuple(Step(text=text) for text in steps)))


PIZZA = (
    "Roll out the dough and lay it on a baking tray.",
    "Spread the tomato sauce over the dough.",
    "Scatter the mozzarella over the sauce.",
    "Bake the pizza until golden.",
    "Cut the pizza into slices.",
)


def test_sauce_and_cheese_lie_on_the_dough_and_stay_there_in_the_oven() -> None:
    rolled, sauced, cheesed, baked, sliced = (one.shot.foods for one in follow(*PIZZA, title="Pizza"))
    assert rolled[0].topped == ()
    assert [food.topped for food in sauced] == [("tomato sauce",)]
    assert [food.topped for food in cheesed] == [("tomato sauce", "cheese")]
    assert (baked[0].topped, baked[0].doneness, len(baked)) == (("tomato sauce", "cheese"), "golden", 1)
    assert (sliced[0].look, sliced[0].form, sliced[0].topped) == ("pizza", "sliced", ())


def test_a_topped_food_is_the_same_thing_with_another_surface() -> None:
    before, after = follow(*PIZZA[:2], title="Pizza")
    assert next(link for link in after.links if link.name == "dough").relation == "same-shape"
    assert 0.8 < alike(before.shot, after.shot) < 1


@pytest.mark.parametrize(
    ("step", "topped"),
    [
        ("Garnish with parsley.", ("herbs",)),
        ("Drizzle with olive oil.", ("oil",)),
        ("Brush with butter.", ("oil",)),
        ("Top with yogurt and nuts.", ("yogurt", "nuts")),
        ("Pour the cream sauce over the salmon.", ("cream",)),
        ("Add the lemon juice to a bowl.", ()),
    ],
)
def test_what_is_strewn_or_poured_lies_on_the_food(step: str, topped: tuple[str, ...]) -> None:
    shot = follow("Put the salmon on a plate.", step)[1].shot
    assert shot.foods[0].topped == topped


def test_a_sandwich_is_one_food_under_the_two_things_laid_on_it_last() -> None:
    steps = ("Spread butter on the slices of bread.", "Lay the ham on the bread.", "Add the tomato slices.")
    shot = follow(*steps)[2].shot
    assert [(food.look, food.topped) for food in shot.foods] == [("bread", ("ham", "tomato"))]


def test_stirring_mixes_in_what_lay_on_top() -> None:
    steps = ("Put the lettuce and tomatoes in a bowl.", "Sprinkle with cheese.", "Toss the salad.")
    shots = [one.shot for one in follow(*steps)]
    assert any("cheese" in food.topped for food in shots[1].foods)
    assert not any(food.topped for food in shots[2].foods)


def test_a_cake_bakes_and_cools_in_its_tin() -> None:
    steps = (
        "Butter a cake tin.",
        "Mix the flour, butter, eggs and sugar in a bowl.",
        "Pour the batter into the cake tin.",
        "Bake for an hour.",
        "Let the cake cool in the tin.",
        "Dust the cake with icing sugar.",
    )
    shots = [one.shot for one in follow(*steps, ingredients="flour, butter, eggs, sugar", title="Plum cake")]
    assert [shot.vessel for shot in shots] == ["cake tin", "bowl", "cake tin", "oven", "cake tin", "cake tin"]
    assert shots[-1].foods[0].topped == ("sugar",)


@pytest.mark.parametrize(
    ("step", "vessel", "tool"),
    [
        ("Mash the potatoes.", "cutting board", "masher"),
        ("Peel the garlic.", "cutting board", "knife"),
        ("Beat the cream with a mixer.", "bowl", "hand mixer"),
        ("Snip the chives.", "cutting board", "scissors"),
        ("Dip a brush into the paint.", "table", "pastry brush"),
        ("Take the scissors.", "table", "scissors"),
    ],
)
def test_the_tool_is_the_one_people_use(step: str, vessel: str, tool: str) -> None:
    assert follow(step)[0].shot.tool == tool
