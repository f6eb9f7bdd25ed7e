"""Blocks into a guide: what goes in, what to do, and what is said besides. Nothing a document says is lost."""

import re
from dataclasses import dataclass, field, replace

from comenius.guides.emoji import bare
from comenius.guides.model import Guide, Ingredient, Provenance, Step, Times, Tool
from comenius.guides.quantities import parse
from comenius.guides.read.blocks import Block, Listing, Paragraph, text_of, without_box
from comenius.guides.read.chatter import cleared, leads_elsewhere
from comenius.guides.read.facts import facts, seconds
from comenius.guides.read.kinds import inferred
from comenius.guides.read.sections import Section, divide, lists_amounts
from comenius.guides.read.splitting import bulleted, enumerated, numbered, steps_in, wrapped


@dataclass
class _Draft:
    """A guide while it is read."""

    steps: list[Step] = field(default_factory=list)
    ingredients: list[Ingredient] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    url: str = ""


def outline(blocks: list[Block], *, titled: bool = False) -> Guide:
    """The guide in a document's blocks; without steps where the document has none.

    `titled` says that the title is known already, so that the first heading may be any other.
    """
    divided, draft = divide(blocks, titled=titled), _Draft()
    for section in divided.sections:
        match section.kind:
            case "ingredients":
                _ingredients(section, draft)
            case "steps":
                _steps(section, draft)
            case "step":
                _step(section, draft)
            case "tools":
                _tools(section, draft)
            case "notes":
                for block in section.blocks:
                    _note(block, draft)
            case "comments":
                pass  # other people's words
            case _:
                _other(section, draft)
    if len(draft.steps) > 1 and all(step.text.startswith(f"{n} ") for n, step in enumerate(draft.steps, 1)):
        draft.steps = [replace(step, text=step.text.split(" ", 1)[1]) for step in draft.steps]
    stated = draft.facts
    guide = Guide(
        title=stated.get("title") or divided.title,
        steps=tuple(draft.steps),
        ingredients=tuple(draft.ingredients),
        tools=tuple(draft.tools),
        summary="\n".join(draft.summary),
        servings=stated.get("servings", ""),
        times=Times(**{name: seconds(stated.get(name, "")) for name in ("prepare", "cook", "total")}),
        language=divided.language,
        notes=tuple(draft.notes),
        provenance=Provenance(
            author=stated.get("author", ""), url=draft.url, licence=stated.get("licence", "")
        ),
    )
    return replace(guide, kind=inferred(guide, neutral=divided.neutral))


def _other(section: Section, draft: _Draft) -> None:
    """What stands before the parts (summary, times, servings), and sections with names of their own."""
    for block in section.blocks:
        if isinstance(block, Paragraph):
            lines = [line for line in block.lines if not _take_fact(line, draft)]
            if not lines:
                continue
            words = block.text if len(lines) == len(block.lines) else "\n".join(lines)
            if draft.steps or section.kind == "other":
                _note(replace(block, text=words), draft)
            else:
                draft.summary.append(words)
        elif isinstance(block, Listing):
            items = [item for item in block.items if not _take_fact(text_of(item), draft)]
            block = replace(block, items=tuple(items))
            if not items:
                continue
            if section.kind == "other" and block.ordered and not lists_amounts(block):
                _steps(Section("steps", section.label, [block]), draft)
            elif section.kind == "other" and draft.ingredients and not draft.steps and lists_amounts(block):
                _ingredients(Section("ingredients", section.label, [block]), draft)
            elif section.kind == "intro" and not draft.steps:
                points = [text for item in items if (text := text_of(item))]
                draft.summary += [" ".join(map(_sentence, points))] if len(points) > 1 else points
            else:
                _note(block, draft)


def _sentence(text: str) -> str:
    """A point of a list as a sentence of running text."""
    text = " ".join(text.split())
    return text if re.search(r"[.!?…:;,]$", bare(text)) else f"{text}."


def _take_fact(line: str, draft: _Draft) -> bool:
    """Whether a line states facts and nothing else; they are kept."""
    found = facts(line)
    for one in found:
        if one.name == "ingredients":
            draft.ingredients += [parse(part) for part in re.split(r"[,;]\s+", one.value) if part]
        elif one.name == "steps":
            draft.steps += [Step(text=text) for text in steps_in(one.value)]
        elif one.name == "tools":
            draft.tools += [Tool(name=part) for part in re.split(r"[,;]\s+", one.value) if part]
        elif one.name == "notes":
            draft.notes.append(one.value)
        elif one.name == "summary":
            draft.summary.append(one.value)
        elif one.name == "url":
            draft.url = draft.url or one.value
        else:
            draft.facts.setdefault(one.name, one.value)
    return bool(found)


def _note(block: Block, draft: _Draft) -> None:
    kept = cleared(block)
    if kept is None:
        return
    if isinstance(kept, Listing):
        draft.notes += [text for item in kept.items if (text := text_of(without_box(item)))]
        return
    draft.notes.append(kept.text)
    origin = re.match(r"(?:originally|source|original|adapted|recipe from|from)\b", kept.text, re.I)
    if origin and isinstance(kept, Paragraph) and kept.link:
        draft.url = draft.url or kept.link


