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
