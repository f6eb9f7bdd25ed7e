"""A guide in words becomes a folder with an illustrated guide."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comenius import files
from comenius.diffusion.attention.ladder import rung
from comenius.errors import SettingError
from comenius.guides.model import Guide, Picture
from comenius.guides.read import read
from comenius.guides.record import record, to_json
from comenius.guides.write import FORMATS, check, write
from comenius.illustration.drawing import Advance, Kept, draw, lacking, ready
from comenius.illustration.folder import RECORD, clear, only_writer, refuse_strangers
from comenius.illustration.painter import prompts, unknown
from comenius.illustration.plan import plan, to_dict
from comenius.illustration.redrawn import Redrawn, kept_changes, settled, shown, to_list
from comenius.illustration.retouched import Retouches, kept_retouches
from comenius.illustration.retouched import to_list as edits_to_list
from comenius.illustration.retouching import clear_edits, picture_path
from comenius.illustration.storyboard import Frame, Storyboard
from comenius.illustration.task import Drawing, Model, Task, settings_of, task
from comenius.language.providers import from_environment

if TYPE_CHECKING:
    from comenius.language.budget import Budget
    from comenius.language.model import LanguageModel

MOST_STEPS = 200  # in one go, unless more are asked for


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of the work begins: reading, planning, drawing, writing."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A language model has answered so many of its questions."""

    done: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The storyboard stands; so many of its pictures are there already."""

    storyboard: Storyboard
    ready: int


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The guide with its pictures is on disk."""

    guide: Guide
    folder: Path
    drawn: tuple[int, ...]  # steps drawn in this run; the others were there
    files: tuple[Path, ...]


Event = Stage | Asked | Planned | Advance | Kept | Finished


def illustrate(
    source: str | Path | Guide,
    out: str | Path,
    *,
    drawing: Drawing = Drawing(),  # noqa: B008 - frozen
    formats: Sequence[str] = ("html", "md", "jsonld"),
    llm: str | None = None,
    llm_model: str | None = None,
    budget: "Budget | None" = None,
    retry_failed: bool = False,
    most_steps: int = MOST_STEPS,
    watch: Callable[[Event], None] = lambda event: None,
) -> Guide:
    """Illustrate a guide into the folder `out` and give it back with its pictures.

    `source` is a file or a `Guide`. `llm` is the address of a server, the directory of a chat model or a file of
    kept calls, `budget` the most that may be asked of it; `retry_failed` asks again what it answered to no use.
    Running it again draws only what is missing or changed. `watch` is told what happens. Errors are `UserError`s of
    one line; what was finished before one stays.
    """
    for event in illustrating(
        source, out, drawing=drawing, formats=formats, llm=llm, llm_model=llm_model, budget=budget,
        retry_failed=retry_failed, most_steps=most_steps, asked=watch,
    ):  # fmt: skip
        watch(event)
        if isinstance(event, Finished):
            return event.guide
    raise AssertionError("the work ends with Finished")


def illustrating(
    source: str | Path | Guide,
    out: str | Path,
    *,
    drawing: Drawing,
    formats: Sequence[str],
    llm: str | None = None,
    llm_model: str | None = None,
    budget: "Budget | None" = None,
    retry_failed: bool = False,
    most_steps: int = MOST_STEPS,
    asked: Callable[[Asked], None] = lambda event: None,
) -> Iterator[Event]:
    """The work of `illustrate`, event by event; closing the generator stops it with everything finished kept.

    `asked` is told of the language model's answers, which come while the generator is at work.
    """
    started = time.monotonic()
    yield Stage(name="reading")
    guide = source if isinstance(source, Guide) else read(source)
    if len(guide.steps) > most_steps:
        raise SettingError(
            f"{guide.title!r} has {len(guide.steps)} steps; at most {most_steps} are drawn in one go. "
            f"Split it, or allow more with --most-steps {len(guide.steps)}."
        )
    check(formats)
    model = Model.find(drawing)
    folder = Path(out)
    pictures = [picture_path(Path(), step).as_posix() for step in range(len(guide.steps))]
    refuse_strangers(folder, [*(FORMATS[name][0] for name in formats), *pictures])
    with only_writer(folder):
        yield Stage(name="planning")
        server = from_environment(llm, llm_model)
        storyboard = _plan(guide, folder, drawing.seed, server, budget, retry_failed, asked)
        wording = rung(drawing.coherence or model.preset.coherence).wording
        lines = prompts(storyboard, vocabulary=model.vocabulary, mode=wording, style=model.preset.style)
        changes = kept_changes(folder / RECORD, guide)
        retouches = Retouches.of(kept_retouches(folder / RECORD, guide))
        work = replace(task(storyboard, lines, model, drawing), retouches=retouches)
        work, changes = settled(folder, work, storyboard, changes)
        kept = ready(folder, work)
        before = time.monotonic()
        yield Planned(storyboard=storyboard, ready=len(kept))
        missing = [step for step in range(len(lines)) if step not in kept]
        yield Stage(name="drawing")
        unkept = lacking(folder, work) if drawing.keep_latents else []
        for event in draw(folder, work, missing, unkept):
            if isinstance(event, Kept):
                kept[event.step] = event
            yield event
        drawn = time.monotonic()
        yield Stage(name="writing")
        guide = with_pictures(guide, shown(storyboard, changes, work.model).frames, kept, work.retouches)
        seconds = {"plan": before - started, "draw": drawn - before}
        run = _run(work, lines, drawing, kept, changes, seconds, len(missing))
        text = to_json(record(guide, storyboard=to_dict(storyboard), run=run))
        pages = write(guide, folder, formats)
        files.write(folder / RECORD, text)
        clear(folder, len(guide.steps))
        clear_edits(folder, work)
        yield Finished(guide=guide, folder=folder, drawn=tuple(missing), files=(*pages, folder / RECORD))


