"""The symbolic kitchen: things, what they stand in, and what was mentioned last."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from comenius.guides.model import Guide, Ingredient
from comenius.lexicon.matching import Sense, alternative, guess, sense
from comenius.lexicon.shot import Doneness, Form
from comenius.lexicon.tables import FoodWord, coerce, key, lexicon, plain, singular

HOT = ("pan", "pot", "grill")
DISHES = ("baking dish", "cake tin")  # what goes into the oven with walls
OVENWARE = ("baking tray", *DISHES)
GLASSES = ("glass", "jar")
KNEADED = ("dairy", "liquid", "flour")  # kinds that dough takes up
STAPLES = frozenset({"liquid", "fat", "spice", "herb", "flour", "starch", "sweet", "cheese", "dairy"})
SPOONS = frozenset({"pinch", "dash", "teaspoon", "tablespoon", "tsp", "tbsp", "g"})  # of what is ground
MEASURES = ("rack", "block", "slab", "joint", "side", "log", "wheel", "ear", "head", "round", "sheet", "bulb")
PINCHES = frozenset({"pinch", "dash", "teaspoon"})  # nobody measures fresh peppers so
# How much a reader looks for it in the picture.
WEIGHT = {
    "dough": 6.0, "dish": 6.0, "cake": 6.0, "meat": 5.0, "seafood": 5.0, "protein": 4.5, "pasta": 4.5, "bread": 4.2,
    "egg": 4.0, "legume": 4.0, "grain": 4.0, "vegetable": 3.5, "fruit": 3.5, "flour": 3.4, "cheese": 3.0,
    "sauce": 3.0, "dairy": 2.8, "nut": 2.5, "sweet": 2.0, "liquid": 2.0, "fat": 1.5, "herb": 1.0, "spice": 0.8,
    "starch": 0.6,
}  # fmt: skip


@dataclass(eq=False)
class Item:
    """One food in the kitchen, with what it was made from."""

    name: str
    look: str
    form: Form
    kind: str = "food"
    minor: bool = False
    doneness: Doneness = "raw"
    count: int = 1
    track: int = 0  # one number for one physical thing through the guide
    parts: list["Item"] = field(default_factory=list)
    touched: int = -1  # the step that named it last
    placed: int = -1  # the step that put it somewhere first
    blended: bool = False
    outer: bool = False  # filled with something: it is seen first
    deep: bool = False  # fat that things swim in
    leaved: bool = False  # its leaves were taken off, to be filled
    measure: str = ""  # what the list counts it in: "rack"
    airy: bool = False  # whipped
    was: "Holder | None" = None  # where it was before
    cooked: "Holder | None" = None  # the hot vessel it was in last
    setting: bool = False  # batter in a hot pan, a pancake by the next step
    label: str = ""  # what it is called now that it was cooked with other things: "soup"
    section: tuple[str, ...] = ()  # the words of the heading it was listed under
    holder: "Holder | None" = None
    on: "Item | None" = None  # what it lies on, while both stay as they are

    @property
    def weight(self) -> float:
        """How much a reader looks for it."""
        return 9.0 if self.outer else WEIGHT.get(self.kind, 3.0)

    def shape(self, form: Form) -> None:
        """Give it a form, or the nearest one it takes."""
        self.form = coerce(self.look, form)

    @property
    def tracks(self) -> frozenset[int]:
        """Its number and those of all that it was made from."""
        return frozenset({self.track} | {leaf.track for leaf in self.leaves()})

    def leaves(self) -> list["Item"]:
        """What it was made from, all the way down."""
        return [leaf for part in self.parts for leaf in part.leaves()] if self.parts else [self]


@dataclass(eq=False)
class Holder:
    """A vessel and what is in it."""

    vessel: str
    number: int
    items: list[Item] = field(default_factory=list)
    fire: bool = False
    steam: bool = False
    inside: str = ""  # "oven" or "fridge" while it stands in one
    material: str = ""
    warmed: int = -1  # the step that set it on the fire with something to cook in
    made: int = 0  # the step it was first used in
    word: str = ""  # "jug", for one that is drawn as something else and is not mistaken for it

    @property
    def shown(self) -> str:
        """What the picture shows it as: the oven it stands in, or itself."""
        return self.inside or self.vessel

    @property
    def standing(self) -> str:
        """Which vessel of its kind: `pan 2`."""
        return f"{self.vessel} {self.number}"

    def liquid(self) -> bool:
        """Whether things in it swim."""
        return any(
            item.form == "liquid"
            and not item.minor
            and item.kind != "fat"
            and item.look != "batter"
            and item.on is None
            for item in self.items
        )


class Kitchen:
    """Everything that is there while a guide is carried out."""

    def __init__(self, guide: Guide) -> None:
        self.step = 0
        self.holders: list[Holder] = []
        self.focus: Holder | None = None
        self._last: list[Item] = []
        self.eaten: list[Item] = []  # what was said last and is more than a medium
        self.undrawn: list[str] = []  # listed, but neither known nor to be guessed
        self.tracks = 0
        self.made: dict[str, Holder] = {}  # "dressing" → the bowl of what was mixed to make it
        self.christened: dict[str, frozenset[int]] = {}  # "slaw" → the things that were made it
        self.called: dict[str, list[Item]] = {}  # what the dish's own name stood for
        self.said: Holder | None = None  # the vessel the last clause was about, when it was about one
        self.opened: Holder | None = None  # the vessel in work when the step began
        self.divided: list[Item] = []  # of which a part was kept back
        self.dish: Holder | None = None  # where it was served
        self.named: list[
            tuple[Sense, frozenset[int], float]
        ] = []  # in this step: as what, which things, doubt
        self.told: frozenset[str] = frozenset()  # the words of the steps before
        self.threaded: list[Item] = []  # on skewers
        self.hollowed: list[Item] = []  # of which a part was cut off, to be filled
        self.held: list[str] = []  # tools in this step
        self.laid_down: list[str] = []  # of these, what was used on a board only
        self.parted = -1  # the step whose last object was a skin, a stone or a rind
        self.doubt = 0.0  # that what is named now is what the step is about
        text = " ".join([guide.title, *(step.text for step in guide.steps)])
        self.texts = [_words(step.text) for step in guide.steps]
        self.text = plain(text)
        self.words = frozenset(self.text.replace(".", " ").replace(",", " ").split())
        self.heading = guide.title
        self.title = frozenset(plain(guide.title).split())
        self.stock: list[Item] = []
        for ingredient in guide.ingredients:
            self.stock += self._stocked(ingredient)
        self.items: list[Item] = list(self.stock)

    def begin(self, step: int) -> None:
        """Turn to the next step; what was left to set has set."""
        self.step = step
        self.named, self.held, self.laid_down = [], [], []
        for item in self.items:
            if item.setting:
                self.pancake(item)
        for holder in self.holders:
            self._taken_up(holder)

    def _taken_up(self, holder: Holder) -> None:
        """Let dough in a bowl have taken up the milk or flour that an earlier step added to it."""
        dough = next((one for one in holder.items if one.look == "dough" and one.parts), None)
        if holder.vessel not in ("bowl", "table") or dough is None or dough.form != "ball":
            return
        for item in [one for one in holder.items if one.kind in KNEADED and one is not dough]:
            dough.parts += item.leaves()
            self.drop(item)
            self.last = [dough if one is item else one for one in self.last]

    def boils(self) -> bool:
        """Whether the step in work has things boil in plenty, and fries nothing: its pan is deep."""
        words = self.texts[self.step]
        wet = words & {"boil", "poach", "parboil", "blanch"} or self.title & {"jam", "jelly", "marmalade"}
        return bool(wet) and not words & {"fry", "saute", "brown", "sear", "frying", "soften", "sweat"}

    def wraps(self, item: Item) -> bool:
        """Whether a thing is a sheet that other things are rolled or folded into."""
        return (item.leaved or item.name.split()[-1] in lexicon().words["wrappers"]) and not item.parts

    def bench(self) -> Holder | None:
        """Where a sheet lies open that this step or the one before was about."""
        for holder in reversed(self.holders):
            open_ = any(self.wraps(item) and item.touched >= self.step - 1 for item in holder.items)
            if open_ and holder.vessel in ("table", "cutting board", "plate"):
                return holder
        return None

    def parcel(self, wrapper: Item) -> str:
        """What the guide calls a wrapper that is closed round something: `gyoza`, `roll`."""
        doing = frozenset({"roll", "wrap"})  # which are things to do here, and to any dough
        later = [
            words - (doing if wrapper.name == "dough" else set()) for words in self.texts[self.step + 1 :]
        ]
        for words in (frozenset(map(singular, self.title)), self.texts[self.step] - doing, *later):
            for name in lexicon().words["parcels"]:
                if name in words:
                    return name
        return wrapper.name

    def later(self, item: Item) -> bool:
        """Whether a later step names a thing by its own name."""
        return any(item.name.split()[-1] in words for words in self.texts[self.step + 1 :])

    def by_track(self) -> dict[int, Item]:
        """Every thing and what it was made from, by its number."""
        return {one.track: one for item in self.items for one in (item, *item.leaves())}

    def mention(self, meaning: Sense, items: Iterable[Item], doubt: float) -> None:
        """Remember what the step names, or means."""
        self.named.append((meaning, frozenset().union(*(item.tracks for item in items)), doubt))

    def pancake(self, item: Item) -> None:
        """Let batter in a pan become what the guide calls it."""
        named = self.product()
        item.look, item.form, item.setting = "tortilla", "flat", False
        item.name = "crepe" if named and named[1] == "crepe" else "pancake"

    @property
    def last(self) -> list[Item]:
        """The things that were said last."""
        return self._last

    @last.setter
    def last(self, items: list[Item]) -> None:
        self._last = items
        if any(not item.minor and item.kind not in ("fat", "liquid") for item in items):
            self.eaten = list(items)

    def _stocked(self, ingredient: Ingredient) -> Iterable[Item]:
        """The things one line of the ingredients brings."""
        name = ingredient.name or ingredient.text
        pieces = [_either(piece) for piece in name.replace("/", ",").replace(" and ", ",").split(",")]
        for number, piece in enumerate(pieces):
            meaning = sense(piece)
            if not meaning.food and number and len(pieces) > 1:
                continue
            if (meaning.vessel and not meaning.food) or set(meaning.name.split()) & {
                "you",
                "your",
                "like",
                "choice",
            }:
                continue
            unit = ingredient.quantity.unit if ingredient.quantity else ""
            first, _, rest = piece.strip().partition(" ")
            if singular(first) in MEASURES and sense(rest).food:
                unit, meaning = singular(first), sense(rest)
            prepared = sense(f"{ingredient.note.split(',')[0]} x").form or meaning.form
            count = 1
            if ingredient.quantity and not ingredient.quantity.unit:
                count = max(1, min(3, round(ingredient.quantity.high)))
            word = meaning.food
            if word and word.name == "coriander" and unit not in SPOONS:
                word = sense("fresh coriander").food
            if word and word.kind == "vegetable" and unit in PINCHES:
                word = FoodWord(name=word.name, look="spice", form="powder", kind="spice", minor=True)
            if not word:
                if not meaning.name:
                    continue
                word = guess(meaning.name, unit, ingredient.note)
                if word is None:
                    self.undrawn.append(meaning.name)
                    continue
            item = self.new(word, meaning.name or word.name)
            item.count = 1 if item.minor else count
            item.section, item.measure = key(ingredient.section), unit
            if prepared or unit == "slice":
                item.shape(prepared or "sliced")
            yield item

    def new(self, word: FoodWord, name: str) -> Item:
        """A fresh thing of that kind, standing nowhere yet."""
        self.tracks += 1
        return Item(
            name=name, look=word.look, form=word.form, kind=word.kind, minor=word.minor, track=self.tracks
        )

    def bring(self, meaning: Sense) -> Item | None:
        """A thing the phrase names, made when it is not there yet."""
        if not meaning.food:
            return None
        item = self.new(meaning.food, meaning.name)
        if meaning.text.endswith("s") and not item.name.endswith("s") and not item.minor:
            item.count = 3
        self.items.append(item)
        return item

    def copy(self, item: Item) -> Item:
        """More of the same: the rest of the oil."""
        self.tracks += 1
        stock = next((word for word in self.stock if word.name == item.name), item)
        twin = Item(
            name=item.name,
            look=item.look,
            form=stock.form,
            kind=item.kind,
            minor=item.minor,
            track=self.tracks,
        )
        self.items.append(twin)
        return twin

    def hold(self, vessel: str, *, fresh: bool = False) -> Holder:
        """The vessel of that kind that was used last, or a new one."""
        known = [holder for holder in self.holders if holder.vessel == vessel]
        if known and not fresh:
            return known[-1]
        holder = Holder(vessel=vessel, number=len(known) + 1, made=self.step)
        self.holders.append(holder)
        return holder

    def move(self, items: Iterable[Item], holder: Holder) -> None:
        """Put things into a vessel and look there."""
        items = list(items)
        for item in [*items, *self.riders(items)]:
            if item.holder is not holder:
                item.placed = item.placed if item.holder else self.step
                if item.holder:
                    item.holder.items.remove(item)
                    item.was = item.holder
                    item.cooked = item.holder if item.holder.vessel in HOT else item.cooked
                holder.items.append(item)
                item.holder = holder
                item.blended = False
            if item not in self.items:
                self.items.append(item)
        self.attend(holder)

    def riders(self, items: Sequence[Item]) -> list[Item]:
        """What lies on things, and goes where they go."""
        around = [other for item in items if item.holder for other in item.holder.items]
        return [other for other in around if other.on in items and other not in items]

    def attend(self, holder: Holder) -> None:
        """Make a vessel the one that the next clause is about."""
        if holder.vessel not in ("cutting board", "table"):
            self.focus = holder

    def soup(self) -> str:
        """The soup or stew that the dish is, by the name its heading gives it; or nothing."""
        words = [singular(word) for word in plain(self.heading).split()]
        return next((word for word in words if word in lexicon().words["soups"]), "")

    def simmered(self, holder: Holder) -> None:
        """Call what runs in a vessel after the dish: tomato paste that cooks in water is soup, or sauce."""
        runny = [item for item in holder.items if item.form == "liquid" and item.kind != "fat"]
        solid = any(item.form != "liquid" and not item.minor for item in holder.items)
        dish = self.soup()
        floury = any(item.kind == "flour" and not item.minor for item in holder.items)
        for item in runny:
            thick = item.name.split()[-1] in lexicon().words["concentrates"] or floury
            if item.look not in ("water", "batter") and (thick or dish) and (solid or len(runny) > 1):
                item.label = dish or "sauce"

    def drop(self, item: Item) -> None:
        """Take a thing out of the kitchen."""
        if item.holder:
            item.holder.items.remove(item)
            item.holder = None
        if item in self.items:
            self.items.remove(item)

    def replace(self, old: Sequence[Item], made: Item, holder: Holder) -> None:
        """Put what was made in the place of what it was made from."""
        for item in old:
            self.drop(item)
        self.move([made], holder)
        if any(item in self._last for item in old):
            self.last = [made]

    def unused(self) -> list[Item]:
        """What the ingredients list and no step has taken yet."""
        return [
            item for item in self.stock if item in self.items and item.holder is None and item.touched < 0
        ]

    def product(self, *, anywhere: bool = False) -> tuple[str, str] | None:
        """What dough or batter becomes here: (look, name), when the guide says cookies, pizza, cake."""
        for words in (self.title, self.words) if anywhere else (self.title,):
            for product in lexicon().products:
                if any(word in words for word in product.words):
                    return product.look, product.name
        return None


def _words(text: str) -> frozenset[str]:
    """The words of a text in the singular."""
    return frozenset(map(singular, re.findall(r"[a-z]+", plain(text))))


def _either(piece: str) -> str:
    """One of the alternatives a list of ingredients leaves: `chicken or beef broth` is broth."""
    first, _, second = piece.partition(" or ")
    return alternative(first, second) if second else first
