"""schema.org Recipe and HowTo into a guide, in all the shapes that pages give them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from comenius.errors import SourceError
from comenius.guides.emoji import bare
from comenius.guides.model import Guide, Ingredient, Provenance, Step, Times, Tool
from comenius.guides.quantities import parse
from comenius.guides.read.blocks import Block, Heading
from comenius.guides.read.facts import seconds
from comenius.guides.read.lenient import fault, load
from comenius.guides.read.matter import with_facts
from comenius.guides.read.outline import outline
from comenius.guides.read.plain import one_line, plain
from comenius.guides.read.splitting import bulleted, numbered, steps_in

_DEEPEST = 12  # sections in one another
_MOST = 20_000  # values looked at in one recipe
_STEPS = ("recipeInstructions", "step", "steps", "instructions", "directions", "method", "itemListElement")
_NO_NUMBERS = (
    "nan",
    "inf",
    "-inf",
    "infinity",
    "-infinity",
    "null",
    "undefined",
)  # what a page's own code failed at
_INGREDIENTS = ("recipeIngredient", "ingredients", "ingredient", "supply", "supplies")


def read_jsonld(text: str, called: str) -> Guide:
    """The guide in a JSON-LD document; plain JSON with `steps` will do."""
    value = load(text)
    guide = guide_in([value], typed=False) if value is not None else None
    if (guide is None or not guide.steps) and (place := fault(text)):  # what could be mended held no recipe
        raise SourceError(
            f"{called} is not JSON ({place}). Mend it there, or give the page or the plain recipe."
        )
    if guide is None:
        raise SourceError(
            f"{called} is JSON without a recipe. It needs a schema.org Recipe or HowTo with its steps."
        )
    return guide


def guide_in(values: list[Any], *, typed: bool = True) -> Guide | None:
    """The guide of the first recipe that has steps, else of the first recipe; None where there is none.

    With `typed` a recipe must call itself Recipe or HowTo.
    """
    nodes = list(_nodes(values))
    names = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    recipes = [node for node in nodes if {"recipe", "howto"} & _types(node)]
    if not recipes and not typed:
        recipes = [node for node in nodes if any(key in node for key in _STEPS[:-1])]
    guides = [_guide(node, names) for node in recipes[:50]]
    return next((guide for guide in guides if guide.steps), guides[0] if guides else None)


def _nodes(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Every object in the values, in the order of the document."""
    waiting = list(reversed(values))
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type", node.get("type", ()))
    return {re.split(r"[/#:]", kind)[-1].casefold() for kind in _list(kinds) if isinstance(kind, str)}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """The words in a value: a string, a number, or the name of an object."""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("text") or value.get("url")
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 1e15 else value if isfinite(value) else ""
    return (
        one_line(str(value)) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    )


def _texts(value: Any, names: dict[str, Any]) -> list[str]:
    return [text for one in _list(value) if (text := _text(_named(one, names)))]


def _named(value: Any, names: dict[str, Any]) -> Any:
    """The object that a reference `{"@id": …}` means."""
    if isinstance(value, dict) and len(value) <= 2 and isinstance(found := value.get("@id"), str):
        return names.get(found, value)
    return value


def _guide(node: dict[str, Any], names: dict[str, Any]) -> Guide:
    draft = _Draft(names)
    for key in _STEPS:
        if node.get(key) and not draft.steps:
            draft.read(node[key])
    ingredients: list[Ingredient] = []
    for key in _INGREDIENTS:
        known = {one.text for one in ingredients}
        ingredients += [one for one in _ingredients(node.get(key), names) if one.text not in known]
    tools = [tool for value in (node.get("tool"), node.get("tools")) for tool in _tools(value, names)]
    types = _types(node)
    food = "recipe" in types or ("howto" not in types and any(node.get(key) for key in _INGREDIENTS[:3]))
    guide = Guide(
        kind="recipe" if food else "howto",
        title=_text(node.get("name") or node.get("headline") or node.get("title")),
        steps=tuple(draft.steps),
        ingredients=tuple(ingredients),
        tools=tuple(dict.fromkeys(tools)),
        summary=plain(value) if isinstance(value := node.get("description"), str) else "",
        servings=_servings(node.get("recipeYield") or node.get("yield") or node.get("servings")),
        times=Times(
            prepare=_seconds(node.get("prepTime")),
            cook=_seconds(node.get("cookTime") or node.get("performTime")),
            total=_seconds(node.get("totalTime")),
        ),
        notes=tuple(draft.notes),
        provenance=Provenance(url=_address(node), licence=_text(node.get("license"))),
    )
    tags = [_texts(node.get(key), names) for key in ("keywords", "recipeCategory", "recipeCuisine")]
    words = [part.strip() for group in tags for text in group for part in text.split(",") if part.strip()]
    facts = {"author": _texts(node.get("author"), names), "language": _texts(node.get("inLanguage"), names)}
    return replace(with_facts(guide, facts), tags=tuple(dict.fromkeys(words)))


def _address(node: dict[str, Any]) -> str:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and re.match(r"https?://\S+$", value):
            return value
    return ""


def _servings(value: Any) -> str:
    """How much it makes: the most telling of several statements."""
    said: list[str] = []
    for one in _list(value):
        if isinstance(one, dict):
            amount = _text(one.get("value") or one.get("minValue") or one)
            said.append(f"{amount} {_text(one.get('unitText'))}".strip())
        else:
            said.append(_text(one))
    said = [text for text in said if text and text.casefold() not in _NO_NUMBERS]
    return next((text for text in said if re.search(r"[^\W\d]", text)), said[0] if said else "")


def _seconds(value: Any) -> int | None:
    if isinstance(value, dict):
        value = value.get("maxValue") or value.get("value") or value.get("@value") or value.get("minValue")
    text = _text(value)
    return seconds(text) if text else None


