"""Documents in the styles found in the wild lose no step and no ingredient."""

from pathlib import Path

import pytest

from comenius.guides.model import Guide
from comenius.guides.read import read

FIXTURES = Path(__file__).parents[2] / "fixtures" / "guides"

# file: title, ingredients by name, steps as (section, text)
EXPECTED: dict[str, tuple[str, list[str], list[tuple[str, str]]]] = {
    "graph.html": (
        "Leek & Barley Soup",
        ["leeks", "pearl barley", "vegetable stock", "butter", "Salt & pepper"],
        [
            ("", "Melt the butter in a heavy pot and sweat the leeks until they slump."),
            ("", "Tip in the barley & stir until every grain shines."),
            ("", "Pour on the stock, bring it to a simmer and cover the pot."),
            ("", "Cook for 45 minutes, then season."),
        ],
    ),
    "sections.html": (
        "Plum Tart",
        ["plain flour", "cold butter", "egg yolk", "plums", "sugar"],
        [
            ("Pastry", "Rub the butter into the flour."),
            ("Pastry", "Add the yolk and press the dough together."),
            ("Pastry", "Chill the dough for half an hour."),
            ("Filling", "Roll out the dough and line a tin with it."),
            ("Filling", "Set the plums on it, cut side up, and scatter the sugar over them."),
            ("", "Bake at 190 C until the juice bubbles."),
        ],
    ),
    "howto.html": (
        "Repot a houseplant",
        ["potting soil", "pebbles"],
        [
            ("Get ready", "Soak the soil an hour before.\nWet roots slide out more easily."),
            ("Get ready", "Spread pebbles over the bottom of the new pot."),
            ("Move it", "Turn the old pot over and ease the plant out."),
            ("Move it", "Set it into the new pot and fill up with soil."),
        ],
    ),
    "strings.html": (
        "Kartoffelpuffer",
        ["Kartoffeln", "Zwiebel", "Mehl", "Salz"],
        [
            ("", "Kartoffeln und Zwiebel reiben und ausdrücken."),
            ("", "Mehl und Salz untermischen."),
            ("", "Kleine Fladen in heißem Öl braten, bis sie braun sind."),
        ],
    ),
    "one_string.html": (
        "Herb omelette",
        ["eggs", "chives", "butter"],
        [
            ("", "Beat the eggs with the chives."),
            ("", "Foam the butter in a small pan."),
            ("", "Pour in the eggs and draw the edges inwards."),
            ("", "Fold it while the middle is still soft."),
        ],
    ),
    "html_string.html": (
        "Tomato salad with bread",
        ["ripe tomatoes", "loaf stale bread", "olive oil"],
        [
            ("Bread", "Tear the bread and toast it."),
            ("Bread", "Let it cool."),
            ("Salad", "Chop the tomatoes.\nKeep the juice."),
            ("Salad", "Toss everything with oil & salt."),
        ],
    ),
    "types.html": (
        "Ten-Minute Noodles",
        ["egg noodles", "soy sauce", "sesame oil", "spring onions"],
        [
            ("", "Boil the noodles for three minutes. Drain them."),
            ("", "Toss the noodles with soy sauce and oil."),
            ("", "Scatter the spring onions on top."),
        ],
    ),
    "microdata.html": (
        "Pea fritters",
        ["peas", "egg", "flour"],
        [
            ("Batter", "Crush the peas with a fork."),
            ("Batter", "Stir in the egg and the flour."),
            ("Frying", "Drop spoonfuls into hot oil."),
            ("Frying", "Turn them once and lift them out when they are gold."),
        ],
    ),
    "broken.html": (
        "Oat biscuits",
        ["rolled oats", "butter", "honey"],
        [
            ("", "Stir the oats into the melted butter and honey."),
            ("", "Drop spoonfuls on a lined tray."),
            ("", "Bake for 15 minutes, then cool."),
        ],
    ),
    "two_recipes.html": (
        "Spiced cocoa",
        ["cocoa powder", "milk", "chilli"],
        [
            ("", "Warm the milk without boiling it."),
            ("", "Whisk in approx. 2 tbsp. cocoa."),
            ("", "Dust with chilli and serve."),
        ],
    ),
    "bare.html": (
        "Quick pickled radishes",
        ["radishes", "vinegar", "sugar"],
        [
            ("", "Slice the radishes.\nThin slices pickle faster."),
            ("", "Warm the vinegar with the sugar.\nDo not boil it."),
            ("", "Pour it over the radishes & wait an hour."),
        ],
    ),
    "recipe.jsonld": (
        "Rice pudding",
        ["pudding rice", "milk", "sugar"],
        [
            ("", "Heat the milk with the rice and sugar."),
            ("", "Simmer for forty minutes, stirring often."),
        ],
    ),
    "stew.cook": (
        "Bean stew",
        ["olive oil", "onions", "garlic", "smoked paprika", "salt", "white beans", "chopped tomatoes"],
        [
            ("", "Warm olive oil in a heavy pot and soften onions for 8 minutes."),
            ("", "Add garlic, smoked paprika and salt."),
            ("", "Stir in white beans and chopped tomatoes. Bring it to the boil."),
            ("", "Simmer for 1 hour, then finish with olive oil and more salt."),
        ],
    ),
    "pie.cook": (
        "Apple pie",
        ["butter", "plain flour", "salt", "cold water", "apples", "sugar", "cinnamon"],
        [
            ("Dough", "Rub butter into plain flour with salt."),
            ("Dough", "Add cold water and press into a ball. Rest it for 30 minutes."),
            ("Filling", "Peel and slice apples with a sharp knife."),
            ("Filling", "Toss with sugar and cinnamon."),
            ("Baking", "Roll out the dough, line a pie dish and fill it. Bake at 190 C for 50-60 minutes."),
        ],
    ),
    "bowl.cook": (
        "Bowl",
        ["brown rice", "water", "tofu", "Peanut sauce", "lime juice"],
        [
            ("", "Cook brown rice in water."),
            ("", "Fry tofu in a skillet until gold. Keep it warm."),
            ("", "Whisk Peanut sauce with lime juice."),
            ("", "Pile rice, tofu and sauce into bowls."),
        ],
    ),
    "words.cook": (
        "Odd words",
        ["crème fraîche", "chilli", "po'boy-rolls", "all-purpose flour", "1000 island dressing"],
        [
            ("", "Message me @ example.com or call #{} about 5 # 7 {2}."),
            ("", "Stir crème fraîche, chilli, po'boy-rolls and all-purpose flour."),
            ("", "Write @home and {braces} and 50% as they are; wait a moment."),
            ("", "1000 island dressing goes in last, with patience."),
        ],
    ),
    "notes.cook": (
        "Notes",
        ["eggs"],
        [
            ("", "Boil eggs for 7 minutes. Cool them in a large bowl of boiled water."),
            ("", "Peel them. Halve them."),
        ],
    ),
    "dumplings.md": (
        "Potato dumplings: the soft kind",
        ["potatoes", "flour", "egg", "butter", "crumbs"],
        [
            ("", "Boil the potatoes in their skins.\nOld ones work best."),
            ("", "Peel them while hot.\nNote: hold them with a fork."),
            ("", "Mix with:\nthe flour\nthe egg"),
            ("", "Shape round dumplings."),
            ("", "Simmer for 15 minutes 🔥."),
            ("For the butter", "Melt the butter."),
            ("For the butter", "Brown the crumbs in it."),
            ("Crispy version", "Cut cold dumplings in slices."),
            ("Crispy version", "Fry them in butter."),
        ],
    ),
    "plain_list.md": (
        "Cheese toast",
        [],
        [
            ("", "Butter two slices of bread."),
            ("", "Lay cheese between them."),
            ("", "Fry both sides until brown."),
        ],
    ),
    "headings.md": (
        "Flatbread",
        ["flour", "yoghurt"],
        [
            ("", "Stir flour and yoghurt into a dough.\nIt should not stick."),
            ("", "Roll it thin."),
            ("", "Bake"),
        ],
    ),
    "method.md": (
        "Lemonade",
        ["lemons", "sugar", "water"],
        [
            ("For the syrup", "Warm the sugar with a little water."),
            ("For the syrup", "Stir until it is clear."),
            ("To finish", "Squeeze the lemons."),
            ("To finish", "Mix everything and pour it over ice."),
        ],
    ),
    "porridge.txt": (
        "PORRIDGE FOR TWO",
        ["oats", "milk", "salt"],
        [
            ("", "Put oats and milk into a small pan."),
            ("", "Stir over low heat.\nnever stop stirring"),
            ("", "Salt it and serve."),
        ],
    ),
    "letter.txt": (
        "Aunt Vera's cold cucumber soup",
        ["cucumbers", "yoghurt", "dill"],
        [
            (
                "",
                "Peel the cucumbers and grate them into a bowl. Salt them well and let them stand for ten minutes"
                " until they give up their water.",
            ),
            (
                "",
                "Stir in the yoghurt and the chopped dill, and thin the soup with as much cold water as you like.",
            ),
            ("", "Chill it for an hour."),
        ],
    ),
    "lines.txt": (
        "Change a bicycle tube",
        [],
        [
            ("", "Turn the bicycle over."),
            ("", "Take out the wheel."),
            ("", "Lever the tyre off the rim."),
            ("", "Swap the tube and pump it up."),
        ],
    ),
}


