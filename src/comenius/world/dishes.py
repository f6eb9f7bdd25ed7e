"""Dishes: each plans its deeds with a cook, who carries them out as they are planned.

A dish leaves the details to chance, never the order: what comes out is a recipe somebody could cook.
"""

from collections.abc import Callable

from comenius.lexicon.looks import kitchen
from comenius.world.cook import Cook


def soup(c: Cook) -> None:
    """Vegetables in a broth."""
    vegetables = [c.cut(c.star("root")) for _ in range(c.rng.choice((1, 2)))]
    broth = c.do("pour", c.buy("broth"), at="pot")
    c.do("add", *vegetables, at="pot")
    c.season("pot")
    c.do("simmer", *vegetables, broth)
    if len(vegetables) > 1 and c.maybe():
        c.do("stir", *vegetables, broth, at="pot", named="vegetables")
    c.do("ladle out", *c.at("pot"))
    if c.bears("bowl") and c.maybe():
        c.do("drizzle over", c.buy("cream", "yogurt"), at="bowl")
    c.finish("bowl")


def stew(c: Cook) -> None:
    """Pulses and vegetables in a sauce."""
    vegetable, oil = c.cut(c.star("root")), c.buy("oil")
    c.do("pour", oil, at="pot")
    c.do("add", vegetable, at="pot")
    c.do("brown", vegetable, at="pot")
    pulse = c.do("add", c.star("pulse"), at="pot")
    sauce = c.do("pour", c.buy("broth"), at="pot")
    c.do("simmer", vegetable, pulse, sauce)
    c.season("pot")
    c.do("ladle out", *c.at("pot"))


def stir_fry(c: Cook) -> None:
    """Meat and a vegetable, fried together."""
    meat = c.cut(c.star("meat"), "chop", "slice")
    vegetable = c.cut(c.star("pan_vegetable"))
    c.do("pour", c.buy("oil"), at="pan")
    c.do("add", meat, at="pan")
    c.do("fry", meat)
    c.do("add", vegetable, at="pan")
    c.season("pan")
    c.do("stir", meat, vegetable, named=f"{c.stars[0]} and {c.stars[1]}")
    if c.maybe():
        c.do("brown", meat)
    c.do("serve", meat)
    c.finish()


def salad(c: Cook) -> None:
    """Raw things, tossed."""
    leaf = c.do("tear", c.star("leaf"))
    rest = [c.cut(c.star("fresh")) for _ in range(c.rng.choice((1, 2)))]
    c.do("put", leaf, *rest, at="bowl")
    c.do("toss", leaf, *rest, named="salad")
    if c.maybe():
        c.do("drizzle", c.buy("oil"), at="bowl")
    c.season("bowl")
    c.do("serve", leaf)
    if c.maybe():
        c.do("sprinkle", c.buy("crunch"), at="plate")


def bread(c: Cook) -> None:
    """A loaf."""
    dough = c.dough()
    if c.maybe():
        c.do("chill", dough)
    c.do("shape", dough, named="loaf")
    c.do("lay", dough, at="baking tray")
    c.do("bake", dough, named="bread")
    c.do("cool", dough)
    c.do("slice", dough)


def flatbread(c: Cook) -> None:
    """Thin bread from the pan."""
    dough = c.dough()
    c.do("roll out", dough)
    c.do("put", dough, at="pan")
    c.do("toast", dough, named="flatbread")
    if c.maybe():
        c.do("turn", dough)
    c.do("serve", dough)
    c.finish()


def _filling(c: Cook) -> int:
    """Minced meat or tofu with a vegetable, fried: four deeds."""
    vegetable = c.do("chop", c.star("filling"))
    meat = c.star("ground meat")
    c.do("put", meat, vegetable, at="pan")
    c.do("brown", meat, vegetable, at="pan")
    return c.do("stir", meat, vegetable, named="filling")


def parcels(c: Cook) -> None:
    """Dumplings from the oven."""
    filling, dough = _filling(c), c.dough()
    c.do("roll out", dough)
    c.do("fill", dough, filling, named="parcels")
    c.do("lay", dough, at="baking tray")
    c.do("bake", dough)
    if c.maybe():
        c.do("serve", dough)


