import errno
import os
from pathlib import Path

import pytest

from comenius import files
from comenius.errors import OutputError


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    files.write(tmp_path / "steps" / "a.txt", "crème\n")
    assert (tmp_path / "steps" / "a.txt").read_bytes() == "crème\n".encode()
    assert [p.name for p in (tmp_path / "steps").iterdir()] == ["a.txt"]


def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = tmp_path / "a.txt"
    files.write(target, "old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"a\.txt cannot be written \(No space left on device\)"):
        files.write(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_run_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".a.txt.part").write_text("half")
    files.write(tmp_path / "a.txt", "whole")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_that_is_a_file_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        files.write(tmp_path / "out" / "index.html", "")
