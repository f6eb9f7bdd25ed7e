"""Whether specific edits fulfil vague wishes better than the wish alone (SANE, arXiv:2407.20232), on known scenes."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.presets import Preset, preset, vocabulary
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited, edit
from comenius.diffusion.savings import PRESETS
from comenius.errors import ModelError, SettingError
from comenius.evaluation import fulfilment
from comenius.evaluation.alignment import TEXTUAL, Clip, apart, layers_apart, scores
from comenius.evaluation.bench import autoencoded, render
from comenius.evaluation.coherence import rows
from comenius.evaluation.wishes import Case
from comenius.language.specifics import spoken
from comenius.seeds import derive
from comenius.vision.reading import Reading
from comenius.vision.recognise import Recogniser
from comenius.weights import identify

SYSTEMS = ("nothing", "truth", "plain", "joined", "sane1", "sane2", "sane3", "paper3")
EVERY = 4  # of so many cases one is answered again, with other noise and with other edits

Picture = Float[Tensor, "3 h w"]
Measured = dict[str, list[float]]
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A picture that a system made, and which edit made which place."""

    picture: Picture
    maps: Float[Tensor, "edits h w"]


@dataclass(frozen=True, kw_only=True)
class Models:
    """The models of a directory that edit and read, and a CLIP that compares."""

    home: Path
    clip: Clip
    steps: int | None = None  # of denoising; None: as the preset has it

    def __post_init__(self) -> None:
        for name in ("edit", "recogniser"):
            if not (self.home / name).is_dir():
                raise ModelError(f"{self.home} has no {name}; name the folder of a training, or 'orbis'.")

    @cached_property
    def editor(self) -> Backbone:
        """The model that edits."""
        return load(self.home / "edit")

    @cached_property
    def own(self) -> Preset:
        """How it likes to be used."""
        return preset(self.home / "edit")

    @cached_property
    def vocabulary(self) -> frozenset[str] | None:
        """The words that it knows; None when it reads any."""
        return vocabulary(self.home / "edit")

    @cached_property
    def reader(self) -> Recogniser:
        """The model that reads."""
        return Recogniser.from_pretrained(self.home / "recogniser")

    @cached_property
    def made(self) -> str:
        """What rows depend on besides their case: a hash of weights and denoising steps."""
        edits, reads = (identify("", self.home / name, ("", "*")) for name in ("edit", "recogniser"))
        parts = [edits.sha256, reads.sha256, self.clip.identity.sha256, str(self.steps or self.own.steps)]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]

    def answer(self, system: str, case: Case, edits: Sequence[str], turn: int, before: Picture) -> Answer:
        """What a system makes of a wish; `turn` numbers the noise, which all systems share."""
        number = 0 if system in ("plain", "joined") else int(system[-1])
        specifics = tuple(edits[:number])
        wish = " and ".join(edits) if system == "joined" else spoken(case.wish, specifics, self.vocabulary)
        text, image = self.own.guidance, self.own.image_guidance
        how = (
            Combination(mode="paper", text=text, specific=text, image=image)
            if system.startswith("paper")
            else Combination(text=text, image=image, savings=PRESETS["fast"])
        )
        asked = Asked(wish=wish, specifics=specifics, seed=derive(case.seed, "answer", turn))
        events = edit(
            self.editor, before[None], [asked], combination=how, solver=self.own.solver,
            steps=self.steps or self.own.steps, neutral=self.own.neutral,
        )  # fmt: skip
        done = next(event for event in events if isinstance(event, Edited))
        return Answer(picture=torch.from_numpy(done.picture), maps=torch.from_numpy(done.maps))


