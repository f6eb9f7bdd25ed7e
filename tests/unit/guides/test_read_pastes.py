"""Recipes as people paste them: lists under homely headings, several facts in a line, letters."""

import pytest

from comenius.guides.read import read_bytes
from comenius.guides.read.facts import announced, facts


def texts(document: str, name: str = "cake.txt") -> tuple[list[str], list[str]]:
    guide = read_bytes(document.encode(), name)
    return [item.text for item in guide.ingredients], [step.text for step in guide.steps]


@pytest.mark.parametrize(
    "heading",
    [
        "You need:",
        "You'll need",
        "You’ll need:",
        "WHAT YOU NEED",
        "You will need:",
        "Shopping list",
        "Stuff:",
    ],
)
def test_homely_headings_announce_what_goes_in(heading: str) -> None:
    document = (
        f"Seed cake\n\n{heading}\n2 eggs\n¾ cup seeds\npinch of salt\n\nMethod\nBeat the eggs.\nBake.\n"
    )
    assert texts(document) == (["2 eggs", "¾ cup seeds", "pinch of salt"], ["Beat the eggs.", "Bake."])


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("You need: 2 eggs, 90 g sugar, sifted, and milk.", ["2 eggs", "90 g sugar, sifted", "milk"]),
        ("You need 2 eggs, 90 g sugar and milk", ["2 eggs", "90 g sugar", "milk"]),
        ("Stuff: 3 pears; 1 lemon, juiced; sugar", ["3 pears", "1 lemon, juiced", "sugar"]),
        ("You'll need: flour (plain), 1,5 l milk, salt and pepper", ["flour (plain)", "1,5 l milk", "salt and pepper"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["cake.txt", "cake.md"])
def test_what_goes_in_may_run_on_in_one_line(line: str, items: list[str], name: str) -> None:
    document = f"# Seed cake\n\n{line}\n\n## Method\n\n1. Mix it.\n2. Bake it.\n"
    document = document if name.endswith("md") else document.replace("#", "").replace("\n ", "\n").lstrip()
    assert texts(document, name) == (items, ["Mix it.", "Bake it."])


@pytest.mark.parametrize("heading", ["How to stuff peppers", "Why you need this", "Spare parts"])
def test_the_same_words_in_another_heading_announce_nothing_that_goes_in(heading: str) -> None:
    known = announced(heading)
    assert known is None or known.part != "ingredients"


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Serves 4–6.  Prep: 15 min, cook: 1 hr 10 min", "servings 4–6, prepare 15 min, cook 1 hr 10 min"),
        ("Cook time: 1 h | Serves: 4 | Prep time 5 min", "cook 1 h, servings 4, prepare 5 min"),
        ("Prep 10 min; cook 20 min; makes 12 buns", "prepare 10 min, cook 20 min, servings 12 buns"),
        ("Total time: 40 min. Serves two people.", "total 40 min, servings two people"),
        ("Serves 4 Prep 20 min", "servings 4, prepare 20 min"),
        ("Serves 4–6.", "servings 4–6"),
        ("Cook 10 min, cook 5 min", ""),
        ("Cook 10 minutes. Serve hot.", ""),
    ],
)
def test_one_line_may_state_several_facts(line: str, stated: str) -> None:
    assert ", ".join(f"{one.name} {one.value}" for one in facts(line)) == stated


def test_facts_in_one_line_are_no_summary() -> None:
    guide = read_bytes(
        b"Seed cake\n\nMakes 2 loaves.  Prep: 15 min, cook: 1 hr 10 min\n\nStuff\n2 eggs\n\nMethod\nMix.\nBake.\n",
        "a.txt",
    )
    assert (guide.summary, guide.servings) == ("", "2 loaves")
    assert (guide.times.prepare, guide.times.cook) == (900, 4200)


BODY = "You need:\n2 kg plums\n1 kg sugar\n\nMethod\nStone the plums.\nBoil them with the sugar.\n"
HEADER = "From: Ann <ann@jam.example>\nTo: me\nSubject: Re: Fwd: the plum jam\nDate: Sun, 7 Feb 2021\n\n"
STEPS = ["Stone the plums.", "Boil them with the sugar."]


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (f"{HEADER}Hi Tom, here it is!\n\nWinter plum jam\n\n{BODY}", "Winter plum jam"),
        (f"{HEADER}Hi Tom,\n\nhere it is.\n\n{BODY}", "The plum jam"),
        (f"{HEADER}{BODY}", "The plum jam"),
        (f"See below!\n\n-------- Forwarded message --------\n{HEADER}Plum jam\n\n{BODY}", "Plum jam"),
        (f"Plum jam\n\n{BODY}\nLove,\nAunt Vera\n\nSent from my tablet\n> any jam left?\n", "Plum jam"),
        (f"Plum jam\n\n{BODY}\nCheers, Ann xx\n\nOn Sun, 7 Feb 2021 at 9:10,\nTom wrote:\n> jam?\n", "Plum jam"),
        (f"Plum jam\n\n{BODY}\nKind regards\nAnn\nJam Street 4\n", "Plum jam"),
        (f"Plum jam\n\n{BODY}\n-- \nAnn Miller\nJam Street 4\n", "Plum jam"),
        (f"Plum jam\n\n{BODY}\nMum xx\n", "Plum jam"),
        ("".join(f"> {line}\n" for line in f"{HEADER}Plum jam\n\n{BODY}".split("\n")), "Plum jam"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["jam.txt", ""])
