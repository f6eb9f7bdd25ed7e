"""Plain text into a guide: a title, perhaps ingredients, and steps by number, by line or by paragraph."""

import re

from comenius.guides.emoji import bare
from comenius.guides.model import Guide
from comenius.guides.quantities import parse
from comenius.guides.read.blocks import Block, Heading, Listing, Paragraph
from comenius.guides.read.facts import announced, facts, instructs, opening
from comenius.guides.read.letter import letter
from comenius.guides.read.outline import outline
from comenius.guides.read.plain import one_line
from comenius.guides.read.splitting import bulleted, by_numbers, enumerated, numbered, wrapped

_TALK = re.compile(
    r"(?:here|this|that|hope|i|we|you|as|so|just|thanks|it|see|below|attached|fyi|sorry)\b", re.I
)


def read_text(text: str) -> Guide:
    """The guide that a plain text holds: one step a line or, where lines are wrapped, a paragraph."""
    note = letter(text)
    groups = _groups(note.body)
    found: list[Block] = []
    if title := _topic(groups, note.subject) if note.mail else _title(groups):
        found.append(Heading(level=1, text=title))
    announced_steps = any(_heading(line) == "steps" for group in groups for line in group)
    part = "intro"
    for group in groups:
        lines: list[str] = []
        for line in group:
            if kind := _heading(line):
                found += _group(lines, part, announced_steps)
                lines, part = [], kind
                found.append(Heading(level=2, text=line.strip(" :=-*#_")))
            else:
                lines.append(line)
        found += _group(lines, part, announced_steps)
    return outline(found)


def _groups(text: str) -> list[list[str]]:
    """The lines of each paragraph; rules (`-----`) are dropped."""
    groups: list[list[str]] = [[]]
    for raw in text.split("\n"):
        line = one_line(raw, markup=False)
        if not line and not raw.strip():
            groups.append([])
        elif bare(line) and not re.fullmatch(r"[-=_*~#]{3,}", line):
            opened = opening(line)
            groups[-1] += [f"{opened[0]}:", opened[1]] if opened else [line]
    return [group for group in groups if group]


def _title(groups: list[list[str]]) -> str:
    """Takes the title out of the first paragraph; a lone line is a step, not a title."""
    if not groups or (len(groups) == 1 and len(groups[0]) == 1):
        return ""
    line = groups[0][0]
    if not _names(line) or bare(line).endswith((".", ";", ",")) or (len(groups[0]) > 1 and instructs(line)):
        return ""
    amounts = sum(parse(line).quantity is not None for line in groups[0][:2])
    if amounts == 2:  # a list of what goes in, whose title is not said
        return ""
    groups[0] = groups[0][1:]
    return line.rstrip(" :")


def _topic(groups: list[list[str]], subject: str) -> str:
    """Takes the title out of a mail's first paragraphs: the line that names the subject's dish, else one by itself."""
    said = [group for group in groups[:4] if group]
    opens = next((n for n, group in enumerate(said) if not _names(group[0]) or _begins(group)), len(said))
    lone = [
        group
        for group in said[:opens]
        if len(group[0]) <= 80 and not bare(group[0]).endswith((".", ";", ",", "!", "?")) and not wrapped(group)
        and not _TALK.match(group[0]) and not instructs(group[0])
    ]  # fmt: skip
    topic = set(re.findall(r"\w{4,}", subject.casefold()))
    lone.sort(key=lambda group: not topic & set(re.findall(r"\w{4,}", group[0].casefold())))
    return lone[0].pop(0).rstrip(" :") if lone else subject


def _begins(group: list[str]) -> bool:
    """Whether a paragraph is the recipe already: lines of amounts."""
    return len(group) > 1 and all(parse(line).quantity is not None for line in group[:2])


def _names(line: str) -> bool:
    """Whether a line may be a title: no number, bullet, fact or heading of a part."""
    marked = numbered(line)[0] is not None or bulleted(line)[0]
    return not marked and len(line) <= 120 and not facts(line) and not _heading(line)


def _heading(line: str) -> str:
    known = announced(line) if len(line) <= 60 and not facts(line) else None
    if not known or not (known.exact or line.endswith(":")) or (numbered(line)[0] is not None):
        return ""
    return known.part


def _group(lines: list[str], part: str, announced_steps: bool) -> list[Block]:
    """One paragraph as what it is in its part: a list of lines, numbered steps, or running text."""
    if not lines:
        return []
    if any(numbered(line)[0] is not None for line in lines) and part != "ingredients":
        first = next(n for n, line in enumerate(lines) if numbered(line)[0] is not None)
        start = numbered(lines[first])[0] or 1
        before = _group(lines[:first], part, announced_steps)
        return [*before, _listing(by_numbers(lines[first:]), ordered=True, start=start)]
    if any(bulleted(line)[0] for line in lines):
        return _bullets(lines)
    if part == "ingredients":
        return _ingredients(lines, announced_steps)
    if part == "intro" and not announced_steps:
        if all(facts(line) for line in lines):
            return [_paragraph(lines)]
        amounts = sum(parse(line).quantity is not None and not instructs(line) for line in lines)
        if amounts * 2 > len(lines):
            return [_listing(lines)]
        if len(lines) > 1 and not wrapped(lines):
            return [_listing(lines, ordered=sum(map(instructs, lines)) * 2 >= len(lines))]
    if part == "steps" and len(lines) > 1 and not wrapped(lines):
        return [Paragraph(text=line, lines=(line,)) for line in lines]
    return [_paragraph(lines)]


def _bullets(lines: list[str]) -> list[Block]:
    """Bulleted lines as a list; a line without a bullet goes on from the one before."""
    found: list[Block] = []
    items: list[str] = []
    for line in lines:
        bullet, rest = bulleted(line)
        if bullet:
            items.append(rest)
        elif items:
            items[-1] += " " + rest
        else:
            found.append(_paragraph([line]))
    return [*found, _listing([item for item in items if item])]


def _ingredients(lines: list[str], announced_steps: bool) -> list[Block]:
    """A paragraph under `Ingredients`: a list, or prose when the steps follow without a heading of their own."""
    said = sum(map(instructs, lines)) * 2 > len(lines)
    if not announced_steps and said:
        steps = [" ".join(lines)] if wrapped(lines) else lines
        return [Heading(level=2, text="Steps"), *(Paragraph(text=line, lines=(line,)) for line in steps)]
    if len(lines) == 1 and (lines[0].endswith((":", ".")) or len(enumerated(lines[0])) > 1):
        return [_paragraph(lines)]
    return [_listing(lines)]


def _listing(lines: list[str], *, ordered: bool = False, start: int = 1) -> Listing:
    return Listing(
        ordered=ordered, start=start, items=tuple((_paragraph(line.split("\n")),) for line in lines)
    )


def _paragraph(lines: list[str]) -> Paragraph:
    return Paragraph(text="\n".join(lines) if not wrapped(lines) else " ".join(lines), lines=tuple(lines))
