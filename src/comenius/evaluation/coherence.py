"""How well ways of sharing keep a guide together while its states change, on recipes whose truth is known."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from comenius.diffusion.attention.ladder import LADDER, Rung
from comenius.diffusion.attention.masks import decided, drop_empty, mask_of
from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.generate import Drawn, generate
from comenius.diffusion.guidance import Guidance
from comenius.errors import ModelError
from comenius.evaluation.bench import render
from comenius.evaluation.gates import Gate, resampled
from comenius.evaluation.ranks import spearman
from comenius.evaluation.recogniser import readings
from comenius.evaluation.stories import Story, changes
from comenius.lexicon.common import common, phrases_of
from comenius.vision.reading import Reading
from comenius.vision.recognise import Recogniser
from comenius.vision.segment import Phrases
from comenius.vision.stock import load as load_stock

RENDERED = "rendered"  # the truth itself as a rung: what the rulers make of perfect pictures
RUNGS = ("independent", "prompts", "kv", "kv_mask", "kv_weight", "paper", "graph", "full",
         "style_aligned", "consistory", "storydiffusion", "adjacent")  # fmt: skip
MEASURES = ("identity", "scene", "change", "frozen", "calibration")
EXPECTED = (  # of arXiv:2406.04337: what is more than what, by which measure
    ("change", "paper", "kv_mask"), ("change", "kv_mask", "kv"),
    *(("identity", name, "independent") for name in ("kv", "kv_mask", "kv_weight", "paper", "graph", "full")),
)  # fmt: skip

Pictures = Float[Tensor, "steps 3 h w"]
Row = dict[str, list[float]]


@dataclass(frozen=True)
class Sight:
    """The models of a directory that draw, find, read and compare."""

    home: Path
    steps: int | None = None  # of denoising; None: as the preset has it

    @cached_property
    def backbone(self) -> Backbone:
        """The model that draws."""
        return load(self.home / "text-to-image")

    @cached_property
    def reader(self) -> Recogniser:
        """The model that reads."""
        return Recogniser.from_pretrained(self.home / "recogniser")

    @cached_property
    def segmenter(self) -> Phrases:
        """The model that finds things."""
        return Phrases(self.home / "segmenter")

    @cached_property
    def clip(self) -> tuple[Any, Any]:
        """The model that compares pictures, and its processor."""
        return load_stock("clip", self.home / "clip")

    def missing(self) -> list[str]:
        """The models that are not there."""
        parts = ("text-to-image", "recogniser", "segmenter", "clip")
        return [name for name in parts if not (self.home / name).is_dir()]


def evaluate(
    home: Path, told: Sequence[Story], names: Sequence[str], kept: Path, steps: int | None = None
) -> Iterator[tuple[str, int]]:
    """Draw and measure stories by each rung; yields a name and how many of its stories are done.

    Rows go into the file `kept` one by one, and what is there already is not drawn again.
    """
    sight = Sight(home, steps)
    if gone := sight.missing():
        raise ModelError(f"{home} has no {gone[0]}; name the folder of a training, or 'orbis'.")
    done = {(row["rung"], row["seed"]) for row in rows(kept)}
    cut = kept.exists() and not kept.read_bytes().endswith(b"\n")  # by a kill while its last row was written
    for number, one in enumerate(told, 1):
        drawn = _Drawn(sight, one)
        for name in names:
            if (name, one.seed) not in done:
                pictures = drawn.by(name)
                line = {"rung": name, "seed": one.seed, **measure(sight, one, pictures)}
                kept.parent.mkdir(parents=True, exist_ok=True)
                with kept.open("a", encoding="utf-8") as file:
                    file.write("\n" * cut + json.dumps(line) + "\n")
                cut = False
            yield name, number


class _Drawn:
    """The pictures of a story by the name of a rung; those in which things are found for masks are drawn once."""

    def __init__(self, sight: Sight, told: Story) -> None:
        self.sight = sight
        self.told = told

    @cached_property
    def plain(self) -> Pictures:
        """Each picture from its own caption alone."""
        return draw(self.sight, self.told, self.told.captions, LADDER["prompts"])

    def by(self, name: str) -> Pictures:
        """The pictures of one rung."""
        if name == RENDERED:
            shots = [(shot, self.told.setting) for shot in self.told.shots]
            return render(shots, self.sight.backbone.default_size[0])
        if name == "prompts":
            return self.plain
        words = self.told.acts if name == "independent" else self.told.captions
        plain = self.plain if LADDER[name].masked else None
        return draw(self.sight, self.told, words, LADDER[name], plain)


def rows(kept: Path) -> list[dict[str, Any]]:
    """The rows of a file, without a last one that was cut off."""
    out = []
    for line in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ():
        try:
            out.append(json.loads(line))
        except ValueError:
            continue
    return out


def table(kept: Path, seeds: Sequence[int], names: Sequence[str]) -> dict[str, tuple[Gate, ...]]:
    """For each rung the mean of every measure, with intervals over recipes."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(kept):
        if row["seed"] in seeds:
            found[row["rung"]].append(row)
    return {
        name: tuple(
            resampled(m, [row[m] for row in found[name]]) for m in MEASURES if any(r[m] for r in found[name])
        )
        for name in names
        if found[name]
    }


