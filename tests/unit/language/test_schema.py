from dataclasses import dataclass
from typing import Literal

import pytest

from comenius.language.schema import Mismatch, extract, fits, load, schema_of


@dataclass(frozen=True, kw_only=True)
class Spoon:
    size: Literal["tea", "table"]
    grams: float | None


@dataclass(frozen=True, kw_only=True)
class Drawer:
    name: str
    spoons: tuple[Spoon, ...]
    count: int
    open: bool


SPOONS = [{"size": "tea", "grams": 5}, {"size": "table", "grams": None}]
GOOD = {"name": "left", "spoons": SPOONS, "count": 2, "open": True}


def test_a_schema_asks_for_every_field_and_no_other() -> None:
    assert schema_of(Drawer) == {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "spoons": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "size": {"type": "string", "enum": ["tea", "table"]},
                        "grams": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                    },
                    "required": ["size", "grams"],
                    "additionalProperties": False,
                },
            },
            "count": {"type": "integer"},
            "open": {"type": "boolean"},
        },
        "required": ["name", "spoons", "count", "open"],
        "additionalProperties": False,
    }


def test_a_type_without_a_schema_is_refused() -> None:
    with pytest.raises(TypeError, match="no JSON schema"):
        schema_of(set[int])


def test_json_becomes_the_dataclass() -> None:
    spoons = (Spoon(size="tea", grams=5.0), Spoon(size="table", grams=None))
    assert load(Drawer, GOOD) == Drawer(name="left", spoons=spoons, count=2, open=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": 3}, "name must be a string, not 3"),
        ({"count": True}, "count must be a integer, not true"),
        ({"count": 2.0}, "count must be a integer, not 2.0"),
        ({"open": "yes"}, 'open must be a boolean, not "yes"'),
        ({"spoons": {}}, "spoons must be a list, not {}"),
        (
            {"spoons": [{"size": "soup", "grams": 1}]},
            'spoons[0].size is "soup"; it must be one of tea, table',
        ),
        ({"spoons": [{"size": ["tea"], "grams": 1}]}, "spoons[0].size is"),
        ({"spoons": [3, 4]}, "spoons[0] must be an object"),
        ({"spoons": [{"size": "tea", "grams": float("nan")}]}, "spoons[0].grams must be a"),
        ({"spoons": [{"size": "tea"}]}, "spoons[0] lacks grams"),
        ({"extra": 1}, "the answer has extra, which was not asked for"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(change: dict[str, object], words: str) -> None:
    with pytest.raises(Mismatch) as caught:
        load(Drawer, GOOD | change)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"count": True},
        {"count": 2.0},
        {"open": "yes"},
        {"spoons": {}},
        {"spoons": [{"size": "soup", "grams": 1}]},
        {"spoons": [{"size": "tea", "grams": float("nan")}]},
        {"spoons": [{"size": "tea"}]},
        {"extra": 1},
    ],
)
def test_a_value_fits_a_schema_exactly_when_it_loads(change: dict[str, object]) -> None:
    assert fits(schema_of(Drawer), GOOD)
    assert not fits(schema_of(Drawer), GOOD | change)
    assert fits({"type": "object"}, GOOD)
    assert fits({}, 3)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2]}',
        ' \n{"a": [1, 2]}\n',
        'Sure! Here it is, as in [1]:\n{"a": [1, 2]}\nAnything else?',
        'Here:\n```json\n{"a": [1, 2]}\n```\nDone {really}.',
        '```\n{"a": [1, 2]}\n```',
        '<think>Is it {"a": 3}? No.</think>{"a": [1, 2]}',
        '{"a": [1, 2,]}',
        "{'a': [1, 2]}",
        "{a: [1, 2]}",
        '{"a": [1, 2]} and once more {"a": [1, 2]}',
    ],
)
def test_one_value_is_found_in_any_wrapping(text: str) -> None:
    assert extract(text) == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("<think>hm</think>", "empty"),
        ("I am sorry, I cannot help with that.", "no complete JSON"),
        ('{"a": [1, 2', "no complete JSON"),
        ('```json\n{"a": [1, 2\n```', "not valid JSON"),
        ('{"a": 1} or {"a": 2}', "more than one"),
        ('{"a": 1, "a": 2}', "same key twice"),
        ('Look: {"a": {"b": 1, "b": 2}}', "same key twice"),
        ('{"a": 1}' + " " * 500_000, "500008 characters"),
        ("[" * 5000 + "]" * 5000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_told_and_never_guessed(text: str, words: str) -> None:
    with pytest.raises(Mismatch, match=words):
        extract(text)


def test_braces_and_dollars_in_strings_survive() -> None:
    assert extract('ok {"a": "} $x {{y}} \\" ]"} ok') == {"a": '} $x {{y}} " ]'}
