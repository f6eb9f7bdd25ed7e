"""The kitchen as training data: scenes drawn by many processes, kept where the training runs."""

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from comenius.training import checkpoint, words
from comenius.vision.scoring import Rows, unit
from comenius.world import labels
from comenius.world.edits import edit
from comenius.world.render import picture
from comenius.world.scene import settle
from comenius.world.stream import caption, sample

TRAINING_SEEDS = 1_000_000  # and up; the seeds below are held out
CHUNK = 64  # scenes that are drawn, moved and encoded together
SLIGHT = 0.3  # squared difference of latents of unit variance at which a place counts as half changed
ENDLESS = 1 << 40  # scenes, more than are ever drawn
TOLD = (
    0.5,
    0.25,
    0.25,
)  # how often a scene goes with its full caption, and with two that leave things unsaid


@dataclass(frozen=True)
class Pictures:
    """Pictures alone: `size size 3` of uint8 a scene."""

    size: int

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        return {"pictures": torch.from_numpy(np.stack([picture(*sample(seed), self.size) for seed in seeds]))}


@dataclass(frozen=True)
class Scenes:
    """Pictures with token ids of their captions: `size size 3` of uint8 and `captions n` of int16 a scene."""

    size: int
    tokenizer: Any
    unsaid: float  # chance that the second and third caption leave a free attribute unsaid
    captions: int = 3

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        drawn = [(seed, *sample(seed)) for seed in seeds]
        rows = np.stack([picture(shot, setting, self.size) for _, shot, setting in drawn])
        lines = [
            caption(settle(shot, setting), Random(seed * 31 + salt), leave_out)
            for seed, shot, setting in drawn
            for salt, leave_out in ((0, 0.0), (1, self.unsaid), (2, self.unsaid))[: self.captions]
        ]
        ids = words.ids(self.tokenizer, lines).to(torch.int16)
        return {"pictures": torch.from_numpy(rows), "ids": ids.view(len(drawn), self.captions, -1)}


@dataclass(frozen=True)
class Labelled:
    """Pictures with all that a recogniser may be asked about them: `world.labels` as tensors."""

    size: int

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        drawn = [sample(seed) for seed in seeds]
        truth = labels.stack([labels.labels(*scene) for scene in drawn])
        pictures = np.stack([picture(*scene, self.size) for scene in drawn])
        return {name: torch.from_numpy(rows) for name, rows in {"pictures": pictures, **truth}.items()}


@dataclass(frozen=True)
class Told:
    """Pictures with both: token ids of their captions, and all that a recogniser may be asked about them."""

    scenes: Scenes

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        truth = labels.stack([labels.labels(*sample(seed)) for seed in seeds])
        return self.scenes(seeds) | {name: torch.from_numpy(rows) for name, rows in truth.items()}


@dataclass(frozen=True)
class Placed:
    """Pictures with token ids of their captions and where foods are: `food h w`, 0 or 1, a scene."""

    scenes: Scenes

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        return self.scenes(seeds) | {"food": food(seeds)}


@dataclass(frozen=True)
class Edits:
    """Two pictures, before and after, and the token ids of what is asked between: `2 size size 3` and `n` an edit."""

    size: int
    tokenizer: Any

    def __call__(self, seeds: range) -> Rows:
        """The rows of these seeds."""
        found = [edit(seed) for seed in seeds]
        pairs = [[picture(shot, one.setting, self.size) for shot in (one.before, one.after)] for one in found]
        ids = words.ids(self.tokenizer, [one.instruction for one in found]).to(torch.int16)
        return {"pictures": torch.from_numpy(np.array(pairs)), "ids": ids}


class Chunks(Dataset[Rows]):
    """What `draw` makes of the seeds from `first`, a chunk at a time."""

    def __init__(self, draw: Callable[[range], Rows], first: int, count: int) -> None:
        self.draw, self.first, self.count = draw, first, count

    def __len__(self) -> int:
        return (self.count + CHUNK - 1) // CHUNK

    def __getitem__(self, index: int) -> Rows:
        start = index * CHUNK
        return self.draw(range(self.first + start, self.first + min(self.count, start + CHUNK)))


