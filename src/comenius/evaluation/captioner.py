"""Whether the captioner names the foods, their forms and the vessel of a picture."""

from collections.abc import Iterator, Sequence

from comenius.arrays import to_image
from comenius.evaluation.bench import AT_ONCE, Bench, Missing, Section
from comenius.evaluation.gates import Gate, share
from comenius.vision.caption import captions
from comenius.vision.stock import load
from comenius.vision.telling import hits

NAMES = 0.90  # of the pictures, or of the foods that are named
LONGEST = 72  # tokens of a caption


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """How often each is right."""
    if (bench.home / "captioner").is_dir():
        yield Section(name="captioner", gates=compare(said(bench), bench.captions))
    else:
        yield Missing(name="captioner")


def said(bench: Bench) -> list[str]:
    """The caption of every rendered picture."""
    model, prepare = load("captioner", bench.home / "captioner")
    out: list[str] = []
    for part in bench.rendered.split(AT_ONCE):
        out += captions(model, prepare, [to_image(pixels) for pixels in part.numpy()], LONGEST)
    return out


def compare(told: Sequence[str], truth: Sequence[str]) -> tuple[Gate, ...]:
    """How often captions name what the true ones name, by what is asked."""
    return tuple(share(name, values, NAMES) for name, values in hits(told, truth).items() if values)
