"""Rows in Parquet files and back: each file whole or not there, the same rows always the same bytes."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from comenius import files
from comenius.errors import SourceError
from comenius.records.schema import from_table, schema, to_table

Row = TypeVar("Row")
GROUP = 64  # rows of a group: what a reader must fetch to show one of them


def write(path: Path, row: type[Row], rows: Iterable[Row]) -> bytes:
    """A shard at `path` with these rows, whole or not at all; what was written."""
    buffer = io.BytesIO()
    pq.write_table(to_table(row, rows), buffer, row_group_size=GROUP, compression="zstd")
    data = buffer.getvalue()
    files.write(path, data)
    return data


def read(path: Path, row: type[Row]) -> list[Row]:
    """The rows of a shard."""
    return [one for group in groups(path, row) for one in group]


def groups(path: Path, row: type[Row]) -> Iterator[list[Row]]:
    """The rows of a shard, a few at a time, so that a large one fits into memory."""
    try:
        with pq.ParquetFile(path) as file:
            if file.schema_arrow.names != schema(row).names:
                raise SourceError(
                    f"{path} holds other columns than {', '.join(schema(row).names)}; name a shard of that table."
                )
            for batch in file.iter_batches(batch_size=GROUP):
                yield from_table(row, pa.Table.from_batches([batch]))
    except (OSError, pa.ArrowException) as e:
        raise SourceError(f"{path} is not a Parquet file that can be read ({e}). Make it anew.") from e


def count(path: Path) -> int:
    """How many rows a shard has, from its foot alone."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as e:
        raise SourceError(f"{path} is not a Parquet file that can be read ({e}). Make it anew.") from e
