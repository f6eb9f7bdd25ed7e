"""`comenius edit`: a vague wish becomes specific edits of a picture, or of one step of a guide."""

import json
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer

from comenius import devices, log
from comenius.cli import edit_guide
from comenius.cli.asking import BUDGET, LLM, LLM_MODEL, PRICE, RETRY_FAILED, asked
from comenius.cli.places import DEVICE, refuse_absent
from comenius.errors import SettingError, SourceError
from comenius.illustration.drawing import Advance
from comenius.illustration.editing import Asked, Done, Made, Understood, Wish, editing, understand
from comenius.illustration.editor import Editor
from comenius.photographs import photograph


def list_wishes(wanted: bool) -> None:
    """Print the wishes that are known without a language model, and end."""
    if wanted:
        from comenius.language.wishes import wishes

        for name, sense in wishes().senses.items():
            print(f"{name}: {sense.reads}.")
        raise typer.Exit


def command(
    image: Annotated[
        Path,
        typer.Argument(
            metavar="IMAGE", help="A picture (PNG, JPEG, WebP, GIF, TIFF, BMP), or the folder of a guide."
        ),
    ],
    wish: Annotated[
        str, typer.Argument(metavar="WISH", help="What it should be like: 'make it festive'.")
    ] = "",
    steps_of_guide: Annotated[
        list[int] | None, typer.Option("--step", help="Which step of the guide, from 1.")
    ] = None,
    through: Annotated[
        bool, typer.Option("--through", help="Edit the later steps that show the same things too.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the last edit of the step back; no WISH then.")
    ] = False,
    n: Annotated[int, typer.Option("--n", help="How many specific edits the wish becomes, 0 to 6.")] = 3,
    variants: Annotated[int, typer.Option(help="How many different answers.")] = 1,
    instruction: Annotated[
        list[str] | None, typer.Option(help="A specific edit of your own; may be given several times.")
    ] = None,
    forbid: Annotated[
        list[str] | None, typer.Option(help="A thing that is left alone; may be given several times.")
    ] = None,
    describe: Annotated[str, typer.Option(help="What the picture shows, instead of looking.")] = "",
    captioner: Annotated[
        str, typer.Option(help="What says what it shows: orbis, or a BLIP model, a directory or hub id.")
    ] = "",
    plan_only: Annotated[
        bool, typer.Option("--plan-only", help="Say which edits would be made, and make none.")
    ] = False,
    _: Annotated[
        bool,
        typer.Option(
            "--wishes",
            callback=list_wishes,
            is_eager=True,
            help="List the wishes known without a language model, and stop.",
        ),
    ] = False,
    model: Annotated[
        str, typer.Option(help="orbis, or an InstructPix2Pix model: a directory or hub id.")
    ] = "orbis",
    strength: Annotated[
        tuple[float, float, float] | None,
        typer.Option(help="How strongly to keep the picture, and to follow the wish and the edits."),
    ] = None,
    mode: Annotated[
        str, typer.Option(help="How edits are combined: plus, or paper, which is SANE as published.")
    ] = "plus",
    savings: Annotated[
        str | None,
        typer.Option(
            help="exact, fast (every other denoising step; hardly told apart) or fastest. By default fast; "
            "in the mode paper exact."
        ),
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Denoising steps; by default the model's own.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other edits and pictures.")] = 0,
    out: Annotated[
        str | None, typer.Option(help="Folder of the result; by default the picture's name.")
    ] = None,
    llm: Annotated[str | None, LLM] = None,
    llm_model: Annotated[str | None, LLM_MODEL] = None,
    budget: Annotated[str, BUDGET] = "",
    price: Annotated[str, PRICE] = "",
    retry_failed: Annotated[bool, RETRY_FAILED] = False,
    device: Annotated[str, DEVICE] = devices.AUTO,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")
    ] = False,
) -> None:
    """Edit a picture as a wish says: which edits it means, the pictures they make, and where each acted.

    The wish becomes a few specific edits of what the picture shows, which act together; the rest stays. A folder holds
    before.png, an answer a file, maps of the edits, and edit.json. Running it again makes only what is missing.
    Of a guide one step is edited, and all other pictures stay as they are; illustrating the recipe again keeps it.
    """
    step = steps_of_guide[0] if steps_of_guide else None
    if image.is_dir() or step is not None or through or undo:
        _refuse_halves(image, wish, steps_of_guide or [], undo, plan_only, out, variants)
    if undo and step is not None:
        edit_guide.undo(image, step, device, as_json)
        return
    if instruction and not wish.strip():  # they say it all
        wish, n = " and ".join(instruction), len(instruction)
    if out == "":
        raise SettingError("--out is empty; give the name of a folder, or leave it out.")
    terms = asked(llm, llm_model, budget, price, retry_failed)
    refuse_absent(device)
    wanted = Wish(
        text=wish, edits=n, variants=variants, instructions=tuple(instruction or ()), forbidden=tuple(forbid or ()),
        described=describe, captioner=captioner, model=model, seed=seed, steps=steps, strength=strength, mode=mode,  # type: ignore[arg-type]
        savings=savings, device=device,
    )  # fmt: skip
    folder = Path(out or f"{image.stem}-edited")
    with ExitStack() as stack:
        from comenius.language.providers import from_environment, kept_calls

        server = from_environment(llm, llm_model)
        store = None
        if server is not None:
            from comenius.language.store import Store

            store = stack.enter_context(closing(Store(kept_calls(image.stem))))
        whom = Asked(model=server, store=store, budget=terms, retry_failed=retry_failed)
        if step is not None:
            (edit_guide.plan if plan_only else edit_guide.edit)(image, step, wanted, whom, through, as_json)
            return
        if plan_only:
            known = understand(photograph(image), wanted, Editor.find(model), whom)
            _plan(known, as_json)
            for note in known.specified.notes if not as_json else ():
                log.warn(f"{note}.")
            return
        bar = stack.enter_context(log.progress(quiet=as_json))
        row = bar.add_task("Looking", total=None)
        for event in editing(image, folder, wanted, whom):
            match event:
                case Understood():
                    if not as_json:
                        _plan(event, False)
                    bar.update(row, description="Editing")
                case Advance():
                    bar.update(row, completed=event.done, total=event.calls)
                case Made():
                    pass
                case Done():
                    done = event
    _tell(done, as_json)


