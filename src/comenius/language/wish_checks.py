"""What an edit may not be: a removal, another subject, about nothing that is there, the same again."""

import re
from collections.abc import Collection, Sequence

from comenius.language.specifics import LONGEST_WORDS, Specific
from comenius.language.wish_edits import mentions
from comenius.language.wish_things import Scene
from comenius.language.wishes import lemmas, tokens, wishes
from comenius.lexicon.tables import singular

FOREIGN = re.compile(r"[<>{}\[\]\\|`$@#*_=]|https?:|www\.", re.I)


def same(one: str, other: str) -> bool:
    """Whether two instructions say the same in the same words, in whatever order, number and case."""
    return sorted(lemmas(one)) == sorted(lemmas(other))


def removes(instruction: str) -> bool:
    """Whether an instruction takes something away."""
    words, table = tokens(instruction), wishes()
    text = f" {' '.join(words)} "
    if words and table.has("removal", words[0]):
        return True
    if any(f" {phrase} " in text for phrase in table.words["removing"]):
        return True
    return "take" in words and any(word in table.words["taking"] for word in words[words.index("take") + 1 :])


def replaces(instruction: str, scene: Scene) -> bool:
    """Whether an instruction puts something else in the place of the subject."""
    words, table = tokens(instruction), wishes()
    head = lemmas(scene.subject.short)[-1]
    for i, word in enumerate(words):
        if word in table.words["replacing"]:
            rest = words[i + 1 :]
            end = next((n for n, other in enumerate(rest) if other in table.words["by"]), 0)
            what = rest[end + 1 :]
            new = [one for one in what if not table.has("small", one) and not table.has("attributes", one)]
            if end and new and singular(rest[end - 1]) == head and head not in lemmas(" ".join(new)):
                return True
        if word in ("of", "than") and i and words[i - 1] in ("instead", "rather"):
            return singular(words[-1]) == head
    return False


def fault(edit: Specific, wish: str, scene: Scene, barred: Collection[str] = ()) -> str:
    """What is wrong with an edit, in words that a model can act on; nothing when it is good."""
    words = tokens(edit.instruction)
    if len(words) < 2 or FOREIGN.search(edit.instruction):
        return "is no order in plain words"
    if len(words) > LONGEST_WORDS:
        return f"has {len(words)} words; at most {LONGEST_WORDS} are allowed"
    if removes(edit.instruction):
        return "takes something away; change, replace or add instead"
    if replaces(edit.instruction, scene):
        return f"replaces the subject; the {scene.subject.short} must stay"
    if not scene.holds(edit.target):
        return f"is about {edit.target!r}, which the inventory does not name"
    if set(lemmas(edit.instruction)) <= {*wishes().words["nothing_new"], *lemmas(wish)} | set(
        lemmas(edit.target)
    ):
        return "only repeats the wish; say what is to be seen"
    if mentions(edit.instruction, barred) or mentions(edit.target, barred):
        return "touches what must be left alone"
    return ""


def sifted(
    edits: Sequence[Specific],
    wish: str,
    scene: Scene,
    *,
    given: Sequence[str] = (),
    barred: Collection[str] = (),
) -> tuple[tuple[Specific, ...], tuple[tuple[str, str], ...]]:
    """The edits that are good, and the others with what is wrong."""
    kept: list[Specific] = []
    dropped: list[tuple[str, str]] = []
    for edit in edits:
        why = fault(edit, wish, scene, barred)
        if not why and any(
            same(edit.instruction, other) for other in (*given, *(one.instruction for one in kept))
        ):
            why = "says the same as another"
        if why:
            dropped.append((edit.instruction, why))
        else:
            kept.append(edit)
    return tuple(kept), tuple(dropped)
