"""Blocks into sections: what each heading announces, and what a document without headings means."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from comenius.guides.quantities import parse
from comenius.guides.read.blocks import Block, Heading, Listing, Paragraph, text_of
from comenius.guides.read.chatter import cleared
from comenius.guides.read.facts import Part, announced, facts, instructs, opening
from comenius.guides.read.splitting import enumerated, numbered, sentences

Kind: TypeAlias = Part | Literal["intro", "step", "other"]


_ORDERS = re.compile(  # between instructions, a word that no list of verbs knows may open one: `Slash the top`
    r"(?!(?:this|that|these|those|if|when|once|after|before|for|with|in|on|at|as|by|and|but|or|so|is|are|was|all|both)\b)"
    r"[a-z]+ (?:the|your|it|them|each)\b",
    re.I,
)


@dataclass
class Section:
    """Blocks that belong together; `label` is what the document calls them, where that says something."""

    kind: Kind
    label: str = ""
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Divided:
    """A document with its parts told apart."""

    title: str
    language: str
    sections: list[Section]
    neutral: bool = False  # what goes in stands only below headings that need not mean food


def divide(blocks: list[Block], *, titled: bool = False) -> Divided:
    """The sections of a document.

    `titled` says that the title is known already, so that the first heading may be any other.
    """
    languages = Counter[str]()
    title, blocks = _title(_disguised(blocks), titled)
    sections, found = _split(blocks, languages), list[Listing]()
    headings = [announced(block.text) for block in blocks if isinstance(block, Heading)]
    listing = [known.neutral for known in headings if known and known.part == "ingredients"]
    followed = any(section.kind in ("steps", "step") for section in sections)
    for section in sections:
        if section.kind == "comments" and not followed:  # then it is the author who comments
            section.kind = "other"
        if section.kind in ("intro", "other", "notes"):
            section.blocks = [kept for block in section.blocks if (kept := cleared(block))]
    if not followed:
        _guess(sections)
    if not listing:
        found = _unannounced(sections, ("intro",) if followed else ("intro", "other"))
    language = max(languages, key=lambda tag: languages[tag]) if languages else "en"
    neutral = all(listing) if listing else bool(found) and not any(map(_states_amount, found))
    return Divided(title=title, language=language, sections=sections, neutral=neutral)


def _disguised(blocks: list[Block]) -> list[Block]:
    """The same blocks, with paragraphs that are headings in all but name (`**Method**`, `Ingredients:`) made so."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and len(block.lines) == 1 and len(block.text) <= 60:
            known = announced(block.text)
            if known and known.exact and (block.strong or block.text.endswith(":") or block.text.istitle()):
                block = Heading(level=6, text=block.text)
        if isinstance(block, Paragraph) and (opened := opening(block.text)):
            out.append(Heading(level=6, text=opened[0]))
            block = replace(block, text=opened[1], lines=tuple(opened[1].split("\n")))
        out.append(block)
    return out


def _title(blocks: list[Block], titled: bool) -> tuple[str, list[Block]]:
    """The document's title, and its blocks without it."""
    first = next((n for n, block in enumerate(blocks) if isinstance(block, Heading)), None)
    if first is None:
        return "", blocks
    heading = blocks[first]
    assert isinstance(heading, Heading)
    known = announced(heading.text)
    alone = heading.level == 1 and not any(
        isinstance(b, Heading) and b.level == 1 for b in blocks[first + 1 :]
    )
    if (known and (known.exact or (titled and not alone))) or numbered(heading.text)[0] is not None:
        return "", blocks
    if heading.level > 1 and (first > 0 or titled):
        return "", blocks
    return heading.text.rstrip(":"), blocks[:first] + blocks[first + 1 :]


def _split(blocks: list[Block], languages: Counter[str]) -> list[Section]:
    """The blocks under what their headings announce; a lower heading belongs to the one above it."""
    sections, above = [Section("intro")], list[tuple[int, Kind, str]]()
    for block in blocks:
        if not isinstance(block, Heading):
            sections[-1].blocks.append(block)
            continue
        above = [one for one in above if one[0] < block.level]
        parent, parent_label = (above[-1][1], above[-1][2]) if above else ("other", "")
        known = announced(block.text)
        n, rest = numbered(block.text)
        label = block.text.rstrip(" :")
        kind: Kind
        if known:
            kind = known.part
            languages[known.language] += known.exact
            if known.exact:
                label = parent_label
            elif about := re.search(r"\b(?:for|für|pour|para|per)\b.*", label, re.I):
                label = about[0][:1].upper() + about[0][1:]
            elif kind == "steps" and parent not in ("steps", "other"):
                label = parent_label
        elif n is not None and parent in ("steps", "other"):
            kind, label = "step", rest
        elif parent in ("ingredients", "steps", "tools", "notes", "comments"):
            kind = parent
        else:
            kind = "other"
        above.append(
            (block.level, kind if kind != "step" else "steps", label if kind != "step" else parent_label)
        )
        sections.append(Section(kind, label))
    return sections


