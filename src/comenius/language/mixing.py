"""What becomes of foods that are mixed: dough, batter, sauce, beaten egg, puree, spice mix, or a mixture."""

from collections.abc import Sequence

from comenius.language.kitchen import GLASSES, HOT, Holder, Item, Kitchen
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Form
from comenius.lexicon.tables import coerce, lexicon, plain, singular

# Which runny thing gives a sauce its colour, strongest first.
COLOUR = (
    "soy sauce", "tomato sauce", "curry", "brown sauce", "green sauce", "wine", "broth", "cream", "batter", "milk",
    "oil", "water",
)  # fmt: skip
# What a puree of something looks like.
PUREE = {
    "tomato": "tomato sauce", "red pepper": "tomato sauce", "beet": "wine", "berries": "tomato sauce",
    "pumpkin": "curry", "carrot": "curry", "lentils": "curry", "yellow pepper": "curry", "corn": "curry",
    "peas": "green sauce", "spinach": "green sauce", "herbs": "green sauce", "broccoli": "green sauce",
    "avocado": "green sauce", "zucchini": "green sauce", "green pepper": "green sauce", "leek": "green sauce",
    "mushroom": "brown sauce", "beans": "brown sauce", "chocolate": "brown sauce", "nuts": "brown sauce",
    "eggplant": "brown sauce", "banana": "batter", "mango": "curry", "peach": "curry", "orange": "curry",
    "sweet potato": "curry", "chickpeas": "curry", "corn cob": "curry", "pineapple": "batter", "strawberry": "jam",
    "blueberries": "jam", "grapes": "wine", "spring onion": "green sauce", "celery": "green sauce",
    "asparagus": "green sauce", "green beans": "green sauce", "green chili": "green sauce",
}  # fmt: skip
FEW = 2  # a flavour and the water it is in
FINE = ("chopped", "mashed", "shredded", "liquid", "powder", "beaten")  # forms that are lost in a dressing
NAMES = ("dressing", "marinade", "glaze", "filling", "frosting", "custard")  # what a guide calls a runny mix
DRIPPINGS = ("juices", "pan juice", "dripping")  # what flour thickens to gravy
HEATING = frozenset(
    {"boil", "simmer", "cook", "reduce", "heat", "boiling"}
)  # after which a puree is another thing
CHOCOLATE = ("brown sauce", "chocolate sauce", "chocolate")
PRESERVES = frozenset({"jam", "jelly", "marmalade"})
DRY = ("flour", "starch", "sweet", "spice")  # kinds that dissolve or turn into paste


def blend_together(kitchen: Kitchen, holder: Holder, hint: str = "") -> None:
    """Mix what is in a vessel: replace the things by what they make, where they make something of their own."""
    items = list(holder.items)
    for item in items:
        item.blended, item.on = True, None
    if len(items) < 2 or any(item.form == "parcel" for item in items):
        return
    leaves = sorted((leaf for item in items for leaf in item.leaves()), key=_rank)
    apart = [leaf for item in items for leaf in ([item] if _is_sauce(item) else item.leaves())]
    made = _made(kitchen, holder, items, sorted(apart, key=_rank), hint)
    if made is not None:
        made.parts, made.touched, made.blended = leaves, kitchen.step, True
        named = {item.label for item in items} & kitchen.christened.keys()
        made.label = min(named) if len(named) == 1 else made.label
        if _foamed(leaves):
            made.label, made.airy = "meringue", True
        kitchen.replace(items, made, holder)


def _foamed(leaves: Sequence[Item]) -> bool:
    """Whether things are whites of eggs with sugar."""
    white = any(leaf.name.endswith("egg white") for leaf in leaves)
    sugar = any(leaf.kind == "sweet" and not leaf.name.startswith(("icing", "powdered")) for leaf in leaves)
    return (
        white
        and sugar
        and all(leaf.kind in ("egg", "sweet", "starch", "spice") or leaf.minor for leaf in leaves)
    )


