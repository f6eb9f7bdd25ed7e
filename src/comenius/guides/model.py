"""What a guide is: a title, what goes in, and the steps in their order. No torch, no input or output."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["recipe", "howto"]


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """How much of something, as read: `2 1/2 cups` is (2.5, 2.5, "cup"); `3-4` is (3, 4, "")."""

    low: float
    high: float
    unit: str = ""  # singular standard name, "" when it is counted


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """One line of the ingredients."""

    text: str  # the line as its author wrote it, markup removed
    name: str  # what it is, without amount and preparation: "onion"
    quantity: Quantity | None = None
    note: str = ""  # "finely chopped", "optional"
    section: str = ""  # "For the dough"


@dataclass(frozen=True, kw_only=True)
class Tool:
    """Something to work with: a vessel or a utensil named by the document."""

    name: str
    quantity: Quantity | None = None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that belongs to a step or to the guide; `path` is relative to the guide's folder."""

    path: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do."""

    text: str  # plain text, sub-points joined by line feeds
    title: str = ""
    section: str = ""  # "For the sauce"
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long it takes, in seconds; None where the document does not say."""

    prepare: int | None = None
    cook: int | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a guide came from."""

    source: str = ""  # file name or address as given
    format: str = ""  # markdown | html | jsonld | cooklang | text
    sha256: str = ""  # of the bytes that were read
    author: str = ""
    url: str = ""  # the address the document itself names
    licence: str = ""


@dataclass(frozen=True, kw_only=True)
class Guide:
    """A procedure in words, and in pictures once it is illustrated."""

    title: str
    steps: tuple[Step, ...]
    kind: Kind = "recipe"  # of schema.org's two: food, or any other work
    ingredients: tuple[Ingredient, ...] = ()  # of a how-to: what it uses up
    tools: tuple[Tool, ...] = ()
    summary: str = ""
    servings: str = ""
    times: Times = field(default_factory=Times)
    language: str = "en"  # BCP 47
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: Provenance = field(default_factory=Provenance)
