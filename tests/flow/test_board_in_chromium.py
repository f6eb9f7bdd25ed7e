"""The storyboard's page as its author's browser shows it: on a phone, on a desk, in the dark, on paper."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, CONTRAST, DESK, PHONE, launched, visit

from comenius.illustration.board import page

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no {CHROMIUM}: apt-get install chromium")
WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 6
HOSTILE = "</style><script>document.title = 'broken'</script><img src=http://192.0.2.1/x onerror=alert(1)>"
RELATIONS = ("same", "similar", "same-shape", "same-texture")


def plan(steps: int, word: str = "onion", *, foods: int = 2) -> dict[str, Any]:
    """A plan of so many steps in which everything comes back from two steps before."""
    return {
        "title": word,
        "steps": [
            {
                "number": n,
                "text": f"Stir the {word} for {n} minutes.",
                "caption": f"chopped {word} in a red pan",
                "foods": [
                    {
                        "name": f"{word} {k}",
                        "form": ("chopped", "mixture", "liquid", "noodles")[(n + k) % 4],
                        "colour": ("green", "golden", "red")[k % 3],
                        "doneness": "raw",
                        "relation": RELATIONS[(n + k) % 4] if n > 2 else "new",
                        "from_step": n - 2 if n > 2 else None,
                    }
                    for k in range(foods)
                ],
                "vessel": ("pan", "bowl", "jar", "oven")[n % 4],
                "tools": [word],
                "drawn": n % 5 != 0,
                "substitutions": [f"'{word}' is drawn as leek"] * (n % 4 == 1),
            }
            for n in range(1, steps + 1)
        ],
        "similarity": [[max(0.0, 1 - abs(i - j) / 10) for j in range(steps)] for i in range(steps)],
        "planner": {"source": word, "repairs": [word]},
    }


PLANS = {
    "twelve steps": plan(12),
    "tiny": plan(1, foods=1),
    "four steps": plan(4, foods=5),
    "sixty steps": plan(60),
    "long words": plan(5, WORD),
    "hostile": plan(3, HOSTILE),
    "right to left": plan(3, "شوربة العدس"),
    "nothing to show": plan(2, foods=0),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("boards")
    for name, made in PLANS.items():
        (folder / f"{name}.html").write_text(page(made), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in PLANS}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", PLANS)
def test_it_fits_asks_for_nothing_and_complains_of_nothing(
    browser: Any, files: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    opened = visit(browser, files[name], size)
    assert opened.page.evaluate("document.documentElement.scrollWidth") == size[0]
    outside = """() => [...document.querySelectorAll("body *")].filter(e => {
      const box = e.getBoundingClientRect();
      return box.width > 1 && !e.closest(".scroll, .rows") && (box.left < -1 || box.right > innerWidth + 1);
    }).map(e => e.outerHTML.slice(0, 80))"""
    assert opened.page.evaluate(outside) == []
    assert [url for url in opened.requests if not url.startswith("data:")] == [files[name].as_uri()]
    assert opened.complaints == []
    assert opened.page.title() != "broken"
    opened.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(browser: Any, files: dict[str, Path], scheme: str) -> None:
    opened = visit(browser, files["twelve steps"], color_scheme=scheme)
    ratio, text = opened.page.evaluate(CONTRAST)
    assert ratio >= 4.5, f"{text!r} has {ratio:.2f}:1 in the {scheme}; AA asks for 4.5:1"
    opened.page.context.close()


def test_the_outline_is_one_for_ears_too(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["four steps"])
    heads = opened.page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => h.tagName[1] + ' ' + h.textContent.trim())"
    )
    assert heads == [
        "1 onion", "2 To check before drawing", "2 Shots", "3 Step 1", "3 Step 2", "3 Step 3", "3 Step 4",
        "2 What comes back", "2 How alike the pictures are",
    ]  # fmt: skip
    for role in ("banner", "main", "navigation", "contentinfo", "table"):
        assert opened.page.get_by_role(role).count() == 1
    assert opened.page.get_by_role("img", name="Sketch for step 3").count() == 1
    opened.page.context.close()


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_pointing_at_a_step_leaves_only_its_arcs_alight(
    browser: Any, files: dict[str, Path], way: str
) -> None:
    opened = visit(browser, files["twelve steps"], reduced_motion="reduce")
    link = opened.page.locator(".r6 a")
    link.hover() if way == "mouse" else link.focus()
    opened.page.wait_for_timeout(400)  # they fade
    lit = opened.page.evaluate(
        """[...document.querySelectorAll('.arc')].filter(arc => getComputedStyle(arc).opacity == 1)
        .map(arc => arc.classList.value)"""
    )
    assert lit
    assert all("s6" in one.split() or "t6" in one.split() for one in lit)
    opened.page.context.close()


def test_arcs_start_and_end_beside_their_rows(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["twelve steps"], PHONE)
    boxes = """() => [...document.querySelectorAll(".arc")].map(arc => {
      const [start, end] = ["s", "t"].map(kind => [...arc.classList].find(c => c[0] === kind && +c.slice(1)).slice(1));
      const box = arc.querySelector(".line").getBoundingClientRect();
      const [above, below] = [start, end].map(n => document.querySelector(".r" + n).getBoundingClientRect());
      return box.top > above.top && box.top < above.bottom && box.bottom > below.top && box.bottom < below.bottom;
    })"""
    assert all(opened.page.evaluate(boxes))
    opened.page.context.close()


def test_on_paper_no_shot_is_torn_and_no_ink_is_wasted(browser: Any, files: dict[str, Path]) -> None:
    opened = visit(browser, files["four steps"], color_scheme="dark")
    opened.page.emulate_media(media="print")
    styles = """() => [
      getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color,
      getComputedStyle(document.querySelector(".frame")).backgroundColor,
      ...[...document.querySelectorAll(".shot")].map(shot => getComputedStyle(shot).breakInside),
    ]"""
    assert opened.page.evaluate(styles) == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
        *["avoid"] * 4,
    ]
    assert opened.page.pdf(format="A4")[:5] == b"%PDF-"
    opened.page.context.close()