def _is_sauce(item: Item) -> bool:
    """Whether something was made that stays itself beside what it is tossed with: dressing on salad."""
    return item.kind == "sauce" and item.form == "liquid" and bool(item.parts)


def _rank(leaf: Item) -> float:
    return -leaf.weight


def _made(
    kitchen: Kitchen, holder: Holder, items: Sequence[Item], leaves: Sequence[Item], hint: str
) -> Item | None:
    """What the foods make together, or None when they stay side by side."""
    solids = [leaf for leaf in leaves if not _runny(leaf) and not leaf.minor and leaf.kind not in DRY]
    runny = [leaf for leaf in leaves if _runny(leaf)]
    flour = [leaf for leaf in leaves if leaf.kind == "flour"]
    wet = [*runny, *(leaf for leaf in leaves if leaf.kind == "egg" or leaf.look in ("butter", "oil"))]
    kinds = (
        "meat",
        "seafood",
        "vegetable",
        "pasta",
        "legume",
        "bread",
        "grain" if holder.vessel in HOT else "",
    )
    lumps = [leaf for leaf in solids if leaf.kind in kinds]
    if (
        flour
        and _creamed(holder)
        and holder.vessel not in HOT
        and all(one.kind == "vegetable" for one in lumps)
    ):
        lumps = []  # carrots in a cake
    existing = next((item for item in items if item.kind == "dough" and item.form != "parcel"), None)
    if existing and existing.look == "crumbs" and (runny or any(leaf.kind == "egg" for leaf in leaves)):
        existing = None
    mashed = hint == "dough" and all(leaf.form == "mashed" for leaf in lumps)  # potatoes for gnocchi
    if existing or (flour and wet and (not lumps or mashed) and not (holder.fire and holder.vessel == "pan")):
        return _paste(kitchen, holder, existing, hint)
    if lumps and (holder.fire or len(lumps) + len([leaf for leaf in solids if leaf not in lumps]) == 1):
        return None
    if not solids and not runny:
        return _dry(kitchen, leaves)
    if hint in ("dressing", "marinade", "sauce") and runny and all(leaf.form in FINE for leaf in solids):
        return _sauce(kitchen, holder, leaves, runny, hint)
    eggs = [leaf for leaf in solids if leaf.kind == "egg" and leaf.form not in ("chopped", "sliced")]
    cooked = next((leaf for leaf in runny if _is_sauce(leaf)), None)
    if eggs and cooked and not lumps and holder.vessel in HOT:
        return _item(kitchen, cooked.name, cooked.look, "liquid", "sauce")
    brown = next((leaf for leaf in runny if leaf.look in ("brown sauce", "chocolate sauce")), None)
    if eggs and brown and not lumps:
        return _item(kitchen, brown.name, brown.look, "liquid", "sauce")
    creamed = {"butter", "sweet"} <= {
        word for item in items for leaf in item.leaves() for word in (leaf.look, leaf.kind)
    }
    dark = any(leaf.look in CHOCOLATE for item in items for leaf in item.leaves())
    if eggs and creamed and not dark and not lumps and holder.vessel not in HOT:
        return _item(kitchen, "butter mixture", "cream", "liquid", "sauce")
    if eggs and not lumps and all(leaf.kind in ("egg", "cheese", "fat", "sweet") for leaf in solids):
        return _item(kitchen, "egg", "egg", "beaten", "egg")
    sugar = next((leaf for leaf in leaves if leaf.kind == "sweet" and not leaf.minor), None)
    if sugar and holder.vessel in HOT and all(leaf is sugar or leaf.look == "water" for leaf in leaves):
        return _item(kitchen, sugar.name, "water", "liquid", "sweet")
    if not solids or (not lumps and all(leaf.kind in ("cheese", "fat", "sweet") for leaf in solids)):
        return _sauce(kitchen, holder, leaves, runny, hint)
    soup = holder.vessel in HOT and any(item.form == "liquid" for item in items)
    if solids and solids[0].look == "ground meat" and not holder.fire and not soup:
        return _item(kitchen, solids[0].name, "ground meat", "whole", "meat")
    if len(solids) >= 2 and not holder.fire and not soup:
        titled = sense(kitchen.heading).food  # "guacamole"
        named = titled.name if titled and titled.kind == "sauce" and solids[0].form == "mashed" else "mixture"
        return _item(kitchen, named, solids[0].look, "mixture", solids[0].kind)
    return None


