"""The storyboard: for each step what its picture must show, and how alike the pictures should be."""

from dataclasses import dataclass

from comenius.lexicon.shot import Food, Link, Shot

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One step's picture, before it is drawn."""

    step: int  # index into the guide's steps, from 0
    action: str  # what the step says to do, one line
    state: str  # what can be seen after it, one sentence
    shot: Shot
    caption: str  # the shot in the reader's words: alt text and prompt of a general painter
    foods: tuple[Food, ...] = ()  # all that is there, the main food first; empty: those of the shot
    origins: tuple[Link, ...] = ()  # beside `foods`: where each comes from
    tools: tuple[str, ...] = ()  # what hands hold in the step, one after the other, as it calls them
    drawn: bool = True  # False: nothing new to see, the shot repeats or sets the place
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()  # what was substituted, cut or guessed, for the reader of the record


@dataclass(frozen=True, kw_only=True)
class Storyboard:
    """Every frame of a guide and the similarity of their states."""

    goal: str
    frames: tuple[Frame, ...]
    similarity: Matrix  # n x n, symmetric, in [0, 1], ones on the diagonal
    raw_similarity: Matrix = ()  # as the language model gave it, before repair; empty when rules made it
    source: str = "rules"  # "rules" or the language model's name
    repairs: tuple[str, ...] = ()  # what was mended in the model's answer

    @property
    def linked(self) -> list[tuple[int, int]]:
        """Pairs of a step and an earlier one that show the same thing."""
        return [
            (frame.step, link.step) for frame in self.frames for link in frame.links if link.step is not None
        ]
