"""Answers with a form: a frozen dataclass gives the JSON schema, and JSON text gives the dataclass back.

Fields may be `str`, `int`, `float`, `bool`, `Literal[…]`, `T | None`, `tuple[T, …]` and dataclasses of these.
Every field is required and no other is allowed: that is what strict servers ask for.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
PLAIN: dict[object, str] = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
JSON: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (NoneType,),
}  # fmt: skip
LONGEST = 400_000  # characters of a reply
THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
FENCED = re.compile(r"```(?:json|JSON)?[ \t]*\n(.*?)\n?[ \t]*```", re.DOTALL)


class Mismatch(ValueError):
    """What is wrong with an answer, in words that the model can act on."""


def schema_of(kind: object) -> dict[str, object]:
    """The JSON schema of a dataclass or of one of its field types."""
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return {
            "type": "object",
            "properties": {name: schema_of(hints[name]) for name in hints},
            "required": list(hints),
            "additionalProperties": False,
        }
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(args)}
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return {"type": "array", "items": schema_of(args[0])}
    if origin is UnionType:
        return {"anyOf": [schema_of(arg) for arg in args]}
    raise TypeError(f"{kind!r} has no JSON schema here")


def load(kind: type[T], value: object, path: str = "") -> T:
    """The dataclass that a JSON value spells out, or `Mismatch` naming the first place that does not fit."""
    loaded: T = _load(kind, value, path)
    return loaded


def _load(kind: Any, value: object, path: str) -> Any:
    here = path or "the answer"
    if kind in PLAIN:
        return _plain(kind, value, here)
    if isinstance(kind, type) and is_dataclass(kind):
        if not isinstance(value, dict):
            raise Mismatch(f"{here} must be an object, not {_brief(value)}")
        hints = get_type_hints(kind)
        if missing := [field.name for field in fields(kind) if field.name not in value]:
            raise Mismatch(f"{here} lacks {', '.join(missing)}")
        if unknown := [str(name) for name in value if name not in hints]:
            raise Mismatch(f"{here} has {', '.join(unknown)[:80]}, which was not asked for")
        prefix = f"{path}." if path else ""
        return kind(**{name: _load(hints[name], value[name], prefix + name) for name in hints})
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        if value not in args:
            raise Mismatch(f"{here} is {_brief(value)}; it must be one of {', '.join(map(str, args))}")
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise Mismatch(f"{here} must be a list, not {_brief(value)}")
        return tuple(_load(args[0], item, f"{here}[{n}]") for n, item in enumerate(value))
    for option in args[:-1]:
        try:
            return _load(option, value, path)
        except Mismatch:
            continue
    return _load(args[-1], value, path)


def fits(schema: Mapping[str, Any], value: object) -> bool:
    """Whether a JSON value has the form that a schema of `schema_of` asks for."""
    if "anyOf" in schema:
        return any(fits(option, value) for option in schema["anyOf"])
    kinds = JSON[schema["type"]] if "type" in schema else (object,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds and "type" in schema):
        return False
    if isinstance(value, dict):
        members = schema.get("properties", {})
        closed = schema.get("additionalProperties", True) is False
        return (
            set(schema.get("required", ())) <= set(value)
            and not (closed and set(value) - set(members))
            and all(fits(members[name], item) for name, item in value.items() if name in members)
        )
    if isinstance(value, list):
        return all(fits(schema["items"], item) for item in value) if "items" in schema else True
    if isinstance(value, float) and not math.isfinite(value):
        return False
    return value in schema.get("enum", (value,))


def _plain(kind: Any, value: object, here: str) -> object:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
        raise Mismatch(f"{here} must be a {PLAIN[kind]}, not {_brief(value)}")
    return value


def _brief(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def extract(text: str) -> object:
    """The one JSON value in a reply, also inside a fence or between sentences, or `Mismatch`.

    Slips such as a trailing comma or single quotes are mended; a bracket that never closes is not,
    because what is missing cannot be known.
    """
    if len(text) > LONGEST:
        raise Mismatch(f"the reply has {len(text)} characters; at most {LONGEST} are read")
    text = THINKING.sub("", text).strip()
    if not text:
        raise Mismatch("the reply was empty")
    try:
        return _strict(text)
    except Mismatch:
        raise
    except ValueError:
        pass
    found = [block.strip() for block in FENCED.findall(text)] or list(_outermost(text))
    found = [block for block in found if block.startswith("{")] or found  # "as in [1]" is prose
    if not found:
        raise Mismatch("the reply holds no complete JSON object")
    if len(set(found)) > 1:
        raise Mismatch("the reply holds more than one JSON object")
    try:
        return _strict(found[0])
    except Mismatch:
        raise
    except ValueError as error:
        return _mended(found[0], error)


def _mended(text: str, reason: ValueError) -> object:
    if list(_outermost(text)) != [text]:
        raise Mismatch(f"the reply is not valid JSON: {reason}")
    from json_repair import repair_json

    try:
        value = repair_json(text, return_objects=True)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict | list) or not value:
        raise Mismatch(f"the reply is not valid JSON: {reason}")
    return value


def _strict(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError as error:
        raise Mismatch("the reply is nested too deeply") from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise Mismatch("the reply names the same key twice in one object")
    return value


def _outermost(text: str) -> Iterator[str]:
    """Every balanced `{…}` or `[…]` that is not inside another; strings in double quotes are skipped."""
    depth, start, quoted, escaped = 0, 0, False, False
    for at, sign in enumerate(text):
        if quoted:
            quoted = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"' and depth:
            quoted = True
        elif sign in "{[":
            start = start if depth else at
            depth += 1
        elif sign in "}]" and depth:
            depth -= 1
            if not depth:
                yield text[start : at + 1]
