"""Stable Diffusion 3 and FLUX.1 keep the promises that UNets keep: words, sizes, sharing, and one clear line."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_flows import WINDOW, build

from comenius.diffusion.attention.crossing import columns
from comenius.diffusion.attention.graph import build_graph
from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.generate import Drawn, Progress, generate
from comenius.errors import ModelError, SettingError

PROMPTS = ["chopped onion", "onion in a pan", "soup in a pot", "soup in a bowl"]
SEEDS = [11, 12, 13, 14]
W = [[1, 0.9, 0.2, 0.1], [0.9, 1, 0.6, 0.2], [0.2, 0.6, 1, 0.8], [0.1, 0.2, 0.8, 1]]
LONG = "a red onion, a carrot, a stalk of celery, two eggs, and a loaf of bread"


@pytest.fixture(scope="module")
def sd3(sd3_directory: Path) -> Any:
    return load(sd3_directory)


@pytest.fixture(scope="module")
def flux(flux_directory: Path) -> Any:
    return load(flux_directory)


@pytest.fixture(params=["sd3", "flux"])
def model(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def draw(model: Any, n: int = 4, **settings: Any) -> dict[int, np.ndarray]:
    similarity = [row[:n] for row in W[:n]]
    settings = {"graph": build_graph(similarity), "steps": 2, "size": 16, "solver": "euler", **settings}
    events = generate(model, PROMPTS[:n], seeds=SEEDS[:n], **settings)
    return {event.step: event.picture for event in events if isinstance(event, Drawn)}


def same(a: dict[int, np.ndarray], b: dict[int, np.ndarray]) -> bool:
    return all(np.array_equal(a[step], b[step]) for step in a.keys() & b.keys())


def test_sizes_are_multiples_of_what_a_token_covers(model: Any) -> None:
    assert model.latent_shape(16) == (4, 8, 8)
    with pytest.raises(SettingError, match=r"multiples of 4 px\. Try 16"):
        model.latent_shape(18)
    assert not model.edits


def test_pictures_that_share_depend_on_what_they_read_and_on_nothing_else(model: Any) -> None:
    shared = draw(model)
    assert same(shared, draw(model))
    assert same(shared, draw(model, 3))
    alone = draw(model, graph=None)
    assert np.array_equal(shared[0], alone[0])
    assert not np.array_equal(shared[1], alone[1])
    few = draw(model, only={2})
    assert few.keys() == {2}
    assert np.array_equal(few[2], shared[2])


def test_a_larger_batch_gives_the_same_pictures(model: Any) -> None:
    one, many = draw(model), draw(model, batch=4)
    assert all(np.abs(one[step] - many[step]).max() < 1e-4 for step in one)


@pytest.mark.parametrize("solver", ["euler", "dpm++"])
def test_the_end_is_foreseen_for_previews(model: Any, solver: str) -> None:
    events = [*generate(model, PROMPTS[:1], seeds=[1], steps=4, size=16, solver=solver)]
    last = [event.state for event in events if isinstance(event, Progress)][-1]
    assert last.denoised is not None
    torch.testing.assert_close(last.denoised, last.latents, atol=1e-5, rtol=1e-5)


def test_a_solver_that_cannot_follow_flows_is_named(sd3: Any) -> None:
    with pytest.raises(
        SettingError, match="'ddim' cannot follow flow matching; this model needs euler or dpm"
    ):
        draw(sd3, solver="ddim")


def test_a_distilled_model_is_told_its_guidance_in_one_call(flux: Any, sd3: Any) -> None:
    rows: dict[str, list[int]] = {"flux": [], "sd3": []}
    for name, model in (("flux", flux), ("sd3", sd3)):
        hook = model.network.register_forward_pre_hook(
            lambda _m, _a, given, name=name: rows[name].append(len(given["hidden_states"])), with_kwargs=True
        )
        draw(model, 1, guidance=4.0)
        hook.remove()
    assert rows == {"flux": [1] * 2, "sd3": [2] * 2}
    assert not same(draw(flux, 1, guidance=1.5), draw(flux, 1, guidance=4.0))


def test_t5_reads_what_clip_cannot(sd3: Any, flux: Any) -> None:
    for model in (sd3, flux):
        row: Any = model.encode([LONG])
        other: Any = model.encode([LONG.replace("bread", "sugar")])
        assert row.notes == ((),)
        assert torch.equal(row.pooled, other.pooled)  # CLIP has read the same beginning
        assert not torch.equal(row.embeds, other.embeds)
        lost = model.encode([" ".join([LONG] * 12)])
        assert f"the model reads {model.window} tokens; left out: " in lost.notes[0][0]


def test_without_t5_clip_reads_on_where_zeros_would_be(tmp_path: Path) -> None:
    model = load(build(tmp_path / "sd3", "sd3", t5=False))
    assert model.window == WINDOW
    assert model.components == ("text_encoder", "text_encoder_2", "transformer", "vae")
    first, second, *more = model.pieces(LONG)
    row, head, further = (model.encode([text]) for text in (LONG, first, second))
    assert row.pooled is not None
    assert head.pooled is not None
    assert row.embeds.shape == head.embeds.shape == (1, WINDOW + 256, 12)
    assert torch.equal(row.embeds[:, :WINDOW], head.embeds[:, :WINDOW])
    assert torch.equal(row.embeds[:, WINDOW : 2 * WINDOW], further.embeds[:, :WINDOW])
    assert not head.embeds[:, WINDOW:].any()
    assert torch.equal(row.pooled, head.pooled)
    assert row.notes == ((f"the model reads {WINDOW} tokens at once; read in {2 + len(more)} pieces",),)
    assert "left out" in model.encode([" ".join([LONG] * 12)]).notes[0][0]
    assert draw(model, 1, guidance=4.0)[0].shape == (3, 16, 16)


@pytest.mark.parametrize(
    ("kind", "told", "expected"),
    [
        ("sd3", False, ("euler", 28, 4.5)),
        ("flux", True, ("euler", 28, 3.5)),
        ("flux", False, ("euler", 4, 1.0)),
    ],
)
def test_each_kind_has_its_habits(
    tmp_path: Path, kind: str, told: bool, expected: tuple[str, int, float]
) -> None:
    own = preset(build(tmp_path / kind, kind, told=told))
    assert (own.solver, own.steps, own.guidance) == expected


def test_things_are_not_found_by_a_cross_attention_that_is_not_there(sd3: Any) -> None:
    with pytest.raises(ModelError, match="has no cross-attention to find things by; name a segmenter"):
        columns(sd3, {0: "onion"}, {0: ["onion"]})


def test_what_does_not_fit_together_is_one_line(sd3_directory: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sd3_directory, tmp_path / "copy"))
    schedule = copy / "scheduler" / "scheduler_config.json"
    schedule.write_text(json.dumps({"_class_name": "DDIMScheduler", "prediction_type": "epsilon"}))
    with pytest.raises(
        ModelError, match="was trained by noise, velocity or sample prediction; flow matching"
    ):
        load(copy)
    shutil.rmtree(copy / "text_encoder_3")
    with pytest.raises(ModelError, match="has no text_encoder_3; the model is incomplete"):
        load(copy)
    index = json.loads((copy / "model_index.json").read_text())
    index["text_encoder_3"] = ["transformers", "CLIPTextModel"]
    (copy / "model_index.json").write_text(json.dumps(index))
    (copy / "text_encoder_3").mkdir()
    with pytest.raises(ModelError, match="is a CLIPTextModel; a T5EncoderModel is needed"):
        load(copy)
