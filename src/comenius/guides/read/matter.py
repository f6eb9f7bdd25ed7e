"""Front matter, and metadata of any kind laid over a guide: what stands above a document is believed."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isfinite
from typing import Any

from comenius.guides.model import Guide, Step, Times, Tool
from comenius.guides.quantities import parse
from comenius.guides.read.facts import named, seconds
from comenius.guides.read.kinds import stated
from comenius.guides.read.plain import one_line


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The keys above a document (YAML between `---`, TOML between `+++`), and the document below them."""
    import frontmatter

    text = text.lstrip("\n \ufeff")
    if toml := re.match(r"\+\+\+\n(.*?)\n\+\+\+[ ]*(?:\n|\Z)", text, re.S):
        try:
            return tomllib.loads(toml[1]), text[toml.end() :]
        except tomllib.TOMLDecodeError:
            return _loose(toml[1]), text[toml.end() :]
    block = re.match(r"---[ ]*\n(.*?)\n?---[ ]*(?:\n|\Z)", text, re.S)
    if not block:
        return {}, text
    body = text[block.end() :]
    try:
        matter, body = frontmatter.parse(text)
    except Exception:  # noqa: BLE001 - bad YAML fails in many ways, none of them the reader's concern
        matter = _loose(block[1])  # half the front matter in the wild has an unquoted colon
    return {str(key): value for key, value in matter.items()}, body


def _loose(text: str) -> dict[str, Any]:
    pairs = (re.match(r"([\w -]+?)\s*[:=]\s*(.+)", line) for line in text.split("\n"))
    return {pair[1]: pair[2].strip().strip("\"'") for pair in pairs if pair}


def apply(matter: Mapping[str, Any], guide: Guide) -> Guide:
    """The guide with what its metadata says; unknown keys are left alone."""
    facts: dict[str, list[str]] = {}
    for key, value in _flat(matter):
        if (name := named(key)) and (words := _strings(value)):
            facts.setdefault(name, words)
    kinds = [one for key in ("kind", "type", "@type") for one in _strings(matter.get(key, "")) if stated(one)]
    return with_facts(guide, {**facts, "kind": kinds[:1]})


def with_facts(guide: Guide, facts: Mapping[str, list[str]]) -> Guide:
    """The guide with named facts, each a list of plain strings."""

    def first(name: str, default: str) -> str:
        return facts[name][0] if facts.get(name) else default

    def time(name: str, default: int | None) -> int | None:
        return seconds(facts[name][0]) or default if facts.get(name) else default

    times, origin = guide.times, guide.provenance
    kind = stated(first("kind", ""))
    if kind is None:
        kind = (
            "recipe" if any(facts.get(name) for name in ("ingredients", "servings", "cook")) else guide.kind
        )
    source = first("url", "")
    address = re.search(r"https?://[^\s<>\"')\]]+", source)
    return replace(
        guide,
        title=first("title", guide.title),
        kind=kind,
        summary="\n".join(facts.get("summary", [])) or guide.summary,
        servings=first("servings", guide.servings),
        times=Times(
            prepare=time("prepare", times.prepare),
            cook=time("cook", times.cook),
            total=time("total", times.total),
        ),
        language=_language(first("language", "")) or guide.language,
        tags=_split(facts.get("tags", [])) or guide.tags,
        notes=(*guide.notes, *facts.get("notes", [])),
        ingredients=guide.ingredients or tuple(parse(line) for line in facts.get("ingredients", [])),
        steps=guide.steps or tuple(Step(text=line) for line in facts.get("steps", [])),
        tools=guide.tools or tuple(Tool(name=line) for line in facts.get("tools", [])),
        provenance=replace(
            origin,
            author=", ".join(facts.get("author", [])) or origin.author,
            url=address[0].rstrip(".,;") if address else origin.url,
            licence=first("licence", origin.licence),
        ),
    )


def _flat(matter: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Keys and values, with a map inside a map as `time prep: 10 min`."""
    pairs: list[tuple[str, Any]] = []
    for key, value in matter.items():
        if isinstance(value, dict):
            pairs += [(f"{key} {inner}", below) for inner, below in value.items()]
        else:
            pairs.append((str(key), value))
    return pairs


def _strings(value: Any) -> list[str]:
    """The plain strings in a value. Only scalars and lists of scalars count: YAML can nest without end."""
    values = value if isinstance(value, list) else [value]
    scalars = [
        one for one in values if isinstance(one, (str, int, float, date)) and not isinstance(one, bool)
    ]
    numbers = [one for one in scalars if not isinstance(one, float) or isfinite(one)]
    return [text for one in numbers if (text := one_line(str(one)))]


def _split(words: list[str]) -> tuple[str, ...]:
    parts = [part.strip() for word in words for part in (word.split(",") if len(words) == 1 else [word])]
    return tuple(dict.fromkeys(part for part in parts if part))


def _language(tag: str) -> str:
    return tag.replace("_", "-") if re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", tag) else ""
