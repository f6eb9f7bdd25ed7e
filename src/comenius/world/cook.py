"""A cook: plans deeds, and carries each out at once, so that no plan can go astray."""

from random import Random

from comenius.lexicon.looks import kitchen
from comenius.world.actions import Deed, Done, actions, carry_out, fresh
from comenius.world.objects import MOST, MOST_ON_TOP, Bench, Thing
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

    def bears(self, place: str) -> bool:
        """Whether one thing stands there on which more can lie."""
        base = self.bench.ground(place)
        return base is not None and len(base.on) < MOST_ON_TOP

    def finish(self, place: str = "plate") -> None:
        """Something green or sour on top, perhaps."""
        room = self.bears(place) if self.bench.ground(place) else len(self.at(place)) < MOST
        if room and self.maybe():
            look = self.buy("herb", "citrus")
            if self.bought[look].look not in ("herbs", "spinach"):
                self.do("slice", look)
            self.do("garnish", look, at=place)
