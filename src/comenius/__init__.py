"""Visual instruction: recipes, manuals and lessons become pictures that teach.

from comenius import illustrate, read

guide = illustrate(read("bread.md"), "bread-guide")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comenius.guides.model import Guide
    from comenius.guides.read import read
    from comenius.illustration.illustrate import illustrate
    from comenius.illustration.plan import plan
    from comenius.illustration.task import Drawing

__all__ = ["Drawing", "Guide", "illustrate", "plan", "read"]

_HOMES = {
    "Drawing": "illustration.task",
    "Guide": "guides.model",
    "illustrate": "illustration.illustrate",
    "plan": "illustration.plan",
    "read": "guides.read",
}


def __getattr__(name: str) -> Any:
    """Load a room when something of it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'comenius' has no attribute {name!r}")
    return getattr(import_module(f"comenius.{_HOMES[name]}"), name)
