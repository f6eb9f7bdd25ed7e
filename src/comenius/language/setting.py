"""What a guide leaves unsaid, decided once: table, wall, the cook's sleeve and one material for each kind of vessel."""

from dataclasses import dataclass
from random import Random

from comenius.lexicon.looks import kitchen


@dataclass(frozen=True, kw_only=True)
class Setting:
    """The free attributes of every picture of one guide."""

    table: str
    wall: str
    sleeve: str  # of the cook
    materials: dict[str, str]  # vessel → material


def setting(title: str, seed: int) -> Setting:
    """The setting of a guide: the same for every step, and whatever its number of steps."""

    def choose(what: str, offered: tuple[str, ...]) -> str:
        named = f"{seed}/{title}/{what}".encode("utf-8", "replace")  # half a surrogate is no reason to stop
        return Random(named).choice(offered) if offered else ""

    inventory = kitchen()
    return Setting(
        table=choose("table", inventory.tables),
        wall=choose("wall", inventory.walls),
        sleeve=choose("sleeve", inventory.sleeves),
        materials={vessel: choose(vessel, offered) for vessel, offered in inventory.vessels.items()},
    )
