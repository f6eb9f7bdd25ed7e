"""What the recogniser sees: in pictures whose truth is known, and in those that are drawn from words."""

from collections import defaultdict
from collections.abc import Iterator

from jaxtyping import Float
from torch import Tensor

from comenius.evaluation.bench import AT_ONCE, Bench, Missing, Section
from comenius.evaluation.gates import Gate, share
from comenius.vision.reading import Reading
from comenius.vision.recognise import Recogniser
from comenius.vision.scoring import LEAST, Rows, answers

DRAWN = {  # what a drawn picture must get right, and how often
    "vessel": 0.95, "material": 0.95, "table": 0.95, "wall": 0.95, "tool": 0.95,
    "foods 1": 0.90, "foods 2": 0.80, "form": 0.90, "doneness": 0.90,
}  # fmt: skip
RULER = {"foods 1": 0.98, "foods 2": 0.98}  # what a recogniser must read in rendered pictures


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """The ruler itself on pictures as rendered and as autoencoded, then the model that draws."""
    if bench.reader is None:
        yield Missing(name="recogniser")
        return
    for name, pictures, goals in (
        ("recogniser on rendered pictures", "rendered", RULER),
        ("recogniser on autoencoded pictures", "kept", {}),
        ("text-to-image", "drawn", DRAWN),
    ):
        yield Section(name=name, gates=read(bench.reader, getattr(bench, pictures), bench.truth, goals))


def readings(reader: Recogniser, pictures: Float[Tensor, "b 3 h w"]) -> list[Reading]:
    """What a recogniser sees in each picture."""
    return [reading for part in pictures.split(AT_ONCE) for reading in reader.read(part, LEAST)]


def read(
    reader: Recogniser, pictures: Float[Tensor, "b 3 h w"], truth: Rows, goals: dict[str, float]
) -> tuple[Gate, ...]:
    """How often a recogniser sees in pictures what they should show; goals by the names of `answers`."""
    hits: defaultdict[str, list[float]] = defaultdict(list)
    for name, value in answers(reader.classes, truth, readings(reader, pictures)):
        hits[name].append(value)
    return tuple(share(name, hits[name], goals.get(name)) for name in sorted(hits))
