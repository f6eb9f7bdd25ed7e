"""How edited pictures are compared with captions and with one another."""

import math

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from comenius.arrays import from_image
from comenius.errors import ModelError
from comenius.evaluation.alignment import Clip, apart, direction, gain, kept, layers_apart, scores
from comenius.evaluation.bench import bundled, render
from comenius.world.stream import sample


def unit(*shape: int, seed: int = 0) -> Tensor:
    features = torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return torch.nn.functional.normalize(features, dim=-1)


def cosine(a: Tensor, b: Tensor) -> float:
    """By its definition, number by number."""
    dot = sum(float(x) * float(y) for x, y in zip(a, b, strict=True))
    return dot / math.sqrt(sum(float(x) ** 2 for x in a)) / math.sqrt(sum(float(y) ** 2 for y in b))


def test_scores_are_those_of_their_definitions() -> None:
    x, y, t, u = unit(4, 6, 32)
    found = scores(x, y, t, u)
    for i in range(6):
        assert found["CLIPd"][i] == pytest.approx(cosine(y[i] - x[i], u[i] - t[i]))
        assert found["CLIPi"][i] == pytest.approx(cosine(x[i], y[i]))
        assert found["CLIPDelta"][i] == pytest.approx(cosine(y[i], u[i]) - cosine(x[i], t[i]))
        assert found["CLIPt"][i] == pytest.approx(cosine(y[i], u[i]))


def test_equal_captions_are_skipped_and_never_count_as_zero() -> None:
    x, y, t, u = unit(4, 3, 16)
    u[1] = t[1]
    assert direction(x, y, t, u).isnan().tolist() == [False, True, False]
    found = scores(x, y, t, u)
    assert [len(found[name]) for name in ("CLIPd", "CLIPDelta", "CLIPt", "CLIPi")] == [2, 2, 2, 3]
    alone = scores(x[1], y[1], t[1], u[1])
    assert (alone["CLIPd"], alone["CLIPDelta"], len(alone["CLIPi"])) == ([], [], 1)


def test_the_same_picture_stays_what_it_was() -> None:
    x, t, u = unit(3, 5, 16)
    torch.testing.assert_close(kept(x, x), torch.ones(5, dtype=torch.float64))
    torch.testing.assert_close(gain(x, x, t, t), torch.zeros(5, dtype=torch.float64))
    assert direction(x, x, t, u).tolist() == [0.0] * 5


def test_a_picture_that_moves_as_the_captions_do_has_direction_one() -> None:
    x, t, u = unit(3, 5, 16)
    torch.testing.assert_close(direction(x, x + 0.3 * (u - t), t, u), torch.ones(5, dtype=torch.float64))


def test_identical_answers_have_no_diversity_and_opposite_ones_the_most() -> None:
    one = unit(1, 8)
    assert apart(one.repeat(3, 1)) == pytest.approx(0, abs=1e-12)
    assert layers_apart([one.repeat(3, 4, 1)] * 2) == 0
    assert apart(torch.cat([one, -one])) == pytest.approx(2)
    with pytest.raises(ValueError, match="one answer alone"):
        apart(one)


def test_diversity_is_the_mean_over_pairs() -> None:
    features, layers = unit(3, 8), [unit(3, 5, 8, seed=i) * (i + 1) for i in range(2)]
    two = [(0, 1), (0, 2), (1, 2)]
    assert apart(features) == pytest.approx(sum(1 - cosine(features[i], features[j]) for i, j in two) / 3)
    rows = [
        sum(2 - 2 * cosine(layer[i, p], layer[j, p]) for p in range(5)) / 5
        for i, j in two
        for layer in layers
    ]
    assert layers_apart(layers) == pytest.approx(sum(rows) / 6)


def test_a_clip_stretches_pictures_and_reads_square_ones_as_its_own_processor_does() -> None:
    clip = Clip(str(bundled() / "clip"))
    pictures = render([sample(30_000), sample(30_001)], 256)
    model, prepare = clip._read
    images = [Image.fromarray((one.permute(1, 2, 0) * 255).round().byte().numpy()) for one in pictures]
    with torch.no_grad():
        theirs = model.get_image_features(**prepare(images=images, return_tensors="pt")).pooler_output
    assert torch.cosine_similarity(clip.pictures(pictures).features, theirs).min() > 0.9999
    wide = images[0].resize((256, 96))
    stretched = [torch.from_numpy(np.array(from_image(one)))[None] for one in (wide, wide.resize((128, 128)))]
    ours, square = (clip.pictures(one).features[0] for one in stretched)
    assert torch.cosine_similarity(ours, square, dim=0) > 0.995


def test_words_are_told_apart_and_what_is_no_clip_is_refused() -> None:
    clip = Clip(str(bundled() / "clip"))
    soup, same, cake = clip.words(["soup in a bowl", "soup in a bowl", "cake on a plate"])
    torch.testing.assert_close(soup, same)
    assert torch.cosine_similarity(soup, cake, dim=0) < 0.9
    assert len(clip.identity.sha256) == 64
    with pytest.raises(ModelError, match="a clip is needed"):
        Clip(str(bundled() / "segmenter")).pictures(torch.zeros(1, 3, 64, 64))
