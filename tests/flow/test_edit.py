"""A wish goes in; pictures, maps and a record come out, and nothing is done twice."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from comenius.diffusion.savings import PRESETS
from comenius.errors import ModelError, OutputError, SettingError, SourceError
from comenius.illustration.drawing import Advance
from comenius.illustration.editing import MODES, SAVINGS, Done, Made, Understood, Wish, editing
from comenius.illustration.marked import keep
from comenius.illustration.overlay import INK, changed, hardly_changed, overlay

SCENE = "tomato soup in a white bowl, a spoon, a wooden table, a blue wall"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "soup.png"
    noise = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def edit(photo: Path, folder: Path, model: Path, text: str = "make it festive", **more: Any) -> list[Any]:
    given: dict[str, Any] = {"described": SCENE, "model": str(model), "steps": 2} | more
    return list(editing(photo, folder, Wish(text=text, **given)))


def test_a_wish_becomes_pictures_maps_and_a_record(photo: Path, edit_directory: Path, tmp_path: Path) -> None:
    events = edit(photo, tmp_path / "out", edit_directory, variants=2)
    assert isinstance(events[0], Understood)
    edits = events[0].specified.edits
    assert len(edits) == 3
    assert [event.calls for event in events if isinstance(event, Advance)] == [4] * 4
    assert [event.variant for event in events if isinstance(event, Made)] == [0, 1]
    done = events[-1]
    assert isinstance(done, Done)
    assert done.drawn == (0, 1)
    one, two, before = map(pixels, (*done.pictures, tmp_path / "out" / "before.png"))
    assert one.shape == two.shape == before.shape == (13, 20, 3)
    assert not np.array_equal(one, two)
    record = json.loads((tmp_path / "out" / "edit.json").read_text())
    assert [row["instruction"] for row in record["edits"]] == [one.instruction for one in edits]
    assert record["pictures"][1]["maps"] == [f"maps/02-{i}.png" for i in (1, 2, 3)]
    assert pixels(tmp_path / "out" / "maps" / "02-3.png").shape == before.shape


def test_again_makes_only_what_is_missing_or_changed(
    photo: Path, edit_directory: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    edit(photo, folder, edit_directory, variants=3)
    first = {path.name: path.read_bytes() for path in folder.glob("*.png")}
    assert edit(photo, folder, edit_directory, variants=3)[-1].drawn == ()
    (folder / "02.png").unlink()
    assert edit(photo, folder, edit_directory, variants=3)[-1].drawn == (1,)
    assert {path.name: path.read_bytes() for path in folder.glob("*.png")} == first
    last = edit(photo, folder, edit_directory, variants=1)[-1]
    assert last.drawn == ()
    assert [path.name for path in last.removed] == ["02.png", "03.png"]
    assert {path.name for path in folder.glob("*.png")} == {"before.png", "01.png"}
    assert edit(photo, folder, edit_directory, "make it rustic", variants=1)[-1].drawn == (0,)


def test_what_is_stopped_goes_on(photo: Path, edit_directory: Path, tmp_path: Path) -> None:
    work: Any = editing(
        photo,
        tmp_path / "out",
        Wish(text="make it festive", described=SCENE, model=str(edit_directory), steps=2, variants=2),
    )
    while not isinstance(next(work), Made):
        pass
    work.close()
    assert edit(photo, tmp_path / "out", edit_directory, variants=2)[-1].drawn == (1,)


def test_own_instructions_come_first_and_no_edits_is_the_wish_alone(
    photo: Path, edit_directory: Path, tmp_path: Path
) -> None:
    own = ("make the bowl red",)
    edits = edit(photo, tmp_path / "a", edit_directory, instructions=own)[0].specified.edits
    assert edits[0].instruction == own[0]
    assert edits[0].origin == "user"
    none = edit(photo, tmp_path / "b", edit_directory, edits=0)[-1].record
    assert none["edits"] == none["pictures"][0]["maps"] == []
    assert none["settings"]["words"] == "make it festive"


def test_a_small_model_reads_the_edits_in_place_of_a_wish_it_does_not_know(
    photo: Path, edit_directory: Path, tmp_path: Path, copy_of: Any
) -> None:
    model = copy_of(edit_directory)
    known = ["make", "it", "the", "bowl", "red", "table", "green"]
    (model / "vocabulary.json").write_text(json.dumps({"words": known}))
    more: dict[str, Any] = {"instructions": ("make the bowl red", "make the table green"), "edits": 2}
    record = edit(photo, tmp_path / "out", model, **more)[-1].record
    assert record["settings"]["words"] == "make the bowl red and make the table green"
    assert record["notes"] == []
    alone = edit(photo, tmp_path / "alone", model, edits=0)[-1].record
    assert alone["notes"] == ["the model does not know 'festive', and guesses"]


def test_a_picture_is_not_overwritten_by_what_is_made_of_it(
    photo: Path, edit_directory: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    made = edit(photo, folder, edit_directory)[-1].pictures[0]
    before = made.read_bytes()
    with pytest.raises(OutputError, match="would be overwritten"):
        edit(made, folder, edit_directory)
    assert made.read_bytes() == before
    assert edit(made, tmp_path / "further", edit_directory)[-1].drawn == (0,)


def test_strengths_change_the_picture_and_are_kept(photo: Path, edit_directory: Path, tmp_path: Path) -> None:
    one = edit(photo, tmp_path / "a", edit_directory)[-1]
    two = edit(photo, tmp_path / "b", edit_directory, strength=(1.2, 2.0, 6.0))[-1]
    assert one.pictures[0].read_bytes() != two.pictures[0].read_bytes()
    assert [two.record["settings"][name] for name in ("image", "text", "specific")] == [1.2, 2.0, 6.0]


def test_the_published_mode_gives_both_the_whole_scale_and_saves_nothing(
    photo: Path, edit_directory: Path, tmp_path: Path
) -> None:
    ours, published = (
        edit(photo, tmp_path / mode, edit_directory, mode=mode)[-1].record["settings"] for mode in MODES
    )
    assert (ours["mode"], ours["savings"], published["mode"], published["savings"]) == (
        "plus",
        "fast",
        "paper",
        "exact",
    )
    assert published["text"] == published["specific"] == 2 * ours["text"] == 2 * ours["specific"]
    assert pixels(tmp_path / "plus" / "01.png").shape == pixels(tmp_path / "paper" / "01.png").shape
    assert not np.array_equal(pixels(tmp_path / "plus" / "01.png"), pixels(tmp_path / "paper" / "01.png"))


def test_savings_are_those_that_there_are_and_change_the_picture(
    photo: Path, edit_directory: Path, tmp_path: Path
) -> None:
    assert tuple(PRESETS) == SAVINGS
    made = {
        name: edit(photo, tmp_path / name, edit_directory, savings=name, steps=4)[-1].pictures[0].read_bytes()
        for name in SAVINGS
    }
    assert len({*made.values()}) == 3


def test_what_cannot_be_edited_is_said_before_anything_is_written(
    photo: Path, edit_directory: Path, xl_directory: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    with pytest.raises(ModelError, match="is a StableDiffusionXLPipeline; an edit model"):
        edit(photo, folder, xl_directory)
    text = tmp_path / "note.png"
    text.write_text("no picture")
    with pytest.raises(SourceError, match="is not a picture that can be read"):
        edit(text, folder, edit_directory)
    with pytest.raises(SettingError, match="wish is empty"):
        edit(photo, folder, edit_directory, "  ")
    with pytest.raises(SettingError, match="variants is 0"):
        edit(photo, folder, edit_directory, variants=0)
    with pytest.raises(SettingError, match="three strengths"):
        edit(photo, folder, edit_directory, strength=(1.0, -1.0, 2.0))
    for odd in ("\N{PARTY POPPER}", ""):
        with pytest.raises(SettingError, match="has no words"):
            edit(photo, folder, edit_directory, odd)
    with pytest.raises(SettingError, match="no text in UTF-8"):
        edit(photo, folder, edit_directory, "make it \udcff festive")
    with pytest.raises(SettingError, match="description is empty"):
        edit(photo, folder, edit_directory, described="\N{POT OF FOOD}")
    with pytest.raises(SettingError, match="7 edits were asked for"):
        edit(photo, folder, edit_directory, edits=7)
    with pytest.raises(SettingError, match="no mode 'mean'; edits are combined by plus or paper"):
        edit(photo, folder, edit_directory, mode="mean")
    with pytest.raises(SettingError, match="no savings 'all'; known are exact, fast, fastest"):
        edit(photo, folder, edit_directory, savings="all")
    with pytest.raises(SettingError, match="together too"):
        edit(photo, folder, edit_directory, strength=(1.0, 60.0, 60.0))
    assert not folder.exists()
    folder.mkdir()
    (folder / "edit.json").write_text('{"x": 1}')
    with pytest.raises(OutputError, match=r"edit\.json is from no edit of ours"):
        edit(photo, folder, edit_directory)
    (folder / "edit.json").unlink()
    Image.new("RGB", (4, 4)).save(folder / "01.png")
    with pytest.raises(OutputError, match=r"01\.png is from no edit of ours; it stays"):
        edit(photo, folder, edit_directory)


def test_pictures_of_a_guide_are_never_overwritten(photo: Path, edit_directory: Path, tmp_path: Path) -> None:
    for name in ("07.png", "guide.json"):
        folder = tmp_path / name[:5]
        folder.mkdir()
        if name.endswith("png"):
            keep(folder / name, Image.new("RGB", (4, 4)), "a key of ours")
        else:
            (folder / name).write_text("{}")
        with pytest.raises(OutputError, match=f"{name} is from no edit of ours; it stays"):
            edit(photo, folder, edit_directory)
        assert [path.name for path in folder.iterdir()] == [name]


def test_an_answer_in_which_nothing_is_seen_is_said(
    photo: Path, edit_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comenius.illustration.overlay.LEAST", 2.0)
    record = edit(photo, tmp_path / "out", edit_directory)[-1].record
    assert any("hardly anything has changed in 01.png" in note for note in record["notes"])


def test_what_one_edit_did_is_seen_in_the_picture() -> None:
    before = Image.new("RGB", (64, 64), (200, 200, 200))
    after = before.copy()
    after.paste((20, 40, 200), (0, 0, 32, 64))
    share = changed(before, after)
    assert (share[:, :28].min(), share[:, 36:].max()) == (1, 0)
    assert hardly_changed(before, before.copy())
    assert not hardly_changed(before, after)


def test_an_overlay_shows_where_an_edit_acted() -> None:
    image = Image.new("RGB", (2, 1), (10, 200, 10))
    here, there = np.asarray(overlay(image, np.array([[1.0, 0.0]])))[0].astype(int)
    assert np.abs(here - np.asarray(INK)).sum() < np.abs(there - np.asarray(INK)).sum()
    assert np.ptp(there) == 0
