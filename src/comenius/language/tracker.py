"""Carries out a guide in a symbolic kitchen and says for each step what its picture must show. No model, no network."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from comenius.guides.model import Guide
from comenius.language.aside import waiting_pot
from comenius.language.clauses import Clause, clauses
from comenius.language.contents import contents
from comenius.language.finishing import ACTIONS
from comenius.language.handling import served_with, turner
from comenius.language.kitchen import HOT, Holder, Item, Kitchen
from comenius.language.links import links_of
from comenius.language.mixing import blend_together
from comenius.language.naming import bottled, christen, dish_of, heading
from comenius.language.orders import Order, View, resolve
from comenius.language.participles import ordered
from comenius.language.reference import refer
from comenius.language.roles import cooked
from comenius.language.saying import sentence
from comenius.language.scene import Sight, sight
from comenius.language.setting import Setting, setting
from comenius.language.showing import NOTE, follow
from comenius.language.strange import IDLE, known, strangers
from comenius.language.subject import Subject, subject
from comenius.language.things import cooks
from comenius.lexicon.matching import doneness_of, sense
from comenius.lexicon.shot import Link, Shot
from comenius.lexicon.tables import lexicon, plain, singular

MADE = re.compile(r"\bto (?:make|form|create) (?:a|an|the) ([a-z ]+)$")
BECOMES = re.compile(r"^(?:you have|you get|you've got|it forms|it becomes|it makes) (?:an? )([a-z, ]+)$")
SWELLING = ("grain", "pasta", "legume")  # kinds that take up water
BREAKING = ("break up", "break apart", "break")  # what the tool in the hand does to mince
BOARDS = ("cutting board", "table")  # where things are made ready
CLOSED = ("blender", "jar")  # into which no knife goes
WIPING = ("wipe", "wipe clean", "wipe off", "dry", "blot")  # house words that cooks use too
GENERAL = {"pasta": "pasta", "noodle": "pasta", "meat": "meat", "fish": "seafood"}  # words for a kind
OPTION = 3.0  # doubt that a step is about what it only suggests
ELIDED = 0.5  # about what it does not name, since it is clear: "simmer"
CONDITION = 1.0  # about what it waits for
MEANINGFUL = 1.0  # a view at least this strong makes a picture of its own


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """One step, carried out."""

    step: int  # index into the guide's steps, from 0
    action: str  # what the step says to do, one line
    state: str  # what can be seen after it, one sentence
    shot: Shot
    contents: Sight  # all that is there, the main thing first, not only what can be drawn
    links: tuple[Link, ...] = ()
    drawn: bool = True  # False: nothing new to see, the shot repeats or sets the place
    notes: tuple[str, ...] = ()  # what was substituted or guessed
    tracks: tuple[frozenset[int], ...] = ()  # beside shot.foods: which things each food is made of
    standing: str = ""  # which vessel of its kind: "pan 2"
    origins: tuple[Link, ...] = ()  # beside the foods of `contents`
    about: Subject | None = None  # the main thing of the picture
    tools: tuple[str, ...] = ()  # what the step's hands hold, one after the other, as the step calls it
    caption: str = ""  # of what is no kitchen work: its things in the words of the text


def track(guide: Guide, *, seed: int = 0) -> tuple[Tracked, ...]:
    """What each step of a guide must show, one `Tracked` a step, in order."""
    decor = setting(guide.title, seed)
    if not cooks(guide):
        return tuple(_elsewhere(guide, decor))
    kitchen = Kitchen(guide)
    told: set[str] = set()
    done: list[Tracked] = []
    previous: Sight | None = None
    section = ""
    opened: Holder | None = None  # the vessel in work when the step before began
    texts = ordered(guide)
    for number, step in enumerate(guide.steps):
        opened, before = kitchen.focus, opened
        kitchen.begin(number)
        kitchen.focus = kitchen.opened = waiting_pot(kitchen, before) or kitchen.focus
        if step.section != section:
            kitchen.focus, section = None, step.section
        orders = clauses(texts[number])
        seen, strength = _see(kitchen, decor, orders, previous)
        shown = next((one for one in kitchen.holders if one.standing == seen.standing), None)
        christen(kitchen, heading(kitchen, step.text, step.section), shown)
        if not seen.shot.foods and not seen.shot.tool:
            seen = _bare(seen, orders, cooks=bool(kitchen.items))
        about = subject(kitchen, seen, step.text, done[-1].about if done else None)
        done.append(
            Tracked(
                step=number,
                action=" ".join(step.text.split()),
                state=sentence(seen.shot),
                shot=seen.shot,
                drawn=strength >= MEANINGFUL,
                notes=(*_notes(seen.shot, told), *_missing(kitchen, seen.shot, step.text, told)),
                tracks=seen.tracks,
                standing=seen.standing,
                contents=contents(kitchen, seen, about),
                about=about,
                tools=_in_sight(kitchen, seen),
            )
        )
        previous = seen
        kitchen.told |= set(plain(step.text).replace(".", " ").replace(",", " ").split())
    links, origins = links_of(done), links_of([one.contents for one in done])
    return tuple(
        replace(one, links=links[i], origins=_origins(one, links[i], origins[i]))
        for i, one in enumerate(done)
    )


def _in_sight(kitchen: Kitchen, seen: Sight) -> tuple[str, ...]:
    """The tools of a step; beside a blender or a jar, without those of work on a board before."""
    closed = seen.shot.vessel in CLOSED
    tools = [tool for tool in kitchen.held if tool and not (closed and tool in kitchen.laid_down)]
    return tuple(dict.fromkeys(tools))


def _elsewhere(guide: Guide, decor: Setting) -> Iterable[Tracked]:
    """The steps of a guide that is no kitchen work."""
    scenes = follow(guide, decor)
    unplaced = [
        replace(one.contents, shot=replace(one.contents.shot, vessel="table"), standing="") for one in scenes
    ]
    for number, (one, links) in enumerate(zip(scenes, links_of(unplaced), strict=True)):
        yield Tracked(
            step=number,
            action=" ".join(guide.steps[number].text.split()),
            state=f"{one.caption[0].upper()}{one.caption[1:]}.",
            shot=one.sight.shot,
            contents=one.contents,
            links=links,
            drawn=one.drawn,
            notes=() if number else (NOTE,),
            tracks=one.sight.tracks,
            standing=one.sight.standing,
            origins=links,
            tools=one.tools,
            caption=one.caption,
        )


def _origins(one: Tracked, links: tuple[Link, ...], origins: tuple[Link, ...]) -> tuple[Link, ...]:
    """Where each food comes from; a new one that the step is about, from where what it is mixed into does."""
    found = list(origins[: len(one.contents.shot.foods)])
    if one.about is not None and found[0].relation == "new" and links[one.about.lead].step is not None:
        found[0] = Link(name=found[0].name, relation="similar", step=links[one.about.lead].step)
    stove = one.shot.vessel in ("pan", "pot")
    pan = [link.step for link in found[1:] if link.step is not None] if stove else []
    if one.about is not None and found[0].relation == "new" and pan:  # it goes into what cooks already
        found[0] = Link(name=found[0].name, relation="similar", step=max(pan))
    return tuple(found)


def _see(
    kitchen: Kitchen, decor: Setting, orders: Iterable[Clause], previous: Sight | None
) -> tuple[Sight, float]:
    """The last clause that shows something, and how much it shows."""
    best: Sight | None = None
    strength = 0.0
    for clause in orders:
        kitchen.doubt = OPTION if clause.optional else 0.0
        if clause.negated:
            _mention(kitchen, clause)
            continue
        _condition(kitchen, clause)
        if not clause.verb:
            _topic(kitchen, clause)
            continue
        if clause.manner and best is not None:
            _absorbed(kitchen, clause)
            best = _manner(kitchen, decor, best, clause)
            _hold(kitchen, clause, best.shot.tool if lexicon().verbs[tuple(clause.verb.split())].tool else "")
            continue
        clause = cooked(_wiped(clause))
        if lexicon().verbs[tuple(clause.verb.split())].effect in ("none", "handle"):
            _hold(kitchen, clause, "")
            _looked_at(kitchen, clause)
            continue
        order = resolve(kitchen, clause)
        view = ACTIONS[order.verb.effect](kitchen, order)
        before = len(kitchen.held)
        _hold(kitchen, clause, (view.tool if view else "") or order.tool or served_with(order, view))
        away = view is not None and view.holder is not None and view.holder.vessel in BOARDS
        kitchen.laid_down += kitchen.held[before:] if away else []
        if order.elided and not order.targets and view is not None and view.holder is not None:
            sides = [*order.extras, *order.onto] if order.verb.effect == "serve" else []
            whole = [one for one in view.holder.items if one not in sides]
            dished = order.verb.effect == "bake" and view.holder.vessel == "baking dish"
            finished = order.verb.effect == "serve" or dished or _tossed(kitchen, order, whole)
            runs = (kitchen.soup() if order.verb.effect == "serve" else "") or (
                dish_of(kitchen, whole) if finished else ""
            )
            meant = replace(sense(runs), name=runs) if runs else sense("it")
            kitchen.mention(meant, whole, ELIDED)
        _absorbed(kitchen, clause)
        _made(kitchen, clause)
        if view is None:
            continue
        if view.holder is not None:
            bottled(kitchen, view.holder)
        found = _worth(view) * (0.9 if clause.optional else 1.0)
        better = found >= strength or (found >= MEANINGFUL and not clause.optional)
        if view.holder is not None and (
            best is None or (better and not (view.slight and strength > MEANINGFUL))
        ):
            best, strength = sight(view, kitchen.step, decor), found
    if best is None or (strength < 0.5 and previous is not None):
        return _waiting(kitchen, decor, best, previous), strength
    return best, strength


def _tossed(kitchen: Kitchen, order: Order, whole: list[Item]) -> bool:
    """Whether a salad is put together, or a dish dished up at the end without the word for it."""
    cold = [item for item in whole if not item.minor and item.form != "liquid"]
    leaves = [leaf for item in cold for leaf in item.leaves() if not leaf.minor]
    last = kitchen.step == len(kitchen.texts) - 1 and order.verb.effect in ("pour", "place")
    mixed = order.verb.effect in ("mix", "stir") and not any(one.holder and one.holder.fire for one in cold)
    return (mixed or last) and len(leaves) > 2


def _wiped(clause: Clause) -> Clause:
    """`wipe the mushrooms clean`, `dry the fish`: foods are cleaned as in the kitchen, not as in the house."""
    foods = any(sense(noun).food for noun in clause.objects)
    with_ = [
        sense(noun).food for phrase in clause.phrases if phrase.preposition == "with" for noun in phrase.nouns
    ]
    if clause.verb == "wipe" and any(food and food.kind == "fat" for food in with_):
        return replace(clause, verb="grease")
    return replace(clause, verb="pat dry") if foods and clause.verb in WIPING else clause


def _worth(view: View) -> float:
    """How much a view shows; nothing much when there is nothing in the vessel."""
    empty = view.holder is not None and not view.holder.items and not view.also
    return min(view.strength, 0.6) if empty else view.strength


def _manner(kitchen: Kitchen, decor: Setting, best: Sight, clause: Clause) -> Sight:
    """`stirring all the time`: what is in the vessel mixes, under a spoon in the hand."""
    verb = lexicon().verbs[tuple(clause.verb.split())]
    if clause.verb in BREAKING and clause.tool:
        broken_with = sense(clause.tool).tool or best.shot.tool
        return replace(best, shot=replace(best.shot, tool=broken_with, hand=True))
    if verb.effect not in ("stir", "whisk", "flip", "mix") or not best.shot.foods:
        return best
    focus = kitchen.focus
    if focus and focus.standing == best.standing and verb.effect != "flip":
        blend_together(kitchen, focus)
        best = sight(View(holder=focus), kitchen.step, decor)
    named = sense(clause.tool).tool if clause.tool else None
    own = (turner(list(focus.items) if focus else []) if verb.effect == "flip" else "") or verb.tool
    return replace(best, shot=replace(best.shot, tool=own if named is None else named, hand=True))


def _made(kitchen: Kitchen, clause: Clause) -> None:
    """`mix with the oil to make a dressing`: what is in the vessel is the dressing from now on."""
    until = BECOMES.search(clause.result)
    meaning = sense(until[1].split()[-1]) if until else None
    if until and meaning and (meaning.food or meaning.mixture) and kitchen.focus:
        christen(kitchen, singular(until[1].split()[-1]), kitchen.focus, sure=True)
    said = MADE.search(clause.text)
    if said and kitchen.focus:
        kitchen.made[singular(said[1].split()[-1])] = kitchen.focus


def _absorbed(kitchen: Kitchen, clause: Clause) -> None:
    """`until the stock is absorbed`: nothing runs any more where grains swell."""
    place = kitchen.focus
    if place and "absorbed" in clause.result and any(item.kind in SWELLING for item in place.items):
        for item in [one for one in place.items if one.form == "liquid" and one.kind in ("liquid", "sauce")]:
            kitchen.drop(item)


def _mention(kitchen: Kitchen, clause: Clause) -> None:
    """`do not throw the oil away`: nothing is done to the oil, yet `it` means the oil now."""
    words = {singular(word) for noun in clause.objects for word in noun.split()}
    named = [item for item in kitchen.items if item.holder and item.name.split()[-1] in words]
    if named:
        kitchen.last = named


def _looked_at(kitchen: Kitchen, clause: Clause) -> None:
    """`check the fish for bones and cut it`: nothing is done to the fish yet, but it is the fish that is cut."""
    words = {singular(noun.split()[-1]) for noun in clause.objects if not sense(noun).tool}
    fresh = [item for item in kitchen.unused() if words & {*item.name.split()} and not item.minor]
    kitchen.last = fresh or kitchen.last


def _topic(kitchen: Kitchen, clause: Clause) -> None:
    """`Meanwhile, rice: rinse it`: what a sentence only names is what is spoken of."""
    words = [word for word in plain(clause.text).replace(",", " ").split() if word != "meanwhile"]
    found = sense(" ".join(words)) if 0 < len(words) < 4 else None
    if found and found.food and not found.food.minor:
        kitchen.last = refer(kitchen, f"the {' '.join(words)}") or kitchen.last


def _condition(kitchen: Kitchen, clause: Clause) -> None:
    """`once the onions are golden`: they are golden now."""
    done = doneness_of(clause.condition)
    words = {singular(word) for word in plain(clause.condition).split()}
    named = [item for item in kitchen.items if item.holder and words & set(item.name.split())]
    kinds = {GENERAL[word] for word in words & GENERAL.keys()} if not named else set()
    named = named or [item for item in kitchen.items if item.holder and item.kind in kinds]
    leads = bool(clause.condition) and clause.text.find(clause.condition) <= 0
    if named:
        kitchen.mention(sense("it"), named, CONDITION)
    if leads and words & {"sauce", "soup", "stew"} and not named:
        named = refer(kitchen, "the sauce" if "sauce" in words else "the soup")
    if leads and named and named[-1].holder and named[-1].holder.vessel in HOT:
        kitchen.attend(named[-1].holder)
        kitchen.last = [item for item in named if item.holder is named[-1].holder]
    if done == "raw" or not kitchen.focus:
        return
    for item in named or [
        item for item in kitchen.focus.items if item.form not in ("liquid", "powder", "noodles")
    ]:
        item.doneness = done


def _waiting(kitchen: Kitchen, decor: Setting, best: Sight | None, previous: Sight | None) -> Sight:
    """Nothing new: the last picture without the hand, or all that is on the table when there is none yet."""
    if previous is not None and previous.shot.foods:
        holder = kitchen.focus
        if holder is not None and holder.items and holder.standing == previous.standing:
            return sight(View(holder=holder), kitchen.step, decor)
        return replace(previous, shot=replace(previous.shot, tool="", hand=False))
    if best is not None:
        return best
    view = View(holder=None, also=tuple(item for item in kitchen.stock if not item.minor)[:3])
    return sight(view, kitchen.step, decor)


def _hold(kitchen: Kitchen, clause: Clause, tool: str) -> None:
    """Remember what the hands hold in a clause: the tools that it names, else the one that its work asks for."""
    places = lexicon().words["into"]
    nouns = [noun for phrase in clause.phrases if phrase.preposition not in places for noun in phrase.nouns]
    nouns = [
        re.split(" (?:a?round|through|along) ", noun)[0] for noun in (clause.tool, *clause.objects, *nouns)
    ]
    meanings = [sense(noun) for noun in nouns if noun]
    said = [meaning for meaning in meanings if meaning.tool is not None and not meaning.food]
    named = [
        meaning.name
        for meaning in said
        if (meaning.tool and meaning.name != "skewer") or meaning.text == clause.tool
    ]
    named = [name for name in named if sense(name).tool]
    bare = bool(said) and not named and bool(clause.tool)  # "with your hands"
    held = clause.manner and clause.verb in BREAKING and bool(kitchen.held)  # "with a spoon, breaking it up"
    kitchen.held += named or ([] if bare or held else [tool])


def _bare(seen: Sight, orders: Iterable[Clause], *, cooks: bool) -> Sight:
    """With no food at all: the vessel the step names, or the tool, and hands when the step uses them."""
    shot = seen.shot
    for clause in orders:
        verb = lexicon().verbs[tuple(clause.verb.split())] if clause.verb else None
        if verb and verb.effect not in IDLE:
            shot = replace(shot, hand=True)
            if cooks and verb.tool:
                shot = replace(shot, tool=verb.tool)
            if cooks and shot.vessel == "table" and verb.place:
                shot = replace(shot, vessel=verb.place)
        nouns = [*clause.objects, *(noun for phrase in clause.phrases for noun in phrase.nouns)]
        for meaning in map(sense, nouns):
            if meaning.tool == "":
                shot = replace(shot, hand=True)
            elif meaning.tool and not shot.tool:
                shot = replace(shot, tool=meaning.tool, hand=bool(clause.verb))
            elif meaning.vessel and shot.vessel == "table":
                shot = replace(shot, vessel=meaning.vessel, material=meaning.material)
    return replace(seen, shot=replace(shot, hand=shot.hand and shot.vessel not in ("oven", "fridge")))


def _notes(shot: Shot, told: set[str]) -> Iterable[str]:
    """Which foods are drawn as something else, each said once a guide."""
    for food in shot.foods:
        pairs = zip(food.part_names, food.parts, strict=False) if food.parts else ((food.name, food.look),)
        for name, look in (*pairs, *zip(food.topped_names, food.topped, strict=False)):
            if name not in told and look not in name and name not in ("mixture", "sauce"):
                told.add(name)
                yield f"'{name}' is drawn as {look}{'' if known(name) else ', a guess'}"


def _missing(kitchen: Kitchen, shot: Shot, text: str, told: set[str]) -> Iterable[str]:
    """What a step names and its picture leaves out because no table knows it, each said once a guide."""
    words = {singular(word) for word in plain(text).replace(",", " ").replace(".", " ").split()}
    listed = [name for name in kitchen.undrawn if name.split()[-1] in words]
    for name in dict.fromkeys((*listed, *(() if shot.foods else strangers(text)))):
        if name.split()[-1] not in told:
            told.add(name.split()[-1])
            yield f"'{name}' is not in the lexicon and is not drawn"
