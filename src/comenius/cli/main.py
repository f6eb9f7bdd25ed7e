"""The command line: a name for each verb, and one line on the error stream for each trouble.

A verb is a module of this room with a function `command`, its options Typer annotations. It is imported when
it is called, so `comenius --help` costs no more than Typer does.
"""

import errno
import signal
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command

from comenius.cli.usage import usage_line
from comenius.errors import ComeniusError

VERBS = {  # name, which is also its module → what the list of commands says
    "calls": "Show what language models were asked and what it cost, or what it would cost.",
    "edit": "Edit a picture as a wish says: which edits it means, the pictures they make, and where each acted.",
    "evaluate": "Measure models against the kitchen's truth and say which goals hold; compare ways to share or edit.",
    "illustrate": "Turn a recipe into an illustrated guide: a folder with index.html, guide.json and the pictures.",
    "plan": "Show what each picture would show, without drawing any.",
    "read": "Show what a document says: title, ingredients, steps.",
    "redraw": "Draw one step of a guide anew, with other noise or other words; all other pictures stay as they are.",
    "train": "Train the bundled models by a recipe; the same command resumes after a stop or a kill.",
    "world": "Cook random recipes in the simulated kitchen: texts, pictures, masks and the truth about them.",
}

NOT_OURS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}  # disks and folders


class Verb(TyperCommand):
    """A verb as the list of commands shows it; the module behind it is loaded when it is called."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the real command, which takes over from here."""
        return load(str(self.name)).make_context(info_name, args, parent, **extra)


class Verbs(TyperGroup):
    """The group of all verbs; what goes wrong in one becomes one line and an exit code."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: Verb(name=name, help=line) for name, line in VERBS.items()}

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of the group; `comenius` alone shows the list of verbs."""
        empty = not args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except TyperException as e:
            if empty:
                raise
            raise _told(2, usage_line(e, "comenius")) from e

    def invoke(self, ctx: Any) -> Any:
        """The verb's own result; errors that people can act on end the program quietly."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a closed pipe is noticed here, where Typer still ends it quietly
            return result
        except TyperException as e:
            verb = ctx.invoked_subcommand if ctx.invoked_subcommand in self.commands else None
            raise _told(2, usage_line(e, f"comenius {verb}" if verb else "comenius")) from e
        except (ComeniusError, KeyboardInterrupt, MemoryError, OSError) as e:
            if (verdict := explain(e)) is None:
                raise
            raise _told(*verdict) from e


def _told(code: int, line: str) -> typer.Exit:
    """The end of the program, once the line is said."""
    print(f"comenius: {line}", file=sys.stderr)
    return typer.Exit(code)


def explain(error: BaseException) -> tuple[int, str] | None:
    """The exit code of an error and the one line that says it, or None when only a traceback helps."""
    if isinstance(error, ComeniusError):
        return error.exit_code, " ".join(str(error).split())
    if isinstance(error, KeyboardInterrupt):
        code = 143 if isinstance(error, Terminated) else 130
        return code, "stopped; what was finished stays, and the same command goes on from there."
    if isinstance(error, MemoryError):
        return 2, "the memory of this machine is used up; try a smaller --size or a smaller model."
    if isinstance(error, OSError) and error.errno in NOT_OURS:
        place = error.filename or "a file"
        return 2, f"{place} cannot be used ({error.strerror}); mend that or choose another place."
    return None


def load(verb: str) -> Any:
    """The command of a verb, its module imported now."""
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    single.command(verb)(import_module(f"comenius.cli.{verb}").command)
    return get_command(single)


app = typer.Typer(
    cls=Verbs,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain text: quicker, and the same on every terminal
)


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        print(f"comenius {version('comenius')}")
        raise typer.Exit


@app.callback()
def comenius(
    _: Annotated[
        bool,
        typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Turn recipes, manuals and lessons into pictures that teach."""


def run() -> NoReturn:
    """The program `comenius`; SIGTERM stops it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _stop)
    app(prog_name="comenius")
    sys.exit(0)


class Terminated(KeyboardInterrupt):
    """Somebody ended the program."""


def _stop(number: int, frame: object) -> NoReturn:
    raise Terminated
