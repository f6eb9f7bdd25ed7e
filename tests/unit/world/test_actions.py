import pytest

from comenius.errors import Defect
from comenius.world.actions import Deed, actions, carry_out, fresh, why_not
from comenius.world.effects import EFFECTS
from comenius.world.objects import Bench, Thing
from comenius.world.wording import ingredient, wordings


def bench(*looks: str, **fields: str) -> Bench:
    return Bench(things=tuple(fresh(key, look, **fields) for key, look in enumerate(looks)))  # type: ignore[arg-type]


def after(start: Bench, *deeds: tuple[str, tuple[int, ...], str]) -> Bench:
    for action, on, place in deeds:
        start = carry_out(start, Deed(action=action, on=on, place=place)).bench
    return start


def thing(of: Bench, key: int) -> Thing:
    found = of.find(key)
    assert found is not None
    return found


def test_the_table_names_only_effects_places_and_forms_that_exist() -> None:
    from comenius.lexicon.looks import kitchen

    stock = kitchen()
    forms = {form for look in stock.foods.values() for form in look.forms} | {"mixture"}
    for action in actions().values():
        assert action.effect in EFFECTS
        assert {*action.places} <= set(stock.vessels)
        assert {*action.forms} <= forms
        assert {*action.looks} <= set(stock.foods)
        assert action.tool in (*stock.tools, "")
        assert action.through in ("", "oven", "fridge")
        assert len(action.says) >= 2


def test_chopping_changes_the_form_and_nothing_else() -> None:
    start = bench("onion")
    done = carry_out(start, Deed(action="chop", on=(0,), place="cutting board"))
    assert [shot.foods[0].form for shot in (done.before, done.during, done.after)] == [
        "whole",
        "whole",
        "chopped",
    ]
    assert (done.during.tool, done.during.hand, done.after.tool) == ("knife", True, "")
    assert thing(done.bench, 0).made_of == {0}


@pytest.mark.parametrize(
    ("looks", "action", "on", "place", "reason"),
    [
        (("milk",), "chop", (0,), "cutting board", "milk is liquid"),
        (("onion",), "chop", (0,), "pan", "it is done in cutting board"),
        (("onion",), "chop", (3,), "cutting board", "what it acts on is not there"),
        (("onion",), "fly", (0,), "pan", "no such action"),
        (("onion",), "fry", (0,), "pan", "not everything is in the pan"),
        (("onion",), "add", (0,), "pan", "the pan lacks: filled"),
        (("mushroom",), "grate", (0,), "cutting board", "mushroom cannot be made shredded"),
        (("milk", "water"), "pour", (0, 1), "pot", "two liquids are in the pot"),
        (("milk",), "serve", (0,), "plate", "the plate cannot hold a liquid"),
        (
            ("onion", "carrot", "leek", "beet"),
            "put",
            (0, 1, 2, 3),
            "bowl",
            "more than 3 things are in the bowl",
        ),
        (("onion",), "garnish", (0,), "plate", "onion is of the family round"),
        (("butter",), "season", (0,), "pan", "it is not for butter"),
    ],
)
def test_what_cannot_be_done_says_why(
    looks: tuple[str, ...], action: str, on: tuple[int, ...], place: str, reason: str
) -> None:
    deed = Deed(action=action, on=on, place=place)
    assert why_not(bench(*looks), deed) == reason
    with pytest.raises(Defect, match="cannot be done"):
        carry_out(bench(*looks), deed)


def test_frying_lights_the_fire_takes_up_the_oil_and_browns() -> None:
    start = after(bench("oil", "beef"), ("pour", (0,), "pan"), ("add", (1,), "pan"))
    done = carry_out(start, Deed(action="fry", on=(1,), place="pan"))
    assert (done.before.fire, done.during.fire, done.after.fire) == (False, True, True)
    assert (done.before.steam, done.after.steam) == (False, True)
    assert [food.doneness for food in done.after.foods] == ["golden"]
    assert thing(done.bench, 1).flavour == {0}
    assert done.bench.find(0) is None


