import json
from pathlib import Path

import pytest

from comenius.errors import MissingExtra
from comenius.extras import need


def test_a_package_that_is_there_is_given() -> None:
    assert need("json", extra="scale") is json


def test_a_missing_package_names_the_line_that_installs_it() -> None:
    with pytest.raises(MissingExtra, match=r"no_such_pkg is not installed.*pip install 'comenius\[scale\]'"):
        need("no_such_pkg.data", extra="scale")


def test_a_package_that_lacks_a_part_of_its_own_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_a_pkg.py").write_text("import its_own_part")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="its_own_part"):
        need("half_a_pkg", extra="scale")
