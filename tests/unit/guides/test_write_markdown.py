from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from sample_guide import SOUP, illustrated

from comenius.guides.model import Guide, Ingredient, Step, Times, Tool
from comenius.guides.read import read_bytes
from comenius.guides.write.markdown import escape, text

MARKS = st.text("ab1 .)#+-*_=`~<>[](){}!|\\&;:\"'/@\n\t")  # where Markdown is most easily misled


def test_the_document_reads_well(tmp_path: Path) -> None:
    document = text(illustrated(SOUP, tmp_path))
    assert document.startswith('---\nauthor: "A. Cook"\n')
    assert "\n# Pea soup\n\nA green soup for a cold day.\n\n- Prep time: 10 min\n" in document
    assert (
        "\n## Ingredients\n\n- 1/2 cup dried peas\n- 1 onion, chopped\n- Salt to taste\n\n### To serve\n"
        in document
    )
    assert (
        "\n### For the soup\n\n1. Chop the onion.\n   - Keep the pieces even.\n   - Mind your fingers.\n\n"
        "   ![something red in step 1](steps/01.png)\n\n2. **The peas.** Boil the peas" in document
    )
    assert document.endswith("\n## Notes\n\n- It keeps for two days.\n")


@settings(max_examples=500)
@given(MARKS | st.text())
def test_escaped_words_come_out_as_they_went_in(words: str) -> None:
    said = " ".join(words.split()).replace("\0", "\ufffd")
    html = f"<p>{escapeHtml(said)}</p>\n" if said else ""
    assert MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(escape(words)) == html


@pytest.mark.parametrize(
    ("words", "escaped"),
    [
        ("2. *go*", "2\\. \\*go\\*"),
        ("# no heading", "\\# no heading"),
        ("- no list", "\\- no list"),
        ("---", "\\---"),
        ("for 10-15 min at 180 C (350 F)", "for 10-15 min at 180 C (350 F)"),
        ("snake_case and _this_", "snake_case and \\_this\\_"),
        ("<b>&amp; ![x](y)", "\\<b>\\&amp; !\\[x\\](y)"),
        ("one\n\n## two", "one ## two"),
    ],
)
def test_only_markup_is_escaped(words: str, escaped: str) -> None:
    assert escape(words) == escaped


def test_a_number_sign_at_the_end_of_a_title_stays() -> None:
    html = MarkdownIt("commonmark").render(text(Guide(title="In C #", steps=(Step(text="Go."),))))
    assert "<h1>In C #</h1>" in html


def test_the_steps_count_on_across_sections() -> None:
    guide = replace(
        SOUP, steps=tuple(Step(text=f"Do {n}.", section="A" if n < 3 else "B") for n in range(1, 13))
    )
    html = MarkdownIt("commonmark").render(text(guide))
    assert html.count("<li>") - len(SOUP.ingredients) - len(SOUP.tools) - len(SOUP.notes) - 4 == 12
    assert '<ol start="3">' in html


def test_a_guide_with_steps_alone_is_short() -> None:
    assert text(Guide(title="T", steps=(Step(text="Go."),))) == "# T\n\n## Directions\n\n1. Go.\n"


def test_a_how_to_names_what_you_need() -> None:
    document = text(SHELF)
    assert document.startswith('---\ntype: "howto"\n---\n\n# Put up a shelf\n\n- Prep time: 10 min\n')
    assert "- Work time: 40 min\n- Makes: 1 shelf\n\n## You need\n\n- 1 board\n" in document


def test_an_ingredient_cannot_become_a_heading() -> None:
    guide = replace(SOUP, ingredients=(Ingredient(text="salt\n## Directions\n1. x", name="salt"),))
    assert text(guide).count("\n## Directions\n") == 1


PLAIN = replace(SOUP, steps=tuple(replace(step, title="") for step in SOUP.steps))
AWKWARD = Guide(
    title="# 1. *Bread* & butter",
    steps=(
        Step(text="1. Heat the oven to 180 *C*.\n- Wait."),
        Step(text="# Mix 2 < 3 cups_of_flour & water."),
        Step(text="Fold [twice](x) ![y](z) ~~never~~ `once`; say &amp;."),
    ),
    ingredients=(Ingredient(text="* 2 cups of flour", name=""), Ingredient(text="1 egg", name="egg")),
    notes=("> Eat it *warm*.",),
)
TITLED = replace(
    SOUP,
    steps=(
        Step(text="Chop the onion.\nMind your fingers.", title="Chop"),
        Step(text="Boil the peas.", title="Boil"),
        Step(text="Serve it hot.", title="Serve"),
    ),
)
GERMAN = Guide(
    title="Erbsensuppe",
    language="de",
    steps=(Step(text="Die Zwiebel hacken."), Step(text="Die Erbsen kochen.")),
    ingredients=(Ingredient(text="1 Zwiebel", name="Zwiebel"),),
)
SHELF = Guide(
    title="Put up a shelf",
    kind="howto",
    servings="1 shelf",
    times=Times(prepare=600, cook=2400),
    steps=(Step(text="Mark the holes."), Step(text="Drill them."), Step(text="Screw the shelf on.")),
    ingredients=(Ingredient(text="1 board", name="board"), Ingredient(text="100 g filler", name="filler")),
    tools=(Tool(name="drill"),),
)


@pytest.mark.parametrize("guide", [PLAIN, AWKWARD, TITLED, GERMAN, SHELF], ids=lambda guide: guide.title)
def test_it_reads_back_as_the_same_guide(tmp_path: Path, guide: Guide) -> None:
    again = read_bytes(text(illustrated(guide, tmp_path)).encode(), "guide.md")
    assert again.steps == guide.steps
    assert [item.text for item in again.ingredients] == [item.text for item in guide.ingredients]
    assert [item.section for item in again.ingredients] == [item.section for item in guide.ingredients]
    assert [tool.name for tool in again.tools] == [tool.name for tool in guide.tools]
    for name in ("title", "kind", "summary", "servings", "times", "language", "tags", "notes"):
        assert getattr(again, name) == getattr(guide, name)
    assert again.provenance.author == guide.provenance.author
    assert again.provenance.url == guide.provenance.url
