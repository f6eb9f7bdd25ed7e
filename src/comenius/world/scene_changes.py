"""Changes around the food: vessel, table, wall, tools, hands, heat and the point of view."""

from dataclasses import replace
from random import Random

from comenius.lexicon.looks import kitchen
from comenius.lexicon.shot import Shot, article
from comenius.world.asking import Change, a_tool, ask, doing, everything, put, says, vessel_words
from comenius.world.food_changes import apart, told
from comenius.world.objects import STILL
from comenius.world.props import TABLES, WALLS
from comenius.world.scene import Setting

WALLS_APART = 40  # sum of the differences of two pale colours that are told apart at a glance
CLOSED = ("oven", "fridge", "glass", "blender")  # no tool and no hand is shown at these


def _attribute(value: str, bare: str = "") -> dict[str, str]:
    return {"attribute": value, "a_attribute": f"{article(value)} {value}", "bare": bare}


def material(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """The vessel of another material or colour."""
    others = [name for name in kitchen().vessels[shot.vessel] if name != shot.material]
    if not others:
        return None
    new = rng.choice(others)
    words = vessel_words(shot.vessel) | _attribute(new, shot.vessel)
    return ask(rng, replace(shot, material=new), "material", words)


def vessel(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """The same in another vessel; fire and steam go where there can be none."""
    busy = bool(shot.tool or shot.hand)
    mixed = any(food.form == "mixture" for food in shot.foods)
    barred = {shot.vessel} | (set(CLOSED) if busy else set()) | ({"glass", "grill"} if mixed else set())
    new = rng.choice([name for name in kitchen().vessels if name not in barred])
    after = replace(
        shot,
        vessel=new,
        material=setting.materials[new],
        fire=shot.fire and new in kitchen().heated,
        steam=shot.steam and new not in STILL,
    )
    if not shot.foods:
        return None
    old = f"the {shot.vessel}"
    words = vessel_words(new, new=True) | {
        "it": "it" if len(shot.foods) == 1 else everything(shot),
        "old": old,
    }
    key = {"table": "vessel gone", "oven": "oven", "fridge": "fridge"}.get(new, "vessel")
    if shot.vessel == "table" and key == "vessel":
        words["old"] = "the bare table"
    return ask(rng, after, key, words)


def table(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Another table, of a colour that is told from the old one."""
    old = TABLES[shot.table]
    new = rng.choice([name for name in kitchen().tables if apart(TABLES[name], old)])
    return ask(rng, replace(shot, table=new), "table", _attribute(new))


def wall(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Another wall, of a colour that is told from the old one."""
    old = WALLS[shot.wall]
    new = rng.choice([name for name in kitchen().walls if told(WALLS[name], old) >= WALLS_APART])
    return ask(rng, replace(shot, wall=new), "wall", _attribute(new))


def tool(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """A tool laid down, taken away or changed."""
    if shot.vessel in CLOSED or (shot.hand and not shot.tool):
        return None
    words = vessel_words(shot.vessel)
    new = rng.choice([name for name in kitchen().tools if name != shot.tool])
    words["new"], words["old"] = a_tool(new), f"the {shot.tool}"
    if not shot.tool:
        lines = says("tool")[:-1] if shot.vessel == "table" else says("tool")
        request = put(rng, tuple(line for line in lines if shot.foods or "it" not in line.split()), words)
        if shot.vessel == "table":
            request = request.replace("beside the table", "on the table")
        return Change(after=replace(shot, tool=new), request=request)
    if not shot.hand and rng.random() < 0.5:
        return ask(rng, replace(shot, tool=""), "tool gone", words)
    return ask(rng, replace(shot, tool=new), "tool changed", words)


def hand(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """A hand that comes, with or without a tool, or goes."""
    if shot.vessel in CLOSED:
        return None
    if shot.view == "first-person":
        return _own_hand(rng, shot)
    if shot.hand and not shot.tool:
        return ask(rng, replace(shot, hand=False), "hands gone", {})
    old = {"old": f"the {shot.tool}", "doing": doing(shot.tool)}
    if shot.hand and rng.random() < 0.5:
        return ask(rng, replace(shot, hand=False), "hand off tool", old)
    if shot.hand:
        return ask(rng, replace(shot, hand=False, tool=""), "hand and tool gone", old)
    if shot.tool:
        return ask(rng, replace(shot, hand=True), "hand to tool", old)
    if rng.random() < 0.3:
        return ask(rng, replace(shot, hand=True), "hands", {})
    new = rng.choice(kitchen().tools)
    words = {"new": a_tool(new), "doing": doing(new)}
    return ask(rng, replace(shot, hand=True, tool=new), "hand and tool", words)


def _own_hand(rng: Random, shot: Shot) -> Change:
    """A tool that one's own hands take or lay aside: they stay in sight."""
    if shot.tool:
        words = {"old": f"the {shot.tool}", "doing": doing(shot.tool)}
        return ask(rng, replace(shot, tool=""), "own tool gone", words)
    new = rng.choice(kitchen().tools)
    words = {"new": a_tool(new), "doing": doing(new)}
    return ask(rng, replace(shot, tool=new), "own tool", words)


def steam(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Steam on and off."""
    if shot.vessel in STILL:
        return None
    return ask(rng, replace(shot, steam=not shot.steam), "steam gone" if shot.steam else "steam", {})


def fire(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """Fire on and off."""
    if shot.vessel not in kitchen().heated:
        return None
    key = "fire gone" if shot.fire else "fire"
    return ask(rng, replace(shot, fire=not shot.fire), key, vessel_words(shot.vessel))


def view(rng: Random, shot: Shot, setting: Setting) -> Change | None:
    """From the front, or through the cook's eyes, where hands are at work."""
    if not shot.hand:
        return None
    own = shot.view == "first-person"
    after = replace(shot, view="front" if own else "first-person")
    return ask(rng, after, "front" if own else "first-person", {})
