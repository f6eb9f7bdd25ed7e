"""The page as a reader's browser shows it: on a phone, on a desk, in the dark, on paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, CONTRAST, DESK, PHONE, launched, visit
from sample_guide import SOUP, illustrated

from comenius.guides.model import Guide, Ingredient, Step
from comenius.guides.write import write
from comenius.guides.write.html import page as compose

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: apt-get install chromium")
HOSTILE = (
    "</style></script><script>document.title = 'broken'</script><img src=http://192.0.2.1/x onerror=alert(1)>"
)
WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 6

GUIDES = {
    "whole": SOUP,
    "steps alone": Guide(title="Tie a bow", steps=(Step(text="Make a loop."), Step(text="Pull."))),
    "no ingredients": replace(SOUP, ingredients=(), tools=()),
    "sixty steps": replace(SOUP, steps=tuple(Step(text=f"Stir for {n} minutes.") for n in range(1, 61))),
    "one step": replace(SOUP, steps=SOUP.steps[:1]),
    "long words": replace(
        SOUP,
        title=WORD,
        summary=WORD,
        servings=WORD,
        tags=(WORD, WORD),
        notes=(WORD,),
        ingredients=(Ingredient(text=WORD, name=WORD, section=WORD),),
        steps=tuple(replace(step, text=f"{WORD}\n{WORD}", title=WORD, section=WORD) for step in SOUP.steps),
    ),
    "right to left": replace(SOUP, title="شوربة العدس", language="ar"),
    "hostile": replace(SOUP, title=HOSTILE, notes=(HOSTILE,), steps=(Step(text=HOSTILE, title=HOSTILE),)),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of every guide, with pictures and, under another name, without."""
    found = {}
    for name, guide in GUIDES.items():
        folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
        (found[name],) = write(illustrated(guide, folder), folder, ["html"])
        found[f"{name}, no pictures"] = folder / "bare.html"
        found[f"{name}, no pictures"].write_text(compose(guide, folder=folder), encoding="utf-8")
    return found


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("pictures", ["", ", no pictures"], ids=["illustrated", "bare"])
@pytest.mark.parametrize("name", GUIDES)
def test_it_fits_asks_for_nothing_and_complains_of_nothing(
    browser: Any, files: dict[str, Path], name: str, pictures: str, size: tuple[int, int]
) -> None:
    file = files[name + pictures]
    opened = visit(browser, file, size)
    assert opened.page.evaluate("document.documentElement.scrollWidth") == size[0]
    outside = """() => [...document.querySelectorAll("body *")].filter(e => {
      const box = e.getBoundingClientRect();
      return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1);
    }).map(e => e.outerHTML.slice(0, 80))"""
    assert opened.page.evaluate(outside) == []
    assert [url for url in opened.requests if not url.startswith("data:")] == [file.as_uri()]
    assert opened.complaints == []
    assert opened.page.title() != "broken"
    opened.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_word_stands_out_from_its_ground(
    browser: Any, files: dict[str, Path], size: tuple[int, int], scheme: str
) -> None:
    opened = visit(browser, files["whole"], size, color_scheme=scheme)
    opened.page.locator("input").first.check()  # what is crossed out can still be read
    ratio, text = opened.page.evaluate(CONTRAST)
    assert ratio >= 4.5, f"{text!r} has {ratio:.2f}:1 in the {scheme}; AA asks for 4.5:1"
    dark = opened.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(253, 250, 244)"
    assert dark == (scheme == "dark")
    opened.page.context.close()


def test_every_picture_is_drawn_and_has_words(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["whole"])
    images = opened.page.evaluate("[...document.images].map(i => [i.naturalWidth, i.alt])")
    assert images == [[96, f"something red in step {n}"] for n in (3, 1, 2, 3)]
    opened.page.context.close()


def test_linked_pictures_are_drawn_from_disk(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        compose(illustrated(SOUP, tmp_path), folder=tmp_path, embed=False), encoding="utf-8"
    )
    opened = visit(browser, tmp_path / "index.html")
    assert opened.page.evaluate("[...document.images].map(i => i.naturalWidth)") == [96] * 4
    assert opened.complaints == []
    opened.page.context.close()


def test_the_outline_is_one_for_ears_too(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["whole"])
    heads = opened.page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName[1] + ' ' + h.textContent.trim())"
    )
    assert heads == [
        "1 Pea soup",
        "2 Ingredients", "3 To serve", "2 Tools",
        "2 Method", "3 For the soup", "4 Step 1", "4 Step 2", "3 To serve", "4 Step 3",
        "2 Notes",
    ]  # fmt: skip
    for role in ("banner", "main", "complementary", "contentinfo"):
        assert opened.page.get_by_role(role).count() == 1
    opened.page.context.close()


def test_ingredients_are_ticked_off_from_the_keyboard_without_a_script(
    browser: Any, files: dict[str, Path]
) -> None:
    opened = visit(browser, files["whole"], java_script_enabled=False)
    box = opened.page.get_by_role("checkbox", name="1/2 cup dried peas")
    box.focus()
    opened.page.keyboard.press("Space")
    assert box.is_checked()
    opened.page.context.close()


def test_the_ingredients_stay_in_sight_on_a_desk(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["sixty steps"])
    opened.page.locator("#step-40").scroll_into_view_if_needed()
    opened.page.wait_for_timeout(600)  # the scroll is smooth
    assert 0 <= opened.page.locator("aside").bounding_box()["y"] < 100
    opened.page.context.close()


def test_on_paper_no_step_is_torn_and_no_ink_is_wasted(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["whole"], color_scheme="dark")
    opened.page.emulate_media(media="print")
    styles = """() => [
      getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
      getComputedStyle(document.querySelector("aside")).backgroundColor,
      ...[...document.querySelectorAll(".step")].map(step => getComputedStyle(step).breakInside),
    ]"""
    assert opened.page.evaluate(styles) == [
        "rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(255, 255, 255)", "avoid", "avoid", "avoid",
    ]  # fmt: skip
    assert opened.page.pdf(format="A4")[:5] == b"%PDF-"
    opened.page.context.close()