def _runny(leaf: Item) -> bool:
    return leaf.form == "liquid"


def _paste(kitchen: Kitchen, holder: Holder, existing: Item | None, hint: str) -> Item:
    """Dough or batter: as the clause says, else as the guide says, else by what it was."""
    if existing is not None:
        return _item(kitchen, existing.name, existing.look, existing.form, "dough")
    if hint == "crumbs":
        return _item(kitchen, "crumble" if "crumble" in kitchen.title else hint, "crumbs", "powder", "dough")
    if any(leaf.name in DRIPPINGS for item in holder.items for leaf in item.leaves()):
        return _item(kitchen, "gravy", "brown sauce", "liquid", "sauce")
    before = any(item.look in ("dough", "tortilla") and item.holder is not holder for item in kitchen.items)
    if hint in ("dough", "batter"):
        kind = hint
    elif before and _creamed(holder):  # the filling of a tart
        kind = "batter"
    elif holder.vessel in ("pan", "pot"):
        fat = all(leaf.kind in DRY or leaf.kind == "fat" for item in holder.items for leaf in item.leaves())
        return _item(kitchen, "roux" if fat else "sauce", "cream", "liquid", "sauce")
    elif "dough" in kitchen.words and "batter" not in kitchen.words:
        kind = "dough"
    elif "batter" in kitchen.words or kitchen.title & lexicon().words["batters"] or _rich(kitchen, holder):
        kind = "batter"
    else:
        if kitchen.title & lexicon().words["soups"]:
            return _item(kitchen, "sauce", "cream", "liquid", "sauce")
        kind = "dough" if kitchen.words & lexicon().words["doughs"] else "batter"
    return _item(kitchen, kind, kind, "ball" if kind == "dough" else "liquid", "dough")


def _creamed(holder: Holder) -> bool:
    """Whether sugar and egg go with the flour."""
    return {"egg", "sweet"} <= {leaf.kind for item in holder.items for leaf in item.leaves()}


def _rich(kitchen: Kitchen, holder: Holder) -> bool:
    """Whether sugar and egg go with the flour and nobody kneads: banana bread is a cake."""
    worked = kitchen.words & {"knead", "kneading", "yeast", "roll", "cookie", "cookies", "biscuits", "scones"}
    return _creamed(holder) and not worked


def _dry(kitchen: Kitchen, leaves: Sequence[Item]) -> Item:
    """A mix of dry things, in the colour of the strongest."""
    lead = next((leaf for leaf in leaves if not leaf.minor), leaves[0])
    if all(leaf.minor for leaf in leaves) and len(leaves) > 1:
        return _item(kitchen, "spice mix", "spice", "powder", "spice", minor=True)
    return _item(kitchen, lead.name, lead.look, lead.form, lead.kind)


