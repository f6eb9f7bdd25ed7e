from dataclasses import replace

import numpy as np

from comenius.lexicon.shot import Food, Link, Shot
from comenius.world.truth import Sight, alike, boxes, links, similarity

ONION = Food(name="onion", look="onion")
AREAS = {"background": 0.5, "vessel": 0.3, "food0": 0.2}


def sight(food: Food, vessel: str = "pan", *, of: int = 0) -> Sight:
    return Sight(shot=Shot(foods=(food,), vessel=vessel), made_of=(frozenset({of}),), areas=AREAS)


def test_likeness_falls_with_every_change() -> None:
    raw, browned = sight(ONION), sight(replace(ONION, doneness="browned"))
    chopped, moved = sight(replace(ONION, form="chopped")), sight(ONION, "plate")
    values = [alike(raw, other) for other in (raw, browned, chopped, moved, sight(ONION, "plate", of=1))]
    assert values == [1.0, 0.92, 0.8, 0.4, 0.0]


def test_the_background_makes_no_two_pictures_alike() -> None:
    assert alike(sight(ONION), sight(replace(ONION, look="leek", name="leek"), "bowl", of=1)) == 0


def test_empty_tables_are_alike() -> None:
    nothing = Sight(shot=Shot(), made_of=(), areas={"background": 1.0})
    assert similarity((nothing, nothing)) == ((1.0, 1.0), (1.0, 1.0))


def test_links_skip_the_steps_that_do_not_show_the_thing() -> None:
    sights = (
        sight(ONION, "cutting board"),
        sight(replace(ONION, look="beef", name="beef"), of=1),
        sight(ONION),
    )
    assert links(sights)[2] == (
        Link(name="onion", relation="same", step=0),
        Link(name="pan", relation="same", step=1),
    )


def test_a_link_says_what_stayed() -> None:
    def relation(food: Food) -> str:
        return links((sight(ONION), sight(food)))[1][0].relation

    assert relation(replace(ONION, doneness="golden")) == "same-shape"
    assert relation(replace(ONION, form="chopped")) == "same-texture"
    assert relation(replace(ONION, form="chopped", doneness="golden")) == "similar"


def test_a_box_holds_all_pixels_of_its_object() -> None:
    mask = np.zeros((8, 8), bool)
    mask[2:5, 3:7] = True
    assert boxes({"food0": mask, "hidden": np.zeros((8, 8), bool)}) == {"food0": (3, 2, 7, 5)}
