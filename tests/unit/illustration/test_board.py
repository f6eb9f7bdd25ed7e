"""The storyboard's page: what it says of a plan, and that a guide's words stay words."""

import re
from typing import Any

import pytest
from lxml import html

from comenius.illustration.board import TWINS, arcs, page
from comenius.illustration.sketch import PLACES, colour, sketch
from comenius.lexicon.looks import kitchen

Row = dict[str, Any]
HOSTILE = "</style></svg><script>alert(1)</script>{{ 7 * 7 }}\"'&\0\x1b"


def food(name: str, relation: str = "new", step: int | None = None, **more: str) -> Row:
    look = {"form": "chopped", "colour": "white", "doneness": "raw"} | more
    return {"name": name, **look, "relation": relation, "from_step": step}


def step(number: int, *foods: Row, **more: Any) -> Row:
    rest = {"text": f"Do {number}.", "caption": f"Seen {number}", "vessel": "pan", "tools": ["spatula"]}
    return {"number": number, **rest, "foods": list(foods), "drawn": True, "substitutions": []} | more


def plan(*steps: Row, similarity: list[list[float]] | None = None, **more: Any) -> Row:
    n = len(steps)
    even = [[1.0 if i == j else 0.45 for j in range(n)] for i in range(n)]
    return {
        "title": "Soup",
        "steps": list(steps),
        "similarity": similarity or even,
        "planner": {"source": "rules", "repairs": []},
    } | more


SOUP = plan(
    step(1, food("onion"), food("carrot", colour="orange")),
    step(2, food("onion", "same-shape", 1, doneness="golden", colour="golden"), food("leek")),
    step(3, food("onion", "same", 2), food("leek", "similar", 2), food("carrot", "same-texture", 1)),
    step(4, food("leek", "same", 3), drawn=False, substitutions=["'leek' is drawn as onion"]),
)


def read(made: Row) -> Any:
    return html.document_fromstring(page(made))


def pick(tree: Any, path: str) -> list[Any]:
    """What a path of tags, .classes and #ids leads to, such as `#shot-3 .came`."""
    parts = []
    for part in path.split():
        tag, sign, name = re.fullmatch(r"(\w*)([.#]?)(.*)", part).groups()  # type: ignore[union-attr]
        test = f"[contains(concat(' ', @class, ' '), ' {name} ')]" if sign == "." else f"[@id='{name}']"
        parts.append((tag or "*") + (test if sign else ""))
    found: list[Any] = tree.xpath(".//" + "//".join(parts))
    return found


def said(found: Any) -> str:
    return " ".join(found.text_content().split())


def test_every_step_has_a_card_with_its_words_and_its_foods() -> None:
    cards = pick(read(SOUP), ".shot")
    assert [card.get("id") for card in cards] == ["shot-1", "shot-2", "shot-3", "shot-4"]
    assert "Do 2." in said(cards[1])
    assert "Picture: Seen 2" in said(cards[1])
    assert [said(name) for name in pick(cards[1], ".name")] == ["onion", "leek"]
    assert [said(look) for look in pick(cards[1], ".look")] == ["chopped, golden", "chopped, white, raw"]
    assert "Tools spatula" in said(cards[1])
    assert [bool(pick(card, ".badge")) for card in cards] == [False, False, False, True]


def test_a_food_links_to_the_step_it_comes_from() -> None:
    links = pick(read(SOUP), "#shot-3 .came")
    assert [(said(link), link.get("href")) for link in links] == [
        ("same as in 2", "#shot-2"), ("similar as in 2", "#shot-2"), ("same texture as in 1", "#shot-1"),
    ]  # fmt: skip


def test_an_arc_joins_two_steps_and_says_what_comes_back() -> None:
    found = [said(title) for title in pick(read(SOUP), ".arc title")]
    assert sorted(found) == [
        "carrot: same texture, step 1 to 3", "leek: same, step 3 to 4", "leek: similar, step 2 to 3",
        "onion: same shape, step 1 to 2", "onion: same, step 2 to 3",
    ]  # fmt: skip


def test_what_comes_back_together_shares_an_arc() -> None:
    made = [step(1, food("onion"), food("leek")), step(2, food("onion", "same", 1), food("leek", "same", 1))]
    assert [arc.name for arc in arcs(made)] == ["onion, leek"]


def test_ears_hear_the_arcs_from_the_rows_beside_them() -> None:
    tree = read(SOUP)
    assert pick(tree, "svg.arcs")[0].get("aria-hidden") == "true"
    assert "onion, same as in step 2; leek, similar as in step 2" in said(pick(tree, "li.r3")[0])


