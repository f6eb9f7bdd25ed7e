"""With sharing off, our loop draws what diffusers' own pipelines draw."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_models import build

from comenius.diffusion.backbones import load
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.sampling import sample
from comenius.diffusion.solvers import SOLVERS, Solver

PROMPTS = ["chopped onion in a red pan", "dough"]
STEPS = 6
# diffusers' solvers turn tensors into arrays the way numpy 1 liked it
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
EXACT = torch.float64  # rows are computed one at a time here and together there: rounding is no difference
NOISE = torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(1), dtype=EXACT)


@pytest.fixture(scope="module")
def sd(sd_directory: Path) -> Any:
    return load(sd_directory, dtype=EXACT)


@pytest.fixture(scope="module")
def xl(xl_directory: Path) -> Any:
    return load(xl_directory, dtype=EXACT)


def stock(kind: str, directory: Path, solver: str, dtype: torch.dtype = EXACT) -> Any:
    """The stock pipeline on the same weights, with its solver made from the model's own schedule."""
    import diffusers

    from comenius.diffusion.backbones.quiet import quiet

    more = {} if "XL" in kind else {"safety_checker": None, "feature_extractor": None}
    with quiet():
        pipe = getattr(diffusers, kind).from_pretrained(directory, dtype=dtype, **more)
        name, options = SOLVERS[solver]
        pipe.scheduler = getattr(diffusers, name).from_config(pipe.scheduler.config, **options)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def ours(backbone: Any, solver: str, negative: str, rescale: float = 0.0, goals: Any = None) -> torch.Tensor:
    states = sample(
        backbone,
        backbone.encode(PROMPTS, goals),
        backbone.encode_negative(negative),
        NOISE,
        seeds=[0, 1],
        solver=Solver(kind=solver, steps=STEPS),
        guidance=Guidance(scale=4.0, rescale=rescale),
    )
    return torch.cat([state.latents for state in states if state.finished])


@pytest.mark.parametrize("solver", ["ddim", "euler", "dpm++"])
@pytest.mark.parametrize("negative", ["", "blurry"])
def test_stable_diffusion_draws_the_same_latents(
    sd: Any, sd_directory: Path, solver: str, negative: str
) -> None:
    pipe = stock("StableDiffusionPipeline", sd_directory, solver)
    theirs = pipe(
        PROMPTS, latents=NOISE, num_inference_steps=STEPS, guidance_scale=4.0, output_type="latent",
        negative_prompt=[negative] * 2 if negative else None, guidance_rescale=0.3,
    ).images  # fmt: skip
    torch.testing.assert_close(ours(sd, solver, negative, rescale=0.3), theirs, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("solver", ["ddim", "euler", "dpm++"])
@pytest.mark.parametrize("negative", ["", "blurry"])
def test_stable_diffusion_xl_draws_the_same_latents(
    xl: Any, xl_directory: Path, solver: str, negative: str
) -> None:
    pipe = stock("StableDiffusionXLPipeline", xl_directory, solver)
    goals = ["fried rice", "bread"]
    theirs = pipe(
        PROMPTS, prompt_2=goals, latents=NOISE, num_inference_steps=STEPS, guidance_scale=4.0,
        negative_prompt=[negative] * 2 if negative else None, output_type="latent",
    ).images  # fmt: skip
    torch.testing.assert_close(ours(xl, solver, negative, goals=goals), theirs, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("solver", ["ddim", "dpm++"])
@pytest.mark.parametrize("xl", [False, True])
def test_an_edit_model_draws_the_same_pictures(tmp_path: Path, solver: str, xl: bool) -> None:
    directory = build(tmp_path / "edit", xl=xl, edits=True)
    kind = f"StableDiffusion{'XL' if xl else ''}InstructPix2PixPipeline"
    pipe, backbone = stock(kind, directory, solver), load(directory, dtype=EXACT)
    before = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(2), dtype=EXACT)
    theirs = pipe(
        PROMPTS, image=before, latents=NOISE, num_inference_steps=STEPS, guidance_scale=4.0,
        image_guidance_scale=1.7, output_type="pt", **({"height": 16, "width": 16} if xl else {}),
    ).images  # fmt: skip
    states = sample(
        backbone,
        backbone.encode(PROMPTS),
        backbone.encode_negative(""),
        NOISE,
        seeds=[0, 1],
        solver=Solver(kind=solver, steps=STEPS),
        guidance=Guidance(scale=4.0, image=1.7),
        seen=backbone.see(before),
    )
    ours = torch.cat([backbone.decode(state.latents) for state in states if state.finished])
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", ["StableDiffusionPipeline", "StableDiffusionXLPipeline"])
def test_latents_decode_to_the_same_pictures(
    kind: str, sd: Any, sd_directory: Path, xl: Any, xl_directory: Path
) -> None:
    backbone, directory = (sd, sd_directory) if kind == "StableDiffusionPipeline" else (xl, xl_directory)
    pipe = stock(kind, directory, "ddim")
    theirs = pipe(PROMPTS, latents=NOISE, num_inference_steps=2, guidance_scale=1.0, output_type="pt").images
    latents = pipe(
        PROMPTS, latents=NOISE, num_inference_steps=2, guidance_scale=1.0, output_type="latent"
    ).images
    torch.testing.assert_close(backbone.decode(latents), theirs, atol=1e-5, rtol=1e-5)


def test_the_bundled_model_is_a_stock_pipeline() -> None:
    from comenius.diffusion.backbones import resolve

    orbis = load(resolve("orbis"), dtype=torch.float32)
    pipe = stock("StableDiffusionXLPipeline", resolve("orbis"), "dpm++", torch.float32)
    side = pipe.default_sample_size
    noise = torch.randn(
        2, pipe.unet.config.in_channels, side, side, generator=torch.Generator().manual_seed(1)
    )
    theirs = pipe(PROMPTS, latents=noise, num_inference_steps=3, guidance_scale=4.0, output_type="pt").images
    states = sample(
        orbis,
        orbis.encode(PROMPTS, None),
        orbis.encode_negative(""),
        noise,
        seeds=[0, 1],
        solver=Solver(kind="dpm++", steps=3),
        guidance=Guidance(scale=4.0),
    )
    latents = torch.cat([state.latents for state in states if state.finished])
    torch.testing.assert_close(orbis.decode(latents), theirs, atol=1e-3, rtol=1e-3)
