"""A picture edited by a wish: what it shows, which edits the wish means, the pictures they make, kept in a folder."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comenius import files
from comenius.devices import AUTO
from comenius.errors import OutputError, SettingError
from comenius.illustration.drawing import Advance
from comenius.illustration.editor import Editor, Framed, Mode, Strength, Way
from comenius.illustration.folder import RECORD as GUIDE
from comenius.illustration.folder import only_writer
from comenius.illustration.marked import keep, kept, marks
from comenius.illustration.overlay import acted, hardly_changed, overlay
from comenius.illustration.sight import sight
from comenius.language.inventory import Inventory
from comenius.language.specifics import Specified
from comenius.language.specify import check, specify
from comenius.photographs import Photograph, photograph
from comenius.seeds import derive

if TYPE_CHECKING:
    from comenius.diffusion.edit import Edited
    from comenius.language.budget import Budget
    from comenius.language.model import LanguageModel
    from comenius.language.store import Store

RECORD = "edit.json"
MOST_VARIANTS = 64
MODES: tuple[Mode, ...] = ("plus", "paper")
SAVINGS = ("exact", "fast", "fastest")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is wanted of a picture, and how it is made. What is None is left to the model's preset."""

    text: str
    edits: int = 3  # that the wish becomes
    instructions: tuple[str, ...] = ()  # of the user's own; they come first
    forbidden: tuple[str, ...] = ()  # words whose things are left alone
    described: str = ""  # what the picture shows, instead of looking
    captioner: str = ""  # what says it: "orbis", or a model in BLIP's layout
    variants: int = 1  # different answers: each its own noise
    model: str = "orbis"
    seed: int = 0
    steps: int | None = None
    strength: Strength | None = None  # of the picture, the wish and the edits
    mode: Mode = "plus"  # how edits are combined; "paper" is SANE as published
    savings: str | None = None  # a name of `diffusion.savings.PRESETS`; by default fast, in "paper" exact
    device: str = AUTO

    def __post_init__(self) -> None:
        for text in (self.text, self.described, *self.instructions, *self.forbidden):
            if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
                raise SettingError("What was typed holds bytes that are no text in UTF-8; type it again.")
        check(self.text, self.edits, self.instructions)
        if self.mode not in MODES:
            raise SettingError(f"There is no mode {self.mode!r}; edits are combined by {' or '.join(MODES)}.")
        if self.savings not in (None, *SAVINGS):
            raise SettingError(f"There are no savings {self.savings!r}; known are {', '.join(SAVINGS)}.")
        if not 1 <= self.variants <= MOST_VARIANTS:
            raise SettingError(f"variants is {self.variants}; it must lie in [1, {MOST_VARIANTS}].")
        if self.steps is not None and not 1 <= self.steps <= 1000:
            raise SettingError(f"steps is {self.steps}; it must lie in [1, 1000].")
        if self.strength and not (
            min(self.strength) >= 0 and max(self.strength[0], sum(self.strength[1:])) <= 100
        ):
            raise SettingError(
                "Each of the three strengths must be 0 or more and at most 100, the second and third together too. "
                "Try 1.5 3.75 3.75."
            )

    def way(self, editor: Editor) -> Way:
        """How it is computed by this model."""
        return editor.way(mode=self.mode, strength=self.strength, savings=self.savings, steps=self.steps)


@dataclass(frozen=True, kw_only=True)
class Understood:
    """It is settled what will be edited."""

    inventory: Inventory
    specified: Specified


@dataclass(frozen=True, kw_only=True)
class Made:
    """A picture is ready and on disk."""

    variant: int  # from 0
    path: Path