def _refuse_halves(
    image: Path, wish: str, steps: Sequence[int], undo: bool, plan_only: bool, out: str | None, variants: int
) -> None:
    """Passes when what is asked of a guide is whole and belongs together."""
    if not image.is_dir():
        if not image.exists():
            raise SourceError(
                f"There is no folder {image}; --step, --through and --undo need that of a guide."
            )
        raise SettingError(f"{image} is no folder of a guide; --step, --through and --undo need one.")
    if not steps:
        raise SettingError(f"{image} is a folder; say which step of its guide to edit, such as --step 4.")
    if len(steps) > 1:
        raise SettingError(
            f"--step is given {len(steps)} times; one step is edited at a time, or --through more."
        )
    if undo and (wish or plan_only):
        what = "the wish" if wish else "--plan-only"
        raise SettingError(f"--undo takes the last edit back and makes none; leave out {what}.")
    if out is not None:
        raise SettingError("A step of a guide is edited in the guide's own folder; leave out --out.")
    if variants != 1:
        raise SettingError("A step of a guide has one picture; leave out --variants and try another --seed.")


def _plan(known: Understood, as_json: bool) -> None:
    """Which edits the wish means."""
    from dataclasses import asdict

    if as_json:
        print(
            json.dumps(asdict(known.specified) | {"inventory": asdict(known.inventory)}, ensure_ascii=False)
        )
        return
    specified = known.specified
    log.say(specified.reading)
    for number, edit in enumerate(specified.edits, 1):
        log.say(f"{number}. {edit.instruction}")
    for text, reason in specified.dropped:
        log.warn(f"left out: {text!r} {reason}.")


def _tell(done: Done, as_json: bool) -> None:
    record = done.record
    if as_json:
        print(
            json.dumps(
                record | {"folder": str(done.folder), "drawn": [v + 1 for v in done.drawn]},
                ensure_ascii=False,
            )
        )
        return
    for note in record["notes"]:
        log.warn(f"{note}.")
    if done.removed:
        gone = ", ".join(path.name for path in done.removed)
        log.warn(f"{gone} of an earlier run, of more variants, is removed.")
    count = len(done.pictures)
    fresh = f"{len(done.drawn)} made now" if done.drawn else "all of them there already"
    log.say(f"{count} picture{'s' * (count != 1)}, {fresh}.")
    print(done.pictures[0])
