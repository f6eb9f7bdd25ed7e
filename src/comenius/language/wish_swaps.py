"""Orders that put a thing in the place of another, or in another vessel, in words that edit models were taught."""

import re
from collections.abc import Sequence

from comenius.language.wish_things import Known, Scene, inside, kind_of
from comenius.language.wishes import lemmas, senses_in, tokens, wishes
from comenius.lexicon.looks import kitchen
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import article
from comenius.lexicon.tables import singular

THE = r"(?:(?:an?|the|some|my|our|your|this|that)\s+)?"
TURNED = re.compile(
    r"^(?P<verb>turn|change|transform|convert|make|switch|swap|replace|exchange|trade)\s+(?:out\s+)?"
    rf"{THE}(?P<old>.+?)\s+(?P<by>into|to|for|with|by)\s+(?:be\s+)?(?P<new>.+)$",
    re.I,
)
INSTEAD = re.compile(
    r"^(?:use|take|show|have|give me|i want)\s+(?P<new>.+?)\s+(?:instead of|rather than|in place of)\s+"
    rf"{THE}(?P<old>.+)$",
    re.I,
)
FOR = re.compile(rf"^substitute\s+(?P<new>.+?)\s+for\s+{THE}(?P<old>.+)$", re.I)
LAID = re.compile(
    r"^(?:(?:serve|serving|served|show|put|place|present|plate|have|set|lay|move|transfer)\s+)?(?:(?P<what>.+?)\s+)?"
    rf"(?:in|into|on|onto|inside|against)\s+{THE}(?P<new>[^,]+)$",
    re.I,
)
GONE = re.compile(r"^(?:make|let|have)\s+(?P<old>.+?)\s+(?:disappear|vanish|invisible|go away)$", re.I)
AIR = re.compile(
    r"^(?:make it )?(?:no|without)\s+(?:the |any |more )?(?P<old>steam|fire|flames?)(?:\s+please)?$", re.I
)
PIECES = re.compile(r"^(?:in|into)?\s*(?P<size>\w+\s+)?(?P<shape>pieces|slices|cubes|chunks|strips)$", re.I)
TAUGHT = ("swap for", "exchange for", "replace with", "turn into", "change to")  # of foods and tools
APPLIANCES = ("oven", "fridge", "blender", "grill", "table")  # what is put in, not on a table


def reworded(piece: str, scene: Scene) -> str:
    """The order that a piece gives, if it puts something in the place of a thing; else nothing."""
    if found := FOR.match(piece) or INSTEAD.match(piece):
        return _instead(found["old"], found["new"], "", piece, scene)
    if found := TURNED.match(piece):
        said = f"{found['verb'].lower()} {found['by'].lower()}"
        if said != "make to" and (order := _instead(found["old"], found["new"], said, piece, scene)):
            return order
    if found := GONE.match(piece):
        return f"remove {found['old']}"
    if found := AIR.match(piece):
        what = "steam" if found["old"].lower() == "steam" else "fire"
        return f"remove the {what}" if what in scene.words else ""
    if found := PIECES.match(piece):
        return f"cut {scene.subject.the} into {found['size'] or ''}{found['shape']}"
    if found := LAID.match(piece):
        return _laid(found["what"] or "", found["new"], scene)
    return _looked(piece, scene)


def _looked(piece: str, scene: Scene) -> str:
    """A thing with its look and nothing else: `a blue bowl`, `green background`."""
    table = wishes().words
    words = [word for word in tokens(piece) if word not in table["articles"]]
    known = {*table["attributes"], *table["qualities"]}
    if len(words) < 2 or words[-1] in known or words[0] in table["removal"] or not set(words[:-1]) <= known:
        return ""
    if words[-1] in table["tables"] or words[-1] in table["walls"]:
        return _laid("", piece, scene)
    if thing := _named(words[-1], scene):
        return "" if thing.kind == "food" else f"make {thing.the} {' '.join(words[:-1])}"
    return _laid("", piece, scene)


def _instead(old: str, new: str, said: str, piece: str, scene: Scene) -> str:
    """One thing for another; as it was typed where that is what models were taught."""
    head = lemmas(new)[-1:]
    everything = {*wishes().words["everything"], "them"}
    if not head or not lemmas(old) or head[0] in (*wishes().words["attributes"], "one"):
        return ""
    there = _named(old, scene)
    whole = set(lemmas(old)) <= everything
    kind = kind_of(new, sense(new))
    if kind == "other" and (not there or any(True for _ in senses_in(tokens(new)))):
        return ""
    if kind == "vessel" and (whole or (there and there.kind == "food")):
        return _laid("", new, scene)
    if whole:
        return f"turn {scene.subject.the} into {new}" if kind == "food" else ""
    if not there and kind_of(old, sense(old)) == "other":
        return ""
    if kind == "vessel":
        return f"exchange the {there.short if there else ' '.join(tokens(old))} for {_a(new)}"
    if kind == "place" or said in TAUGHT or not said:
        return piece if said or piece.lower().startswith(("use", "take")) else f"replace the {old} with {new}"
    return f"replace the {old} with {new}"


def _laid(what: str, new: str, scene: Scene) -> str:
    """It, served in a vessel or on a table of some look."""
    words = [word for word in tokens(new) if not wishes().has("articles", word)]
    about = set(lemmas(what)) - {*wishes().words["everything"], *wishes().words["courtesies"], "them", "me"}
    one = _named(what, scene) or (scene.subject if what.startswith("the ") else None)
    if not words or (about and one is not scene.subject):
        return ""
    known = {*wishes().words["attributes"], *wishes().words["qualities"]}
    looks = " ".join(word for word in words[:-1] if word in known)
    ground = next((key for key in ("tables", "walls") if wishes().has(key, words[-1])), "")
    if ground and words[-1] != "kitchen":
        name = "table" if ground == "tables" else "wall"
        return f"change the {name} to {_drawn(looks, ground)}" if looks else ""
    means = sense(" ".join(words))
    vessel = kind_of(" ".join(words), means) == "vessel" and words[-1] not in wishes().words["everything"]
    if not vessel or means.vessel in APPLIANCES:
        return ""
    holder = scene.holder
    if holder is None:
        return f"put it {inside(means.vessel)} {_a(' '.join(words))}"
    if holder.vessel == means.vessel and singular(words[-1]) == singular(holder.short.split()[-1]):
        return f"make {holder.the} {looks}" if looks else ""
    return f"use {_a(' '.join(words))} instead of {holder.the}"


def _named(text: str, scene: Scene) -> Known | None:
    """The thing that a text names by its last word."""
    last = tokens(text)[-1:]
    found: Sequence[Known] = scene.named(last)
    return found[0] if found else None


def _drawn(looks: str, ground: str) -> str:
    """A look of tables or walls, as the kitchen calls it."""
    known = kitchen().tables if ground == "tables" else kitchen().walls
    return next((one for one in known if set(looks.split()) <= set(one.split())), looks)


def _a(phrase: str) -> str:
    """A name with its article: `a plate`."""
    words = tokens(phrase)
    name = " ".join(word for word in words if not wishes().has("articles", word))
    plural = singular(words[-1]) != words[-1]
    return name if plural else f"{article(name)} {name}"
