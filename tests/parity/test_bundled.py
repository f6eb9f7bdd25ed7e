"""The bundled models: stock classes load them, and each is right about scenes that no training has seen."""

import pytest

from comenius.evaluation import captioner, clip, recogniser, segmenter
from comenius.evaluation.bench import Bench, Section, bundled

FEW = Bench(bundled(), 8, first=30_000)
MOST = 64_000_000  # bytes of all weights, what two models share counted once


def test_all_weights_together_are_small() -> None:
    home = bundled()
    shared = {path.resolve() for path in (home / "edit/vae").glob("*.safetensors")}
    files = {path.resolve() for path in home.rglob("*.safetensors")} | shared
    assert shared < {path.resolve() for path in (home / "text-to-image/vae").glob("*")}
    assert sum(path.stat().st_size for path in files) <= MOST


@pytest.mark.parametrize(
    ("folder", "kind", "times"),
    [
        ("text-to-image", "StableDiffusionXLPipeline", 1),
        ("edit", "StableDiffusionXLInstructPix2PixPipeline", 2),
    ],
)
def test_diffusers_load_what_draws(folder: str, kind: str, times: int) -> None:
    import diffusers

    from comenius.quiet import quiet

    with quiet():
        pipe = getattr(diffusers, kind).from_pretrained(bundled() / folder, local_files_only=True)
    assert pipe.unet.config.in_channels == times * pipe.vae.config.latent_channels


@pytest.mark.parametrize(
    ("ruler", "least"),
    [
        (clip, {"recall@1 of 8": 0.8}),
        (segmenter, {"IoU": 0.6, "IoU vessel": 0.8}),
        (captioner, {"vessel": 0.8, "food": 0.5}),
    ],
)
def test_what_reads_is_right(ruler: object, least: dict[str, float]) -> None:
    (section,) = ruler.sections(FEW)  # type: ignore[attr-defined]
    assert isinstance(section, Section)
    values = {gate.name: gate.value for gate in section.gates}
    assert {name: values[name] >= floor for name, floor in least.items()} == dict.fromkeys(least, True)


def test_the_recogniser_sees_the_scene() -> None:
    assert FEW.reader is not None
    gates = recogniser.read(FEW.reader, FEW.rendered, FEW.truth, {})
    values = {gate.name: gate.value for gate in gates}
    assert all(values[name] == 1 for name in ("vessel", "table", "wall", "fire"))
    assert values["form"] >= 0.8
