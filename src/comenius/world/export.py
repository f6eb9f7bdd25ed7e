"""What the kitchen knows as rows: of a recipe with all its scenes, of an edit, of a first-person action."""

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture

from comenius.guides.record import to_dict
from comenius.lexicon.shot import Shot, describe
from comenius.records.schema import Image
from comenius.seeds import derive
from comenius.world.actions import actions
from comenius.world.edits import Edit
from comenius.world.questions import Question, questions, step_questions
from comenius.world.recipes import Recipe, Stage
from comenius.world.render import masks, picture
from comenius.world.rows import Asked, Linked, PairRow, RecipeRow, SceneObject, SceneRow
from comenius.world.scene import arranged
from comenius.world.splits import held, of_seed, split
from comenius.world.truth import boxes

# Colours of the mask's indices, for people; programs read the indices and "objects".
PALETTE = (
    (238, 238, 238), (90, 120, 160), (214, 72, 60), (240, 190, 60), (96, 170, 90), (130, 90, 170),
    (240, 150, 110), (170, 200, 220), (230, 110, 40),
)  # fmt: skip

Masks = Mapping[str, NDArray[np.bool_]]


def recipe_rows(recipe: Recipe, size: int) -> tuple[tuple[str, RecipeRow], list[tuple[str, SceneRow]]]:
    """The row of a recipe and those of its scenes, each with its split; the pictures of a step stay together."""
    about = RecipeRow(
        recipe=recipe.seed,
        title=recipe.guide.title,
        dish=recipe.dish,
        steps=tuple(stage.text for stage in recipe.stages),
        guide=json.dumps(to_dict(recipe.guide), ensure_ascii=False),
        similarity=recipe.similarity,
    )
    scenes = [
        (split(recipe.seed, stage.shots.values()), _scene(recipe, index, moment, size))
        for index, stage in enumerate(recipe.stages)
        for moment in stage.shots
    ]
    return (of_seed(recipe.seed), about), scenes


def pair_row(seed: int, edit: Edit, size: int) -> tuple[str, PairRow]:
    """The row of an edit or of an action, with its split."""
    shots = (edit.before, edit.after)
    changed = np.zeros((size, size), np.bool_)
    for shot in shots:
        for name, mask in masks(shot, edit.setting, size).items():
            if name in edit.touched:
                changed |= mask
    before, after = (png(picture(shot, edit.setting, size)) for shot in shots)
    return split(seed, shots), PairRow(
        seed=seed,
        before=Image(before, f"{seed}-before.png"),
        instruction=edit.instruction,
        after=Image(after, f"{seed}-after.png"),
        changed=Image(png(changed.astype(np.uint8) * 255), f"{seed}-changed.png"),
        kind=edit.kind,
        touched=tuple(sorted(edit.touched)),
        before_caption=describe(edit.before, looks=True),
        after_caption=describe(edit.after, looks=True),
        view=edit.after.view,
        held_out=_held(shots),
    )


def _scene(recipe: Recipe, index: int, moment: str, size: int) -> SceneRow:
    stage = recipe.stages[index]
    shot, last = stage.shots[moment], moment == "after"
    owners = masks(shot, recipe.setting, size)
    name = f"{recipe.seed}-{index}-{moment}"
    return SceneRow(
        id=name,
        picture=Image(png(picture(shot, recipe.setting, size)), f"{name}.png"),
        mask=Image(mask_png(owners), f"{name}-mask.png"),
        caption=describe(shot, looks=True),
        named_caption=describe(shot),
        brief_caption=describe(shot, looks=True, keep=lambda _: False),
        objects=_objects(shot, owners, stage if last else None),
        questions=_asked(questions(shot, recipe.setting, derive(recipe.seed, "asked", index, moment))),
        step_questions=_asked(step_questions(recipe, index)) if last else (),
        links=tuple(Linked(**asdict(link)) for link in stage.links) if last else (),
        similarity=recipe.similarity[index] if last else (),
        recipe=recipe.seed,
        step=index,
        steps=len(recipe.stages),
        moment=moment,
        title=recipe.guide.title,
        dish=recipe.dish,
        instruction=stage.text,
        wordings=stage.wordings,
        action=stage.deed.action,
        effect=actions()[stage.deed.action].effect,
        vessel=shot.vessel,
        material=shot.material,
        table=shot.table,
        wall=shot.wall,
        sleeve=shot.sleeve,
        tool=shot.tool,
        hand="hand" in owners,
        steam="steam" in owners,
        fire="fire" in owners,
        view=shot.view,
        held_out=_held([shot]),
    )


def _objects(shot: Shot, owners: Masks, stage: Stage | None) -> tuple[SceneObject, ...]:
    foods = [food for food, _ in arranged(shot.foods)]
    around = boxes(owners)
    labels = {"vessel": shot.vessel, "tool": shot.tool}
    out: list[SceneObject] = []
    for index, (mask, pixels) in enumerate(owners.items()):
        food = foods[int(mask.removeprefix("food"))] if mask.startswith("food") else None
        ids = stage.made_of[shot.foods.index(food)] if stage and food else frozenset[int]()
        out.append(
            SceneObject(
                mask=mask,
                index=index,
                kind="food" if food else mask,
                label=food.look if food else labels.get(mask, mask),
                name=food.name if food else labels.get(mask, mask),
                box=around.get(mask, ()),
                area=round(float(pixels.mean()), 5),
                form=food.form if food else "",
                doneness=food.doneness if food else "",
                count=food.count if food else 1,
                parts=food.parts if food else (),
                topped=food.topped if food else (),
                made_of=tuple(sorted(ids)),
            )
        )
    return tuple(out)


def _asked(rows: Iterable[Question]) -> tuple[Asked, ...]:
    return tuple(Asked(**asdict(row)) for row in rows)


def _held(shots: Iterable[Shot]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("/".join(row) for shot in shots for row in held(shot)))


def png(pixels: NDArray[np.uint8]) -> bytes:
    """RGB or grey pixels as a PNG file."""
    buffer = io.BytesIO()
    Picture.fromarray(pixels).save(buffer, format="PNG", compress_level=4)  # half the time, 6 % larger
    return buffer.getvalue()


def mask_png(owners: Masks) -> bytes:
    """A PNG with a palette: index i is the i-th object."""
    index = np.zeros(next(iter(owners.values())).shape, np.uint8)
    for number, mask in enumerate(owners.values()):
        index[mask] = number
    image = Picture.fromarray(index)
    image.putpalette([part for colour in PALETTE for part in colour])
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
