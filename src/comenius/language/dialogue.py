"""One chat about one guide: a turn for each step, then how alike the states are, then which objects return."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, TypeVar

from comenius.guides.model import Guide
from comenius.language.ask import Engine
from comenius.language.keys import canonical
from comenius.language.links import read_links
from comenius.language.model import InvalidReply, Message, assistant, system, user
from comenius.language.schema import Mismatch, schema_of
from comenius.language.shots import Seen, mend, read, salvage, sentence, shorten
from comenius.language.similarity import Matrix, compared, repair
from comenius.language.template import Prompt, clean, fence, whole
from comenius.lexicon.looks import Kitchen, kitchen
from comenius.lexicon.shot import Link, Shot, describe

T = TypeVar("T")
Similar = tuple[Matrix, Matrix, tuple[str, ...]]  # mended, as given, what was mended
Linked = tuple[tuple[tuple[Link, ...], ...], tuple[str, ...]]  # of each step, and what was mended

LONGEST_STEP = 2000  # characters of a step that are sent
MOST_INGREDIENTS = 60
WINDOW = 24  # steps that a turn looks back on
MOST_COMPARED = (
    24  # longer guides get no matrix and no links from the model: they would not fit into an answer
)


@dataclass(frozen=True, kw_only=True)
class SimilarityAnswer:
    """The form of the second question."""

    similarity: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class SeenLink:
    """One object, by the step number that a reader counts from 1."""

    name: str
    relation: Literal["new", "same", "similar", "same-shape", "same-texture"]
    step: int | None


@dataclass(frozen=True, kw_only=True)
class StepLinks:
    """The objects of one step."""

    links: tuple[SeenLink, ...]


@dataclass(frozen=True, kw_only=True)
class LinksAnswer:
    """The form of the third question."""

    steps: tuple[StepLinks, ...]


class Dialogue:
    """One chat about one guide."""

    def __init__(
        self, guide: Guide, engine: Engine, offline: Sequence[Shot], progress: Callable[[int, int], None]
    ) -> None:
        self.guide = guide
        self.engine = engine
        self.offline = offline
        self.progress = progress
        self.kitchen = kitchen()
        self.n = len(guide.steps)
        self.turns: list[tuple[str, str]] = []  # question and answer
        names = [*(f"step {i}" for i in range(self.n)), "similarity", "links"]
        self.keys: dict[str, tuple[str, ...]] = dict.fromkeys(names, ())  # of the calls, by question
        self.done = 0

    def states(self) -> Iterator[tuple[str, Shot, tuple[str, ...]]]:
        """State, shot and notes of every step, one after the other: each turn sees the answers before it."""
        for i in range(self.n):
            yield self.step(i)
            self._tell()

    def comparisons(self, shots: Sequence[Shot]) -> tuple[Similar, Linked]:
        """Similarity and links: neither needs the other, so a model that takes two requests gets both at once."""
        similar: list[Similar] = []
        linked: list[Linked] = []
        jobs: tuple[Callable[[], None], ...] = (
            lambda: similar.append(self.similarity(shots)),
            lambda: linked.append(self.links()),
        )
        for n, _ in enumerate(self.engine.together(jobs)):
            if self.n <= MOST_COMPARED and (n or self.n > 1):
                self._tell()
        return similar[0], linked[0]

    def _tell(self) -> None:
        self.done += 1
        compared = (self.n > 1) + 1 if self.n <= MOST_COMPARED else 0
        self.progress(self.done, self.n + compared)

    def step(self, i: int) -> tuple[str, Shot, tuple[str, ...]]:
        """State and shot after step i, and what had to be mended."""
        step = self.guide.steps[i]
        words = " ".join((step.text or step.title).split())
        notes: list[str] = []
        if len(words) > LONGEST_STEP:
            notes.append(f"step: {len(words)} characters → {LONGEST_STEP}")
        question = f"Step {i + 1}: {fence(clean(words, LONGEST_STEP))}"
        offline = self.offline[i] if self.offline else None
        try:
            seen = self.ask(f"step {i}", self.engine.prompt("recaption"), question, read, Seen)
        except InvalidReply as error:
            seen = salvage(error.value)
            usable = sentence(seen.state) or seen.foods
            # A model that fails at once has not understood; one that fails later is helped over the step.
            if not usable and (i == 0 or offline is None):
                raise
            notes.append("answer: out of form twice → what could be used of it")
        self.turns.append((question, whole(canonical(asdict(seen)))))
        state = sentence(seen.state)
        if not state and not seen.foods and offline is not None:
            return describe(offline), offline, (*notes, "state and shot: none → rules")
        shot, mended = mend(seen, self.kitchen, offline)
        if not state:
            notes.append("state: none → the shot in words")
        state = state or describe(shot)
        short = shorten(state)
        if short != state:
            notes.append(f"state: {len(state.split())} words → {len(short.split())}")
        return short, shot, (*notes, *mended)

    def similarity(self, shots: Sequence[Shot]) -> Similar:
        """The matrix, mended; the matrix as given; what was mended."""
        if self.n == 1:
            return ((1.0,),), (), ()
        if self.n > MOST_COMPARED:
            return compared(shots), (), (f"similarity: {self.n} steps are too many to ask → from the shots",)
        asked = self.engine.prompt("similarity")
        question = asked.render(n=str(self.n))
        try:
            rows = self.ask("similarity", asked, question, self.square, SimilarityAnswer)
        except InvalidReply as error:
            rows = _member(error.value, "similarity")
        matrix, repairs = repair(rows, self.n)
        return matrix, _numbers(rows), _told(repairs)

    def square(self, value: object) -> object:
        """The rows as they came; what they hold is mended later, that they are n rows of n is asked for."""
        rows = _member(value, "similarity")
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise Mismatch('similarity must be a list of lists of numbers: {"similarity": [[1, …], …]}')
        if sizes := {len(row) for row in rows} - {self.n} or ({len(rows)} - {self.n}):
            raise Mismatch(
                f"similarity must have {self.n} rows of {self.n} numbers; found {len(rows)} and {sizes}"
            )
        return rows

    def links(self) -> Linked:
        """The links of each step, and what was mended."""
        if self.n > MOST_COMPARED:
            return ((),) * self.n, (f"links: {self.n} steps are too many to ask → none",)
        asked = self.engine.prompt("links")
        try:
            rows = self.ask("links", asked, asked.render(n=str(self.n)), self.linked, LinksAnswer)
        except InvalidReply as error:
            rows = _steps(error.value)
        links, repairs = read_links(rows, self.n)
        named = tuple(tuple(replace(link, name=clean(link.name, 60)) for link in row) for row in links)
        return tuple(tuple(link for link in row if link.name) for row in named), _told(repairs)

    def linked(self, value: object) -> object:
        """One list of objects per step, as they came."""
        rows = _steps(value)
        if not isinstance(rows, list) or len(rows) != self.n:
            found = f"{len(rows)} entries" if isinstance(rows, list) else "no list"
            raise Mismatch(f"steps must be a list of {self.n} entries, one a step; found {found}")
        return rows

    def ask(self, name: str, asked: Prompt, question: str, reader: Callable[[object], T], form: type) -> T:
        """One more turn of the chat."""
        try:
            answer = self.engine.ask(self.chat(question), asked=asked, read=reader, schema=schema_of(form))
        except InvalidReply as error:
            self.keys[name] = error.keys
            raise
        self.keys[name] = answer.keys
        return answer.value

    def chat(self, question: str) -> list[Message]:
        """The introduction, the last turns and the new question; user and assistant alternate."""
        turns = [*self.turns[-WINDOW:], (question, "")]
        messages = [system(introduction(self.engine.prompt("recaption"), self.kitchen))]
        for n, (asked, answered) in enumerate(turns):
            messages.append(user(f"{self.dish()}\n\n{asked}" if n == 0 else asked))
            messages.append(assistant(answered))
        return messages[:-1]

    def dish(self) -> str:
        """What is cooked and from what, as data."""
        lines = [clean(i.text or i.name, 200) for i in self.guide.ingredients[:MOST_INGREDIENTS]]
        return f"Dish: {fence({'title': clean(self.guide.title, 200), 'ingredients': lines})}"


def introduction(asked: Prompt, inventory: Kitchen) -> str:
    """The opening of the chat: task, rules, what can be drawn, the form of the answer, worked examples."""
    looks = (f"- {name}: {', '.join(look.forms)}" for name, look in inventory.foods.items())
    vessels = (
        f"- {name}: {', '.join(materials) or '(no material)'}"
        for name, materials in inventory.vessels.items()
    )
    return asked.render(
        looks="\n".join(looks),
        vessels="\n".join(vessels),
        tools=", ".join(inventory.tools),
        donenesses=", ".join(inventory.donenesses),
    )


def _told(repairs: Sequence[str]) -> tuple[str, ...]:
    """Repairs quote the model: one clean line each."""
    return tuple(clean(words, 200) for words in repairs)


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else value


def _steps(value: object) -> object:
    rows = _member(value, "steps")
    return [_member(row, "links") for row in rows] if isinstance(rows, list) else rows


def _numbers(rows: object) -> Matrix:
    """The rows if every cell is a finite number, else nothing: strings and NaN are told in the repairs."""
    try:
        found = tuple(tuple(float(cell) for cell in row) for row in rows)  # type: ignore[attr-defined]
    except (TypeError, ValueError, OverflowError):
        return ()
    return found if all(abs(cell) < float("inf") for row in found for cell in row) else ()