def wraps(c: Cook) -> None:
    """A filling, wrapped."""
    filling = _filling(c)
    tortilla = c.do("put", c.buy("tortilla", form="flat"), at="cutting board")
    c.do("fill", tortilla, filling, named="wraps")
    if c.maybe():
        c.do("put", tortilla, at="pan")
        c.do("toast", tortilla)
    c.do("serve", tortilla)
    c.finish()


def grill(c: Cook) -> None:
    """Two things over coals."""
    things = [c.star("grillable") for _ in range(c.rng.choice((1, 2)))]
    for key in things:
        if "sliced" in kitchen().foods[c.bought[key].look].forms and c.maybe():
            c.do("slice", key)
    c.do("lay", *things, at="grill")
    c.season("grill")
    c.do("grill", *things)
    c.do("serve", *things)
    if c.bears("plate") and c.maybe(0.3):
        c.do("drizzle over", c.buy("plate_sauce"), at="plate")
    c.finish()


def smoothie(c: Cook) -> None:
    """Fruit and milk, blended."""
    fruit = [c.cut(c.star("fruit")) for _ in range(c.rng.choice((1, 2)))]
    c.do("put", *fruit, at="blender")
    milk = c.do("pour", c.buy("white"), at="blender")
    c.do("blend", milk, *fruit, named="smoothie")
    c.do("pour", milk, at="glass")


def scrambled_eggs(c: Cook) -> None:
    """Eggs, stirred in butter."""
    eggs = c.do("beat", c.buy("egg", count=3))
    c.season("bowl")
    butter = c.do("put", c.buy("butter"), at="pan")
    c.do("melt", butter)
    c.do("pour", eggs, at="pan")
    c.do("scramble", eggs)
    c.do("serve", eggs)
    c.finish()


def mash(c: Cook) -> None:
    """Boiled and mashed."""
    vegetable = c.do("chop", c.star("mashable"))
    c.do("pour", c.buy("water"), at="pot")
    c.do("add", vegetable, at="pot")
    c.do("boil", vegetable)
    c.do("drain", vegetable)
    c.do("mash", vegetable, named="mash")
    c.do("stir in", c.buy("butter", "cream", "milk"), at="pot")
    c.season("pot")
    c.do("serve", vegetable, at="bowl")
    c.finish("bowl")


def pasta(c: Cook) -> None:
    """Noodles in a sauce."""
    c.do("pour", c.buy("water"), at="pot")
    noodles = c.do("add", c.buy("noodles"), at="pot")
    c.do("boil", noodles)
    c.do("drain", noodles)
    sauce = c.do("pour", c.star("sauce"), at="pot")
    c.do("simmer", noodles, sauce)
    c.do("ladle out", noodles, sauce)
    if c.maybe(0.7):
        cheese = c.do("grate", c.buy("cheese"))
        c.do("sprinkle", cheese, at="bowl")


def pizza(c: Cook) -> None:
    """Flat dough with something on it."""
    dough = c.dough()
    c.do("roll out", dough)
    c.do("lay", dough, at="baking tray")
    if c.maybe(0.6):
        c.do("spread", c.buy("pizza_sauce"), at="baking tray")
        star = c.star(*(("cheese",) if c.maybe() else ("tomato", "mushroom", "red pepper", "green pepper")))
        c.do(
            "sprinkle", c.cut(star, *(("grate",) if c.stars == ["cheese"] else ("slice",))), at="baking tray"
        )
        c.do("bake", dough, named="pizza")
        return
    topping = c.do("slice", c.star("tomato", "mushroom", "red pepper", "green pepper"))
    cheese = c.do("grate", c.buy("cheese"))
    c.do("top", dough, topping, cheese)
    c.do("bake", dough)
    if c.maybe():
        c.do("slice", dough)


