"""A guide as plain JSON and back without loss, and the record that lies beside its pictures."""

import difflib
import json
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, cast

from comenius import files
from comenius.errors import SourceError
from comenius.guides.model import Guide

FORMAT = 1  # of guide.json; record.schema.json describes it


def to_dict(guide: Guide) -> dict[str, Any]:
    """The guide as dicts, lists, text and numbers; every field is there, also the empty ones."""
    return cast(dict[str, Any], _plain(guide))


def from_dict(data: object) -> Guide:
    """The guide that `to_dict` wrote. SourceError names the first place that is wrong."""
    return cast(Guide, _read(Guide, data, "guide"))


def record(guide: Guide, *, storyboard: Mapping[str, Any], run: Mapping[str, Any]) -> dict[str, Any]:
    """Everything guide.json holds: the guide, what was planned for it and how it was drawn."""
    from importlib import metadata  # 30 ms that reading and writing guides do without

    try:
        version = metadata.version("comenius")
    except metadata.PackageNotFoundError:  # run from a source tree that was never installed
        version = "unknown"
    return {
        "format": FORMAT,
        "comenius": version,
        "guide": to_dict(guide),
        "storyboard": dict(storyboard),
        "run": dict(run),
    }


def to_json(data: Mapping[str, Any]) -> str:
    """JSON for people and programs: two spaces, UTF-8 as it is, keys in their order."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_record(path: Path) -> dict[str, Any]:
    """The record in a guide.json. SourceError when it is not one, or one of another format."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}). Name the guide.json of a guide."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is not JSON. Remove it and illustrate the guide again.") from error
    if not isinstance(data, dict) or "format" not in data:
        raise SourceError(f"{path} is not the record of a guide: it has no format number. Name a guide.json.")
    if data["format"] != FORMAT:
        found = json.dumps(data["format"])[:20]
        raise SourceError(
            f"{path} has format {found}; this Comenius reads format {FORMAT}. Illustrate again."
        )
    for part in ("guide", "storyboard", "run"):
        if not isinstance(data.get(part), dict):
            raise SourceError(f"{path} lacks its {part}. Remove it and illustrate the guide again.")
    from_dict(data["guide"])
    return cast(dict[str, Any], data)


def write_text_atomic(path: Path, text: str) -> None:
    """UTF-8 text in a file that is whole or was never touched."""
    # A lone surrogate, which JSON can smuggle in, has no UTF-8: it becomes "?".
    files.write(path, text.encode("utf-8", errors="replace"))


def write_bytes_atomic(path: Path, data: bytes) -> None:
    """Bytes in a file that is whole or was never touched."""
    files.write(path, data)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(kind: Any, value: object, place: str) -> object:
    """The value as `kind`, one of the annotations that the model uses."""
    if is_dataclass(kind):
        return _read_object(cast(type, kind), value, place)
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list | tuple):
            raise _wrong(place, value, "a list")
        inner = typing.get_args(kind)[0]
        return tuple(_read(inner, item, f"{place}[{index}]") for index, item in enumerate(value))
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        inner = next(arg for arg in typing.get_args(kind) if arg is not types.NoneType)
        return None if value is None else _read(inner, value, place)
    if typing.get_origin(kind) is typing.Literal:
        if value not in (choices := typing.get_args(kind)) or not isinstance(value, str):
            found = f"the text {value[:40]!r}" if isinstance(value, str) else None
            raise _wrong(place, value, " or ".join(map(repr, choices)), found)
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            return number
        raise _wrong(place, value, "a finite number")
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _wrong(place, value, {str: "text", int: "a whole number", float: "a number"}[kind])
    return value


def _read_object(kind: type, value: object, place: str) -> object:
    if not isinstance(value, Mapping):
        raise _wrong(place, value, "an object")
    hints = typing.get_type_hints(kind)
    for key in value:
        if key not in hints:
            near = difflib.get_close_matches(str(key), hints, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It may have {', '.join(hints)}."
            raise SourceError(f"{place} has an unknown field {str(key)[:40]!r}. {hint}")
    arguments = {}
    for field in fields(kind):
        if field.name in value:
            arguments[field.name] = _read(hints[field.name], value[field.name], f"{place}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise SourceError(f"{place} has no {field.name!r}, and it must.")
    return kind(**arguments)


def _wrong(place: str, value: object, needed: str, found: str | None = None) -> SourceError:
    names = {
        bool: "true or false",
        str: "text",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    found = found or ("nothing" if value is None else names.get(type(value), type(value).__name__))
    if isinstance(value, float) and not math.isfinite(value):
        found = str(value)
    return SourceError(f"{place} is {found}; it must be {needed}.")
