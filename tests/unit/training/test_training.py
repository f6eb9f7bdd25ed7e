"""Trainings on tiny settings: they learn, they resume, and what they write loads anywhere."""

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_autoencoders import SMALL, TINY
from torch import nn

from comenius.training import autoencoding, data, denoising, editing, rulers, words
from comenius.training.contrasting import Contrasting
from comenius.training.data import Store
from comenius.training.denoising import Denoising, noisy, weights
from comenius.training.ema import follow, shadow
from comenius.training.orbis import train
from comenius.training.recognising import Recognising
from comenius.training.run import Orbis
from comenius.vision.recognise import Recogniser
from comenius.vision.scoring import Rows


def test_noise_is_all_of_it_at_one_end_and_none_at_the_other() -> None:
    z, noise = torch.randn(2, 4, 8, 8), torch.randn(2, 4, 8, 8)
    x, v = noisy(z, noise, torch.tensor([1.0, 0.0]))
    torch.testing.assert_close(x[0], z[0])
    torch.testing.assert_close(v[0], noise[0])
    torch.testing.assert_close(x[1], noise[1])
    torch.testing.assert_close(v[1], -z[1])


def test_velocity_and_noisy_latents_give_the_latents_back() -> None:
    z, noise, a = torch.randn(3, 4, 8, 8), torch.randn(3, 4, 8, 8), torch.tensor([0.1, 0.5, 0.9])
    x, v = noisy(z, noise, a)
    b = a.view(-1, 1, 1, 1)
    torch.testing.assert_close(b.sqrt() * x - (1 - b).sqrt() * v, z)


def test_weights_rise_to_the_cap_and_never_fall_below_the_floor() -> None:
    found = weights(torch.tensor([0.0, 0.5, 5 / 6, 1.0]), 5.0, 0.25)
    assert found.tolist() == pytest.approx([0.25, 0.5, 5 / 6, 0.25])


def test_places_that_matter_weigh_more_and_without_emphasis_all_weigh_the_same() -> None:
    squares = torch.rand(2, 4, 8, 8)
    where = torch.zeros(2, 1, 8, 8)
    where[0, :, :2] = 1
    torch.testing.assert_close(denoising.emphasised(squares, where, 0.0), squares.mean((1, 2, 3)))
    weighted = denoising.emphasised(squares, where, 3.0).mean()
    torch.testing.assert_close(weighted, (squares * (1 + 3 * where)).sum() / (4 * (1 + 3 * where)).sum())


def test_where_food_is_and_where_an_edit_changes_something() -> None:
    food = data.placed(data.food(range(4)), 8)
    assert food.shape == (4, 1, 8, 8)
    assert 0 < food.mean() < 0.5
    before = torch.randn(2, 4, 8, 8)
    after = before.clone()
    after[1, :, 3, 5] += 3
    moved = data.changed(before, after)
    assert moved[1, 0, 3, 5] > 0.9
    assert moved.count_nonzero() == 1


def test_an_average_follows_its_model() -> None:
    model = nn.Linear(2, 2)
    average = shadow(model)
    with torch.no_grad():
        model.weight.add_(1)
    follow(average, model, 0.75)
    assert isinstance(average, nn.Linear)
    torch.testing.assert_close(average.weight, model.weight - 0.75)


def test_every_word_of_the_captions_is_one_token_and_no_other_word_is_lost() -> None:
    captions = data.captions(0, 300)
    tokenizer = words.learn(captions, window=48)
    known = {word for line in captions for word in line.replace(",", " ").replace("-", " ").split()}
    assert all(len(tokenizer.tokenize(word)) == 1 for word in known)
    assert tokenizer.decode(tokenizer("masa harina").input_ids, skip_special_tokens=True) == "masa harina"
    assert words.ids(tokenizer, captions[:5]).shape == (5, 48)
    assert max(len(row) for row in tokenizer(captions).input_ids) <= 48


