"""Autoencoders: what their loss sees, how one grows out of a smaller one, and latents of unit variance."""

from dataclasses import replace

import pytest
import torch
from tiny_autoencoders import SMALL, TINY
from torch import nn

from comenius.training import autoencoding, contrasting, data, words
from comenius.training.autoencoding import attention, psnr, reconstruction_loss
from comenius.training.contrasting import Contrasting
from comenius.training.whiten import whiten


def test_equal_pictures_lose_nothing_and_noise_costs() -> None:
    x = torch.rand(2, 3, 16, 16) * 2 - 1
    assert reconstruction_loss(x, x, 0.5).item() == 0
    assert reconstruction_loss(x, x + 0.1, 0.5).item() == pytest.approx(0.1 + 0.01, rel=1e-4)


def test_what_comes_back_worst_counts_most() -> None:
    error = torch.full((1, 3, 32, 32), 0.1)
    error[..., :8, :8] = 0.2
    weight = attention(error, 1.0)
    assert weight.mean().item() == pytest.approx(1)
    assert (weight[0, 0, 0, 0] / weight[0, 0, 8, 8]).item() == pytest.approx(4)
    assert attention(error, 0.0).unique().tolist() == [1]
    assert psnr(torch.zeros(1, 3, 8, 8), torch.full((1, 3, 8, 8), 0.2)) == pytest.approx(20.0, abs=1e-3)


def test_a_whitened_autoencoder_has_unit_latents_and_the_same_pictures() -> None:
    torch.manual_seed(0)
    vae = autoencoding.build(TINY).eval()
    with torch.no_grad():
        vae.encoder.conv_out.weight *= 7
        x = data.drawn(range(8), 64, torch.device("cpu")) * 2 - 1
        z, y = vae.encode(x).latent, vae(x).sample
        mean, std = z.mean((0, 2, 3)), z.std((0, 2, 3))
        whiten(vae, mean, std)
        white = vae.encode(x).latent
        torch.testing.assert_close(white.mean((0, 2, 3)), torch.zeros(4), atol=1e-4, rtol=0)
        torch.testing.assert_close(white.std((0, 2, 3)), torch.ones(4), atol=1e-4, rtol=0)
        torch.testing.assert_close(
            white * std.view(1, -1, 1, 1) + mean.view(1, -1, 1, 1), z, atol=1e-4, rtol=1e-4
        )
        inside = (
            slice(None),
            slice(None),
            slice(24, 40),
            slice(24, 40),
        )  # far from the decoder's zero padding
        assert psnr(y[inside], vae(x).sample[inside]) > 25


def test_a_grown_autoencoder_makes_of_a_picture_what_the_small_one_makes_of_it_at_half_size() -> None:
    torch.manual_seed(0)
    large_recipe = replace(TINY, encoder_layers=(0, 1, 1, 1, 1), decoder_layers=(0, 1, 2, 1, 1))
    small, large = autoencoding.build(SMALL).eval(), autoencoding.build(large_recipe).eval()
    autoencoding.grow(small, large)
    x = torch.rand(2, 3, 64, 64) * 2 - 1
    with torch.no_grad():
        z = small.encode(nn.functional.avg_pool2d(x, 2)).latent
        torch.testing.assert_close(large.encode(x).latent, z, atol=1e-5, rtol=1e-4)
    assert large.decode(z).sample.shape == x.shape


def test_windows_of_pictures_and_latents_show_the_same_place_and_mostly_detail() -> None:
    torch.manual_seed(0)
    x = torch.zeros(2, 3, 64, 64)
    x[0, :, :16, :16] = torch.rand(3, 16, 16)  # all there is to see is in the first corner
    x[1, :, -16:, -16:] = torch.rand(3, 16, 16)
    z = nn.functional.avg_pool2d(x, 8)
    parts, latents = autoencoding.windows(x, z, 3)
    assert parts.shape == (6, 3, 32, 32)
    torch.testing.assert_close(nn.functional.avg_pool2d(parts, 8), latents)
    assert all(part.abs().max() > 0 for part in parts)


def test_pictures_that_are_alike_look_alike_to_a_clip() -> None:
    torch.manual_seed(0)
    tokenizer = words.learn(data.captions(0, 20), window=48)
    eye = contrasting.build(Contrasting(size=32, width=32, layers=(1, 2)), tokenizer).vision_model.eval()
    x = data.drawn(range(2), 64, torch.device("cpu")) * 2 - 1
    assert autoencoding.unlike(eye, x, x).item() == 0
    y = (0.9 * x).requires_grad_()
    near, far = autoencoding.unlike(eye, x, y), autoencoding.unlike(eye, x, x.flip(0))
    assert 0 < near < far
    near.backward()
    assert y.grad is not None
    assert y.grad.abs().max() > 0
