"""Whole foods: which function draws which family."""

from collections.abc import Callable
from random import Random

from comenius.lexicon.looks import Look
from comenius.lexicon.shot import Doneness
from comenius.world import bakery, larder, produce
from comenius.world.canvas import Brush, Colour

Whole = Callable[[Brush, Look, float, float, float, Colour, Doneness, Random], None]
WHOLE: dict[str, Whole] = {
    "round": produce.round_, "potato": produce.potato, "lemon": produce.lemon, "garlic": produce.garlic,
    "pear": produce.pear, "pepper": produce.pepper, "mushroom": produce.mushroom, "broccoli": produce.broccoli,
    "long": produce.long, "leafy": produce.leafy, "berries": produce.berries, "egg": larder.egg, "slab": larder.slab,
    "fish": larder.fish, "shrimp": larder.shrimp, "mince": larder.mince, "patty": larder.patty, "bread": larder.bread,
    "cake": larder.cake, "disc": larder.disc, "strawberry": produce.strawberry, "pineapple": produce.pineapple,
    "stalks": produce.stalks, "cob": produce.cob, "ham": larder.ham, "legs": larder.legs, "crab": larder.crab,
    "mussels": larder.mussels, "bun": bakery.bun, "croissant": bakery.croissant, "pie": bakery.pie,
    "muffins": bakery.muffins, "stack": bakery.stack, "scoops": bakery.scoops,
}  # fmt: skip