def _sauce(
    kitchen: Kitchen, holder: Holder, leaves: Sequence[Item], runny: Sequence[Item], hint: str
) -> Item | None:
    """A runny mix, in the colour of its strongest part."""
    if not runny:
        butter = next((leaf for leaf in leaves if leaf.look == "butter"), None)
        dark = next((leaf for leaf in leaves if leaf.look == "chocolate"), None)
        if dark and butter:
            return _item(kitchen, dark.name, "chocolate sauce", "liquid", "sauce")
        return _item(kitchen, "creamed butter", "cream", "liquid", "sauce") if butter else None
    strongest = min(runny, key=lambda leaf: (leaf.minor and leaf.look != "soy sauce", _strength(leaf.look)))
    if strongest.look == "oil" and any(leaf.look == "soy sauce" for leaf in runny):
        strongest = next(leaf for leaf in runny if leaf.look == "soy sauce")
    dusty = any(leaf.name.startswith(("icing", "powdered")) for leaf in leaves if leaf.kind == "sweet")
    if dusty and strongest.look == "water":
        return _item(kitchen, "icing", "cream", "liquid", "sauce")
    plain_water = all(leaf.look == "water" for leaf in runny)
    creamy = all(leaf.kind == "dairy" for leaf in runny)
    thin = all(leaf.kind == "liquid" or leaf.name.endswith("syrup") for leaf in runny)
    thin = thin and not any(leaf.kind == "egg" for leaf in leaves)
    main = max(runny, key=lambda leaf: (leaf.look != "water", not leaf.minor, leaf.weight))
    mixed = main.name if thin else "sauce"
    later = frozenset().union(*kitchen.texts[kitchen.step :])
    named = next((word for word in NAMES if word in later), "")
    sharp = any(leaf.kind not in ("fat", "spice", "herb") for leaf in leaves)
    if named and not thin and not kitchen.words & {"sauce", "sauces"}:
        mixed = named
    spirits = lexicon().words["spirits"]
    if thin and holder.vessel == "glass":  # a drink keeps the name of what it is made with
        mixed = next((leaf.name for leaf in runny if spirits & {*leaf.name.split()}), mixed)
    known = next(
        (leaf.name for leaf in runny if leaf.parts and leaf.name not in ("sauce", "liquid", "roux")), ""
    )
    flavours = {leaf.name for leaf in runny if leaf.look != "water"}
    if len(flavours) == 1 and not hint and len(runny) == len(leaves) == FEW:
        kind = "liquid" if strongest.kind == "liquid" else "sauce"
        return _item(kitchen, min(flavours), strongest.look, "liquid", kind)  # tea, miso in water
    name = (
        strongest.name
        if plain_water or creamy
        else hint or known or (mixed if len(runny) > 1 else strongest.name)
    )
    fat = (
        strongest.look == "oil"
        and not hint
        and not (named and sharp)
        and all(leaf.minor or leaf.kind == "fat" for leaf in leaves)
    )
    kind = "liquid" if plain_water else "fat" if fat else "sauce"
    return _item(kitchen, strongest.name if fat else name, strongest.look, "liquid", kind)


def _strength(look: str) -> int:
    return COLOUR.index(look) if look in COLOUR else len(COLOUR)


def made_of(kitchen: Kitchen, holder: Holder, name: str) -> Item:
    """All that is in a vessel as the batter that it was ground to."""
    items = list(holder.items)
    made = _item(kitchen, name, name, "liquid", "dough")
    made.parts, made.touched = [leaf for item in items for leaf in item.leaves()], kitchen.step
    kitchen.replace(items, made, holder)
    return made


def puree(kitchen: Kitchen, holder: Holder, *, coarse: bool = False) -> None:
    """Blend what is in a vessel smooth, or `coarse` as long as nothing in it runs."""
    items = list(holder.items)
    leaves = sorted((leaf for item in items for leaf in item.leaves()), key=_rank)
    if not leaves:
        return
    if coarse and _crumbled(kitchen, holder, items, leaves):
        return
    coloured = [leaf for leaf in leaves if leaf.look in PUREE and not leaf.minor]
    herbs = [leaf for leaf in leaves if leaf.look == "herbs"]
    runny = sorted((leaf for leaf in leaves if _runny(leaf)), key=lambda leaf: _strength(leaf.look))
    strong = next((leaf for leaf in runny if leaf.look in ("tomato sauce", "curry", "brown sauce")), None)
    lead = leaves[0]
    if strong and not coloured:
        look = strong.look
    elif coloured or herbs:
        lead = (coloured or herbs)[0]
        look = PUREE[lead.look]
    else:
        look = "cream" if runny or lead.form != "powder" else lead.look
    form: Form = coerce(look, "liquid")
    titled = sense(kitchen.heading).food
    done = not frozenset().union(*kitchen.texts[kitchen.step :]) & HEATING
    name = "soup" if holder.vessel == "pot" and runny else lead.name
    name = name if name == "soup" or form == "powder" else f"{lead.name} puree"
    if titled and titled.kind == "sauce" and form == "liquid" and done:
        name = titled.name  # "hummus"
    made = _item(kitchen, name, look, form, "sauce")
    made.parts, made.touched = leaves, kitchen.step
    soon = frozenset().union(*kitchen.texts[kitchen.step + 1 : kitchen.step + 3])
    made.label = next((word for word in NAMES if word in soon), "") if name.endswith("puree") else ""
    more = frozenset().union(*kitchen.texts[kitchen.step + 1 :]) & {"add", "top", "mix", "stir", "dilute"}
    if form == "liquid" and holder.vessel in ("blender", *GLASSES) and not more:
        made.label = drunk(kitchen.heading) or made.label
    kitchen.replace(items, made, holder)


