"""What is wrong with a command line, in one line: what was found, what is needed, what to do."""

from typing import Any

from typer.exceptions import TyperException


def usage_line(error: TyperException, command: str) -> str:
    """The line of an error in options or arguments, which Typer would tell in four."""
    param = getattr(error, "param", None)
    words = " ".join(error.format_message().split()).rstrip(".")
    near = getattr(error, "possibilities", None)
    if param is not None:
        name = str(param.get_error_hint()).replace("'", "")
        found, needed = _refused(error)
        if hasattr(error, "param_type"):  # it is not there at all
            words = f"{name} is missing: {str(param.help or '').rstrip('.')}"
        elif needed:
            words = f"{name} is {found}; it must be {needed}"
    elif hasattr(error, "option_name") and hasattr(error, "possibilities"):
        words = f"There is no option {error.option_name!r}" + (
            f"; did you mean {', '.join(near)}" if near else ""
        )
    end = "?" if near else "" if words.endswith("?") else "."
    return f"{words}{end} See '{command} --help'."


def _refused(error: TyperException) -> tuple[str, str]:
    """The value that was given and what it must be, as far as the error's cause knows; "" and "" otherwise."""
    cause: Any = error.__cause__  # pydantic's, which Typer reads values with
    try:
        (one, *_) = cause.errors()
        said = str(one["msg"]).partition(", unable")[0]
        return repr(one["input"])[:80], said.removeprefix("Input should be ") * said.startswith(
            "Input should be "
        )
    except (AttributeError, LookupError, TypeError, ValueError):
        return "", ""
