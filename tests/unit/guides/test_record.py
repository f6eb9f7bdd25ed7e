import json
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_guide import SOUP, illustrated

from comenius.errors import OutputError, SourceError
from comenius.guides import model
from comenius.guides.model import Guide, Ingredient, Quantity
from comenius.guides.record import (
    from_dict,
    read_record,
    record,
    to_dict,
    to_json,
    write_bytes_atomic,
    write_text_atomic,
)

SCHEMA = json.loads(resources.files("comenius.guides").joinpath("record.schema.json").read_text("utf-8"))
STORYBOARD = {
    "goal": "pea soup",
    "frames": [
        {
            "step": 0,
            "action": "chop",
            "state": "the onion is chopped",
            "caption": "chopped onion",
            "shot": {"foods": [{"name": "onion", "look": "onion", "form": "chopped"}], "vessel": "bowl"},
            "links": [{"name": "onion", "relation": "new", "step": None}],
            "notes": [],
        }
    ],
    "similarity": [[1.0]],
    "raw_similarity": [],
    "source": "rules",
    "repairs": [],
}
RUN = {"model": "orbis", "seeds": [7], "versions": {"torch": "2"}, "timings": {"draw": 1.5}}
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
QUANTITIES = st.none() | st.builds(Quantity, low=NUMBERS, high=NUMBERS, unit=st.text())
INGREDIENTS = st.builds(Ingredient, quantity=QUANTITIES, note=st.text(), section=st.text())
TOOLS = st.builds(model.Tool, quantity=QUANTITIES)
GUIDES = st.builds(
    Guide,
    ingredients=st.lists(INGREDIENTS, max_size=3).map(tuple),
    tools=st.lists(TOOLS, max_size=3).map(tuple),
    notes=st.lists(st.text(), max_size=2).map(tuple),
    times=st.builds(model.Times, cook=st.none() | st.integers()),
)


@given(GUIDES)
def test_any_guide_survives_json(guide: Guide) -> None:
    assert from_dict(json.loads(to_json(to_dict(guide)))) == guide


def test_a_full_guide_survives_json(tmp_path: Path) -> None:
    guide = illustrated(SOUP, tmp_path)
    assert from_dict(json.loads(to_json(to_dict(guide)))) == guide


def test_what_is_left_out_takes_its_default() -> None:
    assert from_dict({"title": "T", "steps": [{"text": "Go."}]}) == Guide(
        title="T", steps=(model.Step(text="Go."),)
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ([], "guide is a list; it must be an object"),
        ({"title": 3}, "guide.title is a number; it must be text"),
        ({"title": None}, "guide.title is nothing"),
        ({"stepz": []}, "Did you mean 'steps'"),
        ({"kind": "poem"}, "guide.kind is the text 'poem'; it must be 'recipe' or 'howto'"),
        ({"kind": []}, "guide.kind is a list; it must be 'recipe' or 'howto'"),
        ({"steps": "Go."}, "guide.steps is text; it must be a list"),
        ({"steps": [{"text": "a"}, {"title": "b"}]}, "steps[1] has no 'text'"),
        ({"times": {"cook": "1 h"}}, "guide.times.cook is text; it must be a whole number"),
        ({"times": {"cook": True}}, "guide.times.cook is true or false"),
        ({"times": {"cook": 1.5}}, "it must be a whole number"),
        ({"tools": [{"name": "x", "quantity": {"low": 1, "high": float("nan")}}]}, "high is nan"),
        ({"tools": [{"name": "x", "quantity": {"low": 10**400, "high": 1}}]}, "low is a number"),
        ({"tools": [{"name": "x", "quantity": {"low": 1}}]}, "quantity has no 'high'"),
    ],
)
def test_the_first_wrong_place_is_named(change: Any, message: str) -> None:
    data = {**to_dict(SOUP), **change} if isinstance(change, dict) else change
    with pytest.raises(SourceError) as error:
        from_dict(data)
    assert message in str(error.value)


def test_the_schema_accepts_a_full_record(tmp_path: Path) -> None:
    assert faults(record(illustrated(SOUP, tmp_path), storyboard=STORYBOARD, run=RUN)) == []


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    data = record(SOUP, storyboard=STORYBOARD, run=RUN)
    data["guide"]["steps"][1]["text"] = 5
    data["guide"]["titel"] = "x"
    assert faults(data) == ["/guide has titel", "/guide/steps/1/text is no string"]


@pytest.mark.parametrize(
    "kind",
    [Guide, model.Step, Ingredient, Quantity, model.Tool, model.Picture, model.Times, model.Provenance],
)
def test_the_schema_has_every_field_of_the_model(kind: type) -> None:
    assert list(SCHEMA["$defs"][kind.__name__.lower()]["properties"]) == [
        field.name for field in fields(kind)
    ]


@pytest.mark.parametrize("name", ["frame", "shot", "food", "link", "storyboard"])
def test_the_schema_has_every_field_of_the_storyboard(name: str) -> None:
    from comenius.illustration import storyboard
    from comenius.lexicon import shot

    kind = getattr(storyboard, name.title(), None) or getattr(shot, name.title())
    assert set(SCHEMA["$defs"][name]["properties"]) == {field.name for field in fields(kind)}


def test_a_record_is_read_back(tmp_path: Path) -> None:
    data = record(SOUP, storyboard=STORYBOARD, run=RUN)
    write_text_atomic(tmp_path / "guide.json", to_json(data))
    assert read_record(tmp_path / "guide.json") == data


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"\x89PNG\r\n", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "no format number"),
        (b'{"format": 2}', "has format 2; this Comenius reads format 1"),
        (b'{"format": 1}', "lacks its guide"),
        (b'{"format": 1, "guide": {}, "storyboard": {}, "run": {}}', "guide has no 'title'"),
    ],
)
def test_a_damaged_record_is_one_clear_error(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "guide.json").write_bytes(content)
    with pytest.raises(SourceError, match=message):
        read_record(tmp_path / "guide.json")


def test_a_missing_record_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_record(tmp_path / "guide.json")


def test_text_is_written_whole_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    write_text_atomic(path, "crème \ud800")
    write_bytes_atomic(tmp_path / "a" / "c", b"\0")
    assert path.read_text("utf-8") == "crème ?"
    assert {p.name for p in path.parent.iterdir()} == {"b.txt", "c"}


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_text_atomic(tmp_path / "file" / "guide.json", "{}")


def faults(value: Any, schema: dict[str, Any] | None = None, place: str = "") -> list[str]:
    """What is wrong by the schema, as far as its few keywords go."""
    schema = SCHEMA if schema is None else schema
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
    if "anyOf" in schema:
        tried = [faults(value, option, place) for option in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    if "enum" in schema or "const" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{place} is {value}"]
    kinds: dict[str, Any] = {
        "string": str, "integer": int, "number": (int, float), "array": list, "object": dict, "boolean": bool,
        "null": type(None),
    }  # fmt: skip
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(isinstance(value, kinds[name]) for name in names):
            return [f"{place} is no {' or '.join(names)}"]
    if isinstance(value, list):
        return [f for i, item in enumerate(value) for f in faults(item, schema["items"], f"{place}/{i}")]
    if not isinstance(value, dict):
        return []
    found = [f"{place} lacks {key}" for key in schema.get("required", []) if key not in value]
    for key, item in value.items():
        inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
        if inner is False:
            found.append(f"{place} has {key}")
        elif isinstance(inner, dict):
            found += faults(item, inner, f"{place}/{key}")
    return sorted(found)