@dataclass(frozen=True, kw_only=True)
class Done:
    """All pictures are there, and the record of them."""

    folder: Path
    pictures: tuple[Path, ...]
    drawn: tuple[int, ...]  # variants made in this run; the others were there
    removed: tuple[Path, ...]  # answers of an earlier run that are not asked for now
    record: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whom to ask what a picture shows and what a wish means; without a model the rules answer."""

    model: "LanguageModel | None" = None
    store: "Store | None" = None
    budget: "Budget | None" = None
    retry_failed: bool = False


def understand(photo: Photograph, wish: Wish, editor: Editor, asked: Asked) -> Understood:
    """What a picture shows, and the edits that a wish means for it."""
    inventory = sight(
        photo.image, editor.directory.parent, described=wish.described, captioner=wish.captioner, model=asked.model,
        store=asked.store, budget=asked.budget,
    )  # fmt: skip
    return understood(inventory, wish, asked)


def understood(inventory: Inventory, wish: Wish, asked: Asked) -> Understood:
    """The edits that a wish means for a picture of which it is known what it shows."""
    specified = specify(
        wish.text, inventory, n=wish.edits, seed=wish.seed, given=wish.instructions, forbidden=wish.forbidden,
        model=asked.model, store=asked.store, budget=asked.budget, retry_failed=asked.retry_failed,
    )  # fmt: skip
    return Understood(inventory=inventory, specified=specified)


def editing(
    source: Path,
    folder: Path,
    wish: Wish,
    asked: Asked = Asked(),
) -> Iterator[Understood | Advance | Made | Done]:
    """Edit the picture in a file into a folder, event by event; closing the generator keeps what is finished.

    Running it again makes only what is missing or changed.
    """
    editor = Editor.find(wish.model)
    photo = photograph(source)
    _refuse_strangers(folder, source, photo)
    with only_writer(folder):
        known = understand(photo, wish, editor, asked)
        yield known
        plan = _Plan.of(photo, wish, editor, known.specified)
        _write(
            folder, _record(source, photo, wish, editor, known, plan, folder)
        )  # the folder is ours from now on
        missing = [v for v in range(wish.variants) if kept(picture_path(folder, v), plan.key(v)) is None]
        for edited in plan.run(missing):
            if isinstance(edited, Advance):
                yield edited
                continue
            yield Made(variant=missing[edited.place], path=_keep(folder, plan, missing[edited.place], edited))
        before = folder / "before.png"
        keep(before, plan.framed.image, plan.key(0))
        record = _record(source, photo, wish, editor, known, plan, folder)
        record["notes"] += _unseen(folder, plan)
        _write(folder, record)
        removed = _clear(folder, wish.variants)
        pictures = tuple(picture_path(folder, v) for v in range(wish.variants))
        yield Done(folder=folder, pictures=pictures, drawn=tuple(missing), removed=removed, record=record)


def picture_path(folder: Path, variant: int) -> Path:
    """Where an answer lies, counted from 0: `01.png`."""
    return folder / f"{variant + 1:02}.png"


def map_path(folder: Path, variant: int, edit: int) -> Path:
    """Where it is shown which places an edit made: `maps/01-1.png`."""
    return folder / "maps" / f"{variant + 1:02}-{edit + 1}.png"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """All that the pictures depend on."""

    framed: Framed
    words: str  # what the wish is for the model
    specifics: tuple[str, ...]
    editor: Editor
    wish: Wish
    way: Way
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, photo: Photograph, wish: Wish, editor: Editor, specified: Specified) -> "_Plan":
        """Everything settled, nothing loaded."""
        specifics = tuple(edit.instruction for edit in specified.edits)
        words, notes = editor.wording(wish.text, specifics)
        return cls(
            framed=editor.framed(photo.image), words=words, specifics=specifics, editor=editor, wish=wish,
            way=wish.way(editor), notes=notes,
        )  # fmt: skip

    @property
    def settings(self) -> dict[str, Any]:
        """How it is computed, and in which size."""
        return asdict(self.way) | {"size": list(self.framed.around.size)}

    def seed(self, variant: int) -> int:
        """Of the noise of an answer."""
        return derive(self.wish.seed, "edit", variant)

    def key(self, variant: int) -> str:
        """The hash of all inputs of an answer."""
        inputs = {
            "model": self.editor.identity.sha256,
            "picture": hashlib.sha256(self.framed.around.tobytes()).hexdigest(),
            "settings": self.settings,
            "words": [self.words, list(self.specifics)],
            "seed": self.seed(variant),
        }
        return hashlib.sha256(json.dumps(inputs, separators=(",", ":")).encode()).hexdigest()

    def run(self, variants: Sequence[int]) -> "Iterator[Advance | Edited]":
        """Make some of the answers."""
        if not variants:
            return
        from comenius.diffusion.course import Asked as Asking
        from comenius.diffusion.edit import Edited

        asked = [Asking(wish=self.words, specifics=self.specifics, seed=self.seed(v)) for v in variants]
        events = self.editor.run(
            [self.framed.around], asked, self.way, device=self.wish.device, of=[0] * len(asked)
        )
        for event in events:
            yield event if isinstance(event, Edited) else Advance(done=event.done, calls=event.calls)


def _write(folder: Path, record: dict[str, Any]) -> None:
    files.write(folder / RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def _keep(folder: Path, plan: _Plan, variant: int, edited: "Edited") -> Path:
    """A picture, without its padding, and where each edit acted; the picture last, which says that all is there."""
    from comenius.arrays import to_image

    image = to_image(edited.picture).crop(plan.framed.box)
    for place, share in acted(edited, plan.framed, image).items():
        keep(map_path(folder, variant, place), overlay(image, share), plan.key(variant))
    path = picture_path(folder, variant)
    keep(path, image, plan.key(variant), json.dumps(edited.notes))
    return path


def _refuse_strangers(folder: Path, source: Path, photo: Photograph) -> None:
    """Raise `OutputError` unless the folder is free, or holds edits of this very picture."""
    if source.resolve().is_relative_to(folder.resolve()) and marks(source):
        raise OutputError(
            f"{source} lies in {folder} and would be overwritten. Choose another folder with --out."
        )
    before = _recorded(folder / RECORD)
    if before is None:
        names = [RECORD, GUIDE, "before.png", "maps", *(path.name for path in folder.glob("[0-9][0-9].png"))]
        if taken := next((name for name in names if (folder / name).exists()), None):
            raise OutputError(
                f"{folder / taken} is from no edit of ours; it stays. Choose another folder with --out."
            )
    elif before.get("sha256", photo.sha256) != photo.sha256:
        raise OutputError(
            f"{folder} holds the edits of another {before['source']}; they stay. Choose another folder with --out."
        )


def _recorded(path: Path) -> dict[str, Any] | None:
    """The record of an edit; None where there is none of ours."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(record, dict) and {"source", "wish", "inventory", "edits", "pictures"} <= record.keys()
    return record if ours else None