def _ingredients(value: Any, names: dict[str, Any]) -> list[Ingredient]:
    found: list[Ingredient] = []
    label = ""
    lines: list[str] = []
    for one in _list(value):
        one = _named(one, names)
        lines += (
            [_supply(one)]
            if isinstance(one, dict)
            else plain(one).split("\n")
            if isinstance(one, str)
            else [_text(one)]
        )
    if isinstance(value, str) and len(lines) == 1 and lines[0].count(",") > 1:
        lines = re.split(r",\s+", lines[0])
    for line in lines:
        line = bulleted(line)[1]
        if line.endswith(":") and len(line) <= 60:
            label = line.rstrip(" :")
        elif line:
            found.append(parse(line, label))
    return found


def _supply(value: dict[str, Any]) -> str:
    """A HowToSupply or an amount with a name, as one line."""
    amount = value.get("requiredQuantity") or value.get("amount") or value.get("quantity")
    unit = ""
    if isinstance(amount, dict):
        unit = _text(amount.get("unitText") or amount.get("unitCode"))
        amount = amount.get("value") or amount.get("name")
    unit = unit or _text(value.get("unitText") or value.get("unit"))
    return " ".join(part for part in (_text(amount), unit, _text(value)) if part)


def _tools(value: Any, names: dict[str, Any]) -> list[Tool]:
    return [Tool(name=text) for text in _texts(value, names)]


@dataclass
class _Draft:
    """Steps while they are read."""

    names: dict[str, Any]
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    visits: int = 0
    within: list[str] = field(default_factory=list)  # the references that are being followed

    def read(self, value: Any, section: str = "", depth: int = 0) -> None:
        """Reads instructions of any shape into steps and notes."""
        value = _named(value, self.names)
        self.visits += 1
        if depth > _DEEPEST or self.visits > _MOST:
            return
        if isinstance(value, str):
            self._prose(value, section)
        elif isinstance(value, list):
            self._list(_by_position(value), section, depth)
        elif isinstance(value, dict) and (name := str(value.get("@id", ""))) not in self.within:
            self.within += [name] if name else []
            self._object(value, section, depth)
            self.within = self.within[:-1] if name else self.within

    def _list(self, values: list[Any], section: str, depth: int) -> None:
        if len(values) == 1:
            self.read(values[0], section, depth + 1)
            return
        label = section
        for value in values:
            if not isinstance(value, str):
                self.read(value, label, depth + 1)
            elif re.search(r"<(?:li|h[1-6])\b", value, re.I):
                self._prose(value, label)
            elif text := bulleted(numbered(plain(value))[1])[1]:
                if text.endswith(":") and len(text) <= 40:
                    label = text.rstrip(" :")
                else:
                    self.steps.append(Step(text=text, section=label))

    def _prose(self, value: str, section: str) -> None:
        """Several steps in one string."""
        if not re.search(r"</?(?:li|p|h[1-6]|div)\b", value, re.I):
            self.steps += [Step(text=text, section=section) for text in steps_in(plain(value))]
            return
        from comenius.guides.read.markup import Page

        inner = [_lower(block) for block in Page(value).blocks]
        guide = outline([Heading(level=1, text="Directions"), *inner], titled=True)
        self.steps += [replace(step, section=step.section or section) for step in guide.steps]
        self.notes += guide.notes

    def _object(self, value: dict[str, Any], section: str, depth: int) -> None:
        types = _types(value)
        name, inner = _text(value.get("name") or value.get("headline")), value.get("itemListElement")
        text = plain(said) if isinstance(said := value.get("text") or value.get("description"), str) else ""
        if "howtotip" in types:
            self.notes += [text or name] if text or name else []
        elif "howtosection" in types or (inner and not types & {"howtostep", "howtodirection"} and not text):
            inner = inner or value.get("steps") or value.get("step") or value.get("text")
            self.read(inner, name if "howtosection" in types and name else section, depth + 1)
        elif isinstance(item := value.get("item"), dict) and not text:
            self.read(item, section, depth + 1)
        else:
            self._step(name, text or _text(item), _list(inner), section)

    def _step(self, name: str, text: str, inner: list[Any], section: str) -> None:
        lines = [text] if text else []
        for one in _by_position(inner):
            one = _named(one, self.names)
            words = plain(one) if isinstance(one, str) else ""
            if isinstance(one, dict):
                said = one.get("text") or one.get("name") or one.get("item")
                words = plain(said) if isinstance(said, str) else _text(said)
            if words and words not in text:
                lines.append(words)
        whole = re.sub(r"\n(?=[a-zà-ÿ])", " ", "\n".join(lines))  # a sentence broken to fit the source
        title = numbered(name)[1].rstrip(" :") if name else ""
        if not whole:
            whole, title = title, ""
        start = bare(title).rstrip(".… ").casefold()
        if (
            bare(numbered(whole)[1]).casefold().startswith(start)
        ):  # many pages repeat the beginning as the name
            title = ""
        whole = bulleted(numbered(whole)[1])[1]
        if whole:
            self.steps.append(Step(text=whole, title=title, section=section))


def _by_position(values: list[Any]) -> list[Any]:
    """The values by their `position`, where each has one of its own."""
    places: list[float] = []
    for value in values:
        place = value.get("position") if isinstance(value, dict) else None
        try:
            places.append(float(str(place)))
        except ValueError:
            return values
    if len(set(places)) != len(places) or any(place != place for place in places):
        return values
    return [value for _, value in sorted(zip(places, values, strict=True), key=lambda pair: pair[0])]


def _lower(block: Block) -> Block:
    return replace(block, level=min(6, block.level + 1)) if isinstance(block, Heading) else block
