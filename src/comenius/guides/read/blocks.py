"""What a document is made of before its meaning is known: headings, paragraphs and lists."""

from dataclasses import dataclass, replace
from typing import TypeAlias

from comenius.guides.emoji import bare
from comenius.guides.read.facts import names_column
from comenius.guides.read.plain import plain
from comenius.guides.read.splitting import bulleted


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading; `level` 1 is the document's own."""

    level: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text. `lines` are the source's lines; `text` keeps only the breaks that show."""

    text: str
    lines: tuple[str, ...]
    strong: bool = False  # all of it is bold: often a heading in disguise
    link: str = ""  # the first address in it


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list; each item is a document in small."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]
    start: int = 1


Block: TypeAlias = Heading | Paragraph | Listing


def paragraph(
    shown: str, *, source: str | None = None, strong: bool = False, link: str = ""
) -> Paragraph | None:
    """A paragraph of readable text, or None where nothing readable is left."""
    text = plain(shown)
    if not bare(text):
        return None
    lines = plain(source if source is not None else shown).split("\n")
    return Paragraph(text=text, lines=tuple(lines), strong=strong, link=link)


def table(rows: list[list[str]]) -> Listing:
    """A table as a list of its rows; a first row that only names the columns is left out."""
    if rows and all(names_column(plain(cell)) for cell in rows[0]):
        rows = rows[1:]
    made = (paragraph(" ".join(cell for cell in cells if cell.strip())) for cells in rows)
    return Listing(ordered=False, items=tuple((item,) for item in made if item))


def text_of(item: tuple[Block, ...]) -> str:
    """Everything an item says; its sub-points on lines of their own."""
    lines: list[str] = []
    for block in item:
        if isinstance(block, Listing):
            lines += [text_of(child) for child in block.items]
        else:
            lines.append(block.text)
    return "\n".join(line for line in lines if line)


def without_box(item: tuple[Block, ...]) -> tuple[Block, ...]:
    """An item without the box of a task list: `[ ] 2 eggs`, `☐ 2 eggs`."""
    if item and isinstance(first := item[0], Paragraph) and first.text[:1] in "[☐☑☒✓✔✗✘▢□■":
        lines = (bulleted(first.lines[0])[1], *first.lines[1:])
        return (replace(first, text=bulleted(first.text)[1], lines=lines), *item[1:])
    return item