def _clear(folder: Path, variants: int) -> tuple[Path, ...]:
    """Remove our answers beyond those that are asked for now, and say which."""
    removed = []
    for path in [*sorted(folder.glob("[0-9][0-9].png")), *(folder / "maps").glob("[0-9][0-9]-*.png")]:
        if int(path.stem[:2]) > variants and marks(path):
            path.unlink()
            removed += [path] if path.parent == folder else []
    return tuple(removed)


def _unseen(folder: Path, plan: _Plan) -> list[str]:
    """Notes on answers in which nothing of the edits can be seen."""
    paths = [path for v in range(plan.wish.variants) if (path := picture_path(folder, v)).is_file()]
    same = [path.name for path in paths if hardly_changed(plan.framed.image, photograph(path).image)]
    return [
        f"hardly anything has changed in {', '.join(same)}; say it otherwise, or try another --seed"
    ] * bool(same)


def _record(
    source: Path, photo: Photograph, wish: Wish, editor: Editor, known: Understood, plan: _Plan, folder: Path
) -> dict[str, Any]:
    """How the pictures came about."""
    specified = known.specified
    return {
        "source": source.name,
        "sha256": photo.sha256,
        "wish": asdict(wish),
        "inventory": asdict(known.inventory),
        "reading": specified.reading,
        "edits": [asdict(edit) for edit in specified.edits],
        "captions": {"before": specified.before, "after": specified.after},
        "dropped": [list(pair) for pair in specified.dropped],
        "notes": [*photo.notes, *specified.notes, *plan.notes],
        "calls": list(specified.keys),
        "model": editor.name,
        "model_hash": editor.identity.sha256,
        "settings": plan.settings | {"words": plan.words},
        "pictures": [
            {
                "path": picture_path(Path(), v).as_posix(),
                "seed": plan.seed(v),
                "maps": [
                    map_path(Path(), v, place).as_posix()
                    for place in range(len(specified.edits))
                    if map_path(folder, v, place).is_file()
                ],
            }
            for v in range(wish.variants)
            if picture_path(folder, v).is_file()
        ],
        "versions": {name: metadata.version(name) for name in ("torch", "diffusers", "transformers")},
    }
