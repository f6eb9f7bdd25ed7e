"""What finds things for masks, and what a guide keeps of it."""

import json
import logging
from pathlib import Path

import pytest
import tiny_readers
from PIL import Image

from comenius.errors import ModelError
from comenius.illustration.finder import Finder, finder
from comenius.illustration.illustrate import illustrate
from comenius.illustration.task import Drawing
from comenius.vision.grounding import Grounded
from comenius.vision.segment import Phrases
from comenius.weights import Identity, identify

RECIPE = (
    "# Onion\n\n- 1 onion\n\n1. Chop the onion.\n2. Fry the onion in a steel pan.\n3. Serve it in the pan.\n"
)
MODEL = Identity(name="orbis", sha256="m")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("finders")
    for name in ("segmenter", "detector", "cutter"):
        getattr(tiny_readers, name)(home / name)
    (home / "model").mkdir()
    return home


def test_a_name_comes_before_what_lies_beside_the_model_and_that_before_its_attention(
    home: Path, tmp_path: Path
) -> None:
    own, pair = home / "segmenter", f"{home / 'detector'}+{home / 'cutter'}"
    assert finder(home / "model", None) == Finder(directories=(own,))
    assert finder(tmp_path / "model", None) == Finder()
    assert finder(home / "model", "attention") == Finder(chosen=True)
    assert finder(tmp_path / "model", str(own)) == Finder(directories=(own,), chosen=True)
    both = finder(home / "model", pair)
    assert both.directories == (home / "detector", home / "cutter")

    identities = [one.identity(MODEL).sha256 for one in (Finder(), Finder(directories=(own,)), both)]
    assert identities[:2] == ["m", identify("segmenter", own, ("",)).sha256]
    assert len({*identities}) == 3
    assert isinstance(finder(home / "model", None).load(), Phrases)
    grounded = both.load()
    assert isinstance(grounded, Grounded)
    assert grounded.identity == both.identity(MODEL)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("atention", r"atention is no model; the directory or hub id of a clipseg is needed"),
        ("cutter", r"cutter is a sam; a clipseg is needed"),
        ("cutter+detector", r"cutter is a sam; a grounding-dino or mm-grounding-dino is needed"),
        ("detector+", r" is no model; the directory or hub id of a sam is needed"),
        ("detector+cutter+cutter", r"more than two networks"),
    ],
)
def test_what_finds_nothing_is_said_in_one_line(
    home: Path, given: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    with pytest.raises(ModelError, match=said):
        finder(home / "model", given)


@pytest.mark.parametrize("kind", ["sd_directory", "xl_directory"])
def test_a_model_without_a_segmenter_finds_things_by_its_own_attention(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model: Path = request.getfixturevalue(kind)
    recipe = tmp_path / "onion.md"
    recipe.write_text(RECIPE, encoding="utf-8")

    def guide(name: str, **settings: str) -> tuple[dict[str, bytes], str]:
        drawing = Drawing(model=str(model), steps=2, coherence="full", **settings)  # type: ignore[arg-type]
        with caplog.at_level(logging.WARNING, logger="comenius"):
            illustrate(recipe, tmp_path / name, drawing=drawing)
        hashes = json.loads((tmp_path / name / "guide.json").read_text())["run"]["model_hashes"]
        files = {path.name: path.read_bytes() for path in (tmp_path / name / "masks").iterdir()}
        return files, hashes["segmenter"]

    masks, found_by = guide("default")
    assert [r.getMessage() for r in caplog.records].count(
        f"{model} has no segmenter; things are found by its own attention"
    ) == 1
    assert masks
    chosen, also = guide("chosen", segmenter="attention")
    assert chosen == masks
    assert also == found_by
    with Image.open(tmp_path / "default" / "masks" / min(masks)) as image:
        assert image.getextrema() in ((0, 255), (0, 0), (255, 255))


def test_masks_and_pictures_of_another_finder_are_made_anew(
    xl_directory: Path, home: Path, tmp_path: Path
) -> None:
    recipe = tmp_path / "onion.md"
    recipe.write_text(RECIPE, encoding="utf-8")
    pair = f"{home / 'detector'}+{home / 'cutter'}"
    keys = set()
    for given in ("attention", str(home / "segmenter"), pair):
        drawing = Drawing(model=str(xl_directory), steps=1, coherence="full", segmenter=given)
        illustrate(recipe, tmp_path / "guide", drawing=drawing)
        for folder in ("masks", "steps"):
            path = min((tmp_path / "guide" / folder).glob("*.png" if folder == "masks" else "02.png"))
            with Image.open(path) as image:
                keys.add(image.info["comenius-key"])
    assert len(keys) == 6
