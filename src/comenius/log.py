"""What Comenius tells a person while it works: lines and a bar, all on the error stream."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

console = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """One line for the person at the terminal."""
    console.print(text, markup=False, soft_wrap=True)


def warn(text: str) -> None:
    """One line about something that went less well than it should, in yellow where there are colours."""
    console.print(f"warning: {text}", style="yellow", markup=False, soft_wrap=True)


def progress(*, quiet: bool = False) -> Progress:
    """A bar with stage, pieces done and time left; silent when `quiet` or when nobody watches a terminal.

    It is rich's own `Progress`: `with progress() as bar: task = bar.add_task("Drawing", total=9)`.
    """
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
