"""Where a verb finds its recipe: a file, standard input, or a public address."""

import sys

import typer

from comenius.errors import SettingError, SourceError
from comenius.guides.model import Guide
from comenius.guides.read import read, read_bytes
from comenius.guides.read.decode import MOST

SOURCE = typer.Argument(
    help="A recipe: Markdown, HTML, JSON-LD, Cooklang or plain text; - reads standard input."
)
FROM_URL = typer.Option("--from-url", help="Read the recipe from this public address instead.")


def read_source(source: str, from_url: str) -> Guide:
    """The guide in a file, in standard input for `-`, or at an address. SettingError unless it is one of them."""
    if bool(source) == bool(from_url):
        raise SettingError("Give one recipe: a file, - for standard input, or an address with --from-url.")
    if from_url:
        from comenius.guides.read.address import read_url  # sockets and certificates, which files do without

        return read_url(from_url)
    return read_bytes(_standard_input()) if source == "-" else read(source)


def _standard_input() -> bytes:
    """All of standard input, or just more than a document may have."""
    try:
        if sys.stdin is None:
            raise SourceError("There is no standard input to read. Name a document.")
        return sys.stdin.buffer.read(MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"Standard input cannot be read ({reason}). Name a document.") from error
