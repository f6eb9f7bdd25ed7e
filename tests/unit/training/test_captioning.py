from pathlib import Path

import torch
from loop_clock import Clock
from torch.nn import functional as F

from comenius.training import captioning, contrasting, data, words
from comenius.training.captioning import UNSAID, Captioning, learn, score, tell
from comenius.training.contrasting import Contrasting

CPU = torch.device("cpu")
EYE = Contrasting(size=32, width=32, layers=(2, 1))
CAPTIONS = data.captions(0, 300)


def test_of_wrong_captions_none_is_right_and_of_half_right_ones_a_half() -> None:
    truth = CAPTIONS[:40]
    assert score(truth, truth) == {"food": 1.0, "form": 1.0, "vessel": 1.0}
    assert score(["mush in a hat"] * 40, truth)["vessel"] == 0.0
    half = score([*truth[:20], *["mush in a hat"] * 20], truth)
    assert 0.4 < half["vessel"] < 0.6
    assert 0.4 < half["food"] < 0.6


def test_every_word_of_the_captions_is_known_and_comes_back() -> None:
    tokenizer = learn(CAPTIONS, window=72)
    ids = tokenizer(CAPTIONS).input_ids
    assert max(len(row) for row in ids) <= 72
    assert all(tokenizer.unk_token_id not in row for row in ids)
    plain = [text.replace("-", " - ") for text in CAPTIONS]
    assert tokenizer.batch_decode(ids, skip_special_tokens=True) == plain


def test_blips_tower_sees_exactly_as_clips_where_all_tokens_deviate_alike() -> None:
    torch.manual_seed(0)
    tokenizer = words.learn(CAPTIONS, window=48)
    clip = contrasting.build(EYE, tokenizer).eval()
    eye = clip.vision_model
    with torch.no_grad():
        eye.embeddings.patch_embedding.weight.zero_()
        places = eye.embeddings.position_embedding.weight
        places.copy_(5 + 3 * F.layer_norm(torch.randn_like(places), places.shape[1:]))
        for weight in (eye.pre_layrnorm.weight, eye.pre_layrnorm.bias):
            weight.normal_(1.0, 0.2)
    rows = data.Scenes(32, tokenizer, 0.0)(range(4))
    model = captioning.build(Captioning(), clip, learn(CAPTIONS, window=72), rows["pictures"]).eval()
    x = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        theirs = eye.post_layernorm(eye(pixel_values=x).last_hidden_state)
        ours = model.vision_model(pixel_values=x).last_hidden_state
    torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=1e-3)


def test_each_token_is_asked_for_after_those_before_it_and_none_after_the_end() -> None:
    tokenizer = learn(CAPTIONS, window=72)
    clip = contrasting.build(EYE, words.learn(CAPTIONS, window=48))
    rows = data.Scenes(32, tokenizer, 0.0, captions=1)(range(4))
    rows = rows | {"ids": rows["ids"][:, 0]}
    model = captioning.build(Captioning(inner=32, layers=1), clip, tokenizer, rows["pictures"]).eval()
    logits, labels = tell(model, rows)
    assert logits.shape == (*labels.shape, len(tokenizer))
    for i in range(4):
        said = labels[i][labels[i] != UNSAID]
        assert said[-1] == tokenizer.sep_token_id
        assert tokenizer.decode(said[:-1]) == CAPTIONS[i].replace("-", " - ")
    later = rows | {"ids": rows["ids"].clone()}
    later["ids"][:, 6] = tokenizer.unk_token_id
    changed = (tell(model, later)[0] - logits).abs().amax((0, 2))
    assert changed[:6].max() < 1e-5 < 1e-3 < changed[6]


def test_a_captioner_goes_on_where_it_was_stopped_and_says_by_stock_classes_what_it_learned(
    tmp_path: Path, clock: Clock
) -> None:
    from transformers import BlipForConditionalGeneration, BlipProcessor

    torch.manual_seed(0)
    tokenizer = learn(CAPTIONS[:4], window=72)
    clip = contrasting.build(EYE, words.learn(CAPTIONS, window=48))
    rows = data.Scenes(32, tokenizer, 0.0, captions=1)(range(4))
    rows = rows | {"ids": rows["ids"][:, 0]}
    of = captioning.processor(32, tokenizer)

    for minutes in (0.1, 2.0):
        began = clock.now
        recipe = Captioning(
            inner=32, layers=1, minutes=minutes, warm_up=5, learning_rate=1e-2, decay=0.9, soften=0.0
        )
        model = captioning.build(recipe, clip, tokenizer, rows["pictures"])
        *_, report = captioning.train(
            recipe, model, of, clock.forever(rows), [rows], CAPTIONS[:4], tmp_path, device=CPU
        )
    assert report["step"] > clock.now - began > 0
    assert report["tokens"] > 0.9
    stock = BlipForConditionalGeneration.from_pretrained(tmp_path).eval()
    prepare = BlipProcessor.from_pretrained(tmp_path)
    inputs = prepare(images=list(rows["pictures"].numpy()), return_tensors="pt")
    assert inputs["pixel_values"].shape == (4, 3, 32, 32)
    told = prepare.batch_decode(stock.generate(**inputs, max_length=72), skip_special_tokens=True)
    assert told == captioning.captions(stock, tokenizer, rows["pictures"])
    assert score(told, CAPTIONS[:4]) == {name: report[name] for name in ("food", "form", "vessel")}
