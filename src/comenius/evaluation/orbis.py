"""The bundled models against what the kitchen knows: the truth of scenes that no training has seen."""

from collections.abc import Iterator
from pathlib import Path

from comenius.evaluation import autoencoder, captioner, clip, edit, recogniser, segmenter
from comenius.evaluation.bench import Bench, Missing, Section, Watch, bundled

KINDS = (autoencoder, recogniser, clip, edit, segmenter, captioner)


def evaluate(
    home: Path | None = None, count: int = 500, watch: Watch = lambda done, of: None
) -> Iterator[Section | Missing]:
    """Measure the models of a directory (the bundled ones by default), one section after the other.

    A directory holds `text-to-image`, `recogniser`, `clip`, `edit`, `segmenter` and `captioner`; what is not there is
    `Missing`. `count` scenes are asked, at least two; `watch` is told how many pictures of how many are drawn.
    """
    bench = Bench(home or bundled(), count, watch)
    for kind in KINDS:
        yield from kind.sections(bench)
