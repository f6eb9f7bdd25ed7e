from pathlib import Path

import pytest
import torch
from loop_clock import Clock

from comenius.lexicon.shot import Food, Shot
from comenius.training import contrasting, data, naming, segmenting, words
from comenius.training.contrasting import Contrasting
from comenius.training.naming import OBJECTS, Phrases, index, mask, named
from comenius.training.segmenting import Segmenting, ask, loss, some
from comenius.vision.scoring import Rows, iou
from comenius.world.render import masks
from comenius.world.scene import settle
from comenius.world.stream import sample

CPU = torch.device("cpu")
EYE = Contrasting(size=32, width=32, layers=(3, 1))
TINY = Segmenting(width=16, inner=32, layers=(0, 1, 2), phrases=2, warm_up=1)


def bit(*names: str) -> int:
    return sum(1 << OBJECTS.index(name) for name in names)


def test_a_phrase_means_its_object_and_no_other() -> None:
    onion = Food(name="onion", look="onion", form="chopped")
    garlic = Food(name="garlic", look="garlic", form="chopped")
    shot = Shot(foods=(onion, garlic), vessel="pan", tool="spatula", hand=True, material="red")
    _, setting = sample(0)
    means = dict(named(settle(shot, setting)))
    assert means["onion"] == means["the chopped onion"] == bit("food0")
    assert means["garlic"] == bit("food1")
    assert means["red pan"] == means["the pan"] == bit("vessel")
    assert means["spatula"] == bit("tool")
    assert means["hand"] == bit("hand")
    owner = torch.from_numpy(index(shot, setting, 64))[None]
    found = mask(owner, torch.tensor([[means["garlic"], means["pan"], 0]]))[0].bool()
    truth = masks(shot, setting, 64)
    assert torch.equal(found[0], torch.from_numpy(truth["food1"]))
    assert torch.equal(found[1], torch.from_numpy(truth["vessel"]))
    assert not found[2].any()


def test_a_phrase_that_fits_two_foods_means_both() -> None:
    foods = tuple(Food(name="onion", look="onion", form=form) for form in ("chopped", "sliced"))
    means = dict(named(settle(Shot(foods=foods, vessel="pan"), sample(0)[1])))
    assert means["onion"] == bit("food0", "food1")
    assert means["sliced onion"] == bit("food1")


def test_every_pixel_has_one_object_and_the_wall_ends_at_the_table() -> None:
    for seed in range(8):
        owner, truth = index(*sample(seed), 64), masks(*sample(seed), 64)
        both = (owner == OBJECTS.index("wall")) | (owner == OBJECTS.index("table"))
        assert (both == truth["background"]).all()
        assert owner.max() < len(OBJECTS)


def test_what_is_not_there_is_never_said_to_be_there() -> None:
    tokenizer = words.learn(data.captions(0, 200), window=48)
    rows = Phrases(32, tokenizer, 16)(range(40))
    assert (rows["ids"] == tokenizer.eos_token_id).any(-1).all()  # none was cut off
    present = naming.SAID
    shown = mask(rows["owner"], rows["means"]).sum((-2, -1))
    assert (shown[:, :present] > 0).all()
    assert (shown[:, present:] == 0).all()
    for seed in range(40):
        known = {text for text, _ in named(settle(*sample(seed)))}
        for ids in rows["ids"][seed, present:]:
            assert tokenizer.decode(ids.tolist(), skip_special_tokens=True) not in known


def test_certain_masks_lose_nothing_and_wrong_ones_lose_more_than_doubtful_ones() -> None:
    truth = (torch.rand(2, 3, 8, 8) > 0.5).float()
    sure = 40 * (2 * truth - 1)
    assert loss(sure, truth).item() == pytest.approx(0, abs=1e-5)
    assert loss(-sure, truth) > 10 * loss(0 * sure, truth) > 1
    nothing = torch.zeros(1, 1, 8, 8)
    assert loss(nothing - 40, nothing).item() == pytest.approx(0, abs=1e-5)
    assert loss(nothing + 40, nothing) > 40


def test_half_of_a_mask_overlaps_by_half() -> None:
    truth = torch.zeros(4, 4, dtype=torch.bool)
    truth[:2] = True
    half = torch.zeros_like(truth)
    half[0] = True
    assert iou(half, truth).item() == 0.5
    assert iou(truth, truth).item() == 1
    assert iou(~truth, truth).item() == 0


def test_some_phrases_keep_what_they_mean() -> None:
    rows = {"ids": torch.arange(24).view(2, 12, 1), "means": torch.arange(24).view(2, 12)}
    few = some(rows, 5)
    assert few["means"].shape == (2, 5)
    assert torch.equal(few["ids"][..., 0], few["means"])
    assert (few["means"] // 12 == torch.arange(2)[:, None]).all()
    assert all(len(set(row.tolist())) == 5 for row in few["means"])


def test_a_segmenter_begins_in_doubt() -> None:
    torch.manual_seed(0)
    tokenizer = words.learn(data.captions(0, 100), window=48)
    model = segmenting.build(TINY, contrasting.build(EYE, tokenizer)).eval()
    with torch.no_grad():
        assert ask(model, Phrases(32, tokenizer, TINY.window)(range(4))).abs().max() < 3


def test_a_segmenter_goes_on_where_it_was_stopped_and_stock_classes_see_the_same_masks(
    tmp_path: Path, clock: Clock
) -> None:
    from transformers import CLIPSegForImageSegmentation, CLIPSegProcessor

    torch.manual_seed(0)
    tokenizer = words.learn(data.captions(0, 100), window=48)
    clip = contrasting.build(EYE, tokenizer)
    of = segmenting.processor(contrasting.processor(EYE, tokenizer))
    rows = Phrases(32, tokenizer, TINY.window)(range(4))

    for minutes in (0.05, 0.1):
        began = clock.now
        recipe = Segmenting(**{**vars(TINY), "minutes": minutes})
        model = segmenting.build(recipe, clip)
        *_, report = segmenting.train(recipe, model, of, clock.forever(rows), [rows], tmp_path, device=CPU)
    assert report["step"] > clock.now - began > 0
    assert 0 <= report["iou"] <= 1
    assert 0 <= report["empty"] <= 1
    stock = CLIPSegForImageSegmentation.from_pretrained(tmp_path).eval()
    prepare = CLIPSegProcessor.from_pretrained(tmp_path)
    texts = [tokenizer.decode(ids.tolist(), skip_special_tokens=True) for ids in rows["ids"][0, :3]]
    inputs = prepare(
        text=texts, images=[rows["pictures"][0].numpy()] * 3, padding="max_length", return_tensors="pt"
    )
    with torch.no_grad():
        theirs = stock(**inputs).logits
        ours = ask(stock, some_first(rows, 3))[0]
    assert theirs.shape == (3, 16, 16)
    assert theirs.isfinite().all()
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-3)


def some_first(rows: Rows, count: int) -> Rows:
    return {
        name: values[:1, :count] if name in ("ids", "means") else values[:1] for name, values in rows.items()
    }
