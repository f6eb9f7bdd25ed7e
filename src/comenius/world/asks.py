"""What can be asked and how: a truth with plausible falsehoods becomes yes/no pairs, four choices, open questions."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal, get_args

Kind = Literal["yes_no", "choice", "open"]
Level = Literal["perception", "knowledge"]
LETTERS = "ABCD"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question about pictures, with its answer and what that rests on."""

    text: str
    answer: str  # "yes" or "no"; a letter; or a few words
    kind: Kind
    aspect: str
    level: Level
    options: tuple[str, ...] = ()  # four, for a choice
    accepted: tuple[str, ...] = ()  # other answers that are right
    facts: tuple[str, ...] = ()  # "food0.look = onion": truths about the scene
    pair: int = -1  # the same number for the yes and the no that belong together
    sees: tuple[str, ...] = ()  # moments of the step that must be shown; none: the picture it is asked of


@dataclass(frozen=True, kw_only=True, eq=False)
class Aspect:
    """One row of tables/questions.toml."""

    name: str
    level: Level
    yes_no: tuple[str, ...] = ()
    choice: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # value → looks it is true of
    forms: tuple[str, ...] = ()

    def lines(self, kind: Kind) -> tuple[str, ...]:
        """The wordings of one kind."""
        return {"yes_no": self.yes_no, "choice": self.choice, "open": self.open}[kind]

    def value(self, look: str) -> str:
        """What is true of a look, or nothing where nobody can tell."""
        return next((value for value, looks in self.of.items() if look in looks), "")


@cache
def table() -> dict[str, Any]:
    """The table as it is written."""
    return tomllib.loads((files("comenius.world") / "tables/questions.toml").read_text("utf-8"))


@cache
def aspects() -> dict[str, Aspect]:
    """Every aspect by name."""
    return {name: _aspect(name, row) for name, row in table()["aspect"].items()}


def _aspect(name: str, row: dict[str, Any]) -> Aspect:
    fields: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}
    for key in ("accepted", "of"):
        fields[key] = {value: tuple(words) for value, words in row.get(key, {}).items()}
    return Aspect(name=name, **fields)


def _as_it_is(value: str) -> str:
    return value


@dataclass(frozen=True, kw_only=True, eq=False)
class Ask:
    """A truth that can be asked for."""

    aspect: str
    truth: str
    wrong: Sequence[str]  # not true, though it might be; the likelier first
    words: Mapping[str, str] = field(default_factory=dict)  # of the lines
    say: Callable[[str], str] = _as_it_is  # a value inside a yes/no question
    accepted: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = get_args(Kind)

    def possible(self) -> list[Kind]:
        """The kinds of questions it is good for."""
        least = {"yes_no": 1, "choice": 3, "open": 0}
        row = aspects()[self.aspect]
        return [kind for kind in self.kinds if row.lines(kind) and len(self.wrong) >= least[kind]]


def ask(rng: Random, one: Ask, kind: Kind, pair: int) -> tuple[Question, ...]:
    """The question in that form; a yes/no question always with its counterpart. None when it would tell its answer."""
    row = aspects()[one.aspect]
    line = rng.choice(row.lines(kind))
    if kind == "yes_no":
        halves = [("yes", one.truth), ("no", rng.choice(one.wrong[:6]))]
        rng.shuffle(halves)
        return tuple(
            _question(
                one, row, kind, _put(line, one, row.said.get(value) or one.say(value)), answer, pair=pair
            )
            for answer, value in halves
        )
    text = _put(line, one, "")
    if gives_away(text, one.truth):
        return ()
    if kind == "open":
        accepted = tuple(dict.fromkeys((*row.accepted.get(one.truth, ()), *one.accepted)))
        accepted = tuple(words for words in accepted if words != one.truth)
        return (_question(one, row, kind, text, one.truth, accepted=accepted),)
    options = rng.sample(one.wrong[: max(3, min(8, len(one.wrong)))], 3)
    letter = rng.choice(LETTERS)
    options.insert(LETTERS.index(letter), one.truth)
    return (_question(one, row, kind, text, letter, options=tuple(options), accepted=(one.truth,)),)


def _put(line: str, one: Ask, value: str) -> str:
    text = line.format_map({**one.words, "value": value})
    return text[0].upper() + text[1:]


def _question(
    one: Ask,
    row: Aspect,
    kind: Kind,
    text: str,
    answer: str,
    *,
    options: tuple[str, ...] = (),
    accepted: tuple[str, ...] = (),
    pair: int = -1,
) -> Question:
    return Question(
        text=text,
        answer=answer,
        kind=kind,
        aspect=one.aspect,
        level=row.level,
        options=options,
        accepted=accepted,
        facts=one.facts,
        pair=pair,
        sees=one.sees,
    )


def gives_away(text: str, answer: str) -> bool:
    """Whether a question contains its answer as words."""
    return bool(re.search(rf"\b{re.escape(answer.lower())}\b", text.lower()))
