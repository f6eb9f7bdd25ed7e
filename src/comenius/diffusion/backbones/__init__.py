"""Models that draw: a name becomes a directory (`resolve`), a directory becomes a `Backbone` (`load`)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comenius.diffusion.backbones.backbone import Backbone
    from comenius.diffusion.backbones.loading import load
    from comenius.diffusion.backbones.names import resolve

__all__ = ["Backbone", "load", "resolve"]

_HOMES = {"Backbone": "backbone", "load": "loading", "resolve": "names"}


def __getattr__(name: str) -> Any:
    """Load torch and its friends only for who asks; `resolve` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
