from dataclasses import dataclass
from typing import Annotated

import pyarrow as pa
import pytest

from comenius.errors import Defect
from comenius.records.schema import Image, columns, from_table, schema, to_table


@dataclass(frozen=True)
class Thing:
    name: str
    box: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    picture: Annotated[Image, "what is shown"]
    things: Annotated[tuple[Thing, ...], "what is in it"]
    score: float | None
    likeness: tuple[tuple[float, ...], ...] = ()
    steamed: bool = False


THINGS = (Thing("onion", (1, 2, 3, 4)), Thing("pan", ()))
ROWS = [
    Example(Image(b"\x89PNG", "1.png"), THINGS, 0.5, ((1.0, 0.25), (0.25, 1.0))),
    Example(Image(b"", "2.png"), (), None, steamed=True),
]


def test_rows_come_back_as_they_were() -> None:
    assert from_table(Example, to_table(Example, ROWS)) == ROWS


def test_pictures_are_bytes_and_path_as_datasets_stores_them() -> None:
    kind = schema(Example).field("picture").type
    assert kind == pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    assert b'"picture":{"_type":"Image"}' in schema(Example).metadata[b"huggingface"]


def test_columns_say_what_they_mean() -> None:
    listed = columns(Example)
    assert [(one.name, one.kind) for one in listed] == [
        ("picture", "picture"), ("things", "list of {name, box}"), ("score", "number"),
        ("likeness", "list of list of number"), ("steamed", "yes or no"),
    ]  # fmt: skip
    assert listed[1].meaning == "what is in it"


def test_a_column_of_no_known_kind_is_a_defect() -> None:
    @dataclass(frozen=True)
    class Odd:
        set_of: frozenset[str]

    with pytest.raises(Defect, match="frozenset"):
        schema(Odd)
