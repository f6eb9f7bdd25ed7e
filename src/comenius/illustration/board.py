"""A plan as one HTML page for its author: a sketch of every shot, what comes back where, how alike the pictures are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from comenius.guides.model import Guide
from comenius.guides.write.jsonld import script
from comenius.guides.write.theme import style_hash, template, theme
from comenius.guides.write.wording import readable
from comenius.illustration.sketch import colour, sketch

if TYPE_CHECKING:
    from jinja2 import Template

Plan = Mapping[str, Any]
RELATIONS = {  # what an arc means, in the order of the legend
    "same": "the same as before",
    "similar": "changed, still akin",
    "same-shape": "same shape, other surface",
    "same-texture": "same surface, other shape",
}
SAID = {"mixture": "mixed", "flat": "rolled out", "parcel": "stuffed"}  # how a form is read
RAW = {(form, "raw") for form in ("liquid", "powder", "noodles", "beaten")}  # goes without saying
MOST_CELLS = 60  # steps whose similarity is set out as a table
TWINS = 0.95  # from here on two neighbours can hardly be told apart
KIN = 0.3  # below, nothing worth naming is shared
ROW, SWING = 56, 92  # px at the root size: a row of the arc diagram, and how wide its arcs swing at most


@dataclass(frozen=True, kw_only=True)
class Arc:
    """A thing that comes back: from which step to which, numbered from 1, and the line that says so."""

    name: str  # several when they come back together: "potato, onion"
    relation: str
    start: int
    end: int
    line: str  # the d of an SVG path beside the line x = 0, in px
    swing: float  # how far it bends to the left, px


def page(plan: Plan, guide: Guide | None = None) -> str:
    """The page: opens from disk, asks the network for nothing, runs no script. `plan` is an outline of a storyboard.

    With its `guide` the page holds the recipe as data, too, so that it can be read as one.
    """
    steps = [_step(step, number) for number, step in enumerate(plan.get("steps") or (), 1)]
    similarity = [[float(value) for value in row] for row in plan.get("similarity") or ()]
    for step in steps:
        step["kin"] = _kin(similarity, step["number"])
    style = theme("cookbook.css") + theme("storyboard.css") + _lights(len(steps))
    found = arcs(steps)
    text = _template().render(
        title=str(plan.get("title") or "Untitled"),
        steps=steps,
        arcs=found,
        relations={
            name: said for name, said in RELATIONS.items() if any(arc.relation == name for arc in found)
        },
        cells=similarity if 1 < len(similarity) <= MOST_CELLS else [],
        checks=list(_checks(steps, similarity)),
        planner=_planner(plan.get("planner")),
        row=ROW,
        gutter=round(max((arc.swing for arc in found), default=0) + 20),
        style=style,
        style_hash=style_hash(style),
        jsonld=script(guide) if guide else "",
    )
    return readable(text)


def arcs(steps: Sequence[Mapping[str, Any]]) -> list[Arc]:
    """An arc for all that comes back from one step to another in one way; the farther it reaches the wider it swings.

    Arcs that share a step leave and arrive one beside the other, the farthest nearest to the step's knot.
    """
    names: dict[tuple[int, int, str], list[str]] = {}
    for step in steps:
        for food in step["foods"]:
            if food["from_step"]:
                names.setdefault((food["from_step"], step["number"], food["relation"]), []).append(
                    food["name"]
                )
    pairs = sorted(names, key=lambda pair: (pair[0] - pair[1], pair))  # the farthest first
    farthest = max((end - start for start, end, _ in pairs), default=1)
    wider = min(17.0, (SWING - 36) / max(1, farthest - 1))
    left: Counter[int] = Counter()
    came: Counter[int] = Counter()
    beside: Counter[tuple[int, int]] = Counter()
    found = []
    for start, end, relation in pairs:
        top = ROW * (start - 0.5) + 5 + min(4.5 * left[start], 18)
        bottom = ROW * (end - 0.5) - 5 - min(4.5 * came[end], 18)
        swing = max(12.0, 28 + wider * (end - start - 1) - 5 * beside[start, end])
        pull = -swing / 0.75  # a cubic bends three quarters of the way to its handles
        line = f"M0 {top:g}C{pull:.1f} {top:g} {pull:.1f} {bottom:g} 0 {bottom:g}"
        said = ", ".join(names[start, end, relation])
        found.append(Arc(name=said, relation=relation, start=start, end=end, line=line, swing=swing))
        left[start] += 1
        came[end] += 1
        beside[start, end] += 1
    return found


def _step(step: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A step as the template wants it, whatever of the contract is left out."""
    foods = [_food(food, number) for food in step.get("foods") or ()]
    return {
        "number": number,
        "text": str(step.get("text") or ""),
        "caption": str(step.get("caption") or ""),
        "foods": foods,
        "vessel": str(step.get("vessel") or "table"),
        "tools": [str(tool) for tool in step.get("tools") or ()],
        "drawn": bool(step.get("drawn", True)),
        "notes": [str(note) for note in step.get("substitutions") or ()],
        "sketch": sketch(foods, str(step.get("vessel") or "table")),
    }


