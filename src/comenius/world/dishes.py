"""Dishes: each plans its deeds with a cook, who carries them out as they are planned.

A dish leaves the details to chance, never the order: what comes out is a recipe somebody could cook.
"""

from collections.abc import Callable
from random import Random

from comenius.lexicon.looks import kitchen
from comenius.world.actions import Deed, Done, actions, carry_out, fresh
from comenius.world.objects import Bench, Thing
from comenius.world.pantry import pantry


class Cook:
    """Somebody with a bench, an idea of a dish, and a record of all that was done."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.bench = Bench()
        self.bought: list[Thing] = []
        self.deeds: list[Deed] = []
        self.benches: list[Bench] = []  # before each deed
        self.done: list[Done] = []
        self.stars: list[str] = []  # what the title names

    def buy(self, *looks: str, form: str = "", count: int = 0) -> int:
        """One ingredient that is not there yet, from looks or pools; its id."""
        pools = pantry().pools
        choice = [one for name in looks for one in pools.get(name, (name,))]
        look = self.rng.choice([one for one in choice if all(one != t.look for t in self.bought)])
        several = kitchen().foods[look].family in pantry().counted
        thing = fresh(
            len(self.bought),
            look,
            form=form,
            count=count or (self.rng.choice((1, 1, 2, 3)) if several else 1),
        )
        if thing.form != "whole":
            thing = fresh(thing.id, look, form=form)
        self.bought.append(thing)
        self.bench = self.bench.with_(thing)
        return thing.id

    def star(self, *looks: str) -> int:
        """An ingredient that the title names."""
        key = self.buy(*looks)
        self.stars.append(self.bought[key].name)
        return key

    def do(self, action: str, *on: int, at: str = "", named: str = "") -> int:
        """A deed, done now; the id of what it was done to."""
        deed = Deed(
            action=action,
            on=on,
            place=at or actions()[action].places[0],
            named=named,
            minutes=self.rng.choice(actions()[action].minutes),
        )
        done = carry_out(self.bench, deed)
        self.deeds.append(deed)
        self.benches.append(self.bench)
        self.done.append(done)
        self.bench = done.bench
        return on[0]

    def cut(self, key: int, *ways: str) -> int:
        """Chop, slice or grate, as the thing allows."""
        thing = self.bought[key]
        results = {"chop": "chopped", "slice": "sliced", "grate": "shredded", "tear": "shredded"}
        forms: tuple[str, ...] = kitchen().foods[thing.look].forms
        return self.do(self.rng.choice([w for w in ways or ("chop", "slice") if results[w] in forms]), key)

    def maybe(self, chance: float = 0.5) -> bool:
        """A coin."""
        return self.rng.random() < chance

    def at(self, place: str) -> tuple[int, ...]:
        """What a vessel holds."""
        return tuple(thing.id for thing in self.bench.within(place))

    def dough(self) -> int:
        """A ball of dough in the bowl: three deeds."""
        flour = self.do("put", self.buy("flour"), at="bowl")
        self.do("pour", self.buy("water", "milk"), at="bowl")
        return self.do("knead", flour, *(key for key in self.at("bowl") if key != flour))

    def season(self, place: str) -> None:
        """Salt, pepper or spice, perhaps."""
        if self.maybe(0.4):
            self.do("season", self.buy("spice"), at=place)

    def finish(self, place: str = "plate") -> None:
        """Something green or sour on top, perhaps."""
        if len(self.at(place)) < 3 and self.maybe():
            look = self.buy("herb", "citrus")
            if self.bought[look].look not in ("herbs", "spinach"):
                self.do("slice", look)
            self.do("garnish", look, at=place)


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
    slices = [c.do("slice", c.star("gratin")) for _ in range(c.rng.choice((1, 2)))]
    c.do("lay", *slices, at="baking dish")
    c.season("baking dish")
    cheese = c.do("grate", c.buy("cheese"))
    c.do("sprinkle", cheese, at="baking dish")
    c.do("bake", *slices, cheese, at="baking dish")
    if c.maybe():
        c.do("serve", *slices, cheese)


Dish = Callable[[Cook], None]
DISHES: dict[str, Dish] = {
    "soup": soup, "stew": stew, "stir_fry": stir_fry, "salad": salad, "bread": bread, "flatbread": flatbread,
    "parcels": parcels, "wraps": wraps, "grill": grill, "smoothie": smoothie, "scrambled_eggs": scrambled_eggs,
    "mash": mash, "pasta": pasta, "pizza": pizza, "roast": roast, "cake": cake, "cookies": cookies,
    "egg_on_toast": egg_on_toast, "meatballs": meatballs, "gratin": gratin,
}  # fmt: skip
