"""Captions of a picture before and after its edits: at most ten words each, alike in all that stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from comenius.language.specifics import LONGEST_CAPTION, Specific
from comenius.language.wish_checks import removes
from comenius.language.wish_edits import Made, named
from comenius.language.wish_things import Known, Scene, inside
from comenius.language.wishes import lemmas, tokens, wishes
from comenius.lexicon.shot import article

DONE = ("golden", "browned", "charred")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a caption can say, each part in words or not at all."""

    done: str = ""  # golden
    main: str = ""
    top: tuple[str, ...] = ()
    holder: tuple[str, str] = ("", "")  # adjective and noun
    table: tuple[str, str] = ("", "")
    wall: tuple[str, str] = ("", "")
    more: tuple[str, ...] = field(default=())  # what else is seen, steam and fire too

    def says(self, parts: Sequence[str]) -> str:
        """The caption with those parts."""
        main = f"{self.done} {self.main}".strip()
        text = main + (f" with {' and '.join(self.top)}" if self.top and "top" in parts else "")
        if "holder" in parts and self.holder[1]:
            text += f" {inside(self.holder[1])} {_a(self.holder)}"
        if "table" in parts and self.table[1]:
            text += f" on {_a(self.table)}" if "wall" not in parts else f", {' '.join(self.table).strip()}"
        if "wall" in parts and self.wall[1]:
            text += f", {' '.join(self.wall).strip()}"
        if "more" in parts:
            text += "".join(f", {one}" for one in self.more)
        return text


def captions(scene: Scene, edits: Sequence[Specific], made: Sequence[Made]) -> tuple[str, str]:
    """Before and after. Edits of `made` are known in their parts, others are read as far as that goes."""
    before = _now(scene)
    after, touched = before, []
    known = {id(one.edit): one for one in made}
    for edit in edits:
        if removes(edit.instruction):
            before = replace(before, more=(*before.more, edit.target))
            touched.append("more")
            continue
        one = known.get(id(edit)) or _read(edit, scene)
        after, part = _changed(after, one, scene)
        touched.append(part)
    parts = _fitting(before, after, [part for part in dict.fromkeys(touched) if part != "done"])
    first, second = before.says(parts), after.says(parts)
    if edits and first == second:
        second = f"{first}, {' '.join(edits[0].instruction.split()[-3:])}"
    return cut(first), cut(second)


def cut(text: str) -> str:
    """The text with no more words than a caption has."""
    return " ".join(text.split()[:LONGEST_CAPTION]).rstrip(" ,.")


def _a(words: tuple[str, str]) -> str:
    phrase = " ".join(words).strip()
    return phrase if phrase.endswith("s") and not phrase.endswith("glass") else f"{article(phrase)} {phrase}"


def _now(scene: Scene) -> Told:
    holder = next(
        (one for one in scene.vessels if one is not scene.subject and one.vessel not in ("oven", "fridge")),
        None,
    )
    return Told(
        main=scene.subject.short,
        holder=_said(holder),
        table=_said(scene.table),
        wall=_said(scene.wall),
    )


def _said(one: Known | None) -> tuple[str, str]:
    """How a thing looks, as far as the inventory says so in a word that can change, and what it is called."""
    if one is None:
        return "", ""
    words = tokens(f"{one.thing.look} {one.thing.name}")
    looks = [word for word in words if wishes().has("attributes", word) and word not in one.short.split()]
    return " ".join(dict.fromkeys(looks[:2])), one.short


def _read(edit: Specific, scene: Scene) -> Made:
    """An instruction that somebody typed, in parts: a new look of a thing, or something more."""
    words = tokens(edit.instruction)
    looks = " ".join(word for word in words if wishes().has("attributes", word))
    things = scene.named(tokens(edit.target))
    thing = things[0] if things else None
    ground = "table" if thing is scene.table else "wall" if thing is scene.wall else ""
    if (
        looks
        and thing is not None
        and words[0] in ("make", "turn", "paint", "change", "colour", "color", "dye")
    ):
        slot = ground or ("vessel" if thing.kind == "vessel" else "heat" if looks in DONE else "colours")
        return Made(edit=edit, slot=slot, value=looks)
    if looks and any(word in wishes().words["tables"] for word in words):
        return Made(edit=edit, slot="table", value=looks)
    small = {
        *wishes().words["small"],
        *wishes().words["orders"],
        *scene.words,
        "over",
        "onto",
        "into",
        "next",
        "beside",
    }
    new = [
        word
        for word in words[1:]
        if word not in small and lemmas(word) and lemmas(word)[0] not in scene.words
    ]
    top = thing is not None and thing.kind == "food" and words[0] not in ("replace", "swap", "exchange")
    return Made(
        edit=edit, slot="said top" if top and new else "said", value=" ".join(new[:3]) or edit.instruction
    )


def _changed(told: Told, made: Made, scene: Scene) -> tuple[Told, str]:
    """What a caption says after an edit, and which part of it says so."""
    slot, value = made.slot, made.value
    about = lemmas(made.edit.target)
    mine = about == lemmas(scene.subject.thing.name)
    if slot in ("top", "said top") and mine:
        return replace(told, top=(*told.top, named(value) if slot == "top" else value)), "top"
    if slot == "heat" and mine:
        return replace(told, done=value), "done"
    if slot == "vessel" and about and lemmas(told.holder[1])[-1:] == about[-1:]:
        return replace(told, holder=(value, told.holder[1])), "holder"
    if slot == "serve":
        return replace(told, holder=("", value)), "holder"
    if slot == "table" and told.table[1]:
        return replace(told, table=(value, told.table[1])), "table"
    if slot == "wall" and told.wall[1]:
        return replace(told, wall=(value, told.wall[1])), "wall"
    fixed = {
        "steam": "steam rising",
        "fire": "over fire",
        "cool": "cooled",
        "more": f"more {made.edit.target}",
    }
    phrase = fixed.get(slot) or (_plain(value) if slot in ("beside", "swap", "tool") else value)
    if slot in ("vessel", "colours", "cut", "heat", "table", "wall"):
        phrase = f"{value} {made.edit.target}"
    if slot == "top":
        phrase = f"{made.edit.target} with {named(value)}"
    return replace(told, more=(*told.more, phrase)), "more"


def _plain(value: str) -> str:
    """A newcomer in a caption: `lemon`, `strawberries`."""
    return named(value)


def _fitting(before: Told, after: Told, touched: Sequence[str]) -> list[str]:
    """The parts that both captions say: those that change, then where it stands, as long as there is room."""
    parts: list[str] = []
    for part in (*touched, "holder", "table"):
        longer = [*parts, part]
        if (
            part not in parts
            and max(len(told.says(longer).split()) for told in (before, after)) <= LONGEST_CAPTION
        ):
            parts = longer
    return parts or list(touched[:1])