def _guess(sections: list[Section]) -> None:
    """Without a heading that announces steps: find the list, or the paragraphs, that give instructions."""
    open_lists = [
        block
        for section in sections
        for block in section.blocks
        if isinstance(block, Listing)
        and not _all_facts(block)
        and (section.kind in ("intro", "other") or (section.kind == "ingredients" and block.ordered))
    ]
    if len(open_lists) == 1 and not open_lists[0].ordered and (halves := _halves(open_lists[0])):
        _replace(sections, open_lists[0], halves)
        open_lists = list(halves)
    unlike = [block for block in open_lists if not lists_amounts(block)]
    chosen = [block for block in unlike if block.ordered] or [
        block for block in unlike if _lists_instructions(block)
    ]
    for block in open_lists:
        if block not in chosen and lists_amounts(block):
            _move(sections, block, "ingredients")
    for block in chosen:
        _move(sections, block, "steps")
    if chosen:
        return
    running = [
        block
        for section in sections
        if section.kind in ("intro", "other", "ingredients")
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]
    opens = next((n for n, block in enumerate(running) if instructs(block.text)), len(running))
    ordered = [block for block in running[opens:] if any(map(instructs, sentences(block.text)))]
    until = running.index(ordered[-1]) if ordered else 0
    ordered = [block for block in running[opens : until + 1] if block in ordered or _ORDERS.match(block.text)]
    for text in ordered:
        _move(sections, text, "steps")


def _unannounced(sections: list[Section], kinds: tuple[Kind, ...]) -> list[Listing]:
    """The lists of things that stand right before the first steps, which are made what goes in.

    Under a heading of its own, of another kind than `kinds`, a list must state amounts: `Pastry`, `Filling`.
    """
    at = next((n for n, section in enumerate(sections) if section.kind in ("steps", "step")), 0)
    blocks = [
        block for section in sections[at:] if section.kind in ("steps", "step") for block in section.blocks
    ]
    said = text_of(tuple(block for block in blocks if not isinstance(block, Heading))).casefold()
    found: list[Listing] = []
    for section in reversed(sections[:at]):
        if section.kind not in ("intro", "other"):
            break
        section.blocks = [_lines_of_amounts(block) or block for block in section.blocks]
        taken: list[Listing] = []
        for block in reversed(section.blocks):
            if isinstance(block, Listing):
                things = _lists_things(block, said) and (section.kind in kinds or lists_amounts(block))
                if block.ordered or not things:
                    break
                taken.append(block)
        if not taken:
            break
        found += taken
    for block in found:
        _move(sections, block, "ingredients")
    return found


def _lines_of_amounts(block: Block) -> Listing | None:
    """A paragraph that is a list without its bullets: short lines, or parts of one line, most with an amount."""
    if not isinstance(block, Paragraph):
        return None
    lines = list(block.lines) if len(block.lines) > 1 else enumerated(block.text)
    amounts = sum(parse(line).quantity is not None for line in lines)
    if len(lines) < 3 or amounts * 2 <= len(lines) or any(len(line) > 60 for line in lines):
        return None
    return Listing(ordered=False, items=tuple((Paragraph(text=line, lines=(line,)),) for line in lines))


def _lists_things(block: Listing, said: str) -> bool:
    """Whether a list is of short names, most with an amount or with a word that the steps take up."""
    lines = [line for item in block.items for line in text_of(item).split("\n")]
    if any(len(line) > 60 or instructs(line) or facts(line) or line.endswith(("!", "?")) for line in lines):
        return False
    used = [
        parse(line).quantity is not None
        or any(word.rstrip("s") in said for word in re.findall(r"[^\W\d_]{3,}", line.casefold()))
        for line in lines
    ]
    return sum(used) * 2 > len(used)


def _halves(block: Listing) -> tuple[Listing, Listing] | None:
    """A list that goes over from ingredients to instructions, as two: Markdown joins lists that only a blank parts."""
    said = [instructs(text_of(item)) for item in block.items]
    turn = said.index(True) if True in said else 0
    if not turn or not all(said[turn:]):
        return None
    first, second = replace(block, items=block.items[:turn]), replace(block, items=block.items[turn:])
    return (first, second) if lists_amounts(first) else None


def _replace(sections: list[Section], block: Block, others: tuple[Listing, Listing]) -> None:
    for section in sections:
        at = [n for n, one in enumerate(section.blocks) if one is block]
        if at:
            section.blocks[at[0] : at[0] + 1] = others


def _move(sections: list[Section], block: Block, kind: Kind) -> None:
    """Give a block a section of its own; what stood before and behind it stays there."""
    here, at = next((n, m) for n, one in enumerate(sections) for m, b in enumerate(one.blocks) if b is block)
    section = sections[here]
    if section.kind == kind:
        return
    label = section.label if section.kind == "other" else ""
    before, after = section.blocks[:at], section.blocks[at + 1 :]
    section.blocks = before
    if kind == "steps" and not before and here and sections[here - 1].kind == "steps":
        sections[here - 1].blocks.append(block)
    else:
        sections.insert(here + 1, Section(kind, label, [block]))
        here += 1
    sections.insert(
        here + 1, Section("intro" if section.kind == "ingredients" else section.kind, section.label, after)
    )


def _all_facts(block: Listing) -> bool:
    return bool(block.items) and all(facts(text_of(item)) for item in block.items)


def lists_amounts(block: Listing) -> bool:
    """Whether most items of a list state an amount and no action."""
    lines = [text_of(item) for item in block.items]
    amounts = sum(parse(line).quantity is not None and not instructs(line) for line in lines)
    return bool(lines) and amounts * 2 >= len(lines)


def _states_amount(block: Listing) -> bool:
    return any(parse(text_of(item)).quantity is not None for item in block.items)


def _lists_instructions(block: Listing) -> bool:
    lines = [text_of(item) for item in block.items]
    return bool(lines) and sum(instructs(line) for line in lines) * 2 >= len(lines)