def guide(name: str) -> Guide:
    return read(FIXTURES / name)


def test_every_fixture_has_its_expectation() -> None:
    assert {path.name for path in FIXTURES.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_no_step_and_no_ingredient_is_lost(name: str) -> None:
    title, ingredients, steps = EXPECTED[name]
    found = guide(name)
    assert found.title == title
    assert [one.name for one in found.ingredients] == ingredients
    assert [(step.section, step.text) for step in found.steps] == steps


def test_json_ld_keeps_author_address_times_yield_and_tags() -> None:
    found = guide("graph.html")
    assert found.provenance.author == "Maud Ferrier"
    assert found.provenance.url == "https://ladle.example/leek-and-barley-soup/"
    assert (found.times.prepare, found.times.cook, found.times.total) == (900, 3000, 3900)
    assert (found.servings, found.language) == ("4 bowls", "en-GB")
    assert found.tags == ("soup", "winter", "Starter", "British")
    assert [step.title for step in found.steps] == ["", "Stir in the barley", "", ""]


def test_a_how_to_keeps_tools_supplies_titles_and_tips() -> None:
    found = guide("howto.html")
    assert [tool.name for tool in found.tools] == ["trowel", "larger pot"]
    assert found.ingredients[0].text == "2 litres potting soil"
    assert [step.title for step in found.steps] == ["Water the plant", "", "", ""]
    assert found.notes == ("Spring is the best time.",)
    assert found.times.total == 1500


def test_markdown_keeps_times_notes_sections_and_where_it_is_from() -> None:
    found = guide("dumplings.md")
    assert (found.times.prepare, found.times.cook, found.servings) == (1500, 4200, "4-6")
    assert found.summary == "Light, and hard to get wrong 🥔."
    assert [one.section for one in found.ingredients] == [*["For the dough"] * 3, *["For the butter"] * 2]
    assert found.notes == (
        "Buy floury potatoes.",
        "Read to the end first.",
        "Do not let the water boil hard.",
        "Leftovers can be fried.",
        "Only for the patient.",
        "Enjoy!",
        "Freeze them raw.",
        "Originally published at https://old.example/d",
    )
    assert (found.provenance.author, found.provenance.url) == (
        "ines-okoye",
        "https://kettle.example/dumplings",
    )
    assert found.provenance.format == "markdown"
    assert len(found.provenance.sha256) == 64


def test_cooklang_keeps_amounts_tools_metadata_and_notes() -> None:
    found = guide("stew.cook")
    oil = found.ingredients[0]
    assert oil.quantity is not None
    assert (oil.quantity.low, oil.quantity.unit, oil.text) == (3, "tablespoon", "3 tablespoon olive oil")
    assert found.ingredients[1].note == "finely chopped"
    assert [tool.name for tool in found.tools] == ["heavy pot"]
    assert (found.times.prepare, found.times.cook, found.servings) == (600, 3600, "4")
    assert found.notes == ("It tastes better on the second day.",)
    assert found.tags == ("stew", "beans")


def test_cooklang_metadata_lines_state_facts() -> None:
    found = guide("pie.cook")
    assert (found.servings, found.times.prepare, found.times.cook) == ("8", 2400, 4200)
    assert found.ingredients[-1].note == "optional"
    assert found.ingredients[3].quantity is not None
    assert (found.ingredients[3].quantity.low, found.ingredients[3].quantity.high) == (3, 4)


def test_step_headings_become_titles_and_tools_are_kept() -> None:
    found = guide("headings.md")
    assert [step.title for step in found.steps] == ["Mix", "Roll", ""]
    assert [tool.name for tool in found.tools] == ["bowl", "rolling pin"]


def test_plain_text_keeps_times_servings_and_tips() -> None:
    found = guide("porridge.txt")
    assert (found.times.prepare, found.times.cook, found.servings) == (120, 600, "2")
    assert found.notes == ("Honey is good on it.",)
