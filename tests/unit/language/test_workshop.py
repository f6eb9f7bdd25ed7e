"""Guides that are no kitchen work: their things, where they are, and how they come back."""

import pytest

from comenius.guides.model import Guide, Ingredient, Step
from comenius.illustration.plan import plan
from comenius.illustration.storyboard import Storyboard
from comenius.language.participles import order, ordered
from comenius.language.things import cooks, named
from comenius.lexicon.household import household
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import describe
from comenius.lexicon.tables import default_form, lexicon

SEEDLING = (
    "Fill a pot with soil.",
    "Make a hole in the soil with a finger and place a tomato seedling in it.",
    "Water the seedling with a watering can.",
    "Put the pot on the windowsill.",
)
WALL = (
    "Cover the floor with a drop cloth.",
    "Apply primer to the wall with a roller.",
    "Paint the wall with the roller.",
)


def board(*steps: str, title: str = "Work") -> Storyboard:
    return plan(Guide(title=title, steps=tuple(Step(text=text) for text in steps)))


def names(storyboard: Storyboard, step: int) -> set[str]:
    return {link.name for link in storyboard.frames[step].links}


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("the edges of the wall", "wall"),
        ("a piece of green fabric", "fabric"),
        ("the old pot", "pot"),
        ("two large paper bags", "paper bag"),
        ("the small tree's root ball", "tree root ball"),
        ("the chosen paint color", "paint"),
        ("the handles", "handle"),
        ("the oven", "oven"),
        ("six pieces", ""),
        ("the tree is stable", "tree"),
        ("ten minutes", ""),
        ("half", ""),
        ("", ""),
        ("the", ""),
    ],
)
def test_a_noun_phrase_names_a_thing_or_nothing(noun: str, name: str) -> None:
    found = named(noun)
    assert (found.name if found else "") == name


def test_work_in_the_kitchen_is_told_from_other_work() -> None:
    def guide(*steps: str, listed: str = "") -> Guide:
        foods = tuple(Ingredient(text=text, name=text) for text in listed.split(", ") if text)
        return Guide(title="Work", steps=tuple(Step(text=text) for text in steps), ingredients=foods)

    assert not cooks(guide(*SEEDLING))
    assert not cooks(guide(*WALL))
    assert not cooks(guide("Dip the cloth into soapy water.", "Scrub the sandals."))
    assert cooks(guide("Chop the onions.", "Fry them in butter."))
    assert cooks(guide("Dry the pan with a towel.", "Attach the dough hook.", listed="flour, butter, eggs"))
    assert cooks(guide("Stir well."))
    assert cooks(guide("Wait."))


def test_a_plant_stays_in_its_pot_over_the_steps() -> None:
    plants = board(*SEEDLING)
    captions = [frame.caption for frame in plants.frames]
    assert captions[0] == "soil in a pot"
    assert captions[1].startswith("tomato seedling")
    assert "watered" in captions[2]
    assert captions[3].endswith("in a pot")
    assert {"pot", "soil"} <= names(plants, 1)
    (pot,) = [link for link in plants.frames[2].links if link.name == "pot"]
    assert (pot.relation, pot.step) == ("same", 1)
    (seedling,) = [link for link in plants.frames[2].links if link.name == "tomato seedling"]
    assert (seedling.relation, seedling.step) == ("same-shape", 1)
    assert plants.similarity[1][2] > 0.6


def test_the_old_pot_is_not_the_new_one() -> None:
    pots = board(
        "Take the plant out of the old pot.", "Fill the new pot with soil.", "Place the plant in the new pot."
    )
    (pot,) = [link for link in pots.frames[2].links if link.name == "pot"]
    assert pot.step == 1
    (plant,) = [link for link in pots.frames[2].links if link.name == "plant"]
    assert plant.step == 0


