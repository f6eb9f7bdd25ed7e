"""What a step means by `the bird`, `the pasta`, `the dry`: things that are there under another name."""

from comenius.guides.model import Guide, Ingredient, Step
from comenius.language.tracker import track
from comenius.lexicon.shot import Shot


def shots(*steps: str, ingredients: str = "", title: str = "Supper") -> list[Shot]:
    listed = tuple(Ingredient(text=name, name=name) for name in ingredients.split(", ") if name)
    guide = Guide(title=title, steps=tuple(Step(text=text) for text in steps), ingredients=listed)
    return [one.shot for one in track(guide)]


def looks(shot: Shot) -> list[str]:
    return [food.look for food in shot.foods]


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