def test_the_farther_an_arc_reaches_the_wider_it_swings() -> None:
    many = [step(n, food("salt", "same", 1 + n // 3 if n > 2 else None)) for n in range(1, 40)]
    found = arcs([{"number": one["number"], "foods": one["foods"]} for one in many])
    reaches = [arc.end - arc.start for arc in found]
    swings = [arc.swing for arc in found]
    assert reaches == sorted(reaches, reverse=True)
    assert swings == sorted(swings, reverse=True)


@pytest.mark.parametrize("reference", [0, 3, 9, -1, None, "1", 2.5])
def test_a_reference_that_leads_nowhere_makes_a_food_new(reference: Any) -> None:
    tree = read(plan(step(1, food("onion")), step(2), step(3, food("onion") | {"from_step": reference})))
    assert said(pick(tree, "#shot-3 .came")[0]) == "new"
    assert not pick(tree, ".arc")


def test_the_heat_map_is_a_table_whose_cells_can_be_read() -> None:
    rows = [[1.0, 0.9, 0.0], [0.9, 1.0, 0.456], [0.0, 0.456, 1.0]]
    tree = read(plan(step(1), step(2), step(3), similarity=rows))
    cells = [(said(cell), cell.get("class"), cell.get("title")) for cell in pick(tree, "td")]
    assert cells == [
        (".90", "h9", "Steps 1 and 2: 0.90"),
        ("0", "h0", "Steps 1 and 3: 0.00"),
        (".46", "h5", "Steps 2 and 3: 0.46"),
    ]
    assert [head.get("scope") for head in pick(tree, "table th")] == ["row", "col"] * 3


def test_doubts_are_listed_before_the_shots() -> None:
    twins = [[1.0, TWINS, 0], [TWINS, 1.0, 0], [0, 0, 1.0]]
    made = plan(
        step(1, food("quorn"), substitutions=["'quorn' is drawn as tofu, a guess"]),
        step(2, food("quorn", "same", 1)),
        step(3, drawn=False),
        similarity=twins,
    )
    assert [said(line) for line in pick(read(made), ".checks li")] == [
        "Step 1 'quorn' is drawn as tofu, a guess",
        f"Step 2 looks just like step 1 ({TWINS:.2f})",
        "Step 3 shows no food",
        "Step 3 shows nothing new",
    ]
    assert not pick(read(plan(step(1), step(2))), ".checks"), "a guide without food is no worse for it"


@pytest.mark.parametrize(
    ("planner", "name"),
    [
        ({"source": "rules", "repairs": []}, "the rules"),
        ({"source": "writer-7b", "repairs": ["size: 2 rows"]}, "writer-7b"),
        ({}, "the rules"),
        ("writer-7b", "writer-7b"),
    ],
)
def test_the_page_says_who_planned(planner: Any, name: str) -> None:
    tree = read(plan(step(1), planner=planner))
    assert said(pick(tree, ".facts div")[-1]) == f"Planned by {name}"
    assert ("repairs size: 2 rows" in said(pick(tree, "footer")[0])) == bool(
        isinstance(planner, dict) and planner.get("repairs")
    )


def test_what_is_on_record_of_a_plan_stands_at_the_foot() -> None:
    known = {"steps": {"known": 9, "of": 10}, "unknown": ["quorn", "seitan"], "things": {}}
    foot = said(pick(read(plan(step(1), planner={"source": "rules", "coverage": known})), "footer dl")[0])
    assert foot == "coverage steps: 9 of 10 unknown: quorn, seitan"


def test_words_of_a_guide_stay_words() -> None:
    evil = food(HOSTILE, form=HOSTILE, colour=HOSTILE, doneness=HOSTILE)
    made = plan(
        step(1, evil, text=HOSTILE, caption=HOSTILE, vessel=HOSTILE, tools=[HOSTILE]),
        step(2, evil | {"relation": "same", "from_step": 1}, substitutions=[HOSTILE]),
        title=HOSTILE,
        planner={"source": HOSTILE, HOSTILE: [HOSTILE]},
    )
    made_of = page(made)
    assert "<script" not in made_of
    assert made_of.count("</style>") == 1
    assert made_of.count("{{ 7 * 7 }}") > 9
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", made_of)
    assert len(pick(html.document_fromstring(made_of), ".shot")) == 2


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    made = page(SOUP)
    assert "default-src 'none'" in made
    assert not re.search(r"https?:|@import|\bon\w+=|<script|<img|<iframe|style=", made)
    assert "url(" not in made


@pytest.mark.parametrize("made", [{}, {"title": "", "steps": []}, {"steps": [{}]}, plan(step(1))])
def test_little_is_enough(made: Row) -> None:
    assert "<h1" in page(made)


def test_a_guide_of_very_many_steps_goes_without_the_table() -> None:
    made = page(plan(*(step(n, food("salt", "same", n - 1 or None)) for n in range(1, 400))))
    assert "<table" not in made
    assert len(made) < 2_000_000


def test_every_vessel_that_can_be_drawn_has_a_sketch() -> None:
    assert set(PLACES) == set(kitchen().vessels)


def test_a_sketch_shows_the_colours_of_at_most_three_heaps() -> None:
    rows = [
        food("a", colour="red"),
        food("b", colour="green"),
        food("c", colour="blue"),
        food("d", colour="black"),
    ]
    drawn = sketch(rows, "bowl")
    assert [colour(name) in drawn for name in ("red", "green", "blue", "black")] == [True, True, True, False]
    mixed = sketch([row | {"form": "mixture"} for row in rows], "bowl")
    assert all(colour(name) in mixed for name in ("red", "green", "blue", "black")), (
        "what is mixed is one heap"
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("#DE3428", "#de3428"), ("golden brown", "#8a5430"), ("", ""), (None, ""), ("mauve", ""), ("#de3", ""),
        ('#de3428" onload="x', ""),
    ],
)  # fmt: skip
def test_a_colour_is_six_digits_or_a_known_word(words: object, found: str) -> None:
    assert colour(words) == found
