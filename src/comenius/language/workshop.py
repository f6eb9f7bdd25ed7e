"""Carries out a guide that is no kitchen work: things, where they are, and what was done to them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from comenius.language.clauses import Clause, Phrase
from comenius.language.things import Named, named
from comenius.lexicon.household import ThingWord, household
from comenius.lexicon.matching import sense, verb_at
from comenius.lexicon.shot import Form
from comenius.lexicon.tables import inflect, lexicon

INTO = (
    *("in", "into", "inside", "within", "on", "onto", "to", "at", "against", "over", "above", "under"),
    *("underneath", "around", "between", "beside", "behind", "along", "across", "through"),
)
OUT_OF = ("from", "out", "off", "out of")
WITH = ("with", "using")
SUCH = ("like", "including", "such")  # examples follow
PARTICLES = ("out", "off", "up", "down", "apart", "away")
PLACES = ("holder", "place", "ground")
BODIES = frozenset({"frame", "unit", "assembly", "kit", "ball"})
MADE = re.compile(r"\bto (?:make|form|create|build) ((?:an?|the) [a-z ]+)$")
MAKING = ("make", "form", "create", "build")
UNCHANGED = ("cut", "split", "spread", "put", "set", "slit")
CHANGED: dict[str, Form] = {"cut": "chopped", "shape": "parcel"}


@dataclass(eq=False)
class Thing:
    """One thing, or one heap of stuff."""

    name: str
    said: str
    word: ThingWord
    track: int
    mark: str = ""
    at: "Thing | None" = None  # what it is in or on
    done: str = ""  # what was done to it last: "painted"
    form: Form = "whole"
    wears: list["Thing"] = field(default_factory=list)  # stuff on it

    @property
    def home(self) -> "Thing | None":
        """The vessel or place that holds it, through soil and the like."""
        there, seen = self.at, {self}
        while (
            there is not None
            and there.word.kind in ("stuff", "thing", "ground")
            and there.at
            and there not in seen
        ):
            seen.add(there)
            there = there.at
        return there


class Workshop:
    """Everything that is there while a guide is carried out."""

    def __init__(self, title: str) -> None:
        self.things: list[Thing] = []
        self.last: list[Thing] = []  # what `it` means
        self.made: dict[str, Thing] = {}  # "boat" → the paper that was folded into one
        self.main: list[Thing] = []  # what the step is about
        self.tools: list[Thing] = []
        self.acted = False
        about = [
            self.find(one)
            for one in map(named, _spread(title))
            if one and one.word.kind in ("place", "ground")
        ]
        self.home: Thing | None = about[-1] if about else None  # "Painting a Wall": where everything is
        self.focus: Thing | None = self.home  # where things go when no place is said

    def step(self, orders: Iterable[Clause]) -> None:
        """Carry out one step."""
        self.main, self.tools, self.acted = [], [], False
        for clause in orders:
            if not clause.negated:
                self._order(clause)

    def find(self, one: Named) -> Thing:
        """The thing of that name that was there last, or a new one."""
        for thing in reversed(self.things):
            if _same(thing, one):
                return thing
        if one.name in self.made:
            return self.made[one.name]
        thing = Thing(name=one.name, said=one.said, word=one.word, track=len(self.things) + 1, mark=one.mark)
        self.things.append(thing)
        return thing

    def refer(self, noun: str) -> list[Thing]:
        """The things a noun phrase means."""
        meaning = sense(noun)
        if meaning.pronoun and not meaning.rest:
            return list(self.last)
        one = named(noun)
        return [self.find(one)] if one else []

    def _order(self, clause: Clause) -> None:
        """Carry out one clause."""
        verb = lexicon().verbs[tuple(clause.verb.split())] if clause.verb else None
        does = household().does(verb) if verb else "look"
        nouns = list(clause.objects)
        phrases = list(clause.phrases)
        done = clause.verb
        for phrase in clause.phrases:
            inner = (
                next(filter(None, map(_purpose, phrase.nouns)), None) if phrase.preposition == "to" else None
            )
            if inner:
                phrases.remove(phrase)
                if inner[0] in MAKING:
                    self._name(inner[2], [thing for noun in nouns for thing in self.refer(noun)] or self.last)
                    continue
                if does in ("use", "look", "gather") or not nouns:
                    if does == "use":
                        self.tools += [thing for noun in nouns for thing in self.refer(noun)]
                    done, does, nouns = *inner[:2], [inner[2]]
        for phrase in list(phrases):
            loose = phrase.preposition in PARTICLES and not nouns and verb is not None
            if phrase.preposition in SUCH or (loose and phrase.nouns):  # "take out the racks"
                phrases.remove(phrase)
                if phrase.preposition in SUCH and does == "treat":
                    phrases.append(Phrase(preposition="with", nouns=phrase.nouns))
                else:
                    nouns += phrase.nouns
        if clause.verb in MAKING and clause.manner and self.last and self.acted:
            for noun in nouns:
                self._name(noun, self.last)  # "fold the paper, forming a triangle"
            return
        targets = [thing for noun in nouns for thing in self.refer(noun)]
        if does == "use":
            self.tools += targets
            targets = []
        means, goal, source = self._places(phrases)
        stuff = [thing for thing in means if thing.word.kind not in ("tool", "creature")]
        self.tools += [thing for thing in means if thing.word.kind == "tool"]
        if not (targets or goal or stuff):
            targets = [thing for thing in self.last if verb is not None and not nouns]
        self._carry(does, done, targets, stuff, goal, source)
        if made := MADE.search(clause.text):
            self._name(made[1], targets)

    def _name(self, noun: str, things: list[Thing]) -> None:
        """Call a thing by what was made of it: paper folded into a boat is the boat."""
        one = named(noun)
        if one and len(things) == 1 and not any(_same(thing, one) for thing in self.things):
            self.made[one.name] = things[0]

    def _places(self, phrases: Iterable[Phrase]) -> tuple[list[Thing], Thing | None, list[Thing]]:
        """With what, into or onto what, out of what."""
        means: list[Thing] = []
        goals: list[Thing] = []
        source: list[Thing] = []
        for phrase in phrases:
            for noun in phrase.nouns:
                found = self.refer(noun) if phrase.preposition != "to" or _settled(noun) else []
                if phrase.preposition in WITH:
                    means += found
                elif phrase.preposition in INTO:
                    goals += [thing for thing in found if thing.word.kind != "tool"]
                elif phrase.preposition in OUT_OF:
                    source += found
        best = [thing for thing in goals if thing.word.kind in PLACES]
        return means, next(iter(best or goals), None), source

    def _carry(
        self,
        does: str,
        verb: str,
        targets: list[Thing],
        stuff: list[Thing],
        goal: Thing | None,
        source: list[Thing],
    ) -> None:
        """What a verb does to things."""
        before = list(self.main)
        if does in ("put", "join") and goal is None and not any(thing.at for thing in targets):
            goal = self.focus  # "add more soil"
        if does == "fill":
            holder = targets[0] if targets else goal
            self._move(stuff, holder)
            self.main = [*stuff, *targets]
        elif does == "take":
            for thing in targets:
                thing.at = goal
            self.main = list(targets)
        elif does in ("treat", "cut", "shape"):
            changed = targets or [thing for thing in (goal or self.focus,) if thing]
            for thing in changed:
                thing.done = _participle(verb)
                if thing.word.kind != "ground" and not (thing.word.kind == "stuff" and does == "shape"):
                    thing.form = CHANGED.get(does, thing.form)
                thing.wears = (
                    [*(one for one in thing.wears if one not in stuff), *stuff][-2:]
                    if does == "treat"
                    else []
                )
            if targets:
                self._move(targets, goal)
            self.main = [*changed, *stuff]
        elif does == "join":
            self._move([*targets, *stuff], goal)
            solid = goal is not None and goal.word.kind == "thing"
            self.main = [*targets, *([goal] if goal and solid else []), *stuff]
        else:
            moved = [*targets, *(stuff if does == "mix" else [])]
            self._move(moved, goal)
            self.main = [*moved, *stuff] or ([goal] if goal else [])
        if does != "take" or not goal:
            self.main += source  # "cut petals from the sheet"
        quiet = does in ("look", "gather", "use") and self.acted
        self.main = list(dict.fromkeys([*before, *self.main] if quiet else [*self.main, *before]))
        spots = [thing for thing in (goal, *targets, *(thing.home for thing in targets)) if thing]
        self.focus = next((thing for thing in spots if thing.word.kind in PLACES), self.focus)
        if targets or stuff:
            self.last = targets or stuff
        elif goal:
            self.last = [goal]
        self.acted = self.acted or does not in ("look", "use")

    def _move(self, things: Iterable[Thing], goal: Thing | None) -> None:
        for thing in things:
            if goal is not None and goal is not thing and not _within(goal, thing):
                thing.at = goal


def _within(one: Thing | None, other: Thing) -> bool:
    """Whether a thing is in or on another."""
    while one is not None:
        if one is other:
            return True
        one = one.at
    return False


def _same(thing: Thing, one: Named) -> bool:
    """Whether a name may mean a thing: `the plant` the houseplant, `the new pot` never the old one."""
    if thing.mark != one.mark and one.mark and (thing.mark or one.mark in ("another", "second")):
        return False
    a, b = _core(thing.name), _core(one.name)
    if a[-1] == b[-1]:
        return {*a} <= {*b} or {*b} <= {*a}
    return len(a[-1]) > 4 < len(b[-1]) and (a[-1].endswith(b[-1]) or b[-1].endswith(a[-1]))


def _core(name: str) -> list[str]:
    """A name without the words for parts that end it: `desk frame` is said of the desk."""
    words = name.split()
    while len(words) > 1 and words[-1] in household().words["parts"] | BODIES:
        words.pop()
    return words


def _spread(title: str) -> list[str]:
    """The noun phrases of a title, as well as they can be told."""
    words = lexicon().words
    cut = words["determiners"] | words["prepositions"] | {"and"}
    groups: list[list[str]] = [[]]
    for token in title.lower().split():
        if token in cut or lexicon().inflections.get(token, ("", ""))[1] == "ing":
            groups.append([])
        else:
            groups[-1].append(token)
    return [" ".join(group) for group in groups if group]


def _settled(noun: str) -> bool:
    """Whether what follows `to` is a place, not a verb no table knows: `to the wall`, not `to enhance evening`."""
    one = named(noun)
    tokens = noun.split()
    return one is not None and (one.word.name != one.name or tokens[0] in lexicon().words["determiners"])


def _purpose(noun: str) -> tuple[str, str, str] | None:
    """`to round the petals` said as a place: the verb, what it does, its object."""
    tokens = noun.split()
    hit = verb_at(tokens, 0)
    if not hit or hit[2] != "base" or len(tokens) <= hit[1]:
        return None
    return hit[0].name, household().does(hit[0]), " ".join(tokens[hit[1] :])


def _participle(verb: str) -> str:
    """What was done, as an adjective: `paint` → painted; nothing for verbs of two words."""
    if not verb or " " in verb:
        return ""
    if verb in UNCHANGED:
        return verb
    table = lexicon().inflections
    irregular = [form for form, (base, kind) in table.items() if base == verb and kind == "ed"]
    regular = [form for form, kind in inflect(verb) if kind == "ed"]
    return (irregular or regular or [""])[-1]
