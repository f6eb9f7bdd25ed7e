"""One step of a finished guide drawn anew, and with it, when asked for, what reads it; all else stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from comenius import files, settings
from comenius.devices import AUTO
from comenius.diffusion.variation import Variation
from comenius.errors import ModelError, SettingError, SourceError
from comenius.guides.model import Guide
from comenius.guides.record import from_dict, read_record, record, to_json
from comenius.guides.write import FORMATS, write
from comenius.illustration.captioned import captioned
from comenius.illustration.drawing import Advance, Kept, draw, lacking, ready
from comenius.illustration.folder import RECORD, need_guide, only_writer
from comenius.illustration.illustrate import noted, with_pictures
from comenius.illustration.redrawn import Redrawn, applied, kept_changes, shown, to_list
from comenius.illustration.retouched import Retouches, kept_retouches
from comenius.illustration.storyboard import Storyboard
from comenius.illustration.task import Drawing, Model, Task, task
from comenius.illustration.trail import trail_key, trail_path


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is asked for. What is left out stays as it was redrawn before."""

    seed: int | None = None  # of other noise
    share: float = 1.0  # of the noise that is new, in (0, 1]
    caption: str = ""
    through: bool = False  # the steps that read it are drawn anew too
    quick: bool = False  # what it reads follows kept latents

    def __post_init__(self) -> None:
        if self.seed is None and not self.caption.strip():
            raise SettingError(
                "Nothing would change; give another --seed, or say with --caption what to show."
            )
        if self.quick and self.through:
            raise SettingError("--quick draws one picture alone; leave out --through, or draw all exactly.")

    @property
    def variation(self) -> Variation | None:
        """The noise that is asked for."""
        return None if self.seed is None else Variation(seed=self.seed, change=self.share)


