from dataclasses import replace
from pathlib import Path

import pytest

from comenius.errors import SourceError
from comenius.records import manifest
from comenius.records.manifest import Manifest, Shard


def shard(path: str, split: str = "train", part: str = "one", rows: int = 2) -> Shard:
    sha256 = manifest.digest(b"rows")
    return Shard(path=path, table="scenes", split=split, rows=rows, sha256=sha256, part=part, seeds=(1, 2))


MADE = Manifest(
    source="comenius world",
    licence={"data": "CC0-1.0"},
    code=manifest.version("comenius"),
    settings={"size": 64},
    shards=(shard("a"), shard("b", "test")),
)


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert manifest.read(tmp_path) is None
    manifest.write(tmp_path, MADE)
    assert manifest.read(tmp_path) == MADE


def test_rows_are_counted_by_table_and_split() -> None:
    assert MADE.counts == {"scenes": {"test": 2, "train": 2}}


def test_a_part_is_replaced_as_a_whole() -> None:
    more = MADE.with_part("two", [shard("0", part="two", rows=5)])
    assert [one.path for one in more.shards] == ["0", "a", "b"]
    assert [one.path for one in more.with_part("one", [shard("c")]).shards] == ["0", "c"]


def test_a_file_with_one_byte_changed_is_not_whole(tmp_path: Path) -> None:
    assert not manifest.is_whole(tmp_path, MADE.shards[0])
    (tmp_path / "a").write_bytes(b"rows")
    assert manifest.is_whole(tmp_path, MADE.shards[0])
    assert not manifest.is_whole(tmp_path, replace(MADE.shards[0], sha256="0"))


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": 2}', '{"format": 1, "counts": {}, "shards": [{"path": "a"}]}']
)
def test_a_damaged_manifest_is_said_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / manifest.NAME).write_text(text)
    with pytest.raises(SourceError, match=r"manifest\.json"):
        manifest.read(tmp_path)


def test_an_unknown_package_has_an_unknown_version() -> None:
    assert manifest.version("no-such-package") == {"no-such-package": "unknown"}
