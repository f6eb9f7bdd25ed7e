"""An instruction that changes nothing tells which edit acts where, for a model that knows one."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from small_edits import ASKED, EDITS, one, same

from comenius.diffusion.backbones import load
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.combination import Combination, mix
from comenius.diffusion.savings import Savings

STILL = "keep the picture"


@pytest.fixture(scope="module")
def edit_model(edit_directory: Path) -> Backbone:
    return load(edit_directory)


def test_edits_are_told_apart_by_what_they_change_beyond_the_neutral_instruction() -> None:
    image, neutral = torch.zeros(1, 2, 4, 4), torch.zeros(1, 2, 4, 4)
    image[..., :2] = 5.0  # without an instruction the model expects a change on the left
    specifics = torch.zeros(1, 2, 2, 4, 4)
    specifics[0, 0, :, :, 2:] = 3.0  # the first edit changes the right, the second a part of the left
    specifics[0, 1, :, :2, :2] = 1.0
    how = Combination(smoothing=0.0, temperature=0.0)
    misled = mix(how, image, specifics, torch.ones(1, 2, 4, 4))
    told = mix(how, image, specifics, torch.ones(1, 2, 4, 4), neutral)
    assert not torch.equal(misled.shares, told.shares)
    assert bool((told.shares[0, 1, :2, :2] == 1).all())
    assert bool((told.shares[0, 0, :, 2:] == 1).all())
    assert torch.equal(told.change[..., 2:], specifics[:, 0, ..., 2:])


def test_it_costs_one_row_where_edits_are_computed(edit_model: Backbone) -> None:
    plain, told = one(edit_model), one(edit_model, neutral=STILL)
    assert told.rows == plain.rows + 4
    assert not same(plain, told)
    assert one(edit_model, neutral=STILL, combination=Combination(mode="paper")).rows == plain.rows
    none = one(edit_model, combination=Combination(share=0.0))
    assert same(none, one(edit_model, neutral=STILL, combination=Combination(share=0.0)))
    assert len(told.maps) == len(EDITS)
    alone = replace(ASKED, specifics=EDITS[:1])
    assert same(one(edit_model, alone), one(edit_model, alone, neutral=STILL))


@pytest.mark.parametrize(
    "savings", [Savings(refresh=2), Savings(refresh=2, keeps="guidance"), Savings(collapse=0.5)]
)
def test_it_works_with_every_saving(edit_model: Backbone, savings: Savings) -> None:
    full = one(edit_model, neutral=STILL)
    saved = one(edit_model, ASKED, neutral=STILL, combination=Combination(savings=savings))
    assert saved.rows < full.rows
    assert bool(torch.isfinite(saved.latents).all())
