from functools import cache
from pathlib import Path
from random import Random

import torch
from loop_clock import Clock

from comenius.training import contrasting, words
from comenius.training.contrasting import Contrasting
from comenius.training.looking import Heads, coarse
from comenius.vision.scoring import Rows
from comenius.world import labels
from comenius.world.render import picture
from comenius.world.scene import settle
from comenius.world.stream import caption, sample

CPU = torch.device("cpu")
SCENES = [sample(seed) for seed in range(8)]
CAPTIONS = [caption(settle(*scene), Random(0)) for scene in SCENES]


@cache
def truth() -> Rows:
    rows = labels.stack([labels.labels(*scene) for scene in SCENES])
    return {name: torch.from_numpy(values) for name, values in rows.items()}


def test_on_fewer_cells_every_food_is_still_there_with_its_own_state() -> None:
    rows = truth()
    few = coarse(rows, 16)
    for i in range(len(SCENES)):
        assert set(few["owner"][i].unique().tolist()) >= set(rows["owner"][i].unique().tolist()) - {0}
        for food in few["owner"][i].unique():
            for name in ("look", "form", "doneness"):
                (state,) = few[name][i][few["owner"][i] == food].unique()
                assert state == rows[name][i][rows["owner"][i] == food][0]


def test_as_many_cells_are_the_same_cells() -> None:
    for name, values in coarse(truth(), labels.GRID).items():
        assert torch.equal(values, truth()[name])


def test_tokens_that_are_followed_learn_what_lies_where() -> None:
    torch.manual_seed(0)
    heads = Heads(64, labels.classes())
    tokens = torch.randn(len(SCENES), 1 + 8 * 8, 64, requires_grad=True)
    optimizer = torch.optim.Adam([tokens, *heads.parameters()], 0.03)
    losses, before = [], heads.right(tokens, truth())
    for _ in range(60):
        loss = heads.loss(tokens, truth())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.1 * losses[0]
    assert heads.right(tokens, truth()) > 0.95 > 0.3 > before


def test_a_clip_that_looks_goes_on_where_it_was_stopped_and_leaves_its_heads_behind(
    tmp_path: Path, clock: Clock
) -> None:
    from transformers import CLIPModel

    tokenizer = words.learn(CAPTIONS, window=48)
    pictures = torch.stack([torch.from_numpy(picture(*scene, 32)) for scene in SCENES])
    rows = {"pictures": pictures, "ids": words.ids(tokenizer, CAPTIONS)} | truth()

    for minutes in (0.05, 0.1):
        began = clock.now
        recipe = Contrasting(size=32, width=32, layers=(1, 1), minutes=minutes)
        model, of = contrasting.build(recipe, tokenizer), contrasting.processor(recipe, tokenizer)
        *_, report = contrasting.train(recipe, model, of, clock.forever(rows), [rows], tmp_path, device=CPU)
    assert report["step"] > clock.now - began > 0
    assert 0 <= report["looks"] <= 1
    assert (tmp_path / "hashes.json").exists()
    stock, about = CLIPModel.from_pretrained(tmp_path, output_loading_info=True)
    assert not about["missing_keys"]
    assert not about["unexpected_keys"]
    assert stock.dtype == torch.float32
    assert (tmp_path / "model.safetensors").stat().st_size < 2.2 * stock.num_parameters() + 20_000
