"""What a picture shows whose shot is known, as an inventory."""

from comenius.language.inventory import Inventory, Thing
from comenius.lexicon.shot import Shot, bare


def shown_in(shot: Shot, *, looks: bool = False) -> Inventory:
    """The inventory of a shot: foods first, then what lies on them, vessel, tool, table and wall.

    Foods have the reader's names, or with `looks` those of the drawable looks that stand for them.
    """
    things = [
        Thing(name=bare(food, looks=looks), look=f"{food.doneness} {food.form}", kind="food")
        for food in shot.foods
    ]
    for food in shot.foods:
        names = food.topped if looks or not food.topped_names else food.topped_names
        things += [Thing(name=name, look="on top", kind="food") for name in names]
    if shot.vessel != "table":
        things.append(Thing(name=shot.vessel, look=shot.material, kind="vessel"))
    if shot.tool:
        things.append(Thing(name=shot.tool, where="right", kind="tool"))
    if shot.table:
        things.append(Thing(name=f"{shot.table} table", kind="place"))
    if shot.wall:
        things.append(Thing(name=f"{shot.wall} wall", where="background", kind="place"))
    air = ["steam rising"] * shot.steam + ["over fire"] * shot.fire
    subject = things[0].name if things else "picture"
    return Inventory(subject=subject, things=tuple(things), place=", ".join(air))