class Store:
    """Rows drawn in the background and kept on one device; `ready` says how many are there.

    Without `uses` the first `count` stay for good. With it a row is taken so often, on average, before a new scene has
    its place, so that a long training goes on meeting scenes that it has not seen, until the store is closed.
    """

    def __init__(
        self,
        draw: Callable[[range], Rows],
        first: int,
        count: int,
        *,
        workers: int,
        device: torch.device,
        uses: float = 0.0,
    ) -> None:
        self.count, self.device, self.uses = count, device, uses
        self.ready = self.drawn = self.taken = 0
        self.rows: Rows = {}
        self.chunks = Chunks(draw, first, ENDLESS if uses else count)
        self.workers = workers
        self.closed = False
        self.news = threading.Condition()
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self._fill, daemon=True)
        self.thread.start()

    def wait(self, count: int) -> None:
        """Return when so many rows are there."""
        with self.news:
            self.news.wait_for(lambda: self.ready >= min(count, self.count) or self.error)
        if self.error:
            raise self.error

    def take(self, count: int) -> Rows:
        """`count` rows at random among those that are there."""
        self.wait(count)
        with self.news:
            some = torch.randint(self.ready, (count,), device=self.device)
            self.taken += count
            self.news.notify_all()
            return {name: rows[some] for name, rows in self.rows.items()}

    def batches(self, count: int) -> Generator[Rows]:
        """So many rows at random again and again; the store is closed when nobody asks any more."""
        try:
            while True:
                yield self.take(count)
        finally:
            self.close()

    def close(self) -> None:
        """Draw no more; returns when the thread that draws has ended."""
        with self.news:
            self.closed = True
            self.news.notify_all()
        self.thread.join()

    def _fill(self) -> None:
        try:
            for chunk in DataLoader(self.chunks, batch_size=None, num_workers=self.workers):
                if not self._put(chunk):
                    return
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            with self.news:
                self.error = error
                self.news.notify_all()

    def _put(self, chunk: Rows) -> bool:
        """Keep rows where there is room, or wait until older ones had their uses; False when the store is closed."""
        with self.news:
            self.news.wait_for(
                lambda: self.closed or self.taken >= self.uses * (self.drawn - self.count + CHUNK)
            )
            start = self.drawn % self.count
            room = min(len(next(iter(chunk.values()))), self.count - start)
            for name, rows in chunk.items():
                if name not in self.rows:
                    shape = (self.count, *rows.shape[1:])
                    self.rows[name] = torch.empty(shape, dtype=rows.dtype, device=self.device)
                self.rows[name][start : start + room] = rows[:room].to(self.device)
            self.drawn += room
            self.ready = min(self.drawn, self.count)
            self.news.notify_all()
            return not self.closed


def pictures(store: Store, batch: int) -> Iterator[Tensor]:
    """Batches in [0, 1] of the scenes that are drawn, without end."""
    for rows in store.batches(batch):
        yield unit(rows["pictures"])


def drawn(seeds: range, size: int, device: torch.device) -> Tensor:
    """The pictures of these seeds, `b 3 size size` in [0, 1]."""
    return unit(Pictures(size)(seeds)["pictures"].to(device))


@torch.no_grad()
def latents(vae: Any, x: Tensor) -> Tensor:
    """Latents of pictures in [0, 1], `b c h w` in half precision."""
    with torch.autocast(x.device.type, torch.bfloat16):
        z: Tensor = vae.encode(x * 2 - 1).latent
    return z.half()


def encode(vae: Any, store: Callable[[], Store], count: int, folder: Path, shard: int = 4096) -> Rows:
    """Latents `z` in half precision and token ids of the first rows of a store, on the device of `vae`.

    Kept in `folder` by shards, so that a killed run encodes only what is missing; without need no store is made.
    """
    out: list[Rows] = []
    for start in range(0, count, shard):
        file = folder / f"latents-{start}.safetensors"
        end = min(count, start + shard)
        if not file.exists():
            store().wait(end)
            own = {name: rows[start:end] for name, rows in store().rows.items()}
            pictures = own.pop("pictures")  # one or several a row
            z = torch.cat([latents(vae, unit(rows)) for rows in pictures.flatten(0, -4).split(CHUNK)])
            z = z.unflatten(0, pictures.shape[:-3])
            checkpoint.save(file, {"z": z, **own}, {"first": start, "count": end - start})
        out.append({name: rows.to(vae.device) for name, rows in checkpoint.load(file)[0].items()})
    return {name: torch.cat([rows[name] for rows in out]) for name in out[0]}


def captions(first: int, count: int) -> list[str]:
    """The full captions of the scenes of `count` seeds."""
    drawn = [(seed, *sample(seed)) for seed in range(first, first + count)]
    return [caption(settle(shot, setting), Random(seed * 31)) for seed, shot, setting in drawn]


def batches(rows: Rows, batch: int) -> Iterator[tuple[Tensor, ...]]:
    """Latents at random, token ids of one of their captions and the share of food in each place, without end."""
    z, ids, food = rows["z"], rows["ids"], rows["food"]
    while True:
        some = torch.randint(len(z), (batch,), device=z.device)
        where = placed(food[some], z.shape[-1])
        yield z[some].float(), ids[some, told(batch, z.device)].long(), where


def food(seeds: range) -> Tensor:
    """Where the scenes of these seeds show food, `b h w` of 0 and 1."""
    return torch.from_numpy(np.stack([labels.owners(*sample(seed)) > 0 for seed in seeds]).astype(np.uint8))


def placed(food: Tensor, side: int) -> Tensor:
    """The share of each of the latents' places that shows food, `b 1 side side`, of maps `b h w` of 0 and 1."""
    return F.adaptive_avg_pool2d(food[:, None].float(), side)


def pairs(rows: Rows, batch: int) -> Iterator[tuple[Tensor, ...]]:
    """Latents after, token ids of the instruction, where they differ, and latents before, without end."""
    z, ids = rows["z"], rows["ids"]
    while True:
        some = torch.randint(len(z), (batch,), device=z.device)
        before, after = z[some].float().unbind(1)
        yield after, ids[some].long(), changed(before, after), before


def changed(before: Tensor, after: Tensor) -> Tensor:
    """How much each place of two latents `b c h w` differs, `b 1 h w`: 0 where they are equal, towards 1 where not."""
    distance = (after - before).square().mean(1, keepdim=True)
    return distance / (distance + SLIGHT)


def told(count: int, device: torch.device) -> Tensor:
    """Which of its captions each of so many scenes goes with, at random."""
    return torch.multinomial(torch.tensor(TOLD, device=device), count, replacement=True)
