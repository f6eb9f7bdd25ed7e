"""What a picture shows becomes things that wishes can name."""

from pathlib import Path

import pytest
import torch
from PIL import Image

from comenius.arrays import to_image
from comenius.diffusion.backbones import resolve
from comenius.errors import ModelError, SettingError
from comenius.evaluation.bench import render
from comenius.illustration.sight import listed, sight, told
from comenius.lexicon.shot import Food, Shot
from comenius.vision.reading import Found, Reading
from comenius.world.scene import Setting, settle

SCENE = {"vessel": "bowl", "material": "blue", "tool": "spoon", "table": "wooden", "wall": "mint"}


def test_a_reading_becomes_foods_vessel_tool_and_place() -> None:
    soup = Found(look="tomato", form="liquid", doneness="raw", topped=("parsley",), share=0.2, confidence=0.9)
    found = listed(Reading(attributes=SCENE, confidence={}, foods=(soup,)))
    assert [(thing.name, thing.kind, thing.where) for thing in found.things] == [
        ("tomato", "food", "middle"),
        ("parsley", "food", "middle"),
        ("bowl", "vessel", "middle"),
        ("spoon", "tool", "right"),
        ("wooden table", "place", "middle"),
        ("mint wall", "place", "background"),
    ]
    assert found.subject == found.things[0].name


def test_an_empty_table_is_still_something() -> None:
    found = listed(Reading(attributes={"vessel": "table", "table": "wooden"}, confidence={}, foods=()))
    assert found.subject == "wooden table"


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("tomato soup in a white bowl", ["tomato soup", "white bowl"]),
        ("A cake with candles, a knife and a green table.", ["cake", "candles", "knife", "green table"]),
    ],
)
def test_a_description_is_cut_into_things(words: str, names: list[str]) -> None:
    assert [thing.name for thing in told(words).things] == names


def test_what_a_description_says_goes_before_what_is_seen() -> None:
    found = sight(Image.new("RGB", (8, 8)), Path("nowhere"), described="soup in a pot")
    assert found.subject == "soup"
    with pytest.raises(SettingError, match="description is empty"):
        told(" , ")


def test_without_anything_that_reads_pictures_three_ways_out_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"--describe .* --llm, .* --instruction"):
        sight(Image.new("RGB", (8, 8)), tmp_path)


def test_the_bundled_recogniser_sees_what_is_there() -> None:
    shot = Shot(foods=(Food(name="tomato", look="tomato"),), vessel="plate", material="blue")
    setting = Setting(table="wooden", wall="mint", sleeve="red", materials={})
    picture = render([(settle(shot, setting), setting)], 256)[0]
    found = sight(to_image(torch.as_tensor(picture).numpy()), resolve("orbis", "edit").parent)
    assert found.subject == "whole tomato"
    assert ("plate", "blue") in [(thing.name, thing.look) for thing in found.things]


def test_a_captioner_can_be_named(tmp_path: Path) -> None:
    image = Image.new("RGB", (32, 32), (200, 30, 30))
    bundled = sight(image, tmp_path, captioner="orbis")
    assert len(bundled.things) > 1
    own = sight(image, tmp_path, captioner=str(resolve("orbis", "edit").parent / "captioner"))
    assert own == bundled
    with pytest.raises(ModelError, match="is a clip; a blip is needed"):
        sight(image, tmp_path, captioner=str(resolve("orbis", "edit").parent / "clip"))
    with pytest.raises(ModelError, match="a blip is needed"):
        sight(image, tmp_path, captioner=str(tmp_path))
