"""What a saving costs, what it changes, and what it must not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_edits import ASKED, EDITS, PICTURES, Spy, one, same
from torch import Tensor

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.combination import Combination
from comenius.diffusion.edit import edit
from comenius.diffusion.generate import Progress
from comenius.diffusion.savings import PRESETS, Savings
from comenius.diffusion.solvers import Solver


@pytest.fixture(scope="module")
def model(edit_directory: Path) -> Backbone:
    return load(edit_directory)


@pytest.fixture(scope="module")
def exact(edit_directory: Path) -> Backbone:
    return load(edit_directory, dtype=torch.float64)


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_small_calls_make_the_same_pictures_as_one(exact: Backbone, rows: int) -> None:
    how = Combination(savings=Savings(collapse=0.5))
    whole, parts = one(exact, combination=how), one(exact, combination=how, rows=rows)
    torch.testing.assert_close(parts.latents, whole.latents, atol=1e-6, rtol=1e-6)
    assert parts.rows == whole.rows
    assert parts.calls == 2 * -(-6 // rows) + 2 * -(-4 // rows)


ROWS = {  # of each ten denoising steps, with three edits
    Savings(): 60,
    Savings(interval=(0.0, 0.6)): 48,
    Savings(refresh=2): 45,
    Savings(interval=(0.0, 0.6), refresh=2): 39,
    Savings(collapse=0.3): 46,
    PRESETS["fast"]: 35,
    PRESETS["fastest"]: 30,  # the last of ten is the first of a third
}


@pytest.mark.parametrize("savings", ROWS)
def test_savings_cost_what_is_said(model: Backbone, savings: Savings) -> None:
    made = one(model, combination=Combination(savings=savings), steps=10)
    assert (made.calls, made.rows) == (10, ROWS[savings])
    assert np.isfinite(made.picture).all()


def test_savings_that_save_nothing_change_nothing(model: Backbone) -> None:
    whole = one(model)
    for savings in (Savings(interval=(0, 1)), Savings(refresh=1, keeps="guidance"), Savings(collapse=1)):
        assert same(whole, one(model, combination=Combination(savings=savings)))
    for savings in [savings for savings in ROWS if savings != Savings()]:
        assert not same(whole, one(model, combination=Combination(savings=savings)))


def test_edits_act_in_their_interval_alone(model: Backbone) -> None:
    savings = Savings(interval=(0.5, 1))
    asked = (ASKED, replace(ASKED, specifics=EDITS[:1]), replace(ASKED, specifics=EDITS[1:]))
    halfway: list[Tensor] = []
    for ask in asked:
        how = Combination(savings=savings)
        states = [
            e.state for e in edit(model, PICTURES, [ask], combination=how, steps=4) if isinstance(e, Progress)
        ]
        halfway.append(torch.stack([state.latents for state in states]))
    for other in halfway[1:]:
        assert torch.equal(halfway[0][:2], other[:2])
        assert not torch.equal(halfway[0][2], other[2])
    never = one(model, combination=Combination(savings=Savings(interval=(0, 0))))
    assert never.rows == 12
    assert not never.maps.any()


def test_what_was_kept_is_exact_where_the_edits_change_as_before(exact: Backbone) -> None:
    class Even(Spy):  # a model of noise whose velocity is the same at every denoising step
        def predict(
            self, x: Tensor, timestep: Any, cond: Conditioning, *, factor: int, guidance: float
        ) -> Tensor:
            alpha, sigma = products[int(timestep)].sqrt(), (1 - products[int(timestep)]).sqrt()
            still = torch.cat([torch.zeros_like(x[:, :4]), x[:, 4:]], 1)
            velocity = self.inner.predict(still, 500, cond, factor=factor, guidance=guidance)
            noise: Tensor = alpha * velocity + sigma * x[:, :4]
            return noise

    path = exact.denoiser.start(Solver(kind="ddim"), exact.scheduler, (8, 12))
    products = path.scheduler.alphas_cumprod.double()
    even = replace(exact, denoiser=Even(inner=exact.denoiser))
    whole = one(even, solver="ddim")
    for savings, rows in ((Savings(refresh=100), 15), (Savings(refresh=100, keeps="guidance"), 9)):
        kept = one(even, solver="ddim", combination=Combination(savings=savings))
        torch.testing.assert_close(kept.latents, whole.latents, atol=1e-8, rtol=1e-8)
        assert (whole.rows, kept.rows) == (24, rows)


def test_one_branch_that_speaks_for_one_edit_is_that_edit(exact: Backbone) -> None:
    asked = replace(ASKED, specifics=EDITS[:1])
    whole = one(exact, asked)
    collapsed = one(exact, asked, combination=Combination(savings=Savings(collapse=0)))
    torch.testing.assert_close(collapsed.latents, whole.latents, atol=1e-8, rtol=1e-8)


def test_one_branch_for_all_reads_each_edit_in_its_own_places(exact: Backbone) -> None:
    left = torch.zeros(16, 24)
    left[:, :12] = 1
    how = Combination(savings=Savings(collapse=0.25), smoothing=0)
    mine = replace(ASKED, specifics=EDITS[:2], regions=(left, torch.zeros(16, 24)))
    alone = replace(ASKED, specifics=EDITS[:1], regions=(left,))
    made, expected = one(exact, mine, combination=how), one(exact, alone, combination=how)
    torch.testing.assert_close(made.latents, expected.latents, atol=1e-6, rtol=1e-6)
    both = replace(mine, regions=(left, 1 - left))
    assert not torch.allclose(one(exact, both, combination=how).latents, made.latents, atol=1e-4)


def test_edits_of_any_length_share_one_branch(model: Backbone) -> None:
    long = replace(ASKED, specifics=("frost " * 20, "steam"), wish="festive")
    how = Combination(savings=Savings(collapse=0.25))
    made = one(model, long, combination=how)
    assert np.isfinite(made.picture).all()
    assert any("read in" in note for note in made.notes)
    parts = one(model, long, combination=how, rows=1)
    np.testing.assert_allclose(parts.picture, made.picture, atol=1e-4)


def test_nothing_of_a_saving_is_left_in_the_network(model: Backbone) -> None:
    before = {name: type(layer) for name, layer in model.network.attn_processors.items()}
    one(model, combination=Combination(savings=Savings(collapse=0.25)))
    assert {name: type(layer) for name, layer in model.network.attn_processors.items()} == before