def _plan(
    guide: Guide,
    folder: Path,
    seed: int,
    server: "LanguageModel | None",
    budget: "Budget | None",
    retry_failed: bool,
    asked: Callable[[Asked], None],
) -> Storyboard:
    if server is None:
        return plan(guide, seed=seed)
    from comenius.language.store import Store

    with closing(Store(folder / "calls.sqlite")) as store:
        return plan(
            guide,
            seed=seed,
            model=server,
            store=store,
            budget=budget,
            retry_failed=retry_failed,
            progress=lambda done, of: asked(Asked(done=done, of=of)),
        )


def with_pictures(
    guide: Guide, frames: Iterable[Frame], kept: Mapping[int, Kept], retouches: Retouches
) -> Guide:
    """The guide with a picture at the steps of these frames, its alternative text the caption and what was edited."""
    steps = list(guide.steps)
    for frame in frames:
        width, height = kept[frame.step].size
        path = picture_path(Path(), frame.step).as_posix()
        caption = f"{frame.caption[0].upper()}{frame.caption[1:]}.{retouches.said(frame.step)}"
        picture = Picture(path=path, alt=caption, width=width, height=height)
        steps[frame.step] = replace(steps[frame.step], picture=picture)
    return replace(guide, steps=tuple(steps))


def noted(work: Task, kept: Mapping[int, Kept], changes: Iterable[Redrawn]) -> dict[str, list[str]]:
    """What there is to say about these pictures, by the number of their step."""
    words = work.model.vocabulary
    notes = {step: list(kept[step].notes) for step in sorted(kept)}
    for step in notes:
        strange = unknown(work.prompt(step), words) if words is not None else ()
        notes[step] += [f"the model does not know {', '.join(map(repr, strange))}"] * bool(strange)
    for change in changes:
        notes[change.step] = list(dict.fromkeys((*notes.get(change.step, ()), *change.notes)))
    return {str(step + 1): lines for step, lines in notes.items() if lines}


def _run(
    work: Task,
    prompts: Sequence[str],
    drawing: Drawing,
    kept: Mapping[int, Kept],
    changes: Sequence[Redrawn],
    seconds: dict[str, float],
    drawn: int,
) -> dict[str, Any]:
    """How the pictures came about, for guide.json."""
    model = work.model
    hashes = {model.identity.name: model.identity.sha256}
    if "segmenter" in work.settings:
        hashes["segmenter"] = work.settings["segmenter"]
    return {
        "model": model.name,
        "model_hashes": hashes,
        "settings": settings_of(drawing) | work.settings | {"segmenter": drawing.segmenter},
        "prompts": list(prompts),
        "seeds": list(work.seeds),
        "graph": work.graph.to_dict(),
        "redrawn": to_list(changes),
        "edited": edits_to_list(work.retouches.all),
        "notes": noted(work, kept, changes),
        "timings": {name: round(value, 3) for name, value in seconds.items()} | {"pictures": drawn},
        "scores": {},
        "versions": {name: metadata.version(name) for name in ("torch", "diffusers", "transformers")},
    }
