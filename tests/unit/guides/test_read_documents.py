"""Reading is total: any bytes give a guide, or one line that says what was found and what is needed."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comenius.errors import SettingError, SourceError
from comenius.guides.model import Guide
from comenius.guides.read import read, read_bytes
from comenius.guides.read.decode import MOST
from comenius.guides.read.document import MOST_STEPS

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "guides").iterdir())
NAMES = ["a.md", "a.html", "a.json", "a.cook", "a.txt", "a", ""]
RECIPE = (
    "# Toast\n\n## Ingredients\n\n- 2 slices bread\n\n## Directions\n\n1. Toast the bread.\n2. Butter it.\n"
)


def refusal(data: bytes, name: str = "soup.md") -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, name)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\0\0\0", "not text|is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "looks like a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "looks like a JPEG picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "looks like a WebP picture"),
        (b"%PDF-1.7\n", "looks like a PDF document"),
        (b"PK\x03\x04rest", "looks like a ZIP archive"),
        (bytes(range(1, 32)) * 20, "is not text"),
        (b"# Soup\n\nI like soup.\n", "has no steps"),
        (b"# Soup\n\n## Ingredients\n\n- 1 carrot\n- salt\n", "has no steps"),
    ],
)
def test_what_is_no_guide_is_refused_in_one_line(data: bytes, found: str) -> None:
    message = refusal(data)
    assert message.startswith("soup.md ")
    assert any(part in message for part in found.split("|"))


def test_a_document_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    assert "5.0 MB; a document may have 5 MB" in refusal(b"a" * (MOST + 1))
    path = tmp_path / "big.md"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SourceError, match=r"has 50\.0 MB; a document may have 5 MB"):
        read(path)


def test_missing_files_folders_and_addresses_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read(tmp_path / "no.md")
    with pytest.raises(SourceError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(SourceError, match="--from-url"):
        read("https://example.org/soup")
    with pytest.raises(SourceError, match=r"'a\\x00\\nb.md' does not exist"):
        read("a\0\nb.md")


def test_five_hundred_steps_are_read_and_thousands_refused() -> None:
    many = "## Steps\n\n" + "".join(f"{n}. Stir {n} times.\n" for n in range(1, 501))
    guide = read_bytes(many.encode(), "stir.md")
    assert len(guide.steps) == 500
    assert guide.steps[-1].text == "Stir 500 times."
    most = "## Steps\n\n" + "1. Stir.\n" * (MOST_STEPS + 1)
    assert "2,001 steps; a guide may have 2,000" in refusal(most.encode())


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_usual_encoding_reads_the_same(encoding: str) -> None:
    text = RECIPE.replace("Toast the bread", "Toast the rösti at 200°")
    guide = read_bytes(text.encode(encoding), "a.md")
    assert guide.steps[0].text == "Toast the rösti at 200°."


def test_windows_line_ends_and_stray_nuls_change_nothing() -> None:
    plain = read_bytes(RECIPE.encode(), "a.md")
    for other in (
        RECIPE.replace("\n", "\r\n"),
        RECIPE.replace("\n", "\r"),
        RECIPE.replace("Butter", "But\0ter"),
    ):
        assert read_bytes(other.encode(), "a.md").steps == plain.steps


def test_a_page_says_its_own_encoding() -> None:
    page = "<html><meta charset=windows-1251><h1>Суп</h1><h2>Steps</h2><ol><li>Варить суп.</ol></html>"
    assert read_bytes(page.encode("windows-1251"), "a.html").steps[0].text == "Варить суп."


def test_contents_win_over_a_wrong_ending() -> None:
    page = b"<!DOCTYPE html><html><h1>T</h1><h2>Method</h2><ol><li>Stir.</ol></html>"
    assert read_bytes(page, "page.txt").provenance.format == "html"
    record = json.dumps({"@type": "Recipe", "name": "T", "recipeInstructions": ["Stir.", "Eat."]}).encode()
    assert read_bytes(record, "record").provenance.format == "jsonld"
    assert read_bytes(b"Stir @salt{1%tsp} in.\n\nEat.", "").provenance.format == "cooklang"
    assert read_bytes(RECIPE.encode(), "").provenance.format == "markdown"
    assert read_bytes(b"Boil the egg.\nPeel the egg.\nEat it.", "").provenance.format == "text"


def test_a_format_can_be_named_and_a_wrong_name_gets_the_nearest() -> None:
    assert read_bytes(b"Boil it.\n\nEat it.", "a.md", format="cooklang").provenance.format == "cooklang"
    with pytest.raises(SettingError, match="Did you mean markdown"):
        read_bytes(RECIPE.encode(), format="markdwon")


def test_the_title_comes_from_the_name_where_the_document_has_none() -> None:
    assert read_bytes(b"1. Boil it.\n2. Eat it.\n", "/tmp/red-lentil_soup.md").title == "Red lentil soup"


def test_json_without_a_recipe_is_refused() -> None:
    assert "without a recipe" in refusal(b'{"a": 1}', "a.json")
    assert "not JSON" in refusal(b"hello", "a.json")


def test_references_in_circles_end() -> None:
    section = {
        "@id": "#a",
        "@type": "HowToSection",
        "name": "A",
        "itemListElement": [{"@id": "#a"}] * 9 + ["Stir."],
    }
    record = {
        "@graph": [section, {"@type": "Recipe", "name": "T", "recipeInstructions": [{"@id": "#a"}, "Eat."]}]
    }
    guide = read_bytes(json.dumps(record).encode(), "a.json")
    assert [(step.section, step.text) for step in guide.steps] == [("A", "Stir."), ("", "Eat.")]


def test_yaml_that_nests_without_end_is_left_alone() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    guide = read_bytes(f"---\ntitle: T\n{bomb}tags: *k\n---\n{RECIPE}".encode(), "a.md")
    assert (guide.title, guide.tags) == ("T", ())


def test_bad_front_matter_still_gives_its_simple_lines() -> None:
    guide = read_bytes(f"---\ntitle: Toast: the best\nx: [\n---\n{RECIPE}".encode(), "a.md")
    assert (guide.title, len(guide.steps)) == ("Toast: the best", 2)


def test_markup_never_reaches_the_texts() -> None:
    text = "# A **b** <i>c</i> 🍕\n\n1. Cut [the](x) `dough`<br>now <script>alert(1)</script>![p](q.png).\n"
    text += "2. Eat \u202eit\u200b.\n"
    guide = read_bytes(text.encode(), "a.md")
    assert guide.title == "A b c 🍕"
    assert [step.text for step in guide.steps] == ["Cut the dough\nnow.", "Eat it."]


def test_unindented_points_between_numbers_stay_with_their_step() -> None:
    text = "## Steps\n\n1. Cut:\n- the leek\n- the onion\n\n2. Fry.\n\n"
    text += "Low heat!\n\n3. Serve with:\n\n- bread\n- oil\n\nEnjoy.\n"
    guide = read_bytes(text.encode(), "a.md")
    assert [step.text for step in guide.steps] == [
        "Cut:\nthe leek\nthe onion",
        "Fry.\nLow heat!",
        "Serve with:\nbread\noil",
    ]
    assert guide.notes == ("Enjoy.",)


@pytest.mark.parametrize(
    ("text", "ingredients", "steps"),
    [
        ("# Egg\n\n- 1 egg\n- 2 tsp salt\n\n- Boil the egg\n- Peel it\n", 2, ["Boil the egg", "Peel it"]),
        ("# Egg\n## Ingredients\n- 1 egg\n- salt\n\n1. Boil it.\n2. Salt it.\n", 2, ["Boil it.", "Salt it."]),
        ("# Egg\n**Ingredients**\n- 1 egg\n\n**Method**\n\n**1.** Boil.\n\n**2.** Eat it.", 1, ["Boil.", "Eat it."]),
        ("# How to boil an egg\n\n1. Boil.\n2. Peel.\n", 0, ["Boil.", "Peel."]),
        ("Egg\n\nIngredients: 2 eggs, salt, oil\n\nMethod: Heat oil.\nFry them.", 3, ["Heat oil.", "Fry them."]),
        ("# Egg\n## Directions\n\nBoil it.\nPeel it.\nEat it.\n", 0, ["Boil it.", "Peel it.", "Eat it."]),
        ("# Egg\n## Steps\n### Step 1\nBoil it.\n\nWell.\n### Step 2\nEat it.\n", 0, ["Boil it.\nWell.", "Eat it."]),
    ],
)  # fmt: skip
def test_parts_are_found_however_they_are_announced(text: str, ingredients: int, steps: list[str]) -> None:
    guide = read_bytes(text.encode(), "egg.md" if text.startswith("#") else "egg.txt")
    assert len(guide.ingredients) == ingredients
    assert [step.text for step in guide.steps] == steps


def test_a_list_of_nothing_is_no_step() -> None:
    assert "has no steps" in refusal(b"## Steps\n-\n\nSo be it.\n")


def well_formed(data: bytes, name: str) -> None:
    try:
        guide = read_bytes(data, name)
    except SourceError as error:
        message = str(error)
    else:
        sound(guide)
        message = ""
    assert "\n" not in message


def sound(guide: Guide) -> None:
    assert guide.title
    assert guide.steps
    assert all(step.text and step.text == step.text.strip() for step in guide.steps)
    repr(guide).encode("utf-8")  # no half of a surrogate pair is left


@given(st.binary(max_size=600), st.sampled_from(NAMES))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_guide_or_one_line(data: bytes, name: str) -> None:
    well_formed(data, name)


SIGNS = [
    *"\n \t#-*>@~{}[]()|:=+<&;\"',.1½🍕é\0\\",
    "1. ",
    "\n\n",
    "---\n",
    "## Steps\n",
    "Ingredients:\n",
    "mix it",
]
SIGNS += ["<li>", "<ol>", "</p>", "{%", "[-", "-]", "--", ">> a: b\n", "<!--", '{"@type":"Recipe"']


@given(st.lists(st.sampled_from(SIGNS), max_size=60), st.sampled_from(NAMES))
@settings(max_examples=300, deadline=None)
def test_any_mixture_of_signs_gives_a_guide_or_one_line(parts: list[str], name: str) -> None:
    well_formed("".join(parts).encode(), name)


@given(st.sampled_from(FIXTURES), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
def test_damaged_documents_give_a_guide_or_one_line(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 40))
        whole = whole[:at] + data.draw(st.binary(max_size=12)) + whole[at + length :]
    well_formed(whole, path.name)


PLACES = st.sampled_from(
    ["@type", "@id", "name", "text", "itemListElement", "item", "position", "value", "steps"]
)
SCALARS = st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.just("Mix it. Bake it.")
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLACES, inner, max_size=5),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_any_value_in_any_place_of_a_recipe_gives_a_guide_or_one_line(value: object) -> None:
    keys = [
        "name",
        "author",
        "recipeYield",
        "prepTime",
        "recipeIngredient",
        "keywords",
        "url",
        "inLanguage",
        "tool",
    ]
    record = {"@type": "Recipe", **dict.fromkeys(keys, value), "recipeInstructions": value}
    well_formed(json.dumps(record).encode(), "a.json")
    well_formed(json.dumps({**record, "recipeInstructions": ["Mix.", value, "Bake."]}).encode(), "a.json")


@pytest.mark.parametrize(
    "data", [b"\n" * 90_000 + b"a", b"You need: 2 eggs, " + b"a, " * 12_000], ids=["empty lines", "commas"]
)
def test_the_time_of_reading_grows_with_the_length_alone(data: bytes) -> None:
    start = time.process_time()
    assert "has no steps" in refusal(data, "")
    assert time.process_time() - start < 10  # a second here; minutes where it grows with the square