def ready(models: Models, kept: Path) -> list[Row]:
    """The rows that are there, or `SettingError` when they are of something else."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        there = rows(kept)
    except (OSError, ValueError) as e:
        raise SettingError(f"{kept} is no file of rows ({e}); choose another with --out.") from e
    if any(not isinstance(row, dict) or row.get("made") != models.made for row in there):
        raise SettingError(
            f"{kept} holds other rows, or those of other models or another number of denoising steps; "
            "choose another file with --out."
        )
    return there


def evaluate(
    models: Models, told: Iterable[Case], names: Sequence[str], kept: Path
) -> Iterator[tuple[Case, str]]:
    """Answer wishes by each system and measure it; yields a case and the name of a system that is done with it.

    Rows go into the file `kept` one by one, and what is there already is not made again.
    """
    done = {(row["system"], *_of(row)) for row in ready(models, kept)}
    cut = kept.exists() and not kept.read_bytes().endswith(b"\n")  # by a kill while its last row was written
    for place, case in enumerate(told):
        view = View(models, case)
        for name in names:
            if (name, case.seed, *case.instructions) not in done:
                line: Row = {"system": name, "case": case.seed, "made": models.made, "wish": case.wish}
                line |= {"edits": case.instructions}
                line |= view.measure(name, again=place % EVERY == 0)
                with kept.open("a", encoding="utf-8") as file:
                    file.write("\n" * cut + json.dumps(line) + "\n")
                cut = False
            yield case, name


def of(found: Iterable[Row], told: Iterable[Case]) -> list[Row]:
    """The rows of these cases; a case that has other edits since is another one."""
    asked = {(case.seed, *case.instructions) for case in told}
    return [row for row in found if _of(row) in asked]


def _of(row: Row) -> tuple[Any, ...]:
    """What a row is about: a seed and instructions."""
    return row["case"], *row["edits"]


class View:
    """A case as the rulers see it; what all systems share is computed once."""

    def __init__(self, models: Models, case: Case) -> None:
        self.models = models
        self.case = case

    @cached_property
    def rendered(self) -> Float[Tensor, "2 3 h w"]:
        """The picture before, and what it would be with all edits done."""
        shots = [(shot, self.case.setting) for shot in (self.case.before, self.case.after)]
        return render(shots, self.models.editor.default_size[0])

    @cached_property
    def autoencoded(self) -> Float[Tensor, "2 3 h w"]:
        """The same as the model could at best make them."""
        return autoencoded(self.models.editor, self.rendered)

    @cached_property
    def words(self) -> Float[Tensor, "4 d"]:
        """Captions before and after, of the edits that are made and of another reading of the wish."""
        return self.models.clip.words([*self.case.captions, *self.case.other_captions])

    @cached_property
    def readings(self) -> list[Reading]:
        """What is read before, and with all edits done."""
        return self.models.reader.read(self.rendered)

    @cached_property
    def targets(self) -> Bool[Tensor, "edits h w"]:
        """What each edit alone should change."""
        return fulfilment.targets(self.case, self.rendered.shape[-1])

    def answer(self, name: str, edits: Sequence[str], turn: int) -> Answer:
        """A system's answer; the two that draw nothing show what the rulers make of no change and of the truth."""
        if name in ("nothing", "truth"):
            picture = self.autoencoded[("nothing", "truth").index(name)]
            return Answer(picture=picture, maps=picture.new_zeros(0, *picture.shape[1:]))
        return self.models.answer(name, self.case, edits, turn, self.rendered[0])

    def measure(self, name: str, *, again: bool) -> Measured:
        """All measures of a system, each a list: empty where it has nothing to say."""
        case, models = self.case, self.models
        answer = self.answer(name, case.instructions, 0)
        seen = models.clip.pictures(torch.stack([self.rendered[0], answer.picture]))
        x, y = seen.features
        other = scores(x, y, self.words[2], self.words[3])
        row = {
            **scores(x, y, self.words[0], self.words[1]),
            **{f"{measure} other": other[measure] for measure in TEXTUAL},
            **self._read(answer),
            "nearer": fulfilment.nearer(answer.picture, self.rendered[0], self.rendered[1], self.targets),
            "rest": fulfilment.left(answer.picture, self.rendered[0], self.rendered[1]),
        }
        if len(answer.maps) > 1:
            row |= self._acts(answer)
        if again and name not in ("nothing", "truth"):
            row |= self._diversity(name, answer)
        return row

    def _read(self, answer: Answer) -> Measured:
        """What is read of what was asked and of what must stay, where it is read right of the truth itself."""
        case, (before, truth) = self.case, self.readings
        seen = self.models.reader.read(answer.picture[None])[0]
        hits, right = (fulfilment.asked(case, one) for one in (seen, truth))
        own = len(answer.maps)
        return {
            "asked": fulfilment.able(hits, right),
            "own": fulfilment.able(hits[:own], right[:own]),
            **{
                name: fulfilment.able(ruler(case, before, seen), ruler(case, before, truth))
                for name, ruler in (("stays", fulfilment.stays), ("subject", fulfilment.subject))
            },
        }

    def _acts(self, answer: Answer) -> Measured:
        """Which edit acts where, against the truth."""
        truth = self.targets[: len(answer.maps)]
        ours = fulfilment.chosen(answer.maps)
        found, chance = fulfilment.overlap(ours, truth)
        return {
            "IoU": found,
            "IoU - chance": fulfilment.pairs(found, chance),
            "places": fulfilment.places(ours, truth),
        }

    def _diversity(self, name: str, answer: Answer) -> Measured:
        """How far answers are apart: with other noise and the same edits, and with other edits and the same noise."""
        others = [self.answer(name, self.case.instructions, 1).picture]
        if name != "plain":
            others.append(self.answer(name, self.case.others, 0).picture)
        seen = self.models.clip.pictures(torch.stack([answer.picture, *others]))
        row: Measured = {}
        for place, by in enumerate(("", " by edits")[: len(others)], 1):
            pair = seen[[0, place]]
            row |= {f"apart{by}": [apart(pair.features)], f"layers{by}": [layers_apart(pair.layers)]}
        return row
