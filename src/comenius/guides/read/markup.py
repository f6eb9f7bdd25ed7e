"""HTML into blocks, and what a page's head says."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from comenius.guides.read.blocks import Block, Heading, Listing, paragraph
from comenius.guides.read.plain import one_line

_TAGS: dict[str, list[str]] = tomllib.loads(
    files("comenius.guides.read").joinpath("tables/tags.toml").read_text("utf-8")
)
_SILENT, _VOID, _INLINE = (frozenset(_TAGS[kind]) for kind in ("silent", "void", "inline"))
_DEEPEST = 20  # lists in one another


@dataclass
class _Frame:
    """A list, one of its items, or the page itself."""

    kind: str  # "root", "list", "item"
    ordered: bool = False
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)


class Page:
    """A page taken apart: its `blocks`, `scripts` of JSON-LD, `title`, `language`, `generator` and own `address`."""

    def __init__(self, html: str) -> None:
        self.scripts: list[str] = []
        self.title = self.language = self.generator = self.address = ""
        self._frames = [_Frame("root")]
        self._words: list[str] = []
        self._weight = [0, 0]  # letters in this paragraph that are bold, and all of them
        self._bold = 0
        self._heading = 0
        self._link = ""
        self._silent: list[str] = []
        self._script = False
        # libxml2 is linear where Python's own parser takes minutes over broken tags.
        from lxml import etree  # type: ignore[import-untyped,unused-ignore]

        parser = etree.HTMLParser(target=self, encoding="utf-8")
        try:
            parser.feed(html.encode("utf-8", "replace"))
            parser.close()
        except etree.LxmlError:
            pass  # tags too deep or too broken: what came before them is kept
        self._end_block()
        while len(self._frames) > 1:
            self._pop()
        self.blocks = self._frames[0].blocks

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        """Opens what a tag opens."""
        if tag == "html":
            self.language = values.get("lang", "")
        elif tag == "link" and "canonical" in values.get("rel", "").casefold():
            self.address = values.get("href", "")
        elif tag == "meta" and values.get("name", "").casefold() == "generator":
            self.generator = values.get("content", "")
        if tag == "script":
            self._script = "ld+json" in values.get("type", "").casefold()
            if self._script:
                self.scripts.append("")
        if tag in _VOID:
            if tag == "br" and not self._silent:
                self._words.append("\n")
            elif tag == "hr":
                self._end_block()
            return
        if tag in _SILENT:
            self._silent.append(tag)
        if self._silent:
            return
        if tag in ("b", "strong"):
            self._bold += 1
        elif tag == "a" and values.get("href", "").startswith(("http://", "https://")):
            self._link = self._link or values["href"]
        elif tag in ("td", "th"):
            self._words.append(" ")
        elif tag not in _INLINE:
            self._end_block()
            if tag in ("ul", "ol") and len(self._frames) < 2 * _DEEPEST:
                self._frames.append(_Frame("list", ordered=tag == "ol"))
            elif tag == "li":
                if self._frames[-1].kind == "item":
                    self._pop()
                if self._frames[-1].kind != "list":
                    self._frames.append(_Frame("list"))
                self._frames.append(_Frame("item"))
            elif re.fullmatch("h[1-6]", tag):
                self._heading = int(tag[1])

    def end(self, tag: str) -> None:
        """Closes what a tag closes; one that closes nothing is ignored."""
        if tag == "script":
            self._script = False
        if self._silent:
            if tag in self._silent:
                del self._silent[len(self._silent) - 1 - self._silent[::-1].index(tag) :]
            elif tag == "body":
                self._silent.clear()
            return
        if tag in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif tag not in _INLINE and tag not in _VOID and tag not in ("td", "th"):
            self._end_block()
            wanted = {"li": "item", "ul": "list", "ol": "list"}.get(tag)
            if wanted and any(frame.kind == wanted for frame in self._frames):
                while self._frames[-1].kind != wanted:
                    self._pop()
                self._pop()

    def close(self) -> None:
        """Called by the parser at the end of the page."""

    def data(self, data: str) -> None:
        """Words, or the contents of a script."""
        if self._script:
            self.scripts[-1] += data
        elif self._silent:
            if self._silent[-1] == "title" and not self.title:
                self.title = one_line(data, markup=False)
        else:
            self._words.append(re.sub(r"\s+", " ", data))
            letters = len(data.strip(" :\n\t"))
            self._weight[0] += letters if self._bold else 0
            self._weight[1] += letters

    def _end_block(self) -> None:
        words, self._words = "".join(self._words), []
        (bold, letters), self._weight = self._weight, [0, 0]
        link, self._link = self._link, ""
        level, self._heading = self._heading, 0
        made = paragraph(
            words.replace("&", "&amp;").replace("<", "&lt;"),
            strong=bool(letters) and bold == letters,
            link=link,
        )
        if not made:
            return
        if level and len(self._frames) == 1:
            self._frames[-1].blocks.append(Heading(level=level, text=made.text.replace("\n", " ")))
        elif self._frames[-1].kind == "list":  # text between items is an item that lost its tag
            self._frames[-1].items.append((made,))
        else:
            self._frames[-1].blocks.append(made)

    def _pop(self) -> None:
        frame, above = self._frames.pop(), self._frames[-1]
        if frame.kind == "item":
            if frame.blocks:
                above.items.append(tuple(frame.blocks))
        elif frame.items:
            made = Listing(ordered=frame.ordered, items=tuple(frame.items))
            if above.kind == "list":  # a list straight inside a list belongs to the item before it
                last = above.items.pop() if above.items else ()
                above.items.append((*last, made))
            else:
                above.blocks.append(made)