def test_a_store_keeps_what_many_processes_draw_in_the_order_of_the_seeds() -> None:
    tokenizer = words.learn(data.captions(0, 100), window=48)
    scenes = data.Scenes(32, tokenizer, 0.5)
    stores = [Store(scenes, 5, 100, workers=n, device=torch.device("cpu")) for n in (0, 2)]
    for store in stores:
        store.wait(100)
    for name, rows in stores[0].rows.items():
        torch.testing.assert_close(stores[1].rows[name], rows, rtol=0, atol=0)
    assert stores[0].rows["pictures"].shape == (100, 32, 32, 3)
    full = tokenizer.decode(stores[0].rows["ids"][7, 0], skip_special_tokens=True)
    assert full.replace(" ,", ",") == data.captions(12, 1)[0]


def numbers(seeds: range) -> Rows:
    return {"seed": torch.tensor([*seeds])}


def test_a_store_gives_ever_new_scenes_when_the_old_ones_had_their_uses() -> None:
    store = Store(numbers, 0, 100, workers=0, device=torch.device("cpu"), uses=2.0)
    batches = store.batches(10)
    for _ in range(200):
        next(batches)
    with store.news:
        assert store.news.wait_for(lambda: store.drawn >= 1000, timeout=20)
    assert store.drawn <= 1100  # 2,000 were taken, each twice, and a hundred wait
    assert next(batches)["seed"].min() > 800
    assert store.rows["seed"].shape == (100,)
    batches.close()
    assert store.closed


def test_a_store_without_uses_keeps_its_scenes() -> None:
    store = Store(numbers, 5, 70, workers=0, device=torch.device("cpu"))
    store.wait(70)
    for _ in range(40):
        store.take(10)
    assert store.rows["seed"].tolist() == [*range(5, 75)]


def test_a_scene_that_cannot_be_drawn_stops_who_waits_for_it() -> None:
    def broken(seeds: range) -> Rows:
        raise ValueError(f"seed {seeds[0]}")

    with pytest.raises(ValueError, match="seed 3"):
        Store(broken, 3, 10, workers=0, device=torch.device("cpu")).take(1)


def test_latents_that_are_there_are_not_made_again(tmp_path: Path) -> None:
    vae = autoencoding.build(TINY).eval()
    tokenizer = words.learn(data.captions(0, 100), window=48)
    store = Store(data.Scenes(32, tokenizer, 0.5), 64, 80, workers=0, device=torch.device("cpu"))
    first = data.encode(vae, lambda: store, 80, tmp_path, shard=64)
    assert first["z"].shape == (80, 4, 4, 4)

    def never() -> Store:
        raise AssertionError("drawn again")

    again = data.encode(vae, never, 80, tmp_path, shard=64)
    for name in ("z", "ids"):
        torch.testing.assert_close(again[name], first[name], rtol=0, atol=0)


def test_a_loss_that_is_no_number_stops_with_the_step_and_the_last_good_checkpoint(tmp_path: Path) -> None:
    model = autoencoding.build(TINY)
    bad = itertools.repeat(torch.full((2, 3, 32, 32), torch.nan))
    with pytest.raises(FloatingPointError, match=r"step 0.*checkpoint\.safetensors"):
        next(iter(autoencoding.train(TINY, model, bad, torch.zeros(2, 3, 32, 32), tmp_path)))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]], Orbis]:
    """The whole recipe in seconds."""
    denoiser = Denoising(
        channels=(32, 32),
        latent_channels=4,
        words=(64, 64),
        layers=(2, 1),
        batch=8,
        minutes=0.05,
        emphasis=4.0,
    )
    recipe = Orbis(
        size=64,
        scenes=64,
        sketch=SMALL,
        autoencoder=replace(
            TINY, encoder_layers=(0, 1, 1, 1, 1), decoder_layers=(0, 1, 2, 1, 1), fresh=1, likeness=1.0
        ),
        painter=denoiser,
        edit=denoiser,
        recogniser=Recognising(batch=4, minutes=0.02),
        clip=Contrasting(size=64, width=32, layers=(1, 1), batch=4, minutes=0.02),
        preset={"guidance": 2.0, "steps": 3},
    )
    folder = tmp_path_factory.mktemp("orbis")
    return folder, list(train(recipe, folder)), recipe


