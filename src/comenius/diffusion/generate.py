"""Prompts become pictures, each as soon as it is ready."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from jaxtyping import Float
from numpy import isfinite, ndarray
from torch import Tensor, cat

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.sharing import Sharing
from comenius.diffusion.backbones.backbone import Backbone, Size
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.latents import Noise, initial_noise, varied
from comenius.diffusion.sampling import State, sample
from comenius.diffusion.solvers import Solver
from comenius.diffusion.variation import Variation
from comenius.errors import ModelError, SettingError


@final
@dataclass(frozen=True, kw_only=True)
class Progress:
    """One call of the denoiser is done."""

    done: int
    calls: int  # of the whole run
    state: State  # for who wants a preview: `backbone.decode(event.state.denoised)`


@final
@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One picture is ready."""

    step: int
    seed: int
    picture: Float[ndarray, "3 height width"]  # RGB in [0, 1]
    latents: Float[Tensor, "c h w"]
    notes: tuple[str, ...] = ()  # what of the prompt the model could not read


def generate(
    backbone: Backbone,
    prompts: Sequence[str],
    *,
    seeds: Sequence[int],
    goals: Sequence[str] | None = None,
    negative: str = "",
    graph: StepGraph | None = None,
    sharing: Sharing | None = None,
    noise: Noise = "independent",
    similarity: Sequence[Sequence[float]] | None = None,
    variations: Mapping[int, Variation] | None = None,
    known: Mapping[int, Float[Tensor, "total c h w"]] | None = None,
    guidance: Guidance | float = 5.0,
    solver: Solver | str = "dpm++",
    steps: int = 20,
    size: Size | None = None,
    before: Float[Tensor, "steps 3 height width"] | None = None,
    only: Collection[int] | None = None,
    batch: int = 1,
) -> Iterator[Progress | Drawn]:
    """Draw one picture a prompt, each from its own seed; settings are checked before the first is begun.

    `graph` says which pictures read each other (`sharing` says also how much, when and where). `noise` is
    "coupled" by `similarity`, "shared" or "independent"; `variations` give single steps other noise, and no other
    step's noise follows. `known` holds the latents of some steps after each denoising step: these are read as they
    are and not drawn. With `only`, those steps alone come out, byte for byte
    as in the whole run: what they read is drawn again on the way. `steps` counts denoising steps; a `Solver`
    brings its own. An edit model changes the pictures `before`, RGB in [0, 1], as the prompts ask, and keeps their
    size. Closing the generator stops the work.
    """
    if backbone.edits and (before is None or len(before) != len(prompts)):
        raise SettingError(
            f"{backbone.name} edits pictures and needs one for each of the {len(prompts)} instructions; "
            "to draw from words alone, take another model."
        )
    if before is not None:
        if not backbone.edits:
            raise SettingError(
                f"{backbone.name} draws from words alone; to edit a picture, take an edit model."
            )
        size = before.shape[-1], before.shape[-2]
    if len(seeds) != len(prompts):
        raise SettingError(f"There are {len(seeds)} seeds for {len(prompts)} pictures; one each is needed.")
    if sharing is None and graph is not None:
        sharing = Sharing(graph=graph)
    if sharing is not None and sharing.graph.steps != len(prompts):
        raise SettingError(
            f"The graph has {sharing.graph.steps} steps, but there are {len(prompts)} prompts."
        )
    wanted = frozenset(range(len(prompts)) if only is None else only)
    variations, known = variations or {}, known or {}
    if strangers := sorted({*wanted, *variations, *known} - set(range(len(prompts)))):
        raise SettingError(f"There is no step {strangers[0]}; the steps are 0 to {len(prompts) - 1}.")
    guidance = guidance if isinstance(guidance, Guidance) else Guidance(scale=guidance)
    solver = solver if isinstance(solver, Solver) else Solver(kind=solver, steps=steps)
    start = initial_noise(seeds, backbone.latent_shape(size), noise=noise, similarity=similarity)
    start = varied(start, variations)
    return _draw(
        backbone, prompts, goals, negative, before, start, seeds, solver, guidance, sharing, known, wanted, batch
    )  # fmt: skip


def _draw(
    backbone: Backbone,
    prompts: Sequence[str],
    goals: Sequence[str] | None,
    negative: str,
    before: Float[Tensor, "steps 3 height width"] | None,
    start: Float[Tensor, "steps c h w"],
    seeds: Sequence[int],
    solver: Solver,
    guidance: Guidance,
    sharing: Sharing | None,
    known: Mapping[int, Float[Tensor, "total c h w"]],
    wanted: frozenset[int],
    batch: int,
) -> Iterator[Progress | Drawn]:
    """The work behind `generate`, once everything that was asked for is known to be possible."""
    if not wanted:
        return
    positive = backbone.encode(prompts, goals)
    seen = None if before is None else cat([backbone.see(picture) for picture in before.split(1)])
    states = sample(
        backbone,
        positive,
        backbone.encode_negative(negative),
        start,
        seeds=seeds,
        solver=solver,
        guidance=guidance,
        seen=seen,
        sharing=sharing,
        known=known,
        only=wanted,
        batch=batch,
    )
    for state in states:
        yield Progress(done=state.done, calls=state.calls, state=state)
        if not state.finished:
            continue
        for row, step in enumerate(state.steps):
            if step in wanted:
                latents = state.latents[row : row + 1]
                yield Drawn(
                    step=step,
                    seed=seeds[step],
                    picture=finished(backbone, latents, f"step {step + 1}"),
                    latents=latents[0],
                    notes=positive.notes[step],
                )


def finished(
    backbone: Backbone, latents: Float[Tensor, "1 c h w"], what: str
) -> Float[ndarray, "3 height width"]:
    """The picture of finished latents, RGB in [0, 1]; `ModelError` when what came out is none."""
    picture: ndarray = backbone.decode(latents)[0].float().cpu().numpy()
    if not isfinite(picture).all():
        raise ModelError(
            f"{backbone.name} made no picture of {what}, only values that are no numbers; its "
            "weights are damaged, or too coarse for this precision. Copy the model again."
        )
    return picture
