"""A vague wish and its specific edits become one picture, which depends on its own inputs alone."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_edits import ASKED, EDITS, PICTURES, WISH, make, one, same, watched
from torch import Tensor

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.combination import Combination
from comenius.diffusion.course import Asked
from comenius.diffusion.edit import Edited, edit
from comenius.diffusion.generate import Drawn, Progress, generate
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.savings import Savings
from comenius.diffusion.solvers import Solver
from comenius.errors import SettingError

PAPER = Combination(mode="paper")
FLOW = {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 1.0}


@pytest.fixture(scope="module")
def model(edit_directory: Path) -> Backbone:
    return load(edit_directory)


@pytest.fixture(scope="module")
def exact(edit_directory: Path) -> Backbone:
    return load(edit_directory, dtype=torch.float64)


@pytest.mark.parametrize(
    "how", [Combination(text=4.0, image=1.7, rescale=0.3), Combination(mode="paper", specific=0)]
)
@pytest.mark.parametrize("solver", ["dpm++", "euler-ancestral"])
def test_without_edits_it_is_instruct_pix2pix_to_the_bit(
    model: Backbone, how: Combination, solver: str
) -> None:
    asked = ASKED if how.mode == "paper" else replace(ASKED, specifics=())
    drawn = next(
        event
        for event in generate(
            model, [WISH], seeds=[7], before=PICTURES[:1], solver=solver, steps=4,
            guidance=Guidance(scale=how.text, image=how.image, rescale=how.rescale),
        )
        if isinstance(event, Drawn)
    )  # fmt: skip
    ours = one(model, asked, combination=how, solver=solver)
    assert np.array_equal(ours.picture, drawn.picture)
    assert torch.equal(ours.latents, drawn.latents)
    assert (ours.calls, ours.rows) == (4, 12)
    nothing = one(model, asked, combination=replace(how, mode="plus", share=0.0, specific=7.5), solver=solver)
    assert same(ours, nothing)


def published(model: Backbone, steps: int) -> Tensor:
    """The published method as it is written: each branch by itself, each number by itself."""
    path = model.denoiser.start(Solver(kind="ddim", steps=steps), model.scheduler, (8, 12))
    x = torch.randn(4, 8, 12, generator=torch.Generator().manual_seed(7)).double()[None]
    seen = model.vae.encode(2 * PICTURES[:1].double() - 1).latent_dist.mode()
    words = model.encode([WISH, *EDITS])
    silence = model.encode_negative("")
    for index, t in enumerate(path.timesteps):

        def ask(shown: Tensor, cond: Conditioning, x: Tensor = x, t: Tensor = t) -> list[float]:
            return model.predict(torch.cat([x, shown], 1), t, cond)[0].flatten().tolist()

        wish, image, blind = (
            ask(seen, words.rows([0])),
            ask(seen, silence),
            ask(torch.zeros_like(seen), silence),
        )
        edits = [ask(seen, words.rows([1 + k])) for k in range(len(EDITS))]
        out = []
        for u in range(x.numel()):
            best = max(range(len(EDITS)), key=lambda k: abs(edits[k][u] - image[u]))
            out.append(
                blind[u]
                + 1.5 * (image[u] - blind[u])
                + 7.5 * (wish[u] - image[u])
                + 7.5 * (edits[best][u] - image[u])
            )
        guided = torch.tensor(out, dtype=torch.float64).view(x.shape)
        x = path.move(guided, index, x, torch.Generator()).latents
    return x[0]


def test_paper_is_the_published_method_branch_by_branch_and_number_by_number(exact: Backbone) -> None:
    ours = one(exact, combination=PAPER, solver="ddim", steps=3)
    torch.testing.assert_close(ours.latents, published(exact, 3), atol=1e-6, rtol=1e-6)


def test_one_call_asks_each_branch_once_in_order(model: Backbone) -> None:
    spied, spy = watched(model)
    made = one(spied, solver="euler", steps=3)
    assert [len(x) for x, _ in spy.calls] == [6] * 3
    x, cond = spy.calls[0]
    words = model.encode([WISH, *EDITS]).embeds
    silence = model.encode_negative("").embeds
    assert torch.equal(cond.embeds, torch.cat([silence, silence, words]))
    seen = model.see(PICTURES[:1])
    assert torch.equal(x[:, 4:], torch.cat([torch.zeros_like(seen), seen.expand(5, -1, -1, -1)]))
    path = model.denoiser.start(Solver(kind="euler", steps=3), model.scheduler, (8, 12))
    noise = torch.randn(4, 8, 12, generator=torch.Generator().manual_seed(7))[None] * path.noise_scale
    assert torch.equal(
        x[:, :4], path.scaled(noise, 0).expand(6, -1, -1, -1)
    )  # scaled, and what it sees is not
    assert not torch.equal(x[:1, :4], noise)
    mode = model.vae.encode(2 * PICTURES[:1] - 1).latent_dist.mode()
    torch.testing.assert_close(seen, mode)
    assert (made.calls, made.rows) == (3, 18)


def test_branches_whose_coefficient_is_zero_are_not_run(model: Backbone) -> None:
    def rows(how: Combination, asked: Asked = ASKED) -> int:
        return one(model, asked, combination=how, steps=1).rows

    assert rows(Combination()) == 6
    assert rows(Combination(image=1.0)) == 5
    assert rows(Combination(image=1.0, share=1.0)) == 4
    assert rows(Combination(image=1.0, share=1.0, rescale=0.5)) == 5
    assert rows(Combination(image=1.0), replace(ASKED, specifics=())) == 2
    assert rows(Combination(image=1.0, text=1.0), replace(ASKED, specifics=())) == 1
    assert rows(Combination(image=2.0, text=2.0), replace(ASKED, specifics=())) == 2
    assert rows(Combination(image=0.0, text=0.0), replace(ASKED, specifics=())) == 1
    assert (
        rows(Combination(), replace(ASKED, specifics=(*EDITS[:2], WISH))) == 5
    )  # an edit that says the wish again


@pytest.mark.parametrize("how", [(1.0, 3.0), (2.0, 2.0), (1.0, 1.0), (1.5, 0.0)])
def test_what_is_not_run_is_not_missed(exact: Backbone, how: tuple[float, float]) -> None:
    image, text = how
    asked = replace(ASKED, specifics=())
    ours = one(exact, asked, combination=Combination(image=image, text=text))
    near = one(exact, asked, combination=Combination(image=image + 1e-9, text=text + 2e-9))
    assert ours.rows < near.rows == 12
    torch.testing.assert_close(ours.latents, near.latents, atol=1e-6, rtol=1e-6)


def test_edits_that_are_said_twice_are_one(model: Backbone) -> None:
    once = one(model)
    twice = replace(ASKED, specifics=(EDITS[0], EDITS[1], f"  {EDITS[0]} ", EDITS[2], EDITS[1]))
    made = one(model, twice)
    assert same(once, made)
    assert made.specifics == EDITS
    assert made.which == (0, 1, 0, 2, 1)
    assert made.rows == once.rows
    for how in (PAPER, Combination()):
        alike = one(model, replace(ASKED, specifics=EDITS[:1] * 3), combination=how)
        assert same(alike, one(model, replace(ASKED, specifics=EDITS[:1]), combination=how))
        assert float(alike.maps.min()) == float(alike.maps.max()) == 1


@pytest.mark.parametrize(
    ("solver", "how"),
    [("euler-ancestral", PAPER), ("dpm++", Combination(savings=Savings(refresh=2, collapse=0.5)))],
)
def test_a_picture_depends_on_its_own_inputs_alone(model: Backbone, solver: str, how: Combination) -> None:
    asked = [
        ASKED,
        replace(ASKED, seed=8),
        Asked(wish="darker", specifics=EDITS[1:2], seed=7),
        Asked(wish="darker", seed=9),
        replace(ASKED, specifics=(EDITS[1], "two spoons")),
    ]
    of = [0, 1, 1, 0, 1]
    settings: dict[str, Any] = {"combination": how, "solver": solver}
    together = make(model, *asked, of=of, **settings)
    assert [made.place for made in together] == [0, 1, 2, 3, 4]
    for made, ask, picture in zip(together, asked, of, strict=True):
        alone = one(model, ask, pictures=PICTURES[picture : picture + 1], **settings)
        assert same(made, alone)
        assert np.array_equal(made.maps, alone.maps)
        assert made.maps.shape == (len(ask.specifics), 16, 24)
    assert len({made.picture.tobytes() for made in together}) == 5


def test_two_pictures_in_two_variants_each_see_their_own(model: Backbone) -> None:
    asked = [replace(ASKED, seed=seed) for seed in (1, 2, 1, 2)]
    before = make(model, *asked, of=[0, 0, 1, 1], steps=2)
    after = make(
        model, *asked, of=[0, 0, 1, 1], steps=2, pictures=torch.stack([PICTURES[0], 1 - PICTURES[1]])
    )
    assert [same(a, b) for a, b in zip(before, after, strict=True)] == [True, True, False, False]
    assert not same(before[0], before[1])
    with_defaults = [e for e in edit(model, PICTURES, asked[:2], steps=2) if isinstance(e, Edited)]
    assert same(with_defaults[0], before[0])
    assert same(with_defaults[1], before[3])


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("v_prediction", PAPER),
        ("sample", Combination()),
        ("v_prediction", Combination(keep=True, savings=Savings(refresh=2, collapse=0.5, keeps="guidance"))),
    ],
)
def test_a_model_of_velocity_or_sample_is_guided_as_one_of_noise(
    exact: Backbone, said: str, how: Combination
) -> None:
    path = exact.denoiser.start(Solver(kind="ddim"), exact.scheduler, (8, 12))
    products = path.scheduler.alphas_cumprod.double()
    noise = one(exact, combination=how, solver="ddim", steps=3)
    spied, _ = watched(exact, said=said, products=products)
    other = one(
        replace(spied, scheduler={**exact.scheduler, "prediction_type": said}), combination=how, solver="ddim", steps=3,
    )  # fmt: skip
    torch.testing.assert_close(other.latents, noise.latents, atol=1e-5, rtol=1e-5)
    np.testing.assert_allclose(other.maps, noise.maps, atol=1e-5)


@pytest.mark.parametrize("solver", ["euler", "dpm++"])
def test_a_flow_model_edits_too(model: Backbone, solver: str) -> None:
    flow = replace(model, scheduler=FLOW)
    made = one(flow, solver=solver)
    assert np.isfinite(made.picture).all()
    assert same(made, one(flow, solver=solver))
    kept = one(flow, solver=solver, combination=Combination(savings=Savings(refresh=2)))
    assert kept.rows == 4 * 4.5
    assert not same(made, kept)


def test_weights_and_regions_say_which_edit_acts_where(model: Backbone) -> None:
    off = one(model, replace(ASKED, weights=(1, 0, 1)))
    assert off.which == (0, None, 1)
    assert same(off, one(model, replace(ASKED, specifics=(EDITS[0], EDITS[2]))))
    alike = one(model, replace(ASKED, specifics=(EDITS[0], EDITS[2]), weights=(3, 3)))
    torch.testing.assert_close(alike.latents, off.latents, atol=1e-4, rtol=1e-4)
    plain, heavy = one(model), one(model, replace(ASKED, weights=(50, 1, 1)))
    assert float(heavy.maps[0].mean()) > float(plain.maps[0].mean())
    left = torch.zeros(16, 24)
    left[:, :12] = 1
    made = one(model, replace(ASKED, regions=(left, left, left)))
    np.testing.assert_allclose(made.maps.sum(0)[:, :10], 1, atol=1e-5)
    assert not made.maps[:, :, 14:].any()
    nowhere = one(model, replace(ASKED, regions=(torch.zeros(16, 24),) * 3))
    assert not nowhere.maps.any()
    assert np.isfinite(nowhere.picture).all()
    assert same(one(model, replace(ASKED, weights=(0, 0, 0))), one(model, replace(ASKED, specifics=())))
    assert one(model, replace(ASKED, weights=(0, 1, 1)), combination=PAPER).which == (None, 0, 1)


@pytest.mark.parametrize("how", [PAPER, Combination(), Combination(temperature=0)])
def test_the_maps_say_which_edit_made_which_place(model: Backbone, how: Combination) -> None:
    made = one(model, combination=how)
    assert made.specifics == EDITS
    assert made.maps.dtype == np.float32
    np.testing.assert_allclose(made.maps.sum(0), 1, atol=1e-5)
    turned = one(model, replace(ASKED, specifics=EDITS[::-1]), combination=how)
    np.testing.assert_allclose(
        turned.maps[::-1], made.maps, atol=1e-2
    )  # rows of another order round differently


def test_kept_places_stay_as_the_picture_alone_would_have_them(model: Backbone) -> None:
    plain, kept = (one(model, combination=Combination(keep=keep)) for keep in (False, True))
    assert not same(plain, kept)
    nowhere = (torch.zeros(16, 24),) * 3
    still = one(model, replace(ASKED, regions=nowhere), combination=Combination(keep=True))
    alone = one(model, replace(ASKED, specifics=()), combination=Combination(text=0.0, image=1.0))
    torch.testing.assert_close(still.latents, alone.latents, atol=1e-4, rtol=1e-4)


def test_progress_counts_all_denoising_steps_of_all_pictures(model: Backbone) -> None:
    events = list(edit(model, PICTURES, [ASKED, replace(ASKED, seed=8)], steps=3))
    assert [type(event) for event in events] == [Progress, Progress, Progress, Edited] * 2
    assert [(e.done, e.calls) for e in events if isinstance(e, Progress)] == [(i, 6) for i in range(1, 7)]
    states = [event.state for event in events if isinstance(event, Progress)]
    assert [state.steps for state in states] == [(0,)] * 3 + [(1,)] * 3
    assert states[2].finished
    preview = states[0].denoised
    assert preview is not None
    assert preview.shape == (1, 4, 8, 12)


def test_every_text_is_encoded_once(model: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    encode = Backbone.encode

    def noted(self: Backbone, prompts: Any, goals: Any = None) -> Conditioning:
        texts.extend(prompts)
        return encode(self, prompts, goals)

    monkeypatch.setattr(Backbone, "encode", noted)
    make(model, ASKED, replace(ASKED, seed=8), replace(ASKED, specifics=EDITS[:1]), steps=1)
    assert sorted(texts) == sorted([WISH, *EDITS])


def test_what_cannot_be_made_is_said_before_the_first_picture(model: Backbone, sd: Any) -> None:
    with pytest.raises(SettingError, match="draws from words alone; to edit a picture, take an edit model"):
        edit(sd, PICTURES, [ASKED])
    with pytest.raises(SettingError, match="There is no picture 2"):
        edit(model, PICTURES, [ASKED], of=[2])
    with pytest.raises(SettingError, match="2 pictures named for 1 wish"):
        edit(model, PICTURES, [ASKED], of=[0, 1])
    with pytest.raises(SettingError, match="at least 1"):
        edit(model, PICTURES, [ASKED], rows=0)
    with pytest.raises(SettingError, match="size is 15 px"):
        edit(model, PICTURES[..., :15], [ASKED])
    with pytest.raises(SettingError, match="8x8 px, its picture 24x16"):
        edit(model, PICTURES, [replace(ASKED, regions=(torch.ones(8, 8), None, None))])
    with pytest.raises(SettingError, match=r"outside \[0, 1\]"):
        edit(model, PICTURES, [replace(ASKED, regions=(torch.full((16, 24), 2.0), None, None))])
    for more in ({"weights": (2, 1, 1)}, {"regions": (torch.ones(16, 24), None, None)}):
        with pytest.raises(SettingError, match="neither weights nor regions"):
            edit(model, PICTURES, [replace(ASKED, **more)], combination=PAPER)
    with pytest.raises(SettingError, match="2 weights for 3 specific edits"):
        replace(ASKED, weights=(1, 1))
    with pytest.raises(SettingError, match="weight of an edit is -1"):
        replace(ASKED, weights=(1, 1, -1))
    with pytest.raises(SettingError, match="says nothing"):
        replace(ASKED, specifics=(*EDITS, " "))
