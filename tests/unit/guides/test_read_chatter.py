"""What a page says around its recipe is no part of it."""

import pytest

from comenius.guides.read import read_bytes
from comenius.guides.read.chatter import leads_elsewhere

RECIPE = "## Ingredients\n\n- 1 pear\n\n## Method\n\n1. Peel the pear.\n2. Eat it.\n"


@pytest.mark.parametrize(
    "line",
    ["Jump to Recipe!", "Print | Pin | Save", "Share on Facebook", "👉 Leave a comment", "Tweet 12 Share"],
)  # fmt: skip
def test_links_elsewhere_are_told(line: str) -> None:
    assert leads_elsewhere(line)


@pytest.mark.parametrize(
    "line", ["", "12", "Print the labels", "Save the pear for later", "Like a pear, but better"]
)
def test_words_that_say_more_are_no_links(line: str) -> None:
    assert not leads_elsewhere(line)


def test_a_blog_keeps_its_prose_and_loses_its_links() -> None:
    page = (
        "# Pear\n\n*Posted on May 4 in [Fruit](/f)*\n\n5 min read\n\nA pear, friends. **Jump to Recipe!**\n\n"
    )
    page += "- Print\n- Pin\n\n- It's sweet\n- It's quick!\n- Kids love it 🍐\n\n"
    page += f"{RECIPE}\nShare on Facebook\n\n## Notes\n\n- Mum says: eat the skin.\n\nLeave a comment\n"
    for name in ("pear.md", "pear.html"):
        guide = read_bytes(page.encode() if name.endswith("md") else html(page), name)
        assert guide.summary == "A pear, friends.\nIt's sweet. It's quick! Kids love it 🍐."
        assert guide.notes == ("Mum says: eat the skin.",)
        assert [step.text for step in guide.steps] == ["Peel the pear.", "Eat it."]


def html(page: str) -> bytes:
    from markdown_it import MarkdownIt

    return f"<!doctype html><html><body>{MarkdownIt().render(page)}</body></html>".encode()


@pytest.mark.parametrize(
    "heading", ["Comments", "12 Comments", "Leave a Reply", "4 thoughts on “Pear”", "Kommentare"]
)
def test_comments_are_no_notes(heading: str) -> None:
    page = f"# Pear\n\n{RECIPE}\n## Notes\n\nMind it.\n\n## {heading}\n\n> **Anna**: Lovely!\n\n### Tom\n\nSo so.\n"
    guide = read_bytes(page.encode(), "pear.md")
    assert guide.notes == ("Mind it.",)
    assert len(guide.steps) == 2


def test_what_readers_say_below_is_no_note() -> None:
    page = f"# Pear\n\n{RECIPE}\n## Notes\n\nEat the skin.\n\nAnna says: Loved it!\n\nTom, May 5, 2021 at 10:02 am\n"
    assert read_bytes(page.encode(), "pear.md").notes == ("Eat the skin.",)


def test_under_comments_alone_the_author_may_tell_the_steps() -> None:
    guide = read_bytes(b"# Pear\n\n## Comments\n\n1. Peel the pear.\n2. Eat it.\n", "pear.md")
    assert len(guide.steps) == 2


def test_why_one_should_cook_it_is_no_step() -> None:
    guide = read_bytes(
        f"# Pear\n\n## Why you'll love this pear\n\n1. Juicy!\n2. Cheap.\n\n{RECIPE}".encode(), "pear.md"
    )
    assert len(guide.steps) == 2
