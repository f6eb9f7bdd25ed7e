"""Prompts as files: a Markdown body with TOML in front, filled by name. Words from outside travel in fences."""

import hashlib
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template

from comenius.errors import Defect
from comenius.language.model import Params


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A prompt as it stands in its file."""

    id: str
    version: int
    purpose: str
    fields: tuple[str, ...]
    params: Params
    body: str
    sha256: str  # of the body: a lineage names it
    earlier: bool = False  # another version is asked today

    def render(self, **values: str) -> str:
        """The body with every field filled; a missing or unknown field is our mistake.

        An earlier version may have had fewer fields.
        """
        if not self.earlier and set(values) != set(self.fields):
            raise Defect(f"prompt {self.id} has the fields {list(self.fields)}, not {sorted(values)}")
        return Template(self.body).substitute(values)


def room() -> Traversable:
    """Where the prompts lie: `<name>.md` is asked today, `earlier/<name>.<version>.md` was once."""
    return files("comenius.language") / "prompts"


def prompt_names() -> tuple[str, ...]:
    """Every prompt there is."""
    return tuple(
        sorted(file.name.removesuffix(".md") for file in room().iterdir() if file.name.endswith(".md"))
    )


def prompt_versions(name: str) -> tuple[int, ...]:
    """The versions of a prompt that can still be asked, today's first."""
    once = room() / "earlier"
    names = [file.name.split(".") for file in once.iterdir()] if once.is_dir() else []
    return prompt(name).version, *sorted((int(n) for stem, n, _ in names if stem == name), reverse=True)


@cache
def prompt(name: str, version: int | None = None) -> Prompt:
    """The prompt of `prompts/<name>.md`, or one of its earlier versions."""
    today = _read(room() / f"{name}.md")
    if version in (None, today.version):
        return today
    return replace(_read(room() / "earlier" / f"{name}.{version}.md"), earlier=True)


def _read(file: Traversable) -> Prompt:
    text = file.read_text(encoding="utf-8")
    _, front, body = text.split("+++\n", 2)
    about = tomllib.loads(front)
    body = body.strip() + "\n"
    return Prompt(
        id=about["id"],
        version=about["version"],
        purpose=about["purpose"],
        fields=tuple(about["fields"]),
        params=Params(**about.get("params", {})),
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
    )


def fence(value: object) -> str:
    """JSON between `<data>` tags. No word inside can close the fence: every `<` is written `\\u003c`."""
    text = (
        json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c").replace(">", "\\u003e")
    )
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f'<data id="{name}">{text}</data>'


def clean(text: str, longest: int) -> str:
    """One line without control, bidirectional and other invisible characters, cut to `longest` characters."""
    seen = "".join(" " if c in "\n\r\t" else c for c in text[: 4 * longest] if c in "\n\r\t" or _visible(c))
    seen = re.sub(r"\s+", " ", seen).strip()
    return seen if len(seen) <= longest else seen[: longest - 1].rstrip() + "…"


def whole(text: str) -> str:
    """The text with a question mark for every half of a surrogate pair: those cannot be written anywhere."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _visible(sign: str) -> bool:
    # The joiners U+200C and U+200D are letters' business in Persian and Hindi.
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co") or sign in "\u200c\u200d"
