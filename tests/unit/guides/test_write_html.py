import base64
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_guide import SOUP, illustrated

from comenius.errors import OutputError, SettingError, SourceError
from comenius.guides.model import Guide, Ingredient, Picture, Provenance, Quantity, Step
from comenius.guides.write import FORMATS, write
from comenius.guides.write.html import page
from comenius.guides.write.wording import amount, duration, iso_duration, tongue

HOSTILE = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&--><!--"


class Parsed(HTMLParser):
    """The tags of a page, and the text outside of its style and script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("style", "script"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_the_page_holds_everything_the_guide_says(tmp_path: Path) -> None:
    parsed = Parsed(page(illustrated(SOUP, tmp_path), folder=tmp_path))
    words = " ".join(parsed.text.split())
    for said in (
        "Pea soup", "A green soup for a cold day.", "soup winter", "1/2 cup dried peas", "2-3 slices bread",
        "To serve", "toaster", "Keep the pieces even.", "Boil the peas for 20 minutes.", "It keeps for two days.",
        "10 min", "1 h 30 min", "1 h 40 min", "Serves4", "A. Cook", "https://example.org/soup",
    ):  # fmt: skip
        assert said in words
    assert len(parsed.all("input")) == len(SOUP.ingredients)


def test_the_pictures_are_inside_with_their_words(tmp_path: Path) -> None:
    guide = illustrated(SOUP, tmp_path)
    images = Parsed(page(guide, folder=tmp_path)).all("img")
    pictures = [step.picture for step in (guide.steps[-1], *guide.steps) if step.picture]
    assert [image["alt"] for image in images] == [picture.alt for picture in pictures]
    for image, picture in zip(images, pictures, strict=True):
        data = (image["src"] or "").removeprefix("data:image/png;base64,")
        assert base64.b64decode(data) == (tmp_path / picture.path).read_bytes()


def test_pictures_can_stay_beside_the_page(tmp_path: Path) -> None:
    guide = illustrated(SOUP, tmp_path)
    images = Parsed(page(guide, folder=tmp_path, embed=False)).all("img")
    assert [image["src"] for image in images][1:] == ["steps/01.png", "steps/02.png", "steps/03.png"]


def test_the_numbers_run_on_across_sections(tmp_path: Path) -> None:
    parsed = Parsed(page(SOUP, folder=tmp_path))
    assert [item["id"] for item in parsed.all("li") if "id" in item] == ["step-1", "step-2", "step-3"]
    assert [ol["start"] for ol in parsed.all("ol")] == ["1", "3"]


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    plain = illustrated(SOUP, tmp_path)
    step = replace(plain.steps[0], text=f"{HOSTILE}\n{HOSTILE}", title=HOSTILE, section=HOSTILE)
    assert step.picture
    hostile = replace(
        plain,
        title=HOSTILE,
        summary=HOSTILE,
        servings=HOSTILE,
        language='en"><script>',
        tags=(HOSTILE,),
        notes=(HOSTILE,),
        steps=(replace(step, picture=replace(step.picture, alt=HOSTILE)),),
        ingredients=(Ingredient(text=HOSTILE, name=HOSTILE, section=HOSTILE),),
        provenance=Provenance(source=HOSTILE, url=f"javascript:{HOSTILE}", author=HOSTILE, licence=HOSTILE),
    )
    parsed = Parsed(page(hostile, folder=tmp_path))
    assert [attrs.get("type") for attrs in parsed.all("script")] == ["application/ld+json"]
    assert not parsed.all("a")
    assert not [attrs for _, attrs in parsed.tags if any(name.startswith("on") for name in attrs)]
    assert parsed.text.count(HOSTILE) >= 10


@given(st.text())
def test_any_title_is_shown_as_it_is(title: str) -> None:
    parsed = Parsed(page(Guide(title=title, steps=(Step(text="Go."),)), folder=Path()))
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\r]", "", title)
    assert " ".join(shown.split()) in " ".join(parsed.text.split())


def test_the_page_asks_for_nothing_and_runs_nothing(tmp_path: Path) -> None:
    html = page(illustrated(SOUP, tmp_path), folder=tmp_path)
    parsed = Parsed(html)
    policy = next(
        m["content"] for m in parsed.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    links = [attrs[name] or "" for _, attrs in parsed.tags for name in ("src", "href") if name in attrs]
    assert {value.split(":")[0] for value in links} == {"data", "https"}
    assert [a["href"] for a in parsed.all("a")] == ["https://example.org/soup"]


def test_the_data_for_search_engines_is_in_the_page(tmp_path: Path) -> None:
    html = page(SOUP, folder=tmp_path)
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert script
    assert json.loads(script[1])["name"] == "Pea soup"


@pytest.mark.parametrize(
    ("language", "lang", "direction", "label"),
    [
        ("de-AT", "de-AT", "ltr", "Zutaten"),
        ("ar", "ar", "rtl", "المكوّنات"),
        ("he_IL", "he-IL", "rtl", "Ingredients"),
        ("uz-Arab", "uz-Arab", "rtl", "Ingredients"),
        ("pa-Guru", "pa-Guru", "ltr", "Ingredients"),
        ("", "en", "ltr", "Ingredients"),
        ("not a tag!", "en", "ltr", "Ingredients"),
        ("right_to_left", "right-to-left", "ltr", "Ingredients"),
    ],
)
def test_the_page_speaks_the_language_of_the_guide(
    language: str, lang: str, direction: str, label: str
) -> None:
    html = page(replace(SOUP, language=language), folder=Path())
    assert Parsed(html).all("html") == [{"lang": lang, "dir": direction}]
    foreign = tongue(language).label_tag != lang
    assert f'<h2 id="ingredients"{" lang=en dir=ltr" if foreign else ""}>{label}' in html.replace(
        '"en"', "en"
    ).replace('"ltr"', "ltr")


@pytest.mark.parametrize(
    ("language", "label"), [("en", "You need"), ("de", "Du brauchst"), ("sw", "You need")]
)
def test_a_how_to_is_no_cooking(language: str, label: str) -> None:
    html = page(replace(SOUP, kind="howto", language=language), folder=Path())
    assert label in html
    assert '"@type": "HowTo"' in html
    assert not {"Ingredients", "Zutaten", "Cooking", "Garzeit", "recipeIngredient"} & set(
        re.split(r"[<>\"]", html)
    )


def test_every_language_has_every_word() -> None:
    words = {tag: set(tongue(tag).labels) for tag in ("en", "ar", "cs", "de", "es", "fr", "it", "nl", "pt")}
    assert all(words[tag] == words["en"] for tag in words)
    assert tongue("de").labels != tongue("en").labels


@pytest.mark.parametrize(
    "path", ["../secret.png", "/etc/passwd", "", "a/../../b.png", "..\\b.png", "a\0.png"]
)
def test_a_picture_outside_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    step = Step(text="Go.", picture=Picture(path=path, alt="", width=1, height=1))
    for embed in (True, False):
        with pytest.raises(SourceError, match="must lie in the guide's folder"):
            page(Guide(title="T", steps=(step,)), folder=tmp_path, embed=embed)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "in.png").symlink_to(tmp_path / "out.png")
    step = Step(text="Go.", picture=Picture(path="in.png", alt="", width=1, height=1))
    with pytest.raises(SourceError, match="link out of the guide's folder"):
        page(Guide(title="T", steps=(step,)), folder=tmp_path / "guide")


@pytest.mark.parametrize(("content", "message"), [(None, "cannot be read"), (b"<svg/>", "is no PNG")])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "x.png").write_bytes(content)
    step = Step(text="Go.", picture=Picture(path="x.png", alt="", width=1, height=1))
    with pytest.raises(SourceError, match=message):
        page(Guide(title="T", steps=(step,)), folder=tmp_path)


def test_a_path_that_reads_as_a_scheme_stays_a_path(tmp_path: Path) -> None:
    step = Step(text="Go.", picture=Picture(path='javascript:"1.png', alt="", width=1, height=1))
    images = Parsed(page(Guide(title="T", steps=(step,)), folder=tmp_path, embed=False)).all("img")
    assert images[0]["src"] == "javascript%3A%221.png"


@pytest.mark.parametrize(
    ("text", "name", "split"),
    [
        ("500g beef", "beef", ("500g", " beef")),
        ("1 onion, chopped", "onion", ("1", " onion, chopped")),
        ("beef, 500g", "beef", ("", "beef, 500g")),
        ("2 (400 g) tins of beans", "beans", ("", "2 (400 g) tins of beans")),
        ("2 eggs", "flour", ("", "2 eggs")),
    ],
)
def test_the_amount_is_set_off_where_it_stands_first(text: str, name: str, split: tuple[str, str]) -> None:
    assert amount(Ingredient(text=text, name=name, quantity=Quantity(low=1, high=1))) == split
    assert amount(Ingredient(text=text, name=name)) == ("", text)


@pytest.mark.parametrize(
    ("seconds", "words", "iso"),
    [
        (0, "0 min", "PT0S"),
        (45, "45 s", "PT45S"),
        (5400, "1 h 30 min", "PT1H30M"),
        (90061, "25 h 1 min 1 s", "PT25H1M1S"),
    ],
)
def test_durations_are_said_for_people_and_programs(seconds: int, words: str, iso: str) -> None:
    assert (duration(seconds), iso_duration(seconds)) == (words, iso)


def test_every_format_is_written_beside_the_pictures(tmp_path: Path) -> None:
    guide = illustrated(SOUP, tmp_path)
    assert [path.name for path in write(guide, tmp_path, FORMATS)] == [
        "index.html",
        "guide.md",
        "guide.jsonld",
    ]
    assert all("Pea soup" in (tmp_path / name).read_text("utf-8") for name, _ in FORMATS.values())


def test_the_same_guide_gives_the_same_bytes(tmp_path: Path) -> None:
    guide = illustrated(SOUP, tmp_path)
    first = [path.read_bytes() for path in write(guide, tmp_path, FORMATS)]
    assert [path.read_bytes() for path in write(guide, tmp_path, FORMATS)] == first


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="Did you mean 'html'"):
        write(SOUP, tmp_path, ["md", "htm"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "guide").write_text("")
    with pytest.raises(OutputError):
        write(SOUP, tmp_path / "guide", ["html"])
