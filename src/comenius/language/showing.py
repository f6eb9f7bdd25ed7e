"""What is seen after each step of work outside the kitchen, in the words of the text and as far as it is drawn."""

from dataclasses import dataclass, replace

from comenius.guides.model import Guide
from comenius.language.clauses import clauses
from comenius.language.participles import ordered
from comenius.language.scene import Sight
from comenius.language.setting import Setting
from comenius.language.workshop import Thing, Workshop
from comenius.lexicon.looks import kitchen
from comenius.lexicon.matching import sense
from comenius.lexicon.shot import Food, Form, Shot, article

MOST = 4  # things that a caption names, and
DRAWN = 3  # of these, that the kitchen draws
BLOCK = "tofu"  # what a thing is filed under that nothing of the kitchen resembles
NOTE = "the bundled painter knows only the kitchen: it draws what looks alike, and leaves out the rest"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is seen after a step."""

    sight: Sight  # as much as the kitchen draws
    contents: Sight  # everything
    caption: str
    drawn: bool  # whether anything was done
    tools: tuple[str, ...]


def follow(guide: Guide, decor: Setting) -> tuple[Scene, ...]:
    """What each step of a guide shows."""
    shop = Workshop(guide.title)
    scenes: list[Scene] = []
    for text in ordered(guide):
        shop.step(clauses(text))
        if not shop.main and scenes:
            scenes.append(replace(scenes[-1], drawn=False, tools=()))
            continue
        scenes.append(_scene(shop, decor))
    return tuple(scenes)


def _scene(shop: Workshop, decor: Setting) -> Scene:
    """What is to be seen of the things a step is about."""
    main = list(dict.fromkeys(shop.main))
    lead = main[0] if main else None
    place = None if lead is None else lead if lead.word.kind == "holder" else lead.home
    if place is None and lead is not shop.home:
        place = shop.home
    inside = [
        thing for thing in reversed(shop.things) if place and thing is not place and thing.home is place
    ]
    if lead is place or len(main) > 1:  # a pot that is filled or moved: what is in it, in it
        main = [thing for thing in main if thing is not place]
    rest = [thing for thing in inside if thing not in main]
    shown = [*main, *rest][:MOST]
    tools = list(dict.fromkeys(shop.tools))
    every = list(dict.fromkeys([*shown, *([place] if place else []), *tools]))
    shot = Shot(
        foods=tuple(map(_food, every)),
        vessel=place.name if place else "table",
        tool=tools[0].name if tools else "",
        hand=bool(tools),
    )
    return Scene(
        sight=_drawable(shown, place, tools, decor, acted=shop.acted),
        contents=Sight(
            shot=shot,
            tracks=tuple(frozenset({thing.track}) for thing in every),
            standing=f"{place.name} {place.track}" if place else "table 1",
        ),
        caption=_caption(shown, place, tools),
        drawn=shop.acted,
        tools=tuple(tool.said for tool in tools),
    )


def _form(thing: Thing) -> Form:
    """How a thing is: a screw is whole, though what resembles it comes as grains."""
    if thing.form != "whole" or thing.word.kind != "thing":
        return thing.form if thing.form != "whole" else thing.word.form
    return "whole" if thing.word.form == "powder" else thing.word.form


def _food(thing: Thing) -> Food:
    """A thing as the storyboard lists it."""
    on = tuple(one.word.look or BLOCK for one in thing.wears)
    names = tuple(one.name for one in thing.wears)
    return Food(
        name=thing.name,
        look=thing.word.look or BLOCK,
        form=_form(thing),
        doneness="golden" if thing.done and not thing.wears else "raw",
        topped=on,
        topped_names=names,
    )


def _drawable(
    shown: list[Thing], place: Thing | None, tools: list[Thing], decor: Setting, *, acted: bool
) -> Sight:
    """What of it the kitchen has: stand-ins for things, vessels that hold alike, tools that it knows."""
    looks: dict[str, Thing] = {}
    for thing in shown:
        if thing.word.look:
            looks.setdefault(thing.word.look, thing)
    drawn = list(looks.values())[:DRAWN]
    vessel = place.word.vessel if place and place.word.vessel else "table"
    held = (sense(tool.name).tool for tool in [*tools, *shown] if tool.word.kind == "tool")
    shot = Shot(
        foods=tuple(Food(name=one.name, look=one.word.look, form=one.word.form) for one in drawn),
        vessel=vessel,
        material=decor.materials.get(vessel, ""),
        tool=next((name for name in held if name in kitchen().tools), None) or "",
        hand=acted and vessel not in ("oven", "fridge"),
        table=decor.table,
        wall=decor.wall,
        sleeve=decor.sleeve,
    )
    return Sight(
        shot=shot,
        tracks=tuple(frozenset({one.track}) for one in drawn),
        standing=f"{place.name} {place.track}" if place else "table 1",
    )


def _caption(shown: list[Thing], place: Thing | None, tools: list[Thing]) -> str:
    """What is to be seen, in the words of the text: `seedling and soil in a pot, a hand holding a trowel`."""
    names = list(dict.fromkeys(f"{thing.done} {thing.said}".strip() for thing in shown))
    where = ""
    if place is not None and place not in shown:
        held = place.word.kind in ("holder", "ground")
        definite = "the" if place.word.kind in ("place", "ground") else article(place.said)
        where = f" {'in' if held else 'on'} {definite} {place.said}"
        if not names:
            return f"{article(place.said)} {place.said}"
    text = " and ".join(names) + where
    held_tools = [tool.said for tool in tools if tool not in shown and tool.name != "hand"]
    if held_tools:
        several = held_tools[0].endswith("s") and not held_tools[0].endswith("ss")
        text += f"{', ' if text else ''}a hand holding {'' if several else article(held_tools[0]) + ' '}{held_tools[0]}"
    return text.strip() or "hands at work"
