"""Cooklang into a guide: the whole language, by its canonical specification."""

import re
from dataclasses import dataclass, field, replace

from comenius.guides.emoji import bare
from comenius.guides.model import Guide, Ingredient, Quantity, Step, Tool
from comenius.guides.quantities import quantity, unit_name
from comenius.guides.read.matter import apply, front_matter
from comenius.guides.read.plain import one_line

_MARK = re.compile(
    # modifiers: & a reference, ? optional, - hidden, + new, @ another recipe; (~1) points at an earlier step
    r"(?P<sigil>[@#~])(?P<modifiers>[&?+@-]{0,4})(?:\((?P<earlier>[^()\n]{0,40})\))?"
    r"(?:(?P<name>(?!\s)[^@#~{}\n]{0,120}?)\{(?P<amount>[^{}\n]{0,120})\}(?:\((?P<note>[^()\n]{0,300})\))?"
    r"|(?P<word>\w+(?:[-'’]\w+)*)(?:\((?P<word_note>[^()\n]{0,300})\))?)"
)
_SECTION = re.compile(r"\s*=+\s*(.*?)\s*=*\s*")
_METADATA = re.compile(r">>\s*([^:\n]+?)\s*:\s*(.*)")
_ESCAPED = 0xE000  # an escaped character waits here, in Unicode's private use area


@dataclass
class _Draft:
    """A recipe while it is read."""

    section: str = ""
    steps: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ingredients: list[Ingredient] = field(default_factory=list)
    tools: dict[str, Tool] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)


def read_cooklang(text: str) -> Guide:
    """The guide that a Cooklang recipe holds: a paragraph a step, `>` notes, `= sections =`."""
    matter, body = front_matter(text)
    body = re.sub(r"[\ue000-\uf8ff]", "", body)
    body = re.sub(r"\\([!-/:-@\[-`{-~])", lambda found: chr(_ESCAPED + ord(found[1])), body)
    body = re.sub(r"\[-.*?(?:-\]|\Z)", " ", body, flags=re.S)
    draft, lines = _Draft(), list[str]()
    for raw in body.split("\n"):
        line = re.sub(r"--.*", "", raw)
        if found := _METADATA.match(line):
            draft.metadata[_plain(found[1])] = _plain(found[2]).split("|")[0]
        elif line.startswith("=") and (header := _SECTION.fullmatch(line)):
            _paragraph(lines, draft)
            lines, draft.section = [], _plain(header[1])
        elif line.strip():
            lines.append(line)
        elif not raw.strip():  # a line that was all comment ends no step
            _paragraph(lines, draft)
            lines = []
    _paragraph(lines, draft)
    guide = Guide(
        title="",
        steps=tuple(draft.steps),
        ingredients=tuple(draft.ingredients),
        tools=tuple(draft.tools.values()),
        notes=tuple(draft.notes),
    )
    return apply({**draft.metadata, **matter}, guide)


def _paragraph(lines: list[str], draft: _Draft) -> None:
    if not lines:
        return
    noted = lines[0].lstrip().startswith(">")
    if noted:
        lines = [line.lstrip().removeprefix(">") for line in lines]
    read = _Draft() if noted else draft  # a note names food without asking for it
    words = _plain(_MARK.sub(lambda found: _shown(found, read), "\n".join(lines)))
    if words and noted:
        draft.notes.append(words)
    elif words:
        draft.steps.append(Step(text=words, section=draft.section))


def _shown(found: re.Match[str], draft: _Draft) -> str:
    """What a mark reads as in its step; what it names is kept."""
    name = found["name"] if found["word"] is None else found["word"]
    shown = name.split("|")[-1].strip()
    amount, _, unit = (part.strip() for part in (found["amount"] or "").partition("%"))
    if found["sigil"] == "~":
        return f"{amount} {unit}".strip() or shown or found[0]
    if not shown:
        return found[0]
    note = _plain(found["note"] or found["word_note"] or "")
    name, shown = (_plain(re.sub(r"^\.{0,2}/(?:.*/)?", "", part)) for part in (name.split("|")[0], shown))
    if found["sigil"] == "#":
        draft.tools.setdefault(name.casefold(), Tool(name=name, quantity=quantity(amount)))
    elif "-" not in found["modifiers"] and not found["earlier"]:
        note = ", ".join(part for part in (note, "optional" if "?" in found["modifiers"] else "") if part)
        _gather(_ingredient(name, amount.lstrip("=").rstrip("*").split("|")[0].strip(), unit, note), draft)
    return shown


def _ingredient(name: str, amount: str, unit: str, note: str) -> Ingredient:
    name, unit = bare(name) or name, _plain(unit)
    amount = _plain(amount)
    stated = quantity(amount)
    if stated and unit:
        stated = replace(stated, unit=unit_name(unit))
    elif amount and not stated:
        note = ", ".join(part for part in (f"{amount} {unit}".strip(), note) if part)
        return Ingredient(text=", ".join((name, note)), name=name, note=note)
    text = " ".join(part for part in (amount, unit, name) if part)
    return Ingredient(text=f"{text}, {note}" if note else text, name=name, quantity=stated, note=note)


def _gather(new: Ingredient, draft: _Draft) -> None:
    """Adds an ingredient to the list; the same one in the same unit is added up, a bare mention adds nothing."""
    for at, old in enumerate(draft.ingredients):
        if old.name.casefold() != new.name.casefold():
            continue
        if new.quantity is None and new.note in ("", old.note):
            return
        if old.quantity is None and not old.note:
            draft.ingredients[at] = replace(new, section=old.section)
            return
        if old.quantity and new.quantity and old.quantity.unit == new.quantity.unit and old.note == new.note:
            low, high = old.quantity.low + new.quantity.low, old.quantity.high + new.quantity.high
            total = Quantity(low=low, high=high, unit=old.quantity.unit)
            count = f"{low:g}" if low == high else f"{low:g}-{high:g}"
            text = " ".join(part for part in (count, total.unit, old.name) if part)
            text = f"{text}, {old.note}" if old.note else text
            draft.ingredients[at] = replace(old, text=text, quantity=total)
            return
    draft.ingredients.append(replace(new, section=draft.section))


def _plain(text: str) -> str:
    """Plain words on one line, escaped characters as themselves."""
    text = re.sub(r"[\ue000-\ue0ff]", lambda found: chr(ord(found[0]) - _ESCAPED), text)
    return one_line(text, markup=False)