def _food(food: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A food with what it is called, looks like and comes from. A reference that leads nowhere makes it new."""
    source = food.get("from_step")
    earlier = isinstance(source, int) and 0 < source < number
    relation = str(food.get("relation") or "new")
    known = earlier and relation in RELATIONS
    said, form, doneness = (str(food.get(key) or "") for key in ("colour", "form", "doneness"))
    look = (
        SAID.get(form, form),
        "" if said.startswith("#") else said,
        "" if (form, doneness) in RAW else doneness,
    )
    return {
        "name": str(food.get("name") or "something"),
        "form": form,
        "colour": colour(said),
        "look": list(dict.fromkeys(word for word in look if word)),
        "relation": relation if known else "new",
        "from_step": source if known else None,
    }


def _kin(similarity: Sequence[Sequence[float]], number: int) -> list[tuple[int, float]]:
    """The two earlier steps whose pictures are most like this one's, the likest first."""
    row = similarity[number - 1][: number - 1] if number <= len(similarity) else ()
    likest = sorted(((value, j) for j, value in enumerate(row, 1) if value >= KIN), reverse=True)
    return [(j, value) for value, j in likest[:2]]


def _checks(
    steps: Sequence[Mapping[str, Any]], similarity: Sequence[Sequence[float]]
) -> Iterator[tuple[int, str, str]]:
    """What an author should look at before anything is drawn: the step, the kind of doubt, and the doubt."""
    fed = any(step["foods"] for step in steps)  # a guide to tying knots is none the worse for it
    for before, step in zip([None, *steps], steps, strict=False):
        number = step["number"]
        for note in step["notes"]:
            yield number, "note", note
        if fed and not step["foods"]:
            yield number, "bare", "shows no food"
        if not step["drawn"]:
            yield number, "still", "shows nothing new"
        elif before and before["drawn"] and number <= len(similarity):
            value = similarity[number - 1][number - 2]
            if value >= TWINS:
                yield number, "twin", f"looks just like step {number - 1} ({value:.2f})"


def _planner(said: object) -> dict[str, Any]:
    """Who planned: a name, whether it was the rules, and whatever else is on record about it."""
    facts = dict(said) if isinstance(said, Mapping) else {"name": said} if said else {}
    key = next((key for key in ("name", "model", "source", "by", "kind") if facts.get(key)), "")
    name = str(facts.pop(key)) if key else "rules"
    rest = {str(key).replace("_", " "): _facts(value) for key, value in facts.items()}
    return {
        "name": name,
        "rules": name == "rules",
        "facts": {key: values for key, values in rest.items() if values},
    }


def _facts(value: object) -> list[str]:
    """What is on record in words: a list item by item, shares as `ingredients: 9 of 10`."""
    if isinstance(value, Mapping):
        if value.keys() == {"known", "of"}:
            return [f"{value['known']} of {value['of']}"]
        return [f"{key}: {', '.join(said)}" for key, inner in value.items() if (said := _facts(inner))]
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [] if value in (None, "") else [str(value)]


def _lights(steps: int) -> str:
    """The rules that light up a step's arcs while its row is pointed at; none for a guide of very many steps."""
    if steps > 2 * MOST_CELLS:
        return ""
    rows = range(1, steps + 1)
    return "".join(
        f".threads:has(.r{n}:is(:hover,:focus-within)) .arc:not(.s{n},.t{n}){{opacity:.12}}\n"
        f".threads:has(.arc:is(.s{n},.t{n}):hover) .r{n}{{opacity:1}}\n"
        for n in rows
    )


@cache
def _template() -> "Template":
    return template("storyboard.html.j2", share=_share)


def _share(value: float) -> str:
    """A similarity as short as it can be said: `.45`, `0`, `1`."""
    text = f"{value:.2f}"
    return {"0.00": "0", "1.00": "1"}.get(text, text.lstrip("0"))