def test_heat_never_makes_anything_paler() -> None:
    start = after(bench("chicken"), ("lay", (0,), "grill"), ("grill", (0,), "grill"), ("put", (0,), "pan"))
    assert why_not(start, Deed(action="fry", on=(0,), place="pan")) == "chicken is charred already"


def test_a_mixture_remembers_its_parts() -> None:
    start = after(
        bench("lettuce", "tomato", "cucumber"), ("put", (0, 1, 2), "bowl"), ("toss", (0, 1, 2), "bowl")
    )
    salad = thing(start, 0)
    assert salad.parts == ("lettuce", "tomato", "cucumber")
    assert salad.made_of == {0, 1, 2}
    assert len(start.things) == 1


def test_stirring_keeps_the_liquid_apart_and_the_fire_on() -> None:
    start = after(
        bench("broth", "carrot", "leek"), ("pour", (0,), "pot"), ("add", (1, 2), "pot"),
        ("simmer", (0, 1, 2), "pot"), ("stir", (0, 1, 2), "pot"),
    )  # fmt: skip
    shot = start.shot("pot")
    assert [food.form for food in shot.foods] == ["liquid", "mixture"]
    assert shot.fire


def test_flour_and_water_become_dough_then_parcels() -> None:
    start = after(
        bench("flour", "water", "mushroom"), ("put", (0,), "bowl"), ("pour", (1,), "bowl"), ("knead", (0, 1), "bowl"),
        ("roll out", (0,), "cutting board"), ("chop", (2,), "cutting board"), ("fill", (0, 2), "cutting board"),
    )  # fmt: skip
    parcels = thing(start, 0)
    assert (parcels.look, parcels.form, parcels.made_of) == ("dough", "parcel", frozenset({0, 1, 2}))
    assert len(start.things) == 1


def test_the_oven_is_shown_while_something_bakes() -> None:
    start = after(bench("potato"), ("lay", (0,), "baking tray"))
    done = carry_out(start, Deed(action="roast", on=(0,), place="baking tray"))
    assert [shot.vessel for shot in (done.before, done.during, done.after)] == [
        "baking tray",
        "oven",
        "baking tray",
    ]
    assert (done.during.hand, done.after.foods[0].doneness) == (False, "browned")


def test_draining_puts_the_fire_out() -> None:
    start = after(
        bench("water", "noodles"), ("pour", (0,), "pot"), ("add", (1,), "pot"), ("boil", (1,), "pot")
    )
    drained = after(start, ("drain", (1,), "pot"))
    assert start.shot("pot").fire
    assert not drained.shot("pot").fire
    assert [one.look for one in drained.within("pot")] == ["noodles"]


def test_a_puree_takes_the_colour_of_the_fruit() -> None:
    def puree(fruit: str) -> str:
        start = after(bench("cream", fruit), ("put", (1,), "blender"), ("pour", (0,), "blender"))
        return thing(after(start, ("blend", (0, 1), "blender")), 0).look

    assert puree("avocado") == "green sauce"
    assert puree("tomato") == "tomato sauce"


def test_fire_goes_out_under_an_empty_pan() -> None:
    start = after(bench("beef"), ("put", (0,), "pan"), ("fry", (0,), "pan"), ("serve", (0,), "plate"))
    assert not start.lit
    assert start.shot("plate").steam


def test_a_deed_is_told_with_the_places_that_are_known() -> None:
    start = after(bench("onion"), ("put", (0,), "pan"))
    deed = Deed(action="fry", on=(0,), place="pan", minutes=5)
    assert "Fry the onion in a pan for 5 minutes." in wordings(deed, start)
    assert "Fry the onion in the pan for 5 minutes." in wordings(deed, start, known=["pan"])


@pytest.mark.parametrize(
    ("look", "count", "line"),
    [
        ("tomato", 2, "2 tomatoes"),
        ("salt", 1, "1 pinch of salt"),
        ("flour", 1, "100 g flour"),
        ("bread", 1, "1 loaf of bread"),
    ],
)
def test_ingredients_read_like_a_recipe(look: str, count: int, line: str) -> None:
    assert ingredient(fresh(0, look, count=count), 0.0).text == line