def test_the_whole_recipe_makes_a_model_that_draws(trained: tuple[Path, list[dict[str, Any]], Orbis]) -> None:
    from comenius.diffusion.backbones import load
    from comenius.diffusion.generate import Drawn, generate

    folder, reports, _ = trained
    assert list(dict.fromkeys(report["part"] for report in reports)) == [
        "clip", "sketch", "autoencoder", "painter", "edit", "recogniser",
    ]  # fmt: skip
    backbone = load(folder / "text-to-image")
    assert backbone.vocabulary is not None
    assert "tomato" in backbone.vocabulary
    events = list(generate(backbone, ["a tomato in a pan"], seeds=[1], steps=2))
    pictures = [event.picture for event in events if isinstance(event, Drawn)]
    assert [picture.shape for picture in pictures] == [(3, 64, 64)]
    hashes = json.loads((folder / "text-to-image/hashes.json").read_text())
    assert {name.split("/")[0] for name in hashes} == {"text_encoder", "text_encoder_2", "unet", "vae"}


def test_the_whole_recipe_makes_a_model_that_edits(
    trained: tuple[Path, list[dict[str, Any]], Orbis],
) -> None:
    from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl_instruct_pix2pix import (
        StableDiffusionXLInstructPix2PixPipeline,
    )

    from comenius.quiet import quiet

    folder, *_ = trained
    with quiet():
        stock = StableDiffusionXLInstructPix2PixPipeline.from_pretrained(folder / "edit")
    assert stock.unet.config.in_channels == 2 * stock.unet.config.out_channels == 8
    assert len(stock.tokenizer.tokenize("remove")) == 1


def test_an_edit_model_begins_as_the_painter_it_comes_from() -> None:
    torch.manual_seed(0)
    recipe = Denoising(channels=(32, 32), latent_channels=4, words=(64, 64), layers=(2, 1))
    parent = denoising.Painter(recipe, 3, (0, 1, 1), 8).eval()
    model = denoising.Painter(recipe, 4, (0, 1, 1), 8, seen=4).eval()
    editing.inherit(model, parent, {"<a>": 0, "<z>": 1, "new": 2, "pan": 3}, {"<a>": 0, "<z>": 1, "pan": 2})
    x, t, size = torch.randn(2, 4, 8, 8), torch.tensor([3, 700]), torch.full((1, 6), 64.0)
    ids = torch.tensor([[0, 2, 1, 1], [0, 2, 2, 1]])
    with torch.no_grad():
        old = parent(x, t, ids, size)
        new = model(x, t, torch.tensor([[0, 3, 1, 1], [0, 3, 3, 1]]), size, torch.randn(2, 4, 8, 8))
    torch.testing.assert_close(new, old)


def test_an_edit_model_of_other_widths_takes_the_words_alone() -> None:
    recipe = Denoising(channels=(32, 32), latent_channels=4, words=(64, 64), layers=(2, 1))
    parent = denoising.Painter(recipe, 3, (0, 1, 1), 8).eval()
    model = denoising.Painter(replace(recipe, channels=(32, 64)), 3, (0, 1, 1), 8, seen=4).eval()
    before = model.unet.conv_in.weight.clone()
    editing.inherit(model, parent, {"<a>": 0, "<z>": 1, "pan": 2}, {"<a>": 0, "<z>": 1, "pan": 2})
    ids = torch.tensor([[0, 2, 1, 1]])
    torch.testing.assert_close(model.encode(ids), parent.encode(ids))
    assert torch.equal(model.unet.conv_in.weight, before)


