"""An edit of one picture belongs in later ones that show the same thing, under the name it has there."""

from comenius.illustration.carrying import carried
from comenius.illustration.storyboard import Frame
from comenius.language.specifics import Specific
from comenius.lexicon.shot import Food, Link, Shot

ONION = Food(name="onion", look="onion", form="chopped")
SOUP = Food(name="soup", look="broth", form="liquid")
PUREE = Food(name="tomato puree", look="tomato sauce", form="liquid")


def frame(step: int, foods: tuple[Food, ...], vessel: str, *links: Link, table: str = "wooden") -> Frame:
    shot = Shot(foods=foods, vessel=vessel, material="steel", table=table, wall="grey")
    return Frame(step=step, action="", state="", shot=shot, caption="", links=links)


FRAMES = (
    frame(0, (ONION,), "cutting board", Link(name="onion", relation="new"), Link(name="cutting board", relation="new")),
    frame(1, (ONION,), "pot", Link(name="onion", relation="same-shape", step=0), Link(name="pot", relation="new")),
    frame(
        2, (SOUP, ONION), "pot",
        Link(name="soup", relation="new"), Link(name="onion", relation="same", step=1),
        Link(name="pot", relation="same", step=1),
    ),
    frame(
        3, (PUREE,), "blender",
        Link(name="tomato puree", relation="similar", step=2), Link(name="blender", relation="new"), table="marble",
    ),
)  # fmt: skip


def to(step: int, *edits: tuple[str, str]) -> dict[int, list[str]]:
    """The instructions that later steps take."""
    some = [Specific(target=target, instruction=text) for target, text in edits]
    return {
        later: [edit.instruction for edit in found] for later, found in carried(FRAMES, step, some).items()
    }


def test_a_thing_is_followed_along_its_links() -> None:
    onion = "put herbs on the chopped onion"
    assert to(0, ("chopped onion", onion)) == {1: [onion], 2: [onion]}
    assert to(1, ("pot", "make the pot red")) == {2: ["make the pot red"]}
    assert to(0, ("cutting board", "make the cutting board white")) == {}


def test_a_thing_that_gets_another_name_is_called_by_it() -> None:
    assert to(2, ("soup", "put parsley on the soup")) == {3: ["put parsley on the tomato puree"]}


def test_what_is_only_a_part_of_the_renamed_thing_is_gone() -> None:
    assert to(2, ("chopped onion", "put parsley on the chopped onion")) == {}


def test_table_and_wall_stay_while_the_shots_have_the_same() -> None:
    assert [*to(0, ("wooden table", "make the table blue"))] == [1, 2]
    assert [*to(0, ("grey wall", "make the wall blue"))] == [1, 2, 3]


def test_each_step_takes_what_it_shows_and_nothing_new_is_carried() -> None:
    edits = (
        ("pot", "make the pot red"),
        ("grey wall", "make the wall blue"),
        ("grapes", "place grapes next to it"),
    )
    assert to(1, *edits) == {2: ["make the pot red", "make the wall blue"], 3: ["make the wall blue"]}
