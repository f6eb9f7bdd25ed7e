import copy

import pytest
import torch
from torch import nn

from comenius.training.muon import Muon, orthogonal


@pytest.mark.parametrize("shape", [(24, 96), (96, 24), (32, 32)])
def test_a_step_is_nearly_orthogonal(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    values = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
    assert values.min() > 0.5
    assert values.max() < 1.3


def test_matrices_move_as_torchs_own_muon_moves_them() -> None:
    torch.manual_seed(0)
    ours = nn.Linear(40, 24, bias=False)
    theirs, start = copy.deepcopy(ours), ours.weight.detach().clone()
    one = Muon(ours, lr=0.01, weight_decay=0.1)
    other = torch.optim.Muon(
        theirs.parameters(), 0.01, weight_decay=0.1, momentum=0.95, adjust_lr_fn="match_rms_adamw"
    )
    for _ in range(5):
        x = torch.randn(512, 40)  # gradients of full rank: directions without gradient are rounding
        for model, optimizer in ((ours, one), (theirs, other)):
            optimizer.zero_grad()
            model(x).square().sum().backward()
            optimizer.step()
    moved, apart = (ours.weight - start).norm(), (ours.weight - theirs.weight).norm()
    assert apart < 0.03 * moved  # bfloat16 rounds each in its own order


def test_everything_else_moves_as_adamw_moves_it() -> None:
    torch.manual_seed(0)
    ours = nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8), nn.Conv2d(8, 3, 3))
    theirs = copy.deepcopy(ours)
    one = Muon(ours, lr=0.01)
    other = torch.optim.AdamW(theirs.parameters(), 0.01, betas=(0.9, 0.99), weight_decay=1e-4)
    for _ in range(5):
        x = torch.randn(2, 3, 8, 8)
        for model, optimizer in ((ours, one), (theirs, other)):
            optimizer.zero_grad()
            model(x).square().sum().backward()
            optimizer.step()
    for mine, their in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, their)


def test_kernels_of_convolutions_are_matrices_whatever_their_layout_in_memory() -> None:
    torch.manual_seed(0)
    plain = nn.Conv2d(16, 20, 3)
    last = copy.deepcopy(plain).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    for conv in (plain, last):
        optimizer = Muon(conv, lr=0.01)
        assert [group["matrices"] for group in optimizer.param_groups] == [True, False]
        torch.manual_seed(1)
        conv(torch.randn(2, 16, 8, 8)).square().sum().backward()
        optimizer.step()
    torch.testing.assert_close(last.weight, plain.weight, atol=1e-3, rtol=0)


def test_words_that_no_caption_has_stay_where_they_are() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Embedding(32, 16), nn.Linear(16, 16))
    table = next(model.parameters())
    start = table.detach().clone()
    optimizer = Muon(model, lr=0.01, weight_decay=0.0)
    model(torch.tensor([3, 5])).square().sum().backward()
    optimizer.step()
    moved = table.ne(start).any(1)
    assert moved.nonzero().flatten().tolist() == [3, 5]
