"""The rows of the kitchen's data set: a scene, a recipe, a pair of pictures; what each column means is beside it."""

from dataclasses import dataclass
from typing import Annotated

from comenius.records.schema import Image


@dataclass(frozen=True, kw_only=True)
class SceneObject:
    """A thing in a picture."""

    mask: str  # its name: food0, vessel, tool, hand, steam, fire, background
    index: int  # its colour in the mask
    kind: str  # food, vessel, tool, hand, steam, fire, background
    label: str  # a look, a vessel, a tool
    name: str  # as the recipe calls it
    box: tuple[
        int, ...
    ]  # left, top, right, bottom in pixels; right and bottom are outside; none when it is hidden
    area: float  # share of the picture
    form: str
    doneness: str
    count: int
    parts: tuple[str, ...]
    topped: tuple[str, ...]
    made_of: tuple[int, ...]  # ids of the recipe's ingredients; after a step only


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with its answer."""

    text: str
    answer: str
    kind: str
    aspect: str
    level: str
    options: tuple[str, ...]
    accepted: tuple[str, ...]
    facts: tuple[str, ...]
    pair: int
    sees: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Linked:
    """An object and the latest earlier step that shows it."""

    name: str
    relation: str
    step: int | None


@dataclass(frozen=True, kw_only=True)
class SceneRow:
    """One picture of one step of a recipe."""

    id: Annotated[str, "recipe, step and moment in one word"]
    picture: Annotated[Image, "the scene, a PNG"]
    mask: Annotated[Image, "which object each pixel shows: a PNG with a palette, index by `objects.index`"]
    caption: Annotated[str, "the scene in words, each food by its drawable look"]
    named_caption: Annotated[str, "the same with foods as the recipe calls them"]
    brief_caption: Annotated[str, "the same without material, table, sleeve and wall"]
    objects: Annotated[tuple[SceneObject, ...], "every object: mask, label, box in pixels, area, state"]
    questions: Annotated[tuple[Asked, ...], "questions about the picture with computed answers"]
    step_questions: Annotated[
        tuple[Asked, ...], "questions about the step; `sees` names its pictures; after a step only"
    ]
    links: Annotated[
        tuple[Linked, ...], "which objects are known from which earlier step, from 0; after a step only"
    ]
    similarity: Annotated[
        tuple[float, ...], "true likeness to the picture after each step; after a step only"
    ]
    recipe: Annotated[int, "seed of the recipe"]
    step: Annotated[int, "from 0"]
    steps: Annotated[int, "how many the recipe has"]
    moment: Annotated[str, "before, during or after the step"]
    title: Annotated[str, "of the recipe"]
    dish: Annotated[str, "kind of dish"]
    instruction: Annotated[str, "the step as the recipe says it"]
    wordings: Annotated[tuple[str, ...], "every way to say the step"]
    action: Annotated[str, "what is done"]
    effect: Annotated[str, "the rule of the simulator that runs"]
    vessel: Annotated[str, "what holds the food"]
    material: Annotated[str, "of the vessel; the same throughout a recipe"]
    table: Annotated[str, "the same throughout a recipe"]
    wall: Annotated[str, "the same throughout a recipe"]
    sleeve: Annotated[str, "of the cook; the same throughout a recipe, none where no hand is"]
    tool: Annotated[str, "the tool in the picture, if any"]
    hand: Annotated[bool, "whether a hand is there"]
    steam: Annotated[bool, "whether steam rises"]
    fire: Annotated[bool, "whether fire burns"]
    view: Annotated[str, "front or first-person"]
    held_out: Annotated[tuple[str, ...], "combinations `food/form/vessel` that training never shows"]


@dataclass(frozen=True, kw_only=True)
class RecipeRow:
    """One recipe without its pictures."""

    recipe: Annotated[int, "its seed"]
    title: Annotated[str, "its title"]
    dish: Annotated[str, "kind of dish"]
    steps: Annotated[tuple[str, ...], "what is done, in order"]
    guide: Annotated[str, "the whole guide as JSON: ingredients with amounts, tools, times, steps"]
    similarity: Annotated[tuple[tuple[float, ...], ...], "true likeness of the pictures after the steps"]


@dataclass(frozen=True, kw_only=True)
class PairRow:
    """Two pictures and the instruction between them."""

    seed: Annotated[int, "decides everything in the row"]
    before: Annotated[Image, "the picture to change, a PNG"]
    instruction: Annotated[str, "what is asked for"]
    after: Annotated[Image, "the picture that results, a PNG"]
    changed: Annotated[Image, "white where an object lies that changes, a PNG of one channel"]
    kind: Annotated[str, "recipe, identity, compound, action, or the kind of change"]
    touched: Annotated[tuple[str, ...], "names of the objects that change"]
    before_caption: Annotated[str, "the first picture in words"]
    after_caption: Annotated[str, "the second picture in words"]
    view: Annotated[str, "front or first-person"]
    held_out: Annotated[tuple[str, ...], "combinations `food/form/vessel` that training never shows"]
