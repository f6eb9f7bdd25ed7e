"""Rows of a data set: frozen dataclasses, the Parquet schema that follows from them, and back."""

import json
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import pyarrow as pa

from comenius.errors import Defect

Row = TypeVar("Row")
PLAIN: dict[type, tuple[pa.DataType, str]] = {  # and what `datasets` calls them
    str: (pa.string(), "string"),
    int: (pa.int64(), "int64"),
    float: (pa.float64(), "float64"),
    bool: (pa.bool_(), "bool"),
    bytes: (pa.binary(), "binary"),
}


@dataclass(frozen=True)
class Image:
    """A picture as the bytes of its file and a name for it; `datasets` shows it as a picture."""

    bytes: bytes
    path: str


@dataclass(frozen=True)
class Column:
    """One column as a data card lists it."""

    name: str
    kind: str  # "text", "list of numbers", "picture"
    meaning: str


def schema(row: type) -> pa.Schema:
    """The Parquet schema of a row type: `tuple[T, ...]` a list, a dataclass a struct, `T | None` may be missing.

    It carries what the library `datasets` reads to show pictures as pictures.
    """
    hints = _hints(row)
    names = [field.name for field in fields(row)]
    stored = [pa.field(name, _type(hints[name])) for name in names]
    features = {name: _feature(hints[name]) for name in names}
    note = json.dumps({"info": {"features": features}}, separators=(",", ":"))
    return pa.schema(stored, {"huggingface": note})


def columns(row: type) -> tuple[Column, ...]:
    """The columns of a row type; what each means stands in its annotation: `Annotated[str, "what it is"]`."""
    hints = get_type_hints(row, include_extras=True)
    return tuple(
        Column(field.name, _kind(_bare(hints[field.name])), _meaning(hints[field.name]))
        for field in fields(row)
    )


def to_table(row: type[Row], rows: Iterable[Row]) -> pa.Table:
    """The rows as an Arrow table."""
    return pa.Table.from_pylist([_plain(one) for one in rows], schema=schema(row))


def from_table(row: type[Row], table: pa.Table) -> list[Row]:
    """The rows that `to_table` took."""
    return [cast(Row, _built(row, one)) for one in table.to_pylist()]


def _hints(row: type) -> dict[str, Any]:
    return get_type_hints(row)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _meaning(hint: Any) -> str:
    return str(get_args(hint)[1]) if get_origin(hint) is Annotated else ""


def _certain(hint: Any) -> Any:
    """The type without the chance that it is missing."""
    if get_origin(hint) in (types.UnionType, Union):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        if len(kinds) == 1:
            return kinds[0]
    return hint


def _item(hint: Any) -> Any:
    """What a list holds, or None when it is no list."""
    args = get_args(hint)
    return args[0] if get_origin(hint) is tuple and args[1:] == (Ellipsis,) else None


def _type(hint: Any) -> pa.DataType:
    hint = _certain(hint)
    if hint in PLAIN:
        return PLAIN[hint][0]
    if (item := _item(hint)) is not None:
        return pa.list_(_type(item))
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return pa.struct([pa.field(field.name, _type(hints[field.name])) for field in fields(hint)])
    raise Defect(f"a column cannot be a {hint}; take text, numbers, bytes, tuple[T, ...] or a dataclass.")


def _feature(hint: Any) -> Any:
    """The same for `datasets`: a list of one feature is a list of it."""
    hint = _certain(hint)
    if hint is Image:
        return {"_type": "Image"}
    if hint in PLAIN:
        return {"dtype": PLAIN[hint][1], "_type": "Value"}
    if (item := _item(hint)) is not None:
        return [_feature(item)]
    hints = _hints(hint)
    return {field.name: _feature(hints[field.name]) for field in fields(hint)}


def _kind(hint: Any) -> str:
    hint = _certain(hint)
    if (item := _item(hint)) is not None:
        return f"list of {_kind(item)}"
    if hint is Image:
        return "picture"
    names = {str: "text", int: "integer", float: "number", bool: "yes or no", bytes: "bytes"}
    return names.get(hint) or "{" + ", ".join(field.name for field in fields(hint)) + "}"


def _plain(value: Any) -> Any:
    """Dataclasses as dicts, tuples as lists."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _built(hint: Any, value: Any) -> Any:
    """A value of that type again."""
    hint = _certain(hint)
    if value is None:
        return None
    if (item := _item(hint)) is not None:
        return tuple(_built(item, one) for one in value)
    if isinstance(value, Mapping):
        hints = _hints(hint)
        return hint(**{name: _built(hints[name], one) for name, one in value.items()})
    return value