def roast(c: Cook) -> None:
    """Vegetables from the oven."""
    things = [c.cut(c.star("roast_vegetable"), "chop", "slice") for _ in range(c.rng.choice((1, 2)))]
    c.do("lay", *things, at=c.rng.choice(("baking tray", "baking dish")))
    place = c.deeds[-1].place
    if c.maybe():
        c.do("drizzle", c.buy("oil"), at=place)
    c.season(place)
    c.do("roast", *things, at=place)
    c.do("serve", *things)
    c.finish()


def cake(c: Cook) -> None:
    """A batter, baked."""
    egg = c.do("beat", c.buy("egg", count=2))
    dry = [c.buy("sugar"), c.buy("flour")]
    c.do("add", *dry, at="bowl")
    c.do("whisk", egg, *dry)
    c.do("pour", egg, at="baking dish")
    c.do("bake cake", egg)
    c.do("cool", egg, at="baking dish")
    if c.maybe(0.6):
        c.do(c.rng.choice(("spread", "drizzle over")), c.buy("icing"), at="baking dish")
    if c.maybe(0.4):
        c.do("garnish", c.buy("berry"), at="baking dish")
    if c.maybe():
        c.do("slice", egg)


def cookies(c: Cook) -> None:
    """A sweet dough in small rounds."""
    egg = c.do("beat", c.buy("egg", count=1))
    dry = [c.buy("flour"), c.buy("sugar")]
    c.do("add", *dry, at="bowl")
    c.do("knead", egg, *dry)
    c.do("form cookies", egg)
    c.do("bake", egg)
    if c.maybe():
        c.do("cool", egg)
    c.do("serve", egg)


def toast(c: Cook) -> None:
    """A slice of bread with something spread on it."""
    bread = c.do("slice", c.buy("bread"))
    c.do("put", bread, at="pan")
    c.do("toast", bread, named="toast")
    c.do("serve", bread)
    spread = c.star("spread")
    if c.stars != ["butter"] and c.maybe():
        c.do("spread", c.buy("butter"))
    c.do("spread", spread)
    if c.bears("plate") and c.maybe(0.3):
        c.do("garnish", c.buy("berry"))


def egg_on_toast(c: Cook) -> None:
    """A slice of bread and an egg."""
    toast = c.do("slice", c.buy("bread"))
    c.do("put", toast, at="pan")
    c.do("toast", toast, named="toast")
    c.do("serve", toast)
    c.do("put", c.buy("butter"), at="pan")
    c.do("melt", *c.at("pan"))
    egg = c.do("crack", c.buy("egg", count=1))
    c.do("cook", egg, named="fried egg")
    c.do("serve", egg)
    c.finish()


def meatballs(c: Cook) -> None:
    """Small balls of meat in a sauce."""
    balls = c.do("form balls", c.buy("ground meat"))
    c.do("pour", c.buy("oil"), at="pan")
    c.do("add", balls, at="pan")
    c.do("brown", balls)
    sauce = c.do("pour", c.star("sauce"), at="pan")
    c.do("simmer", balls, sauce, at="pan")
    c.do("serve", *c.at("pan"), at="bowl")
    c.finish("bowl")


def gratin(c: Cook) -> None:
    """Slices under a crust of cheese."""
    slices = c.do("slice", c.star("gratin"))
    c.do("lay", slices, at="baking dish")
    c.season("baking dish")
    c.do("sprinkle", c.do("grate", c.buy("cheese")), at="baking dish")
    c.do("bake", slices, at="baking dish")
    if c.maybe():
        c.do("serve", slices)
        c.finish()


Dish = Callable[[Cook], None]
DISHES: dict[str, Dish] = {
    "soup": soup, "stew": stew, "stir_fry": stir_fry, "salad": salad, "bread": bread, "flatbread": flatbread,
    "parcels": parcels, "wraps": wraps, "grill": grill, "smoothie": smoothie, "scrambled_eggs": scrambled_eggs,
    "mash": mash, "pasta": pasta, "pizza": pizza, "roast": roast, "cake": cake, "cookies": cookies,
    "toast": toast, "egg_on_toast": egg_on_toast, "meatballs": meatballs, "gratin": gratin,
}  # fmt: skip
