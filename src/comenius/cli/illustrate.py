"""`comenius illustrate`: a recipe becomes an illustrated guide."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from comenius import devices, log
from comenius.cli.asking import BUDGET, LLM, LLM_MODEL, PRICE, RETRY_FAILED, asked
from comenius.cli.places import DEVICE, refuse_absent
from comenius.cli.plan import warn_of_guesses
from comenius.cli.sources import FROM_URL, SOURCE, read_source
from comenius.errors import SettingError
from comenius.illustration.drawing import Advance, Kept
from comenius.illustration.illustrate import MOST_STEPS, Finished, Planned, Stage, illustrating
from comenius.illustration.task import Drawing

STAGES = {"reading": "Reading", "planning": "Planning", "drawing": "Drawing", "writing": "Writing"}


def command(
    source: Annotated[str, SOURCE] = "",
    from_url: Annotated[str, FROM_URL] = "",
    out: Annotated[
        str | None, typer.Option(help="Folder of the guide; by default the source's name.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="orbis, a directory in diffusers' format, or a hub id.")
    ] = "orbis",
    llm: Annotated[str | None, LLM] = None,
    llm_model: Annotated[str | None, LLM_MODEL] = None,
    budget: Annotated[str, BUDGET] = "",
    price: Annotated[str, PRICE] = "",
    retry_failed: Annotated[bool, RETRY_FAILED] = False,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other pictures.")] = 0,
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps; by default the model's own number.")
    ] = None,
    size: Annotated[
        int | None, typer.Option(help="Side of a picture in pixels; by default the model's own.")
    ] = None,
    guidance: Annotated[float | None, typer.Option(help="How strictly pictures follow their words.")] = None,
    coherence: Annotated[
        str | None,
        typer.Option(
            help="How pictures agree: independent, prompts, kv, kv_mask, kv_weight, paper, graph, full, "
            "style_aligned, consistory, storydiffusion, adjacent; by default as the model likes it."
        ),
    ] = None,
    segmenter: Annotated[
        str | None,
        typer.Option(
            help="What finds things for masks: attention (the model's own), a CLIPSeg, or GroundingDINO+SAM, each a "
            "directory or hub id; by default the CLIPSeg beside the model, else attention."
        ),
    ] = None,
    device: Annotated[str, DEVICE] = devices.AUTO,
    keep_latents: Annotated[
        bool, typer.Option("--keep-latents", help="Keep what `comenius redraw --quick` draws from.")
    ] = False,
    formats: Annotated[
        str, typer.Option("--format", help="What to write, of html,md,jsonld.")
    ] = "html,md,jsonld",
    most_steps: Annotated[
        int, typer.Option(min=1, help="The longest guide that is drawn in one go.")
    ] = MOST_STEPS,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")
    ] = False,
) -> None:
    """Turn a recipe into an illustrated guide: a folder with index.html, guide.json and the pictures.

    Running it again draws only what is missing or changed. A guide's kitchen (table, wall, materials) follows from
    its title and the seed.
    """
    guide = read_source(source, from_url)
    terms = asked(llm, llm_model, budget, price, retry_failed)
    if out == "":
        raise SettingError("--out is empty; give the name of a folder, or leave it out.")
    refuse_absent(device)
    folder = Path(out or _folder_name(source, guide.title))
    drawing = Drawing(
        model=model, seed=seed, steps=steps, size=size, guidance=guidance, coherence=coherence, segmenter=segmenter,
        keep_latents=keep_latents, device=device,
    )  # fmt: skip
    with log.progress(quiet=as_json) as bar:
        row = bar.add_task("Reading", total=None)
        events = illustrating(
            guide,
            folder,
            drawing=drawing,
            formats=tuple(dict.fromkeys(part.strip().lower() for part in formats.split(","))),
            llm=llm,
            llm_model=llm_model,
            budget=terms,
            retry_failed=retry_failed,
            most_steps=most_steps,
            asked=lambda event: bar.update(row, completed=event.done, total=event.of),
        )
        of = made = 0
        for event in events:
            match event:
                case Stage():
                    bar.update(row, description=STAGES[event.name])
                case Planned():
                    warn_of_guesses(event.storyboard)
                    of, made = len(event.storyboard.frames), event.ready
                    bar.update(row, description=f"Drawing picture {min(made + 1, of)} of {of}")
                case Advance():
                    bar.update(row, completed=event.done, total=event.calls)
                case Kept():
                    made += 1
                    bar.update(row, description=f"Drawing picture {min(made + 1, of)} of {of}")
                case Finished():
                    finished = event
    _tell(finished, as_json)


def _folder_name(source: str, title: str) -> str:
    """A folder beside where the user stands, named after the recipe."""
    named = source and source != "-"
    name = Path(source).stem if named else re.sub(r"[^\w]+", "-", title.lower()).strip("-")
    return f"{name or 'guide'}-guide"


def _tell(finished: Finished, as_json: bool) -> None:
    pages = [str(path) for path in finished.files]
    if as_json:
        print(json.dumps({"folder": str(finished.folder), "files": pages, "drawn": [i + 1 for i in finished.drawn],
                          "pictures": len(finished.guide.steps)}))  # fmt: skip
        return
    count, drawn = len(finished.guide.steps), len(finished.drawn)
    fresh = f"{drawn} drawn now" if drawn else "all of them there already"
    log.say(f"{finished.guide.title}: {count} pictures, {fresh}.")
    print(next((page for page in pages if page.endswith("index.html")), pages[0]))
