"""The rows of the data set say what the simulator knows."""

import io
import json

import numpy as np
from PIL import Image as Picture

from comenius.guides.record import from_dict
from comenius.records.schema import Image
from comenius.world.edits import action, edit
from comenius.world.export import pair_row, recipe_rows
from comenius.world.questions import step_questions
from comenius.world.recipes import recipe
from comenius.world.render import masks, picture
from comenius.world.splits import split

SIZE = 48


def pixels(image: Image) -> np.ndarray:
    with Picture.open(io.BytesIO(image.bytes)) as opened:
        return np.asarray(opened)


def test_a_scene_holds_the_truth_about_its_picture() -> None:
    made = recipe(3)
    (where, about), scenes = recipe_rows(made, SIZE)
    assert where == "test"
    assert from_dict(json.loads(about.guide)) == made.guide
    assert [scene.id for _, scene in scenes[:4]] == ["3-0-before", "3-0-during", "3-0-after", "3-1-before"]
    for own, scene in scenes:
        stage = made.stages[scene.step]
        shot = stage.shots[scene.moment]
        assert own == split(3, stage.shots.values())
        assert np.array_equal(pixels(scene.picture), picture(shot, made.setting, SIZE))
        index = pixels(scene.mask)
        for name, mask in masks(shot, made.setting, SIZE).items():
            thing = next(one for one in scene.objects if one.mask == name)
            assert np.array_equal(index == thing.index, mask)
            if mask.any():
                left, top, right, bottom = thing.box
                assert mask[top:bottom, left:right].sum() == mask.sum()
        foods = [one for one in scene.objects if one.kind == "food"]
        assert {(one.label, one.form, one.doneness) for one in foods} == {
            (food.look, food.form, food.doneness) for food in shot.foods
        }
        assert f"{scene.wall} wall" in scene.caption
        assert bool(scene.sleeve) == scene.hand == ("sleeve" in scene.caption)
        assert f"{scene.wall} wall" not in scene.brief_caption


def test_what_is_true_of_a_step_stands_with_its_last_picture() -> None:
    made = recipe(5)
    for _, scene in recipe_rows(made, SIZE)[1]:
        if scene.moment == "after":
            stage = made.stages[scene.step]
            assert scene.similarity == made.similarity[scene.step]
            assert [(link.name, link.relation, link.step) for link in scene.links] == [
                (link.name, link.relation, link.step) for link in stage.links
            ]
            assert [one.text for one in scene.step_questions] == [
                one.text for one in step_questions(made, scene.step)
            ]
            ids = {one for thing in scene.objects for one in thing.made_of}
            assert ids == {one for of in stage.made_of for one in of}
        else:
            assert (scene.similarity, scene.links, scene.step_questions) == ((), (), ())


def test_a_pair_shows_where_it_changes() -> None:
    for seed in range(6):
        for made in (edit(seed), action(seed)):
            _, row = pair_row(seed, made, SIZE)
            before, after = pixels(row.before), pixels(row.after)
            assert np.array_equal(before, picture(made.before, made.setting, SIZE))
            assert row.instruction == made.instruction
            shade = pixels(row.changed)
            assert set(np.unique(shade)) <= {0, 255}
            if made.kind == "identity":
                assert not shade.any()
                assert np.array_equal(before, after)
            elif "background" not in made.touched:
                differs = np.abs(before.astype(int) - after).sum(2) > 60
                assert differs[shade > 0].sum() >= 0.6 * differs.sum()


def test_pictures_of_held_out_combinations_are_marked() -> None:
    seeds = range(1_000_000, 1_000_060)
    rows = [pair_row(seed, edit(seed), 32) for seed in seeds]
    assert {where for where, row in rows if row.held_out} == {"test_combinations"}
    assert {where for where, row in rows if not row.held_out} == {"train"}
