"""How much of a picture comes through the autoencoder."""

from collections.abc import Iterator

from jaxtyping import Float
from torch import Tensor

from comenius.evaluation.bench import Bench, Missing, Section
from comenius.evaluation.gates import mean

PSNR = 30.0  # dB


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """The ratio of signal to noise."""
    yield Section(name="autoencoder", gates=(mean("PSNR", psnr(bench.kept, bench.rendered), PSNR),))


def psnr(ours: Float[Tensor, "b 3 h w"], truth: Float[Tensor, "b 3 h w"]) -> list[float]:
    """Peak signal-to-noise ratio of each picture in dB, values in [0, 1]; an equal picture counts 100."""
    errors = (ours - truth).square().mean((1, 2, 3)).clamp_min(1e-10)
    return [float(value) for value in -10 * errors.log10()]