def test_a_letter_is_read_without_what_makes_it_a_letter(document: str, title: str, name: str) -> None:
    guide = read_bytes(document.encode(), name)
    assert guide.title == title
    assert [item.text for item in guide.ingredients] == ["2 kg plums", "1 kg sugar"]
    assert [step.text for step in guide.steps] == STEPS
    assert not guide.notes
    assert "@" not in guide.summary


def test_a_mail_saved_as_markdown_loses_its_header_too() -> None:
    document = f"{HEADER}## You need\n\n- 2 kg plums\n\n## Method\n\n1. Stone the plums.\n"
    guide = read_bytes(document.encode(), "jam.md")
    assert (guide.title, guide.summary) == ("The plum jam", "")


@pytest.mark.parametrize("last", ["Best served cold.", "Serve with love.", "Thanks to the yeast it rises."])
def test_steps_that_sound_like_closings_stay(last: str) -> None:
    guide = read_bytes(f"Plum jam\n\n{BODY}{last}\n".encode(), "jam.txt")
    assert guide.steps[-1].text == last


def test_the_lines_of_a_recipe_that_look_like_a_header_stay() -> None:
    guide = read_bytes(
        b"Plum jam\n\nFrom: Grandma\nDate: 1950\n\nStone the plums.\n\nBoil them.\n", "jam.txt"
    )
    assert guide.title == "Plum jam"
    assert "Grandma" in f"{guide.summary} {guide.provenance.url}"


@pytest.mark.parametrize("between", ["", "Steps\n\n", "## Method\n\n"])
@pytest.mark.parametrize("about", ["", "A pizza for every day.\n\n"])
def test_bullets_under_the_title_are_what_goes_in_though_few_have_an_amount(about: str, between: str) -> None:
    document = (
        f"# Pizza\n\n{about}- 1 onion\n- dough\n- cheese\n\n{between}"
        "1. Roll out the dough.\n2. Add onion and cheese.\n"
    )
    listed = ["1 onion", "dough", "cheese"]
    assert texts(document, "a.md") == (listed, ["Roll out the dough.", "Add onion and cheese."])
    if not about:
        assert texts(document.replace("#", "").lstrip(), "a.txt")[0] == listed


def test_a_list_of_bare_names_under_a_title_does_not_make_other_work_a_recipe() -> None:
    guide = read_bytes(
        b"# Change a tyre\n\n- jack\n- wrench\n\n1. Lift with the jack.\n2. Take the wrench.\n", "a.md"
    )
    assert [item.text for item in guide.ingredients] == ["jack", "wrench"]
    assert guide.kind == "howto"


@pytest.mark.parametrize(
    "bullets",
    ["- Quick\n- Vegan\n- Cheap", "- Chop the onion first!\n- Have fun!", "- Serves: 4\n- Cook: 20 min"],
)
def test_bullets_that_praise_advise_or_state_facts_do_not_go_in(bullets: str) -> None:
    document = f"# Pizza\n\n{bullets}\n\n1. Roll out the dough.\n2. Add onion and cheese.\n"
    assert texts(document, "a.md") == ([], ["Roll out the dough.", "Add onion and cheese."])


@pytest.mark.parametrize("name", ["cake.txt", "cake.md"])
def test_lines_without_bullets_before_the_method_are_what_goes_in(name: str) -> None:
    lines = ["2 eggs", "90 g rye flour", "1 onion", "salt and pepper", "chives"]
    document = "# Rye cakes\n\nServes 4\n\n" + "\n".join(lines) + "\n\nMethod\n\nBeat the eggs.\nFry them.\n"
    document = document if name.endswith("md") else document.removeprefix("# ")
    assert texts(document, name) == (lines, ["Beat the eggs.", "Fry them."])


def test_amounts_in_one_line_before_the_method_are_what_goes_in() -> None:
    document = (
        "# Rye buns\n\n400 g rye flour, 5 g yeast, 2 tsp salt.\n\n## Method\n\n1. Mix the flour.\n2. Bake.\n"
    )
    assert texts(document, "buns.md")[0] == ["400 g rye flour", "5 g yeast", "2 tsp salt"]


def test_lists_of_amounts_under_headings_of_their_own_go_in() -> None:
    parts = "## Crust\n- 200 g flour\n- 90 g lard\n\n## Inside\n- 8 plums\n- 1 egg"
    document = f"# Plum pie\n\n{parts}\n\n## Steps\n1. Mix.\n"
    guide = read_bytes(document.encode(), "pie.md")
    assert [(item.section, item.text) for item in guide.ingredients] == [
        ("Crust", "200 g flour"),
        ("Crust", "90 g lard"),
        ("Inside", "8 plums"),
        ("Inside", "1 egg"),
    ]


def test_a_paragraph_that_opens_with_an_adverb_instructs() -> None:
    document = "# Seed mix\n\n- 90 g seeds\n\nHeat the oven.\n\nRoughly chop the seeds.\n\nBake them.\n"
    assert texts(document, "mix.md")[1] == ["Heat the oven.", "Roughly chop the seeds.", "Bake them."]


def test_numbers_without_a_dot_are_no_part_of_the_steps() -> None:
    document = "Rye cakes\n\n2 eggs\n90 g flour\n1 onion\n\nMethod\n1 Beat the eggs.\n2 Add the flour.\n"
    assert texts(document)[1] == ["Beat the eggs.", "Add the flour."]


def test_an_unknown_verb_between_steps_is_a_step() -> None:
    document = (
        "# Seed bread\n\n- 90 g seeds\n\nHeat the oven.\n\nFettle the top.\n\nThe crust sings.\n\nBake it.\n"
    )
    assert texts(document, "bread.md")[1] == ["Heat the oven.", "Fettle the top.", "Bake it."]
