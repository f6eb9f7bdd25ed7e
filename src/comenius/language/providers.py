"""Which language model is meant: an address, a directory, a file of kept calls, or somebody's own provider.

Outsiders add a provider by an entry point of the group `comenius.language_models`: its name is the scheme of the
address (`mine:anything`), and it is a function from address and model name to a `LanguageModel`.
"""

import math
import os
import re
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from comenius.errors import SettingError, SourceError
from comenius.language.model import LanguageModel

GROUP = "comenius.language_models"


def from_environment(where: str | None = None, model: str | None = None) -> LanguageModel | None:
    """The model that `--llm` and `--llm-model` or the environment name; None when there is none.

    Reads COMENIUS_LLM_URL, COMENIUS_LLM_MODEL, COMENIUS_LLM_KEY_ENV (the *name* of the variable with the key) and
    COMENIUS_LLM_TIMEOUT (seconds for one answer).
    """
    where, model = named(where, model)
    if where:
        return provider(where, model)
    if model:
        raise SettingError(f"Where is {model}? Give its server with --llm URL or COMENIUS_LLM_URL.")
    return None


def named(where: str | None = None, model: str | None = None) -> tuple[str, str]:
    """Place and name of the model that is meant, each "" where nothing says it."""
    return (
        where or os.environ.get("COMENIUS_LLM_URL", ""),
        model or os.environ.get("COMENIUS_LLM_MODEL", ""),
    )


def kept_calls(title: str) -> Path:
    """Where the answers about a guide without a folder are kept: a file for its title in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = re.sub(r"\W+", "-", title.lower()).strip("-")[:60]
    return cache / "comenius" / "calls" / f"{name or 'guide'}.sqlite"


def provider(where: str, model: str = "") -> LanguageModel:
    """The model at a place: a directory runs here, a file of calls is replayed, an address is a server's."""
    scheme, _, rest = where.partition(":")
    if rest and scheme not in ("http", "https"):
        for found in entry_points(group=GROUP, name=scheme):
            make = cast(Callable[[str, str], LanguageModel], found.load())
            return make(where, model)
    path = Path(where).expanduser()
    try:
        here, kept = path.is_dir(), path.is_file()
    except (OSError, ValueError):  # too long, or with a zero byte: no path
        here = kept = False
    if here:
        from comenius.language.local import Local

        return Local(directory=path)
    if kept:
        return _replay(path, model)
    from comenius.language.http import Http

    key_env = os.environ.get("COMENIUS_LLM_KEY_ENV", "")
    return Http(base_url=where, model=model, key_env=key_env, timeout_s=_timeout_s())


def _timeout_s() -> float:
    """How long one answer may take, as the environment says."""
    words = os.environ.get("COMENIUS_LLM_TIMEOUT", "") or "180"
    try:
        seconds = float(words)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= 86_400:
        raise SettingError(
            f"COMENIUS_LLM_TIMEOUT is {words[:40]!r}; it must be seconds for one answer, such as 600."
        )
    return seconds


def _replay(path: Path, model: str) -> LanguageModel:
    """The answers kept in a file, in the name of the model that gave them."""
    from comenius.language.audit import opened
    from comenius.language.scripted import Replay

    store = opened(str(path))
    names = store.models()
    if not names:
        raise SourceError(f"{path} holds no calls to replay. Record with a real model first.")
    if model not in names and (model or len(names) > 1):
        raise SettingError(f"{path} holds calls of {', '.join(names)}; name one of them with --llm-model.")
    return Replay(store, model or names[0])
