"""Whether the captioner names the foods, their forms and the vessel of a picture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import torch

from comenius.arrays import to_image
from comenius.evaluation.bench import AT_ONCE, Bench, Missing, Section
from comenius.evaluation.gates import Gate, share
from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import COUNTS, plural
from comenius.vision.stock import load

NAMES = 0.90  # of the pictures, or of the foods that are named
LONGEST = 72  # tokens of a caption
WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*|,")
MIXED = ("mixture", "of")

Words = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a caption says."""

    foods: dict[str, Words]  # the words of its form, by the look; none for a liquid, a powder, a loaf
    vessel: str  # empty when none is named


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
    """How often captions name what the true ones name.

    `food`: every food of a picture and no other; `form`: that of each food which both name; `vessel`: of a picture.
    """
    hits: dict[str, list[float]] = {"food": [], "form": [], "vessel": []}
    for ours, theirs in zip(map(told, said), map(told, truth), strict=True):
        hits["food"].append(float(ours.foods.keys() == theirs.foods.keys()))
        both = ours.foods.keys() & theirs.foods.keys()
        hits["form"] += [float(ours.foods[look] == theirs.foods[look]) for look in both]
        hits["vessel"].append(float(ours.vessel == theirs.vessel))
    return tuple(share(name, values, NAMES) for name, values in hits.items() if values)


def told(caption: str) -> Told:
    """What a caption says of foods and vessel, read as `lexicon.shot.describe` writes; toppings are not asked for."""
    words = WORD.findall(caption.lower())
    words = words[: words.index(",")] if "," in words else words
    foods, place = _parted(words)
    if foods[:2] == ["an", "empty"]:
        foods, place = [], foods[2:]
    return Told(foods=_foods(foods), vessel=_vessel(place))


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """What there is, and where: the words before and after the first `in a` or `on a`, up to the next."""
    cuts = [
        i for i in range(len(words) - 1) if words[i] in ("in", "on") and words[i + 1] in ("a", "an")
    ]  # no look and no form has these words
    ends = [*cuts, len(words), len(words)]
    return words[: ends[0]], words[ends[0] : ends[1]]


def _vessel(words: list[str]) -> str:
    ending = [name for name in kitchen().vessels if words[-len(name.split()) :] == name.split()]
    return max(ending, key=len, default="")


def _foods(words: list[str]) -> dict[str, Words]:
    """Looks with the words of their forms; the parts of a mixture all have its own."""
    words = words[: words.index("topped")] if "topped" in words else words
    idle = {"and", *kitchen().donenesses, *(count.strip() for count in COUNTS.values())}
    out: dict[str, Words] = {}
    form: Words = ()
    before: list[str] = []
    place = 0
    while place < len(words):
        length = next((n for n in (4, 3, 2, 1) if tuple(words[place : place + n]) in _looks()), 0)
        if not length:
            before.append(words[place])
            place += 1
            continue
        own = tuple(word for word in before if word not in idle)
        form = own or (form if form == MIXED and before == ["and"] else ())
        out[_looks()[tuple(words[place : place + length])]] = form
        before = []
        place += length
    return out


@cache
def _looks() -> dict[Words, str]:
    """Every look by its words, one and several."""
    names = kitchen().foods
    return {tuple(WORD.findall(form)): look for look in names for form in (plural(look), look)}
