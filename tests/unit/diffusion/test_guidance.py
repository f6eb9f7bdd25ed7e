"""Guidance, in its trivial cases first."""

import pytest
import torch

from comenius.diffusion.guidance import Guidance, classifier_free_guidance, dual_guidance, rescale
from comenius.errors import SettingError

NEGATIVE, POSITIVE = torch.randn(2, 3, 4, 8, 8, generator=torch.Generator().manual_seed(0)).unbind()


def test_a_scale_of_one_is_the_prompt_alone_and_zero_the_negative_alone() -> None:
    torch.testing.assert_close(classifier_free_guidance(NEGATIVE, POSITIVE, 1.0), POSITIVE)
    assert torch.equal(classifier_free_guidance(NEGATIVE, POSITIVE, 0.0), NEGATIVE)


def test_guidance_goes_on_in_a_straight_line() -> None:
    guided = classifier_free_guidance(NEGATIVE, POSITIVE, 5.0)
    torch.testing.assert_close(guided - POSITIVE, 4 * (POSITIVE - NEGATIVE), atol=1e-5, rtol=1e-5)


def test_rescaling_gives_each_picture_the_deviation_of_its_unguided_prediction() -> None:
    guided = classifier_free_guidance(NEGATIVE, POSITIVE, 5.0)
    assert torch.equal(rescale(guided, POSITIVE, 0.0), guided)
    over = (1, 2, 3)
    torch.testing.assert_close(rescale(guided, POSITIVE, 1.0).std(dim=over), POSITIVE.std(dim=over))


def test_dual_guidance_is_a_sum_of_three_predictions() -> None:
    image = torch.randn(NEGATIVE.shape, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(dual_guidance(NEGATIVE, image, POSITIVE, 1.0, 1.0), POSITIVE)
    guided = dual_guidance(NEGATIVE, image, POSITIVE, 1.5, 7.0)
    torch.testing.assert_close(guided, -0.5 * NEGATIVE - 5.5 * image + 7 * POSITIVE, atol=1e-5, rtol=1e-5)
    alone = classifier_free_guidance(image, POSITIVE, 7.0)  # a picture that is always seen is no guidance
    torch.testing.assert_close(dual_guidance(image, image, POSITIVE, 3.0, 7.0), alone)


def test_an_edit_without_guidance_is_one_row_and_with_either_three() -> None:
    assert [Guidance(scale=s, image=i).edit_groups for s, i in ((1, 1), (2, 1), (1, 1.5))] == [1, 3, 3]


@pytest.mark.parametrize(
    "settings", [{"scale": 0.5}, {"scale": float("nan")}, {"rescale": 1.5}, {"image": 0.0}]
)
def test_guidance_out_of_range_is_refused(settings: dict[str, float]) -> None:
    with pytest.raises(SettingError, match="must lie in"):
        Guidance(**settings)
