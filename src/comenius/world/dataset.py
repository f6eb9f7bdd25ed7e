"""A folder of Parquet shards out of the kitchen: made part by part, by many processes; a rerun does the rest."""

import hashlib
import signal
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from importlib.resources import files as resources
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from comenius import files
from comenius.errors import SettingError
from comenius.records import manifest, shards
from comenius.records.manifest import Manifest, Shard
from comenius.world.card import ROWS, card
from comenius.world.edits import action, edit
from comenius.world.export import pair_row, recipe_rows
from comenius.world.recipes import recipe

PER_PART = {"recipes": 8, "edits": 64, "actions": 64}  # seeds that are made together
NOTED = 5.0  # seconds: how often what is finished is noted; a kill costs no more than that


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is made at once, and lost at once by a kill."""

    kind: str  # recipes, edits or actions
    first: int  # of the seeds that it may hold
    seeds: tuple[int, ...]

    @property
    def name(self) -> str:
        """Its name in the manifest."""
        return f"{self.kind}-{self.first:010d}"


@dataclass(frozen=True)
class Progress:
    """A part that is there."""

    part: Part
    drawn: bool  # now, and not by an earlier run


class Notes:
    """What is finished, written down now and then."""

    def __init__(self, out: Path, made: Manifest) -> None:
        self.out, self.made, self.written = out, made, time.monotonic()

    def add(self, part: Part, shards: tuple[Shard, ...]) -> None:
        """Note a part that is there."""
        self.made = self.made.with_part(part.name, shards)
        if time.monotonic() - self.written > NOTED:
            manifest.write(self.out, self.made)
            self.written = time.monotonic()


def parts(kind: str, seed: int, count: int) -> list[Part]:
    """The parts that hold `count` seeds from `seed` on; their borders do not depend on what was asked for."""
    per = PER_PART[kind]
    out: list[Part] = []
    for first in range(seed // per * per, seed + count, per):
        seeds = range(max(first, seed), min(first + per, seed + count))
        if seeds:
            out.append(Part(kind=kind, first=first, seeds=tuple(seeds)))
    return out


def fill(out: Path, wanted: list[Part], size: int, processes: int = 1) -> Iterator[Progress]:
    """Every part, as it gets there; then README.md and manifest.json say what lies in the folder."""
    made = _begun(out, size)
    missing: list[Part] = []
    for part in wanted:
        there = made.part(part.name)
        seeds = sorted({*part.seeds, *(seed for shard in there for seed in shard.seeds)})
        whole = bool(there) and all(manifest.is_whole(out, shard) for shard in there)
        if whole and set(part.seeds) <= set(there[0].seeds):
            yield Progress(part, drawn=False)
        else:
            missing.append(replace(part, seeds=tuple(seeds)))
    notes = Notes(out, made)
    try:
        for part in _made(out, missing, size, processes, notes):
            yield Progress(part, drawn=True)
    finally:
        manifest.write(out, notes.made)
    files.write(out / "README.md", card(notes.made))


def make(out: Path, part: Part, size: int) -> tuple[Shard, ...]:
    """The shards of one part, written."""
    rows: dict[tuple[str, str], list[Any]] = {}
    for seed in part.seeds:
        if part.kind == "recipes":
            (where, about), scenes = recipe_rows(recipe(seed), size)
            rows.setdefault(("recipes", where), []).append(about)
            for own, scene in scenes:
                rows.setdefault(("scenes", own), []).append(scene)
        else:
            where, pair = pair_row(seed, {"edits": edit, "actions": action}[part.kind](seed), size)
            rows.setdefault((part.kind, where), []).append(pair)
    out_shards: list[Shard] = []
    for (table, where), own_rows in sorted(rows.items(), key=lambda item: item[0]):
        path = f"{table}/{where}-{part.first:010d}.parquet"
        data = shards.write(out / path, ROWS[table], own_rows)
        out_shards.append(
            Shard(
                path=path,
                table=table,
                split=where,
                rows=len(own_rows),
                sha256=manifest.digest(data),
                part=part.name,
                seeds=part.seeds,
            )
        )
    return tuple(out_shards)


def _made(out: Path, missing: list[Part], size: int, processes: int, notes: Notes) -> Iterator[Part]:
    if processes == 1 or len(missing) < 2:
        for part in missing:
            notes.add(part, make(out, part, size))
            yield part
        return
    count, spawn = min(processes, len(missing)), get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=spawn, initializer=_patient) as pool:
        jobs = {pool.submit(make, out, part, size): part for part in missing}
        try:
            for job in as_completed(jobs):
                notes.add(jobs[job], job.result())
                yield jobs[job]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            for job, part in jobs.items():  # those that ended while the rest was given up
                if job.done() and not job.cancelled() and not job.exception():
                    notes.add(part, job.result())


def _patient() -> None:
    """Leave Ctrl-C to the parent, which waits for the parts in work and notes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _begun(out: Path, size: int) -> Manifest:
    """The manifest that is there, or a new one. What another kitchen drew, or in another size, is never mixed in."""
    fresh = Manifest(
        source="comenius world: drawn by a simulated kitchen, from seeds alone",
        licence={"data": "CC0-1.0", "generator": "Apache-2.0"},
        code={
            **manifest.version("comenius", "skia-python", "pyarrow", "pillow", "numpy"),
            "kitchen": kitchen_hash(),
        },
        settings={"size": size},
    )
    found = manifest.read(out)
    if found is None or not found.shards:
        return fresh
    if found.settings != fresh.settings:
        raise SettingError(
            f"{out} holds pictures of {found.settings.get('size')} pixels, not {size}; "
            f"choose another folder for --out, or --size {found.settings.get('size')}."
        )
    if changed := _changes(found.code, fresh.code):
        raise SettingError(
            f"{out} was drawn by other code ({', '.join(changed)} changed); choose another folder for --out."
        )
    return found


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))


def kitchen_hash() -> str:
    """A hash of all that decides what is drawn, said and asked."""
    lexicon, world = resources("comenius.lexicon"), resources("comenius.world")
    found = [lexicon / "shot.py", lexicon / "looks.py", lexicon / "tables" / "looks.toml"]
    found += sorted(
        (path for folder in (world, world / "tables") for path in folder.iterdir() if path.is_file()),
        key=lambda path: path.name,
    )
    digest = hashlib.sha256()
    for path in found:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
