"""With sharing off, our loop draws what diffusers' own pipelines draw."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from tiny_models import build

from comenius.diffusion.backbones import load
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited, edit
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.latents import initial_noise
from comenius.diffusion.sampling import sample
from comenius.diffusion.solvers import SOLVERS, Solver
from comenius.training import autoencoding, words
from comenius.training.autoencoding import Autoencoding
from comenius.training.denoising import Denoising, Painter
from comenius.training.export import export

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

    from comenius.quiet import quiet

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


def edited(
    backbone: Any, asked: list[str], noise: torch.Tensor, before: torch.Tensor, solver: str, steps: int
) -> torch.Tensor:
    states = sample(
        backbone, backbone.encode(asked), backbone.encode_negative(""), noise, seeds=range(len(asked)),
        solver=Solver(kind=solver, steps=steps), guidance=Guidance(scale=4.0, image=1.7),
        seen=backbone.see(before),
    )  # fmt: skip
    return torch.cat([backbone.decode(state.latents) for state in states if state.finished])


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
    ours = edited(backbone, PROMPTS, NOISE, before, solver, STEPS)
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("solver", ["ddim", "dpm++", "euler"])
def test_an_edit_without_specific_edits_is_the_stock_one(tmp_path: Path, solver: str) -> None:
    directory = build(tmp_path / "edit", edits=True)
    pipe = stock("StableDiffusionInstructPix2PixPipeline", directory, solver)
    before = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(2), dtype=EXACT)
    theirs = pipe(
        PROMPTS[0], image=before, latents=initial_noise([5], (4, 8, 8)).to(EXACT), num_inference_steps=STEPS,
        guidance_scale=4.0, image_guidance_scale=1.7, output_type="latent",
    ).images  # fmt: skip
    asked = Asked(wish=PROMPTS[0], specifics=("a spoon", "steam"), seed=5)
    how = Combination(mode="paper", text=4.0, image=1.7, specific=0.0)
    *_, ours = edit(
        load(directory, dtype=EXACT), before, [asked], combination=how, solver=solver, steps=STEPS
    )
    assert isinstance(ours, Edited)
    torch.testing.assert_close(ours.latents, theirs[0], atol=1e-5, rtol=1e-5)


def test_edits_through_our_autoencoder_need_one_line_in_the_stock_pipeline(tmp_path: Path) -> None:
    tokenizer = words.learn(PROMPTS, window=12)
    recipe = Denoising(channels=(32, 32), latent_channels=8, words=(64, 64), layers=(2, 1), window=12)
    halvings = {"encoder_layers": (0, 1, 1, 1, 1), "decoder_layers": (0, 1, 1, 1, 1), "latent_channels": 8}
    torch.manual_seed(0)
    vae = autoencoding.build(Autoencoding(block_out_channels=(8,) * 5, **halvings)).eval()  # type: ignore[arg-type]
    painter = Painter(recipe, len(tokenizer), words.special(tokenizer), 4, 8)
    export(tmp_path / "edit", painter, vae, tokenizer, preset={}, words=["onion"], edits=True)
    pipe = stock("StableDiffusionXLInstructPix2PixPipeline", tmp_path / "edit", "dpm++", torch.float32)
    before = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(2))
    noise = torch.randn(1, 8, 4, 4, generator=torch.Generator().manual_seed(1))

    def theirs() -> torch.Tensor:
        drawn: torch.Tensor = pipe(
            PROMPTS[0], image=before, latents=noise, num_inference_steps=3, guidance_scale=4.0,
            image_guidance_scale=1.7, output_type="pt", height=64, width=64,
        ).images  # fmt: skip
        return drawn

    with pytest.raises(AttributeError, match="Could not access latents"):
        theirs()
    encode = pipe.vae.encode
    pipe.vae.encode = lambda x: SimpleNamespace(latents=encode(x).latent)
    ours = edited(load(tmp_path / "edit"), PROMPTS[:1], noise, before, "dpm++", 3)
    torch.testing.assert_close(ours, theirs(), atol=1e-4, rtol=1e-4)


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
