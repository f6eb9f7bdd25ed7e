"""What a data set is made of: where its rows came from, by which code, under which licence, and every file's hash."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from comenius import files
from comenius.errors import SourceError

FORMAT = 1  # of manifest.json
NAME = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Shard:
    """One file of rows."""

    path: str  # below the data set's folder
    table: str
    split: str
    rows: int
    sha256: str
    part: str  # shards with the same part are made together, or not at all
    seeds: tuple[int, ...]  # of the part


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All of it; the shards in the order of their paths."""

    source: str
    licence: Mapping[str, str]  # of the data, of what made them
    code: Mapping[str, str]  # name → version or hash
    settings: Mapping[str, Any]  # on which every row depends
    shards: tuple[Shard, ...] = ()
    format: int = field(default=FORMAT)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Rows by table and split."""
        out: dict[str, Counter[str]] = {}
        for shard in self.shards:
            out.setdefault(shard.table, Counter())[shard.split] += shard.rows
        return {table: dict(sorted(splits.items())) for table, splits in sorted(out.items())}

    def part(self, name: str) -> tuple[Shard, ...]:
        """The shards of a part."""
        return tuple(shard for shard in self.shards if shard.part == name)

    def with_part(self, name: str, shards: Iterable[Shard]) -> "Manifest":
        """The manifest with these shards in the place of all others of the part."""
        kept = (shard for shard in self.shards if shard.part != name)
        ordered = sorted((*kept, *shards), key=lambda shard: shard.path)
        return Manifest(**{**_shallow(self), "shards": tuple(ordered)})


def _shallow(manifest: Manifest) -> dict[str, Any]:
    return {one.name: getattr(manifest, one.name) for one in fields(manifest)}


def write(folder: Path, manifest: Manifest) -> None:
    """The manifest as manifest.json in the data set's folder."""
    data = {**asdict(manifest), "counts": manifest.counts}
    data = {
        "format": data.pop("format"),
        **{k: v for k, v in data.items() if k != "shards"},
        "shards": data["shards"],
    }
    files.write(folder / NAME, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def read(folder: Path) -> Manifest | None:
    """The manifest of a folder, or None when it has none. SourceError when it is damaged or of another format."""
    path = folder / NAME
    try:
        data = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as e:
        raise SourceError(f"{path} cannot be read ({e}); choose another folder, or delete this one.") from e
    try:
        if data.pop("format") != FORMAT:
            raise SourceError(f"{path} has another format than {FORMAT}; choose another folder.")
        data.pop("counts")
        shards = tuple(Shard(**{**row, "seeds": tuple(row["seeds"])}) for row in data.pop("shards"))
        return Manifest(**data, shards=shards)
    except (AttributeError, KeyError, TypeError) as e:
        raise SourceError(f"{path} is no manifest of a data set; choose another folder, or delete it.") from e


def is_whole(folder: Path, shard: Shard) -> bool:
    """Whether the file of a shard is there with every byte as it was written."""
    try:
        return digest((folder / shard.path).read_bytes()) == shard.sha256
    except OSError:
        return False


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def version(*names: str) -> dict[str, str]:
    """The versions of installed packages."""
    out: dict[str, str] = {}
    for name in names:
        try:
            out[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # run from a source tree that was never installed
            out[name] = "unknown"
    return out
