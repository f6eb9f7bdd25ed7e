"""Captions for people; painters keep the words that they have learned."""

from comenius.language.saying import caption, sentence
from comenius.lexicon.shot import Food, Shot, describe

MIXED = Food(
    name="mixture",
    look="beef",
    form="mixture",
    parts=("ground meat", "onion", "garlic"),
    part_names=("beef mince", "onion", "garlic"),
)
RICE, PEAS = Food(name="rice", look="rice", form="powder"), Food(name="pea", look="peas", form="powder")
PAN = Shot(
    foods=(RICE, PEAS, Food(name="oil", look="oil", form="liquid")), vessel="pan", tool="tongs", hand=True
)


def test_a_reader_gets_commas_and_tools_that_are_two_without_an_article() -> None:
    assert caption(PAN) == "rice, pea and oil in a pan, a hand holding tongs"
    assert sentence(PAN) == "Rice, pea and oil in a pan, a hand holding tongs."
    beside = Shot(foods=(RICE,), vessel="bowl", tool="scissors")
    assert caption(beside) == "rice in a bowl, scissors next to it"


def test_a_row_within_a_row_is_set_off_by_one_more_comma() -> None:
    one = Shot(foods=(RICE, MIXED, PEAS), vessel="pan")
    assert caption(one) == "rice, mixture of beef mince, onion and garlic, and pea in a pan"


def test_what_painters_have_learned_stays_as_it_was() -> None:
    assert describe(PAN, looks=True) == "rice and peas and oil in a pan, a hand holding a tongs"
    assert describe(PAN) == "rice and pea and oil in a pan, a hand holding a tongs"
    one = Shot(foods=(MIXED,), vessel="bowl", tool="scissors")
    assert (
        describe(one, looks=True)
        == "mixture of ground meat and onion and garlic in a bowl, a scissors next to it"
    )
