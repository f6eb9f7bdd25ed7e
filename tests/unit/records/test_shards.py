from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from comenius.errors import OutputError, SourceError
from comenius.records import shards
from comenius.records.schema import Image


@dataclass(frozen=True)
class Example:
    number: int
    picture: Image


@dataclass(frozen=True)
class Other:
    words: str


ROWS = [Example(n, Image(bytes([n]) * 9, f"{n}.png")) for n in range(150)]


def test_a_shard_holds_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a" / "rows.parquet"
    data = shards.write(path, Example, ROWS)
    assert path.read_bytes() == data
    assert shards.read(path, Example) == ROWS
    assert shards.count(path) == 150
    assert [len(group) for group in shards.groups(path, Example)] == [64, 64, 22]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    assert shards.write(tmp_path / "1", Example, ROWS) == shards.write(tmp_path / "2", Example, iter(ROWS))


def test_any_parquet_reader_understands_it(tmp_path: Path) -> None:
    shards.write(tmp_path / "rows.parquet", Example, ROWS)
    table = pq.read_table(tmp_path / "rows.parquet")
    assert table.column("picture")[3].as_py() == {"bytes": b"\x03" * 9, "path": "3.png"}


def test_another_table_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    shards.write(path, Other, [Other("soup")])
    with pytest.raises(SourceError, match="other columns"):
        shards.read(path, Example)
    path.write_bytes(path.read_bytes()[:-9])
    for look in (lambda: shards.read(path, Other), lambda: shards.count(path)):
        with pytest.raises(SourceError, match=r"rows\.parquet"):
            look()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file"):
        shards.write(tmp_path / "file" / "rows.parquet", Other, [])