def _crumbled(kitchen: Kitchen, holder: Holder, items: Sequence[Item], leaves: Sequence[Item]) -> bool:
    """Whether things came out of the machine in bits: chickpeas and herbs for falafel, biscuits for a base."""
    bits = [leaf for leaf in leaves if not leaf.minor and leaf.kind not in (*DRY, "fat", "egg")]
    if any(_runny(leaf) and leaf.kind != "fat" for leaf in leaves) or not bits:
        return False
    if len(bits) == 1:
        bits[0].shape("chopped")
        return True
    made = _item(kitchen, "mixture", bits[0].look, "mixture", bits[0].kind)
    made.parts, made.touched, made.blended = list(leaves), kitchen.step, True
    kitchen.replace(items, made, holder)
    return True


def drunk(title: str) -> str:
    """The drink that a title names: `lassi`; or nothing."""
    words = [singular(word) for word in plain(title).split()]
    return next((word for word in words if (one := sense(word).mixture) and one.sort == "drink"), "")


def _item(kitchen: Kitchen, name: str, look: str, form: Form, kind: str, *, minor: bool = False) -> Item:
    kitchen.tracks += 1
    return Item(name=name, look=look, form=coerce(look, form), kind=kind, minor=minor, track=kitchen.tracks)


def thickened(kitchen: Kitchen, verb: str, place: Holder) -> None:
    """Let chopped tomatoes that simmer become sauce, and fruit that boils with sugar the jam of the title."""
    if not place.liquid() and verb in ("simmer", "stew", "bubble", "reduce", "cook down"):
        for item in [
            one for one in place.items if one.look == "tomato" and one.form in ("chopped", "mashed")
        ]:
            item.look, item.form, item.kind, item.name = "tomato sauce", "liquid", "sauce", "tomato sauce"
    sugar = next((item for item in place.items if item.kind == "sweet"), None)
    if (
        sugar
        and not kitchen.title & PRESERVES
        and all(item is sugar or (item.look == "water" and "water" in item.name) for item in place.items)
    ):
        for item in [one for one in place.items if one is not sugar]:
            sugar.parts.append(item)
            kitchen.drop(item)
        sugar.name = "caramel" if "caramel" in kitchen.words else "syrup"
        sugar.look, sugar.form, sugar.kind = "honey", "liquid", "sauce"
    kinds = {item.kind for item in place.items}
    if kitchen.title & PRESERVES and {"fruit", "sweet"} <= kinds and place.steam:
        fruit = next(item for item in place.items if item.kind == "fruit")
        (preserve,) = sorted(kitchen.title & PRESERVES)[:1]
        look = "honey" if fruit.look in ("orange", "lemon", "lime") else "jam"
        fruit.name, fruit.look, fruit.form, fruit.kind = f"{fruit.name} {preserve}", look, "liquid", "sauce"
        for item in [one for one in place.items if one is not fruit]:
            fruit.parts.append(item)
            kitchen.drop(item)
