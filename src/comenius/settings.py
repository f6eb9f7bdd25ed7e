"""Settings: a frozen dataclass from TOML and back; an unknown key is an error that names the nearest one."""

import difflib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from comenius.errors import SettingError

T = TypeVar("T")


def load(kind: type[T], path: str | Path) -> T:
    """Settings of this kind from a TOML file."""
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as e:
        raise SettingError(f"{path} cannot be read ({e}); a TOML file in UTF-8 is needed.") from e
    except tomllib.TOMLDecodeError as e:
        raise SettingError(f"{path} is not TOML: {e}.") from e
    return build(kind, table, where=str(path))


def build(kind: type[T], table: Mapping[str, Any], *, where: str = "settings") -> T:
    """Settings of this kind from a table of TOML values; `where` begins every complaint."""
    hints = get_type_hints(kind)
    known = {field.name: field for field in _fields(kind) if field.init}
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            advice = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}."
            raise SettingError(f"{where}: there is no setting {key!r}; {advice}")
    for name, field in known.items():
        if name not in table and field.default is MISSING and field.default_factory is MISSING:
            raise SettingError(f"{where}: the setting {name!r} is missing; it has no default.")
    return kind(**{key: _fit(value, hints[key], f"{where}: {key}") for key, value in table.items()})


def dump(settings: object) -> str:
    """TOML that `load` reads back as equal settings; what is None is left out."""
    return "\n".join(_lines(settings, ())) + "\n"


def _fit(value: Any, hint: Any, where: str) -> Any:
    """The value as the annotation wants it."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any or (hint is None and value is None):
        return value
    if origin in (Union, UnionType):
        return _fit_any(value, args, hint, where)
    if origin is Literal:
        if value in args and type(value) in {type(a) for a in args}:
            return value
        raise SettingError(f"{where} is {value!r}; it must be one of {', '.join(map(repr, args))}.")
    if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, Mapping):
        return build(hint, value, where=where)
    if origin is tuple and isinstance(value, list | tuple):
        if args[-1] is Ellipsis:
            args = (args[0],) * len(value)
        if len(args) == len(value):
            return tuple(
                _fit(v, a, f"{where}[{i}]") for i, (v, a) in enumerate(zip(value, args, strict=True))
            )
        raise SettingError(f"{where} has {len(value)} values; it needs {len(args)}.")
    if origin is dict and isinstance(value, Mapping):
        return {key: _fit(v, args[1], f"{where}.{key}") for key, v in value.items()}
    if hint is float and type(value) in (int, float):
        return float(value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if isinstance(hint, type) and type(value) is hint:  # bool is no int here
        return value
    raise SettingError(f"{where} is {value!r}; {getattr(hint, '__name__', hint)} is needed.")


def _fit_any(value: Any, hints: tuple[Any, ...], whole: Any, where: str) -> Any:
    """The value as the first member of a union that takes it."""
    if value is None and NoneType in hints:  # TOML has none, but JSON does
        return None
    named = [hint for hint in hints if hint is not NoneType]
    if len(named) == 1:
        return _fit(value, named[0], where)  # its own complaint says more than the union's
    for hint in named:
        try:
            return _fit(value, hint, where)
        except SettingError:
            continue
    raise SettingError(f"{where} is {value!r}; {whole} is needed.")


def _lines(settings: object, path: tuple[str, ...]) -> list[str]:
    """The lines of one table: its own values first, then its sub-tables."""
    values = {field.name: getattr(settings, field.name) for field in _fields(settings) if field.init}
    tables = {name: value for name, value in values.items() if is_dataclass(value)}
    out = [f"{k} = {_toml(v)}" for k, v in values.items() if k not in tables and v is not None]
    for name, value in tables.items():
        out += ["", f"[{'.'.join((*path, name))}]", *_lines(value, (*path, name))]
    return out


def _toml(value: Any) -> str:
    """One value on one line; a JSON string without control characters is a TOML string too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())} }}"
    if is_dataclass(value):
        return _toml({f.name: v for f in _fields(value) if (v := getattr(value, f.name)) is not None})
    return repr(value)


def _fields(of: Any) -> tuple[Field[Any], ...]:
    """The fields of a dataclass or of one of its instances."""
    return fields(of)
