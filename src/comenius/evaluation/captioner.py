"""Whether the captioner names the foods, their forms and the vessel of a picture."""

from collections.abc import Iterator, Sequence

import torch

from comenius.arrays import to_image
from comenius.evaluation.bench import AT_ONCE, Bench, Missing, Section
from comenius.evaluation.gates import Gate, share
from comenius.vision.stock import load
from comenius.vision.telling import hits

NAMES = 0.90  # of the pictures, or of the foods that are named
LONGEST = 72  # tokens of a caption


def sections(bench: Bench) -> Iterator[Section | Missing]:
    """How often each is right."""
    if (bench.home / "captioner").is_dir():
        yield Section(name="captioner", gates=compare(captions(bench), bench.captions))
    else:
        yield Missing(name="captioner")


@torch.no_grad()
def captions(bench: Bench) -> list[str]:
    """The caption of every rendered picture, word by word the likeliest."""
    model, prepare = load("captioner", bench.home / "captioner")
    out: list[str] = []
    for part in bench.rendered.split(AT_ONCE):
        inputs = prepare(images=[to_image(pixels) for pixels in part.numpy()], return_tensors="pt")
        ids = model.generate(
            pixel_values=inputs.pixel_values, max_new_tokens=LONGEST, do_sample=False, num_beams=1
        )
        out += prepare.batch_decode(ids, skip_special_tokens=True)
    return out


def compare(said: Sequence[str], truth: Sequence[str]) -> tuple[Gate, ...]:
    """How often captions name what the true ones name, by what is asked."""
    return tuple(share(name, values, NAMES) for name, values in hits(said, truth).items() if values)
