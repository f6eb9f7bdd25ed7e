"""What of a wish cannot be had: opposites at once, what nobody sees or knows, what is barred and is not there."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations, pairwise

from comenius.errors import SettingError
from comenius.guides.model import Guide, Step
from comenius.language.inventory import Inventory
from comenius.language.specifics import Specific
from comenius.language.tongue import ENGLISH, tongue
from comenius.language.wish_checks import removes
from comenius.language.wish_edits import mentions
from comenius.language.wish_orders import Wished, missing, read_wish, verb_of
from comenius.language.wish_things import Known, Scene
from comenius.language.wishes import Sense, lemmas, refused, tokens, wishes
from comenius.lexicon.hues import HUES

ADVICE = (
    "Say what to change, such as 'make the table green and put herbs on the soup', or name a language model."
)
LIKE = 0.72  # likeness from which on a known wish is offered in place of one that is not
FEW = ("festive", "cosy", "rustic", "healthy", "spicy", "for children")
MOST_NAMED = 5


def legible(wish: str) -> None:
    """Passes, or says that the rules read another language or see nothing in the wish."""
    spoken = tongue(Guide(title="", steps=(Step(text=wish),)))
    if spoken != ENGLISH:
        raise SettingError(
            f"The wish {wish[:60]!r} is in {spoken}, and the rules read only {ENGLISH}. "
            f"Say it in {ENGLISH}, or name a language model: --llm ADDRESS."
        )
    words, table = tokens(wish), wishes()
    hidden = [word for word in words if table.has("smells", word)]
    if not hidden and any(table.has("unseen", word) for word in words):
        found = read_wish(wish, Scene(Inventory(subject="picture", things=())))
        if not found.orders and all(sense.vague for sense in found.senses):
            hidden = [word for word in words if table.has("unseen", word)]
    if hidden:
        raise SettingError(
            f"Nobody can see {hidden[0]!r} in a picture. Wish for something visible, or: {ADVICE}"
        )


def agreed(found: Wished) -> None:
    """Passes, or says which two things of a wish contradict each other."""
    if twice := next((one for one in found.less if one in found.senses), None):
        raise SettingError(f"The wish asks for {twice.name} and for less of it. Say which of the two.")
    for one, other in combinations(found.senses, 2):
        if _opposed(one, other) and not _apart(one, other, found):
            raise SettingError(
                f"The wish asks for {one.name} and for {other.name}, which contradict each other. "
                "Say which of the two, or of which thing each."
            )


def _opposed(one: Sense, other: Sense) -> bool:
    pair = {one.name, other.name}
    opposite = one.opposite == other.name or other.opposite == one.name
    return opposite and not any(pair <= set(names) for names in wishes().together)


def _apart(one: Sense, other: Sense, found: Wished) -> bool:
    """Whether each is said of a thing of its own."""
    first, second = found.about.get(one.name, []), found.about.get(other.name, [])
    return bool(first and second) and not any(thing in second for thing in first)


def accordant(edits: Sequence[Specific]) -> None:
    """Passes, or says which two orders contradict each other: two colours of a thing, adding it and taking it away."""
    for one, other in combinations(edits, 2):
        if lemmas(one.target) != lemmas(other.target):
            continue
        first, second = _hues(one), _hues(other)
        gone = removes(one.instruction) != removes(other.instruction)
        if gone or (first and second and not first & second):
            raise SettingError(
                f"{one.instruction!r} and {other.instruction!r} contradict each other. Say which of the two."
            )


def _hues(edit: Specific) -> set[str]:
    """The colours that an order gives its target."""
    words = tokens(edit.instruction)
    given = words and words[0] in wishes().words["inherits"]
    return set(words) & set(HUES) if given else set()


def barred_in(words: Collection[str], scene: Scene) -> tuple[str, ...]:
    """What must be left alone, with the names of the things that are meant: `the white bowl`, `food`, `background`."""
    return tuple(dict.fromkeys((*words, *(one.short for word in words for one in _meant(word, scene)))))


def _meant(word: str, scene: Scene) -> list[Known]:
    said = lemmas(word)
    table = wishes().words
    found = [one for one in (scene.table, scene.wall) if one and said]
    grounds = [
        one
        for one, key in zip((scene.table, scene.wall), ("tables", "walls"), strict=True)
        if one in found and said and said[-1] in table[key]
    ]
    kinds = {"food": "food", "foods": "food", "vessel": "vessel", "dish": "food", "tool": "tool"}
    return [
        one
        for one in (*scene.things, *(one for one in grounds if one))
        if said
        and (
            one in grounds
            or kinds.get(said[0]) == one.kind
            or (len(said) > 1 and said[-1] == lemmas(one.short)[-1] and one.shows(word))
        )
    ]


def idle(words: Iterable[str], scene: Scene, offered: Iterable[str]) -> list[str]:
    """Notes on what was barred and is neither seen nor would have been touched."""
    seen = " ; ".join((*(f"{one.thing.look} {one.thing.name}" for one in scene.things), *offered))
    none = [word for word in words if not mentions(seen, (word,)) and not _meant(word, scene)]
    return [
        f"nothing that is seen or would be changed is called {word!r}, which is forbidden" for word in none
    ]


def absent(names: Iterable[str], scene: Scene, instead: str = "") -> list[str]:
    """Notes on things that a wish speaks of and that are not seen, with those that are."""
    gone = dict.fromkeys(names)
    seen = ", ".join(dict.fromkeys(one.short for one in scene.things))
    return [f"the picture shows no {name}, only {seen}{instead}" for name in gone]


def unknown(wish: str, scene: Scene) -> SettingError:
    """That no rule reads a wish: what is near, and what else can be done."""
    words, table = tokens(wish), wishes()
    alone = "--n 0 gives the wish to the edit model as it is"
    if taken := next((word for word in words if table.has("camera", word)), ""):
        return SettingError(
            f"The rules change what is in a picture, not how it is taken or drawn, such as {taken!r} in {wish[:80]!r}; "
            f"{alone}. {ADVICE}"
        )
    if gone := _unseen(words, scene) or (verb_of(words) and missing(wish, scene)):
        return SettingError(f"{wish[:80]!r}: {absent([gone], scene)[0]}.")
    if less := next((one.name for one in refused(words)), ""):
        return SettingError(
            f"Nothing is known that makes a picture less {less}. Say what it should be instead, such as 'white'."
        )
    names = ", ".join(near(wish) or FEW)
    return SettingError(
        f"The wish {wish[:80]!r} is not known without a language model. Known are {names} and others, which "
        f"comenius edit --wishes lists; {alone}. {ADVICE}"
    )


def _unseen(words: Sequence[str], scene: Scene) -> str:
    """What a picture should be without, and is already."""
    rest = [word for word in words if not wishes().has("articles", word)]
    none = [after for before, after in pairwise(rest) if wishes().has("absent", before)]
    return none[0] if none and not scene.named(none) and not scene.words & {*none} else ""


def near(wish: str) -> list[str]:
    """Known wishes of which a word is like one of these."""
    known = {key[0]: name for key, name in wishes().index.items() if len(key) == 1}
    found = [
        known[close]
        for word in tokens(wish)
        if len(word) > 3 and not wishes().has("small", word)
        for close in difflib.get_close_matches(word, known, n=2, cutoff=LIKE)
    ]
    return list(dict.fromkeys(found))[:MOST_NAMED]