def compare(kept: Path, seeds: Sequence[int], names: Sequence[str]) -> tuple[Gate, ...]:
    """What the paper expects to be more, less what it expects to be less, case by case in the same recipes."""
    found = {(row["rung"], row["seed"]): row for row in rows(kept)}
    out = []
    for measure, more, less in EXPECTED:
        pairs = [(found.get((more, seed)), found.get((less, seed))) for seed in seeds]
        both = [(a[measure], b[measure]) for a, b in pairs if a is not None and b is not None]
        gaps = [[x - y for x, y in zip(ours, theirs, strict=True)] for ours, theirs in both]
        if more in names and less in names and any(gaps):
            out.append(resampled(f"{measure}: {more} - {less}", gaps))
    return tuple(out)


def draw(
    sight: Sight, told: Story, words: Sequence[str], way: Rung, plain: Pictures | None = None
) -> Pictures:
    """The pictures of a story by one way of sharing; `plain` are those in which things are found for masks."""
    own = preset(sight.backbone.directory)
    graph = way.graph(told.similarity, told.linked)
    masks = {}
    if way.masked and plain is not None:
        masks = found(sight, told, [edge[:2] for edge in graph.edges], way.scene, plain)
    events = generate(
        sight.backbone, words, seeds=[told.seed] * len(words), noise=way.noise or own.noise, similarity=told.similarity,
        sharing=way.sharing(drop_empty(graph, masks), own.sharing_start, masks),
        guidance=Guidance(scale=own.guidance, rescale=own.rescale), solver=own.solver, steps=sight.steps or own.steps,
    )  # fmt: skip
    done = {event.step: torch.from_numpy(event.picture) for event in events if isinstance(event, Drawn)}
    return torch.stack([done[step] for step in sorted(done)])


def found(
    sight: Sight, told: Story, pairs: Sequence[tuple[int, int]], scene: bool, pictures: Pictures
) -> dict[tuple[int, int], Tensor]:
    """What each reader may see of its source."""
    out: dict[tuple[int, int], Tensor] = {}
    between = common(told.shots, told.links, pairs, looks=True)
    size = (pictures.shape[-2], pictures.shape[-1])
    for source in sorted({source for _, source in pairs}):
        own = {pair: one for pair, one in between.items() if pair[1] == source}
        phrases = phrases_of(own.values())
        there = decided(phrases, sight.segmenter(pictures[source], phrases))
        out |= {pair: mask_of(there, one.shared, one.others, size, scene=scene) for pair, one in own.items()}
    return out


def measure(sight: Sight, told: Story, pictures: Pictures) -> Row:
    """What the pictures of a story get right, every case 1.0 or 0.0, and how their likeness follows the truth."""
    read = readings(sight.reader, pictures)
    return {
        **kept_and_changed(told, read),
        "calibration": [calibration(distances(sight, pictures), told.similarity)],
    }


def kept_and_changed(told: Story, read: Sequence[Reading]) -> Row:
    """Cases of five kinds.

    `identity`: of two steps with the same vessel, whether its material looks the same; of neighbours, table and wall.
    `scene`: whether vessel and each food with its form and browning are seen as they should be.
    `change`: the same of foods that look otherwise than before; `frozen`: whether they are seen as they were before.
    """
    out: Row = {"identity": [], "scene": [], "change": [], "frozen": []}
    seen = [one.attributes for one in read]
    for step, row in enumerate(told.links):
        vessel = told.shots[step].vessel
        for link in row:
            if link.name == vessel and link.step is not None:
                out["identity"].append(float(seen[step]["material"] == seen[link.step]["material"]))
        if step:
            out["identity"] += [float(seen[step][name] == seen[step - 1][name]) for name in ("table", "wall")]
    changed = {*changes(told)}
    for step, shot in enumerate(told.shots):
        states = {(food.look, food.form, food.doneness) for food in read[step].foods}
        out["scene"].append(float(seen[step]["vessel"] == shot.vessel))
        for place, food in enumerate(shot.foods):
            right = float((food.look, food.form, food.doneness) in states)
            out["scene"].append(right)
            if (step, place) in changed:
                out["change"].append(right)
                out["frozen"].append(float(bool(states & _before(told, step, place))))
    return out


def _before(told: Story, step: int, place: int) -> set[tuple[str, str, str]]:
    """How the foods looked that a food comes from, other than it looks now."""
    food = told.shots[step].foods[place]
    sources = [link.step for link in told.links[step] if link.name == food.name and link.step is not None]
    old: set[tuple[str, str, str]] = set()
    for source in sources:
        old |= {(one.look, one.form, one.doneness) for one in told.shots[source].foods}
    return old - {(one.look, one.form, one.doneness) for one in told.shots[step].foods}


def calibration(apart: Float[Tensor, "n n"], similarity: Sequence[Sequence[float]]) -> float:
    """Spearman's rank correlation of distances and 1 − W over all pairs; 0 when either is the same everywhere."""
    n = len(similarity)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    return spearman([float(apart[i, j]) for i, j in pairs], [1 - similarity[i][j] for i, j in pairs])


@torch.inference_mode()
def distances(sight: Sight, pictures: Pictures) -> Float[Tensor, "n n"]:
    """1 − cosine of the small CLIP's features of any two pictures."""
    from comenius.arrays import to_image

    model, prepare = sight.clip
    inputs = prepare(images=[to_image(one.numpy()) for one in pictures], return_tensors="pt")
    features = F.normalize(model.get_image_features(**inputs).pooler_output, dim=-1)
    apart: Tensor = 1 - features @ features.T
    return apart
