"""A directory becomes a model, or one clear line."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from comenius.diffusion.backbones import load, resolve
from comenius.errors import ModelError, SettingError

Copy = Callable[[Path], Path]
WEIGHTS = Path("unet") / "diffusion_pytorch_model.safetensors"


def refused(directory: Path, words: str) -> None:
    with pytest.raises(ModelError, match=words) as caught:
        load(directory)
    assert "\n" not in str(caught.value)


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_model_knows_its_sizes_and_its_identity(sd: Any, xl: Any) -> None:
    assert sd.default_size == (16, 16)
    assert sd.latent_shape() == (4, 8, 8)
    assert sd.latent_shape((32, 16)) == (4, 8, 16)
    assert repr(sd) == "Backbone('tiny-sd', UNet2DConditionModel, 16x16)"
    assert sd.vocabulary is None
    assert len(sd.identity.sha256) == 64
    assert sd.identity != xl.identity


def test_a_size_that_is_no_multiple_is_refused_with_the_nearest(sd: Any) -> None:
    with pytest.raises(SettingError, match=r"size is 21 px; tiny-sd draws multiples of 2 px. Try 20"):
        sd.latent_shape(21)


def test_a_picture_comes_back_from_its_latents_in_range(sd: Any) -> None:
    pictures = torch.rand(1, 3, 16, 16)
    latents = sd.encode_picture(pictures)
    assert latents.shape == (1, 4, 8, 8)
    assert torch.equal(latents, sd.encode_picture(pictures))
    decoded = sd.decode(latents)
    assert decoded.shape == (1, 3, 16, 16)
    assert 0 <= float(decoded.min()) <= float(decoded.max()) <= 1


def test_latents_are_scaled_as_the_autoencoder_says(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    pictures = torch.rand(1, 3, 16, 16)
    plain = load(directory).encode_picture(pictures)
    edit(directory / "vae" / "config.json", latents_mean=[0.0] * 4, latents_std=[2.0] * 4)
    torch.testing.assert_close(load(directory).encode_picture(pictures), plain / 2)


def test_half_precision_leaves_the_autoencoder_in_full(sd_directory: Path) -> None:
    model = load(sd_directory, dtype=torch.float16)
    assert (model.dtype, model.vae.dtype) == (torch.float16, torch.float32)


def test_loading_says_nothing(sd_directory: Path) -> None:
    program = f"from comenius.diffusion.backbones import load; load({str(sd_directory)!r})"
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_the_words_of_a_small_model_are_read(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    (directory / "vocabulary.json").write_text('{"words": ["onion", "pan"]}')
    assert load(directory).vocabulary == frozenset({"onion", "pan"})
    (directory / "vocabulary.json").write_text('["onion"]')
    refused(directory, "it must hold")


def test_hashes_are_checked(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    good = hashlib.sha256((directory / WEIGHTS).read_bytes()).hexdigest()
    hashes = directory / "hashes.json"
    hashes.write_text(json.dumps({WEIGHTS.as_posix(): good}))
    load(directory)
    hashes.write_text(json.dumps({WEIGHTS.as_posix(): "0" * 64}))
    refused(directory, "is not the file that was published: its sha256 begins with")
    hashes.write_text(json.dumps({"unet/other.safetensors": good}))
    refused(directory, "is missing, though hashes.json lists it")
    hashes.write_text(json.dumps({"../../etc/passwd": good}))
    refused(directory, "outside the model")


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", "is no directory")
    refused(tmp_path, "has no model_index.json")
    (tmp_path / "model_index.json").write_text('{"_class_name": "PixArtSigmaPipeline"}')
    refused(tmp_path, "describes PixArtSigmaPipeline; this can draw with StableDiffusionPipeline and")
    (tmp_path / "model_index.json").write_bytes(b"\xff{")
    refused(tmp_path, "model_index.json is damaged")


def test_a_missing_component_is_named(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    (directory / "vae").rename(directory / "vaee")
    refused(directory, "has no vae; the model is incomplete")


def test_a_component_of_another_class_is_named(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    edit(directory / "model_index.json", unet=["diffusers", "SD3Transformer2DModel"])
    refused(directory, "The unet of .* is a SD3Transformer2DModel; a UNet2DConditionModel is needed")


@pytest.mark.parametrize("length", [0, 5, 1000, -1])
def test_truncated_weights_are_found(sd_directory: Path, copy_of: Copy, length: int) -> None:
    directory = copy_of(sd_directory)
    (directory / WEIGHTS).write_bytes((directory / WEIGHTS).read_bytes()[:length])
    refused(directory, r"diffusion_pytorch_model.safetensors is damaged \(.*\). Copy the model again.")


def test_pickled_weights_are_never_read(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    (directory / WEIGHTS).rename(directory / "unet" / "diffusion_pytorch_model.bin")
    refused(directory, "has only diffusion_pytorch_model.bin, which could run code")


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("unet/config.json", "[]", "config.json must hold a JSON object"),
        ("unet/config.json", "{}", "says _class_name None; 'UNet2DConditionModel' is needed"),
        ("text_encoder/config.json", "{}", "says model_type None; 'clip_text_model' is needed"),
        ("text_encoder/config.json", '{"model_type": "clip_text_model", "hidden_size": 13}', "does not load"),
        ("tokenizer/tokenizer.json", "{}", "tokenizer does not load"),
        ("model_index.json", "{}", "describes no pipeline"),
        (
            "scheduler/scheduler_config.json",
            '{"prediction_type": "nonsense"}',
            "says prediction_type 'nonsense'; one of epsilon, v_prediction, sample",
        ),
    ],
)
def test_a_damaged_configuration_is_one_line(
    sd_directory: Path, copy_of: Copy, file: str, text: str, words: str
) -> None:
    directory = copy_of(sd_directory)
    (directory / file).write_text(text)
    refused(directory, words)


def test_weights_of_another_shape_are_refused(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    edit(directory / "unet" / "config.json", block_out_channels=[16, 64])
    refused(directory, "unet does not load: its weights do not fit its config.json")


def test_weights_that_lack_are_never_made_up(sd_directory: Path, copy_of: Copy) -> None:
    from safetensors.torch import load_file, save_file

    for part, name in (("unet", "diffusion_pytorch_model"), ("text_encoder", "model")):
        directory = copy_of(sd_directory)
        path = directory / part / f"{name}.safetensors"
        weights = load_file(path)
        weights.pop(sorted(weights)[-1])
        save_file(weights, path, metadata={"format": "pt"})
        refused(directory, f"{part} lacks 1 weights")
        directory.rename(directory.with_name(part))


def test_a_model_of_flow_matching_is_refused(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    edit(directory / "scheduler" / "scheduler_config.json", _class_name="FlowMatchEulerDiscreteScheduler")
    refused(directory, "trained by flow matching")


def test_weights_of_a_variant_are_found(sd_directory: Path, copy_of: Copy) -> None:
    directory = copy_of(sd_directory)
    (directory / WEIGHTS).rename(directory / "unet" / "diffusion_pytorch_model.fp16.safetensors")
    load(directory)


def test_a_directory_is_its_own_name(sd_directory: Path) -> None:
    assert resolve(str(sd_directory)) == sd_directory


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("orbi", "no model 'orbi'. Did you mean 'orbis'"),
        ("/no/such/place", "no model '/no/such/place'. A model is a bundled name"),
        ("../a/b", "no model"),
        ("", "no model ''"),
        ("nobody/nothing", "nobody/nothing is not in the hub cache, and the hub may not be asked"),
        ("nobody/nothing@v2", "is not in the hub cache"),
        ("a/--b", "is not in the hub cache"),
    ],
)
def test_an_unknown_name_says_what_is_possible(name: str, words: str) -> None:
    with pytest.raises(ModelError, match=words) as caught:
        resolve(name)
    assert "orbis" in str(caught.value)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.touch()
    with pytest.raises(ModelError, match="is a file; a model is a directory"):
        resolve(path)


def test_asking_for_a_name_loads_no_torch() -> None:
    program = (
        "import sys; from comenius.diffusion.backbones import resolve; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
