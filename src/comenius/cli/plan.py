"""`comenius plan`: what each picture of a guide would show."""

import json
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer

from comenius import files, log
from comenius.cli.asking import BUDGET, LLM, LLM_MODEL, PRICE, RETRY_FAILED, asked
from comenius.cli.sources import FROM_URL, SOURCE, read_source
from comenius.errors import SettingError
from comenius.guides.model import Guide
from comenius.illustration.board import page
from comenius.illustration.coverage import coverage
from comenius.illustration.outline import outline
from comenius.illustration.plan import guesses, plan, strange_words
from comenius.illustration.storyboard import Storyboard
from comenius.language.audit import CALLS
from comenius.language.providers import from_environment, kept_calls
from comenius.language.showing import NOTE
from comenius.language.strange import strangers


def command(
    source: Annotated[str, SOURCE] = "",
    from_url: Annotated[str, FROM_URL] = "",
    llm: Annotated[str | None, LLM] = None,
    llm_model: Annotated[str | None, LLM_MODEL] = None,
    budget: Annotated[str, BUDGET] = "",
    price: Annotated[str, PRICE] = "",
    retry_failed: Annotated[bool, RETRY_FAILED] = False,
    calls: Annotated[
        Path | None,
        typer.Option(
            help="A file or a guide's folder that keeps its answers; by default in the user's cache."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Chooses the kitchen: table, wall, materials.")] = 0,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", help="Write the storyboard as a page here; its folder is made if there is none."
        ),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say how much of it the lexicon knows.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Show what each picture would show, without drawing any.

    Without --llm the rules plan, offline. A language model's answers are kept: stopped and started again, nothing is
    asked twice.
    """
    guide = read_source(source, from_url)
    if html is not None and source and html.exists() and html.resolve() == Path(source).resolve():
        raise SettingError(f"{html} is the recipe itself; name another file for the page.")
    server, allowed = (
        from_environment(llm, llm_model),
        asked(llm, llm_model, budget, price, retry_failed, calls),
    )
    with log.progress(quiet=as_json or server is None) as bar, ExitStack() as stack:
        store = None
        if server is not None:
            from comenius.language.store import Store

            place = calls or kept_calls(guide.title)
            store = stack.enter_context(closing(Store(place / CALLS if place.is_dir() else place)))
        task = bar.add_task("Asking", total=None)
        storyboard = plan(
            guide,
            seed=seed,
            model=server,
            store=store,
            budget=allowed,
            retry_failed=retry_failed,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    warn_of_guesses(storyboard)
    if html is not None:
        files.write(html, page(outline(guide, storyboard), guide))
        log.say(f"Wrote {html}.")
    if as_json:
        print(json.dumps(outline(guide, storyboard), ensure_ascii=False, indent=2))
    elif html is None:
        _show(guide, storyboard, explain=explain)


def _show(guide: Guide, storyboard: Storyboard, *, explain: bool) -> None:
    """The plan in the terminal: what is done, what is seen, what it is like."""
    print(storyboard.goal)
    for frame, row in zip(storyboard.frames, storyboard.similarity, strict=True):
        print(f"\n{frame.step + 1:3}. {frame.action}")
        print(f"     {frame.caption}")
        earlier = [f"{j + 1} ({w:.1f})" for j, w in enumerate(row[: frame.step]) if w >= 0.3]
        if earlier:
            print(f"     like step {', '.join(earlier[-3:])}")
        for note in frame.notes:
            print(f"     note: {note}")
        if explain and (unknown := strangers(frame.action)):
            print(f"     not in the lexicon: {', '.join(unknown)}")
    if explain:
        print(f"\n{coverage(guide)}")


def warn_of_guesses(storyboard: Storyboard) -> None:
    """One line when the guide is no kitchen work, or when half of the pictures or more rest on guesses."""
    if any(NOTE in frame.notes for frame in storyboard.frames):
        log.warn(f"{NOTE[0].upper()}{NOTE[1:]}.")
        return
    guessed, of = guesses(storyboard), len(storyboard.frames)
    if 2 * guessed >= of > 0 < guessed:
        words = strange_words(storyboard)
        named = (
            f": the lexicon does not know {', '.join(words[:4])}{' …' * (len(words) > 4)}" if words else ""
        )
        log.warn(f"{guessed} of {of} pictures are guesses{named}.")
