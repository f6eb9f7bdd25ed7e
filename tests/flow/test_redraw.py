"""`comenius redraw` on guides that a tiny model of random weights has drawn."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import drawn_guides
import pytest
from typer.testing import CliRunner

from comenius import files
from comenius.cli.main import app
from comenius.errors import OutputError
from comenius.illustration.redraw import Change, Redone, redrawing

RECIPE = """# Onion omelette

## Ingredients

- 1 onion
- 2 eggs
- 1 tablespoon butter

## Directions

1. Chop the onion.
2. Fry the onion in the butter in a pan until golden.
3. Beat the eggs in a bowl.
4. Pour the eggs over the onion.
5. Serve the omelette on a plate.
"""
Guided = Callable[..., Path]


draw = partial(drawn_guides.draw, steps=3)


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recipe") / "omelette.md"
    path.write_text(RECIPE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def drawn(recipe: Path, xl_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Guided:
    """Guides by their settings, each drawn once."""
    done: dict[str, Path] = {}

    def drawn(**settings: object) -> Path:
        name = json.dumps(settings)
        if name not in done:
            done[name] = tmp_path_factory.mktemp("guides") / "omelette"
            draw(recipe, done[name], xl_directory, **settings)
        return done[name]

    return drawn


@pytest.fixture
def guide(drawn: Guided, tmp_path: Path) -> Guided:
    """A copy of such a guide."""

    def guide(name: str = "guide", **settings: object) -> Path:
        return Path(shutil.copytree(drawn(**settings), tmp_path / name))

    return guide


def redraw(folder: Path, number: int, **change: object) -> Redone:
    *_, last = redrawing(folder, number, Change(**change))  # type: ignore[arg-type]
    assert isinstance(last, Redone)
    return last


def pictures(folder: Path) -> dict[int, bytes]:
    return {int(path.stem): path.read_bytes() for path in sorted((folder / "steps").glob("*.png"))}


def changed(before: dict[int, bytes], after: dict[int, bytes]) -> set[int]:
    return {number for number in before if before[number] != after[number]}


def readers(folder: Path, number: int) -> set[int]:
    """A step and all that read it, from 1."""
    edges = json.loads((folder / "guide.json").read_bytes())["run"]["graph"]["edges"]
    found = {number - 1}
    for _ in edges:
        found |= {reader for reader, source, _ in edges if source in found}
    return {step + 1 for step in found}


def test_another_seed_changes_one_picture_and_no_other_file(guide: Guided) -> None:
    folder = guide()
    before, page = pictures(folder), (folder / "guide.md").read_bytes()
    assert redraw(folder, 2, seed=7).drawn == (1,)
    assert changed(before, pictures(folder)) == {2}
    assert len(readers(folder, 2)) > 1  # who read it keep their pictures
    assert (folder / "guide.md").read_bytes() == page


def test_the_same_again_draws_nothing_and_a_lost_picture_comes_back_byte_for_byte(guide: Guided) -> None:
    folder = guide()
    redraw(folder, 2, seed=7, share=0.5)
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    assert redraw(folder, 2, seed=7, share=0.5).drawn == ()
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before
    (folder / "steps/02.png").unlink()
    assert redraw(folder, 2, seed=7, share=0.5).drawn == (1,)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_the_less_noise_is_new_the_nearer_the_picture_stays(guide: Guided) -> None:
    import numpy as np
    from PIL import Image

    def pixels(folder: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
        return np.asarray(Image.open(folder / "steps/01.png")).astype(np.float64)

    folders = [guide(), guide("near"), guide("far")]
    redraw(folders[1], 1, seed=7, share=0.05)
    redraw(folders[2], 1, seed=7)
    first, near, far = map(pixels, folders)
    assert 0 < np.abs(near - first).mean() < np.abs(far - first).mean() / 3


def test_a_caption_changes_picture_alternative_text_and_nothing_else(guide: Guided) -> None:
    folder = guide()
    before = pictures(folder)
    text = (folder / "guide.md").read_text().splitlines()
    redraw(folder, 2, caption="golden chopped onion in a red pan")
    assert changed(before, pictures(folder)) == {2}
    after = (folder / "guide.md").read_text().splitlines()
    assert len(after) == len(text)
    assert [line for old, line in zip(text, after, strict=True) if old != line] == [
        "   ![golden chopped onion in a red pan.](steps/02.png)".replace("![g", "![G")
    ]


def test_through_draws_what_reads_the_step_too(guide: Guided, recipe: Path, xl_directory: Path) -> None:
    folder = guide()
    before, touched = pictures(folder), readers(guide("again"), 2)
    assert {step + 1 for step in redraw(folder, 2, seed=7, through=True).drawn} == touched
    assert changed(before, pictures(folder)) == touched < set(before)
    only = guide("only")
    redraw(only, 2, seed=7)
    assert pictures(only)[2] == pictures(folder)[2]
    assert draw(recipe, folder, xl_directory) == ()


def test_a_picture_redrawn_alone_reads_the_guide_and_not_other_redrawn_pictures(guide: Guided) -> None:
    one, both = guide("one"), guide("both")
    redraw(one, 4, seed=3)
    redraw(both, 2, seed=7)
    assert 4 in readers(both, 2)
    redraw(both, 4, seed=3)
    assert pictures(one)[4] == pictures(both)[4]
    redraw(both, 2, seed=7, through=True)
    assert pictures(one)[4] != pictures(both)[4]


def test_illustrating_again_keeps_what_was_redrawn(guide: Guided, recipe: Path, xl_directory: Path) -> None:
    folder = guide()
    redraw(folder, 2, seed=7, through=True)
    redraw(folder, 4, caption="a red pan")
    redraw(folder, 4, seed=2)  # on top of the caption
    before, record = pictures(folder), json.loads((folder / "guide.json").read_bytes())
    assert record["run"]["redrawn"][1]["caption"] == "a red pan"
    assert draw(recipe, folder, xl_directory) == ()
    assert pictures(folder) == before
    after = json.loads((folder / "guide.json").read_bytes())
    assert {**after["run"], "timings": {}} == {**record["run"], "timings": {}}
    assert after["guide"] == record["guide"]
    (folder / "steps/04.png").unlink()
    assert draw(recipe, folder, xl_directory) == (3,)
    assert pictures(folder) == before


def test_a_step_that_says_something_else_loses_what_it_was_redrawn_with(
    guide: Guided, tmp_path: Path, xl_directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, recipe = guide(), tmp_path / "changed.md"
    redraw(folder, 5, seed=7)
    redraw(folder, 1, seed=7)
    recipe.write_text(RECIPE.replace("on a plate", "in a bowl"), encoding="utf-8")
    assert 4 in draw(recipe, folder, xl_directory)
    assert [line for line in caplog.messages if "is dropped" in line] == [
        "Step 5 says something else now; what it was redrawn with is dropped."
    ]
    record = json.loads((folder / "guide.json").read_bytes())
    assert [row["step"] for row in record["run"]["redrawn"]] == [0]


def test_a_full_disk_leaves_the_guide_as_it_was(guide: Guided, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = guide()
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}

    def full(path: str | Path, data: bytes | str) -> None:
        raise OutputError("full")

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OutputError):
        redraw(folder, 2, seed=7, through=True)
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_what_stops_on_the_way_goes_on_or_back(guide: Guided, recipe: Path, xl_directory: Path) -> None:
    whole, stopped = guide("whole"), guide("stopped")
    first = pictures(stopped)
    redraw(whole, 2, seed=7, through=True)
    for _ in range(2):
        events = redrawing(stopped, 2, Change(seed=7, through=True))
        while changed(first, pictures(stopped)) != {2}:
            next(events)
        del events  # as Ctrl-C does
    back = Path(shutil.copytree(stopped, stopped.parent / "back"))
    redraw(stopped, 2, seed=7, through=True)
    assert pictures(stopped) == pictures(whole)
    assert draw(recipe, back, xl_directory) == (1,)
    assert pictures(back) == first


@pytest.mark.parametrize("noise", ["shared", "independent"])
def test_a_seed_works_whatever_noise_steps_share(noise: str, guide: Guided) -> None:
    folder = guide(noise=noise)
    before = pictures(folder)
    redraw(folder, 1, seed=7)
    assert changed(before, pictures(folder)) == {1}


def test_where_all_read_all_one_picture_is_kept_of_the_changed_guide(guide: Guided) -> None:
    alone, through = guide("alone", coherence="kv"), guide("through", coherence="kv")
    before = pictures(alone)
    redraw(alone, 2, seed=7)
    assert changed(before, pictures(alone)) == {2}
    redraw(through, 2, seed=7, through=True)
    assert changed(before, pictures(through)) == set(before)
    assert pictures(alone)[2] == pictures(through)[2]


def test_a_quick_picture_is_the_exact_one_where_sources_have_no_sources(guide: Guided) -> None:
    import numpy as np
    from PIL import Image

    exact, quick = guide("exact", keep_latents=True), guide("quick", keep_latents=True)
    edges = json.loads((exact / "guide.json").read_bytes())["run"]["graph"]["edges"]
    sources = {step: {source for reader, source, _ in edges if reader == step} for step in range(5)}
    number = 1 + next(s for s in sources if sources[s] and not any(sources[source] for source in sources[s]))
    before = pictures(quick)
    for folder in (exact, quick):
        redraw(folder, number, seed=7, quick=folder is quick)
    assert changed(before, pictures(quick)) == {number}
    one, other = (np.asarray(Image.open(f / f"steps/{number:02}.png")).astype(int) for f in (exact, quick))
    assert np.abs(one - other).max() <= 1  # 1e-3 of latents in half precision, rounded to 8 bits


def test_latents_are_kept_on_request_and_go_with_their_step(
    guide: Guided, recipe: Path, tmp_path: Path, xl_directory: Path
) -> None:
    folder = guide()
    before = pictures(folder)
    result = CliRunner().invoke(app, ["redraw", str(folder), "--step", "2", "--seed", "7", "--quick"])
    assert result.exit_code == 2
    assert "--keep-latents" in result.stderr
    assert draw(recipe, folder, xl_directory, keep_latents=True) == ()
    assert pictures(folder) == before
    kept = sorted((folder / "latents").iterdir())
    assert [path.name for path in kept] == [f"0{i}.safetensors" for i in range(1, 6)]
    assert all(2 * 4 * 8 * 8 * 3 < path.stat().st_size < 2 * 4 * 8 * 8 * 3 + 300 for path in kept)
    shorter = tmp_path / "shorter.md"
    shorter.write_text(RECIPE.replace("5. Serve the omelette on a plate.\n", ""), encoding="utf-8")
    draw(shorter, folder, xl_directory)
    assert not kept[-1].exists()


def test_a_quick_picture_that_is_lost_is_drawn_exactly(
    guide: Guided, recipe: Path, xl_directory: Path
) -> None:
    folder, exact = guide("quick", keep_latents=True), guide("exact")
    redraw(folder, 4, seed=7, quick=True)
    assert draw(recipe, folder, xl_directory) == ()
    (folder / "steps/04.png").unlink()
    assert draw(recipe, folder, xl_directory) == (3,)
    redraw(exact, 4, seed=7)
    assert pictures(folder) == pictures(exact)


BAD: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing to change": (("--step", "2"), "--seed"),
    "no such step": (("--step", "9", "--seed", "1"), "no step 9"),
    "step zero": (("--step", "0", "--seed", "1"), "no step 0"),
    "no step": (("--seed", "1"), "--step is missing"),
    "two steps": (("--step", "1", "--step", "2", "--seed", "1"), "--step is given 2 times"),
    "no change": (("--step", "2", "--seed", "1", "--change", "0"), "(0, 1]"),
    "too much change": (("--step", "2", "--seed", "1", "--change", "1.5"), "(0, 1]"),
    "change that is no number": (("--step", "2", "--seed", "1", "--change", "nan"), "(0, 1]"),
    "change of nothing": (("--step", "2", "--caption", "a pan", "--change", "0.5"), "--seed"),
    "a negative seed": (("--step", "2", "--seed", "-1"), "--seed"),
    "quick and through": (("--step", "2", "--seed", "1", "--quick", "--through"), "--through"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line_and_changes_nothing(case: str, drawn: Guided) -> None:
    words, hint = BAD[case]
    folder = drawn()
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    result = CliRunner().invoke(app, ["redraw", str(folder), *words])
    assert result.exit_code == 2, result.output
    assert hint in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def refused(folder: Path) -> str:
    result = CliRunner().invoke(app, ["redraw", str(folder), "--step", "2", "--seed", "1"])
    assert result.exit_code == 2, result.output
    assert len(result.stderr.strip().splitlines()) == 1
    return result.stderr


def test_what_is_no_guide_of_ours_is_refused_by_name(guide: Guided, tmp_path: Path) -> None:
    assert "no guide's folder" in refused(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    folder = guide()
    (folder / "steps/03.png").unlink()
    assert "steps 3" in refused(folder)
    record = json.loads((folder / "guide.json").read_bytes())
    del record["run"]["prompts"]
    (folder / "guide.json").write_text(json.dumps(record))
    assert "prompts" in refused(folder)
    (folder / "guide.json").write_text("broken")
    assert "not JSON" in refused(folder)


def test_a_model_that_is_gone_or_another_is_refused_by_name(
    recipe: Path, copy_of: Callable[[Path], Path], xl_directory: Path, tmp_path: Path
) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    model = copy_of(xl_directory)
    draw(recipe, tmp_path / "out", model)
    weights = model / "unet/diffusion_pytorch_model.safetensors"
    tensors = load_file(weights)
    name = next(iter(tensors))
    save_file(tensors | {name: torch.zeros_like(tensors[name])}, weights, metadata={"format": "pt"})
    assert "other weights" in refused(tmp_path / "out")
    shutil.rmtree(model)
    assert str(model) in refused(tmp_path / "out")


def test_json_tells_a_program_what_was_drawn(guide: Guided) -> None:
    folder = guide()
    result = CliRunner().invoke(app, ["redraw", str(folder), "--step", "2", "--seed", "7", "--json"])
    told = json.loads(result.stdout)
    assert (told["step"], told["drawn"]) == (2, [2])
    assert all(Path(path).exists() for path in told["files"])