def _ingredients(section: Section, draft: _Draft) -> None:
    label, listed = section.label, any(isinstance(block, Listing) for block in section.blocks)
    for block in section.blocks:
        if isinstance(block, Listing):
            label = _ingredient_list(block, label, draft)
        elif not isinstance(block, Paragraph):
            continue
        elif _names_part(block):
            label = block.text.rstrip(" :")
        elif found := facts(block.text):
            for one in found:
                draft.facts.setdefault(one.name, re.split(r"\.(?:\s|$)", one.value)[0])
            if len(block.text) > 40 and len(found) == 1:
                draft.notes.append(block.text)
        elif listed:
            _note(block, draft)
        else:
            lines = [bulleted(line)[1] for line in block.lines]
            lines = enumerated(lines[0]) if len(lines) == 1 else lines
            draft.ingredients += [parse(line, label) for line in lines if line.strip()]


def _ingredient_list(block: Listing, label: str, draft: _Draft) -> str:
    """Reads a list of ingredients; gives the name of the part that it ended in."""
    for item in block.items:
        item = without_box(item)
        inner = [child for child in item if isinstance(child, Listing)]
        line = " ".join(text_of(tuple(child for child in item if not isinstance(child, Listing))).split())
        made = parse(line, label)
        if line and inner and (made.quantity is None or line.endswith(":")):
            for below in inner:
                _ingredient_list(below, line.rstrip(" :"), draft)
        elif line.endswith(":"):
            label = line.rstrip(" :")
        else:
            about = [" ".join(text_of((below,)).split()) for below in inner]
            if line:
                note = ", ".join(part for part in [made.note, *about] if part)
                draft.ingredients.append(replace(made, text=", ".join([line, *about]), note=note))
            else:
                for below in inner:
                    _ingredient_list(below, label, draft)
    return label


def _tools(section: Section, draft: _Draft) -> None:
    for block in section.blocks:
        items = (
            [text_of(item) for item in block.items]
            if isinstance(block, Listing)
            else text_of((block,)).split("\n")
        )
        for line in items:
            made = parse(bulleted(line)[1])
            draft.tools.append(Tool(name=made.name, quantity=made.quantity))


def _step(section: Section, draft: _Draft) -> None:
    """A step whose heading is its title; a numbered list below such a heading is a section of steps after all."""
    if any(isinstance(block, Listing) and block.ordered and len(block.items) > 1 for block in section.blocks):
        _steps(section, draft)
        return
    text = text_of(tuple(section.blocks))
    if text or section.label:
        draft.steps.append(Step(text=text or section.label, title=section.label if text else ""))


def _steps(section: Section, draft: _Draft) -> None:
    """The steps of a section. A numbered list rules: what stands between its parts stays with the step before."""
    blocks, label = [block for block in section.blocks if not _links(block)], section.label
    lists = [n for n, block in enumerate(blocks) if isinstance(block, Listing)]
    numbers = [n for n in lists if _is_ordered(blocks[n])]
    ruling = numbers or lists
    open_step = False
    for n, block in enumerate(blocks):
        if isinstance(block, Listing) and n in ruling:
            texts = [text_of(without_box(item)) for item in block.items]
            draft.steps += [Step(text=text, section=label) for text in texts if text]
            open_step = open_step or any(texts)
        elif not ruling:
            if _names_part(block):
                label = text_of((block,)).rstrip(" :")
            else:
                draft.steps += [
                    Step(text=text, section=label) for text in _paragraph_steps(block, len(blocks))
                ]
        elif _names_part(block) and n + 1 < len(blocks) and isinstance(blocks[n + 1], Listing):
            label = text_of((block,)).rstrip(" :")
        elif open_step and (n < ruling[-1] or draft.steps[-1].text.endswith(":")):
            last = draft.steps[-1]
            draft.steps[-1] = replace(last, text=f"{last.text}\n{text_of((block,))}")
        else:
            _note(block, draft)


def _links(block: Block) -> bool:
    """Whether a block between steps only leads elsewhere; one word may be a step."""
    return isinstance(block, Paragraph) and " " in block.text and leads_elsewhere(block.text)


def _is_ordered(block: Block) -> bool:
    return isinstance(block, Listing) and block.ordered


def _names_part(block: Block) -> bool:
    """Whether a paragraph is the name of what follows: `For the sauce:`, or short and bold."""
    if not isinstance(block, Paragraph) or len(block.text) > 40 or numbered(block.text)[0] is not None:
        return False
    words = bare(block.text)
    return words.endswith(":") or (block.strong and not words.endswith("."))


def _paragraph_steps(block: Block, among: int) -> list[str]:
    """The steps of a paragraph: itself, unless its lines are numbered or it stands alone with several lines."""
    if not isinstance(block, Paragraph):
        return [text_of((block,))]
    lines = list(block.lines)
    if len(lines) > 1 and (
        all(numbered(line)[0] is not None for line in lines) or (among == 1 and not wrapped(lines))
    ):
        return steps_in("\n".join(lines))
    return [rest] if (rest := numbered(block.text)[1]) else []