@dataclass(frozen=True, kw_only=True)
class Redone:
    """The guide with its new picture is on disk."""

    guide: Guide
    drawn: tuple[int, ...]  # steps drawn in this run; the others were there
    notes: tuple[str, ...]  # what of the caption is drawn as something else, or not at all
    files: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A guide as its record has it, before anything is redrawn."""

    record: dict[str, Any]
    guide: Guide
    storyboard: Storyboard
    drawing: Drawing
    work: Task
    changes: tuple[Redrawn, ...]

    @classmethod
    def read(cls, folder: Path, device: str = AUTO) -> "Recorded":
        """All that guide.json holds, and the model found again; `UserError` when it is not the same.

        Where the guide was drawn may be another machine, so `device` is said anew.
        """
        need_guide(folder)
        path = folder / RECORD
        data = read_record(path)
        guide = from_dict(data["guide"])
        run = data["run"]
        try:
            known = {field.name: run["settings"].get(field.name, field.default) for field in fields(Drawing)}
            here = {"model": run["model"], "device": device}
            drawing = settings.build(Drawing, known | here, where=str(path))
            storyboard = settings.build(Storyboard, data["storyboard"], where=f"{path}: storyboard")
            lines, hashes = tuple(run["prompts"]), dict(run["model_hashes"])
            seeds, graph = run["seeds"], run["graph"]
        except (SettingError, KeyError, TypeError, AttributeError) as e:
            said = f"lacks {e}" if isinstance(e, KeyError) else f"is damaged: {e}"
            raise SourceError(f"{path} {said.rstrip('.')}. Illustrate the guide again.") from e
        model = Model.find(drawing)
        if hashes.get(model.identity.name) != model.identity.sha256:
            raise ModelError(
                f"{model.name} has other weights now than those that drew {folder}; bring the former ones back, or "
                "illustrate the guide again."
            )
        retouches = Retouches.of(kept_retouches(path, guide))
        work = replace(task(storyboard, lines, model, drawing), retouches=retouches)
        if work.graph.to_dict() != graph or list(work.seeds) != seeds or len(lines) != len(guide.steps):
            raise SourceError(
                f"{folder} was drawn by another version of Comenius, which planned otherwise. Illustrate it again."
            )
        return cls(
            record=data,
            guide=guide,
            storyboard=storyboard,
            drawing=drawing,
            work=work,
            changes=kept_changes(path, guide),
        )

    def write(self, folder: Path, guide: Guide, run: Mapping[str, Any]) -> tuple[Path, ...]:
        """Write the pages that are there, and last the record, of a guide with other pictures; all that was written."""
        pages = write(
            guide, folder, [name for name, (file, _) in FORMATS.items() if (folder / file).is_file()]
        )
        data = record(guide, storyboard=self.record["storyboard"], run=self.record["run"] | run)
        files.write(folder / RECORD, to_json(data))
        return (*pages, folder / RECORD)


def redrawing(
    folder: Path, number: int, change: Change, device: str = AUTO
) -> Iterator[Advance | Kept | Redone]:
    """Draw the step of a number, from 1, anew; the work event by event, and closing the generator stops it.

    What reads the step keeps its picture, made from the one before, unless the change goes through. A picture is
    replaced only by a whole one, pages and record after all pictures: what stops on the way leaves the guide as it
    was but for pictures that are finished, and the same call goes on from there.
    """
    need_guide(folder)
    with only_writer(folder):
        before = Recorded.read(folder, device)
        step, steps = number - 1, len(before.guide.steps)
        if not 0 <= step < steps:
            raise SettingError(f"There is no step {number}; {before.guide.title!r} has steps 1 to {steps}.")
        one = _redrawn(before, step, change)
        touched = before.work.retouches.touched(_touched(before.work, step) if one.through else {step})
        exact = [replace(other, quick=other.quick and other.step not in touched) for other in before.changes]
        changes = _merged(exact, one)
        work = applied(before.work, before.storyboard, changes)
        if one.quick:
            _need_trails(folder, work, step)
        kept = ready(folder, work)
        if others := [s + 1 for s in range(steps) if s not in kept and s not in touched]:
            raise SourceError(
                f"The pictures of steps {', '.join(map(str, others))} in {folder} are missing or made from other "
                "inputs; illustrate the recipe again first."
            )
        missing = sorted(touched - kept.keys())
        unkept = lacking(folder, work) if before.drawing.keep_latents and one.through else []
        for event in draw(folder, work, missing, [s for s in unkept if s in touched]):
            if isinstance(event, Kept):
                kept[event.step] = event
            yield event
        frame = shown(before.storyboard, changes, work.model).frames[step]
        guide = with_pictures(before.guide, [frame], kept, work.retouches)
        run = {"redrawn": to_list(changes), "notes": noted(work, kept, changes)}
        written = before.write(folder, guide, run)
        yield Redone(guide=guide, drawn=tuple(missing), notes=one.notes, files=written)


def _redrawn(before: Recorded, step: int, change: Change) -> Redrawn:
    """The change on top of what the step was redrawn with before."""
    found = [one for one in before.changes if one.step == step]
    one = min(found, key=lambda one: one.through, default=None)
    one = one or Redrawn(step=step, text=before.guide.steps[step].text)
    one = replace(one, through=change.through, quick=change.quick)
    if change.variation is not None:
        one = replace(one, variation=change.variation)
    if caption := " ".join(change.caption.split()):
        own = before.storyboard.frames[step].shot
        one = replace(one, caption=caption, **_seen(before, caption, step, own))
    return one


def _seen(before: Recorded, caption: str, step: int, own: Any) -> Mapping[str, Any]:
    """Shot and notes of a caption; a painter that reads any words can do without."""
    try:
        found = captioned(caption, before.guide, step, own, seed=before.drawing.seed)
    except SettingError:
        if before.work.model.vocabulary is not None:
            raise
        return {"shot": None, "notes": ()}
    return {"shot": found.shot, "notes": found.notes if before.work.model.vocabulary is not None else ()}


def _merged(changes: Sequence[Redrawn], one: Redrawn) -> tuple[Redrawn, ...]:
    """The changes with one more: it takes the place of the step's own, and of one for all if it is for all."""
    rest = [c for c in changes if c.step != one.step or (c.through and not one.through)]
    return tuple(sorted((*rest, one), key=lambda c: (c.step, not c.through)))


def _touched(work: Task, step: int) -> set[int]:
    """A step and all that read it, directly or through others."""
    return {other for other in range(len(work.prompts)) if step in work.graph.closure({other})}


def _need_trails(folder: Path, work: Task, step: int) -> None:
    """`SourceError` when the latents of what a step reads are not there."""
    for source, _ in work.graph.sources(step):
        if trail_key(trail_path(folder, source)) != work.path(source):
            raise SourceError(
                f"{folder} keeps no latents of step {source + 1}, which step {step + 1} reads; run comenius "
                "illustrate with --keep-latents first, or leave out --quick."
            )
