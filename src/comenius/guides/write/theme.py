"""Style sheets and templates of the pages, and what a page needs to carry its style within."""

import base64
import hashlib
from collections.abc import Callable
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template


def theme(name: str) -> str:
    """The text of a style sheet or template of `guides/themes`."""
    return resources.files("comenius.guides").joinpath("themes", name).read_text(encoding="utf-8")


def style_hash(style: str) -> str:
    """What the page's policy allows in place of any other style: `sha256-` and the hash in base 64."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")


def template(name: str, **filters: Callable[..., Any]) -> "Template":
    """A template that escapes every word it is given and refuses names that it is not."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(filters)
    return environment.from_string(theme(name))
