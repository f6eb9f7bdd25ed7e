"""Emoji are kept in every text, and change nothing of what is understood."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comenius.guides.emoji import bare, emoji_first
from comenius.guides.model import Guide
from comenius.guides.quantities import parse
from comenius.guides.read import read_bytes
from comenius.guides.read.plain import tidy
from comenius.guides.write import markdown

PAGE = """# 🫓 Flatbread for two 👩‍🍳

Quick, and good with soup ❤️.

⏱️ Prep time: 10 min

🍽 Serves 2

## 🛒 Ingredients

- 🌾 200 g flour
- ☐ 1 egg 🥚, beaten

## 🔥 Method

🥣🥣🥣

1. Knead the flour 💪🏽 and the egg.
2. 🔥 Bake it! 🎉 Eat it.

## Notes 📝

- Freezes well ❄️
"""


def test_emoji_stay_where_they_were_written() -> None:
    guide = read_bytes(PAGE.encode(), "bread.md")
    assert guide.title == "🫓 Flatbread for two 👩‍🍳"
    assert guide.summary == "Quick, and good with soup ❤️."
    assert [step.text for step in guide.steps] == [
        "Knead the flour 💪🏽 and the egg.",
        "🔥 Bake it! 🎉 Eat it.",
    ]
    assert [item.text for item in guide.ingredients] == ["🌾 200 g flour", "1 egg 🥚, beaten"]
    assert guide.notes == ("Freezes well ❄️",)


def test_emoji_change_nothing_of_what_is_understood() -> None:
    guide = read_bytes(PAGE.encode(), "bread.md")
    dry = read_bytes(bare_lines(PAGE).encode(), "bread.md")
    assert (
        (guide.servings, guide.times, guide.kind)
        == (dry.servings, dry.times, dry.kind)
        == ("2", dry.times, "recipe")
    )
    assert guide.times.prepare == 600
    assert [replace(item, text="") for item in guide.ingredients] == [
        replace(item, text="") for item in dry.ingredients
    ]
    assert [item.name for item in guide.ingredients] == ["flour", "egg"]


def bare_lines(text: str) -> str:
    return "\n".join(bare(line) for line in text.replace("☐ ", "").split("\n"))


@pytest.mark.parametrize(
    ("lines", "steps"),
    [
        ("1️⃣ Stir it.\n2️⃣ Bake it.", ["Stir it.", "Bake it."]),
        ("👉 1. Stir it.\n👉 2. Bake it.", ["👉 Stir it.", "👉 Bake it."]),
        ("✅ Stir it.\n✅ Bake it.", ["✅ Stir it.", "✅ Bake it."]),
        ("✔ Stir it.\n✔️ Bake it.", ["Stir it.", "Bake it."]),
        ("Stir it. 🥣\n🎄🎄🎄\nBake it. 🔥", ["Stir it. 🥣", "Bake it. 🔥"]),
    ],
)
def test_steps_may_be_marked_and_parted_by_emoji(lines: str, steps: list[str]) -> None:
    guide = read_bytes(f"Plain bread\n\nMethod 👇\n{lines}\n".encode(), "bread.txt")
    assert [step.text for step in guide.steps] == steps


def test_the_markdown_page_keeps_them_too() -> None:
    guide = read_bytes(PAGE.encode(), "bread.md")
    again = read_bytes(markdown.text(guide).encode(), "guide.md")
    assert texts(again) == texts(guide)


def texts(guide: Guide) -> list[str]:
    return [guide.title, guide.summary, *guide.notes, *(step.text for step in guide.steps)]


@pytest.mark.parametrize("whole", ["👩‍🍳", "👍🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "3️⃣", "🇨🇭"])
def test_an_emoji_of_many_parts_stays_whole(whole: str) -> None:
    assert tidy(f"a {whole} b\u200b") == f"a {whole} b"
    assert bare(f"a {whole} b") == "a b"


@given(st.text(st.sampled_from("🥚👩🍳️\u200d1\u20e3🏴\U000e0067 a.2½")))
def test_any_run_of_parts_is_read(text: str) -> None:
    lead, rest = emoji_first(text)
    assert lead + rest == text
    assert not bare(lead)
    assert parse(text).text == " ".join(text.split())
    assert tidy(tidy(text)) == tidy(text)
