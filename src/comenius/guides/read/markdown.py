"""Markdown into a guide: front matter, headings, lists, and everything that people do to them."""

from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from comenius.guides.emoji import bare
from comenius.guides.model import Guide
from comenius.guides.read.blocks import Block, Heading, Listing, paragraph, table
from comenius.guides.read.facts import named
from comenius.guides.read.letter import letter
from comenius.guides.read.matter import apply, front_matter
from comenius.guides.read.outline import outline
from comenius.guides.read.plain import plain


def read_markdown(text: str) -> Guide:
    """The guide that a Markdown document holds."""
    matter, body = front_matter(text)
    note = letter(body)
    guide = outline(
        blocks(note.body if note.mail else body), titled="title" in {named(key) for key in matter}
    )
    if note.mail and not guide.title:
        guide = replace(guide, title=note.subject)
    return apply(matter, guide)


def blocks(text: str) -> list[Block]:
    """A Markdown text as blocks."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    try:
        return _blocks(SyntaxTreeNode(parser.parse(text)))
    except RecursionError:  # a hundred lists in one another: read the words alone
        return [made for part in text.split("\n\n") if (made := paragraph(part))]


def _blocks(node: SyntaxTreeNode) -> list[Block]:
    found: list[Block] = []
    for child in node.children:
        match child.type:
            case "heading":
                words = plain(_words(child, soft=" ")).replace("\n", " ")
                if bare(words):
                    found.append(Heading(level=int(child.tag[1]), text=words))
            case "paragraph":
                found += _paragraph(child)
            case "bullet_list" | "ordered_list":
                items = tuple(tuple(_blocks(item)) for item in child.children)
                start = child.attrs.get("start", 1) if child.type == "ordered_list" else 1
                found.append(Listing(ordered=child.type == "ordered_list", items=items, start=int(start)))
            case "table":
                found += _table(child)
            case "code_block" | "fence":
                found += _source(child.content)
            case "html_block":
                found += _source(child.content)
            case _:
                found += _blocks(child)
    return found


def _source(content: str) -> list[Block]:
    return [made for line in plain(content).split("\n") if (made := paragraph(line))]


def _paragraph(node: SyntaxTreeNode) -> list[Block]:
    shown, source = _words(node, soft=" "), _words(node, soft="\n")
    inner = [part for part in node.children[0].children if part.type not in ("softbreak", "hardbreak")]
    inner = [part for part in inner if part.type != "text" or part.content.strip(" :")]
    strong = bool(inner) and all(part.type == "strong" for part in inner)
    made = paragraph(shown, source=source, strong=strong, link=_link(node))
    return [made] if made else []


def _words(node: SyntaxTreeNode, *, soft: str) -> str:
    parts: list[str] = []
    for part in node.children:
        match part.type:
            case "text" | "code_inline":
                parts.append(part.content.replace("&", "&amp;").replace("<", "&lt;"))
            case "html_inline":
                parts.append(part.content)
            case "softbreak":
                parts.append(soft)
            case "hardbreak":
                parts.append("\n")
            case "image":
                pass  # its alternative text describes a picture, not the recipe
            case _:
                parts.append(_words(part, soft=soft))
    return "".join(parts)


def _link(node: SyntaxTreeNode) -> str:
    for part in node.walk():
        if part.type == "link" and str(part.attrs.get("href", "")).startswith(("http://", "https://")):
            return str(part.attrs["href"])
    return ""


def _table(node: SyntaxTreeNode) -> list[Block]:
    rows = [
        [_words(cell, soft=" ") for cell in line.children] for part in node.children for line in part.children
    ]
    return [table(rows)]
