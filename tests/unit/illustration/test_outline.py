"""What `comenius plan --json` prints, read as an author would."""

from typing import Any

from comenius.guides.model import Guide, Ingredient, Quantity, Step
from comenius.illustration.coverage import coverage
from comenius.illustration.outline import outline
from comenius.illustration.plan import plan


def guide(title: str, listed: str, *steps: str) -> Guide:
    names = [name.strip() for name in listed.split(",") if name.strip()]
    return Guide(
        title=title,
        ingredients=tuple(
            Ingredient(text=f"200 g {name}", name=name, quantity=Quantity(low=200, high=200, unit="g"))
            for name in names
        ),
        steps=tuple(Step(text=text) for text in steps),
    )


def rows(title: str, listed: str, *steps: str) -> list[dict[str, Any]]:
    one = guide(title, listed, *steps)
    found: list[dict[str, Any]] = outline(one, plan(one))["steps"]
    return found


def mains(title: str, listed: str, *steps: str) -> list[str]:
    return [row["foods"][0]["name"] for row in rows(title, listed, *steps)]


def test_a_plan_has_one_row_a_step_with_everything_that_a_picture_needs() -> None:
    one = guide("Stew", "carrots, leeks, beef stock", "Chop the carrots.", "Fry them in a pan until golden.")
    found = outline(one, plan(one))
    assert set(found) == {"title", "steps", "similarity", "planner"}
    assert found["title"] == "Stew"
    assert found["planner"]["source"] == "rules"
    first, second = found["steps"]
    assert set(first) == {
        "number", "text", "caption", "foods", "vessel", "tools", "drawn", "substitutions",
    }  # fmt: skip
    assert (first["number"], first["text"]) == (1, "Chop the carrots.")
    assert first["foods"] == [
        {
            "name": "carrot",
            "form": "chopped",
            "colour": "orange",
            "doneness": "raw",
            "relation": "new",
            "from_step": None,
        }
    ]
    assert first["tools"] == ["knife"]
    fried = second["foods"][0]
    assert (fried["name"], fried["doneness"], fried["from_step"]) == ("carrot", "golden", 1)
    assert second["vessel"] == "pan"


def test_the_main_food_is_the_one_the_step_works_on_not_what_lies_around() -> None:
    assert mains(
        "Supper", "turnips, chicken stock, chicken, parsley",
        "Put the turnips into a pot and pour in the stock.",
        "Add the chicken.",
        "Sprinkle the parsley over it.",
    ) == ["turnip", "chicken", "chicken"]  # fmt: skip


def test_what_is_only_suggested_is_not_what_a_step_is_about() -> None:
    assert mains(
        "Supper", "potatoes, bacon", "Mix the potatoes in a bowl. You can also add bacon if you like."
    ) == ["potato"]


def test_a_dish_is_called_what_its_step_calls_it() -> None:
    found = rows(
        "Leek soup", "leeks, potatoes, vegetable stock",
        "Chop the leeks and potatoes.",
        "Boil them in the stock.",
        "Ladle the soup into bowls.",
    )  # fmt: skip
    assert found[2]["foods"][0]["name"] == "soup"
    assert {"leek", "potato"} <= {food["name"] for food in found[2]["foods"]}


def test_names_keep_the_spelling_of_the_recipe() -> None:
    assert mains(
        "Rösti", "", "Grate the potatoes and onions into a bowl and mix.", "Fry the Rösti in a pan."
    )[1] == ("rösti")


def test_every_part_of_a_mixture_stands_there_not_only_the_three_that_are_drawn() -> None:
    found = rows(
        "Salad", "carrots, cucumbers, radishes, tomatoes, corn", "Mix all the ingredients together in a bowl."
    )
    names = {food["name"] for food in found[0]["foods"]}
    assert {"carrot", "cucumber", "radish", "tomato", "corn"} <= names


def test_no_food_stands_there_twice() -> None:
    found = rows(
        "Puree", "", "Combine raspberries, sugar and lemon juice in a pot.", "Heat the raspberry mixture."
    )
    for row in found:
        names = [food["name"] for food in row["foods"]]
        assert names[0] == "raspberry"
        assert len(names) == len(set(names))


def test_a_step_with_nothing_new_is_not_drawn() -> None:
    found = rows("Bread", "bread dough", "Preheat the oven.", "Knead the dough.", "Wait for ten minutes.")
    assert [row["drawn"] for row in found] == [False, True, False]


def test_tools_are_those_named_and_those_that_verbs_ask_for_in_their_order() -> None:
    (row,) = rows("Supper", "eggs, chives", "Chop the chives, then beat the eggs with a fork.")
    assert row["tools"] == ["knife", "fork"]


def test_whoever_cooks_part_of_a_mixture_by_that_name_cooks_all_of_it() -> None:
    found = rows(
        "Supper", "ham, peppers, eggs",
        "Dice the ham and peppers and fry them in a pan.",
        "Beat the eggs, pour them into the pan and stir.",
        "Put the egg and pepper mixture into the oven.",
    )  # fmt: skip
    assert "ham" in {food["name"] for food in found[2]["foods"]}
    assert found[2]["vessel"] == "oven"


def test_what_the_lexicon_does_not_know_is_counted_and_named() -> None:
    found = coverage(guide("Supper", "carrots, zorbal", "Chop the carrots.", "Frob the quux."))
    assert (found.ingredients.known, found.ingredients.of) == (1, 2)
    assert (found.steps.known, found.steps.of) == (1, 2)
    assert found.unknown[0] == "zorbal"
    assert str(found).startswith("The lexicon knows 1 of 2 ingredients, 1 of 2 steps, ")


def test_what_has_become_dough_is_not_listed_beside_it() -> None:
    found = rows(
        "Bread", "bread flour, yeast, warm water",
        "Mix the flour and yeast in a bowl, then stir in the warm water to make a dough.",
        "Knead the dough until smooth.",
        "Shape into a loaf and bake until golden.",
    )  # fmt: skip
    assert [[food["name"] for food in row["foods"]] for row in found] == [["dough"], ["dough"], ["bread"]]


def test_what_is_only_put_into_batter_soup_or_a_roll_is_still_listed() -> None:
    found = rows(
        "Lunch", "flour, milk, blueberries, beef stock, cream, tortillas, ground beef",
        "Whisk the flour and milk into a batter in a bowl.",
        "Fold the blueberries into the batter.",
        "Fill the tortillas with the ground beef and roll them up.",
        "Heat the beef stock in a pot and stir in the cream.",
    )  # fmt: skip
    names = [{food["name"] for food in row["foods"]} for row in found]
    assert names[:3] == [{"batter"}, {"batter", "blueberry"}, {"tortilla", "ground beef"}]
    assert names[3] >= {"beef stock", "cream"}
