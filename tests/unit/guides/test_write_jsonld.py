import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_guide import SOUP, illustrated

from comenius.guides.model import Guide, Step
from comenius.guides.read import read_bytes
from comenius.guides.write.html import page
from comenius.guides.write.jsonld import document, script, text

HOW_TO = replace(SOUP, kind="howto")


def test_a_recipe_says_what_schema_org_asks(tmp_path: Path) -> None:
    node = document(illustrated(SOUP, tmp_path))
    assert node["@type"] == "Recipe"
    assert (node["prepTime"], node["cookTime"], node["totalTime"]) == ("PT10M", "PT1H30M", "PT1H40M")
    assert (node["recipeYield"], node["keywords"], node["inLanguage"]) == ("4", "soup, winter", "en")
    assert node["recipeIngredient"] == [ingredient.text for ingredient in SOUP.ingredients]
    assert [tool["name"] for tool in node["tool"]] == ["pot", "toaster"]
    assert node["author"] == {"@type": "Person", "name": "A. Cook"}
    assert node["image"]["url"] == "steps/03.png"


def test_each_step_carries_its_picture_in_its_section(tmp_path: Path) -> None:
    soup, serve = document(illustrated(SOUP, tmp_path))["recipeInstructions"]
    assert (soup["@type"], soup["name"], soup["position"]) == ("HowToSection", "For the soup", 1)
    assert (serve["name"], serve["position"]) == ("To serve", 2)
    boil = soup["itemListElement"][1]
    assert boil == {
        "@type": "HowToStep",
        "position": 2,
        "name": "The peas",
        "text": "Boil the peas for 20 minutes.",
        "url": "index.html#step-2",
        "image": {
            "@type": "ImageObject",
            "url": "steps/02.png",
            "caption": "something red in step 2",
            "width": 96,
            "height": 96,
        },
    }
    assert serve["itemListElement"][0]["url"] == "index.html#step-3"


def test_a_how_to_has_supplies_and_no_ingredients() -> None:
    node = document(replace(SOUP, kind="howto"))
    assert node["@type"] == "HowTo"
    assert [supply["name"] for supply in node["supply"]] == [item.text for item in SOUP.ingredients]
    assert {supply["@type"] for supply in node["supply"]} == {"HowToSupply"}
    assert node["yield"] == "4"
    assert len(node["step"]) == 2  # sections
    assert node["performTime"] == "PT1H30M"
    assert not {"recipeInstructions", "recipeIngredient", "recipeYield", "cookTime"} & set(node)


def test_what_is_not_said_is_left_out() -> None:
    node = document(Guide(title="T", kind="howto", steps=(Step(text="Go."), Step(text="Stop."))))
    assert set(node) == {"@context", "@type", "name", "inLanguage", "step"}
    assert [step["position"] for step in node["step"]] == [1, 2]


def test_loose_steps_and_sections_count_together() -> None:
    guide = Guide(
        title="T", kind="howto", steps=(Step(text="a"), Step(text="b", section="S"), Step(text="c"))
    )
    assert [node["position"] for node in document(guide)["step"]] == [1, 2, 3]


@given(st.text())
def test_no_words_end_the_script(words: str) -> None:
    guide = Guide(title=words + "</script><!--", steps=(Step(text=words),))
    inside = script(guide)
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == json.loads(text(guide))


@pytest.mark.parametrize(
    "guide", [SOUP, replace(SOUP, ingredients=()), HOW_TO], ids=["recipe", "nothing goes in", "how to"]
)
def test_it_reads_back_with_the_same_steps_and_ingredients(tmp_path: Path, guide: Guide) -> None:
    again = read_bytes(text(illustrated(guide, tmp_path)).encode(), "guide.jsonld")
    assert again.steps == guide.steps
    assert [item.text for item in again.ingredients] == [item.text for item in guide.ingredients]
    for name in ("title", "kind", "times", "tags", "servings"):
        assert getattr(again, name) == getattr(guide, name)


def test_the_page_reads_back_with_the_same_steps(tmp_path: Path) -> None:
    again = read_bytes(page(illustrated(SOUP, tmp_path), folder=tmp_path).encode(), "index.html")
    assert again.steps == SOUP.steps