def test_what_is_done_to_a_thing_is_said_of_it() -> None:
    wall = board(*WALL)
    assert wall.frames[2].caption == "painted wall, a hand holding a roller"
    assert wall.frames[2].tools == ("roller",)
    paper = board("Fold the paper.", "Cut the paper with scissors.")
    assert [frame.caption for frame in paper.frames] == ["folded paper", "cut paper, a hand holding scissors"]
    assert paper.frames[1].links[0].relation in ("similar", "same-texture")


def test_paper_that_is_folded_into_a_boat_stays_the_paper() -> None:
    boat = board(
        "Fold a sheet of paper to make a triangle.", "Open the triangle.", "Cut the edges of the triangle."
    )
    assert [link.step for link in boat.frames[2].links] == [1]
    assert names(boat, 1) == names(boat, 2) == {"paper"}


def test_what_is_taken_from_something_shows_both() -> None:
    taken = board("Remove the curtains from the window.", "Soak them in a basin of water.")
    assert names(taken, 0) == {"curtain", "window"}
    assert {"curtain", "basin"} <= names(taken, 1)


def test_it_means_what_was_said_last() -> None:
    dog = board("Brush the dog.", "Put it on a leash.")
    assert "dog" in names(dog, 1)


def test_the_painter_gets_only_what_it_can_draw_and_the_reader_is_told_once() -> None:
    for steps in (SEEDLING, WALL, ("Screw the legs into the desk frame.", "Zip the zorbal.")):
        frames = board(*steps).frames
        for frame in frames:
            assert all(food.form in kitchen().foods[food.look].forms for food in frame.shot.foods)
            assert frame.shot.vessel in kitchen().vessels
            assert frame.shot.tool in {"", *kitchen().tools}
            assert describe(frame.shot, looks=True)
            assert frame.caption
            assert frame.state.endswith(".")
        told = [note for frame in frames for note in frame.notes if "knows only the kitchen" in note]
        assert len(told) == 1
        assert frames[0].notes == (told[0],)


def test_a_title_names_the_place() -> None:
    patio = board("Choose a lamp.", "Put two chairs out.", title="Decorating a Patio")
    assert "patio" in names(patio, 0) & names(patio, 1)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("Boiling water in a kettle.", "boil water in a kettle."),
        ("Filling a pot with soil and watering the plant.", "fill a pot with soil and water the plant."),
        ("Carefully taking the plant out.", "Carefully take the plant out."),
        ("Person holds the paper.", "hold the paper."),
        ("A person is gently pulling the plant out.", "pull the plant out."),
        ("Using a roller to paint the wall.", "Using a roller to paint the wall."),
        ("Cutting board and knife are ready.", "Cutting board and knife are ready."),
        ("Chop the leek, stirring all the time.", "Chop the leek, stirring all the time."),
        ("", ""),
    ],
)
def test_a_participle_that_opens_a_step_is_an_order(told: str, meant: str) -> None:
    assert order(told) == meant


def test_only_guides_told_in_participles_are_turned_into_orders() -> None:
    def guide(*steps: str) -> Guide:
        return Guide(title="", steps=tuple(Step(text=text) for text in steps))

    assert ordered(guide("Boiling water.", "Adding tea.")) == ("boil water.", "add tea.")
    kept = ("Stirring water is fun.", "Add tea.", "Wait.")
    assert ordered(guide(*kept)) == kept


def test_the_tables_of_the_household_hold_together() -> None:
    tables = household()
    does = {"put", "take", "join", "treat", "cut", "shape", "mix", "fill", "gather", "use", "look"}
    assert {tables.does(verb) for verb in lexicon().verbs.values()} == does
    assert sum(verb.effect == "handle" for verb in lexicon().verbs.values()) >= 120
    for word in tables.things.values():
        assert word.vessel in {"", *kitchen().vessels}, word
        assert not word.look or word.form in kitchen().foods[word.look].forms, word
        assert not word.look or default_form(word.look), word
    assert set(tables.verbs) <= {verb.name for verb in lexicon().verbs.values()}
    assert set(tables.effects) <= {verb.effect for verb in lexicon().verbs.values()}