def test_words_and_what_is_seen_are_taken_away_alone_and_together() -> None:
    ids, nothing, seen = torch.ones(20, 3), torch.zeros(1, 3), torch.ones(20, 1, 2, 2)
    words_left, seen_left = denoising.hidden(0.1, torch.arange(20) / 20 + 0.01, nothing, ids, seen)
    lost = [(not w.any(), not s.any()) for w, s in zip(words_left, seen_left, strict=True)]
    assert lost == [(True, False), (True, True), (False, True), *[(False, False)] * 17]
    (alone,) = denoising.hidden(0.1, torch.arange(20) / 20 + 0.01, nothing, ids)
    assert [not row.any() for row in alone] == [True] * 2 + [False] * 18


def test_the_whole_recipe_makes_models_that_read(trained: tuple[Path, list[dict[str, Any]], Orbis]) -> None:
    from transformers import CLIPModel, CLIPProcessor

    folder, reports, _ = trained
    assert {"vessel", "foods 1", "recall"} <= {name for report in reports for name in report}
    reader = Recogniser.from_pretrained(folder / "recogniser")
    reading = reader.read(torch.rand(1, 3, 64, 64))[0]
    assert reading.attributes["vessel"] in reader.classes["vessel"]
    clip = CLIPModel.from_pretrained(folder / "clip").eval()
    prepare = CLIPProcessor.from_pretrained(folder / "clip")
    with torch.no_grad():
        inputs = prepare(
            text=["dough", "rice"], images=torch.rand(3, 64, 64), padding="max_length", return_tensors="pt"
        )  # fmt: skip
        alike = clip(**inputs)
    assert alike.logits_per_image.shape == (1, 2)


def test_captions_go_with_their_own_pictures() -> None:
    rows = {"pictures": torch.arange(8).view(8, 1, 1, 1), "ids": torch.arange(24).view(8, 3, 1)}
    for batch in itertools.islice(rulers.captioned(iter([rows] * 20)), 20):
        assert (batch["ids"][:, 0] // 3 == batch["pictures"][:, 0, 0, 0]).all()


def test_a_finished_training_that_is_called_again_goes_on_from_its_checkpoint(
    trained: tuple[Path, list[dict[str, Any]], Orbis],
) -> None:
    folder, reports, recipe = trained
    spent = [report["minutes"] for report in reports if report["part"] == "painter"][-1]
    longer = replace(recipe, painter=replace(recipe.painter, minutes=spent + 0.01))
    again = list(train(longer, folder))
    before, after = (
        [report["step"] for report in some if report["part"] == "painter"][-1] for some in (reports, again)
    )
    assert after > before


def test_the_untrained_velocity_of_a_painter_has_the_shape_of_its_latents() -> None:
    recipe = Denoising(channels=(32, 32), latent_channels=4, words=(64, 64), layers=(2, 1))
    painter = denoising.Painter(recipe, 50, (0, 1, 1), 8)
    out = painter(
        torch.randn(2, 4, 8, 8), torch.tensor([3, 900]), torch.ones(2, 48).long(), torch.zeros(1, 6)
    )
    assert out.shape == (2, 4, 8, 8)


def test_words_keep_their_numbers_when_a_training_goes_on(tmp_path: Path) -> None:
    captions = ["a red pan, on a table", "first-person view, b c d e f g h i j k"]
    first = words.kept(tmp_path / "words", lambda: words.learn(captions, window=9))
    again = [words.kept(tmp_path / "words", lambda: pytest.fail("learned again")) for _ in range(2)]
    for tokenizer in again:
        assert tokenizer.get_vocab() == first.get_vocab()
        assert words.ids(tokenizer, captions).tolist() == words.ids(first, captions).tolist()
        assert words.special(tokenizer) == words.special(first)
    assert [path.name for path in tmp_path.iterdir()] == ["words"]
