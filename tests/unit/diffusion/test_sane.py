"""The mixture of specific edits, on predictions made up: the published rule first, then what goes beyond it."""

import math
from itertools import permutations

import pytest
import torch
from torch import Tensor

from comenius.diffusion.combination import (
    Combination,
    edit_shares,
    energy,
    loudness,
    mix,
    smoothed,
    strongest,
)
from comenius.diffusion.guidance import dual_guidance, rescale, sane_guidance
from comenius.diffusion.savings import Savings
from comenius.errors import SettingError

PAPER = Combination(mode="paper")
SCALES = {"s_image": 1.5, "s_text": 7.5, "s_specific": 7.5}


def made_up(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


WITHOUT, IMAGE, BOTH = made_up(0, 3, 4, 6, 5)
SPECIFICS = made_up(1, 3, 4, 6, 5)
EVERYWHERE = torch.ones(3, 6, 5)


def guided(specifics: Tensor, how: Combination = PAPER, **scales: float) -> Tensor:
    regions = torch.ones(len(specifics), 6, 5)
    change = mix(how, IMAGE, specifics, regions).change
    return sane_guidance(WITHOUT, IMAGE, BOTH, change, **(SCALES | scales))


def by_hand(specifics: Tensor, gamma_i: float, gamma_c: float, gamma_s: float) -> Tensor:
    """The published rule, one number after another."""
    out = torch.empty_like(IMAGE)
    channels, height, width = IMAGE.shape
    for c in range(channels):
        for y in range(height):
            for x in range(width):
                here = (c, y, x)
                winner, largest = 0, -1.0
                for k in range(len(specifics)):
                    size = abs(float(specifics[k][here]) - float(IMAGE[here]))
                    if size > largest:
                        winner, largest = k, size
                seen, blind = float(IMAGE[here]), float(WITHOUT[here])
                out[here] = (
                    blind
                    + gamma_i * (seen - blind)
                    + gamma_c * (float(BOTH[here]) - seen)
                    + gamma_s * (float(specifics[winner][here]) - seen)
                )
    return out


def test_the_published_rule_is_a_loop_over_channels_and_pixels() -> None:
    torch.testing.assert_close(guided(SPECIFICS), by_hand(SPECIFICS, 1.5, 7.5, 7.5), atol=1e-12, rtol=0)
    torch.testing.assert_close(
        guided(SPECIFICS, s_image=1.1, s_specific=3.0), by_hand(SPECIFICS, 1.1, 7.5, 3.0), atol=1e-12, rtol=0
    )


def test_without_a_specific_scale_it_is_instruct_pix2pix_to_the_bit() -> None:
    assert torch.equal(guided(SPECIFICS, s_specific=0.0), dual_guidance(WITHOUT, IMAGE, BOTH, 1.5, 7.5))


def test_one_edit_is_a_second_text_term_and_several_alike_are_one() -> None:
    one = SPECIFICS[:1]
    expected = dual_guidance(WITHOUT, IMAGE, BOTH, 1.5, 7.5) + 7.5 * (one[0] - IMAGE)
    for how in (PAPER, Combination()):
        torch.testing.assert_close(guided(one, how), expected)
        torch.testing.assert_close(guided(one.expand(3, -1, -1, -1), how), expected)
    ones = guided(one, s_image=1.0, s_text=1.0, s_specific=1.0)
    torch.testing.assert_close(ones, BOTH + one[0] - IMAGE)


@pytest.mark.parametrize("how", [PAPER, Combination(), Combination(temperature=0.0, smoothing=0.0)])
def test_the_coefficients_sum_to_one(how: Combination) -> None:
    shift = made_up(5, 4, 6, 5)
    change = mix(how, IMAGE + shift, SPECIFICS + shift, EVERYWHERE).change
    shifted = sane_guidance(WITHOUT + shift, IMAGE + shift, BOTH + shift, change, **SCALES)
    torch.testing.assert_close(shifted, guided(SPECIFICS, how) + shift)


@pytest.mark.parametrize("winner", [0, 1, 2])
def test_one_edit_may_win_everywhere_whichever_it_is(winner: int) -> None:
    # a one-hot of unknown width has as many classes as there are winners, and shapes or sums go wrong with it
    changes = made_up(6, 3, 4, 6, 5)
    changes[winner] *= 1e6
    found = mix(PAPER, IMAGE, IMAGE + changes, EVERYWHERE)
    assert found.shares.shape == (3, 6, 5)
    torch.testing.assert_close(found.change, changes[winner], atol=1e-8, rtol=1e-9)
    assert torch.equal(found.shares.mean((1, 2)), torch.eye(3, dtype=torch.float64)[winner])


def test_the_last_edit_may_never_win() -> None:
    changes = SPECIFICS - IMAGE
    changes[2] *= 1e-9
    found = mix(PAPER, IMAGE, IMAGE + changes, EVERYWHERE)
    assert float(found.shares[2].max()) == 0
    assert 0 < float(found.shares[1].mean()) < 1


def test_the_first_of_equals_wins() -> None:
    change = made_up(7, 4, 6, 5)
    nothing = torch.zeros_like(change)  # differences from it are exact
    assert not bool(strongest(nothing, torch.stack([change, -change])).any())
    relative = torch.ones(2, 6, 5)
    assert torch.equal(edit_shares(relative, relative, 0.0)[0], torch.ones(6, 5))


@pytest.mark.parametrize("how", [PAPER, Combination(), Combination(keep=True, smoothing=0.0)])
def test_a_batch_is_its_pictures_one_by_one(how: Combination) -> None:
    images, specifics, regions = (
        made_up(8, 2, 3, 4, 6, 5),
        made_up(9, 2, 3, 3, 4, 6, 5),
        torch.ones(2, 3, 3, 6, 5),
    )
    together = mix(how, images, specifics, regions)
    for n in range(2):
        for r in range(3):
            alone = mix(how, images[n, r], specifics[n, r], regions[n, r])
            for part, whole in zip(alone, together, strict=True):
                torch.testing.assert_close(part, whole[n, r])


@pytest.mark.parametrize("how", [PAPER, Combination()])
def test_the_order_of_edits_changes_the_order_of_maps_alone(how: Combination) -> None:
    plain = mix(how, IMAGE, SPECIFICS, EVERYWHERE)
    for order in permutations(range(3)):
        turned = mix(how, IMAGE, SPECIFICS[list(order)], EVERYWHERE)
        torch.testing.assert_close(turned.shares, plain.shares[list(order)])
        torch.testing.assert_close(turned.change, plain.change)


@pytest.mark.parametrize("t", [0.02, 0.2, 0.7, 0.98])
@pytest.mark.parametrize("how", [PAPER, Combination(), Combination(keep=True, temperature=0.0)])
def test_noise_velocity_sample_and_flow_are_guided_alike(t: float, how: Combination) -> None:
    x = made_up(10, 4, 6, 5)
    alpha, sigma = math.cos(t * math.pi / 2), math.sin(t * math.pi / 2)
    noises = torch.stack([WITHOUT, IMAGE, BOTH, *SPECIFICS])

    def end(predictions: Tensor) -> tuple[Tensor, Tensor]:
        without, image, both, *specifics = predictions
        found = mix(how, image, torch.stack(specifics), EVERYWHERE)
        guided = sane_guidance(without, image, both, found.change, **SCALES)
        return (image + found.acts * (guided - image) if how.keep else guided), found.shares

    noise, shares = end(noises)
    clean = (x - sigma * noises) / alpha
    velocity = alpha * noises - sigma * clean
    straight = (x - t * noises) / (1 - t)  # the sample, where the path is x = (1 − t) x_0 + t ε
    for (out, found), sent, moved in (
        (end(clean), -alpha / sigma, x / sigma),
        (end(velocity), alpha, sigma * x),
        (end(noises - straight), 1 - t, x),
    ):
        torch.testing.assert_close(sent * out + moved, noise, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(found, shares, atol=1e-5, rtol=1e-5)


def test_without_temperature_and_smoothing_the_loudest_of_all_channels_together_wins() -> None:
    found = mix(Combination(temperature=0.0, smoothing=0.0), IMAGE, SPECIFICS, EVERYWHERE)
    sizes = (SPECIFICS - IMAGE).abs().mean(1)
    winner = (sizes / sizes.mean((1, 2), keepdim=True)).argmax(0)
    for k in range(3):
        assert torch.equal(found.shares[k].bool(), winner == k)
    nearly = mix(Combination(temperature=1e-5, smoothing=0.0), IMAGE, SPECIFICS, EVERYWHERE)
    torch.testing.assert_close(nearly.shares, found.shares)
    # all channels of a place follow one edit, as the published rule's do not
    places = (found.change - (SPECIFICS - IMAGE)).abs().amax(1).amin(0)
    assert float(places.max()) < 1e-12
    published = strongest(IMAGE, SPECIFICS)
    assert bool((published != published[:1]).any())


def test_shares_sum_to_one_or_are_nothing_where_no_edit_may_act() -> None:
    regions = (made_up(11, 3, 6, 5) > 0).float()
    found = mix(Combination(), IMAGE, SPECIFICS, regions)
    anywhere = regions.amax(0).to(torch.float64)
    torch.testing.assert_close(found.shares.sum(0), anywhere)
    assert not bool(found.shares[regions == 0].any())
    assert not bool((found.change.abs().sum(0) * (1 - anywhere)).any())
    for temperature in (0.0, 1e-9, 0.1, 100.0):
        none = mix(Combination(temperature=temperature), IMAGE, SPECIFICS, torch.zeros(3, 6, 5))
        assert not bool(none.change.any())
        assert not bool(none.shares.any())


def test_a_loud_edit_counts_no_more_than_a_quiet_one() -> None:
    loud = SPECIFICS.clone()
    loud[1] = IMAGE + 100 * (SPECIFICS[1] - IMAGE)
    before, after = (loudness(energy(IMAGE, specifics, 1.0)) for specifics in (SPECIFICS, loud))
    torch.testing.assert_close(after, before)
    shares = mix(Combination(), IMAGE, loud, EVERYWHERE).shares.mean((1, 2))
    assert float(mix(PAPER, IMAGE, loud, EVERYWHERE).shares[1].mean()) > 0.95
    assert float(shares.max()) < 0.6


def test_an_edit_that_changes_nothing_gets_nothing_and_breaks_nothing() -> None:
    still = torch.stack([SPECIFICS[0], IMAGE])
    found = mix(Combination(), IMAGE, still, EVERYWHERE[:2])
    assert bool(found.change.isfinite().all())
    assert float(found.shares[1].mean()) < float(found.shares[0].mean())
    nothing = mix(Combination(keep=True), IMAGE, IMAGE.expand(2, -1, -1, -1), EVERYWHERE[:2])
    assert not bool(nothing.change.any())
    assert not bool(nothing.acts.any())
    torch.testing.assert_close(nothing.shares.sum(0), torch.ones(6, 5, dtype=torch.float64))


def test_weights_shift_where_edits_meet_and_a_region_of_nothing_gets_nothing() -> None:
    plain = mix(Combination(), IMAGE, SPECIFICS, EVERYWHERE).shares
    weights = torch.tensor([5.0, 1.0, 1.0])[:, None, None]
    assert bool((mix(Combination(), IMAGE, SPECIFICS, weights * EVERYWHERE).shares[0] > plain[0]).all())
    left = EVERYWHERE.clone()
    left[0, :, 2:] = 0
    found = mix(Combination(), IMAGE, SPECIFICS, left)
    assert not bool(found.shares[0, :, 2:].any())


def test_places_are_kept_where_no_edit_does_more_than_elsewhere() -> None:
    changes = torch.zeros(1, 4, 6, 5, dtype=torch.float64)
    changes[..., :2] = 1
    found = mix(Combination(smoothing=0.0), IMAGE, IMAGE + changes, EVERYWHERE[:1])
    assert bool((found.acts[..., :2] == 1).all())
    assert not bool(found.acts[..., 2:].any())


def test_smoothing_keeps_what_is_even_and_spreads_what_is_not() -> None:
    even = torch.full((2, 6, 5), 3.0)
    torch.testing.assert_close(smoothed(even, 2.0), even)
    assert smoothed(even, 0.0) is even
    dot = torch.zeros(9, 9)
    dot[4, 4] = 1
    spread = smoothed(dot, 1.0)
    torch.testing.assert_close(spread.sum(), torch.tensor(1.0), atol=0.02, rtol=0)
    torch.testing.assert_close(spread[4, 5] / spread[4, 4], torch.tensor(math.exp(-0.5)))
    torch.testing.assert_close(spread, spread.T)


def test_rescaling_undoes_what_two_text_terms_overexpose() -> None:
    strong = guided(SPECIFICS)
    torch.testing.assert_close(rescale(strong[None], BOTH[None], 1.0).std(), BOTH.std())
    assert float(strong.std()) > 5 * float(BOTH.std())


def test_plus_shares_the_scale_of_the_model_and_paper_adds_its_own() -> None:
    assert tuple(PAPER.scales(3)) == (1.5, 7.5, 7.5)
    assert tuple(PAPER.scales(0)) == (1.5, 7.5, 0.0)
    assert tuple(Combination(text=8.0, share=0.25).scales(1)) == (1.5, 6.0, 2.0)
    assert tuple(Combination(text=8.0).scales(0)) == (1.5, 8.0, 0.0)


@pytest.mark.parametrize(
    "setting",
    [
        {"text": -1}, {"specific": math.nan}, {"image": math.inf}, {"share": 1.5}, {"smoothing": -1},
        {"temperature": -0.1}, {"rescale": 2}, {"mode": "paper", "keep": True},
    ],
)  # fmt: skip
def test_a_combination_out_of_range_is_refused(setting: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        Combination(**setting)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "setting", [{"interval": (0.5, 0.2)}, {"interval": (-0.1, 1)}, {"refresh": 0}, {"collapse": 1.5}]
)
def test_savings_out_of_range_are_refused(setting: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        Savings(**setting)  # type: ignore[arg-type]
