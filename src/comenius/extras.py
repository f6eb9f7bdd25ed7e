"""Optional packages: loaded when they are used, named when they are missing."""

from importlib import import_module
from types import ModuleType

from comenius.errors import MissingExtra


def need(module: str, *, extra: str) -> ModuleType:
    """The module, or `MissingExtra` with the line that installs it.

    A package that is there but fails to import one of its own parts is a different trouble, and is passed on.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as e:
        package = module.partition(".")[0]
        if e.name != package:
            raise
        raise MissingExtra(
            f"{package} is not installed; this needs it. Install it with: pip install 'comenius[{extra}]'"
        ) from e
