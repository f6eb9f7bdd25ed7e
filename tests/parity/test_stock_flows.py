"""With sharing off, our loop draws what diffusers' own pipelines of Stable Diffusion 3 and FLUX.1 draw."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_flows import build

from comenius.diffusion.backbones import load
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.sampling import sample
from comenius.diffusion.solvers import FLOWS, Solver
from comenius.quiet import quiet

PROMPTS = ["chopped onion", "dough"]
LONG = ["a bowl of chopped onion with two eggs", "dough on a board"]  # beyond CLIP's window, not T5's
STEPS = 5
EXACT = torch.float64
NOISE = torch.randn(2, 4, 8, 8, generator=torch.Generator().manual_seed(1), dtype=EXACT)
SIZE = {"height": 16, "width": 16}
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def stock(kind: str, directory: Path, solver: str) -> Any:
    """The stock pipeline on the same weights, with its solver made from the model's own schedule."""
    import diffusers

    with quiet():
        absent = {part: None for part in ("text_encoder_3", "tokenizer_3") if not (directory / part).is_dir()}
        extras = {"image_encoder": None, "feature_extractor": None}
        pipe = getattr(diffusers, kind).from_pretrained(directory, dtype=EXACT, **extras, **absent)
        name, options = FLOWS[solver]
        shift = {"flow_shift": pipe.scheduler.config.shift} if solver == "dpm++" else {}
        pipe.scheduler = getattr(diffusers, name).from_config(pipe.scheduler.config, **options, **shift)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def ours(
    directory: Path, prompts: list[str], solver: str, scale: float, negative: str = "", goals: Any = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Latents and pictures."""
    backbone = load(directory, dtype=EXACT)
    states = sample(
        backbone, backbone.encode(prompts, goals), backbone.encode_negative(negative), NOISE, seeds=[0, 1],
        solver=Solver(kind=solver, steps=STEPS), guidance=Guidance(scale=scale),
    )  # fmt: skip
    latents = torch.cat([state.latents for state in states if state.finished])
    return latents, backbone.decode(latents)


@pytest.mark.parametrize("t5", [True, False])
@pytest.mark.parametrize("solver", ["euler", "dpm++"])
def test_stable_diffusion_3_draws_the_same(tmp_path: Path, t5: bool, solver: str) -> None:
    directory = build(tmp_path / "sd3", "sd3", t5=t5)
    prompts = LONG if t5 else PROMPTS
    pipe = stock("StableDiffusion3Pipeline", directory, solver)
    asked = {"prompt": prompts, "negative_prompt": ["blurry"] * 2, "latents": NOISE, "guidance_scale": 4.0}
    with quiet():
        theirs = pipe(**asked, **SIZE, num_inference_steps=STEPS, output_type="latent").images
        shown = pipe(**asked, **SIZE, num_inference_steps=STEPS, output_type="pt").images
    latents, pictures = ours(directory, prompts, solver, 4.0, "blurry")
    torch.testing.assert_close(latents, theirs, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(pictures, shown, atol=1e-5, rtol=1e-5)


def test_goals_are_read_by_the_second_encoder_of_stable_diffusion_3(sd3_directory: Path) -> None:
    pipe = stock("StableDiffusion3Pipeline", sd3_directory, "euler")
    goals = ["fried rice", "bread"]
    theirs = pipe(
        PROMPTS, prompt_2=goals, prompt_3=PROMPTS, latents=NOISE, guidance_scale=4.0, num_inference_steps=STEPS,
        output_type="latent", **SIZE,
    ).images  # fmt: skip
    latents, _ = ours(sd3_directory, PROMPTS, "euler", 4.0, goals=goals)
    torch.testing.assert_close(latents, theirs, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("dynamic", [True, False])
@pytest.mark.parametrize(("told", "scale"), [(True, 3.5), (False, 1.0), (False, 4.0)])
def test_flux_draws_the_same(tmp_path: Path, dynamic: bool, told: bool, scale: float) -> None:
    directory = build(tmp_path / "flux", "flux", dynamic=dynamic, told=told)
    pipe = stock("FluxPipeline", directory, "euler")
    packed = pipe._pack_latents(NOISE, 2, 4, 8, 8)
    guided = {"guidance_scale": scale} if told else {"true_cfg_scale": scale, "negative_prompt": ["", ""]}
    given = {"prompt": LONG, "latents": packed, "max_sequence_length": 512 if told else 256}
    with quiet():
        theirs = pipe(**given, **guided, **SIZE, num_inference_steps=STEPS, output_type="latent").images
        shown = pipe(**given, **guided, **SIZE, num_inference_steps=STEPS, output_type="pt").images
    latents, pictures = ours(directory, LONG, "euler", scale)
    torch.testing.assert_close(
        latents, pipe._unpack_latents(theirs, 16, 16, pipe.vae_scale_factor), atol=1e-5, rtol=1e-5
    )
    torch.testing.assert_close(pictures, shown, atol=1e-5, rtol=1e-5)
