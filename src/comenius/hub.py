"""Models of the hub: from its cache if all is there, else fetched, and never while the hub may not be asked."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from comenius.errors import ModelError

HUB_ID = re.compile(r"[\w-][\w.-]*/[\w.-]+(@[\w./-]+)?")  # owner/name, and a revision if one is wanted


def fetch(name: str, wanted: Sequence[str], whole: Callable[[Path], bool], advice: str = "") -> Path:
    """The directory of a model of the hub; `whole` says whether a cached one has all of the `wanted` files.

    `ModelError` says why it cannot be had, and ends with the advice.
    """
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    repo, _, revision = name.partition("@")
    revision = revision or "main"
    patterns = list(wanted)
    more = f" {advice}" if advice else ""
    try:
        cached = Path(
            snapshot_download(repo, revision=revision, allow_patterns=patterns, local_files_only=True)
        )
        if whole(cached):
            return cached
    except (LocalEntryNotFoundError, ValueError):  # a ValueError says that the id itself is impossible
        pass
    if constants.HF_HUB_OFFLINE or os.environ.get("TRANSFORMERS_OFFLINE", "0") not in ("", "0"):
        raise ModelError(f"{name} is not in the hub cache, and the hub may not be asked (offline).{more}")
    try:
        return Path(snapshot_download(repo, revision=revision, allow_patterns=patterns))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError, ValueError) as e:
        reason = str(e).strip().partition("\n")[0] or type(e).__name__
        raise ModelError(f"{name} cannot be fetched from the hub ({reason}).{more}") from e
